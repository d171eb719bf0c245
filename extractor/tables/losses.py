"""What of the official tables could not be read: whole tables, pages of them, rows, numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extractor.document import Document, Line
from extractor.model import Cell, Table
from extractor.notices import Notice, TableName
from extractor.readings import is_unreadable
from extractor.tables.forms import OTHER
from extractor.tables.numerals import amount
from extractor.tables.recognise import Official
from extractor.tables.stitch import Sheet
from rules.loaders.tables import TableRule

_MOST_NAMED = 5


def unreadable_rows(table: Table) -> Iterator[Notice]:
    """Yield the rows of a table whose amounts hold something that is no number."""
    rows = [
        cell.row_header or cell.text
        for cell in table.cells
        if is_unreadable(cell) and not _is_rate(cell)
    ]
    if rows:
        details = {"table": TableName(table.title, table.id), "rows": tuple(dict.fromkeys(rows))}
        yield Notice("cell_unreadable", table.span.page, details)


def _is_rate(cell: Cell) -> bool:
    """Return whether a column that only compares prints a rate: -8.33%."""
    return cell.column_key is None and cell.text.rstrip().endswith(("%", "％"))


def lost_tables(
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
        elif official.header.unnamed:
            page = document.span(official.sheet.start, official.sheet.end).page
            details = {"table": _name_of(official), "amounts": tuple(_unnamed(official))}
            yield Notice("columns_unnamed", page, details)


def _unnamed(official: Official) -> Iterator[str]:
    """Yield the first number of each column that no heading names."""
    for column in sorted(official.header.unnamed):
        texts = (texts[column] for texts in official.sheet.texts[official.header.body :])
        yield next(text for text in texts if amount(text) is not None)


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


def cannot_be_empty(rule: TableRule) -> bool:
    """Return whether a table of this kind always has amounts, whoever reports."""
    return rule.required and rule.layout != "single_row"


def _is_damaged(official: Official) -> bool:
    """Return whether the rows are lost: the 三公 and fund tables can be empty, these cannot."""
    if official.lines:
        return False
    below = official.sheet.texts[official.header.body :]
    return cannot_be_empty(official.rule) or any(map(any, below))
