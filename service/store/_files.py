"""Which files were seen where, what became of them, and the bytes of those handed over."""

from __future__ import annotations

from dataclasses import dataclass

from service.store._connection import Connection
from service.store._write import now


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: its path, its content, and the code of what was wrong with it, if anything."""

    path: str
    sha256: str
    size: int
    version: str
    code: str | None = None
    message: str | None = None


class Files:
    """The files that a batch saw."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, file: SourceFile) -> None:
        """Write what became of a file."""
        with self._connection.writing() as db:
            db.conn.execute(
                "INSERT OR REPLACE INTO source_files VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(file.path, file.sha256, file.size, file.version),
                    *(file.code, file.message, now()),
                ),
            )

    def forget(self, sha256: str) -> None:
        """Know no longer where a file was seen."""
        with self._connection.writing() as db:
            db.conn.execute("DELETE FROM source_files WHERE sha256 = ?", (sha256,))

    def get(self, path: str) -> SourceFile | None:
        """Return what became of the file at a path."""
        row = self._connection.row(
            "SELECT path, sha256, size, version, code, message FROM source_files WHERE path = ?",
            (path,),
        )
        return SourceFile(*row) if row else None
