"""Paths as they stand on the page: their corners, and the lines that frames are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import sub
from typing import NamedTuple

from pdfminer.utils import Matrix, PathSegment

from extractor.load.pdf.objects import Box

# A filled rectangle that is no thicker is a ruling line.
THIN = 3.0
# A border that is no thicker is none.
_NONE = 0.01

# A segment that is straight is the letter of its operator and a point; a curve has more.
_STRAIGHT = 3

Point = tuple[float, float]
Line = tuple[Point, Point]


class Subpath(NamedTuple):
    """The corners of a subpath, whether only straight lines join them, and these lines.

    Where curves join some, the lines are the sides of its box that are straight but for the ends,
    as those of a rectangle with round corners are.
    """

    corners: list[Point]
    straight: bool
    lines: list[Line]


def subpaths(path: Sequence[PathSegment], ctm: Matrix) -> Iterator[Subpath]:
    """Yield every subpath of more than one point."""
    corners: list[Point] = []
    curves: set[int] = set()
    for segment in path:
        if len(segment) == 1:
            corners.extend(corners[:1])
            continue
        if segment[0] == "m":
            if len(corners) > 1:
                yield _subpath(transformed(corners, ctm), curves)
            corners, curves = [], set()
        if len(segment) > _STRAIGHT:
            curves.add(len(corners))
        corners.append((segment[-2], segment[-1]))
    if len(corners) > 1:
        yield _subpath(transformed(corners, ctm), curves)


def _subpath(corners: list[Point], curves: set[int]) -> Subpath:
    """Return a subpath; ``curves`` are the corners that a curve leads to."""
    lines = list(pairwise(corners))
    if curves:
        box = bounds(corners)
        straight = (line for at, line in enumerate(lines, 1) if at not in curves)
        lines = [side for line in straight if (side := _side(line, box))]
    return Subpath(corners, not curves, lines)


def _side(line: Line, box: Box) -> Line | None:
    """Return the side of a box of which a line is the greater part."""
    (a, b), (c, d) = line
    x0, top, x1, bottom = box
    if abs(b - d) <= _NONE and b in (top, bottom) and 2 * abs(c - a) > x1 - x0:
        return (x0, b), (x1, b)
    if abs(a - c) <= _NONE and a in (x0, x1) and 2 * abs(d - b) > bottom - top:
        return (a, top), (a, bottom)
    return None


def transformed(points: Iterable[Point], matrix: Matrix) -> list[Point]:
    """Return where the points stand on the page."""
    a, b, c, d, e, f = matrix
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]


def bounds(points: Sequence[Point]) -> Box:
    """Return the box around the points."""
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def sides(one: Sequence[Point], other: Sequence[Point]) -> Iterator[Line]:
    """Yield the lines that are left of a box when all but its border is cut out by another."""
    inner, outer = sorted((bounds(one), bounds(other)), key=_area)
    thick = *map(sub, inner[:2], outer[:2]), *map(sub, outer[2:], inner[2:])
    if min(thick) < -_NONE or max(thick) > THIN:
        return
    x0, y0, x1, y1 = ((i + o) / 2 for i, o in zip(inner, outer, strict=True))
    a, b, c, d = (x0, y0), (x1, y0), (x0, y1), (x1, y1)
    lines = (a, c), (a, b), (b, d), (c, d)
    yield from (line for line, size in zip(lines, thick, strict=True) if size > _NONE)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
