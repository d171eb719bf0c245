"""Prints a text with tables on the pages of a PDF: paragraphs, and tables with or without lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, zip_longest
from random import Random

from tests.pdf import Page, made

_SIZE, _LEADING = 8, 1.25
_LEFT, _TOP = 40.0, 50.0
# Twelve columns of long amounts: what runs off a page is not printed on it.
_WIDEST = 1300
# No table begins so far down; but now and then a page ends behind one of its first rows.
_HEADER, _CUT, _FIRST = 250, 0.2, 3
# Where a text says that a page ends, the page ends.
_PAGE_NUMBER = re.compile(r"— \d+ —")
_MARK = "\f"


class Typesetter:
    """Sets blocks one below the other, on as many pages as they take."""

    def __init__(self, random: Random, ruled: bool) -> None:
        self.random = random
        self.ruled = ruled
        self.width, self.height = _WIDEST, random.choice((700, 1200))
        self.padding = random.uniform(2, 5) if ruled else random.uniform(8, 14)
        self.widest = random.choice((12, 20)) if ruled else 40
        self.pages: list[Page] = []
        self.top = _TOP
        self._turn_over()

    def _turn_over(self) -> None:
        self.pages.append(Page(self.width, self.height))
        number = f"— {len(self.pages)} —"
        self.pages[-1].text(self.width / 2, self.height - 30, number, _SIZE)
        self.top = _TOP

    def line(self, words: str) -> None:
        """Set a line of its own."""
        if self.top > self.height - 100:
            self._turn_over()
        self.pages[-1].text(_LEFT, self.top, words, _SIZE + 2)
        self.top += 20

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Set a table; a page breaks it between two rows, those of its header too."""
        if self.random.random() < _CUT:
            at = self.random.randint(1, _FIRST)
            rows = [*rows[:at], [_MARK], *rows[at:]]
        columns = list(zip_longest(*(row for row in rows if row != [_MARK]), fillvalue=""))
        widths = [max(map(_width, column)) for column in columns]
        room = [min(max(width, 2), self.widest) * _SIZE + 2 * self.padding for width in widths]
        xs = [_LEFT, *accumulate(room, initial=_LEFT)][1:]
        if self.top > self.height - _HEADER:
            self._turn_over()
        start = self.top
        for row in rows:
            if row == [_MARK]:
                self._frame(xs, start)
                self._turn_over()
                start = self.top
                continue
            cells = [list(_wrapped(words, self.widest)) for words in row]
            height = max(map(len, cells)) * _SIZE * _LEADING + self.padding
            if self.top + height > self.height - 50:
                self._frame(xs, start)
                self._turn_over()
                start = self.top
            self._row(xs, cells, height)
        self._frame(xs, start)
        self.top += 20

    def _row(self, xs: Sequence[float], cells: Sequence[Sequence[str]], height: float) -> None:
        page = self.pages[-1]
        for left, right, lines in zip(xs, xs[1:], cells, strict=False):
            for number, words in enumerate(lines):
                spare = right - left - 2 * self.padding - _width(words) * _SIZE
                x = left + self.padding + (spare if words[-1:].isdigit() else 0)
                page.text(x, self.top + self.padding / 2 + number * _SIZE * _LEADING, words, _SIZE)
        if self.ruled:
            page.line(xs[0], self.top, xs[-1], self.top)
        self.top += height

    def _frame(self, xs: Sequence[float], start: float) -> None:
        if self.ruled:
            self.pages[-1].line(xs[0], self.top, xs[-1], self.top)
            for x in xs:
                self.pages[-1].line(x, start, x, self.top)


def _width(words: str) -> float:
    """Return how wide words print, in sizes."""
    return sum(0.5 if character < "\x7f" else 1 for character in words)


def _wrapped(words: str, room: float) -> Iterator[str]:
    """Yield the lines of a cell."""
    line = ""
    for character in words:
        if _width(line + character) > room and not character.isascii():
            yield line
            line = ""
        line += character
    yield line


def as_pdf(text: str, random: Random, ruled: bool = True) -> bytes:
    """Return the file that prints a text; its lines with tabs are tables."""
    setter = Typesetter(random, ruled)
    marked = _PAGE_NUMBER.sub(_MARK, text).replace("\r", "")
    lines = [line for line in marked.split("\n") if line.strip(" ")]
    for is_table, together in groupby(lines, lambda line: "\t" in line or line == _MARK):
        if is_table:
            setter.table([line.split("\t") for line in together])
        else:
            for line in together:
                setter.line(line)
    return made(*setter.pages)
