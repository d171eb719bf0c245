"""Files that wait to be read: a queue that survives whatever happens to those who work at it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from rules.terms import Lang
from service.store._connection import Connection
from service.store._write import now

# A file that takes its worker down so often is not tried again.
_ATTEMPTS = 3
# A file that is no report, or no longer, and that no job waits for: only its hash stays.
_FORGET = """
    UPDATE contents SET data = x'' WHERE sha256 IN (
        SELECT sha256 FROM jobs WHERE sha256 = :sha256
        UNION SELECT tables_sha256 FROM jobs WHERE sha256 = :sha256
    )
    AND NOT EXISTS (
        SELECT 1 FROM reports WHERE contents.sha256 IN (reports.sha256, reports.tables_sha256)
    )
    AND NOT EXISTS (
        SELECT 1 FROM jobs WHERE contents.sha256 IN (jobs.sha256, jobs.tables_sha256)
        AND state IN ('queued', 'running')
    )
"""
_COLUMNS = (
    "id, state, sha256, tables_sha256, filename, lang, attempts, created_at, started_at, "
    "finished_at, code, message"
)


@dataclass(frozen=True, slots=True)
class Job:
    """One file in the queue; ``sha256`` is the id of the report that it becomes."""

    id: str
    state: str
    sha256: str
    tables_sha256: str | None
    filename: str
    lang: Lang
    attempts: int
    created_at: str
    started_at: str | None
    finished_at: str | None
    code: str | None
    message: str | None


class Jobs:
    """The queue; each step is a transaction of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def enqueue(
        self, data: bytes, filename: str, *, tables: bytes | None = None, lang: Lang = "zh"
    ) -> Job:
        """Put a file into the queue, unless the same one waits there already."""
        sha256 = hashlib.sha256(data).hexdigest()
        beside = hashlib.sha256(tables).hexdigest() if tables is not None else None
        with self._connection.writing() as db:
            waiting = db.conn.execute(
                "SELECT id FROM jobs WHERE sha256 = ? AND tables_sha256 IS ? AND lang = ? "
                "AND state IN ('queued', 'running')",
                (sha256, beside, lang),
            ).fetchone()
            if waiting:
                job = waiting[0]
            else:
                job = secrets.token_hex(16)
                for key, content in ((sha256, data), (beside, tables)):
                    if content is not None:
                        db.conn.execute(
                            "INSERT INTO contents VALUES (?, ?) "
                            "ON CONFLICT DO UPDATE SET data = excluded.data",
                            (key, content),
                        )
                db.conn.execute(
                    "INSERT INTO jobs (id, state, sha256, tables_sha256, filename, lang, "
                    "created_at) VALUES (?, 'queued', ?, ?, ?, ?, ?)",
                    (job, sha256, beside, filename, lang, now()),
                )
        return self._must(job)

    def claim(self) -> Job | None:
        """Take the file that has waited longest; None where nothing waits."""
        with self._connection.writing() as db:
            row = db.conn.execute(
                "UPDATE jobs SET state = 'running', attempts = attempts + 1, started_at = ? "
                "WHERE id = (SELECT id FROM jobs WHERE state = 'queued' "
                "ORDER BY created_at, rowid LIMIT 1) RETURNING id",
                (now(),),
            ).fetchone()
        return self._must(row[0]) if row else None

    def content(self, sha256: str) -> bytes | None:
        """Return the bytes of a file that was handed over; none of one that became no report."""
        row = self._connection.row("SELECT data FROM contents WHERE sha256 = ?", (sha256,))
        return row[0] if row else None

    def files(self, job: Job) -> tuple[bytes, bytes | None]:
        """Return the bytes of a job's report, and of the tables that came with it."""
        tables = self.content(job.tables_sha256) if job.tables_sha256 is not None else None
        return self.content(job.sha256) or b"", tables

    def finish(self, job: str) -> None:
        """Say that the report is written; inside ``Store.together`` with it, or not at all."""
        self._end(job, "done", None, None)

    def fail(self, job: str, code: str, message: str) -> None:
        """Say that there will be no report, and why; nobody needs the file any more."""
        with self._connection.writing():
            self._end(job, "failed", code, message)
            self.forget(self._must(job).sha256)

    def forget(self, sha256: str) -> None:
        """Let go of the bytes of a file, and of its tables, unless a report or a job is theirs."""
        with self._connection.writing() as db:
            db.conn.execute(_FORGET, {"sha256": sha256})

    def recover(self) -> int:
        """Put back what somebody was at who is gone; call it before the first claim.

        Returns how many wait again. A file over which too many were lost fails as ``crashed``.
        """
        with self._connection.writing() as db:
            db.conn.execute(
                "UPDATE jobs SET state = 'failed', code = 'crashed', finished_at = ?, message = ? "
                "WHERE state = 'running' AND attempts >= ?",
                (now(), f"{_ATTEMPTS} attempts were lost", _ATTEMPTS),
            )
            again = db.conn.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running'")
            return again.rowcount

    def get(self, job: str) -> Job | None:
        """Return what is known about a job."""
        row = self._connection.row(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job,))
        return Job(*row) if row else None

    def waiting(self) -> int:
        """Return how many files wait or are being read."""
        row = self._connection.row("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')")
        return int(row[0]) if row else 0

    def _end(self, job: str, state: str, code: str | None, message: str | None) -> None:
        with self._connection.writing() as db:
            db.conn.execute(
                "UPDATE jobs SET state = ?, code = ?, message = ?, finished_at = ? WHERE id = ?",
                (state, code, message, now(), job),
            )

    def _must(self, job: str) -> Job:
        found = self.get(job)
        assert found is not None
        return found
