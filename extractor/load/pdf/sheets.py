"""Sheets that hold several pages, as printed small or to be folded → the pages, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, pairwise
from typing import NamedTuple

from extractor.load.pdf.captions import CODE
from extractor.load.pdf.furniture import printed_number
from extractor.load.pdf.lines import lines_of, words_of
from extractor.load.pdf.objects import Box, PageObjects, Part, Run, x_of, y_of
from extractor.notices import Notice

_Sheets = Iterable[Sequence[PageObjects]]
# Brings the pages of sheets, each from left to right and from top to bottom, into order.
_Order = Callable[[_Sheets], Iterator[PageObjects]]

# A page is no more than so many times as high as wide, or as wide as high.
_LONG = 2.0
# Where pages meet, sheets leave a part of them white; a line that is too long ends there.
_GUTTER = 0.04
# Points: about the area of a sheet of A4. What is printed smaller is read as large as that.
_USUAL = 500_000.0
# The first pages with text tell whether they are sheets, which titles and sentences would cross,
# and some more in which order their pages stand.
_TELL, _ORDERED, _FEWEST = 4, 8, 2


class _Grid(NamedTuple):
    """How many pages stand beside, and above, each other."""

    columns: int
    rows: int


_GRIDS = tuple(
    _Grid(*size)
    for size in ((4, 4), (3, 3), (4, 2), (2, 4), (3, 2), (2, 3), (2, 2), (2, 1), (1, 2))
)


def pages_of(pages: Iterable[PageObjects]) -> Iterator[PageObjects]:
    """Yield upright pages; instead of sheets the pages that they hold."""
    rest = iter(pages)
    ahead: list[PageObjects] = []
    written: list[PageObjects] = []
    grids: Sequence[_Grid] = _GRIDS
    for page in rest:
        ahead.append(page)
        if page.runs:
            written.append(page)
            if len(written) <= _TELL:
                grids = [grid for grid in grids if _fits(page, grid)]
        if len(written) == _ORDERED or not grids:
            break
    if not (found := _arranged(written, grids)):
        yield from chain(ahead, rest)
        return
    grid, order, sure = found
    sheets = (_parts(sheet, grid) for sheet in chain(ahead, rest))
    for number, part in enumerate(order(sheets), 1):
        told = part.warnings if sure or number > 1 else (*part.warnings, Notice("sheet_order"))
        yield replace(part, number=number, warnings=told)


def _fits(page: PageObjects, grid: _Grid, gutter: float = _GUTTER) -> bool:
    """Return whether nothing that is printed reaches from one page of a sheet to the next.

    This part of the width or height of a page is left white around the place where two meet.
    """
    width, height = page.width / grid.columns, page.height / grid.rows
    if not 1 / _LONG <= height / width <= _LONG or (
        grid.columns == 1 and page.height <= _LONG * page.width
    ):
        return False
    return not any(_crosses(page, x, gutter * width) for x in _inner(width, grid.columns)) and (
        not any(_crosses_lying(page, y, gutter * height) for y in _inner(height, grid.rows))
    )


def _inner(step: float, count: int) -> Iterator[float]:
    return (step * at for at in range(1, count))


def _crosses(page: PageObjects, x: float, gutter: float) -> bool:
    left, right = x - gutter / 2, x + gutter / 2
    return any(run.lefts[0] < right and run.rights[-1] > left for run in page.runs) or any(
        x0 < left and x1 > right for x0, _, x1, _ in page.edges
    )


def _crosses_lying(page: PageObjects, y: float, gutter: float) -> bool:
    top, bottom = y - gutter / 2, y + gutter / 2
    return any(run.top < bottom and run.bottom > top for run in page.runs) or any(
        y0 < top and y1 > bottom for _, y0, _, y1 in page.edges
    )


def _arranged(
    sheets: Sequence[PageObjects], grids: Sequence[_Grid]
) -> tuple[_Grid, _Order, bool] | None:
    """Return the grid and order in which page numbers count up, and whether they tell.

    Without numbers most sheets have words in all places, and the codes of tables tell the order;
    None if there is no such grid. Of a single sheet page numbers must count.
    """
    found: list[tuple[int, _Grid, _Order]] = []
    for grid in grids:
        parts = [_parts(sheet, grid) for sheet in sheets]
        full = sum(all(part.runs for part in sheet) for sheet in parts)
        counts = ((_counted(order(parts)), order) for order in _orders(grid))
        found += [(n, grid, order) for n, order in counts if n or 2 * full >= len(sheets)]
    if not found:
        return None
    best = max(count for count, _, _ in found)
    if max(best, len(sheets)) < _FEWEST:
        return None
    likely = [(grid, order) for count, grid, order in found if count == best]
    if best:
        # Parts of a page have no numbers of their own.
        fewest = min(grid.columns * grid.rows for grid, _ in likely)
        likely = [choice for choice in likely if choice[0].columns * choice[0].rows == fewest]
    if len({grid for grid, _ in likely}) == 1:
        likely = _in_turn(sheets, likely)
    (grid, order), *others = likely
    return grid, order, not others


def _in_turn(
    sheets: Sequence[PageObjects], likely: Sequence[tuple[_Grid, _Order]]
) -> list[tuple[_Grid, _Order]]:
    """Return the orders in which the most pages begin with the table behind the last one."""
    counts = []
    for grid, order in likely:
        codes = [_codes(page) for page in order([_parts(sheet, grid) for sheet in sheets])]
        counts.append(sum(b[:1] == [a[-1] + 1] for a, b in pairwise(codes) if a))
    return [choice for choice, count in zip(likely, counts, strict=True) if count == max(counts)]


def _counted(pages: Iterable[PageObjects]) -> int:
    """Return how often the number of a page is the next one."""
    numbers = map(_number, pages)
    return sum(a is not None and b == a + 1 for a, b in pairwise(numbers))


def _number(page: PageObjects) -> int | None:
    """Return the number at the foot or the head of a page."""
    lines = lines_of(words_of(page.runs), page.number) if page.runs else []
    return next((n for line in (*lines[-1:], *lines[:1]) if (n := printed_number(line))), None)


def _codes(page: PageObjects) -> list[int]:
    """Return the numbers of the tables of a page: 公开01表."""
    lines = lines_of(words_of(page.runs), page.number) if page.runs else []
    return [int(code[1]) for line in lines for code in CODE.finditer(line.text)]


def _orders(grid: _Grid) -> Sequence[_Order]:
    """Return the orders in which the pages of sheets can stand, the most usual first."""
    if grid.columns == 1:
        return (chain.from_iterable,)
    return chain.from_iterable, _folded if grid.rows == 1 else partial(_downwards, grid.columns)


def _downwards(columns: int, sheets: _Sheets) -> Iterator[PageObjects]:
    for sheet in sheets:
        for column in range(min(columns, len(sheet))):
            yield from sheet[column::columns]


def _folded(sheets: _Sheets) -> Iterator[PageObjects]:
    """Yield the pages of a booklet: its first sheet holds the first page and the last one."""
    back: list[PageObjects] = []
    for at, sheet in enumerate(sheets):
        front, *others = sheet if at % 2 else reversed(sheet)
        yield front
        back += others
    yield from reversed(back)


def _parts(page: PageObjects, grid: _Grid) -> list[PageObjects]:
    """Return the pages that a sheet holds; the sheet as it is if words reach over its middle."""
    if not _fits(page, grid, gutter=0.0):
        return [replace(page, part=Part(page.number, 0.0, 0.0, page.width, page.height))]
    width, height = page.width / grid.columns, page.height / grid.rows
    return [
        _part(page, (column * width, row * height, (column + 1) * width, (row + 1) * height))
        for row in range(grid.rows)
        for column in range(grid.columns)
    ]


def _part(page: PageObjects, box: Box) -> PageObjects:
    """Return what stands in one part of a sheet; the first tells what is said of the whole."""
    x0, top, x1, bottom = box
    width, height = x1 - x0, bottom - top
    first = not x0 and not top
    zoom = max(1.0, (_USUAL / (width * height)) ** 0.5)
    return replace(
        page,
        width=width * zoom,
        height=height * zoom,
        runs=_runs(page.runs, box, zoom),
        hidden=_runs(page.hidden, box, zoom),
        cut=_runs(page.cut, box, zoom),
        edges=list(_cut(page.edges, box, zoom)),
        images=list(_cut(page.images, box, zoom)),
        unknown=page.unknown if first else 0,
        warnings=page.warnings if first else (),
        fills=list(_cut(page.fills, box, zoom)),
        part=Part(page.number, x0, top, page.width, page.height, zoom),
    )


def _runs(runs: Iterable[Run], box: Box, zoom: float) -> list[Run]:
    """Return the runs whose middle is in a box, and where in it they stand, so much larger."""
    x0, top, x1, bottom = box
    return [
        run.shifted(-x0, -top, zoom)
        for run in runs
        if x0 <= x_of(run) < x1 and top <= y_of(run) < bottom
    ]


def _cut(boxes: Iterable[Box], part: Box, zoom: float) -> Iterator[Box]:
    """Yield what stands in a part of the page of the boxes, and where in that part, enlarged."""
    left, upper, right, lower = part
    for x0, top, x1, bottom in boxes:
        a, b, c, d = max(x0, left), max(top, upper), min(x1, right), min(bottom, lower)
        if a <= c and b <= d and (a < c or x0 == x1) and (b < d or top == bottom):
            yield (a - left) * zoom, (b - upper) * zoom, (c - left) * zoom, (d - upper) * zoom
