"""Versions of the database: each is a file of SQL, applied once, in order, whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database, Migrations

from service.store._errors import StoreError

_FILES = sorted((Path(__file__).parent / "sql").glob("*.sql"))
_MIGRATIONS = Migrations("gouji")


def is_current(db: Database) -> bool:
    """Return whether the database is of the newest version."""
    return _applied(db) == _known()


def migrate(db: Database) -> None:
    """Bring the database to the newest version; raises StoreError where it cannot be ours."""
    known, applied = _known(), _applied(db)
    if applied - known:
        raise StoreError(
            "newer",
            "数据库由更新版本的 gouji 建立。请升级 gouji 后再用。",
            "A later gouji made this database. Upgrade gouji to use it.",
        )
    if not applied and db.table_names():
        raise StoreError(
            "not_a_store",
            "这个数据库不是 gouji 建立的。请换一个文件名。",
            "This database was not made by gouji. Give another file.",
        )
    _MIGRATIONS.apply(db)


def _known() -> set[str]:
    return {file.stem for file in _FILES}


def _applied(db: Database) -> set[str]:
    return {migration.name for migration in _MIGRATIONS.applied(db)}


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; `executescript` would end the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _register(file: Path) -> None:
    def apply(db: Database) -> None:
        for statement in _statements(file.read_text(encoding="utf-8")):
            db.conn.execute(statement)

    _MIGRATIONS(name=file.stem)(apply)


for _file in _FILES:
    _register(_file)
