"""What a loader hands over: the text, its lines, and the grids that it saw."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.model import Span, Warning_


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: ``text[start:end]`` without its line break, trimmed of blanks."""

    start: int
    end: int
    text: str


class GridCell(NamedTuple):
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

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((row[-1].column + row[-1].column_span for row in self.rows if row), default=0)

    def cells(self) -> Iterator[GridCell]:
        """Yield every cell, row by row."""
        for row in self.rows:
            yield from row


@dataclass(frozen=True, slots=True)
class Document:
    """The input as text with places: every later stage works on offsets into ``text``."""

    text: str
    media_type: str
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    # True where tables are prose lines in reading order (text made from PDF), not grids.
    flowing: bool = False
    pages: int | None = None
    page_starts: tuple[int, ...] = ()
    warnings: tuple[Warning_, ...] = field(default=())

    def span(self, start: int, end: int) -> Span:
        """Return the place of ``text[start:end]``, with its page where the input has pages."""
        page = bisect_right(self.page_starts, start) or None if self.page_starts else None
        return Span(start=start, end=end, text=self.text[start:end], page=page)

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
        index = bisect_right([grid.start for grid in self.grids], offset) - 1
        return index >= 0 and offset < self.grids[index].end
