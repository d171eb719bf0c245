"""Tables whose standing lines are drawn a row at a time: where a piece ends, a row does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from extractor.load.pdf.drawing import Drawing
from extractor.load.pdf.grids import SNAP, Ruling
from extractor.load.pdf.objects import Box
from extractor.load.pdf.places import nearest
from extractor.load.pdf.unruled.fills import is_near
from extractor.load.pdf.unruled.line import HIGH

# Points: where a piece ends, the next one begins.
_MET = 0.5
_Piece = tuple[float, float]


def pieced(ruling: Ruling, drawing: Drawing) -> Iterator[Box]:
    """Yield the lines between rows that standing lines tell, but where a lying one tells them."""
    pieces = _pieces(ruling, drawing.edges)
    ends = _ends(ruling, pieces)
    # Where most rows have their lines, a piece ends within a merged cell.
    inner = len(ruling.ys) - 2
    for y in ends if len(ends) >= inner else ():
        whole = [x for x in ruling.xs if not _crosses(pieces[x], y)]
        for left, right in pairwise(ruling.xs):
            near = drawing.placed.inside((left, y - HIGH, right, y + HIGH))
            across = any(word.top + _MET < y < word.bottom - _MET for word in near)
            if left in whole and right in whole and not across:
                yield left, y, right, y


def _pieces(ruling: Ruling, edges: Sequence[Box]) -> dict[float, list[_Piece]]:
    """Return the pieces of each standing line of a table."""
    left, upper, right, lower = ruling.box
    pieces: dict[float, list[_Piece]] = defaultdict(list)
    for x0, top, x1, bottom in edges:
        if x0 == x1 and left - SNAP < x0 < right + SNAP and top < lower and upper < bottom:
            pieces[ruling.xs[nearest(ruling.xs, x0)]].append((top, bottom))
    return pieces


def _ends(ruling: Ruling, pieces: Mapping[float, Sequence[_Piece]]) -> list[float]:
    """Return at which heights pieces of most lines end or begin, some of them both."""
    ends: dict[float, set[float]] = defaultdict(set)
    begins: dict[float, set[float]] = defaultdict(set)
    for x, own in pieces.items():
        for top, bottom in own:
            begins[round(top / _MET)].add(x)
            ends[round(bottom / _MET)].add(x)
    return [
        y * _MET
        for y in sorted({*ends, *begins})
        if len(ends[y] & begins[y]) > 1
        and 2 * len(ends[y] | begins[y]) > len(ruling.xs)
        and not is_near(y * _MET, ruling.ys)
    ]


def _crosses(pieces: Sequence[_Piece], y: float) -> bool:
    return any(top < y - _MET and y + _MET < bottom for top, bottom in pieces)
