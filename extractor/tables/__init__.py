"""Grids → tables: stitched, recognised, taken apart, every cell with its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.document import Document, Line
from extractor.frame import Frame
from extractor.model import ReportKind, Section, Table
from extractor.notices import Notice, TableName
from extractor.readings import is_unreadable
from extractor.tables.accounts import AccountBook, printed_accounts
from extractor.tables.flow import flow_forms, flow_grids
from extractor.tables.forms import OTHER, build_form
from extractor.tables.official import build_table
from extractor.tables.recognise import Official, recognise
from extractor.tables.rows import is_filled
from extractor.tables.stitch import Sheet, stitch
from rules.loaders.tables import TableRule, load_tables

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class TablesRead:
    """The tables of a report, official ones first, and what could not be read."""

    tables: tuple[Table, ...]
    warnings: tuple[Notice, ...]


def read_tables(document: Document, sections: Sequence[Section], frame: Frame) -> TablesRead:
    """Return all tables with their cells; a table cut by pages is one table."""
    open_questions: tuple[Notice, ...] = ()
    if not document.grids:
        flow = flow_grids(document, sections, frame)
        document = replace(document, grids=flow.grids)
        open_questions = flow.warnings
    else:
        flow = flow_forms(document, sections)
        grids = sorted((*document.grids, *flow.grids), key=lambda grid: grid.start)
        lines = flow.lines if flow.grids else document.lines
        document = replace(document, grids=tuple(grids), lines=lines)
        open_questions = flow.warnings
    sheets = stitch(document)
    kind = frame.kind or _kind_of(sheet.caption.title for sheet in sheets)
    rules = load_tables(kind)
    officials, rest = recognise(sheets, rules)
    officials = {key: _without_empty_body(official) for key, official in officials.items()}
    coded = [o.lines for o in officials.values()]
    book = AccountBook(pair for lines in coded for pair in printed_accounts(lines))
    tables = [build_table(document, o, book, frame.unit) for o in officials.values()]
    forms = [build_form(document, sheet, n, frame.unit) for n, sheet in enumerate(rest, start=1)]
    warnings = _warnings(document, rules, officials, forms) if frame.kind or tables else ()
    unreadable = (notice for table in tables for notice in _unreadable(table))
    return TablesRead((*tables, *forms), (*open_questions, *warnings, *unreadable))


def _unreadable(table: Table) -> Iterator[Notice]:
    """Yield the rows of a table whose amounts hold something that is no number."""
    rows = [
        cell.row_header or cell.text
        for cell in table.cells
        if cell.value is None and cell.text and is_unreadable(cell.text)
    ]
    if rows:
        details = {"table": TableName(table.title, table.id), "rows": tuple(dict.fromkeys(rows))}
        yield Notice("cell_unreadable", table.span.page, details)


def _warnings(
    document: Document,
    rules: Sequence[TableRule],
    officials: Mapping[str, Official],
    forms: Sequence[Table],
) -> Iterator[Notice]:
    """Yield the official tables that are not there, or that lost their rows."""
    if not officials:
        yield _no_tables(rules)
        return
    unknown = [form.title for form in forms if form.kind == OTHER and form.title]
    for rule in rules:
        official = officials.get(rule.id)
        if official is None:
            if rule.required:
                yield _missing(rule, unknown)
        elif (unread := _unread_beside(document, official.sheet)) is not None:
            yield document.notice_of(unread, "table_incomplete", {"table": _name_of(official)})
        elif _is_damaged(official):
            page = document.span(official.sheet.start, official.sheet.end).page
            yield Notice("table_damaged", page, {"table": _name_of(official)})


def _unread_beside(document: Document, sheet: Sheet) -> int | None:
    """Return the page without text that the table may go on to, or come from."""
    unread = document.unread_pages
    if not unread:
        return None
    rows = document.lines[document.line_index(sheet.start) : document.line_index(sheet.end - 1) + 1]
    first, last = (_page(document, rows[at]) for at in (0, -1))
    if last is not None and last + 1 in unread and not _is_followed(document, sheet, last):
        return last + 1
    if first is not None and first - 1 in unread and not sheet.caption.title:
        return first - 1
    return None


def _is_followed(document: Document, sheet: Sheet, page: int) -> bool:
    """Return whether words stand below a table on its last page: then it ends there."""
    index = document.line_index(sheet.end)
    below = document.lines[index : index + 2]
    return any(line.start >= sheet.end and _page(document, line) == page for line in below)


def _page(document: Document, line: Line) -> int | None:
    return document.page(line.start, line.end)


def _name_of(official: Official) -> TableName:
    return TableName(official.caption.title or official.rule.title, official.rule.id)


def _no_tables(rules: Sequence[TableRule]) -> Notice:
    """Say once that there is no table at all: a bare passage, or a file whose tables are lost."""
    names = tuple(TableName(rule.title, rule.id) for rule in rules if rule.required)
    return Notice("table_missing.all", details={"tables": names})


def _missing(rule: TableRule, unknown: Sequence[str]) -> Notice:
    table = TableName(rule.title, rule.id)
    if not unknown:
        return Notice("table_missing", details={"table": table})
    others = tuple(map(TableName, unknown[:_MOST_NAMED]))
    return Notice("table_missing.others", details={"table": table, "tables": others})


def _without_empty_body(official: Official) -> Official:
    """Return a table that cannot be empty without its rows where none of them has an amount."""
    if _cannot_be_empty(official.rule) and not any(map(is_filled, official.lines)):
        return replace(official, lines=[])
    return official


def _cannot_be_empty(rule: TableRule) -> bool:
    return rule.required and rule.layout != "single_row"


def _is_damaged(official: Official) -> bool:
    """Return whether the rows are lost: the 三公 and fund tables can be empty, these cannot."""
    if official.lines:
        return False
    below = official.sheet.texts[official.header.body :]
    return _cannot_be_empty(official.rule) or any(map(any, below))


def _kind_of(titles: Iterator[str]) -> ReportKind:
    whole = "".join(titles)
    return "budget" if whole.count("预算") > 2 * whole.count("决算") else "final_accounts"
