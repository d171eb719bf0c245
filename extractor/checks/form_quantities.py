"""Quantities that a form tells twice: a purchase and its calculation, a target and its basis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from extractor.bounds import Bound, Bounded, in_one_unit
from extractor.checks import verdict
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.form_rows import FormLine
from extractor.form_views import FormView
from extractor.model import Cell, Fact, Operand
from extractor.text import squeeze
from rules.loaders.forms import load_forms

_NUMERAL = regex.compile(r"\d+(?:\.\d+)?")
_COUNTED = regex.compile(r"(?<![\d.])(?P<count>\d+)(?P<unit>\p{Han}+)")


@check("narrative_narrative")
def purchases_against_calculations(seen: Evidence) -> Iterator[Made]:
    """采购计划的数量，与测算里得出同一金额的那个算式的数量相同。"""
    told = _calculations(seen)
    for form in seen.forms:
        for line in form.part("purchases"):
            yield from _bought(seen, form, line, told.get(form.id, ()))


def _calculations(seen: Evidence) -> dict[str, list[Fact]]:
    """Return the written-out calculations of each form."""
    found: dict[str, list[Fact]] = {}
    for fact in seen.facts:
        cell = seen.cell_of(fact) if fact.kind == "calculation" else None
        if cell is not None:
            found.setdefault(cell.id.partition("/")[0], []).append(fact)
    return found


def _bought(
    seen: Evidence, form: FormView, line: FormLine, calculations: Sequence[Fact]
) -> Iterator[Made]:
    quantity, amount = line.cells.get("quantity"), line.cells.get("amount")
    bound = form.bound(quantity) if quantity else None
    money = form.read(amount) if amount else None
    if quantity is None or bound is None or money is None or not _is_one(bound) or not bound.unit:
        return
    same = [
        fact
        for fact in calculations
        if (result := seen.reading(fact.id)) is not None and result.value == money.value
    ]
    # Of two calculations with one result nobody knows which is meant.
    count = _count(same[0], bound.unit) if len(same) == 1 else None
    if count is not None:
        told = Operand(ref=same[0].id, value=same[0].value)
        found = verdict.of_told(_bounded(form, quantity, bound), count, told)
        yield made("form.bought", f"{form.project}|{line.name}", found)


def _is_one(bound: Bound) -> bool:
    return bound.low is not None and bound.low == bound.high


def _count(fact: Fact, unit: str) -> Decimal | None:
    """Return the one number that a calculation counts in this unit: *8户单位, not 元/户."""
    found = [
        match["count"]
        for match in _COUNTED.finditer(squeeze(fact.span.text))
        if match["unit"].startswith(unit)
    ]
    return Decimal(found[0]) if len(found) == 1 else None


@check("narrative_arithmetic")
def targets_against_their_basis(seen: Evidence) -> Iterator[Made]:
    """指标值等于它的依据里写明的数量：42家单位，每家1人，就是42人。"""
    for form in seen.forms:
        for line in form.part("indicators"):
            basis = line.cells.get("basis")
            target = line.cells.get("target") or line.cells.get("expected")
            if basis is not None and target is not None:
                yield from _based(form, line, target, basis)


def _based(form: FormView, line: FormLine, target: Cell, basis: Cell) -> Iterator[Made]:
    words = squeeze(basis.text)
    match = load_forms().words.counted_basis.search(words)
    aim = form.bound(target) if match is not None else None
    # A basis with more numbers says more than groups and how many each.
    if match is None or aim is None or len(_NUMERAL.findall(words)) != len(("groups", "each")):
        return
    if in_one_unit(aim.unit, match["unit"], load_forms().alike) and aim.comparator != "—":
        product = Decimal(match["groups"]) * Decimal(match["each"])
        found = verdict.of_told(
            _bounded(form, target, aim), product, Operand(ref=basis.id, value=words)
        )
        yield made("form.basis", f"{form.project or form.organisation}|{line.name}", found)


def _bounded(form: FormView, cell: Cell, bound: Bound) -> Bounded:
    # What is read is kept: the message quotes it.
    form.read(cell)
    return Bounded(Operand(ref=cell.id, value=cell.value or squeeze(cell.text)), bound)
