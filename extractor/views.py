"""The official tables by the meaning of their rows and columns, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

import regex
from msgspec import Struct

from extractor.frame import Frame
from extractor.model import Cell, Fact, Span, Table
from extractor.notices import Notice
from extractor.readings import FACTORS, HALF, ONE, Reading, blank, is_unreadable, read_number
from extractor.text import squeeze
from rules.loaders.links import WHOSE, Address
from rules.terms import BESIDE, OTHER_INCOMES, PRIOR

# What only 事业单位 pay.
_PERFORMANCE_PAY = "account:30107"
_DAMAGED = ("table_damaged", "table_incomplete", "columns_unnamed")
_CODE_AHEAD = regex.compile(r"^[\dA-Z]{3,} ")
# A row that is known by its name alone.
BY_NAME = "project:{name}"


def name_of(cell: Cell) -> str:
    """Return the name of a cell's row, without the code before it and without blanks."""
    return squeeze(_CODE_AHEAD.sub("", cell.row_header))


class Line(Struct, frozen=True, gc=False):
    """One printed row of one side of a table; a number that cannot be read, or whose column is not
    known, is a doubt.

    ``first`` is the first cell that the row prints, whatever its column.
    ``loose`` are those doubts that can stand in any column that the row leaves blank.
    ``beside`` has what stands beside the amounts of the year: last year's, and how they differ.
    """

    key: str
    first: Cell
    cells: dict[str, Cell]
    readings: dict[str, Reading]
    doubts: list[str] = []
    loose: list[Reading] = []
    beside: dict[str, Reading] = {}

    @property
    def name(self) -> str:
        """What the row is called, without blanks and without its code."""
        return name_of(self.first)


class TableView:
    """One table by the meaning of its rows and columns."""

    def __init__(self, table: Table, default_unit: str, damaged: bool) -> None:
        self.id = table.id
        self.table = table
        self.damaged = damaged
        # Row by row as printed: 本级支出项目 comes once for each unit, with the same key.
        self.lines: list[Line] = []
        self.unit = table.unit or default_unit
        self.factor = FACTORS.get(self.unit, ONE)
        self._whole_yuan = _prints_whole_yuan(table, self.unit)
        self._readings: dict[str, Reading | None] = {}
        # Numbers of rows whose meaning is not known, by their column.
        self.unnamed: dict[int, list[Reading]] = {}
        self._add(table.cells)
        self.rows: dict[str, Line] = {}
        for line in self.lines:
            self.rows.setdefault(line.key, line)
        self.columns = frozenset(key for line in self.lines for key in line.cells)

    def _add(self, cells: Iterable[Cell]) -> None:
        lines: dict[tuple[int, str], Line] = {}
        for cell in cells:
            key = cell.row_key
            if key is None:
                reading = self.read(cell)
                if reading is not None and reading.value:
                    self.unnamed.setdefault(cell.column, []).append(reading)
                continue
            line = lines.get((cell.row, key)) or self._upright_line(cell, key)
            if line is None:
                line = lines[cell.row, key] = Line(key, cell, {}, {})
                self.lines.append(line)
            _place(line, cell, self.read(cell))

    def _upright_line(self, cell: Cell, key: str) -> Line | None:
        """Return the line of a 三公 table whose items stand in rows, not in columns."""
        if self.table.kind != "three_public":
            return None
        free = (line for line in self.lines if line.key == key)
        return next((line for line in free if cell.column_key not in line.cells), None)

    def read(self, cell: Cell) -> Reading | None:
        """Return what the cell's number stands for, None where it is blank."""
        known = self._readings.get(cell.id)
        if known is None and cell.value is not None:
            known = read_number(cell.id, cell.value, cell.unit or self.unit, self._whole_yuan)
            self._readings[cell.id] = known
        return known

    @cached_property
    def precision(self) -> Decimal:
        """What may be printed as nothing, in 元."""
        return HALF if self._whole_yuan else blank("", self.factor).quantum * HALF

    @cached_property
    def printed_columns(self) -> frozenset[str | None]:
        """The meanings of the printed columns, also of a table without rows."""
        keys = (column.key for column in self.table.columns)
        return frozenset(key for key in keys if key is None or not key.startswith(BESIDE))

    @cached_property
    def items_of_last_year(self) -> tuple[str, ...]:
        """What the table prints for the year before as well, by the keys of this year's columns."""
        keys = dict.fromkeys(cell.column_key for cell in self.table.cells)
        told = [key.removeprefix(PRIOR) for key in keys if key and key.startswith(PRIOR)]
        return tuple(item for item in told if item in self.columns)

    @cached_property
    def listed_columns(self) -> frozenset[str]:
        """The meanings of the columns that the rows of accounts and units have."""
        listed = (line for line in self.lines if line.key.startswith(("account:", "unit:")))
        return frozenset(key for line in listed for key in line.cells) or self.columns

    @property
    def headline(self) -> Span:
        """Where to look for what the table does not print: its first number, else the whole."""
        cells = (cell for line in self.lines for cell in line.cells.values())
        return next((cell.span for cell in cells if cell.value is not None), self.table.span)

    @cached_property
    def empty(self) -> bool:
        """Whether the table was printed without a single number."""
        return not any(line.readings or line.doubts for line in self.lines)

    def reading(self, row: str, column: str) -> Reading | None:
        """Return the number of a cell, None where the cell is blank or not printed."""
        line = self.rows.get(row)
        return line.readings.get(column) if line else None

    def reading_or_blank(self, row: str, column: str) -> Reading:
        """Return the number of a cell, 0 where the cell is blank or not printed."""
        line = self.rows.get(row)
        if line is None:
            return blank(self.id, self.factor)
        return self.of_line(line, column)

    def of_line(self, line: Line, column: str) -> Reading:
        """Return the number that a row has in a column, 0 where it is blank."""
        reading = line.readings.get(column)
        if reading is not None:
            return reading
        cell = line.cells.get(column)
        return blank(cell.id if cell else self.id, self.factor)

    def prints(self, key: str) -> bool:
        """Return whether a row or a column of this meaning has a number."""
        line = self.rows.get(key)
        return (line is not None and bool(line.readings)) or key in self._filled

    @cached_property
    def _filled(self) -> frozenset[str]:
        """The meanings of the columns that have a number."""
        return frozenset(key for line in self.lines for key in line.readings)

    def is_blank(self, row: str, column: str = "amount") -> bool:
        """Return whether nothing, or 0, is printed there."""
        line = self.rows.get(row)
        reading = line.readings.get(column) if line else None
        if line is not None and reading is None and column not in line.cells:
            return not line.doubts
        return reading is None or not reading.value

    @cached_property
    def accounts_by_name(self) -> dict[str, list[str]]:
        """The rows of each account name."""
        found: dict[str, list[str]] = {}
        for key, line in self.rows.items():
            account = next((cell.account for cell in line.cells.values()), None)
            if account is not None and key.startswith("account:"):
                found.setdefault(squeeze(account.name), []).append(key)
        return found

    @cached_property
    def projects_by_name(self) -> dict[str, list[Line]]:
        """The lines of each project, by its name without 项目 behind it."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            if line.key.startswith("project:"):
                found.setdefault(bare_project(line.name), []).append(line)
        return found

    @cached_property
    def units(self) -> dict[str, str]:
        """The row of each unit, by what it is: ``root`` the department, ``own`` its 本级."""
        codes = [key.removeprefix("unit:") for key in self.rows if _is_known_unit(key)]
        root = next((c for c in codes if all(other.startswith(c) for other in codes)), None)
        below = [code for code in codes if code != root]
        own = next((code for code in below if self._is_own(code)), None)
        named = {"root": root if below else None, "own": own}
        return {name: f"unit:{code}" for name, code in named.items() if code is not None}

    def _is_own(self, code: str) -> bool:
        header = next((cell.row_header for cell in self.rows[f"unit:{code}"].cells.values()), "")
        return squeeze(header).endswith(("本级", "（本级）", "机关", "（机关）"))

    def subordinate_units(self) -> list[str]:
        """Return the rows of all units below the department but its own 本级."""
        named = set(self.units.values())
        return [key for key in self.rows if _is_known_unit(key) and key not in named]


def _place(line: Line, cell: Cell, reading: Reading | None) -> None:
    """Put the number of a cell where the meaning of its column says, or among what is in doubt."""
    key = cell.column_key
    if key is not None and key.startswith(BESIDE):
        if reading is not None:
            line.beside[key] = reading
    elif is_unreadable(cell):
        line.doubts.append(cell.id)
    elif key is None or key in line.cells:
        if reading is not None:
            line.doubts.append(cell.id)
            if key is None:
                line.loose.append(reading)
    else:
        line.cells[key] = cell
        if reading is not None:
            line.readings[key] = reading


def _is_known_unit(key: str) -> bool:
    return key.startswith("unit:") and not key.startswith("unit:?")


def _prints_whole_yuan(table: Table, unit: str) -> bool:
    """Return whether no amount has decimals; `0.00` may be how the place prints a blank."""
    return unit == "元" and not any(
        "." in cell.value and cell.value.strip("-0.") for cell in table.cells if cell.value
    )


class Tables:
    """All official tables of a report, by id."""

    def __init__(
        self, tables: Iterable[Table], frame: Frame, warnings: Iterable[Notice] = ()
    ) -> None:
        damaged = {w.table for w in warnings if w.code in _DAMAGED}
        self._views = {
            table.id: TableView(table, frame.unit or "万元", table.id in damaged)
            for table in tables
            if table.is_official
        }

    def __getitem__(self, table: str) -> TableView:
        return self._views[table]

    def get(self, table: str) -> TableView | None:
        """Return the table, or None where the report has none."""
        return self._views.get(table)

    def __contains__(self, table: object) -> bool:
        return table in self._views

    @cached_property
    def conditions(self) -> frozenset[str]:
        """What holds for this report as a whole, for rules that depend on it."""
        holds = {
            "only_fiscal": self._only_fiscal(),
            "only_general": self._only_fiscal() and self._none_of("fund", "capital"),
            "no_fund": self._only_fiscal() and self._none_of("fund"),
            "no_carry": self._nothing_carried(),
            "adjusted_column": self._has_adjusted_column(),
            "opening_by_fund": self._opening_by_fund(),
            "no_institutions": self._no_institutions(),
        }
        return frozenset(name for name, value in holds.items() if value)

    def holds(self, condition: str) -> bool:
        """Return whether a condition such as ``only_fiscal`` holds; the empty one always does."""
        if condition.startswith("not "):
            return condition.removeprefix("not ") not in self.conditions
        return not condition or condition in self.conditions

    def _only_fiscal(self) -> bool:
        """Return whether all money is 财政拨款: no other income, no other money carried over."""
        summary, fiscal = self.get("T01"), self.get("T04")
        if summary is None or not summary.rows:
            return False
        if not all(summary.is_blank(row) for row in OTHER_INCOMES):
            return False
        if _has_unnamed_income(summary):
            return False
        opening = summary.reading("opening", "amount")
        if opening is None or not opening.value:
            return True
        carried = fiscal.reading("opening", "amount") if fiscal else None
        return carried is not None and carried.value == opening.value

    def _none_of(self, *funds: str) -> bool:
        """Return whether no money of these funds comes in, is carried over, or is spent."""
        tables = [view for view in (self.get("T01"), self.get("T04")) if view is not None]
        return all(
            view.is_blank(f"income:{fund}")
            and view.is_blank(f"opening:{fund}")
            and view.is_blank("expenditure_total", fund)
            for view in tables
            for fund in funds
        )

    def _nothing_carried(self) -> bool:
        """Return whether nothing comes over from last year or goes on to the next."""
        summary = self.get("T01")
        rows = ("opening", "surplus_used", "closing", "surplus_distribution")
        return summary is not None and all(summary.is_blank(row) for row in rows)

    def _has_adjusted_column(self) -> bool:
        """Return whether the “三公”经费 table prints a 全年预算 beside the 年初预算."""
        view = self.get("T09")
        return view is not None and any(key.startswith("adjusted:") for key in view.columns)

    def _opening_by_fund(self) -> bool:
        """Return whether what T04 carries over is split by fund, or nothing is carried over."""
        fiscal = self.get("T04")
        if fiscal is None:
            return False
        split = ("opening:general", "opening:fund", "opening:capital")
        return fiscal.is_blank("opening") or not all(fiscal.is_blank(row) for row in split)

    def _no_institutions(self) -> bool:
        """Return whether nobody gets 绩效工资, which only 事业单位 pay: all are 行政 or 参公."""
        paid = (view.rows.get(_PERFORMANCE_PAY) for view in self._views.values())
        return not any(r.value for line in paid if line for r in line.readings.values())

    # ---- addresses -------------------------------------------------------------------------

    def cells_at(self, address: Address, fact: Fact) -> list[Cell]:
        """Return the cells that an address of a link rule names for this fact."""
        view = self.get(address.table)
        if view is None or not self.holds(address.when):
            return []
        if address.row == BY_NAME:
            lines = view.projects_by_name.get(bare_project(squeeze(fact.subject)), [])
            # Two projects of one name cannot be told apart.
            lines = lines if len(lines) == 1 else []
        else:
            lines = [view.rows[row] for row in _rows_at(view, address.row, fact)]
        cells = (line.cells.get(address.column) for line in lines)
        return [cell for cell in cells if cell is not None]


def _has_unnamed_income(summary: TableView) -> bool:
    """Return whether the named incomes leave something of the total to rows of unknown meaning."""
    total = summary.rows.get("income_total") or summary.rows.get("grand_income")
    cell = total.cells.get("amount") if total else None
    if cell is None or total is None or not summary.unnamed.get(cell.column):
        return False
    named = [
        line.readings["amount"].value
        for line in summary.lines
        if line.key.startswith("income:") and "amount" in line.readings
    ]
    fiscal = summary.reading("fiscal_income", "amount")
    return summary.of_line(total, "amount").value > max(
        sum(named, Decimal(0)), fiscal.value if fiscal else Decimal(0)
    )


def bare_project(name: str) -> str:
    """Return the name of a project as it is compared: 系统维护项目 is 系统维护."""
    return name.removesuffix("项目") or name


def _rows_at(view: TableView, row: str, fact: Fact) -> list[str]:
    if row == "account:{code}":
        return _account_rows(view, fact)
    if row == WHOSE:
        rows = view.accounts_by_name.get(squeeze(fact.subject).rpartition("（")[0], [])
        return rows if len(rows) == 1 else []
    if row == "unit:{others}":
        return view.subordinate_units()
    if row in ("unit:{root}", "unit:{own}"):
        key = view.units.get(row[len("unit:{") : -1])
        return [key] if key else []
    return [row] if row in view.rows else []


def _account_rows(view: TableView, fact: Fact) -> list[str]:
    """Return the row of the fact's account: by code, else by a name that only one row has."""
    account = fact.account
    if account is None:
        return []
    if account.code is not None:
        key = f"account:{account.code}"
        if key in view.rows:
            return [key]
    # A row with another code, or of another level, is another account of that name.
    named = view.accounts_by_name.get(squeeze(account.name), [])
    rows = [row for row in named if row.startswith("account:?")]
    return rows if len(rows) == 1 else []
