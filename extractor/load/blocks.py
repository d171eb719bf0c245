"""Blocks in reading order → Document: what every format with a structure of its own comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.document import Document, Grid, GridCell, lines_of
from extractor.errors import NoText
from extractor.notices import Notice


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break in it is one that the author set."""

    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """A cell at the first of the places that it covers."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table: its cells row by row."""

    cells: tuple[Held, ...]


Block = Paragraph | Ruled


def write(blocks: Iterable[Block], media_type: str, warnings: Sequence[Notice] = ()) -> Document:
    """Return the document that the blocks make; raises NoText where they hold none."""
    writer = _Writer()
    for block in blocks:
        if isinstance(block, Paragraph):
            writer.paragraph(block.text)
        else:
            writer.table(block)
    text = writer.text()
    lines = tuple(lines_of(text))
    if not lines:
        raise NoText(
            "文件里没有任何文字，可能只有图片。请改用含文字的版本。",
            "The file holds no text, perhaps only pictures. Use a version that has text.",
        )
    return Document(
        text=text,
        media_type=media_type,
        lines=lines,
        grids=tuple(writer.grids),
        warnings=tuple(warnings),
    )


class _Writer:
    """Writes a line for each paragraph and row, a tab for each column, and notes what is where."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self._parts: list[str] = []
        self._at = 0

    def text(self) -> str:
        """Return all that was written."""
        return "".join(self._parts)

    def paragraph(self, text: str) -> None:
        """Write running text."""
        self._put(text + "\n")

    def table(self, table: Ruled) -> None:
        """Write a table and note its grid."""
        self._put("\n")
        start = self._at
        rows: list[tuple[GridCell, ...]] = []
        row: list[GridCell] = []
        column = 0
        for cell in table.cells:
            while len(rows) < cell.row:
                rows.append(tuple(row))
                row, column = [], 0
                self._put("\n")
            self._put("\t" * (cell.column - column))
            column = cell.column
            row.append(self._cell(cell))
        rows.append(tuple(row))
        self.grids.append(Grid(tuple(rows), start, self._at))
        self._put("\n\n")

    def _cell(self, cell: Held) -> GridCell:
        ink = cell.text.strip()
        start = self._at
        self._put(ink)
        return GridCell(
            cell.row, cell.column, start, self._at, ink, cell.row_span, cell.column_span
        )

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._at += len(text)
