"""What can be wrong with the database itself, for the person who runs it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from rules.terms import ExplainedError


class StoreError(ExplainedError):
    """The database cannot do what it was asked; ``code`` is stable, the text is not.

    ``locked`` another process writes · ``full`` no room · ``not_a_store`` another kind of file ·
    ``newer`` made by a later gouji · ``damaged`` the file is corrupt · ``unusable`` anything else
    that the system says about the file.
    """

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.code = code


_SAID = {
    sqlite3.SQLITE_BUSY: (
        "locked",
        "数据库正被另一程序占用，请稍后再试。",
        "Another process writes.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "locked",
        "数据库正被另一程序占用，请稍后再试。",
        "Another process writes.",
    ),
    sqlite3.SQLITE_FULL: (
        "full",
        "磁盘已满；已写入的结果完好。请腾出空间后重新运行。",
        "The disk is full; what is written is whole. Make room and run it again.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "not_a_store",
        "这不是 gouji 的数据库。请换一个文件名。",
        "This is no database of gouji. Give another file.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "damaged",
        "数据库文件已损坏。请从备份恢复，或删除后重新运行。",
        "The database is damaged. Restore it, or delete it and run again.",
    ),
}


@contextmanager
def told() -> Iterator[None]:
    """Turn what SQLite says about the file into a StoreError; our own mistakes stay as they are."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        primary = code & 0xFF
        if primary in _SAID:
            raise StoreError(*_SAID[primary]) from error
        # A full disk or a limit on file size shows as an I/O error of the write.
        if primary == sqlite3.SQLITE_IOERR:
            raise StoreError(
                "full" if code == sqlite3.SQLITE_IOERR_WRITE else "unusable",
                f"数据库文件无法读写：{error}。请检查磁盘空间和权限。",
                f"The database cannot be read or written: {error}. Check space and permissions.",
            ) from error
        if primary in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            raise StoreError(
                "unusable",
                f"无法打开数据库：{error}。请检查路径和权限。",
                f"The database cannot be opened: {error}. Check the path and permissions.",
            ) from error
        raise
