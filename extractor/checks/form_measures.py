"""Indicators whose values measure something else than their names say: a rate of 5 days."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checks import verdict
from extractor.checks._words import nearest
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.form_views import FormLine, FormView, operand_of
from extractor.model import Cell
from extractor.text import squeeze
from rules.loaders.forms import load_forms

_KEYS = ("expected", "target", "result")


@check("attribution")
def values_of_indicators(seen: Evidence) -> Iterator[Made]:
    """指标值与指标名称相配：率用百分数表示，数量用个数表示。"""
    wrong: dict[str, list[Cell]] = {}
    measured = False
    for form in seen.forms:
        for line in form.part("indicators"):
            cells = [line.cells[key] for key in _KEYS if key in line.cells]
            others = [cell for cell in cells if _measures_something_else(form, line, cell)]
            if others:
                wrong.setdefault(line.name, []).extend(others)
            measured = measured or bool(cells)
    for name, cells in wrong.items():
        found = verdict.of_claim(name, squeeze(cells[0].text), map(operand_of, cells))
        yield made("form.measure", name, found, nearest(seen, name, cells[0].span))
    if measured and not wrong:
        yield made("form.measure", "", verdict.of_words(True, "form.measure"))


def _measures_something_else(form: FormView, line: FormLine, cell: Cell) -> bool:
    words, bound = load_forms().words, form.bound(cell)
    if words.named_rate.search(line.name):
        if bound is None:
            return words.no_measure.fullmatch(squeeze(cell.text)) is not None
        return words.rate_unit.fullmatch(bound.unit) is None
    return (
        words.named_count.search(line.name) is not None
        and bound is not None
        and (bound.unit == "%")
    )
