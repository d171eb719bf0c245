"""Headers of tables whose columns are set apart by blanks: places tell what belongs together.

A heading that wraps stands on lines that others stand between; what stands below a heading of
several columns begins and ends beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import regex
from msgspec import structs

from extractor.tables.flow.heads import HeadCell, Heads, read_heads, word_of
from extractor.tables.flow.pieces import Piece, lines_of
from extractor.tables.flow.regions import Region
from extractor.tables.flow.wrap import width
from rules.loaders.flow import Head

# Some tools count characters, others how wide they print.
Measure = Callable[[str], int]

_APART = regex.compile(r"\S {3,}\S")
# No header has more; every two of its words are compared.
_MOST_PIECES = 120
_RULER = regex.compile(r"栏\s*次")
# A heading is wrapped over so many lines at most, with so many lines of others between two of them.
_MOST_PARTS, _FARTHEST = 4, 2
# Whatever stands below these belongs to them.
_OVER = frozenset({"half", "over"})


@dataclass(slots=True)
class _Heading:
    """A heading: its parts from top to bottom, and the characters of a line that it takes."""

    pieces: list[Piece]
    top: int
    bottom: int
    left: int
    right: int
    head: Head | None = None
    below: list[_Heading] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words without blanks."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def middle(self) -> float:
        """Where it stands."""
        return (self.left + self.right) / 2

    def stands_over(self, other: _Heading) -> bool:
        """Return whether the two have a place of a line in common."""
        return self.left < other.right and other.left < self.right

    def add(self, other: _Heading) -> None:
        """Go on with what stands below."""
        self.pieces.extend(other.pieces)
        self.left, self.right = min(self.left, other.left), max(self.right, other.right)
        self.bottom = other.bottom


def is_laid_out(region: Region, pieces: Sequence[Piece]) -> bool:
    """Return whether blanks set the columns of a table apart."""
    if not pieces:
        return False
    return _APART.search(region.text, pieces[0].start, pieces[-1].end) is not None


def heads_of(region: Region, pieces: Sequence[Piece]) -> Heads:
    """Return the words of a header, by their places where blanks set its columns apart."""
    layout = region.rule.layout
    plain = read_heads(pieces, layout)
    if len(pieces) > _MOST_PIECES or not is_laid_out(region, pieces):
        return plain
    ways = [_placed(region.text, pieces, layout, measure) for measure in (len, width)]
    placed = (Heads(tuple(cells), plain.ruled) for cells in ways)
    best = max((*placed, plain), key=_halves if layout == "halves" else _worth)
    # The columns were counted on what becomes a tree.
    return Heads(tuple(replace(cell, below=[]) for cell in best.cells), best.ruled)


def _words(heads: Heads) -> int:
    """Return how many columns and groups of them a header names."""
    return len(heads.of("amount"))


def _halves(heads: Heads) -> tuple[int, int]:
    """Return how many columns a header of two halves names, and how many 项目 before them."""
    return _words(heads), len(heads.of("label"))


def _worth(heads: Heads) -> tuple[bool, int]:
    """Return whether a header has as many columns as it counts, and how many words it has."""
    columns = sum(len(list(cell.leaves())) for cell in heads.amounts())
    return columns == heads.ruled, _words(heads)


def _placed(text: str, pieces: Sequence[Piece], layout: str, measure: Measure) -> list[HeadCell]:
    """Return the words of a header, those of one level from left to right."""
    found = lines_of(pieces)
    lines = [list(_headings(text, row, line, measure)) for row, line in enumerate(found)]
    joined = list(_joined(lines, layout))
    for heading in joined:
        heading.head = word_of(heading.text, layout)
    # Level by level, as they would be read.
    cells: list[HeadCell] = []
    level = _tree(joined)
    while level:
        cells.extend(cell for heading in level for cell in _cells(heading, layout))
        level = [below for heading in level for below in heading.below]
    return cells


def _headings(text: str, row: int, line: Sequence[Piece], measure: Measure) -> Iterator[_Heading]:
    """Yield the words of a line; single characters far apart are words of their own."""
    if any(_RULER.fullmatch(piece.text) for piece in line) and any(p.number for p in line):
        return
    for piece in line:
        if piece.number:
            continue
        at = 0
        for word in regex.split(r"( {3,})", piece.text):
            if word.strip():
                part = structs.replace(
                    piece, start=piece.start + at, end=piece.start + at + len(word), text=word
                )
                left = measure(text[text.rfind("\n", 0, part.start) + 1 : part.start])
                yield _Heading([part], row, row, left, left + measure(word))
            at += len(word)


def _joined(lines: Sequence[Sequence[_Heading]], layout: str) -> Iterator[_Heading]:
    """Yield the headings with what they go on with below."""
    taken: set[int] = set()
    for row, line in enumerate(lines):
        for heading in line:
            if id(heading) not in taken:
                for part in _rest(heading, lines[row + 1 :], taken, layout):
                    taken.add(id(part))
                    heading.add(part)
                yield heading


def _rest(
    heading: _Heading, below: Sequence[Sequence[_Heading]], taken: set[int], layout: str
) -> list[_Heading]:
    """Return what makes a word of a header together with this one."""
    parts: list[_Heading] = []
    best, words = 0, heading.text
    for part in _under(heading, below, taken):
        parts.append(part)
        words += part.text
        if word_of(words, layout) is not None:
            best = len(parts)
    return parts[:best]


def _under(
    heading: _Heading, below: Sequence[Sequence[_Heading]], taken: set[int]
) -> Iterator[_Heading]:
    """Yield what stands alone under a heading, line by line."""
    empty = count = 0
    for line in below:
        under = [one for one in line if heading.stands_over(one)]
        if len(under) > 1 or any(id(one) in taken for one in under):
            return
        empty = 0 if under else empty + 1
        count += len(under)
        if empty > _FARTHEST or count > _MOST_PARTS:
            return
        yield from under


def _tree(headings: Sequence[_Heading]) -> list[_Heading]:
    """Return the outermost headings from left to right, the others below theirs."""
    roots: list[_Heading] = []
    # The word before in its line, with what that stands below.
    beside: tuple[_Heading, _Heading] | None = None
    for heading in sorted(headings, key=lambda one: (one.top, one.left)):
        above = [
            other
            for other in headings
            if other.bottom < heading.top and _holds(other, heading, headings)
        ]
        parent = max(above, key=lambda other: other.bottom, default=None)
        if parent is None and beside is not None and _goes_with(heading, *beside):
            # 基本支出 over 人员经费 alone, and 公用经费 beside that: it was printed to the left.
            parent = beside[1]
        beside = None if parent is None else (heading, parent)
        (roots if parent is None else parent.below).append(heading)
    for heading in headings:
        heading.below.sort(key=lambda one: one.middle)
        if {"total", "subtotal"} <= {one.head.name for one in heading.below if one.head}:
            # What has a 小计 has no 合计: that stands beside it, in the middle of the header.
            roots.extend(one for one in heading.below if _is_total(one))
            heading.below = [one for one in heading.below if not _is_total(one)]
    return sorted(roots, key=lambda one: one.middle)


def _goes_with(heading: _Heading, before: _Heading, parent: _Heading) -> bool:
    """Return whether a word stands in one line with another, below what can have both."""
    if heading.head is None or parent.head is None or heading.top != before.top:
        return False
    return heading.head.name in parent.head.children


def _is_total(heading: _Heading) -> bool:
    return heading.head is not None and heading.head.name == "total"


def _holds(heading: _Heading, other: _Heading, headings: Sequence[_Heading]) -> bool:
    """Return whether another can stand below a heading, and no neighbour of it is nearer."""
    if heading.head is None:
        return False
    named = other.head is not None and other.head.name in heading.head.children
    if not (named or heading.head.role in _OVER):
        return False
    beside = (
        one
        for one in headings
        if one.top <= heading.bottom and one.bottom >= heading.top and one is not heading
    )
    row = sorted((heading, *beside), key=lambda one: one.left)
    for one, following in pairwise(row):
        border = (one.right + following.left) / 2
        if (following is heading and other.middle < border) or (
            one is heading and other.middle > border
        ):
            return False
    return True


def _cells(heading: _Heading, layout: str) -> Sequence[HeadCell]:
    """Return the words of a heading."""
    if heading.head is None:
        return read_heads(heading.pieces, layout).cells
    first, last = heading.pieces[0], heading.pieces[-1]
    return [HeadCell(heading.head, first.start, last.end, heading.text.replace(" ", ""))]
