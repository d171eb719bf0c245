"""Sheets that hold two pages side by side, as printed small or for a booklet → their pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from extractor.load.pdf.objects import Box, Half, PageObjects, Run

# Sheets are so much wider than high; nothing stands on this part of their width, in the middle.
_WIDE, _GUTTER = 1.2, 0.02
# The first pages with text tell whether they are sheets: titles and sentences would cross them.
_TELL, _FEWEST = 4, 2


def pages_of(pages: Iterable[PageObjects]) -> Iterator[PageObjects]:
    """Yield upright pages; instead of sheets the pages that they hold."""
    rest = iter(pages)
    ahead: list[PageObjects] = []
    written: list[PageObjects] = []
    for page in rest:
        ahead.append(page)
        if page.runs:
            written.append(page)
        if len(written) == _TELL or (page.runs and not _is_sheet(page)):
            break
    if len(written) < _FEWEST or not all(map(_is_sheet, written)) or not _are_full(written):
        yield from chain(ahead, rest)
        return
    number = 0
    for sheet in chain(ahead, rest):
        for half in _halves(sheet) if _is_sheet(sheet) else (_whole(sheet),):
            number += 1
            yield replace(half, number=number)


def _is_sheet(page: PageObjects) -> bool:
    """Return whether nothing that is printed reaches over the middle of a wide page."""
    if page.width < _WIDE * page.height:
        return False
    left, right = (page.width * (1 + side * _GUTTER) / 2 for side in (-1, 1))
    return not any(run.lefts[0] < right and run.rights[-1] > left for run in page.runs) and not any(
        x0 < left and x1 > right for x0, _, x1, _ in page.edges
    )


def _are_full(sheets: Sequence[PageObjects]) -> bool:
    """Return whether most sheets have words on both sides; the last one need not."""
    full = (len({run.lefts[0] < sheet.width / 2 for run in sheet.runs}) > 1 for sheet in sheets)
    return 2 * sum(full) >= len(sheets)


def _whole(page: PageObjects) -> PageObjects:
    return replace(page, half=Half(page.number, 0.0, page.width))


def _halves(page: PageObjects) -> Iterator[PageObjects]:
    """Yield what stands on the left of a sheet, and what stands on its right."""
    width = page.width / 2
    for left in (0.0, width):
        yield replace(
            page,
            width=width,
            runs=[_moved(run, left) for run in page.runs if _is_in(run, left, width)],
            hidden=[_moved(run, left) for run in page.hidden if _is_in(run, left, width)],
            cut=[_moved(run, left) for run in page.cut if _is_in(run, left, width)],
            edges=list(_cut(page.edges, left, width)),
            images=list(_cut(page.images, left, width)),
            unknown=0 if left else page.unknown,
            warnings=() if left else page.warnings,
            fills=list(_cut(page.fills, left, width)),
            half=Half(page.number, left, page.width),
        )


def _is_in(run: Run, left: float, width: float) -> bool:
    return left <= (run.lefts[0] + run.rights[-1]) / 2 < left + width


def _moved(run: Run, left: float) -> Run:
    lefts, rights = [x - left for x in run.lefts], [x - left for x in run.rights]
    return run._replace(lefts=lefts, rights=rights)


def _cut(boxes: Iterable[Box], left: float, width: float) -> Iterator[Box]:
    """Yield what stands in one half of the boxes, and where in that half."""
    for x0, top, x1, bottom in boxes:
        begin, end = max(x0 - left, 0.0), min(x1 - left, width)
        if begin < end or (begin == end and x0 == x1):
            yield begin, top, end, bottom
