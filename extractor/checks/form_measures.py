"""Indicators whose values measure something else than their names say: a rate of 5 days."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractor.checks import verdict
from extractor.checks._words import nearest
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.form_rows import FormLine, operand_of
from extractor.form_views import FormView
from extractor.model import Cell
from extractor.text import squeeze
from rules.loaders.forms import load_forms

_KEYS = ("expected", "target", "result")


@check("attribution")
def values_of_indicators(seen: Evidence) -> Iterator[Made]:
    """指标值与指标名称相配：率用百分数表示，数量用个数表示。"""
    wrong: dict[str, list[Cell]] = {}
    measures = {line.name: _measure(line.name) for form in seen.forms for line in _lines(form)}
    measured = False
    for form in seen.forms:
        for line in _lines(form):
            cells = [line.cells[key] for key in _KEYS if key in line.cells]
            fits = measures[line.name]
            others = [cell for cell in cells if fits is not None and not fits(form, cell)]
            if others:
                wrong.setdefault(line.name, []).extend(others)
            measured = measured or bool(cells)
    for name, cells in wrong.items():
        found = verdict.of_claim(name, squeeze(cells[0].text), map(operand_of, cells))
        yield made("form.measure", name, found, nearest(seen, name, cells[0].span))
    if measured and not wrong:
        yield made("form.measure", "", verdict.of_words(True, "form.measure"))


def _lines(form: FormView) -> list[FormLine]:
    return form.part("indicators")


def _measure(name: str) -> Callable[[FormView, Cell], bool] | None:
    """Return what tells whether a value fits the name of its indicator, where the name says it."""
    words = load_forms().words
    if words.named_rate.search(name):
        return _is_rate
    return _is_count if words.named_count.search(name) else None


def _is_rate(form: FormView, cell: Cell) -> bool:
    words, bound = load_forms().words, form.bound(cell)
    if bound is None:
        return words.no_measure.fullmatch(squeeze(cell.text)) is None
    return words.rate_unit.fullmatch(bound.unit) is not None


def _is_count(form: FormView, cell: Cell) -> bool:
    bound = form.bound(cell)
    return bound is None or bound.unit != "%"
