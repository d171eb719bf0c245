"""Tables in reading-order text made from PDF: titles → rows → columns → grids.

Blank cells left no trace there. The table's own sums, its hierarchy and its sister tables decide
which column a value belongs to; what they leave open is marked and becomes a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.document import Document, Grid, GridCell, Line
from extractor.frame import Frame
from extractor.model import Section
from extractor.notices import TORN_FORM, Notice, TableName
from extractor.tables.flow.breaks import broken_again
from extractor.tables.flow.forms import Form, form_grids
from extractor.tables.flow.grids import Columns, Placed, surplus, to_grid
from extractor.tables.flow.order import ordered
from extractor.tables.flow.pieces import squeezed
from extractor.tables.flow.place import Placement
from extractor.tables.flow.read import read_region
from extractor.tables.flow.regions import Region, find_regions
from extractor.tables.flow.ruler import Ruler
from extractor.tables.flow.sums import Ledger
from extractor.tables.flow.tables import FlowTable, TableRow
from extractor.tables.flow.trust import torn_tables
from rules.loaders.tables import load_tables

_KINDS = ("final_accounts", "budget")
_MAX_NAME = 30
_MANY_TORN = 2


@dataclass(frozen=True, slots=True)
class FlowRead:
    """The grids that the lines of a flowing document stand for, and what stays open.

    ``lines`` are those of the document, the ones that ran on over many cells broken again.
    """

    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]
    warnings: tuple[Notice, ...]


def flow_grids(document: Document, sections: Sequence[Section], frame: Frame) -> FlowRead:
    """Return the official tables and the forms of a document whose tables lost their lines."""
    kind, regions = _regions(document, sections, frame)
    tables = [ordered(table, kind) for table in map(read_region, regions) if table is not None]
    grids: list[Grid] = []
    warnings: list[Notice] = []
    count = 0
    for together in _editions(tables):
        placed, torn, lost = _placed(together, kind)
        for table in together:
            grids.append(to_grid(document.text, table, placed, table in lost))
            found = [_torn(document, table)] if table in torn else _open(document, table, placed)
            warnings.extend(found)
        count += len(torn)
    # Text that tears several tables mixes the cells of forms as well.
    warned = _form_torn if count >= _MANY_TORN else _form_warnings
    for form in form_grids(document, sections, grids):
        grids.append(form.grid)
        warnings.extend(warned(document, form))
    grids.sort(key=lambda grid: grid.start)
    return FlowRead(tuple(grids), document.lines, tuple(warnings))


def flow_forms(document: Document, sections: Sequence[Section]) -> FlowRead:
    """Return the forms that are printed as prose beside tables with lines."""
    document = replace(document, lines=tuple(broken_again(document.lines)))
    forms = list(form_grids(document, sections, document.grids))
    warnings = [warning for form in forms for warning in _form_warnings(document, form)]
    return FlowRead(tuple(form.grid for form in forms), document.lines, tuple(warnings))


def _regions(
    document: Document, sections: Sequence[Section], frame: Frame
) -> tuple[str, list[Region]]:
    """Return kind of report and regions; without a known kind the one that explains most titles."""
    kinds = [frame.kind] if frame.kind else _KINDS
    found = {
        kind: _joined(find_regions(document, sections, load_tables(kind), frame.unit))
        for kind in kinds
    }
    best = max(found, key=lambda kind: len(found[kind]))
    return best, found[best]


def _joined(regions: Sequence[Region]) -> list[Region]:
    """Join a table whose title is printed again on its next page."""
    joined: list[Region] = []
    for region in regions:
        last = joined[-1] if joined else None
        if last and last.rule is region.rule and last.lines:
            joined[-1] = replace(last, lines=last.lines + region.lines, end=region.end)
        else:
            joined.append(region)
    return joined


def _editions(tables: Sequence[FlowTable]) -> Iterator[list[FlowTable]]:
    """Yield the tables that belong together: a second set of them is that of another unit."""
    together: list[FlowTable] = []
    for table in tables:
        if any(other.rule is table.rule for other in together):
            yield together
            together = []
        together.append(table)
    yield together


def _placed(
    tables: Sequence[FlowTable], kind: str
) -> tuple[dict[int, Placed], list[FlowTable], list[FlowTable]]:
    """Return for every row where its values can stand, and the tables that were torn.

    The last list has those and the doubtful ones: a place without a value may not be blank there.
    """
    ledger = Ledger(tables, kind)
    placement = Placement(ledger.rows, ledger.sums(), ledger.derived)
    placement.settle()
    columns = [placement.columns(number) for number in range(len(ledger.rows))]
    columns = _as_printed(ledger, columns)
    torn = torn_tables(ledger, columns)
    doubtful = [table for table in tables if table not in torn and _is_doubtful(table)]
    placed: dict[int, Placed] = {}
    for found, (table, row) in zip(columns, ledger.places, strict=True):
        width = table.blocks[row.block].width
        anywhere = table in torn or (table in doubtful and len(row.values) != width)
        placed[id(row)] = Placed(found, frozenset(range(width) if anywhere else _open_of(found)))
    return placed, torn, [*torn, *doubtful]


def _as_printed(ledger: Ledger, columns: Sequence[Columns]) -> list[Columns]:
    """Return the columns, those that the sums leave open as the numbers above them tell."""
    by_table: dict[int, list[tuple[TableRow, Columns]]] = {}
    for found, (table, row) in zip(columns, ledger.places, strict=True):
        by_table.setdefault(id(table), []).append((row, found))
    rulers: dict[int, Ruler] = {}
    decided: list[Columns] = []
    for found, (table, row) in zip(columns, ledger.places, strict=True):
        if any(len(possible) > 1 for possible in found):
            if id(table) not in rulers:
                rulers[id(table)] = Ruler(table, by_table[id(table)])
            found = rulers[id(table)].decide(row, found)
        decided.append(found)
    return decided


def _is_doubtful(table: FlowTable) -> bool:
    """Return whether values stand in foreign rows, or headings of columns are lost."""
    nameless = any(key is None for keys in table.keys for key in keys)
    return nameless or any(_is_crowded(table, row) for row in table.rows)


def _is_crowded(table: FlowTable, row: TableRow) -> bool:
    """Return whether a row has more values than columns: some of them belong to other rows."""
    return bool(surplus(table.blocks[row.block], row.values))


def _open_of(columns: Columns) -> Iterator[int]:
    """Yield the columns that some value may stand in, and may not."""
    for choices in columns:
        if len(choices) > 1:
            yield from choices


def _torn(document: Document, table: FlowTable) -> Notice:
    return Notice("table_torn", _page_of(document, table), {"table": _named(table)})


def _open(document: Document, table: FlowTable, placed: dict[int, Placed]) -> Iterator[Notice]:
    """Yield what could not be read of one table: open columns, values without a column."""
    undecided: list[TableRow] = []
    crowded: list[TableRow] = []
    for row in table.rows:
        if _is_crowded(table, row):
            crowded.append(row)
        elif any(len(columns) > 1 for columns in placed[id(row)].columns):
            undecided.append(row)
    found = {"column_undecided": undecided, "row_with_too_many_values": crowded}
    for key, rows in found.items():
        if rows:
            names = tuple(_label_of(row) for row in rows)
            details = {"table": _named(table), "rows": names}
            yield Notice(key, _page_of(document, table), details)


def _form_torn(document: Document, form: Form) -> Iterator[Notice]:
    page = document.span(form.grid.start, form.grid.end).page
    yield Notice(TORN_FORM, page, {"table": TableName(form.title)})


def _form_warnings(document: Document, form: Form) -> Iterator[Notice]:
    """Yield the rows of a form whose values could stand in several columns."""
    rows = [row for row in form.grid.rows if any(cell.undecided for cell in row)]
    if rows:
        details = {"table": TableName(form.title), "rows": tuple(_name_of(row) for row in rows)}
        page = document.span(form.grid.start, form.grid.end).page
        yield Notice("column_undecided.form", page, details)


def _name_of(row: Sequence[GridCell]) -> str:
    """Return what stands before the open values of a row, or the first of its words."""
    at = next(number for number, cell in enumerate(row) if cell.undecided)
    words = [cell.text for cell in reversed(row[:at]) if cell.text]
    return next((text for text in words if len(text) <= _MAX_NAME), row[0].text[:_MAX_NAME])


def _label_of(row: TableRow) -> str:
    return "".join(squeezed(cell.pieces) for cell in row.labels) or "合计"


def _named(table: FlowTable) -> TableName:
    return TableName(table.rule.title, table.rule.id)


def _page_of(document: Document, table: FlowTable) -> int | None:
    return document.span(table.region.end, table.region.end).page
