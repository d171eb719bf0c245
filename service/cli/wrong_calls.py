"""Calls that cannot be understood, told in the user's language, and calls nobody listens to."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from typer import TyperException
from typer.core import TyperGroup

from service.cli.console import Exit, complain, either, spoken

# What typer says, in English alone, and the same in Chinese; what is not here stays English.
_CHINESE = [
    (re.compile(english, re.DOTALL), chinese)
    for english, chinese in (
        (r"Missing (?:argument|option) '(.+)'\.", "缺少 {0}"),
        (r"Missing (?:argument|option) '(.+)'\. Choose from:\s+(.+)", "缺少 {0}，可以是 {1}"),
        (r"Missing command\.", "缺少命令"),
        (r"No such command '(.*)'\.", "没有 {0} 这个命令"),
        (r"No such command '(.*)'\. Did you mean (.+)\?", "没有 {0} 这个命令，是不是 {1}"),
        (r"No such option: (\S+)", "没有 {0} 这个选项"),
        (r"No such option: (\S+) \(Possible options: (.+)\)", "没有 {0} 这个选项，是不是 {1}"),
        (r"Option '(.+)' requires an argument\.", "{0} 后面要有一个值"),
        (r"Option '(.+)' does not take a value\.", "{0} 后面不能有值"),
        (r"Got unexpected extra argument\(s\) \((.+)\)", "不需要 {0}"),
        (
            r"Invalid value for '(.+?)'.*: '(.*)' is not one of (.+)\.",
            "{0} 不能是 {1}，可以是 {2}",
        ),
        (r"Invalid value for '(.+?)'.*: .* valid integer.*", "{0} 要是整数"),
        (r"Invalid value for '(.+?)'.*: .* greater than or equal to (\d+)", "{0} 不能小于 {1}"),
        (r"Invalid value for '(.+?)'.*: .* less than or equal to (\d+)", "{0} 不能大于 {1}"),
    )
]


class Commands(TyperGroup):
    """The commands of gouji, which speak Chinese to who called them wrongly, too."""

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
    """End without a word where nobody reads on, as behind `| head`."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # The rest would be tried again when the program ends, and fail with a traceback.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        sys.exit(Exit.NOBODY_READS)


def chinese(problem: str) -> str:
    """Return in Chinese what is wrong with a call.

    >>> chinese("Invalid value for '--lang': 'fr' is not one of 'zh', 'en'.")
    '--lang 不能是 fr，可以是 zh、en'
    """
    for english, said in _CHINESE:
        if found := english.fullmatch(problem):
            return said.format(*map(_plain, found.groups()))
    return problem


def _plain(words: str) -> str:
    return re.sub(r",\s+", "、", words.replace("'", ""))
