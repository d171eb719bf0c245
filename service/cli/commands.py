"""What all commands share: they speak the user's language, and end in peace.

Typer itself knows English alone, for its help as for what is wrong with a call.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn, TextIO

from typer import TyperException
from typer.core import TyperCommand, TyperGroup

from service.cli.chinese_help import in_language
from service.cli.console import Exit, complain, either, reason, spoken
from service.cli.wrong_calls import chinese


class Command(TyperCommand):
    """One command."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        super().format_help(ctx, in_language(formatter))


class Commands(TyperGroup):
    """Several commands under one name."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> NoReturn:
        """Run a command, and end with its exit code."""
        words = sys.argv[1:] if args is None else args
        try:
            code = super().main(args, *rest, **extra | {"standalone_mode": False})
        except TyperException as error:
            english = error.format_message().replace("Value error, ", "")
            told = either(spoken(words), f"{chinese(english)}；用法见", f"{english} See")
            with _in_peace():
                complain(f"{told} {self._path(words)} --help")
            code = Exit.BAD_INPUT
        sys.exit(code)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        super().format_help(ctx, in_language(formatter))

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Read the words of a call, or print the help that they ask for."""
        with _in_peace():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        with _in_peace():
            return super().invoke(ctx)

    def _path(self, words: Sequence[str]) -> str:
        """Return the command that was called, without what was given to it."""
        path, commands = ["gouji"], self.commands
        for word in words:
            if word not in commands:
                break
            path.append(word)
            commands = getattr(commands[word], "commands", {})
        return " ".join(path)


@contextmanager
def _in_peace() -> Iterator[None]:
    """End without a word where nobody reads on, as behind `| head`, and say where nothing fits."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _write_nowhere(sys.stdout, sys.stderr)
        sys.exit(Exit.NOBODY_READS)
    except OSError as error:
        # Files name their own errors: this one is of the place that the output goes to.
        if error.errno != errno.ENOSPC:
            raise
        _write_nowhere(sys.stdout)
        complain(reason(error, spoken(sys.argv[1:])))
        sys.exit(Exit.BAD_INPUT)


def _write_nowhere(*streams: TextIO) -> None:
    """Drop what is left: it would be tried again when the program ends, and fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        os.dup2(nowhere, stream.fileno())
