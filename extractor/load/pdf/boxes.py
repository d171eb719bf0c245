"""Boxes that stand so near below each other that their lines seem to be of one table."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from extractor.load.pdf.objects import Box
from extractor.load.pdf.places import agree

# Points: the white between two boxes; what is nearer is a double line, what is farther no riddle.
_LEAST, _MOST = 2.0, 6.0
# Points: lines that meet, or end at one place, are no farther apart.
_MEET = 1.0


def parts_of(edges: Sequence[Box]) -> list[Sequence[Box]]:
    """Return the edges above and below each white that two closed boxes leave between them.

    Nothing stands across it. Where the same columns go on it is a double line in a table.
    """
    lying = sorted((edge for edge in edges if edge[1] == edge[3]), key=itemgetter(1, 0))
    levels = list(_levels(lying))
    # Dots are lower than any white.
    drawn = (edge for edge in edges if edge[0] == edge[2] and edge[3] - edge[1] > _LEAST)
    standing = sorted(drawn, key=itemgetter(1))
    seams = [
        (upper[1] + lower[1]) / 2
        for upper, lower in pairwise(levels)
        if _LEAST < lower[1] - upper[1] < _MOST and _is_seam(upper, lower, standing)
    ]
    if not seams:
        return [edges]
    parts: list[list[Box]] = [[] for _ in range(len(seams) + 1)]
    for edge in edges:
        parts[bisect_left(seams, (edge[1] + edge[3]) / 2)].append(edge)
    return list(parts)


def _levels(lying: Sequence[Box]) -> Iterator[Box]:
    """Yield the lines that have a height of their own, each without a gap."""
    start = 0
    for at in range(1, len(lying) + 1):
        if at < len(lying) and lying[at][1] - lying[start][1] <= _MEET:
            continue
        pieces = sorted(lying[start:at])
        end = pieces[0][2]
        for piece in pieces:
            if piece[0] > end + _MEET:
                break
            end = max(end, piece[2])
        else:
            y = lying[start][1]
            yield pieces[0][0], y, end, y
        start = at


def _is_seam(upper: Box, lower: Box, standing: Sequence[Box]) -> bool:
    """Return whether one line closes a box and the other opens another one."""
    middle = (upper[1] + lower[1]) / 2
    if any(top < middle < bottom for _, top, _, bottom in standing):
        return False
    above = [x for x, _, _, bottom in standing if abs(bottom - upper[1]) <= _MEET]
    below = [x for x, top, _, _ in standing if abs(top - lower[1]) <= _MEET]
    if not (_closes(upper, above) and _closes(lower, below)):
        return False
    ours, theirs = _inside(upper, above), _inside(lower, below)
    return not ours or not agree(ours, theirs, _MEET)


def _closes(line: Box, xs: Sequence[float]) -> bool:
    return all(any(abs(x - end) <= _MEET for x in xs) for end in (line[0], line[2]))


def _inside(line: Box, xs: Sequence[float]) -> list[float]:
    return sorted(x for x in xs if line[0] + _MEET < x < line[2] - _MEET)
