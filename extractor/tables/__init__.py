"""Grids → tables: stitched, recognised, taken apart, every cell with its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.document import Document
from extractor.frame import Frame
from extractor.model import ReportKind, Section, Table
from extractor.notices import Notice
from extractor.tables.accounts import AccountBook, printed_accounts
from extractor.tables.flow import flow_forms, flow_grids
from extractor.tables.forms import build_form
from extractor.tables.losses import cannot_be_empty, lost_tables, unreadable_rows
from extractor.tables.official import build_table
from extractor.tables.recognise import Official, recognise
from extractor.tables.rows import is_filled
from extractor.tables.stitch import stitch
from rules.loaders.tables import load_tables


@dataclass(frozen=True, slots=True)
class TablesRead:
    """The tables of a report, official ones first, and what could not be read."""

    tables: tuple[Table, ...]
    warnings: tuple[Notice, ...]


def read_tables(document: Document, sections: Sequence[Section], frame: Frame) -> TablesRead:
    """Return all tables with their cells; a table cut by pages is one table."""
    document, open_questions = _with_flow(document, sections, frame)
    sheets = stitch(document)
    kind = frame.kind or _kind_of(sheet.caption.title for sheet in sheets)
    rules = load_tables(kind)
    officials, rest = recognise(sheets, rules)
    officials = {key: _without_empty_body(official) for key, official in officials.items()}
    coded = [o.lines for o in officials.values()]
    book = AccountBook(pair for lines in coded for pair in printed_accounts(lines))
    tables = [build_table(document, o, book, frame.unit) for o in officials.values()]
    forms = [build_form(document, sheet, n, frame.unit) for n, sheet in enumerate(rest, start=1)]
    lost = lost_tables(document, rules, officials, forms) if frame.kind or tables else ()
    unreadable = (notice for table in tables for notice in unreadable_rows(table))
    return TablesRead((*tables, *forms), (*open_questions, *lost, *unreadable))


def _with_flow(
    document: Document, sections: Sequence[Section], frame: Frame
) -> tuple[Document, tuple[Notice, ...]]:
    """Return the document with grids where tables lost their lines, and what stayed open there."""
    if not document.grids:
        flow = flow_grids(document, sections, frame)
        return replace(document, grids=flow.grids), flow.warnings
    flow = flow_forms(document, sections)
    grids = sorted((*document.grids, *flow.grids), key=lambda grid: grid.start)
    lines = flow.lines if flow.grids else document.lines
    return replace(document, grids=tuple(grids), lines=lines), flow.warnings


def _without_empty_body(official: Official) -> Official:
    """Return a table that cannot be empty without its rows where none of them has an amount."""
    if cannot_be_empty(official.rule) and not any(map(is_filled, official.lines)):
        return replace(official, lines=[])
    return official


def _kind_of(titles: Iterator[str]) -> ReportKind:
    whole = "".join(titles)
    return "budget" if whole.count("预算") > 2 * whole.count("决算") else "final_accounts"
