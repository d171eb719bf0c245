"""Printed lines → paragraphs: a line goes on below where its next word did not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import takewhile, zip_longest

import regex

from extractor.load.pdf.lines import Printed, beside, is_latin, is_letter
from extractor.load.pdf.pages import Content

# Lines of so many characters tell how far the text reaches; most of them are full.
_LONG, _ENOUGH, _REACH = 12, 6, 0.9
# Sizes: a full line ends so near to where the text ends. So many show that a page has less room.
_RAGGED, _MANY = 1.5, 12
# Sizes: a digit is no wider.
_DIGIT = 0.6
# Sizes: how far a line may begin to the right of the one before, or to its left; where it is not
# taken to begin elsewhere at all.
_INDENT, _OUTDENT, _LEVEL = 0.6, 4.5, 0.3
# Lines of one paragraph are of one size, and stand no farther apart.
_SAME_SIZE, _LEADING = 1.2, 3.0
_LEADERS = regex.compile(r"[.…·．]{3,}\s*\d*$")
_SENTENCE_END = regex.compile(r"[。；！？：;:]$")
_OPENS = regex.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、．](?!\d)"
    r"|第[一二三四五六七八九十]+部分|[-•●□☑]"
)
# A heading that says all that headings say is whole, however far its line reaches.
_HEADING = regex.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^，。；：]{4,}说明$"
)
_TITLE = regex.compile(r"20\d\d\s?年[^，。；]*表$")
# Amounts have two decimals: no third one follows on the next line.
_WHOLE_NUMBER = regex.compile(r"\.\d\d$|%$")
# Signs that may not end a line, and signs that may not begin one: they cling to the next word, or
# take the last word down with them.
_OPENING = "（《“‘【(〔["
_CLOSING = "，。；：、！？）》”’%％,.;:)"


@dataclass(frozen=True, slots=True)
class Margins:
    """How far the text reaches on every page, to the left and to the right."""

    sides: dict[int, tuple[float, float]]

    @classmethod
    def of(cls, pages: Iterable[Content]) -> Margins:
        """Measure the pages; one with little text is like the others of its width.

        Titles, units and notes between tables do not reach as far as the text of other pages.
        """
        own: dict[int, list[Printed]] = {}
        by_width: dict[int, list[Printed]] = defaultdict(list)
        widths: dict[int, int] = {}
        for page in pages:
            lines = [block for block in page.blocks if isinstance(block, Printed)]
            own[page.number] = [line for line in lines if len(line.text) >= _LONG]
            widths[page.number] = round(page.width)
            by_width[round(page.width)] += own[page.number]
        usual = {width: _sides(lines) for width, lines in by_width.items()}
        return cls({n: _own_sides(lines, usual[widths[n]]) for n, lines in own.items()})


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
            or not _goes_on(paragraphs[-1], first, margins.sides)
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


def _goes_on(
    paragraph: Sequence[Printed], line: Printed, sides: Mapping[int, tuple[float, float]]
) -> bool:
    """Return whether the line belongs to the paragraph above."""
    last = paragraph[-1]
    size = last.size
    left, right = sides[last.page]
    if abs(line.size - size) > _SAME_SIZE * max(1.0, size / 12) or _LEADERS.search(last.text):
        return False
    if line.page == last.page and not 0 < line.top - last.top < _LEADING * size:
        return False
    if last.spread or not is_full(last, line.text, right) or _is_title(last, line):
        return False
    if _HEADING.fullmatch("".join(one.text for one in paragraph)):
        return False
    if line.x0 > last.x0 + _INDENT * size:
        # The rest of a title stands in the middle; of a page with little text, below its line.
        middle = (line.x0 + line.x1 - left - max(right, last.x1)) / 2
        whole = line.page == last.page and abs(middle) < _INDENT * size
        return whole and not _SENTENCE_END.search(last.text)
    return last.x0 - line.x0 <= _OUTDENT * size and not _opens(paragraph, line)


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
    return bool(_TITLE.match(line.text)) and not last.text.endswith(tuple(_OPENING + "，、"))


def _opens(paragraph: Sequence[Printed], line: Printed) -> bool:
    """Return whether a line below a full one begins a paragraph, though it is not indented."""
    last = paragraph[-1]
    if _OPENS.match(line.text):
        return bool(_SENTENCE_END.search(last.text)) or line.x0 >= last.x0 - _INDENT * last.size
    level = len(paragraph) == 1 and abs(line.x0 - last.x0) < _LEVEL * last.size
    return level and last.text.endswith(("。", "！", "？"))


def is_full(line: Printed, following: str, right: float) -> bool:
    """Return whether the first word of what follows did not fit behind the line."""
    return line.x1 + _first_word(following, line.size) > right


def _first_word(text: str, size: float) -> float:
    """Return about how wide the first word is that no line break may part, and a bit more."""
    opening = _count(text, _OPENING)
    latin = sum(1 for _ in takewhile(lambda c: is_latin(c) or c in ".,%-+", text[opening:]))
    closing = _count(text[opening + (latin or 1) :], _CLOSING)
    return (opening + (latin * 0.55 if latin else 1.0) + closing + 0.8) * size


def _count(text: str, signs: str) -> int:
    """Return with how many of the signs a text begins."""
    return len(text) - len(text.lstrip(signs))


def joint(before: Printed, after: str, right: float = 0.0) -> str:
    """Return what stands between two lines that go on: a blank if one is meant there.

    A number that a line tears in two leaves no room for its next digit, and no item begins there.
    """
    ended = is_letter(before.text[-1]) or _WHOLE_NUMBER.search(before.text) is not None
    whole = before.x1 + _DIGIT * before.size < right or _OPENS.match(after) is not None
    ended = ended or (whole and is_latin(before.text[-1]))
    return " " if before.spaced or (ended and is_latin(after[0])) else ""
