"""Performance forms by meaning: whose they are, their small tables line by line, their points.

Grids and reading-order text, one province's layout and another's, end in the same view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property

import regex
from msgspec.structs import replace

from extractor.bounds import Bound, read_bound
from extractor.form_rows import STATED_SCORE, FormLine, FormRows, read_rows
from extractor.frame import Frame
from extractor.model import Cell, Span, Table
from extractor.readings import FACTORS, ONE, ZERO, Reading, blank, read_number
from extractor.text import squeeze
from rules.loaders.forms import load_forms

Quote = Callable[[int, int], Span]
KINDS = frozenset(
    {"performance_overall", "performance_project", "performance_target", "work_progress"}
)
_NOT_OVERALL = ("performance_project", "work_progress")
_KIND = regex.compile(r"[\p{Han}]{1,6}类")
_QUANTITY = regex.compile(r"\d+(?:\.\d+)?\p{Han}")
_HALF = Decimal("0.5")
_HUNDRED = Decimal(100)
_RATES = frozenset({"rate", "share"})
_SCORES = frozenset({"score", "weight"})


class FormView:
    """One form by the meaning of its rows and columns."""

    def __init__(self, table: Table, frame: Frame, text: str, quote: Quote) -> None:
        self.id = table.id
        self.table = table
        self.year = frame.fiscal_year
        self.unit = table.unit or frame.unit or "万元"
        rows = read_rows(table.cells, self.year)
        self.lines = rows.lines
        self.points = rows.points
        self.rate_points = rows.rate_points
        self.single = rows.single
        self.deviation = rows.deviation
        self.remarks = rows.remarks
        self._readings = dict(self._read_printed(rows))
        self.stated_score = self._find_stated_score(text, quote)

    def _read_printed(self, rows: FormRows) -> Iterator[tuple[str, Reading]]:
        """Yield, by cell, the numbers that no column tells how to read."""
        for ref, printed in rows.printed_points.items():
            yield ref, _score(ref, printed)
        for cell in rows.money:
            found = read_number(cell.id, cell.value or "", cell.unit or self.unit)
            if found is not None:
                yield cell.id, found
        for label in rows.blanks:
            yield label.id, blank(label.id)

    def part(self, name: str) -> list[FormLine]:
        """Return the lines of a small table: indicators, execution, details …"""
        return self._parts.get(name, [])

    @cached_property
    def _parts(self) -> dict[str, list[FormLine]]:
        found: dict[str, list[FormLine]] = {}
        for line in self.lines:
            found.setdefault(line.part, []).append(line)
        return found

    @cached_property
    def project(self) -> str:
        """The name of the project, or that in its title; empty where neither prints one."""
        cells = self.single.get("name", ())
        if cells:
            return squeeze(cells[0].text)
        titled = load_forms().words.titled.search(squeeze(self.table.title))
        return titled["name"] if titled and self.table.kind == "performance_project" else ""

    @cached_property
    def organisation(self) -> str:
        """The name of the unit, where the form has a field for it."""
        cells = self.single.get("organisation", ())
        return squeeze(cells[0].text) if cells else ""

    @property
    def is_overall(self) -> bool:
        """Whether the form is about a whole unit, and not one project, named or not."""
        return not self.project and self.table.kind not in _NOT_OVERALL

    def one(self, key: str) -> Reading | None:
        """Return the number beside a label: 基本支出总额, 项目当年预算."""
        cells = self.single.get(key, ())
        return self.read(cells[0]) if cells else None

    def total_scores(self) -> list[Cell]:
        """Return what stands in the row 总分: the score, or weights and score."""
        return [cell for cell in self.single.get("score", ()) if self.read(cell) is not None]

    # ---- numbers ------------------------------------------------------------------------------

    def number(self, line: FormLine, key: str) -> Reading | None:
        """Return the number of a line in a column, None where it prints none."""
        cell = line.cells.get(key)
        return self.read(cell) if cell is not None else None

    def read(self, cell: Cell) -> Reading | None:
        """Return what a cell's number stands for; None where it is no single number."""
        known = self._readings.get(cell.id)
        if known is None and cell.value is not None:
            known = self._readings[cell.id] = self._read(cell, cell.value)
        return known

    def _read(self, cell: Cell, value: str) -> Reading:
        key = cell.column_key or ("score" if cell.row_key == "score" else "")
        if key in _RATES and cell.unit is None:
            return _percent(cell, value)
        if key in _SCORES or cell.unit == "分":
            return _score(cell.id, value)
        if key in ("target", "expected") and cell.unit not in FACTORS:
            return replace(_plain(cell, value, cell.unit), half=ZERO)
        money = (key or cell.row_key) in load_forms().money
        return _plain(cell, value, cell.unit or (self.unit if money else None))

    def reading(self, ref: str) -> Reading | None:
        """Return a number by its cell, or the score that is stated under the id of the form."""
        cell = self._cell_by_id.get(ref)
        return self._readings.get(ref) if cell is None else self.read(cell)

    @cached_property
    def _cell_by_id(self) -> dict[str, Cell]:
        return {cell.id: cell for cell in self.table.cells}

    def read_points(self, cell: Cell | None) -> Reading | None:
        """Return the points that a label prints inside its words."""
        return self._readings.get(cell.id) if cell is not None else None

    def stated_scores(self) -> list[str]:
        """Return where a line above the form, or its first row, states the score."""
        inside = [cell.id for cell in self.single.get("stated_score", ())]
        return [self.id, *inside] if self.stated_score else inside

    def kind_of(self, line: FormLine) -> str:
        """Return the kind of a listed project as printed beside its name: 特定目标类."""
        return next((squeeze(c.text) for c in line.others if _KIND.fullmatch(squeeze(c.text))), "")

    def detail_of(self, purchase: FormLine) -> FormLine | None:
        """Return the one detail line whose calculation names every quantity of a purchase.

        One quantity alone (`6户`) can stand anywhere; two of them do not meet by chance.
        """
        cell = purchase.cells.get("quantity")
        quantities = _QUANTITY.findall(squeeze(cell.text)) if cell else []
        if len(quantities) < 2:
            return None
        found = [
            line
            for line in self.part("details")
            if (told := line.cells.get("calculation"))
            and all(quantity in squeeze(told.text) for quantity in quantities)
        ]
        return found[0] if len(found) == 1 else None

    def bound(self, cell: Cell) -> Bound | None:
        """Return what a target or a result allows."""
        known = self._bounds
        if cell.text not in known:
            known[cell.text] = read_bound(cell.text)
        return known[cell.text]

    @cached_property
    def _bounds(self) -> dict[str, Bound | None]:
        return {}

    def _find_stated_score(self, text: str, quote: Quote) -> Span | None:
        """Return the score between title and form, and keep its number under the form's id."""
        first = self.table.cells[0].span.start if self.table.cells else self.table.span.start
        found = STATED_SCORE.search(text, self.table.span.start, max(first, 0))
        if found is None:
            return None
        self._readings[self.id] = _score(self.id, found["score"])
        return quote(*found.span())


def _plain(cell: Cell, value: str, unit: str | None) -> Reading:
    found = read_number(cell.id, value, unit)
    assert found is not None, "a value of a form is short"
    return found


def _score(ref: str, value: str) -> Reading:
    """Return a score: exact where it is whole, else a rounding of its own last digit."""
    found = read_number(ref, value, None)
    assert found is not None, "a score is short"
    return replace(found, half=found.quantum * _HALF if found.decimals else ZERO)


def _percent(cell: Cell, value: str) -> Reading:
    """Return a rate printed without its sign: 0.9362 is 93.62, and 1 is 100."""
    header = "".join(cell.column_header)
    if "%" in header or Decimal(value) > ONE:
        found = read_number(cell.id, value, "%")
        assert found is not None, "a value of a form is short"
        return found
    found = read_number(cell.id, value, "倍")
    assert found is not None, "a value of a form is short"
    half = found.half if found.decimals else ZERO
    return replace(
        found,
        value=found.value * _HUNDRED,
        half=half * _HUNDRED,
        quantum=found.quantum * _HUNDRED,
        factor=_HUNDRED,
    )


class Forms:
    """All performance forms of a report, by id."""

    def __init__(self, tables: Iterable[Table], frame: Frame, text: str, quote: Quote) -> None:
        self._views = {
            table.id: FormView(table, frame, text, quote)
            for table in tables
            if not table.is_official and table.kind in KINDS
        }

    def __iter__(self) -> Iterator[FormView]:
        return iter(self._views.values())

    def get(self, table: str) -> FormView | None:
        """Return the form, or None where there is none of this id."""
        return self._views.get(table)

    @cached_property
    def families(self) -> list[tuple[FormView | None, list[FormView]]]:
        """Each form of a whole unit with the forms of its projects, as they are printed."""
        overall = [view for view in self if view.is_overall]
        projects = [view for view in self if view.project]
        if len(overall) < 2:
            return [(overall[0] if overall else None, projects)] if overall or projects else []
        found: list[tuple[FormView | None, list[FormView]]] = []
        for view in self:
            if view.is_overall:
                found.append((view, []))
            elif view.project and found:
                found[-1][1].append(view)
        return found
