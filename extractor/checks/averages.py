"""Amounts and numbers of one thing: 人均接待费50元 = 0.35万元 ÷ 70人次; without money none."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise, product

from msgspec.structs import replace

from extractor.checks import verdict
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact
from extractor.numbers import places
from extractor.readings import Reading
from rules.loaders.averages import AverageRule, load_averages

_SIGN = "均"
# Characters: the heads of a party are told right behind it.
_NEAR = 16

Pair = tuple[Fact, Reading]


@check("narrative_arithmetic")
def averages_of_amounts(seen: Evidence) -> Iterator[Made]:
    """平均数 = 金额 ÷ 数量：人均接待费、车均运行维护费。"""
    rules = load_averages()
    facts = _told(seen, rules.topic)
    told = [fact for fact in facts if fact.kind == "amount" and _SIGN in fact.subject]
    for fact in told:
        rule = next((r for r in rules.averages if r.average.search(seen.subject(fact))), None)
        actual = reading_of(seen, fact)
        if rule is not None and actual is not None:
            yield from _average(seen, fact, _to_its_last_digit(actual), rule, facts)


def _told(seen: Evidence, topic: str) -> list[Fact]:
    """Return the facts under a topic, without what a reason tells: 上年购置公务用车1辆."""
    facts = list(seen.figures.under(topic))
    causes = {fact.reason.span.start: fact.reason.span.end for fact in facts if fact.reason}
    starts = sorted(causes)
    return [fact for fact in facts if not _is_inside(fact.span.start, starts, causes)]


def _is_inside(offset: int, starts: Sequence[int], causes: Mapping[int, int]) -> bool:
    at = bisect_right(starts, offset) - 1
    return at >= 0 and offset < causes[starts[at]]


def _to_its_last_digit(actual: Reading) -> Reading:
    """Return an average as a quotient is read: half a unit of its own last digit."""
    decimals = places(actual.operand.value or "")
    quantum = actual.factor.scaleb(-decimals)
    return replace(actual, decimals=decimals, quantum=quantum, half=quantum / 2)


def _average(
    seen: Evidence, fact: Fact, actual: Reading, rule: AverageRule, facts: Sequence[Fact]
) -> Iterator[Made]:
    """Yield the one quotient that the section can mean, or the one that fits."""
    amounts = _different(seen, [one for one in facts if _is_divided(seen, one, rule)])
    counts = _different(seen, [one for one in facts if _divides(seen, one, rule)])
    tried = [
        (amount, count, verdict.of_share(actual, above, below, 1))
        for (amount, above), (count, below) in product(amounts, counts)
        if below.value and (above.value or not actual.value)
    ]
    fitting = [each for each in tried if each[2].status != "fail"]
    for amount, count, found in fitting[:1] or (tried if len(tried) == 1 else ()):
        yield made("average", meaning(seen, [fact, amount, count]), found)


def _is_divided(seen: Evidence, fact: Fact, rule: AverageRule) -> bool:
    subject = seen.subject(fact)
    return (
        fact.kind == "amount"
        and fact.measure == "final"
        and fact.period in (None, seen.year)
        and _SIGN not in subject
        and rule.amount.search(subject) is not None
    )


def _divides(seen: Evidence, fact: Fact, rule: AverageRule) -> bool:
    return (
        fact.kind == "count"
        and fact.unit in rule.units
        and fact.period in (None, seen.year)
        and rule.count.search(seen.subject(fact)) is not None
    )


def _different(seen: Evidence, facts: Sequence[Fact]) -> list[Pair]:
    """Return facts with their numbers, one of each number."""
    read = [(fact, reading) for fact in facts if (reading := reading_of(seen, fact)) is not None]
    return list({reading.value: (fact, reading) for fact, reading in reversed(read)}.values())


@check("narrative_arithmetic")
def counts_of_amounts(seen: Evidence) -> Iterator[Made]:
    """有支出的有数量，购置费为 0 的没有购置车辆。"""
    rules = load_averages()
    facts = _told(seen, rules.topic)
    for rule in (rule for rule in rules.averages if rule.counted):
        amounts = _different(seen, [one for one in facts if _is_divided(seen, one, rule)])
        counts = _different(seen, [one for one in facts if _divides(seen, one, rule)])
        if not amounts or not counts:
            continue
        spent, number = (max(pairs, key=_value) for pairs in (amounts, counts))
        agree = bool(_value(spent)) == bool(_value(number))
        if not agree and _value(number) and not rule.dear:
            # Others paid, or so little was spent that it is printed as nothing.
            continue
        words = f"{number[0].value}{number[0].unit}"
        found = verdict.of_words(agree, words, operands=[number[1], spent[1]])
        yield made("average.counted", meaning(seen, [number[0], spent[0]]), found)


def _value(pair: Pair) -> Decimal:
    return pair[1].value


@check("narrative_arithmetic")
def parties_and_heads(seen: Evidence) -> Iterator[Made]:
    """有团组、批次的有人次，没有的没有。"""
    rules = load_averages()
    counts = [fact for fact in _told(seen, rules.topic) if fact.kind == "count"]
    for parties, heads in pairwise(counts):
        units = parties.unit in rules.parties and heads.unit in rules.heads
        near = heads.span.start - parties.span.end < _NEAR
        if not (units and near and seen.subject(parties) == seen.subject(heads)):
            continue
        groups, number = reading_of(seen, parties), reading_of(seen, heads)
        if groups is not None and number is not None:
            agree = bool(groups.value) == bool(number.value)
            words = f"{heads.value}{heads.unit}"
            found = verdict.of_words(agree, words, operands=[groups, number])
            yield made("average.parties", meaning(seen, [parties, heads]), found)
