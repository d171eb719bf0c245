"""How a command ends, and what it says on stderr before."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from rules.terms import Lang

if TYPE_CHECKING:
    from service.store import StoreError


_REASONS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是目录，不是文件",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.ENOSPC: "磁盘空间不足",
    errno.EROFS: "这里只能读，不能写",
    errno.EADDRINUSE: "地址已被占用",
}


class Exit(IntEnum):
    """The exit codes of all commands; a worse one comes later in each of them."""

    CLEAN = 0
    FINDINGS = 1
    BAD_INPUT = 2
    NOT_WRITTEN = 3
    # EX_SOFTWARE of sysexits.h: a fault of ours must not pass for "findings".
    OUR_FAULT = 70
    # What a shell tells of a program that Ctrl-C ends.
    STOPPED = 130
    # What a shell tells of a program that SIGPIPE ends.
    NOBODY_READS = 141


def complain(message: str) -> None:
    """Say what is wrong, and go on."""
    typer.echo(f"gouji: {message}", err=True)


def fail(message: str, code: Exit = Exit.BAD_INPUT) -> NoReturn:
    """Say what is wrong, and end."""
    complain(message)
    raise typer.Exit(code)


def spoken(words: Sequence[str] = ()) -> Lang:
    """Return the language of a call: what its words ask for, else GOUJI_LANG, else Chinese."""
    asked = re.search(r"--lang[ =](zh|en)\b", " ".join(words))
    return "en" if (asked[1] if asked else os.environ.get("GOUJI_LANG")) == "en" else "zh"


def either(lang: Lang, chinese: str, english: str) -> str:
    """Return what is said in the language asked for."""
    return chinese if lang == "zh" else english


def reason(error: OSError, lang: Lang) -> str:
    """Return why the system cannot use a file or an address."""
    said = error.strerror or str(error)
    return either(lang, _REASONS.get(error.errno or 0, said), said)


def fail_to_use(path: Path | str, error: OSError, lang: Lang) -> NoReturn:
    """Say which file or address cannot be used, and why."""
    fail(f"{path}: {reason(error, lang)}")


def fail_to_store(db: Path, error: StoreError, lang: Lang, code: Exit = Exit.BAD_INPUT) -> NoReturn:
    """Say what is wrong with the database, and what to do."""
    fail(f"{db}: {error.message(lang)} [{error.code}]", code)


def fail_without(db: Path, lang: Lang) -> NoReturn:
    """Say that a database is not there, and what makes it."""
    english = "no such database; gouji batch makes one"
    fail(f"{db}: {either(lang, '没有这个数据库；gouji batch 会建立它', english)}")


def fail_to_import(error: ModuleNotFoundError, extra: str, lang: Lang) -> NoReturn:
    """Say which package is missing, and what brings it."""
    brings = f"pip install 'gouji[{extra}]'"
    fail(either(lang, f"缺少 {error.name}；请运行 {brings}", f"missing {error.name}: {brings}"))
