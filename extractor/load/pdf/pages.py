"""One page's objects → its blocks from top to bottom: printed lines, and tables of two sorts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import inf

from extractor.load.pdf.drawing import Drawing
from extractor.load.pdf.grids import SNAP, Ruling
from extractor.load.pdf.lines import Printed, lines_of, words_of
from extractor.load.pdf.marks import without_marks
from extractor.load.pdf.objects import Box, PageObjects, Part, Run
from extractor.load.pdf.overprinted import is_in_doubt
from extractor.load.pdf.recognition import is_picture
from extractor.load.pdf.sideways import sideways, unread
from extractor.load.pdf.struck import unstruck
from extractor.load.pdf.tables import Ruled, fill
from extractor.load.pdf.torn import with_whole_words
from extractor.load.pdf.turns import moved, moves
from extractor.load.pdf.unruled.aligned import Aligned, find_aligned
from extractor.load.pdf.unruled.bands import sides_of_bands
from extractor.load.pdf.unruled.begun import begun, joined
from extractor.load.pdf.unruled.boxed import below_headers
from extractor.load.pdf.unruled.fills import Words
from extractor.load.pdf.unruled.heads import sides_of_first
from extractor.load.pdf.unruled.pieces import pieced
from extractor.load.pdf.unruled.repeated import Header, header_at_foot, is_apart, without_header
from extractor.load.pdf.unruled.undrawn import between, undrawn, without_framed
from extractor.notices import Notice

# So much is quoted of words that are struck through, or were not read.
_QUOTED = 12
# What tells the lines that a table has, but does not draw, in turn; and whether it is certain.
_UNDRAWN: tuple[tuple[Callable[[Ruling, Drawing], Iterable[Box]], bool], ...] = (
    (between, True),
    (pieced, False),
    (sides_of_first, False),
    (joined, True),
    (begun, False),
    (undrawn, False),
)
Block = Printed | Ruled | Aligned


@dataclass(frozen=True, slots=True)
class Content:
    """What a page says, set upright; ``turn`` and ``tilt`` are how far its writing was turned.

    ``width`` and ``height`` are those of the page set upright. ``header`` is what the next page can
    repeat of its last table.
    """

    number: int
    width: float
    height: float
    turn: int
    tilt: float
    blocks: list[Block]
    pictured: bool
    unknown: int
    cut: list[Run]
    warnings: tuple[Notice, ...]
    recognized: bool
    part: Part | None
    header: Header = ()

    @property
    def sheet(self) -> int:
        """The page of the file, which may hold several."""
        return self.part.sheet if self.part else self.number

    @property
    def tables(self) -> list[Ruled]:
        """Its tables whose cells are known."""
        return [block for block in self.blocks if isinstance(block, Ruled)]

    @property
    def lines(self) -> list[Printed]:
        """What is printed outside of tables."""
        return [block for block in self.blocks if isinstance(block, Printed)]


def upright(page: PageObjects) -> PageObjects:
    """Return the page turned so that most of its writing runs from left to right."""
    turn = _turn(page.runs)
    return _upright(page, turn) if turn else page


def content_of(page: PageObjects, header: Header = ()) -> Content:
    """Return the blocks of an upright page in reading order.

    A table without lines can repeat the header that the page before leaves to it.
    """
    runs, drawn, struck = unstruck([run for run in page.runs if run.turn == 0], page.edges)
    words = with_whole_words(without_marks(words_of(runs, drawn)), drawn)
    warnings = page.warnings
    sheet = page.part.sheet if page.part else page.number
    if struck:
        warnings += (Notice("words_struck", sheet, {"text": struck[0][:_QUOTED]}),)
    # What OCR reads is in doubt anyway.
    if not page.recognized and is_in_doubt(words, drawn):
        warnings += (Notice("words_overprinted", sheet),)
    pictured = is_picture(page)
    # The shapes of characters are no cells.
    fills = () if pictured else page.fills
    sides, unsure = sides_of_bands(fills, words, drawn, page.number)
    edges = [*drawn, *sides]
    turned = [run for run in page.runs if run.turn]
    drawing = Drawing(edges, words, Words(words), page.number)
    tables, outside = _ruled(drawing, turned, unsure)
    if lost := unread(tables, turned):
        warnings += (Notice("words_sideways", sheet, {"text": lost[:_QUOTED]}),)
    aligned, left, repeated = _aligned(outside, edges, page.number, tables, header)
    blocks: list[Block] = [*tables, *aligned]
    if left:
        blocks.extend(lines_of(left, page.number))
    blocks = below_headers(sorted(blocks, key=lambda block: block.top))
    if len(tables) + len(aligned) > 1 or not repeated:
        header = header_at_foot(blocks)
    return Content(
        page.number,
        page.width,
        page.height,
        page.turn,
        page.tilt,
        blocks,
        pictured,
        page.unknown,
        page.cut,
        warnings,
        page.recognized,
        page.part,
        header,
    )


def _ruled(
    drawing: Drawing, turned: Sequence[Run], told: Iterable[Box]
) -> tuple[list[Ruled], list[Run]]:
    """Return the tables that are drawn, unsure where some of their lines are not."""
    unsure = [*told]
    for lines_of_table, is_sure in _UNDRAWN:
        found = [(ruling, list(lines_of_table(ruling, drawing))) for ruling in drawing.tables]
        unsure += [ruling.box for ruling, lines in found if lines and not is_sure]
        if any(lines for _, lines in found):
            drawing = drawing.with_lines(line for _, lines in found for line in lines)
    rulings = [part for ruling in drawing.tables for part in without_framed(ruling, drawing)]
    words = [*drawing.words, *sideways(rulings, turned)]
    tables, outside = fill(rulings, words, drawing.page)
    return [
        replace(table, aligned=any(top - SNAP < table.top < bottom for _, top, _, bottom in unsure))
        for table in tables
    ], outside


def _aligned(
    words: Sequence[Run], edges: Sequence[Box], page: int, tables: Sequence[Ruled], header: Header
) -> tuple[list[Aligned | Ruled], list[Run], bool]:
    """Return the tables without lines, the words of none, and whether they begin with a header.

    Where it is not a row for itself, it is left out: it was read on the page before.
    """
    below, end = without_header(words, header)
    repeated = end > -inf
    aligned, left = find_aligned(words, edges, page, tables, end)
    if repeated and not is_apart(aligned, end):
        edges = [edge for edge in edges if edge[3] > end]
        aligned, left = find_aligned(below, edges, page, tables)
    return aligned, left, repeated


def _turn(runs: list[Run]) -> int:
    """Return how far most characters of a page are turned."""
    counts: Counter[int] = Counter()
    for run in runs:
        counts[run.turn] += len(run.text)
    return counts.most_common(1)[0][0] if counts else 0


def _upright(page: PageObjects, turn: int) -> PageObjects:
    """Return the page turned so that writing of this turn runs from left to right."""
    width, height = page.width, page.height
    move = moves(width, height)[turn]
    runs = [moved(run, move, turn) for run in page.runs]
    edges, fills = [move(edge) for edge in page.edges], [move(fill) for fill in page.fills]
    width, height = (width, height) if turn == 180 else (height, width)
    return replace(page, width=width, height=height, runs=runs, edges=edges, fills=fills, turn=turn)
