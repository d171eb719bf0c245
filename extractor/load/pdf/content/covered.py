"""Words under white that was drawn over them: whoever mends a page so shows other words there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from extractor.load.pdf.content.clips import shown_of
from extractor.load.pdf.objects import Box, Run, y_of

# What covers less than this part of their height hides no words.
_HIGH = 0.5
# How many runs were drawn before a white area, and where it is.
Cover = tuple[int, Box]


def uncovered(runs: list[Run], covers: Sequence[Cover]) -> list[Run]:
    """Return what shows of the runs."""
    if not covers:
        return runs
    order = sorted(range(len(runs)), key=lambda at: y_of(runs[at]))
    middles = [y_of(runs[at]) for at in order]
    left: dict[int, Run | None] = {}
    for count, box in covers:
        for at in order[bisect_left(middles, box[1]) : bisect_right(middles, box[3])]:
            run = left.get(at, runs[at])
            if at < count and run is not None:
                left[at] = _beside(run, box)
    return list(_shown(runs, left)) if left else runs


def _beside(run: Run, box: Box) -> Run | None:
    """Return the characters of a run that stand beside a box, None where there are none."""
    x0, top, x1, bottom = box
    high = min(run.bottom, bottom) - max(run.top, top)
    if high < _HIGH * run.size or run.rights[-1] < x0 or run.lefts[0] > x1:
        return run
    places = zip(run.lefts, run.rights, strict=True)
    return shown_of(run, [not x0 <= (left + right) / 2 <= x1 for left, right in places])


def _shown(runs: Sequence[Run], left: dict[int, Run | None]) -> Iterator[Run]:
    for at, run in enumerate(runs):
        shown = left.get(at, run)
        if shown is not None:
            yield shown
