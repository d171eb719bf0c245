"""Performance forms by meaning: whose they are, their small tables line by line, their points.

Grids and reading-order text, one province's layout and another's, end in the same view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import groupby

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.bounds import Bound, read_bound
from extractor.frame import Frame
from extractor.model import Cell, Operand, Span, Table
from extractor.readings import FACTORS, ONE, ZERO, Reading, blank, read_number
from extractor.text import squeeze
from rules.loaders.forms import FormPart, load_forms

Quote = Callable[[int, int], Span]
KINDS = frozenset(
    {"performance_overall", "performance_project", "performance_target", "work_progress"}
)
# （XX分）: a label whose points nobody filled in opens its group all the same.
_POINTS = regex.compile(r"（(?:(?P<points>\d{1,3}(?:\.\d+)?)|[XxＸ*_＿—]{1,6})分）")
_RATE_POINTS = regex.compile(r"(?P<points>\d{1,3}(?:\.\d+)?)分?\*(?:预算)?执行率")
# 自评分数：99.7 stands between the title and the form as often as inside it.
_STATED_SCORE = regex.compile(
    r"(?:自评(?:得)?分数?|总得?分)[：:]?\s*(?P<score>\d{1,3}(?:\.\d+)?)(?!\s*[\d万元％%])"
)
# A label with points is short; a goal that is told behind it can be long.
_LABEL = 30
_TOTALS = ("合计", "总计")
_LEVELS = {"level1": 1, "level2": 2}
_YEAR = regex.compile(r"20\d\d")
_NUMBERED = regex.compile(r"\d[.、．]")
_KIND = regex.compile(r"[\p{Han}]{1,6}类")
_QUANTITY = regex.compile(r"\d+(?:\.\d+)?\p{Han}")
_HALF = Decimal("0.5")
_HUNDRED = Decimal(100)
_RATES = frozenset({"rate", "share"})
_SCORES = frozenset({"score", "weight"})


class FormLine(Struct, frozen=True, gc=False):
    """One row of a small table: its name and its cells by the meaning of their columns."""

    part: str
    name: str
    key: str
    cells: dict[str, Cell]
    # Cells with a value whose column could not be told, and cells of columns without a meaning.
    undecided: tuple[Cell, ...]
    others: tuple[Cell, ...]
    levels: tuple[str, ...]


def is_total(line: FormLine) -> bool:
    """Return whether a line of the execution is that of all money: 资金总额, or simply 合计."""
    return line.key in ("funds", "overall") or line.name in _TOTALS


def operand_of(cell: Cell) -> Operand:
    """Return a cell as an operand of a check by what it prints: 97%—100%, 及时."""
    return Operand.trusted({"ref": cell.id, "value": cell.value or squeeze(cell.text) or None})


@dataclass(slots=True)
class Points:
    """A label that says what its rows are worth, 产出指标（50分）, and what they got."""

    cell: Cell
    level: int
    lines: list[FormLine] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the label says without its number."""
        return _POINTS.sub("", squeeze(self.cell.text)[:_LABEL])

    def cells(self, key: str) -> list[Cell]:
        """Return the printed scores, or weights, of its rows."""
        return [line.cells[key] for line in self.lines if key in line.cells]


@dataclass(frozen=True, slots=True)
class Deviation:
    """The field for the reasons of deviations: its label and what it says."""

    label: Cell
    content: Cell | None

    @property
    def words(self) -> str:
        """What it says without blanks; empty where nothing is printed."""
        return squeeze(self.content.text) if self.content else ""

    @property
    def denies(self) -> bool:
        """Whether it is empty, or says that there is no deviation."""
        return not self.words or load_forms().words.no_deviation.search(self.words) is not None


class FormView:
    """One form by the meaning of its rows and columns."""

    def __init__(self, table: Table, frame: Frame, text: str, quote: Quote) -> None:
        self.id = table.id
        self.table = table
        self.year = frame.fiscal_year
        self.unit = table.unit or frame.unit or "万元"
        self.lines: list[FormLine] = []
        self.points: list[Points] = []
        self.rate_points: Cell | None = None
        self.single: dict[str, list[Cell]] = {}
        self.deviation: Deviation | None = None
        # The heading of a column for the reasons of deviations.
        self.remarks: Cell | None = None
        self._readings: dict[str, Reading] = {}
        self.stated_score = self._find_stated_score(text, quote)
        _Scan(self).rows(table.cells)

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
        """The name of the project, empty where the form is about a whole unit."""
        cells = self.single.get("name", ())
        return squeeze(cells[0].text) if cells else ""

    @cached_property
    def organisation(self) -> str:
        """The name of the unit, where the form has a field for it."""
        cells = self.single.get("organisation", ())
        return squeeze(cells[0].text) if cells else ""

    @property
    def is_overall(self) -> bool:
        """Whether the form is about a whole unit, and not one project."""
        return not self.project and self.table.kind != "work_progress"

    def one(self, key: str) -> Reading | None:
        """Return the number beside a label: 基本支出总额, 项目当年预算."""
        cells = self.single.get(key, ())
        return self.read(cells[0]) if cells else None

    def total_scores(self) -> list[Cell]:
        """Return what stands in the row 总分: the score, or weights and score."""
        return [cell for cell in self.single.get("score", ()) if self.read(cell) is not None]

    # ---- numbers ------------------------------------------------------------------------------

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
        money = _is_money(key or cell.row_key or "")
        return _plain(cell, value, cell.unit or (self.unit if money else None))

    def reading(self, ref: str) -> Reading | None:
        """Return a number that was read before: also of points, and of the score that is stated."""
        return self._readings.get(ref)

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
        found = _STATED_SCORE.search(text, self.table.span.start, max(first, 0))
        if found is None:
            return None
        self._readings[self.id] = _score(self.id, found["score"])
        return quote(*found.span())

    def keep_points(self, cell: Cell, printed: str) -> None:
        """Remember the number that a label prints inside its words: （20分）."""
        self._readings[cell.id] = _score(cell.id, printed)

    def keep_money(self, cell: Cell) -> None:
        """Remember an amount whose column could not be told: all that it can be is money."""
        found = read_number(cell.id, cell.value or "", cell.unit or self.unit)
        if found is not None:
            self._readings[cell.id] = found

    def keep_blank(self, label: Cell) -> None:
        """Remember that nothing is printed beside a label."""
        self._readings[label.id] = blank(label.id)


@lru_cache(maxsize=128)
def _is_money(key: str) -> bool:
    """Return whether a column, or a label, of this meaning holds money."""
    rules = load_forms()
    return any(label.money for label in (*rules.columns, *rules.rows) if label.key == key)


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


class _Scan:
    """Walks down the rows of a form; each header, label and level holds for what follows."""

    def __init__(self, view: FormView) -> None:
        self._view = view
        self._part: FormPart | None = None
        self._open: list[Points] = []
        self._levels = ["", ""]
        # Whether the last row was a header: its columns may be told apart in the next.
        self._at_header = False

    def rows(self, cells: Iterable[Cell]) -> None:
        for _, row in groupby(cells, key=lambda cell: cell.row):
            self._row(list(row))

    def _row(self, cells: list[Cell]) -> None:
        for cell in cells:
            self._points(cell)
        columns = frozenset(filter(None, (_column_of(cell) for cell in cells)))
        below = self._at_header and _is_header(cells) and _is_below(cells)
        self._at_header = not below and _is_header(cells) and len(columns) > 1
        if below:
            return
        if self._at_header:
            self._enter(_part_of(columns))
            self._rate_points(cells)
            remarks = (cell for cell in cells if _column_of(cell) == "deviation")
            self._view.remarks = next(remarks, self._view.remarks)
            return
        self._singles(cells)
        line = self._line(cells)
        if line is not None:
            self._view.lines.append(line)
            for points in self._open:
                points.lines.append(line)

    def _enter(self, part: FormPart | None) -> None:
        """Begin a small table; a label with points stays open where its rows are still to come."""
        if part is not self._part:
            self._open = [points for points in self._open if not points.lines]
        self._part = part

    def _rate_points(self, cells: Sequence[Cell]) -> None:
        for cell in cells:
            found = _RATE_POINTS.search(squeeze(cell.text))
            if found is not None:
                self._view.keep_points(cell, found["points"])
                self._view.rate_points = cell

    def _points(self, cell: Cell) -> None:
        """Open the group of a label with points; it closes those of its own level and below."""
        if "分" not in cell.text or (cell.column_key and cell.column_key not in _LEVELS):
            return
        found = _POINTS.search(squeeze(cell.text)[:_LABEL])
        if found is None:
            return
        level = _LEVELS.get(cell.column_key or "", 0)
        self._open = [points for points in self._open if points.level < level]
        if found["points"]:
            self._view.keep_points(cell, found["points"])
            self._open.append(Points(cell, level))
            self._view.points.append(self._open[-1])

    def _singles(self, cells: Sequence[Cell]) -> None:
        """Keep what stands beside a label, and the field of deviations even where it is empty."""
        for cell in cells:
            if cell.row_key and not cell.column_key:
                self._view.single.setdefault(cell.row_key, []).append(cell)
            score = _STATED_SCORE.fullmatch(squeeze(cell.text)) if "分" in cell.text else None
            if score is not None:
                self._view.keep_points(cell, score["score"])
                self._view.single.setdefault("stated_score", []).append(cell)
        if _row_key(squeeze(cells[0].text)) == "deviation":
            content = cells[1] if len(cells) > 1 else None
            self._view.deviation = Deviation(cells[0], content)

    def _line(self, cells: Sequence[Cell]) -> FormLine | None:
        for cell in cells:
            if cell.column_key in _LEVELS:
                level = _LEVELS[cell.column_key]
                self._levels[level - 1 :] = [squeeze(cell.text), *[""] * (2 - level)]
        keyed = {self._key(cell): cell for cell in cells if cell.column_key}
        values = [cell for cell in keyed.values() if cell.column_key not in _LEVELS]
        if self._part is not None and self._part.id == "sources" and not values:
            return self._blank_source(cells[0])
        undecided = tuple(
            cell for cell in cells if not cell.column_key and cell.row_header and cell.value
        )
        if self._part is None or not values:
            return None
        if self._part.id == "details":
            for cell in undecided:
                self._view.keep_money(cell)
        named = next((cell for cell in values if cell.row_header), None)
        name = named.row_header if named else squeeze(values[0].text)
        key = (named.row_key if named else None) or ""
        levels = tuple(self._levels) if self._part.id == "indicators" else ()
        others = tuple(cell for cell in cells if not cell.column_key and not cell.value)
        return FormLine(self._part.id, name, key, keyed, undecided, others, levels)

    def _blank_source(self, label: Cell) -> FormLine | None:
        """Return the line of a source of funds with nothing beside it: it counts as 0."""
        words = squeeze(label.text)
        if not _NUMBERED.match(words):
            return None
        self._view.keep_blank(label)
        cells = {"amount_of_year": label}
        return FormLine("sources", words, "", cells, (), (), ())

    def _key(self, cell: Cell) -> str:
        """Return the meaning of a column; a year is told by how far back it lies."""
        if cell.column_key != "year" or self._view.year is None:
            return cell.column_key or ""
        found = _YEAR.search("".join(cell.column_header))
        if found is None:
            return "year"
        back = self._view.year - int(found[0])
        return {1: "last_year", 2: "two_years_ago"}.get(back, f"year:{found[0]}")


def _is_header(cells: Sequence[Cell]) -> bool:
    """Return whether no cell of the row has a meaning of its own."""
    return not any(cell.column_key or cell.row_key or cell.column_header for cell in cells)


def _is_below(cells: Sequence[Cell]) -> bool:
    """Return whether a header row only tells the columns of the row above apart."""
    total = load_forms().words.total_column
    return any(total.search(squeeze(cell.text)) for cell in cells if len(cell.text) <= _LABEL)


def _column_of(cell: Cell) -> str | None:
    return _column_key(squeeze(cell.text)) if len(cell.text) <= _LABEL else None


@lru_cache(maxsize=2048)
def _column_key(words: str) -> str | None:
    rules = load_forms().columns
    return next((c.key for c in rules if any(p.search(words) for p in c.names)), None)


@lru_cache(maxsize=2048)
def _row_key(words: str) -> str | None:
    rules = load_forms().rows
    return next((r.key for r in rules if any(p.search(words) for p in r.names)), None)


def _part_of(columns: frozenset[str]) -> FormPart | None:
    return next((part for part in load_forms().parts if part.fits(columns)), None)


class Forms:
    """All performance forms of a report, by id."""

    def __init__(self, tables: Iterable[Table], frame: Frame, text: str, quote: Quote) -> None:
        self._views = {
            table.id: FormView(table, frame, text, quote)
            for table in tables
            if table.id.startswith("A") and table.kind in KINDS
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
