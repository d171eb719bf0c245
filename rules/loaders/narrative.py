"""Loads the narrative rules: units, numerals that are no quantities, fragments and patterns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import regex

from rules.loaders.files import ROOT, Entry, RuleError, read_toml
from rules.loaders.sets import own_files, per_rule_set
from rules.terms import Direction, FactKind, Measure

FOLDER = ROOT / "narrative"
# What patterns are written with, and no patterns.
FIXED = frozenset({"fragments", "not_quantities", "wording"})
KINDS: tuple[FactKind, ...] = get_args(FactKind)
MEASURES: tuple[Measure, ...] = get_args(Measure)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
_CALL = regex.compile(r"\(\?&(?P<name>\w+)\)")


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what the pattern finds in it, signed and in its unit."""

    text: str
    value: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way in which the narrative states a quantity, or states that there is none.

    ``regex`` runs on a sentence in which every quantity is one sign of its family; its group
    ``value`` stands on that sign, its group ``statement`` covers a statement without quantity.
    A pattern is tried where the sentence holds one of its ``needs``.
    """

    id: str
    kind: FactKind
    why: str
    regex: regex.Pattern[str]
    source: str
    # Whether it has the group ``statement``.
    states: bool
    needs: tuple[str, ...]
    default: bool
    # Whether only nought is read by it: 增加（减少）0万元 is the same either way.
    zero: bool
    measure: Measure | None
    direction: Direction | None
    examples: tuple[Example, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skip:
    """Numerals that are no quantities."""

    id: str
    why: str
    source: str
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """Units by family, each longest first; ``words`` only begin like one."""

    money: tuple[str, ...]
    rate: tuple[str, ...]
    count: tuple[str, ...]
    measurement: tuple[str, ...]
    after_chinese: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NarrativeRules:
    """All rules by which the narrative is read, patterns in the order in which they claim.

    ``own`` are the patterns of the user's folder, each with its file.
    """

    units: Units
    skips: tuple[Skip, ...]
    fragments: dict[str, str]
    patterns: tuple[Pattern, ...]
    own: tuple[tuple[Path, Pattern], ...]


@per_rule_set
def load_narrative() -> NarrativeRules:
    """Return the narrative rules; raises RuleError with file, id and field."""
    fragments = _fragments()
    mine = own_files(FOLDER.name)
    found = [(each, whole) for whole in mine for each in _ranked(whole, fragments)]
    changed = _require_unique_ids((pattern, whole) for (*_, pattern), whole in found)
    files = (file for file in sorted(FOLDER.glob("*.toml")) if file.stem not in FIXED)
    shipped = [each for file in files for each in _ranked(read_toml(file), fragments)]
    # Among patterns of one rank the user's own come first.
    every = [each for each, _ in found] + [each for each in shipped if each[-1].id not in changed]
    every.sort(key=lambda each: each[:2])
    return NarrativeRules(
        units=_units(),
        skips=_skips(),
        fragments=fragments,
        patterns=tuple(each[-1] for each in every),
        own=tuple((whole.file, each[-1]) for each, whole in found),
    )


def _ranked(whole: Entry, fragments: dict[str, str]) -> list[tuple[bool, int, Pattern]]:
    """Return the patterns of a file in their order, each with what it is sorted by."""
    rank = whole.number("rank")
    patterns = [_pattern(entry, fragments) for entry in whole.entries("pattern")]
    whole.done()
    return [(pattern.default, rank, pattern) for pattern in patterns]


def _require_unique_ids(patterns: Iterable[tuple[Pattern, Entry]]) -> frozenset[str]:
    """Return the ids; raises where two patterns of the user have one."""
    seen: set[str] = set()
    for pattern, whole in patterns:
        if pattern.id in seen:
            raise RuleError(whole.file, pattern.id, "id", "用了两次", "used twice")
        seen.add(pattern.id)
    return frozenset(seen)


def _units() -> Units:
    whole = read_toml(ROOT / "units.toml")
    families = {
        name: tuple(sorted(whole.words(name), key=len, reverse=True))
        for name in ("money", "rate", "count", "measurement", "after_chinese")
    }
    words = whole.words("words")
    whole.done()
    return Units(**families, words=words)


def _skips() -> tuple[Skip, ...]:
    whole = read_toml(FOLDER / "not_quantities.toml")
    skips = []
    for entry in whole.entries("skip"):
        source = entry.text("regex")
        _compile(entry, "regex", source)
        skips.append(
            Skip(
                id=entry.text("id"),
                why=entry.text("why"),
                source=source,
                examples=entry.words("examples"),
                counterexamples=entry.words("counterexamples"),
            )
        )
        entry.done()
    whole.done()
    return tuple(skips)


def _fragments() -> dict[str, str]:
    """Return the fragments, calls of other fragments already in place."""
    whole = read_toml(FOLDER / "fragments.toml")
    raw = whole.strings("fragment")
    whole.done()
    done: dict[str, str] = {}
    for name, source in raw.items():
        done[name] = _CALL.sub(lambda call: done[call["name"]], source)
    return done


def _pattern(entry: Entry, fragments: dict[str, str]) -> Pattern:
    source = entry.text("regex")
    compiled = _compile(entry, "regex", _expanded(entry, source, fragments))
    pattern = Pattern(
        id=entry.text("id"),
        kind=entry.choice("kind", KINDS),
        why=entry.text("why"),
        regex=compiled,
        source=source,
        states="statement" in compiled.groupindex,
        needs=entry.words("needs"),
        default=entry.flag("default", False),
        zero=entry.flag("zero", False),
        measure=entry.perhaps("measure", MEASURES),
        direction=entry.perhaps("direction", DIRECTIONS),
        examples=tuple(_example(example) for example in entry.entries("examples")),
        counterexamples=entry.words("counterexamples"),
    )
    entry.done()
    _require_whole(entry, pattern)
    return pattern


def _expanded(entry: Entry, source: str, fragments: dict[str, str]) -> str:
    """Return the expression with its fragments in place; raises where one is not there."""
    for call in _CALL.finditer(source):
        if call["name"] not in fragments:
            raise entry.error(
                "regex", f"没有叫 {call['name']} 的片段", f"no fragment is called {call['name']}"
            )
    return _CALL.sub(lambda call: f"(?:{fragments[call['name']]})", source)


def _require_whole(entry: Entry, pattern: Pattern) -> None:
    """Raise where a pattern lacks what it is read by, tried on, or looked for by."""
    if not {"value", "statement"} & set(pattern.regex.groupindex):
        raise entry.error(
            "regex", "要有名为 value 或 statement 的组", "needs a group called value or statement"
        )
    if not pattern.examples or not pattern.counterexamples:
        raise entry.error(
            "examples",
            "要有例子（examples）和反例（counterexamples）",
            "a pattern brings examples and counterexamples",
        )
    if not pattern.needs and not pattern.default:
        raise entry.error(
            "needs",
            "要写出句子里必有的字，没有这些字就不可能匹配",
            "name the words without which the pattern cannot match",
        )


def _example(entry: Entry) -> Example:
    example = Example(entry.text("text"), entry.text("value"), entry.text("unit", "") or None)
    entry.done()
    return example


def _compile(entry: Entry, field: str, source: str) -> regex.Pattern[str]:
    try:
        return regex.compile(source)
    except regex.error as error:
        raise entry.error(field, f"不是正确的正则表达式（{error}）", str(error)) from error


__all__ = ["Example", "NarrativeRules", "Pattern", "RuleError", "Skip", "Units", "load_narrative"]
