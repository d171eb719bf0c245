"""Clips: what of a run of characters, of a line or of an area shows inside one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress

from extractor.load.pdf.objects import Box, Run, y_of

# What touches a clip or a colour from outside by no more is inside: borders lie on its edge.
EDGE = 1.0


def in_order(box: Box) -> Box:
    """Return a box of which any two corners were given."""
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def common(box: Box, clip: Box) -> Box:
    """Return what two boxes have in common; its sides are in disorder where that is nothing."""
    x0, y0, x1, y1 = box
    a, b, c, d = clip
    return max(x0, a), max(y0, b), min(x1, c), min(y1, d)


def edge_inside(edge: Box, clip: Box) -> Box | None:
    """Return the part of a line that lies or stands inside a clip."""
    x0, top, x1, bottom = edge
    left, upper, right, lower = clip
    if x0 >= left and x1 <= right and top >= upper and bottom <= lower:
        return edge
    if top == bottom and upper - EDGE <= top <= lower + EDGE:
        x0, x1 = max(x0, left), min(x1, right)
        return (x0, top, x1, bottom) if x0 < x1 else None
    if x0 == x1 and left - EDGE <= x0 <= right + EDGE:
        top, bottom = max(top, upper), min(bottom, lower)
        return (x0, top, x1, bottom) if top < bottom else None
    return None


def run_inside(run: Run, clip: Box) -> Run | None:
    """Return the part of a run whose middles stand inside a clip."""
    left, upper, right, lower = clip
    middle = y_of(run)
    if not upper <= middle <= lower:
        return None
    if left <= run.lefts[0] and run.rights[-1] <= right and run.lefts[0] <= run.rights[-1]:
        return run
    places = zip(run.lefts, run.rights, strict=True)
    return shown_of(run, [left <= (x0 + x1) / 2 <= right for x0, x1 in places])


def shown_of(run: Run, shown: Sequence[bool]) -> Run | None:
    """Return the characters of a run that show, None where there are none."""
    if all(shown):
        return run
    if not any(shown):
        return None
    lefts, rights = list(compress(run.lefts, shown)), list(compress(run.rights, shown))
    return run._replace(text="".join(compress(run.text, shown)), lefts=lefts, rights=rights)


def beyond(run: Run, clip: Box) -> Iterator[Run]:
    """Yield the letters and digits of a run that stand on the left or on the right of a clip."""
    left, _, right, _ = clip
    for character, x0, x1 in zip(run.text, run.lefts, run.rights, strict=True):
        if character.isalnum() and not left <= (x0 + x1) / 2 <= right:
            yield run._replace(text=character, lefts=[x0], rights=[x1])
