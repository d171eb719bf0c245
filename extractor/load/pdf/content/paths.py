"""Paths as they stand on the page: their corners, and the lines that frames are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import sub

from pdfminer.utils import Matrix, PathSegment

from extractor.load.pdf.objects import Box

# A filled rectangle that is no thicker is a ruling line.
THIN = 3.0
# A border that is no thicker is none.
_NONE = 0.01

Point = tuple[float, float]


def subpaths(path: Sequence[PathSegment], ctm: Matrix) -> Iterator[tuple[list[Point], bool]]:
    """Yield the corners of every subpath, and whether only straight lines join them."""
    corners: list[Point] = []
    straight = True
    for segment in path:
        if len(segment) == 1:
            corners.extend(corners[:1])
            continue
        if segment[0] == "m":
            if len(corners) > 1:
                yield transformed(corners, ctm), straight
            corners, straight = [], True
        corners.append((segment[-2], segment[-1]))
        straight = straight and len(segment) == 3
    if len(corners) > 1:
        yield transformed(corners, ctm), straight


def transformed(points: Iterable[Point], matrix: Matrix) -> list[Point]:
    """Return where the points stand on the page."""
    a, b, c, d, e, f = matrix
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]


def bounds(points: Sequence[Point]) -> Box:
    """Return the box around the points."""
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def sides(one: Sequence[Point], other: Sequence[Point]) -> Iterator[Box]:
    """Yield the lines that are left of a box when all but its border is cut out by another."""
    inner, outer = sorted((bounds(one), bounds(other)), key=_area)
    thick = *map(sub, inner[:2], outer[:2]), *map(sub, outer[2:], inner[2:])
    if min(thick) < -_NONE or max(thick) > THIN:
        return
    x0, y0, x1, y1 = ((i + o) / 2 for i, o in zip(inner, outer, strict=True))
    lines = (x0, y0, x0, y1), (x0, y0, x1, y0), (x1, y0, x1, y1), (x0, y1, x1, y1)
    yield from (line for line, size in zip(lines, thick, strict=True) if size > _NONE)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
