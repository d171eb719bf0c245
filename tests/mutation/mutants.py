"""Makes mutants: a report of the corpus with one numeral, or one word of direction, changed.

The numerals are those that something ought to guard: amounts that stand in a table, their rates,
changes and shares, and the cells that take part in a relation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import regex

from extractor import Report
from extractor.model import Fact, Span

KINDS = ("digit", "swap", "shift", "flip")
_RATES = ("change", "change_rate", "share", "completion_rate")
# `1, 115. 55` is torn by blanks, and one numeral.
_NUMERAL = regex.compile(
    r"[\d０-９](?:[\d０-９,，]|(?<=[,，]) (?=[\d０-９]{3}))*(?:\s*[.．]\s*[\d０-９]+)?"
)
# Each word with its opposite. A verb speaks of the next number; 大于 of the two before it.
_OPPOSITES = (
    ("增加", "减少"),
    ("增长", "下降"),
    ("上升", "降低"),
    ("大于", "小于"),
    ("高于", "低于"),
)
_FLIPPED = {a: b for pair in _OPPOSITES for a, b in (pair, pair[::-1])}
_WORD = regex.compile("|".join(_FLIPPED))
# 小于年初预算的主要原因: the words that make a comparison of a verb.
_COMPARED = regex.compile(r"\s*(?:年初|全年|调整)?\s*预\s*算|\s*预\s*期")
_BEFORE_NUMBER = regex.compile(r"\s*(?:约|了|到)?\s*[\d０-９]")


@dataclass(frozen=True, slots=True)
class Target:
    """A number of the report as printed, and the fact or cell that was read of it."""

    ref: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: what stood at an offset, and what stands there instead."""

    kind: str
    target: Target
    start: int
    old: str
    new: str

    def apply(self, text: str) -> str:
        """Return the report with the change."""
        return text[: self.start] + self.new + text[self.start + len(self.old) :]

    def moved(self, offset: int) -> int:
        """Return where a place of the clean report stands in the changed one."""
        shift = len(self.new) - len(self.old)
        return offset + shift if offset >= self.start + len(self.old) else offset


def mutants(report: Report, text: str) -> Iterator[Mutant]:
    """Yield a mutant of each kind for every number, and one for every word of direction.

    A number has the same mutants whatever else is read of the report: its place is the seed.
    """
    for target in _targets(report):
        yield from _of_number(target)
    yield from _of_words(report, text)


def _targets(report: Report) -> Iterator[Target]:
    linked = {link.fact for link in report.links}
    for fact in report.facts:
        rate = fact.kind in _RATES and (fact.of in linked or fact.whole in linked)
        if fact.id in linked or rate:
            yield Target(fact.id, fact.span)
    related = {
        operand.ref
        for check in report.checks
        if check.status != "unverifiable"
        for operand in check.operands
    }
    for table in report.tables:
        for cell in table.cells:
            if table.id.startswith("T") and cell.value is not None and cell.id in related:
                yield Target(cell.id, cell.span)


def _of_number(target: Target) -> Iterator[Mutant]:
    match = _NUMERAL.search(target.span.text)
    if match is None:
        return
    numeral, start = match[0], target.span.start + match.start()
    for kind, change in (("digit", _digit), ("swap", _swap), ("shift", _shift)):
        changed = change(numeral, Random(f"{start} {numeral} {kind}"))
        if changed is not None and changed != numeral:
            yield Mutant(kind, target, start, numeral, changed)


def _digit(numeral: str, random: Random) -> str:
    places = [i for i, char in enumerate(numeral) if char.isdigit()]
    place = random.choice(places)
    # No number begins with a needless zero.
    first = place == places[0] and len(places) > 1 and numeral[place + 1] not in ".．"
    others = [digit for digit in "0123456789"[first:] if digit != numeral[place]]
    return numeral[:place] + random.choice(others) + numeral[place + 1 :]


def _swap(numeral: str, random: Random) -> str | None:
    places = [i for i, char in enumerate(numeral) if char.isdigit()]
    pairs = [
        (a, b)
        for a, b in pairwise(places)
        if numeral[a] != numeral[b] and not (a == places[0] and numeral[b] == "0")
    ]
    if not pairs:
        return None
    a, b = random.choice(pairs)
    return numeral[:a] + numeral[b] + numeral[a + 1 : b] + numeral[a] + numeral[b + 1 :]


def _shift(numeral: str, random: Random) -> str:
    """Return the number ten times as large or as small."""
    plain = "".join(char for char in numeral.replace("．", ".") if char.isdigit() or char == ".")
    whole, _, decimals = plain.partition(".")
    if random.random() < 0.5:
        digits = (whole + decimals[:1].ljust(1, "0")).lstrip("0") or "0"
        return digits + (f".{decimals[1:]}" if decimals[1:] else "")
    return f"{whole[:-1] or '0'}.{whole[-1]}{decimals}"


def _of_words(report: Report, text: str) -> Iterator[Mutant]:
    changes = [fact for fact in report.facts if fact.kind in ("change", "change_rate")]
    amounts = [fact for fact in report.facts if fact.kind == "amount"]
    for match in _WORD.finditer(text):
        fact = _spoken_of(text, match, changes, amounts)
        if fact is not None:
            target = Target(fact.id, fact.span)
            yield Mutant("flip", target, match.start(), match[0], _FLIPPED[match[0]])


def _spoken_of(
    text: str, word: regex.Match[str], changes: list[Fact], amounts: list[Fact]
) -> Fact | None:
    """Return the change that follows a verb, or the amount compared before 大于."""
    if _BEFORE_NUMBER.match(text, word.end()):
        return next((f for f in changes if 0 <= f.span.start - word.end() <= 4), None)
    if _COMPARED.match(text, word.end()):
        before = [f for f in amounts if f.span.end <= word.start()]
        return before[-1] if before and _same_item(text, before[-1], word) else None
    return None


def _same_item(text: str, fact: Fact, word: regex.Match[str]) -> bool:
    return text.count("。", fact.span.end, word.start()) <= 1 and word.start() - fact.span.end < 40
