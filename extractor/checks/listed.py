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
# Where amounts stand in free sentences; elsewhere rules/sums knows their parts.
_TOLD_FREELY = frozenset({"", "work_review", "performance"})
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
    rules = load_listed()
    facts = [fact for fact in seen.facts if _is_counted(seen, fact)]
    starts = [fact.span.start for fact in facts]
    for cue in rules.cue.finditer(seen.text):
        at = bisect_left(starts, cue.end())
        for found in _lists(seen, rules, facts, at, cue):
            yield from _tested(seen, rules, found)


def _is_counted(seen: Evidence, fact: Fact) -> bool:
    """Return whether a fact is a count, or money that no table and no sum of a section holds."""
    topic = seen.topic(fact).partition(".")[0]
    if fact.kind == "count":
        return topic not in _SUMMED
    if fact.kind != "amount" or fact.unit not in MONEY_UNITS or fact.account is not None:
        return False
    return topic in _TOLD_FREELY and seen.rule_for(fact) is None


def _lists(
    seen: Evidence, rules: ListedRules, facts: Sequence[Fact], at: int, cue: regex.Match[str]
) -> Iterator[_List]:
    """Yield for each unit the whole before a cue, and the parts behind it."""
    followers = _followers(seen, rules, facts, at, cue)
    closed = bool(followers) and rules.total.match(followers[-1][1]) is not None
    followers = followers[:-1] if closed else followers
    end = _end_of_what_leads(seen, cue)
    wholes = _leaders(seen, rules, facts, at, end)
    units = dict.fromkeys(_unit(rules, part) for part, _ in followers)
    for unit in units:
        whole = wholes.get(unit)
        if whole is None:
            continue
        own = [(part, words) for part, words in followers if _unit(rules, part) == unit]
        own = [pair for pair in own if _belongs(whole, pair[0])]
        if own:
            parts, words = zip(*own, strict=True)
            told = _are_as_many_as_told(seen, rules, facts[:at], whole, end, parts)
            if end < cue.start() and not told:
                # Behind a full stop it may be something else that the parts are of.
                continue
            yield _List(
                whole,
                parts,
                words,
                complete=closed or told or _is_complete(rules, cue, parts, words),
                open=_is_open(seen, rules, parts[-1]),
                same_unit=len({whole.unit, *(part.unit for part in parts)}) == 1,
            )


def _unit(rules: ListedRules, fact: Fact) -> str:
    return "元" if fact.kind == "amount" else rules.unit(fact.unit)


def _belongs(whole: Fact, part: Fact) -> bool:
    return (part.kind, part.measure, part.period) == (whole.kind, whole.measure, whole.period)


def _followers(
    seen: Evidence, rules: ListedRules, facts: Sequence[Fact], at: int, cue: regex.Match[str]
) -> list[tuple[Fact, str]]:
    """Return the facts behind a cue in its sentence and bracket, each with the words before it."""
    found: list[tuple[Fact, str]] = []
    end = cue.end()
    depth = 0
    for fact in facts[at:]:
        if fact.span.start - cue.end() > _FURTHEST or not _together(seen, facts[at], fact):
            break
        words = squeeze(seen.text[end : fact.span.start])
        if rules.stop.search(words):
            break
        opened, closed = _brackets(words)
        depth += opened - closed
        if depth < 0:
            break
        if not depth:
            found.append((fact, words))
        end = fact.span.end
    return found


def _end_of_what_leads(seen: Evidence, cue: regex.Match[str]) -> int:
    """Return where the sentence ends that a cue goes on with: …342万元。其中：…."""
    before = seen.text[max(0, cue.start() - _LOOK_BEHIND) : cue.start()].rstrip()
    return seen.text.rindex("。", 0, cue.start()) if before.endswith("。") else cue.start()


def _brackets(words: str) -> tuple[int, int]:
    return words.count("（"), words.count("）")


def _leaders(
    seen: Evidence, rules: ListedRules, facts: Sequence[Fact], at: int, begin: int
) -> dict[str, Fact]:
    """Return the last number of each unit in the sentence up to where a list begins."""
    found: dict[str, Fact] = {}
    end = begin
    for fact in reversed(facts[max(0, at - 6) : at]):
        words = seen.text[fact.span.end : end]
        far = begin - fact.span.end > _FURTHEST
        if far or _SENTENCE.search(words) or not _together(seen, facts[at - 1], fact):
            break
        found.setdefault(_unit(rules, fact), fact)
        end = fact.span.start
    return found


def _together(seen: Evidence, one: Fact, other: Fact) -> bool:
    """Return whether two facts stand in one section and, inside a form, in one cell."""
    return one.section == other.section and seen.cell_of(one) is seen.cell_of(other)


def _is_open(seen: Evidence, rules: ListedRules, last: Fact) -> bool:
    """Return whether 等 follows the last part."""
    behind = squeeze(seen.text[last.span.end : last.span.end + _LOOK_BEHIND])
    return rules.open.search(behind) is not None


def _is_complete(
    rules: ListedRules,
    cue: regex.Match[str],
    parts: Sequence[Fact],
    words: Sequence[str],
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


def _are_as_many_as_told(
    seen: Evidence,
    rules: ListedRules,
    before: Sequence[Fact],
    whole: Fact,
    end: int,
    parts: Sequence[Fact],
) -> bool:
    """Return whether so many parts are listed as the words before say: 4个项目，342万元，其中…."""
    if whole.kind != "amount" or len(parts) < 2:
        return False
    told = [fact for fact in before[-6:] if fact.kind == "count" and fact.unit in rules.listed]
    return any(
        fact.value == str(len(parts))
        and not _SENTENCE.search(seen.text[fact.span.end : end])
        and _together(seen, fact, whole)
        for fact in told
    )


def _tested(seen: Evidence, rules: ListedRules, found: _List) -> Iterator[Made]:
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
    overlaps = found.open or rules.unit(found.whole.unit) in rules.overlapping
    if len(terms) >= _FEWEST_PARTS and not overlaps:
        yield made("listed.more", key, verdict.of_sum(whole, terms, ">="))
