"""Sentences that wrap side by side, as in forms without lines → one row, each whole in its cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from operator import attrgetter
from statistics import median

import regex

from extractor.load.pdf.lines import SAME_SIZE, Printed, lines_of, rows_of
from extractor.load.pdf.objects import Box, Run, left_of, stand_over, y_of
from extractor.load.pdf.places import Extent, merged
from extractor.load.pdf.tables import Held, Ruled
from extractor.load.pdf.unruled.fills import Words
from extractor.load.pdf.unruled.values import is_amount, is_value

# Sizes: the lines of a passage begin at one distance from the left and follow each other at one
# step, with no more white between them.
_LEVEL, _STEP, _WHITE = 0.5, 0.3, 1.4
# Sizes: between passages there is at least this much, and more where two lines, or words beside one
# line, show it alone; a full line ends so near to the right.
_GUTTER, _SURE_GUTTER, _RAGGED = 0.3, 0.6, 2.5
# So many times wider than a blank of the text beside it is what is no blank.
_BLANK = 1.5
# Sizes: a blank between Han and digits is no wider, or where a line is justified, all of one width.
_NARROW, _JUSTIFIED, _EVEN = 0.5, 0.75, 0.05
# Sizes: a passage is wider.
_WIDE = 5.0
# The number of a paragraph may stand apart.
_LISTED = regex.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]+")
# Chinese beside Latin: typesetters put a blank there that none has written.
_MIXED = regex.compile(r"\p{Han}[\da-zA-Z]|[\da-zA-Z%]\p{Han}")
SENTENCE = regex.compile(r"\p{Han}[，。；]")
# Where a line is drawn, and from where to where.
_Line = tuple[float, float, float]
_top = attrgetter("top")


@dataclass(frozen=True, slots=True)
class _Band:
    """The words that stand at the height of a passage, and how far each of its columns reaches."""

    top: float
    bottom: float
    words: list[Run]
    columns: list[Extent]


def find_passages(
    words: Sequence[Run], edges: Sequence[Box], page: int
) -> tuple[list[Ruled], list[Run]]:
    """Return the rows of a page that hold passages beside other words, and all words in none."""
    bands: list[_Band] = []
    page_words = Words(words)
    below = {id(word): other for word, other in _pairs(words)}
    if not any(_has_gutter(word, below, page_words) for word in words if id(word) in below):
        return [], list(words)
    lying = sorted((y, x0, x1) for x0, y, x1, y1 in edges if y == y1)
    stacks = list(_stacks(words, below, lying))
    passages = [stack for stack in stacks if _is_passage(stack, page_words)]
    for top, bottom in _heights(passages, stacks):
        band = _band(top, bottom, page_words)
        if _is_side_by_side(band):
            bands.append(band)
    if not bands:
        return [], list(words)
    inside = {id(word) for band in bands for word in band.words}
    return [_row(band, page) for band in bands], [w for w in words if id(w) not in inside]


def _has_gutter(word: Run, below: Mapping[int, Run], words: Words) -> bool:
    """Return whether white runs through the lines of a word and of the one below it."""
    inside = words.between(word.top, below[id(word)].bottom)
    # Prose has but one word in each of two lines.
    columns = _columns(inside) if len(inside) > 2 else []
    return max(_gutters(columns), default=0.0) >= _GUTTER * word.size


def _stacks(
    words: Sequence[Run], below: Mapping[int, Run], lying: Sequence[_Line]
) -> Iterator[list[Run]]:
    """Yield the words that begin lines below each other, at one step."""
    below = {
        id(word): below[id(word)]
        for word in words
        if id(word) in below and not _is_parted(word, below[id(word)], lying)
    }
    followed = {id(other) for other in below.values()}
    for word in words:
        if id(word) in below and id(word) not in followed:
            yield from _even(_chain(word, below))


def _pairs(words: Sequence[Run]) -> Iterator[tuple[Run, Run]]:
    """Yield words that begin at one distance from the left, one close below the other."""
    lefts: dict[int, list[Run]] = defaultdict(list)
    for word in words:
        lefts[round(word.lefts[0])].append(word)
    for left, own in lefts.items():
        near = [*own, *lefts.get(left + 1, ())]
        if len(near) > 1:
            near.sort(key=_top)
            yield from (pair for pair in pairwise(near) if _follows(*pair))


def _follows(word: Run, other: Run) -> bool:
    size = word.bottom - word.top
    if not -_STEP * size < other.top - word.bottom < _WHITE * size:
        return False
    return abs(size - other.bottom + other.top) <= SAME_SIZE


def _is_parted(word: Run, other: Run, lying: Sequence[_Line]) -> bool:
    """Return whether a line is drawn between two words."""
    x, first = word.lefts[0], bisect_right(lying, (y_of(word),))
    between = lying[first : bisect_left(lying, (y_of(other),), first)]
    return any(x0 <= x <= x1 for _, x0, x1 in between)


def _chain(word: Run, below: Mapping[int, Run]) -> list[Run]:
    chain = [word]
    while id(chain[-1]) in below:
        chain.append(below[id(chain[-1])])
    return chain


def _even(chain: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the parts of a chain whose lines follow at one step, the least one."""
    step = min(other.top - word.top for word, other in pairwise(chain))
    part = [chain[0]]
    for word, other in pairwise(chain):
        if other.top - word.top > step + _STEP * word.size:
            yield part
            part = []
        part.append(other)
    yield part


def _is_passage(stack: Sequence[Run], words: Words) -> bool:
    """Return whether lines below each other are one text that is wrapped to its column."""
    if len(stack) == 1:
        return False
    band = _band(stack[0].top, stack[-1].bottom, words)
    left, size = stack[0].lefts[0], stack[0].size
    column = next((span for span in band.columns if abs(span[0] - left) < _LEVEL * size), None)
    if column is None or column[1] - column[0] < _WIDE * size:
        return False
    own = [word for word in band.words if column[0] <= word.lefts[0] < column[1]]
    others = [word for word in band.words if not column[0] <= word.lefts[0] < column[1]]
    beside = lines_of(others, 0)
    if all(_LISTED.fullmatch(line.text) for line in beside) or _is_pushed(beside, stack):
        return False
    shown = len(stack) > 2 and beside[-1].top - beside[0].top > size / 2
    white = max(_gutters(band.columns), default=0.0)
    if white < (_GUTTER if shown else _SURE_GUTTER) * size or white < _BLANK * _blank(own, size):
        return False
    if not SENTENCE.search("".join(word.text for word in own)):
        return False
    ends = [max(w.rights[-1] for w in own if _is_level(w, line)) for line in stack]
    full = sum(end > column[1] - _RAGGED * size for end in ends[:-1])
    return 3 * full >= 2 * (len(stack) - 1)


def _blank(words: Sequence[Run], size: float) -> float:
    """Return how wide the usual blank between words of a text is, 0 where there are none."""
    blanks = [
        other.lefts[0] - word.rights[-1]
        for word, other in pairwise(
            sorted(words, key=lambda word: (round(word.top), left_of(word)))
        )
        if abs(word.top - other.top) < _STEP * size and other.lefts[0] > word.rights[-1]
    ]
    return median(blanks) if blanks else 0.0


def _is_pushed(beside: Sequence[Printed], stack: Sequence[Run]) -> bool:
    """Return whether words behind one of two lines are its last ones, where lines are justified."""
    if len(stack) > 2 or len(beside) > 1 or beside[0].x0 < stack[0].lefts[0]:
        return False
    return not is_value(beside[0].text) and any(
        line.top < y_of(beside[0]) < line.bottom for line in stack
    )


def _is_level(word: Run, line: Run) -> bool:
    return word is line or word.top < y_of(line) < word.bottom


def _heights(passages: Sequence[list[Run]], stacks: Sequence[list[Run]]) -> Iterator[Extent]:
    """Yield from where to where passages reach, those beside each other and their labels as one."""
    whole = merged((stack[0].top, stack[-1].bottom) for stack in passages)
    for top, bottom in whole:
        beside = [s for s in stacks if top < (s[0].top + s[-1].bottom) / 2 < bottom]
        yield min(top, *(s[0].top for s in beside)), max(bottom, *(s[-1].bottom for s in beside))


def _band(top: float, bottom: float, words: Words) -> _Band:
    inside = words.between(top, bottom)
    return _Band(top, bottom, inside, _without_blanks(_columns(inside), inside))


def _without_blanks(columns: list[Extent], words: Sequence[Run]) -> list[Extent]:
    """Return the columns, as one where the white between them is a blank of one line."""
    most = _JUSTIFIED * max((word.size for word in words), default=0.0)
    if min(_gutters(columns), default=most) >= most:
        return columns
    lines = rows_of(words)
    whole = [columns[0]]
    for column in columns[1:]:
        shown = [line for line in lines if _has_both(line, whole[-1], column)]
        if len(shown) == 1 and _is_blank(column[0], shown[0]):
            whole[-1] = whole[-1][0], column[1]
        else:
            whole.append(column)
    return whole


def _has_both(line: Sequence[Run], *columns: Extent) -> bool:
    return all(any(x0 <= word.lefts[0] < x1 for word in line) for x0, x1 in columns)


def _is_blank(at: float, line: Sequence[Run]) -> bool:
    """Return whether the white before a place is one between the words of a sentence."""
    whites = {
        other.lefts[0]: (other.lefts[0] - word.rights[-1]) / other.size
        for word, other in pairwise(sorted(line, key=left_of))
        if _MIXED.fullmatch(word.text[-1] + other.text[0])
    }
    own = whites.pop(at, _JUSTIFIED)
    return own <= _NARROW or (
        own < _JUSTIFIED and any(abs(own - white) <= _EVEN for white in whites.values())
    )


def _columns(words: Sequence[Run]) -> list[Extent]:
    """Return from where to where words stand without white between them, whatever their height."""
    columns: list[Extent] = []
    for word in sorted(words, key=left_of):
        x0, x1 = word.lefts[0], word.rights[-1]
        if columns and x0 < columns[-1][1] + _GUTTER * word.size:
            columns[-1] = columns[-1][0], max(columns[-1][1], x1)
        else:
            columns.append((x0, x1))
    return columns


def _gutters(columns: Sequence[Extent]) -> Iterator[float]:
    return (after[0] - before[1] for before, after in pairwise(columns))


def _is_side_by_side(band: _Band) -> bool:
    """Return whether the words are several columns, none of them of numbers below each other."""
    if len(band.columns) < 2:
        return False
    amounts = [word for word in band.words if is_amount(word.text.strip())]
    return not any(stand_over(one, other) for one, other in combinations(amounts, 2))


def _row(band: _Band, page: int) -> Ruled:
    """Return the table of one row that a band is."""
    inner = [(before[1] + after[0]) / 2 for before, after in pairwise(band.columns)]
    xs = [band.columns[0][0], *inner, band.columns[-1][1]]
    row: list[Held] = []
    for at, (x0, x1) in enumerate(band.columns):
        own = [word for word in band.words if x0 <= word.lefts[0] < x1]
        box = x0, band.top, x1, band.bottom
        row.append(Held(0, at, 1, 1, page, box, lines_of(own, page, float("inf"))))
    return Ruled(page, band.top, xs, [row], aligned=True)
