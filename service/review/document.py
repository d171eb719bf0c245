"""A report as the review page shows it: text and tables in their order, places marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import regex

from extractor.model import Evidence, Span
from service.telling import worst_first
from service.telling.excerpts import Excerpt, whole_table
from service.telling.places import Places

if TYPE_CHECKING:
    from extractor.model import Finding, Report, Table
    from service.store import FindingRow, Quotation


# Empty lines are what a page break leaves of the pages.
_EMPTY_LINES = regex.compile(r"\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and the places that cover it."""

    text: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Text between two tables."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, and its text as the file has it."""

    place: str
    excerpt: Excerpt
    raw: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding in the list: its number, what is written there, where to look, what else fails."""

    number: int
    finding: Finding
    written: str
    where: tuple[str, ...]
    places: tuple[str, ...]
    consequences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A finding between this report and others: where each side is, and the places in this one."""

    number: int
    row: FindingRow
    where: tuple[str, ...]
    places: tuple[str, ...]


class ReviewedReport:
    """The document and the findings of a report, tied together by the names of places."""

    def __init__(
        self,
        report: Report,
        on_page: str = "{where}",
        between: Iterable[FindingRow] = (),
        front: str = "",
    ) -> None:
        self.report = report
        self._on_page = on_page
        self._places = Places(report, front)
        self._tables = sorted(
            (table for table in report.tables if table.cells), key=lambda table: table.span.start
        )
        self._spans: dict[str, Span] = {}
        self.findings = tuple(self._listed(sorted(report.findings, key=worst_first)))
        first = len(self.findings) + 1
        self.between = tuple(self._beside(n, row) for n, row in enumerate(between, start=first))
        self.blocks = tuple(self._blocks(report.text or ""))

    @property
    def wanted(self) -> set[str]:
        """The places that some finding names."""
        own = {place for each in self.findings for place in each.places}
        return own | {place for each in self.between for place in each.places}

    @property
    def classes(self) -> set[str]:
        """What must agree and does not."""
        own = {each.finding.check_class for each in self.findings}
        return own | {each.row.check_class for each in self.between}

    def _listed(self, findings: Iterable[Finding]) -> Iterator[Listed]:
        messages = {check.id: check.message for check in self.report.checks}
        for number, finding in enumerate(findings, start=1):
            where = map(self._where, finding.evidence)
            yield Listed(
                number=number,
                finding=finding,
                written=self._places.written(finding),
                where=tuple(dict.fromkeys(filter(None, where))),
                places=tuple(dict.fromkeys(map(self._place, finding.evidence))),
                consequences=tuple(messages[ref] for ref in finding.consequences),
            )

    def _beside(self, number: int, row: FindingRow) -> Between:
        own = [_own(piece) for piece in row.evidence if self._is_here(piece)]
        return Between(
            number=number,
            row=row,
            where=tuple(
                self._where(_own(piece)) if self._is_here(piece) else piece.ref or ""
                for piece in row.evidence
            ),
            places=tuple(dict.fromkeys(map(self._place, own))),
        )

    def _is_here(self, piece: Quotation) -> bool:
        return piece.report == self.report.report.id

    def _where(self, evidence: Evidence) -> str:
        where = self._places.describe(evidence.ref, evidence.span)
        page = evidence.span.page
        return where if page is None else self._on_page.format(where=where, page=page)

    def _place(self, evidence: Evidence) -> str:
        """Return the name of the place: a cell, a table, or a stretch of the text."""
        ref, span = evidence.ref, evidence.span
        if ref is not None and ref not in self._places.facts:
            return ref
        table = self._table_at(span)
        if table is not None:
            return _cell_at(table, span) or table.id
        name = f"{span.start}-{span.end}"
        self._spans[name] = span
        return name

    def _table_at(self, span: Span) -> Table | None:
        holding = (t for t in self._tables if t.span.start <= span.start < t.span.end)
        return next(holding, None)

    def _blocks(self, text: str) -> Iterator[Prose | Grid]:
        at = 0
        for table in self._tables:
            if table.span.start < at:
                # A table in another one's place: its cells stand there already as text.
                continue
            yield from self._prose(text, at, table.span.start)
            raw = text[table.span.start : table.span.end]
            yield Grid(table.id, whole_table(table), raw)
            at = table.span.end
        yield from self._prose(text, at, len(text))

    def _prose(self, text: str, start: int, end: int) -> Iterator[Prose]:
        if text[start:end].strip():
            yield Prose(tuple(_pieces(text, start, end, self._spans)))


def _own(piece: Quotation) -> Evidence:
    """Return the side of a finding between reports that stands in this report."""
    span = Span(start=piece.start, end=piece.end, text=piece.text, page=piece.page)
    return Evidence(ref=piece.ref, span=span)


def _pieces(text: str, start: int, end: int, spans: Mapping[str, Span]) -> Iterator[Piece]:
    """Cut a stretch where a place begins or ends; each piece knows all places around it."""
    inside = {n: s for n, s in spans.items() if s.start < end and s.end > start}
    edges = {start, end}
    for span in inside.values():
        edges |= {max(span.start, start), min(span.end, end)}
    cuts = sorted(edges)
    for left, right in pairwise(cuts):
        places = [n for n, s in inside.items() if s.start <= left and right <= s.end]
        yield Piece(_EMPTY_LINES.sub("\n", text[left:right]), tuple(places))


def _cell_at(table: Table, span: Span) -> str | None:
    holding = (c for c in table.cells if c.span.start <= span.start and span.end <= c.span.end)
    return next((cell.id for cell in holding), None)
