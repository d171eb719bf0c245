"""Arithmetic that the text writes out, and the totals of what it lists so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from extractor.checks import verdict
from extractor.checks.asked import meaning
from extractor.checks.rule import Made, check, made
from extractor.checks.verdict import Verdict
from extractor.checks.written import (
    Unreadable,
    Written,
    candidates,
    read_implied,
    read_written,
)
from extractor.evidence import Evidence
from extractor.model import Fact
from extractor.numbers import MONEY_UNITS, Interval
from extractor.readings import Reading, read_number
from extractor.text import fold
from rules.loaders.calculation import CalculationRules, load_calculation

# Whether the text has an equals sign: 8万（聘2人）（工资2200元/月…） has none.
_READERS = {
    True: ("calculation", read_written),
    False: ("calculation.implied", read_implied),
}
_OPERATORS = ("*", "×", "÷", "/")
_RANKS = {"pass": 0, "rounding": 1, "fail": 2, "unverifiable": 3}
# A total and its parts stand in one paragraph or cell; between two parts stand a few words.
_FURTHEST = 60


@check("calculation")
def written_calculations(seen: Evidence) -> Iterator[Made]:
    """写明的算式，左边算得的数等于右边的结果；括号里的明细合计等于它所说明的数。"""
    for fact in seen.facts:
        actual = seen.reading(fact.id) if fact.kind == "calculation" else None
        if actual is None:
            continue
        text = fold(seen.text, fact.span.start, fact.span.end).text
        rule, read = _READERS["=" in text or "≈" in text]
        if _is_cut(seen, fact):
            found = verdict.missing(actual, f"{fact.id}:{text}")
            yield made(rule, meaning(seen, [fact]), found)
            continue
        try:
            written = read(text)
        except Unreadable as error:
            found = verdict.missing(actual, f"{fact.id}:{error}")
            yield made(rule, meaning(seen, [fact]), found)
            continue
        yield made(rule, meaning(seen, [fact]), _result(fact, actual, written))
        yield from _remarks(seen, fact, written)


def _is_cut(seen: Evidence, fact: Fact) -> bool:
    """Return whether a line break parted the calculation: its first operand stands above."""
    return seen.text[max(fact.span.start - 2, 0) : fact.span.start].rstrip().endswith(_OPERATORS)


def _result(fact: Fact, actual: Reading, written: Written) -> Verdict:
    """Return the verdict with the meaning of missing units that agrees best."""
    found = []
    for worth in candidates(written.amount, fact.unit):
        scale = Fraction(actual.factor) / worth
        amount = written.amount.times(scale)
        expression = f"{fact.id} = {written.text}"
        found.append(verdict.of_written(actual, amount.value, amount.interval, expression))
    return min(found, key=lambda one: _RANKS[one.status])


def _remarks(seen: Evidence, fact: Fact, written: Written) -> Iterator[Made]:
    for remark in written.remarks:
        actual = read_number(fact.id, remark.printed, _money_of(remark.unit))
        if actual is None:
            continue
        amount = remark.made_of
        expression = f"{remark.printed}{remark.unit} = {remark.text}"
        found = verdict.of_written(actual, amount.value, amount.interval, expression)
        yield made("calculation.remark", meaning(seen, [fact]), found)


def _money_of(unit: str) -> str | None:
    return next((name for name in sorted(MONEY_UNITS, reverse=True) if unit.startswith(name)), None)


# ---- totals of what is listed -----------------------------------------------------------------


@check("calculation")
def totals_of_calculations(seen: Evidence) -> Iterator[Made]:
    """明细中有算式的，合计（或写在明细之前的总额）等于各项之和。"""
    rules = load_calculation()
    money = [fact for fact in seen.facts if _is_money(fact)]
    written = [index for index, fact in enumerate(money) if fact.kind == "calculation"]
    tried: set[int] = set()
    for index in written:
        total = _total_behind(seen, rules, money, index)
        if total is not None and total not in tried:
            tried.add(total)
            found = _sum(seen, money[total], _parts_before(seen, rules, money, total))
            if found is not None:
                yield made("calculation.total", meaning(seen, [money[total]]), found)
        head = _head_before(seen, rules, money, index)
        if head is not None and head not in tried:
            tried.add(head)
            parts = _parts_behind(seen, rules, money, head)
            tries = [_sum(seen, money[head], parts[:n]) for n in range(len(parts), 1, -1)]
            found = min(filter(None, tries), key=lambda one: _RANKS[one.status], default=None)
            # What the total does not count can follow its parts without a sign between.
            if found is not None:
                yield made("calculation.heading", meaning(seen, [money[head]]), found)


def _is_money(fact: Fact) -> bool:
    """Return whether a fact is an amount of money, not a price: 元/人."""
    return fact.kind in ("amount", "calculation") and (fact.unit or "") in MONEY_UNITS


def _between(seen: Evidence, one: Fact, other: Fact) -> str | None:
    """Return the words between two facts, None where they do not belong together."""
    start, end = one.span.end, other.span.start
    if one.section != other.section or end - start > 2 * _FURTHEST or end < start:
        return None
    words = fold(seen.text, start, end).text
    return words if len(words) <= _FURTHEST else None


def _total_behind(
    seen: Evidence, rules: CalculationRules, money: Sequence[Fact], index: int
) -> int | None:
    """Return the 合计 that closes the list in which a calculation stands."""
    for i in range(index + 1, len(money)):
        words = _between(seen, money[i - 1], money[i])
        if words is None or rules.restart.search(words):
            return None
        if rules.total.search(words):
            return i
    return None


def _parts_before(
    seen: Evidence, rules: CalculationRules, money: Sequence[Fact], total: int
) -> list[Fact]:
    """Return the amounts back to where the list begins."""
    parts: list[Fact] = []
    for i in range(total - 1, -1, -1):
        before = _between(seen, money[i - 1], money[i]) if i else None
        parts.append(money[i])
        if before is None or rules.restart.search(before) or _closes(seen, rules, money, i - 1):
            break
    return parts[::-1]


def _closes(seen: Evidence, rules: CalculationRules, money: Sequence[Fact], index: int) -> bool:
    """Return whether an amount is itself the total of a list before."""
    start = max(0, money[index].span.start - 16)
    return rules.total.search(fold(seen.text, start, money[index].span.start).text) is not None


def _head_before(
    seen: Evidence, rules: CalculationRules, money: Sequence[Fact], index: int
) -> int | None:
    """Return the amount that a colon or bracket opens this list of parts from."""
    for i in range(index - 1, -1, -1):
        words = _between(seen, money[i], money[i + 1])
        if words is None:
            return None
        if rules.heads.match(words):
            return i
        if rules.closes.search(words):
            return None
    return None


def _parts_behind(
    seen: Evidence, rules: CalculationRules, money: Sequence[Fact], head: int
) -> list[Fact]:
    """Return the amounts behind a total that opens a list, up to where the list is closed."""
    parts: list[Fact] = []
    for i in range(head + 1, len(money)):
        words = _between(seen, money[i - 1], money[i])
        if words is None or (parts and rules.closes.search(words)):
            break
        parts.append(money[i])
    return parts


def _sum(seen: Evidence, total: Fact, parts: Sequence[Fact]) -> Verdict | None:
    readings = [reading for part in parts if (reading := seen.reading(part.id))]
    actual = seen.reading(total.id)
    if actual is None or len(readings) < 2 or len(readings) < len(parts):
        return None
    value = sum((Fraction(reading.value) for reading in readings), Fraction(0))
    interval = sum((reading.interval for reading in readings), Interval.exact(0))
    expression = f"{total.id} = {' + '.join(part.id for part in parts)}"
    return verdict.of_written(actual, value, interval, expression, readings)
