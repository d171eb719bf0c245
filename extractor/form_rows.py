"""The rows of a performance form: lines of small tables, labels with points, single fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

import regex
from msgspec import Struct

from extractor.model import Cell, Operand
from extractor.text import squeeze
from rules.loaders.forms import FormPart, load_forms

# （XX分）: a label whose points nobody filled in opens its group all the same.
_POINTS = regex.compile(r"（(?:(?P<points>\d{1,3}(?:\.\d{1,9})?)|[XxＸ*_＿—]{1,6})分）")
_RATE_POINTS = regex.compile(r"(?P<points>\d{1,3}(?:\.\d{1,9})?)分?\*(?:预算)?执行率")
# 自评分数：99.7 stands between the title and the form as often as inside it.
STATED_SCORE = regex.compile(
    r"(?:自评(?:得)?分数?|总得?分)[：:]?\s*(?P<score>\d{1,3}(?:\.\d{1,9})?)(?!\s*[\d万元％%])"
)
# A label with points is short; a goal that is told behind it can be long.
_LABEL = 30
_TOTALS = ("合计", "总计")
_LEVELS = {"level1": 1, "level2": 2}
_YEAR = regex.compile(r"20\d\d")
_NUMBERED = regex.compile(r"\d[.、．]")


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


@dataclass(slots=True)
class FormRows:
    """What the rows of one form hold, in text order."""

    lines: list[FormLine] = field(default_factory=list)
    points: list[Points] = field(default_factory=list)
    # What the rate of the execution is worth.
    rate_points: Cell | None = None
    # The cells beside each label.
    single: dict[str, list[Cell]] = field(default_factory=dict)
    deviation: Deviation | None = None
    # The heading of a column for the reasons of deviations.
    remarks: Cell | None = None
    # The number that a label prints inside its words, by its cell: （20分）.
    printed_points: dict[str, str] = field(default_factory=dict)
    # Amounts whose column could not be told: all that they can be is money.
    money: list[Cell] = field(default_factory=list)
    # Labels beside which nothing is printed.
    blanks: list[Cell] = field(default_factory=list)


def read_rows(cells: Iterable[Cell], year: int | None) -> FormRows:
    """Return the rows of a form in a report of this year."""
    scan = _Scan(year)
    for _, row in groupby(cells, key=lambda cell: cell.row):
        scan.row(list(row))
    return scan.found


class _Scan:
    """Walks down the rows of a form; each header, label and level holds for what follows."""

    def __init__(self, year: int | None) -> None:
        self.found = FormRows()
        self._year = year
        self._part: FormPart | None = None
        self._open: list[Points] = []
        self._levels = ["", ""]
        # Whether the last row was a header: its columns may be told apart in the next.
        self._at_header = False

    def row(self, cells: list[Cell]) -> None:
        """Read the next row."""
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
            self.found.remarks = next(remarks, self.found.remarks)
            return
        self._singles(cells)
        line = self._line(cells)
        if line is not None:
            self.found.lines.append(line)
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
                self.found.printed_points[cell.id] = found["points"]
                self.found.rate_points = cell

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
            self.found.printed_points[cell.id] = found["points"]
            self._open.append(Points(cell, level))
            self.found.points.append(self._open[-1])

    def _singles(self, cells: Sequence[Cell]) -> None:
        """Keep what stands beside a label, and the field of deviations even where it is empty."""
        for cell in cells:
            if cell.row_key and not cell.column_key:
                self.found.single.setdefault(cell.row_key, []).append(cell)
            score = STATED_SCORE.fullmatch(squeeze(cell.text)) if "分" in cell.text else None
            if score is not None:
                self.found.printed_points[cell.id] = score["score"]
                self.found.single.setdefault("stated_score", []).append(cell)
        if _row_key(squeeze(cells[0].text)) == "deviation":
            content = cells[1] if len(cells) > 1 else None
            self.found.deviation = Deviation(cells[0], content)

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
            self.found.money.extend(undecided)
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
        self.found.blanks.append(label)
        cells = {"amount_of_year": label}
        return FormLine("sources", words, "", cells, (), (), ())

    def _key(self, cell: Cell) -> str:
        """Return the meaning of a column; a year is told by how far back it lies."""
        if cell.column_key != "year" or self._year is None:
            return cell.column_key or ""
        found = _YEAR.search("".join(cell.column_header))
        if found is None:
            return "year"
        back = self._year - int(found[0])
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
