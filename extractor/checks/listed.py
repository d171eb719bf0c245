"""A number of things and the numbers of its parts: 22场，其中培训4场、招商13场、配合5场."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from extractor.checks import verdict
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact
from extractor.numbers import MONEY_UNITS
from extractor.text import squeeze
from rules.loaders.listed import ListedRules, load_listed

# A whole and its parts stand in one sentence; longer ones are several.
_FURTHEST = 240
_LOOK_BEHIND = 12
# So many numbers at most lead to a list: a whole of each unit, and how many parts there are.
_MOST_BEFORE = 6
# Where amounts stand in free sentences; elsewhere rules/sums knows their parts.
_EVALUATED = "performance"
_TOLD_FREELY = frozenset({"", "work_review", _EVALUATED})
# Vehicles by use are summed by rules/sums.
_SUMMED = frozenset({"assets", "three_public"})
# Two parts that are more than their whole are mostly two views of it: 整改30处、复查20处.
_FEWEST_PARTS = 3
_SENTENCE = regex.compile(r"[。；！？]")


@dataclass(frozen=True, slots=True)
class _List:
    """A whole with the parts of one unit that follow it, and the words before each part."""

    whole: Fact
    parts: tuple[Fact, ...]
    words: tuple[str, ...]
    complete: bool
    open: bool
    same_unit: bool


@check("narrative_arithmetic")
def listed_parts(seen: Evidence) -> Iterator[Made]:
    """其中各部分不大于总数；列举完整的，各部分之和等于总数。"""
    for found in _Scan(seen).lists():
        yield from _tested(seen, found)


class _Scan:
    """Goes through the cues of a text: what leads to each, and what follows it."""

    def __init__(self, seen: Evidence) -> None:
        self._seen = seen
        self._rules = load_listed()
        self._facts = [fact for fact in seen.facts if _is_counted(seen, fact)]

    def lists(self) -> Iterator[_List]:
        """Yield every whole that is told with its parts."""
        starts = [fact.span.start for fact in self._facts]
        for cue in self._rules.cue.finditer(self._seen.text):
            yield from self._behind(cue, bisect_left(starts, cue.end()))

    def _behind(self, cue: regex.Match[str], at: int) -> Iterator[_List]:
        """Yield for each unit the whole before a cue, and the parts behind it."""
        rules = self._rules
        followers = self._followers(cue, at)
        closed = bool(followers) and rules.total.match(followers[-1][1]) is not None
        followers = followers[:-1] if closed else followers
        end = _end_of_what_leads(self._seen.text, cue)
        wholes = self._leaders(at, end)
        units = dict.fromkeys(_unit(part) for part, _ in followers)
        for unit in units:
            whole = wholes.get(unit)
            if whole is None:
                continue
            own = [(part, words) for part, words in followers if _unit(part) == unit]
            own = [pair for pair in own if _belongs(whole, pair[0])]
            if own:
                parts, words = zip(*own, strict=True)
                told = self._are_as_many_as_told(at, whole, end, parts)
                if end < cue.start() and not told:
                    # Behind a full stop it may be something else that the parts are of.
                    continue
                yield _List(
                    whole,
                    parts,
                    words,
                    complete=closed or told or _is_complete(rules, cue, parts, words),
                    open=self._is_open(parts[-1]),
                    same_unit=len({whole.unit, *(part.unit for part in parts)}) == 1,
                )

    def _followers(self, cue: regex.Match[str], at: int) -> list[tuple[Fact, str]]:
        """Return the facts behind a cue in its sentence and bracket, with the words before each."""
        found: list[tuple[Fact, str]] = []
        end = cue.end()
        depth = 0
        for fact in self._facts[at:]:
            if fact.span.start - cue.end() > _FURTHEST or not self._together(self._facts[at], fact):
                break
            words = squeeze(self._seen.text[end : fact.span.start])
            if self._rules.stop.search(words):
                break
            depth += words.count("（") - words.count("）")
            if depth < 0:
                break
            if not depth:
                found.append((fact, words))
            end = fact.span.end
        return found

    def _leaders(self, at: int, begin: int) -> dict[str, Fact]:
        """Return the last number of each unit in the sentence up to where a list begins."""
        found: dict[str, Fact] = {}
        end = begin
        for fact in reversed(self._before(at)):
            words = self._seen.text[fact.span.end : end]
            far = begin - fact.span.end > _FURTHEST
            if far or _SENTENCE.search(words) or not self._together(self._facts[at - 1], fact):
                break
            found.setdefault(_unit(fact), fact)
            end = fact.span.start
        return found

    def _before(self, at: int) -> Sequence[Fact]:
        return self._facts[max(0, at - _MOST_BEFORE) : at]

    def _together(self, one: Fact, other: Fact) -> bool:
        """Return whether two facts stand in one section and, inside a form, in one cell."""
        seen = self._seen
        return one.section == other.section and seen.cell_of(one) is seen.cell_of(other)

    def _is_open(self, last: Fact) -> bool:
        """Return whether 等 follows the last part."""
        behind = squeeze(self._seen.text[last.span.end : last.span.end + _LOOK_BEHIND])
        return self._rules.open.search(behind) is not None

    def _are_as_many_as_told(self, at: int, whole: Fact, end: int, parts: Sequence[Fact]) -> bool:
        """Return whether so many parts are listed as the words before say: 4个项目，342万元."""
        if whole.kind != "amount" or len(parts) < 2:
            return False
        counts = (fact for fact in self._before(at) if fact.kind == "count")
        return any(
            fact.unit in self._rules.listed
            and fact.value == str(len(parts))
            and not _SENTENCE.search(self._seen.text[fact.span.end : end])
            and self._together(fact, whole)
            for fact in counts
        )


def _is_counted(seen: Evidence, fact: Fact) -> bool:
    """Return whether a fact is a count, or money that no table and no sum of a section holds."""
    topic = seen.topic(fact).partition(".")[0]
    if fact.kind == "count":
        return topic not in _SUMMED
    if fact.kind != "amount" or fact.unit not in MONEY_UNITS or fact.account is not None:
        return False
    # What is evaluated is tied to a table, and may list its projects all the same.
    return topic in _TOLD_FREELY and (topic == _EVALUATED or seen.rule_for(fact) is None)


def _unit(fact: Fact) -> str:
    return "元" if fact.kind == "amount" else load_listed().unit(fact.unit)


def _belongs(whole: Fact, part: Fact) -> bool:
    return (part.kind, part.measure, part.period) == (whole.kind, whole.measure, whole.period)


def _end_of_what_leads(text: str, cue: regex.Match[str]) -> int:
    """Return where the sentence ends that a cue goes on with: …342万元。其中：…."""
    before = text[max(0, cue.start() - _LOOK_BEHIND) : cue.start()].rstrip()
    return text.rindex("。", 0, cue.start()) if before.endswith("。") else cue.start()


def _is_complete(
    rules: ListedRules, cue: regex.Match[str], parts: Sequence[Fact], words: Sequence[str]
) -> bool:
    """Return whether the words say that these are all the parts."""
    if len(parts) < 2:
        return False
    if cue["whole"] or rules.rest.search(words[-1]):
        return True
    return any(
        len(kinds) == len(words)
        and all(any(kind.search(word) for word in words) for kind in kinds)
        and all(any(kind.search(word) for kind in kinds) for word in words)
        for kinds in rules.partitions
    )


def _tested(seen: Evidence, found: _List) -> Iterator[Made]:
    whole = reading_of(seen, found.whole)
    terms = [(1, reading) for part in found.parts if (reading := reading_of(seen, part))]
    if whole is None or len(terms) < len(found.parts):
        return
    key = meaning(seen, [found.whole, *found.parts])
    total = verdict.of_sum(whole, terms)
    if (found.complete and not found.open) or (len(terms) > 1 and total.status == "pass"):
        name = "listed.sum" if found.same_unit else "listed.sum.partial"
        yield made(name, key, total)
        return
    for part, (_, reading) in zip(found.parts, terms, strict=True):
        within = verdict.of_sum(reading, [(1, whole)], "<=")
        yield made("listed.part", meaning(seen, [part, found.whole]), within)
        if within.status == "fail":
            return
    overlaps = found.open or _unit(found.whole) in load_listed().overlapping
    if len(terms) >= _FEWEST_PARTS and not overlaps:
        yield made("listed.more", key, verdict.of_sum(whole, terms, ">="))
