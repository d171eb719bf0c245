"""Relations among facts: change and rate, share, completion rate, parts that sum to a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from extractor.checks import sums, verdict
from extractor.checks.asked import SCALES, base_of, is_zero_base, meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact
from extractor.readings import Reading
from rules.loaders.sums import WeightedRule, WithinRule, load_sums
from rules.terms import PLANS

# An outcome is held against the plan as adjusted, where there is one.


@check("narrative_arithmetic")
def rates_and_changes(seen: Evidence) -> Iterator[Made]:
    """增减额 = 本期 − 基数；增减率 = 增减额 ÷ 基数；基数为 0 时没有增减率。"""
    for fact in seen.facts:
        if fact.kind == "change_rate":
            yield from _rate(seen, fact)
        elif fact.kind == "change":
            yield from _change(seen, fact)


def _rate(seen: Evidence, rate: Fact) -> Iterator[Made]:
    actual, scale = reading_of(seen, rate), SCALES.get(rate.unit or "")
    current = seen.figures.current(rate)
    now = reading_of(seen, current)
    if actual is None or scale is None or current is None or now is None:
        return
    if _is_of_itself(rate, current):
        return
    beside = seen.figures.change_beside(rate)
    change = reading_of(seen, beside)
    prior, before = base_of(seen, rate, current)
    if change is not None:
        if not is_zero_base(now, change):
            found = verdict.of_rate(actual, change, now, scale)
            yield made("rate", meaning(seen, [rate, beside, current]), found)
    elif before is not None:
        if before.value:
            found = verdict.of_growth(actual, now, before, scale)
            yield made("rate.growth", meaning(seen, [rate, current, prior]), found)
    elif seen.topic(rate):
        found = verdict.missing(actual, f"{current.id}:{rate.base_period or '?'}")
        yield made("rate", meaning(seen, [rate, current]), found)


def _change(seen: Evidence, change: Fact) -> Iterator[Made]:
    current = seen.figures.current(change)
    if current is None or (change.base_period is None and change.base_measure is None):
        return
    if _is_of_itself(change, current):
        return
    prior, before = base_of(seen, change, current)
    actual, now = reading_of(seen, change), reading_of(seen, current)
    if actual is not None and now is not None and before is not None:
        found = verdict.of_sum(actual, [(1, now), (-1, before)])
        yield made("change", meaning(seen, [change, current, prior]), found)


def _is_of_itself(change: Fact, current: Fact) -> bool:
    """Return whether a change names its own year as the base: a slip that another check tells."""
    base = (change.base_period, change.base_measure)
    return change.base_period is not None and base == (current.period, current.measure)


@check("narrative_arithmetic")
def shares_and_completion(seen: Evidence) -> Iterator[Made]:
    """占比 = 部分 ÷ 整体；完成率 = 决算数 ÷ 预算数；预算为 0 时没有完成率。"""
    for fact in seen.facts:
        if fact.kind in ("share", "completion_rate"):
            yield from _quotient(seen, fact)


def _quotient(seen: Evidence, rate: Fact) -> Iterator[Made]:
    rule = "share" if rate.kind == "share" else "completion"
    part, whole = seen.figures.current(rate), _whole_of(seen, rate)
    actual, scale = reading_of(seen, rate), SCALES.get(rate.unit or "")
    above, below = reading_of(seen, part), reading_of(seen, whole)
    if actual is None or scale is None or above is None:
        return
    if whole is None and part is not None and rate.kind == "completion_rate":
        below = seen.plan_of(part)
    elif whole is None:
        # `占一般公共预算项目支出总额` may name what only the tables print.
        below = seen.cell_of_words(rate.subject.partition("占")[2])
    if below is None and rate.kind == "completion_rate":
        change = seen.figures.off_the_plan(rate)
        off = reading_of(seen, change)
        if off is not None and not is_zero_base(above, off):
            found = verdict.of_completion(actual, off, above, scale)
            yield made("completion.change", meaning(seen, [rate, change, part]), found)
            return
    if below is None:
        if seen.topic(rate):
            found = verdict.missing(actual, f"{rate.id}:whole")
            yield made(rule, meaning(seen, [rate, part]), found)
    elif below.value:
        found = verdict.of_share(actual, above, below, scale)
        yield made(rule, meaning(seen, [rate, part, whole]), found)


def _whole_of(seen: Evidence, rate: Fact) -> Fact | None:
    """Return the printed whole; the budget of a completion rate may stand further off."""
    whole = seen.figures.whole(rate)
    part = seen.figures.current(rate)
    if whole is not None or part is None or rate.kind == "share":
        return whole
    budgets = (seen.figures.same(part, m, part.period) for m in ("initial_budget", "budget"))
    return next(filter(None, budgets), None)


@check("narrative_arithmetic")
def parts_and_wholes(seen: Evidence) -> Iterator[Made]:
    """各部分之和等于整体，各部分的占比之和等于 100%。"""
    yield from sums.run_sums(seen)
    for rule in load_sums(seen.kind).weighted:
        for topic in rule.topics:
            yield from _weighted(seen, rule, list(seen.figures.under(topic)))


@check("narrative_arithmetic")
def parts_within_wholes(seen: Evidence) -> Iterator[Made]:
    """部分不大于全部：中小企业采购不超过采购总额，“三公”经费决算不超过预算。"""
    for rule in load_sums(seen.kind).within:
        amounts = [
            fact
            for topic in rule.topics
            for fact in seen.figures.under(topic)
            if fact.kind == "amount" and fact.period in (None, seen.year)
        ]
        told: set[tuple[Decimal, str]] = set()
        for part in amounts:
            if part.measure not in PLANS and rule.part.search(seen.subject(part)):
                whole = _larger(seen, rule, part, amounts)
                actual = reading_of(seen, part)
                limit = _printed_in(seen, rule) if rule.cells else reading_of(seen, whole)
                if actual is None or limit is None or (actual.value, limit.ref) in told:
                    continue
                # An amount that is told again exceeds no second time.
                told.add((actual.value, limit.ref))
                found = verdict.of_sum(actual, [(1, limit)], "<=")
                yield Made(rule.id, meaning(seen, [part, whole]), rule.why, found)


def _larger(seen: Evidence, rule: WithinRule, part: Fact, amounts: Sequence[Fact]) -> Fact | None:
    """Return the whole that a part must not exceed: of the same subject its plan."""
    if rule.whole is None:
        plans = (seen.figures.same(part, plan, part.period) for plan in PLANS)
        return next(filter(None, plans), None)
    wholes = (fact for fact in amounts if rule.whole.search(seen.subject(fact)))
    return next(wholes, None)


def _printed_in(seen: Evidence, rule: WithinRule) -> Reading | None:
    """Return the whole that a table prints."""
    for address in rule.cells:
        view = seen.views.get(address.table)
        reading = view.reading(address.row, address.column) if view else None
        if reading is not None:
            return reading
    return None


def _weighted(seen: Evidence, rule: WeightedRule, facts: Sequence[Fact]) -> Iterator[Made]:
    """Compare an amount with what the shares of its parts make of their wholes."""
    result = next(
        (f for f in facts if f.kind == "amount" and rule.result.search(seen.subject(f))), None
    )
    shares = [f for f in facts if f.kind == "share" and rule.share.search(seen.subject(f))]
    pairs = []
    for pattern in rule.wholes:
        share = next((s for s in shares if pattern.search(_head(seen, s))), None)
        whole = seen.figures.whole(share) if share else None
        read = reading_of(seen, share), reading_of(seen, whole)
        if read[0] is not None and read[1] is not None:
            pairs.append((read[0], read[1]))
        elif any(f.kind == "amount" and _counts_in(seen, f, pattern) for f in facts):
            # 货物采购授予中小企业合同金额占…100%: of 工程 and 服务 nothing is said.
            return
    actual = reading_of(seen, result)
    if actual is not None and pairs and len(pairs) == len(shares):
        found = verdict.of_weighted(actual, pairs)
        yield Made(rule.id, meaning(seen, [result]), rule.why, found)


def _counts_in(seen: Evidence, fact: Fact, pattern: regex.Pattern[str]) -> bool:
    return bool(fact.value.strip("-0.")) and pattern.search(seen.subject(fact)) is not None


def _head(seen: Evidence, share: Fact) -> str:
    """Return the words before 占: what the share is a share for."""
    return seen.subject(share).partition("占")[0]
