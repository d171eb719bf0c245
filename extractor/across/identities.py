"""Reports that belong together → comparisons, each of them decided by verdict.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from extractor.across.relations import Related
from extractor.across.side import Side
from extractor.checks import verdict
from extractor.checks.asked import SCALES, meaning
from extractor.checks.rule import Made
from extractor.checks.verdict import Verdict
from extractor.model import Fact, Operand
from extractor.readings import Reading
from rules.loaders.across import CrossPlace, Identity, Pair, load_across_rules

Compare = Callable[[Identity, Related, Sequence[Side]], Iterator[Made]]


def compare(related: Related, sides: Sequence[Side]) -> Iterator[Made]:
    """Yield what was compared between these reports, or why nothing could be."""
    rules = load_across_rules()
    if f"across.{related.kind}" in rules.reasons:
        yield _no_identity(related, sides)
        return
    for identity in rules.of(related.kind, sides[0].seen.kind):
        yield from _FORMS[identity.form](identity, related, sides)


def _no_identity(related: Related, sides: Sequence[Side]) -> Made:
    rule = f"across.{related.kind}"
    names = (*(side.mark for side in sides), *related.names)
    made = verdict.unbound([Operand(ref=name, value=None) for name in names])
    return _made(rule, load_across_rules().reasons[rule], sides, related.row, made)


def _made(rule: str, why: str, sides: Sequence[Side], what: str, made: Verdict) -> Made:
    whose = "|".join(f"{s.info.entity}:{s.info.kind}:{s.info.fiscal_year}" for s in sides)
    return Made(rule, f"{whose}|{what}", why, made)


# ---- by what the text says --------------------------------------------------------------------


def _change(identity: Identity, related: Related, sides: Sequence[Side]) -> Iterator[Made]:
    """本年数 − 增减额 = 上年报告里的数。"""
    for fact, current, stated, prior in _against_last_year(sides, "change"):
        made = verdict.of_sum(prior, [(1, current), (-1, stated)])
        yield _told(identity, sides, fact, made)


def _level(identity: Identity, related: Related, sides: Sequence[Side]) -> Iterator[Made]:
    """与上年持平：本年数 = 上年报告里的数。"""
    for fact, current, _, prior in _against_last_year(sides, "level"):
        yield _told(identity, sides, fact, verdict.of_same(current, prior))


def _rate(identity: Identity, related: Related, sides: Sequence[Side]) -> Iterator[Made]:
    """增减率 = 本年数 ÷ 上年报告里的数 − 1；写明增减额的，增减额已经核对过。"""
    figures = sides[0].seen.figures
    for fact, current, stated, prior in _against_last_year(sides, "change_rate"):
        scale = SCALES.get(fact.unit or "")
        if scale is None or figures.change_beside(fact) is not None:
            continue
        yield _told(identity, sides, fact, _growth(stated, current, prior, scale))


def _growth(stated: Reading, current: Reading, prior: Reading, scale: int) -> Verdict:
    if prior.value <= prior.half:
        return verdict.missing(stated, prior.ref)
    return verdict.of_growth(stated, current, prior, scale)


def _told(identity: Identity, sides: Sequence[Side], fact: Fact, made: Verdict) -> Made:
    return _made(identity.id, identity.why, sides, meaning(sides[0].seen, [fact]), made)


def _against_last_year(
    sides: Sequence[Side], kind: str
) -> Iterator[tuple[Fact, Reading, Reading, Reading]]:
    """Yield each statement on last year, with this year's number and last year's own."""
    this, other = sides
    measure = "budget" if this.seen.kind == "budget" else "final"
    for fact in this.seen.facts:
        base = (fact.base_measure, fact.base_period)
        if fact.kind != kind or base != (measure, other.seen.year):
            continue
        amount = this.seen.figures.current(fact)
        current, stated = this.fact(amount), this.fact(fact)
        if amount is None or current is None or stated is None or amount.measure != measure:
            continue
        prior = _same_quantity(this, amount, other)
        if prior is not None:
            yield fact, current, stated, prior


def _same_quantity(this: Side, amount: Fact, other: Side) -> Reading | None:
    """Return the number that the other report's tables, else its text, have for this amount."""
    rule = this.seen.rule_for(amount)
    if rule is None or rule.relation != "equals":
        return None
    for address in rule.cells:
        for cell in other.seen.views.cells_at(address, amount):
            found = other.cell(CrossPlace(address.table, cell.row_key or "", address.column))
            if found is not None:
                return found
    elsewhere = amount.model_copy(update={"id": "", "section": None})
    return other.fact(other.seen.figures.same(elsewhere, amount.measure, other.seen.year))


def _stated(identity: Identity, related: Related, sides: Sequence[Side]) -> Iterator[Made]:
    """决算里写的年初预算 = 预算报告里的数。"""
    this, plan = sides
    by_fund = {pair.fund: pair for pair in identity.pairs}
    for fact in this.seen.facts:
        if fact.measure != "initial_budget" or fact.period not in (None, this.seen.year):
            continue
        stated = this.fact(fact)
        planned = _planned(this, fact, plan, by_fund)
        if stated is not None and planned is not None:
            yield _told(identity, sides, fact, verdict.of_same(stated, planned))


def _planned(this: Side, fact: Fact, plan: Side, by_fund: Mapping[str, Pair]) -> Reading | None:
    fund, account = this.seen.fund(fact), fact.account
    if account is None:
        rule = plan.seen.rule_of_words(fact.subject, this.seen.topic(fact))
        cells = rule.cells if rule and rule.relation == "equals" else ()
        places = [
            CrossPlace(a.table, a.row, a.column) for a in cells if plan.seen.views.holds(a.when)
        ]
    elif account.code and fund in by_fund:
        other = by_fund[fund].other
        places = [replace(other, row=other.row.format(code=account.code))]
    else:
        return None
    return next((found for place in places if (found := plan.cell(place)) is not None), None)


# ---- by cells ---------------------------------------------------------------------------------


def _same(identity: Identity, related: Related, sides: Sequence[Side]) -> Iterator[Made]:
    """同一个数印在两份报告里。"""
    this, other = sides
    for pair in identity.pairs:
        if pair.one is None:
            continue
        place = replace(pair.one, row=pair.one.row.format(unit=related.row))
        yield from _two_cells(identity, sides, this.cell(place), other.cell(pair.other), place)


def _cells(identity: Identity, related: Related, sides: Sequence[Side]) -> Iterator[Made]:
    """部门版与单位版的同一格。"""
    this, other = sides
    for table in this.seen.tables:
        view = this.view(table.id) if table.is_official else None
        for line in view.rows.values() if view else ():
            for column in line.readings:
                place = CrossPlace(table.id, line.key, column)
                yield from _two_cells(identity, sides, this.cell(place), other.cell(place), place)


def _two_cells(
    identity: Identity,
    sides: Sequence[Side],
    one: Reading | None,
    other: Reading | None,
    place: CrossPlace,
) -> Iterator[Made]:
    if one is None or other is None or not (one.value or other.value):
        return
    made = verdict.of_same(one, other)
    yield _made(identity.id, identity.why, sides, _spelled(place), made)


def _sum(identity: Identity, related: Related, sides: Sequence[Side]) -> Iterator[Made]:
    """Σ 本级与各所属单位 = 部门。"""
    whole, *units = sides
    for pair in identity.pairs:
        total = whole.cell(pair.one) if pair.one else None
        parts = [unit.cell(pair.other) for unit in units]
        known = [part for part in parts if part is not None]
        if total is None or not (total.value or any(part.value for part in known)):
            continue
        lacking = [u for u, part in zip(units, parts, strict=True) if part is None]
        if lacking:
            made = verdict.missing(total, f"{lacking[0].mark}:{_spelled(pair.other)}")
        else:
            made = verdict.of_sum(total, [(1, part) for part in known])
        yield _made(identity.id, identity.why, sides, _spelled(pair.other), made)


def _spelled(place: CrossPlace) -> str:
    return f"{place.table}/{place.row}/{place.column}"


_FORMS: dict[str, Compare] = {
    "change": _change,
    "level": _level,
    "rate": _rate,
    "stated": _stated,
    "same": _same,
    "cells": _cells,
    "sum": _sum,
}
