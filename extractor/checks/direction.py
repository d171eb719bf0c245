"""Wording against sign: 小于 with a larger figure, 持平 with two, a rate over a base of 0."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Sequence
from fnmatch import fnmatchcase

from extractor.checks import verdict
from extractor.checks.asked import SCALES, base_of, is_zero_base, meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact, Span
from extractor.readings import Reading
from extractor.text import squeeze
from rules.loaders.directions import load_directions
from rules.terms import PLANS

# What a completion rate of the whole plan is.
_ALL = 100
_SIGNS = {"increase": ">", "decrease": "<"}
# So many facts before a comparison in words are looked at for the amounts that it compares.
_LOOK_BACK = 8


@check("direction")
def rates_without_base(seen: Evidence) -> Iterator[Made]:
    """预算、整体或上期数为 0 时，没有完成率、占比或增减率。"""
    for fact in seen.facts:
        if fact.kind in ("completion_rate", "share"):
            yield from _quotient_of_zero(seen, fact)
        elif fact.kind == "change_rate" and fact.unit in SCALES:
            yield from _rate_of_zero(seen, fact)


def _quotient_of_zero(seen: Evidence, rate: Fact) -> Iterator[Made]:
    part, whole = seen.figures.current(rate), seen.figures.whole(rate)
    actual, above, below = (reading_of(seen, fact) for fact in (rate, part, whole))
    if whole is None and part is not None and rate.kind == "completion_rate":
        below = seen.plan_of(part)
    if actual is None or below is None or below.value:
        return
    operands = [reading for reading in (above, below) if reading is not None]
    expression = f"{actual.ref} = {above.ref if above else '?'} / {below.ref} * 100"
    other = _other_plan(seen, rate, part, whole)
    if other is not None:
        found = verdict.without_base(actual, [other, *operands], expression)
        yield made("zero_base.plan", meaning(seen, [rate, part, whole]), found)
        return
    rule = "zero_base" if above is not None and above.value else "zero_base.of_zero"
    found = verdict.without_base(actual, operands, expression)
    yield made(rule, meaning(seen, [rate, part, whole]), found)


def _other_plan(
    seen: Evidence, rate: Fact, part: Fact | None, whole: Fact | None
) -> Reading | None:
    """Return the plan that a completion rate is of, where the one that it names is 0."""
    actual, above = reading_of(seen, rate), reading_of(seen, part)
    if rate.kind != "completion_rate" or part is None or whole is None or not (actual and above):
        return None
    for measure in (one for one in PLANS if one != whole.measure):
        plan = reading_of(seen, seen.figures.same(part, measure, part.period))
        if plan is not None and plan.value:
            scale = SCALES.get(rate.unit or "", _ALL)
            return plan if verdict.of_share(actual, above, plan, scale).status == "pass" else None
    return None


def _rate_of_zero(seen: Evidence, rate: Fact) -> Iterator[Made]:
    current, beside = seen.figures.current(rate), seen.figures.change_beside(rate)
    actual, now, change = (reading_of(seen, fact) for fact in (rate, current, beside))
    if actual is None or now is None or change is None or not is_zero_base(now, change):
        return
    expression = f"{actual.ref} = {change.ref} / ({now.ref} - {change.ref}) * 100"
    rule = "zero_base" if change.value else "zero_base.of_zero"
    if not change.value and not actual.value:
        # 增加 0 万元，增长 0%: clumsy, and nothing contradicts it.
        return
    if verdict.has_tiny_base(actual, change, now, SCALES[rate.unit or ""]):
        return
    found = verdict.without_base(actual, [change, now], expression)
    yield made(rule, meaning(seen, [rate, beside, current]), found)


@check("direction")
def levels_and_changes(seen: Evidence) -> Iterator[Made]:
    """持平的两个数相同；增加的比基数大，减少的比基数小；增减额与增减率方向一致。"""
    for fact in seen.facts:
        if fact.kind == "level":
            yield from _level(seen, fact)
        elif fact.kind == "change":
            yield from _change(seen, fact)
        elif fact.kind == "change_rate":
            yield from _rate(seen, fact)


def _level(seen: Evidence, level: Fact) -> Iterator[Made]:
    current = seen.figures.current(level)
    if current is None or level.approximate:
        return
    base, before = base_of(seen, level, current)
    now = reading_of(seen, current)
    if now is not None and before is not None:
        found = verdict.of_order(now, "=", before)
        yield made("level", meaning(seen, [level, current, base]), found)
    if level.base_measure in PLANS and before is None:
        for rate in seen.figures.about(current, "completion_rate"):
            words = squeeze(level.span.text)
            yield from _completed(seen, rate, "=", words, level.span)
    for change in seen.figures.about(current, "change"):
        reading = reading_of(seen, change)
        same_base = (change.base_period, change.base_measure) == (
            level.base_period,
            level.base_measure,
        )
        if reading is not None and same_base:
            found = verdict.of_sum(reading, [])
            yield made("level.change", meaning(seen, [level, change]), found)


def _change(seen: Evidence, change: Fact) -> Iterator[Made]:
    current = seen.figures.current(change)
    sign = _SIGNS.get(change.direction or "")
    if current is None or sign is None or (change.base_period or change.base_measure) is None:
        return
    base, before = base_of(seen, change, current)
    now, amount = reading_of(seen, current), reading_of(seen, change)
    if now is not None and before is not None and amount is not None and amount.value:
        found = verdict.of_order(now, sign, before)
        yield made("direction.change", meaning(seen, [change, current, base]), found)


def _rate(seen: Evidence, rate: Fact) -> Iterator[Made]:
    beside = seen.figures.change_beside(rate)
    actual, change = reading_of(seen, rate), reading_of(seen, beside)
    if actual is not None and change is not None and actual.value and change.value:
        found = verdict.of_signs(actual, change)
        yield made("direction.rate", meaning(seen, [rate, beside]), found)


@check("direction")
def changes_told_alike(seen: Evidence) -> Iterator[Made]:
    """本年数和增减额都相同的两个总数，增减的方向也相同。"""
    groups: dict[Hashable, list[tuple[str, Fact, Reading]]] = {}
    for change in seen.facts:
        actual = reading_of(seen, change) if change.kind == "change" else None
        if actual is not None and actual.value:
            for total, now in _total(seen, change):
                key = (now.value, abs(actual.value), change.base_period, change.base_measure)
                groups.setdefault(key, []).append((total, change, actual))
    for group in groups.values():
        total, first, other = group[0]
        for another, change, actual in group[1:]:
            # The same total told again is compared as a figure told twice.
            if another != total:
                found = verdict.of_signs(actual, other)
                yield made("direction.alike", meaning(seen, [change, first]), found)


def _total(seen: Evidence, change: Fact) -> Iterator[tuple[str, Reading]]:
    """Yield the amount that a change is about, and which total of the report's year that is."""
    current = seen.figures.current(change)
    rule = seen.rule_for(current) if current is not None else None
    if rule is None or (change.base_period or change.base_measure) is None:
        return
    if any(fnmatchcase(rule.id, pattern) for pattern in load_directions().totals):
        now = reading_of(seen, current)
        if now is not None:
            yield rule.id, now


@check("direction")
def outcome_against_budget(seen: Evidence) -> Iterator[Made]:
    """“支出决算数大于（小于）年初预算数”应当与前面的两个数一致。"""
    rules = load_directions()
    facts = [fact for fact in seen.facts if fact.kind == "amount"]
    starts = [fact.span.start for fact in facts]
    rates = [fact for fact in seen.facts if fact.kind == "completion_rate"]
    for match in rules.pattern.finditer(seen.text):
        before = facts[: bisect_left(starts, match.start())][-_LOOK_BACK:]
        verb, base = (_squeezed(match[name]) for name in ("verb", "base"))
        outcome = _last(before, ("final",), None)
        budget = _last(before, rules.measures[base], outcome)
        now, planned = reading_of(seen, outcome), reading_of(seen, budget)
        if now is None or not _near(seen, outcome, match.start()):
            continue
        relation = rules.relations[verb]
        if planned is not None:
            yield from _ordered(seen, (outcome, budget), (now, planned), relation)
        else:
            rate = _only_rate(seen, rates, match.start())
            quote = seen.quote(*match.span())
            yield from _completed(seen, rate, relation, _squeezed(match[0]), quote)


def _only_rate(seen: Evidence, rates: Sequence[Fact], offset: int) -> Fact | None:
    """Return the completion rate that the paragraph tells before an offset, if it tells one."""
    begin = _paragraph(seen.text, offset)
    told = [rate for rate in rates if begin <= rate.span.start < offset]
    return told[0] if len(told) == 1 else None


def _paragraph(text: str, offset: int) -> int:
    """Return where a paragraph begins: behind a line that a sign ends."""
    ends = [end for sign in "。！？" if (end := text.rfind(f"{sign}\n", 0, offset)) >= 0]
    return max(ends, default=-2) + 2


def _completed(
    seen: Evidence, rate: Fact | None, relation: str, words: str, quote: Span
) -> Iterator[Made]:
    """Compare words with a completion rate: what is more than the plan is above 100%."""
    actual = reading_of(seen, rate)
    if rate is None or actual is None or rate.unit != "%":
        return
    low, high = actual.value - actual.half, actual.value + actual.half
    agree = {">": high > _ALL, "<": low < _ALL, "=": low <= _ALL <= high}[relation]
    found = verdict.of_words(agree, words, operands=[actual])
    yield made("direction.completion", f"{meaning(seen, [rate])}|{relation}", found, [quote])


def _ordered(
    seen: Evidence,
    facts: Sequence[Fact | None],
    readings: tuple[Reading, Reading],
    relation: str,
) -> Iterator[Made]:
    found = verdict.of_order(readings[0], relation, readings[1])
    yield made("direction.budget", f"{meaning(seen, facts)}|{relation}", found)


def _last(facts: Sequence[Fact], measures: Sequence[str], beside: Fact | None) -> Fact | None:
    """Return the last amount with one of these measures, of the same subject as another one."""
    for fact in reversed(facts):
        if fact.measure in measures and (
            beside is None or (fact.subject, fact.account) == (beside.subject, beside.account)
        ):
            return fact
    return None


def _near(seen: Evidence, fact: Fact | None, offset: int) -> bool:
    """Return whether a comparison still speaks of the fact: no paragraph or section between."""
    if fact is None:
        return False
    section = seen.section_by_id.get(fact.section or "")
    return section is None or offset < section.span.end


def _squeezed(words: str) -> str:
    return "".join(words.split())
