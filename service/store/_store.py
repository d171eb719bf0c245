"""The store as the rest of the service sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from service.store import _read
from service.store._connection import Connection
from service.store._document import unpacked
from service.store._files import Files
from service.store._jobs import Jobs
from service.store._pack import Made, Packed
from service.store._rows import (
    Comparison,
    FindingFilter,
    FindingRow,
    Listing,
    Page,
    ReportFilter,
    ReportRow,
    SentenceRow,
)
from service.store._tokens import Tokens
from service.store._write import Compared, Writer, is_there, now, number_of, write_cross

if TYPE_CHECKING:
    from extractor.model import CrossFinding

DECISIONS = ("confirmed", "dismissed", "open")
# What a spreadsheet user asks for, and the view that has it.
VIEWS = {
    "findings": "v_findings",
    "facts": "v_facts",
    "amounts": "v_amounts_by_account",
    "cells": "v_cells",
    "reports": "v_reports",
}
_FIRST = Page()
_ANY_REPORT, _ANY_FINDING = ReportFilter(), FindingFilter()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said about a finding."""

    key: str
    decision: str
    note: str
    who: str
    decided_at: str


class Store:
    """Reports, findings, decisions, jobs and tokens in one file."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._writer = Writer(connection)
        self.path = connection.path
        self.files = Files(connection)
        self.jobs = Jobs(connection)
        self.tokens = Tokens(connection)

    @classmethod
    def open(cls, path: str | Path, *, patience: float = 15.0) -> Self:
        """Open or make the database; ``patience`` is how long a writer waits for another one."""
        return cls(Connection(Path(path), patience))

    def close(self) -> None:
        """Close the connections of all threads."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all that is written in the block one transaction."""
        with self._connection.writing():
            yield

    # ---- reports --------------------------------------------------------------------------

    def put(self, packed: Packed) -> bool:
        """Write a report unless the same program wrote the same bytes already; says whether."""
        with self.together():
            if is_there(self._connection.db, packed):
                return False
            self._writer.write(packed)
            return True

    def has(self, report: str, made: Made | None = None) -> bool:
        """Return whether the report is here, and made by just this, where that is asked."""
        row = self._connection.row(
            "SELECT version, lang, tables_sha256 FROM reports WHERE sha256 = ?", (report,)
        )
        if row is None or made is None:
            return row is not None
        return bool(row == (made.version, made.lang, made.tables_sha256))

    def tables_of(self, report: str) -> str:
        """Return the hash of the second file that a report was made of, "" where it had none."""
        row = self._connection.row("SELECT tables_sha256 FROM reports WHERE sha256 = ?", (report,))
        return row[0] if row is not None else ""

    def document(self, report: str, *, text: bool = False) -> str | None:
        """Return the document of the output contract as JSON; None where there is no such report.

        It is what ``model_dump_json`` gave, character by character; the decoded text is null
        unless asked for.
        """
        packed = self.packed(report)
        return None if packed is None else unpacked(packed, text=text)

    def packed(self, report: str) -> bytes | None:
        """Return the document as it is stored, for ``unpacked`` in another process."""
        row = self._connection.row(
            "SELECT data FROM documents JOIN reports ON reports.id = documents.report "
            "WHERE sha256 = ?",
            (report,),
        )
        return row[0] if row else None

    def row(self, report: str) -> ReportRow | None:
        """Return the line that a list has for one report."""
        number = self._number(report)
        found = self.reports(number=number).items if number is not None else ()
        return found[0] if found else None

    def reports(
        self, wanted: ReportFilter = _ANY_REPORT, page: Page = _FIRST, number: int | None = None
    ) -> Listing[ReportRow]:
        """List reports, the newest first."""
        return _read.reports(self._connection, wanted, page, number)

    def findings(
        self,
        wanted: FindingFilter = _ANY_FINDING,
        page: Page = _FIRST,
        *,
        report: str | None = None,
    ) -> Listing[FindingRow]:
        """List findings, the worst first, across reports or of one."""
        number = self._number(report) if report is not None else None
        if report is not None and number is None:
            return Listing((), page, 0, more=False)
        return _read.findings(self._connection, wanted, page, number)

    def sentences(self, words: str, page: Page = _FIRST) -> Listing[SentenceRow]:
        """List the sentences that hold a phrase."""
        return _read.sentences(self._connection, words, page)

    def view(
        self, name: str, entity: str | None = None, year: int | None = None
    ) -> tuple[list[str], Iterable[tuple[Any, ...]]]:
        """Return the columns of one of VIEWS, and its rows one by one."""
        return self._connection.stream(
            f"SELECT * FROM {VIEWS[name]} "
            "WHERE (:entity IS NULL OR instr(entity, :entity)) "
            "AND (:year IS NULL OR fiscal_year = :year)",
            {"entity": entity, "year": year},
        )

    def delete(self, report: str) -> bool:
        """Take a report out, with its decisions and its bytes; says whether it was there."""
        with self.together():
            was_there = self._writer.delete(report)
            if was_there:
                self.files.forget(report)
                self.jobs.forget(report)
            return was_there

    # ---- across reports -------------------------------------------------------------------

    def comparable(self) -> list[Compared]:
        """Return all reports as they are now, in the order in which they came."""
        return self._connection.rows(
            "SELECT sha256, version, tables_sha256 FROM reports ORDER BY id"
        )

    def brief(self, report: str) -> str | None:
        """Return what relates a report to others; None where it was read before that was kept."""
        row = self._connection.row(
            "SELECT data FROM briefs JOIN reports ON reports.id = briefs.report WHERE sha256 = ?",
            (report,),
        )
        return row[0] if row else None

    def put_cross(self, findings: Iterable[CrossFinding], compared: Iterable[Compared]) -> None:
        """Write the findings between reports, in place of those of an earlier comparison.

        ``compared`` is what ``comparable`` said before: what was made anew meanwhile is out of
        date at once.
        """
        with self._connection.writing() as db:
            write_cross(db, findings, compared)

    def comparison(self) -> Comparison:
        """Return how much of what is here the last comparison of reports has seen."""
        return _read.comparison(self._connection)

    # ---- decisions ------------------------------------------------------------------------

    def decide(
        self, report: str, key: str, decision: str, *, note: str = "", who: str = ""
    ) -> Decision | None:
        """Write what a person said about a finding; None where there is no such finding."""
        if decision not in DECISIONS:
            raise ValueError(f"a decision is {', '.join(DECISIONS)}")
        said = Decision(key, decision, note, who, now())
        with self._connection.writing() as db:
            number = number_of(db, report)
            found = db.conn.execute(
                "UPDATE findings SET decision = ? WHERE report = ? AND key = ?",
                (decision, number, key),
            )
            if not found.rowcount:
                return None
            db.conn.execute(
                "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?, ?, ?)",
                (number, key, decision, note, who, said.decided_at),
            )
        return said

    def decisions(self, report: str) -> dict[str, Decision]:
        """Return what was said about the findings of a report, by their keys."""
        rows = self._connection.rows(
            "SELECT key, decision, note, who, decided_at FROM decisions "
            "JOIN reports ON reports.id = decisions.report WHERE sha256 = ?",
            (report,),
        )
        return {row[0]: Decision(*row) for row in rows}

    def _number(self, report: str) -> int | None:
        row = self._connection.row("SELECT id FROM reports WHERE sha256 = ?", (report,))
        return int(row[0]) if row else None
