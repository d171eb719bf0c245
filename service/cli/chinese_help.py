"""The help of the commands in Chinese: what they say in English, paragraph by paragraph."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from service.cli.console import spoken

FILE = Path(__file__).with_name("help.zh.toml")
_HEADINGS = {"Arguments": "参数", "Options": "选项", "Commands": "命令"}
# What an option takes, in the words of a programmer; an argument has a name that says it.
_TYPES = {
    "<path>": "FILE",
    "<str>": "TEXT",
    "<int range>": "N",
    "<int>": "N",
    "<list[": "<",
    "]>": ">",
}
_TYPE = re.compile(r" <(?:path|str|list\[\w+\])>")
_EXTRAS = {"required": "必填", "default: ": "缺省：", "env var: ": "环境变量：", "; ": "；"}


def in_language(formatter: Any) -> Any:
    """Return a formatter of help that writes the language of this call."""
    return ChineseHelp(formatter) if spoken(sys.argv[1:]) == "zh" else formatter


class ChineseHelp:
    """A formatter of help that is given English and writes Chinese."""

    def __init__(self, formatter: Any) -> None:
        self._formatter = formatter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._formatter, name)

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Begin a part of the page."""
        self._formatter.write_paragraph()
        self._formatter.write(f"{_HEADINGS[name]}：\n")
        with self._formatter.indentation():
            yield

    def write_usage(self, prog: str, args: str = "") -> None:
        """Write how the command is called."""
        self._formatter.write_usage(prog, args, "用法：")

    def write_text(self, text: str) -> None:
        """Write paragraphs; examples of calls stay as they are."""
        room = self._formatter.width - self._formatter.current_indent
        self._formatter.write_text("\n\n".join(_told(one, room) for one in text.split("\n\n")))

    def write_dl(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write options or commands, and what each is for."""
        rows = [(_typed(name), told) for name, told in rows]
        # As the formatter itself divides the page.
        room = self._formatter.width - min(max(len(name) for name, _ in rows), 30) - 4
        self._formatter.write_dl([(name, _told(told, room)) for name, told in rows])


def _typed(name: str) -> str:
    """Return an option or an argument with what it takes, as the pages name it.

    >>> _typed("-o, --output <path>"), _typed("FILE <list[Path]>"), _typed("--lang <zh|en>")
    ('-o, --output FILE', 'FILE', '--lang <zh|en>')
    """
    if not name.startswith("-"):
        return _TYPE.sub("", name)
    for one, other in _TYPES.items():
        name = name.replace(one, other)
    return name


def _told(english: str, room: int) -> str:
    if english.startswith("\b"):
        return english
    words, between, extra = english.partition("  [")
    for one, other in _EXTRAS.items():
        extra = extra.replace(one, other)
    return "\b\n" + "\n".join(_lines(f"{in_chinese(words)}{between}{extra}", room))


def in_chinese(english: str) -> str:
    """Return a paragraph in Chinese, whole even where a list of commands has cut it short."""
    words = " ".join(english.split())
    known = load_help()
    if words in known:
        return known[words]
    begun = words.removesuffix("...")
    return next((chinese for whole, chinese in known.items() if whole.startswith(begun)), words)


@cache
def load_help() -> dict[str, str]:
    """Return what the help says in English, and the same in Chinese."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _lines(text: str, room: int) -> list[str]:
    """Return the lines of a text, whose Chinese signs take two columns; a stop may stand out.

    >>> _lines("写到 a.csv 里，每行一个。", 12)
    ['写到 a.csv', '里，每行一个。']
    """
    lines, used = [""], 0
    for piece in re.findall(r"\[[^];；]*\]|[!-~]+ *|.", text):
        width = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in piece)
        if used + width > room and piece not in "，。；：、）":
            lines, used = [*lines, ""], 0
        lines[-1] += piece
        used += width
    return [line.strip() for line in lines]
