"""Blocks → Document: one text, its lines and grids, and the place of every character."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.document import Document, Grid, GridCell, Layout, Line, Placed
from extractor.load import media
from extractor.load.pdf.joints import Words, is_full, is_parted, joint
from extractor.load.pdf.lines import Printed
from extractor.load.pdf.pages import Content
from extractor.load.pdf.paragraphs import Margins, paragraphs_of
from extractor.load.pdf.tables import Held, Ruled
from extractor.notices import Notice

# Cells keep their text this far from their borders, about.
_PADDING = 1.0


class Writer:
    """Takes up blocks in reading order and gives the document that they make."""

    def __init__(self, margins: Margins, words: Words) -> None:
        self._margins = margins
        self._words = words
        self._parts: list[str] = []
        self._at = 0
        self._placed: list[Placed] = []
        self._lines: list[Line] = []
        self._grids: list[Grid] = []

    def document(self, pages: Sequence[Content], warnings: Sequence[Notice]) -> Document:
        """Return all that was written."""
        placed = tuple(self._placed)
        turned = {page.number: _shown(page) for page in pages if page.turn}
        askew = {page.number: (page.tilt, *_shown(page)[1:]) for page in pages if page.tilt}
        parts = {p.number: (*p.part[:3], p.part.zoom) for p in pages if p.part}
        return Document(
            text="".join(self._parts),
            media_type=media.PDF,
            lines=tuple(self._lines),
            grids=tuple(self._grids),
            pages=len({page.sheet for page in pages}),
            layout=Layout(placed, tuple(place.start for place in placed), turned, parts, askew),
            recognized=frozenset(page.sheet for page in pages if page.recognized),
            warnings=tuple(warnings),
        )

    def paragraphs(self, lines: Sequence[Printed]) -> None:
        """Write running text, one line for each paragraph."""
        for paragraph in paragraphs_of(lines, self._margins):
            start = self._at
            joined = self._words.joint if is_parted(paragraph) else joint
            for number, line in enumerate(paragraph):
                if number:
                    before = paragraph[number - 1]
                    room = self._margins.room(before, line.text)
                    self._put(joined(before, line.text, room))
                self._print(line)
            self._end_line(start)

    def table(self, table: Ruled) -> None:
        """Write a table, one line for each row, a tab for each column that one goes on by."""
        self._put("\n")
        start = self._at
        rows = [self._row(index, row) for index, row in enumerate(table.rows)]
        self._grids.append(
            Grid(tuple(rows), start, self._at, aligned=table.aligned or table.doubted)
        )
        self._put("\n")

    def _row(self, index: int, row: Sequence[Held]) -> tuple[GridCell, ...]:
        start = self._at
        cells: list[GridCell] = []
        column = 0
        for held in row:
            self._put("\t" * (held.column - column))
            column = held.column
            begin = self._at
            self._cell(held)
            cells.append(
                GridCell(
                    index,
                    held.column,
                    begin,
                    self._at,
                    self._text_from(begin),
                    held.row_span,
                    held.column_span,
                )
            )
        self._end_line(start)
        return tuple(cells)

    def _cell(self, held: Held) -> None:
        x0, top, x1, bottom = held.box
        if not held.lines:
            self._placed.append(Placed(self._at, self._at, held.page, [x0], [x1], top, bottom))
        for number, line in enumerate(held.lines):
            if number:
                before = held.lines[number - 1]
                wrapped = before.cut or is_full(before, line.text, x1 - _PADDING)
                self._put(joint(before, line.text) if wrapped else " ")
            self._print(line)

    def _print(self, line: Printed) -> None:
        end = self._at + len(line.text)
        self._placed.append(
            Placed(self._at, end, line.page, line.lefts, line.rights, line.top, line.bottom)
        )
        self._put(line.text)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._at += len(text)

    def _text_from(self, begin: int) -> str:
        """Return what was written last, from an offset on."""
        parts: list[str] = []
        left = self._at - begin
        for part in reversed(self._parts):
            if left <= 0:
                break
            parts.append(part)
            left -= len(part)
        return "".join(reversed(parts))

    def _end_line(self, start: int) -> None:
        """End a line of the text, and note it if anything is printed in it."""
        text = self._text_from(start)
        ink = text.strip()
        if ink:
            begin = start + text.index(ink)
            self._lines.append(Line(begin, begin + len(ink), ink))
        self._put("\n")


def _shown(page: Content) -> tuple[int, float, float]:
    """Return the turn of a page, and its size as it is shown."""
    sideways = page.turn in (90, 270)
    size = page.part[3:5] if page.part else (page.width, page.height)
    width, height = size[::-1] if sideways else size
    return page.turn, width, height
