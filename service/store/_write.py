"""Writes packed reports: each whole or not at all, and never twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlite_utils import Database

from service.store._connection import Connection
from service.store._pack import RANKS, REFERENCES, Packed, Row, finding_row

if TYPE_CHECKING:
    from extractor.model import CrossFinding

# The number of a sentence is that of its report, shifted so far, plus its own.
SHIFT = 20
_ROOM = 1 << SHIFT
# The findings between reports are numbered behind those of a report by itself.
_FIRST_CROSS = 1_000_000
# So many labels are remembered; more would make memory grow with the number of reports.
_REMEMBERED = 200_000
_CHILDREN = ("sections", "tables", "cells", "facts", "links", "checks")
_LABEL_COLUMNS = {
    "words": ("text",),
    "row_labels": ("header", "account_code", "account_name", "account_inferred", "key"),
    "column_labels": ("header", "unit", "key"),
}
# A report's hash, and what made of it that which was compared: the version and its tables.
Compared = tuple[str, str, str]
# The key of a finding between reports names units, years and kinds, and so means the same wherever
# it stands: in another file of the report, too.
_CARRY_OVER = (
    "INSERT OR IGNORE INTO decisions SELECT ?, key, decision, note, who, decided_at "
    "FROM decisions WHERE key = ? ORDER BY decided_at DESC LIMIT 1"
)
_HEAD = (
    *("source", "media_type", "kind", "entity", "fiscal_year", "unit", "pages"),
    *("facts", "checks", "errors", "warnings", "infos"),
    *("version", "lang", "tables_sha256", "extracted_at"),
)


def now() -> str:
    """Return the time, in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number_of(db: Database, sha256: str) -> int | None:
    """Return the number that the report has in this database."""
    found = db.conn.execute("SELECT id FROM reports WHERE sha256 = ?", (sha256,)).fetchone()
    return found[0] if found else None


def is_there(db: Database, packed: Packed) -> bool:
    """Return whether the same program made the same report already."""
    sql = "SELECT version, lang, tables_sha256 FROM reports WHERE sha256 = ?"
    found = db.conn.execute(sql, (packed.sha256,)).fetchone()
    made = packed.made
    return bool(found == (made.version, made.lang, made.tables_sha256))


class Writer:
    """Writes reports, one at a time, and remembers the numbers of labels."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._undone = 0
        self._numbers: dict[str, dict[Row, int]] = {table: {} for table in _LABEL_COLUMNS}

    def write(self, packed: Packed) -> None:
        """Write the report in place of what there was of it; decisions stay."""
        if self._undone != self._connection.undone:
            self._undone = self._connection.undone
            for numbers in self._numbers.values():
                numbers.clear()
        db = self._connection.db
        report = _head(db, packed)
        labels = {table: self._look_up(db, table, rows) for table, rows in packed.labels.items()}
        db.conn.execute("INSERT INTO documents VALUES (?, ?)", (report, packed.document))
        db.conn.execute("INSERT INTO briefs VALUES (?, ?)", (report, packed.brief))
        for table in _CHILDREN:
            rows = _referring(packed.rows[table], REFERENCES.get(table, {}), labels)
            _insert(db, table, [(report, *row) for row in rows])
        _findings(db, report, packed.rows["findings"])
        _sentences(db, report, packed.rows["sentences"])

    def delete(self, sha256: str) -> bool:
        """Take a report out; says whether it was there."""
        db = self._connection.db
        report = number_of(db, sha256)
        if report is None:
            return False
        _clear(db, report)
        db.conn.execute("DELETE FROM reports WHERE id = ?", (report,))
        return True

    def _look_up(self, db: Database, table: str, labels: Sequence[Row]) -> list[int]:
        numbers = self._numbers[table]
        if len(numbers) > _REMEMBERED:
            numbers.clear()
        return [numbers.get(label) or self._number(db, table, label) for label in labels]

    def _number(self, db: Database, table: str, label: Row) -> int:
        columns = _LABEL_COLUMNS[table]
        same = " AND ".join(f"{column} = ?" for column in columns)
        found = db.conn.execute(f"SELECT id FROM {table} WHERE {same}", label).fetchone()
        if found:
            number = int(found[0])
        else:
            names, marks = ", ".join(columns), ", ".join("?" * len(columns))
            sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            number = int(db.conn.execute(sql, label).lastrowid or 0)
        self._numbers[table][label] = number
        return number


def _head(db: Database, packed: Packed) -> int:
    """Return the number of the report, its old rows gone and its head written."""
    time, made = now(), packed.made
    values = (*packed.head, *packed.counts, made.version, made.lang, made.tables_sha256, time)
    report = number_of(db, packed.sha256)
    if report is None:
        names = ", ".join(("sha256", "added_at", *_HEAD))
        marks = ", ".join("?" * (len(_HEAD) + 2))
        sql = f"INSERT INTO reports ({names}) VALUES ({marks})"
        return int(db.conn.execute(sql, (packed.sha256, time, *values)).lastrowid or 0)
    _clear(db, report)
    settings = ", ".join(f"{name} = ?" for name in _HEAD)
    db.conn.execute(f"UPDATE reports SET {settings} WHERE id = ?", (*values, report))
    return report


def _clear(db: Database, report: int) -> None:
    for table in (*_CHILDREN, "documents", "briefs"):
        db.conn.execute(f"DELETE FROM {table} WHERE report = ?", (report,))
    # What it said against other reports stands, out of date, until they are compared anew.
    own = "DELETE FROM findings WHERE report = ? AND n < ?"
    db.conn.execute(own, (report, _FIRST_CROSS))
    sentences = (report << SHIFT, (report << SHIFT) + _ROOM - 1)
    db.conn.execute(
        "INSERT INTO sentence_index (sentence_index, rowid, text) "
        "SELECT 'delete', id, text FROM sentences WHERE id BETWEEN ? AND ?",
        sentences,
    )
    db.conn.execute("DELETE FROM sentences WHERE id BETWEEN ? AND ?", sentences)


def _referring(
    rows: Iterable[Row], references: dict[int, str], numbers: dict[str, list[int]]
) -> Iterable[Row]:
    """Yield the rows with numbers of the database where they name words and labels."""
    if not references:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for at, table in references.items():
            place = values[at]
            if isinstance(place, int):
                values[at] = numbers[table][place]
        yield tuple(values)


def _insert(db: Database, table: str, rows: Sequence[Row]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _findings(db: Database, report: int, rows: Iterable[Row]) -> None:
    """Write the findings, each with the decision that somebody took before."""
    sql = "SELECT key, decision FROM decisions WHERE report = ?"
    decided = dict(db.conn.execute(sql, (report,)).fetchall())
    placed = [(report, *row, decided.get(row[2], "open"), RANKS[str(row[6])]) for row in rows]
    _insert(db, "findings", placed)


def write_cross(
    db: Database, findings: Iterable[CrossFinding], compared: Iterable[Compared]
) -> None:
    """Write the findings between reports in place of all that there were; decisions stay."""
    db.conn.execute("DELETE FROM findings WHERE class = 'cross_report'")
    db.conn.execute("DELETE FROM compared")
    db.conn.executemany("INSERT INTO compared VALUES (?, ?, ?)", compared)
    for n, finding in enumerate(findings, _FIRST_CROSS):
        report = number_of(db, finding.report)
        if report is not None:
            db.conn.execute(_CARRY_OVER, (report, finding.key))
            _findings(db, report, [finding_row(n, finding)])
            _insert(db, "finding_reports", [(report, n, one) for one in finding.reports])


def _sentences(db: Database, report: int, rows: Iterable[Row]) -> None:
    first = report << SHIFT
    sentences = [(first + int(n or 0), *rest) for n, *rest in rows][: _ROOM - 1]
    if not sentences:
        return
    db.conn.executemany(
        'INSERT INTO sentences (id, section, start, "end", text) VALUES (?, ?, ?, ?, ?)', sentences
    )
    db.conn.executemany(
        "INSERT INTO sentence_index (rowid, text) VALUES (?, ?)",
        [(sentence[0], sentence[4]) for sentence in sentences],
    )
