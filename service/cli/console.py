"""How a command ends, and what it says on stderr before."""

from __future__ import annotations

from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from service.outputs import Lang
    from service.store import StoreError


class Exit(IntEnum):
    """The exit codes of all commands; a worse one comes later in each of them."""

    CLEAN = 0
    FINDINGS = 1
    BAD_INPUT = 2
    NOT_WRITTEN = 3
    # EX_SOFTWARE of sysexits.h: a fault of ours must not pass for "findings".
    OUR_FAULT = 70


def complain(message: str) -> None:
    """Say what is wrong, and go on."""
    typer.echo(f"gouji: {message}", err=True)


def fail(message: str, code: Exit = Exit.BAD_INPUT) -> NoReturn:
    """Say what is wrong, and end."""
    complain(message)
    raise typer.Exit(code)


def fail_to_use(path: Path | str, error: OSError) -> NoReturn:
    """Say which file or address cannot be used, and why the system says so."""
    fail(f"{path}: {error.strerror or error}")


def fail_to_store(
    db: Path, error: StoreError, lang: Lang = "en", code: Exit = Exit.BAD_INPUT
) -> NoReturn:
    """Say what is wrong with the database, and what to do."""
    fail(f"{db}: {error.message(lang)} [{error.code}]", code)
