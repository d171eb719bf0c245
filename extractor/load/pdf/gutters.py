"""Pages of two text columns → their parts as they are read: over both columns, left, right."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

import regex

from extractor.load.pdf.grids import find_rulings
from extractor.load.pdf.lines import Printed, lines_of, rows_of, words_of
from extractor.load.pdf.objects import Box, PageObjects, Part, Run, y_of
from extractor.load.pdf.places import Extent, merged

# Sizes: words of one column stand no farther apart.
_GAP = 0.8
# A full line of a column, and of a page without columns, is so much as wide as that.
_FULL, _WIDE = 0.8, 0.6
# Sizes: first lines of paragraphs begin no farther to the right.
_INDENT = 2.5
# So many full lines beside each other show two columns, and so many wide ones that there are none;
# one of the first pages has them.
_SHOWN, _AHEAD = 5, 16
# What leads to the page number in a contents.
DOTS = regex.compile(r"[.…·]{4,}")


class _Columns(NamedTuple):
    """Where the white between two columns is, and how far the second is from the first."""

    gutter: float
    shift: float


@dataclass(frozen=True, slots=True)
class _Strip:
    """What stands over the columns, or beside the gutter, between two heights of a page."""

    runs: list[Run]
    edges: list[Box]
    images: list[Box]
    fills: list[Box]


def in_columns(pages: Iterable[PageObjects]) -> Iterator[PageObjects]:
    """Yield the pages; if their text is set in two columns, their parts one after the other."""
    rest = iter(pages)
    ahead: list[PageObjects] = []
    columns: _Columns | None = None
    twins: list[tuple[Printed, Printed]] = []
    wide = 0
    for page in rest:
        ahead.append(page)
        for lines in _rows(page):
            wide += any(_is_wide(line, page) for line in lines)
            if len(lines) == 2 and _are_twins(*lines):
                twins.append((lines[0], lines[1]))
        columns = _columns(twins)
        if wide >= _SHOWN or len(ahead) == _AHEAD or columns:
            break
    if wide >= _SHOWN or columns is None:
        yield from chain(ahead, rest)
        return
    parts = chain.from_iterable(_parts(page, columns) for page in chain(ahead, rest))
    for number, part in enumerate(parts, 1):
        yield replace(part, number=number)


def _rows(page: PageObjects) -> Iterator[list[Printed]]:
    """Yield what stands side by side, but in tables."""
    tables = [(ruling.ys[0], ruling.ys[-1]) for ruling in find_rulings(page.edges)]
    words = words_of(run for run in page.runs if run.turn == 0)
    for row in rows_of([word for word in words if not _is_in(word, tables)]):
        yield lines_of(row, page.number, _GAP)


def _is_wide(line: Printed, page: PageObjects) -> bool:
    """Return whether a line shows that there are no columns; dots in a contents run over any."""
    return line.x1 - line.x0 > _WIDE * page.width and not DOTS.search(line.text)


def _are_twins(one: Printed, other: Printed) -> bool:
    """Return whether both of two lines are full if the second one begins a column."""
    full = _FULL * (other.x0 - one.x0)
    return one.x1 - one.x0 > full and other.x1 - other.x0 > full


def _columns(twins: Sequence[tuple[Printed, Printed]]) -> _Columns | None:
    """Return the columns if there are so many full lines in both, indented or not."""
    if len(twins) < _SHOWN:
        return None
    left, right = (min(line.x0 for line in side) for side in zip(*twins, strict=True))
    near = [
        one.x1
        for one, other in twins
        if max(one.x0 - left, other.x0 - right) < _INDENT * other.size and one.x1 < right
    ]
    if len(near) < max(_SHOWN, len(twins) / 2):
        return None
    return _Columns((max(near) + right) / 2, right - left)


def _is_in(run: Run, heights: Sequence[tuple[float, float]]) -> bool:
    middle = y_of(run)
    return any(top <= middle <= bottom for top, bottom in heights)


def _parts(page: PageObjects, columns: _Columns) -> Iterator[PageObjects]:
    """Yield what stands over both columns, and between that the left column before the right."""
    over = _heights_over(page, columns.gutter)
    bands = [[_Strip([], [], [], []) for _ in range(3)] for _ in range(len(over) + 1)]

    def strip(x0: float, top: float, x1: float, bottom: float) -> _Strip:
        y = (top + bottom) / 2
        at = bisect_left(over, y, key=lambda height: height[1])
        if at < len(over) and over[at][0] <= y:
            return bands[at][2]
        return bands[at][(x0 + x1) / 2 > columns.gutter]

    for run in page.runs:
        strip(run.lefts[0], run.top, run.rights[-1], run.bottom).runs.append(run)
    for edge in page.edges:
        strip(*edge).edges.append(edge)
    for image in page.images:
        strip(*image).images.append(image)
    for fill in page.fills:
        strip(*fill).fills.append(fill)
    rest = page
    for each, shift in _in_order(bands, columns.shift):
        yield _part(rest, each, shift)
        rest = replace(page, hidden=[], cut=[], unknown=0, warnings=())
    if rest is page:
        yield _part(page, _Strip(page.runs, page.edges, page.images, list(page.fills)), 0.0)


def _heights_over(page: PageObjects, gutter: float) -> list[Extent]:
    """Return from where to where something stands over both columns, from top to bottom."""
    boxes = [ruling.box for ruling in find_rulings(page.edges)]
    boxes += [(run.lefts[0], run.top, run.rights[-1], run.bottom) for run in page.runs]
    return merged((b[1], b[3]) for b in boxes if b[0] < gutter < b[2])


def _in_order(bands: Iterable[Sequence[_Strip]], shift: float) -> Iterator[tuple[_Strip, float]]:
    """Yield the strips that hold words, and how far they are moved; those over both joined."""
    whole: _Strip | None = None
    for left, right, over in bands:
        if left.runs or right.runs:
            if whole:
                yield whole, 0.0
                whole = None
            yield from ((strip, x) for strip, x in ((left, 0.0), (right, shift)) if strip.runs)
        if whole is None:
            whole = over
        else:
            whole = _Strip(
                whole.runs + over.runs,
                whole.edges + over.edges,
                whole.images + over.images,
                whole.fills + over.fills,
            )
    if whole and (whole.runs or whole.edges):
        yield whole, 0.0


def _part(page: PageObjects, strip: _Strip, shift: float) -> PageObjects:
    """Return the page with nothing but a strip on it, the right column moved to the left one."""
    base = page.part or Part(page.number, 0.0, 0.0, page.width, page.height)
    return replace(
        page,
        runs=[run.shifted(-shift) for run in strip.runs] if shift else strip.runs,
        edges=_boxes(strip.edges, shift),
        images=_boxes(strip.images, shift),
        fills=_boxes(strip.fills, shift),
        part=base._replace(left=base.left + shift / base.zoom),
    )


def _boxes(boxes: Iterable[Box], shift: float) -> list[Box]:
    return [(x0 - shift, top, x1 - shift, bottom) for x0, top, x1, bottom in boxes]
