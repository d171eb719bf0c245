"""Where things stand, in points: what is at one place of two pages, or of two tables."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

# What is at one place of two pages is no farther apart.
LEVEL = 1.5
# From where to where something reaches.
Extent = tuple[float, float]


def agree(ours: Sequence[float], theirs: Sequence[float], slack: float = LEVEL) -> bool:
    """Return whether there are as many places here as there, each where the other is.

    >>> agree([50, 90.5], [50, 90]), agree([50, 90], [50, 92]), agree([50], [50, 90])
    (True, False, False)
    """
    return len(ours) == len(theirs) and all(
        abs(one - other) <= slack for one, other in zip(ours, theirs, strict=True)
    )


def nearest(places: Sequence[float], place: float) -> int:
    """Return which of some places, in order, is nearest, the first one of two."""
    after = bisect_left(places, place)
    if after == len(places) or (after and place - places[after - 1] <= places[after] - place):
        return after - 1
    return after


def apart(places: Iterable[float], slack: float = LEVEL) -> list[float]:
    """Return the places in order, only the first of those that are about at one place.

    >>> apart([90.5, 50, 90])
    [50, 90]
    """
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > slack:
            kept.append(place)
    return kept


def merged(extents: Iterable[Extent], slack: float = 0.0) -> list[Extent]:
    """Return from where to where any of some extents reach, those as one that overlap.

    >>> merged([(50, 60), (10, 20), (15, 30), (30, 40)])
    [(10, 30), (30, 40), (50, 60)]
    """
    found: list[Extent] = []
    for start, end in sorted(extents):
        if found and start < found[-1][1] + slack:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
