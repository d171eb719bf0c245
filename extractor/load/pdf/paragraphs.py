"""Printed lines → paragraphs: a line goes on below where its next word did not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

import regex

from extractor.load.pdf.lines import Printed, is_latin
from extractor.load.pdf.pages import Content

# Lines of so many characters tell how far the text reaches; most of them are full.
_LONG, _ENOUGH, _REACH = 12, 6, 0.9
# Sizes: how far a line may begin to the right of the one before, or to its left; and how far its
# middle may stand from the middle of that.
_INDENT, _OUTDENT, _CENTRE = 0.6, 4.5, 0.4
# Lines of one paragraph are of one size, and stand no farther apart.
_SAME_SIZE, _LEADING = 1.2, 3.0
_LEADERS = regex.compile(r"[.…·．]{3,}\s*\d*$")
_SENTENCE_END = regex.compile(r"[。；！？：;:]$")
_OPENS = regex.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．](?!\d)"
    r"|第[一二三四五六七八九十]+部分|[-•●□☑]"
)
# Signs that may not begin a line: they take the last word down with them.
_CLOSING = "，。；：、！？）》”’%％,.;:)"


@dataclass(frozen=True, slots=True)
class Margins:
    """How far the text reaches on every page."""

    rights: dict[int, float]

    @classmethod
    def of(cls, pages: Iterable[Content]) -> Margins:
        """Measure the pages; one with little text is like the others of its width."""
        ends: dict[int, list[float]] = {}
        by_width: dict[int, list[float]] = defaultdict(list)
        widths: dict[int, int] = {}
        for page in pages:
            lines = [block for block in page.blocks if isinstance(block, Printed)]
            ends[page.number] = [line.x1 for line in lines if len(line.text) >= _LONG]
            widths[page.number] = round(page.width)
            by_width[round(page.width)] += ends[page.number]
        return cls(
            {
                number: _most(own if len(own) >= _ENOUGH else by_width[widths[number]])
                for number, own in ends.items()
            }
        )


def _most(ends: list[float]) -> float:
    """Return how far most of the lines that reach far reach."""
    if not ends:
        return float("inf")
    return sorted(ends)[int(_REACH * (len(ends) - 1))]


def paragraphs_of(lines: Sequence[Printed], margins: Margins) -> list[list[Printed]]:
    """Return the lines of each paragraph."""
    paragraphs: list[list[Printed]] = []
    for line in lines:
        if paragraphs and _goes_on(paragraphs[-1], line, margins.rights[paragraphs[-1][-1].page]):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _goes_on(paragraph: Sequence[Printed], line: Printed, right: float) -> bool:
    """Return whether the line belongs to the paragraph above."""
    last = paragraph[-1]
    size = last.size
    if abs(line.size - size) > _SAME_SIZE * max(1.0, size / 12) or _LEADERS.search(last.text):
        return False
    if line.page == last.page and not 0 < line.top - last.top < _LEADING * size:
        return False
    if not is_full(last, line.text, right):
        return False
    if _SENTENCE_END.search(last.text) and _OPENS.match(line.text):
        return False
    if last.x0 - line.x0 > _OUTDENT * size:
        return False
    if line.x0 <= last.x0 + _INDENT * size:
        if line.x0 >= last.x0 - _INDENT * size and _OPENS.match(line.text):
            return False
        first_again = len(paragraph) == 1 and abs(line.x0 - last.x0) < _INDENT * size
        return not (first_again and _SENTENCE_END.search(last.text))
    middles = (line.x0 + line.x1 - last.x0 - last.x1) / 2
    return line.page == last.page and abs(middles) < _CENTRE * size


def is_full(line: Printed, following: str, right: float) -> bool:
    """Return whether the first word of what follows did not fit behind the line."""
    return line.x1 + _first_word(following, line.size) > right


def _first_word(text: str, size: float) -> float:
    """Return about how wide the first word is that no line break may part, and a bit more."""
    latin = sum(1 for _ in takewhile(lambda c: is_latin(c) or c in ".,%-+", text))
    head = latin or 1
    closing = sum(1 for _ in takewhile(lambda c: c in _CLOSING, text[head:]))
    return (latin * 0.55 if latin else 1.0) * size + (closing + 0.8) * size


def joint(before: str, after: str) -> str:
    """Return what stands between two lines that go on: a blank between words of letters.

    >>> joint("General", "Budget"), joint("支出", "合计"), joint("1,115.", "55")
    (' ', '', '')
    """
    return " " if before[-1:].isalpha() and is_latin(before[-1:]) and is_latin(after[:1]) else ""
