"""What a loader hands over: the text, its lines, and the grids that it saw."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, sin

from msgspec import Struct

from extractor.model import Span
from extractor.notices import Detail, Notice

Box = tuple[float, float, float, float]

# A table or a section is shown by one box, a sentence line by line.
_MAX_BOXES = 40
_ORDER_GUESSED = "sheet_order"
# What is read of these pages is in doubt: words stand on others, or go on beyond an edge.
_DOUBTFUL = ("words_overprinted", "text_cut.aside")
_UNREAD = ("page_without_text", "page_damaged", "page_too_large")


class Line(Struct, frozen=True, gc=False):
    """One printed line: ``text[start:end]`` without its line break, trimmed of blanks."""

    start: int
    end: int
    text: str


_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of a text that have any ink, trimmed of blanks."""
    for match in _LINE.finditer(text):
        ink = match.group().strip()
        if ink:
            start = match.start() + match.group().index(ink)
            yield Line(start, start + len(ink), ink)


# How headings are numbered: 第一部分, 一、, （一）, 1.
LEVELS = {"part": 1, "chapter": 2, "clause": 3, "item": 4}


class Heading(Struct, frozen=True, gc=False):
    """A printed heading line, perhaps wrapped; ``level`` is one of ``LEVELS``."""

    start: int
    end: int
    level: int
    number: str
    title: str


class GridCell(Struct, frozen=True, gc=False):
    """One cell of a grid as the format gives it; ``start == end`` where it is blank."""

    row: int
    column: int
    start: int
    end: int
    text: str
    row_span: int = 1
    column_span: int = 1
    # The column was not printed and could not be decided: its value is shown, never summed.
    undecided: bool = False
    # The places of its parts, where something that is no part of it stands between them.
    pieces: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A rectangle of cells in reading order; one table can be several grids before stitching."""

    rows: tuple[tuple[GridCell, ...], ...]
    start: int
    end: int
    # True where it was put together from words in reading order: every cell has its own column.
    flowing: bool = False
    # True where no lines were drawn: what stands below each other was taken for a column.
    aligned: bool = False

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((row[-1].column + row[-1].column_span for row in self.rows if row), default=0)

    def cells(self) -> Iterator[GridCell]:
        """Yield every cell, row by row."""
        for row in self.rows:
            yield from row


class Placed(Struct, frozen=True, gc=False):
    """Where ``text[start:end]`` is printed: on one line of a page, each character at its place.

    A blank cell is an empty text whose one place is that of the cell.
    """

    start: int
    end: int
    page: int
    lefts: Sequence[float]
    rights: Sequence[float]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The printed places of a text, in text order.

    ``turned`` holds the pages that lie on their side: how far their writing is turned
    counterclockwise, and their width and height as shown; all places are those of the upright page.
    ``parts`` says of pages and columns that stand together on a page of the file which that is, how
    far from its left and its top they stand, and how much larger than there their places are.
    ``askew`` holds the pages that were read as if they lay straight: by how many radians their
    writing is off the level, and their width and height as shown.
    """

    placed: tuple[Placed, ...]
    starts: tuple[int, ...]
    turned: Mapping[int, tuple[int, float, float]]
    parts: Mapping[int, tuple[int, float, float, float]] = field(default_factory=dict)
    askew: Mapping[int, tuple[float, float, float]] = field(default_factory=dict)

    def find(self, start: int, end: int) -> tuple[int, tuple[Box, ...]] | None:
        """Return page and boxes of ``text[start:end]``, one box a line; of its first page only.

        What fills many lines has one box around all of them.
        """
        index = max(bisect_right(self.starts, start) - 1, 0)
        if start < end:
            while index < len(self.placed) and self.placed[index].end <= start:
                index += 1
        if index == len(self.placed):
            return None
        page = self.placed[index].page
        boxes: list[Box] = []
        for at in range(index, len(self.placed)):
            placed = self.placed[at]
            if placed.page != page or (placed.start >= end and boxes):
                break
            boxes.append(_box(placed, start, end))
        if len(boxes) > _MAX_BOXES:
            boxes = [_around(boxes)]
        sheet, *part = self.parts.get(page, (page, 0.0, 0.0, 1.0))
        if page in self.parts:
            boxes = [_on_sheet(box, *part) for box in boxes]
        if page in self.turned:
            boxes = [_turned(box, *self.turned[page]) for box in boxes]
        if page in self.askew:
            boxes = [_askew(box, *self.askew[page]) for box in boxes]
        return sheet, tuple(boxes)


def _box(placed: Placed, start: int, end: int) -> Box:
    """Return the place of that part of a line that stands between two offsets."""
    last = len(placed.lefts) - 1
    first = min(max(start - placed.start, 0), last)
    final = min(max(end - placed.start - 1, first), last)
    left, right = placed.lefts[first], placed.rights[final]
    return round(left, 2), round(placed.top, 2), round(right, 2), round(placed.bottom, 2)


def _on_sheet(box: Box, left: float, above: float, zoom: float) -> Box:
    x0, top, x1, bottom = (round(place / zoom, 2) for place in box)
    return x0 + left, top + above, x1 + left, bottom + above


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _turned(box: Box, turn: int, width: float, height: float) -> Box:
    """Return the box on the page as it is shown, given that on the page set upright."""
    x0, top, x1, bottom = box
    if turn == 90:
        turned = (top, height - x1, bottom, height - x0)
    elif turn == 270:
        turned = (width - bottom, x0, width - top, x1)
    else:
        turned = (width - x1, height - bottom, width - x0, height - top)
    return round(turned[0], 2), round(turned[1], 2), round(turned[2], 2), round(turned[3], 2)


def _askew(box: Box, tilt: float, width: float, height: float) -> Box:
    """Return the box on the page as it is shown, given that on the page set straight."""
    along, across = cos(tilt), sin(tilt)
    middle_x, middle_y = width / 2, height / 2
    corners = [(x - middle_x, y - middle_y) for x in box[::2] for y in box[1::2]]
    xs = [middle_x + x * along - y * across for x, y in corners]
    ys = [middle_y + x * across + y * along for x, y in corners]
    return round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2)


def lacks_pages(warnings: Iterable[Notice]) -> bool:
    """Return whether there are pages of which not all was read, as the warnings say."""
    return any(notice.key in (*_UNREAD, *_DOUBTFUL) for notice in warnings)


@dataclass(frozen=True, slots=True)
class Beside:
    """The second file, which has the tables: where its text begins, and where it is printed."""

    start: int
    layout: Layout | None


@dataclass(frozen=True, slots=True)
class Document:
    """The input as text with places: every later stage works on offsets into ``text``.

    Places of a second file are not shown, since they are not in the report; its pages count on
    from those of the report, so that it is known which of them were not read, or badly.
    """

    text: str
    media_type: str
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    pages: int | None = None
    layout: Layout | None = None
    # The pages whose text was made from their picture, with mistakes that nobody saw.
    recognized: frozenset[int] = frozenset()
    warnings: tuple[Notice, ...] = field(default=())
    beside: Beside | None = None

    def span(self, start: int, end: int) -> Span:
        """Return the place of ``text[start:end]``, with page and boxes if it has pages."""
        text = self.text[start:end]
        shown = self.beside is None or start < self.beside.start
        found = self.layout.find(start, end) if self.layout and shown else None
        page, boxes = found or (None, None)
        return Span.trusted(
            {"start": start, "end": end, "text": text, "page": page, "boxes": boxes}
        )

    def page(self, start: int, end: int) -> int | None:
        """Return the page of ``text[start:end]``, one that counts through both files."""
        layout, begin, before = self.layout, 0, 0
        if self.beside is not None and start >= self.beside.start:
            layout, begin, before = self.beside.layout, self.beside.start, self.pages or 0
        found = layout.find(start - begin, end - begin) if layout else None
        return found[0] + before if found else None

    @property
    def unread_pages(self) -> frozenset[int]:
        """The pages of which nothing was read: images, damaged ones; through both files."""
        return self._told_of(*_UNREAD)

    @property
    def doubtful(self) -> frozenset[int]:
        """The pages on which words stand on others, or are cut off; through both files."""
        return self._told_of(*_DOUBTFUL)

    def _told_of(self, *keys: str) -> frozenset[int]:
        told = (n for n in self.warnings if n.page is not None and n.key in keys)
        return frozenset((n.page or 0) + (self.pages or 0 if n.beside else 0) for n in told)

    def notice_of(self, page: int, key: str, details: Mapping[str, Detail]) -> Notice:
        """Return the notice of a page that counts through both files."""
        before = self.pages or 0
        beside = self.beside is not None and page > before
        return Notice(key, page - before if beside else page, details, beside)

    def is_recognized(self, place: Span) -> bool:
        """Return whether its text was made from a picture."""
        return bool(self.recognized) and self.page(place.start, place.end) in self.recognized

    @property
    def is_out_of_order(self) -> bool:
        """Whether the order in which its pages were read is a guess."""
        return any(notice.code == _ORDER_GUESSED for notice in self.warnings)

    def is_unsure(self, place: Span) -> bool:
        """Return whether it may have been misread.

        It was read from a picture, where words stand on others or are cut off, in a table without
        lines, or on pages in a guessed order.
        """
        if self.is_recognized(place) or self.is_out_of_order or self.is_doubtful(place):
            return True
        # The place of a table begins with its caption, and can reach over several grids.
        index = bisect_right(self.grids, place.end, key=lambda grid: grid.start) - 1
        while index >= 0 and place.start <= self.grids[index].end:
            if self.grids[index].aligned:
                return True
            index -= 1
        return False

    def is_doubtful(self, place: Span) -> bool:
        """Return whether its pages are in doubt, or those that a table may lose."""
        pages = self.doubtful
        if not pages:
            return False
        end = place.start + max(len(place.text.rstrip()) - 1, 0)
        first, last = (self.page(at, place.end) or 0 for at in (place.start, end))
        beside = int(self.in_grid(end))
        return any(first - beside <= page <= last + beside for page in pages)

    def is_flowing(self, place: Span) -> bool:
        """Return whether no grid of the file holds a table: its rows were told from words alone."""
        index = bisect_right(self.grids, place.end, key=lambda grid: grid.start) - 1
        return index < 0 or place.start > self.grids[index].end

    def line_index(self, offset: int) -> int:
        """Return the index of the line that holds the offset (the last one that starts before)."""
        low, high = 0, len(self.lines)
        while low < high:
            middle = (low + high) // 2
            if self.lines[middle].start <= offset:
                low = middle + 1
            else:
                high = middle
        return max(low - 1, 0)

    def in_grid(self, offset: int) -> bool:
        """Return whether the offset stands inside a grid."""
        index = bisect_right(self.grids, offset, key=lambda grid: grid.start) - 1
        return index >= 0 and offset < self.grids[index].end
