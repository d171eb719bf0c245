"""One connection for each thread, all set alike, and transactions that lock from their start."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from service.store._errors import told
from service.store._schema import is_current, migrate

Parameters = Sequence[Any] | dict[str, Any]
# How long a writer waits for another one before it says `locked`.
_PATIENCE = 15.0


class Connection:
    """The database as all parts of the store use it; may be shared between threads."""

    def __init__(self, path: Path, patience: float = _PATIENCE) -> None:
        self.path = path
        # How many transactions were undone: what was remembered of them is not so.
        self.undone = 0
        self._patience = patience
        self._local = threading.local()
        self._all: list[Database] = []
        self._lock = threading.Lock()
        self._writes = threading.RLock()
        self._written = False
        with told():
            current = is_current(self.db)
        if not current:
            with self.writing() as db:
                migrate(db)

    @property
    def db(self) -> Database:
        """The connection of this thread."""
        found: Database | None = getattr(self._local, "db", None)
        if found is None:
            found = self._local.db = self._opened()
            with self._lock:
                self._all.append(found)
        return found

    def _opened(self) -> Database:
        with told():
            # Another thread closes it in the end.
            connection = sqlite3.connect(self.path, self._patience, check_same_thread=False)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA cache_size = -32000")
            except BaseException:
                connection.close()
                raise
        return Database(connection, execute_plugins=False)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with told():
            return self.db.conn.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = ()) -> tuple[Any, ...] | None:
        """Return the first row that a query finds."""
        with told():
            found: tuple[Any, ...] | None = self.db.conn.execute(sql, parameters).fetchone()
        return found

    def stream(self, sql: str, parameters: Parameters = ()) -> tuple[list[str], Iterable[Any]]:
        """Return the names of the columns, and the rows one by one."""
        with told():
            cursor = self.db.conn.execute(sql, parameters)
        return [column[0] for column in cursor.description], cursor

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """Hold the only right to write: all of the block happens, or nothing of it."""
        with self._writes, told():
            db = self.db
            if db.conn.in_transaction:
                yield db
                return
            db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.conn.execute("COMMIT")
            except BaseException:
                self.undone += 1
                # A full disk may have ended the transaction already.
                with suppress(sqlite3.Error):
                    db.conn.execute("ROLLBACK")
                raise
            self._written = True

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            if self._written:
                self._optimize(self._all[0])
            for db in self._all:
                db.close()
            self._all.clear()
        self._local = threading.local()

    def _optimize(self, db: Database) -> None:
        """Let SQLite count what its indexes hold, from a sample and only if nobody writes."""
        with suppress(sqlite3.Error):
            db.conn.execute("PRAGMA busy_timeout = 0")
            db.conn.execute("PRAGMA analysis_limit = 400")
            db.conn.execute("PRAGMA optimize")
