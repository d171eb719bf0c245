"""Printed lines → paragraphs: a line goes on below where its next word did not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise, zip_longest
from math import inf

import regex

from extractor.load.pdf.joints import DIGIT, ITEM, OPENING, is_full
from extractor.load.pdf.lines import Printed, beside
from extractor.load.pdf.pages import Content

# Lines of so many characters tell how far the text reaches; most of them are full.
_LONG, _ENOUGH, _REACH = 12, 6, 0.9
# Sizes: a full line ends so near to where the text ends. So many show that a page has less room.
_RAGGED, _MANY = 1.5, 12
# Sizes: how far a line may begin to the right of the one before, or to its left; where it is not
# taken to begin elsewhere at all.
_INDENT, _OUTDENT, _LEVEL = 0.6, 4.5, 0.3
# Lines of one paragraph are of one size, and stand no farther apart.
_SAME_SIZE, _LEADING = 1.2, 3.0
# Sizes: behind a line with so much room, another paragraph begins. Where so many begin so far to
# the right of the text, and but a share of them at its left, this is how paragraphs begin.
_ROOM, _SHIFT, _BEGUN, _STRAY = 4.0, (1.2, 3.0), 12, 0.1
_LEADERS = regex.compile(r"[.…·．]{3,}\s*\d*$")
_SENTENCE_END = regex.compile(r"[。；！？：;:]$")
# A heading that says all that headings say is whole, however far its line reaches.
_HEADING = regex.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^，。；：]{4,}说明$"
)
_TITLE = regex.compile(r"20\d\d\s?年[^，。；]*表$")
# Numbers of more digits than one. Where so many lines end before one with room for its first
# digit, and more than end with a digit over another one, no line tears a number.
_NUMBER = regex.compile(r"\d[\d.,]*\d")
_KEPT = 2
_TWO_AMOUNTS = regex.compile(r"(?<![\w.,/-])[\d.,]{1,9}\n[\d.,]{1,9}(?![A-Za-z\d/-])")


@dataclass(frozen=True, slots=True)
class Margins:
    """How far the text reaches on every page, and how its paragraphs begin and its lines break.

    Paragraphs can begin farther right than their lines do, and lines tear numbers, or not.
    """

    sides: dict[int, tuple[float, float]]
    indented: bool
    tears: bool

    @classmethod
    def of(cls, pages: Iterable[Content]) -> Margins:
        """Measure the pages; one with little text is like the others of its width.

        Titles, units and notes between tables do not reach as far as the text of other pages.
        """
        printed: dict[int, list[Printed]] = {}
        own: dict[int, list[Printed]] = {}
        by_width: dict[int, list[Printed]] = defaultdict(list)
        widths: dict[int, int] = {}
        for page in pages:
            printed[page.number] = page.lines
            own[page.number] = [line for line in page.lines if len(line.text) >= _LONG]
            widths[page.number] = round(page.width)
            by_width[round(page.width)] += own[page.number]
        usual = {width: _sides(lines) for width, lines in by_width.items()}
        sides = {n: _own_sides(lines, usual[widths[n]]) for n, lines in own.items()}
        indented = _are_indented((lines, usual[widths[n]]) for n, lines in printed.items())
        tears = _are_torn((lines, sides[n][1]) for n, lines in printed.items())
        return cls(sides, indented, tears)

    def room(self, line: Printed, below: str) -> float:
        """Return how far the digits of a number could reach that goes on below the line.

        What is no amount, such as a code, can be too long for any line.
        """
        kept = not self.tears and _TWO_AMOUNTS.search(f"{line.text}\n{below}")
        return inf if kept else self.sides[line.page][1]


def _are_torn(pages: Iterable[tuple[Sequence[Printed], float]]) -> bool:
    """Return whether a line can end within a number."""
    kept = torn = 0
    for lines, right in pages:
        for line, below in pairwise(lines):
            level = below.x0 < line.x0 + _LEVEL * line.size
            on = level and 0 < below.top - line.top < _LEADING * line.size
            if not on or not _NUMBER.match(below.text) or _SENTENCE_END.search(line.text):
                continue
            if is_full(line, below.text, right):
                torn += line.text[-1].isdecimal()
                kept += not line.text[-1].isdecimal() and line.x1 + DIGIT * line.size < right
    return kept < _KEPT or kept <= torn


def _are_indented(pages: Iterable[tuple[Sequence[Printed], tuple[float, float]]]) -> bool:
    """Return whether paragraphs begin to the right of where their other lines do."""
    shifts = [
        (line.x0 - left) / line.size
        for lines, (left, right) in pages
        for before, line in pairwise(lines)
        if before.x1 + _ROOM * before.size < right
        and 0 < line.top - before.top < _LEADING * line.size
    ]
    begun = sum(_SHIFT[0] < shift < _SHIFT[1] for shift in shifts)
    return begun >= _BEGUN and sum(shift < _LEVEL for shift in shifts) <= _STRAY * begun


def _own_sides(lines: Sequence[Printed], usual: tuple[float, float]) -> tuple[float, float]:
    """Return how far the lines of a page reach; as far as usual if few of them are full."""
    if len(lines) < _ENOUGH:
        return usual
    left, right = _sides(lines)
    full = sum(line.x1 > right - _RAGGED * line.size for line in lines)
    narrow = full >= _MANY and 2 * full > len(lines)
    return left, right if narrow else max(right, usual[1])


def _sides(lines: Sequence[Printed]) -> tuple[float, float]:
    """Return where most of the long lines begin, and how far those that reach far reach."""
    if not lines:
        return 0.0, float("inf")
    last = len(lines) - 1
    lefts, rights = sorted(line.x0 for line in lines), sorted(line.x1 for line in lines)
    return lefts[last - int(_REACH * last)], rights[int(_REACH * last)]


def paragraphs_of(lines: Sequence[Printed], margins: Margins) -> list[list[Printed]]:
    """Return the lines of each paragraph."""
    paragraphs: list[list[Printed]] = []
    rows = list(_rows(lines))
    for row, below in zip_longest(rows, rows[1:]):
        first, *others = row
        if (
            not paragraphs
            or not _goes_on(paragraphs[-1], first, margins)
            or (below and _is_indented(paragraphs[-1], first, below[0], margins.sides))
        ):
            paragraphs += [[line] for line in row]
        elif row[-1].x1 > margins.sides[first.page][1] - _LEVEL * first.size:
            # Justified: its blanks are as wide as the line has room.
            paragraphs[-1].append(reduce(beside, row))
        else:
            paragraphs[-1].append(first)
            paragraphs += [[line] for line in others]
    return paragraphs


def _rows(lines: Iterable[Printed]) -> Iterator[list[Printed]]:
    """Yield the parts of each printed line from left to right."""
    row: list[Printed] = []
    for line in lines:
        if row and not (
            line.page == row[-1].page and line.x0 > row[-1].x1 and line.top < row[-1].bottom
        ):
            yield row
            row = []
        row.append(line)
    if row:
        yield row


def _goes_on(paragraph: Sequence[Printed], line: Printed, margins: Margins) -> bool:
    """Return whether the line belongs to the paragraph above."""
    last = paragraph[-1]
    if last.cut:
        return True
    size = last.size
    left, right = margins.sides[last.page]
    if abs(line.size - size) > _SAME_SIZE * max(1.0, size / 12) or _LEADERS.search(last.text):
        return False
    if line.page == last.page and not 0 < line.top - last.top < _LEADING * size:
        return False
    if last.spread or not is_full(last, line.text, right) or _is_title(last, line):
        return False
    if _HEADING.fullmatch("".join(one.text for one in paragraph)):
        return False
    shift = (line.x0 - margins.sides[line.page][0]) / line.size
    if margins.indented and _SHIFT[0] < shift < _SHIFT[1]:
        return False
    if line.x0 > last.x0 + _INDENT * size:
        # The rest of a title stands in the middle; of a page with little text, below its line.
        middle = (line.x0 + line.x1 - left - max(right, last.x1)) / 2
        whole = line.page == last.page and abs(middle) < _INDENT * size
        return whole and not _SENTENCE_END.search(last.text)
    if last.x0 - line.x0 > _OUTDENT * size:
        return False
    return (margins.indented and shift < _LEVEL) or not _opens(paragraph, line)


def _is_indented(
    paragraph: Sequence[Printed],
    line: Printed,
    below: Printed,
    sides: Mapping[int, tuple[float, float]],
) -> bool:
    """Return whether a line begins a paragraph as the one above does, for it goes on at the left.

    What stands above is a heading that all but fills its line.
    """
    last = paragraph[-1]
    level = len(paragraph) == 1 and abs(line.x0 - last.x0) < _LEVEL * last.size
    outdented = line.x0 - below.x0 > line.size and 0 < below.top - line.top < _LEADING * line.size
    return level and outdented and is_full(line, below.text, sides[line.page][1])


def _is_title(last: Printed, line: Printed) -> bool:
    """Return whether a line is the title of a table, and not the end of a sentence."""
    return bool(_TITLE.match(line.text)) and not last.text.endswith(tuple(OPENING + "，、"))


def _opens(paragraph: Sequence[Printed], line: Printed) -> bool:
    """Return whether a line below a full one begins a paragraph, though it is not indented."""
    last = paragraph[-1]
    if ITEM.match(line.text):
        return bool(_SENTENCE_END.search(last.text)) or line.x0 >= last.x0 - _INDENT * last.size
    level = len(paragraph) == 1 and abs(line.x0 - last.x0) < _LEVEL * last.size
    return level and last.text.endswith(("。", "！", "？"))
