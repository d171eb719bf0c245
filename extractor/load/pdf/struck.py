"""Lines through words, and under them: these part no cells, and what is struck out is no word.

Revisions that are printed strike words out. Where a page break cuts a row, some tools draw the end
of its cells on the next page, through the words of the row there: these count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from extractor.load.pdf.lines import cut, rows_of
from extractor.load.pdf.objects import Box, Run, left_of, x_of, y_of

# Parts of their height: a line through words is no farther from their middle …
_MIDDLE = 0.25
# … and begins and ends with one of them, which its blanks and the next ones are as near to.
_END, _TOUCH = 0.5, 0.2
# … and one that is drawn through words by mistake is anywhere in them …
_HALF = 0.5
# … and a line under words is no farther from their foot.
_UNDER = 0.3
# Points: lines that meet are no farther apart.
_MEET = 2.0


class Unstruck(NamedTuple):
    """What is left of a page without words that are struck through, and lines of words; these."""

    runs: list[Run]
    edges: list[Box]
    struck: list[str]


def unstruck(runs: list[Run], edges: list[Box]) -> Unstruck:
    """Return the runs and edges of a page without those struck through, and all lines of words."""
    struck: dict[int, set[int]] = defaultdict(set)
    lines: set[Box] = set()
    order = sorted(range(len(runs)), key=lambda at: y_of(runs[at]))
    middles = [y_of(runs[at]) for at in order]
    reach = _MIDDLE * max((run.size for run in runs), default=0.0)
    for line, pieces in _lines(edges):
        y = line[1]
        near = order[bisect_left(middles, y - 4 * reach) : bisect_right(middles, y + 2 * reach)]
        through = [(at, place) for at in near for place in _over(runs[at], line)]
        under = _underlines(line, [runs[at] for at in near])
        strikes = not under and _strikes(line, [(runs[at], place) for at, place in through])
        if any(_is_in(line, runs[at]) for at in near) and _parts(line, edges):
            if _misses_none(line, runs, edges):
                lines.update(pieces)
        elif (under or strikes) and not _parts(line, edges):
            lines.update(pieces)
            for at, place in through if strikes else ():
                struck[at].add(place)
    edges = [edge for edge in edges if edge not in lines] if lines else edges
    if not struck:
        return Unstruck(runs, edges, [])
    kept: list[Run] = []
    out: list[Run] = []
    for at, run in enumerate(runs):
        for is_out, part in _parted(run, struck[at]):
            (out if is_out else kept).append(part)
    said = []
    for words in _stretches(out):
        said.append("".join(word.text for word in words).strip())
        _close(kept, words)
    return Unstruck(kept, edges, said)


def _lines(edges: Iterable[Box]) -> Iterator[tuple[Box, list[Box]]]:
    """Yield each lying line with its pieces; those of a table go on from cell to cell."""
    lying = sorted((edge for edge in edges if edge[1] == edge[3]), key=itemgetter(1, 0))
    pieces: list[Box] = []
    end = 0.0
    for edge in (*lying, None):
        if pieces and (edge is None or edge[1] != pieces[0][1] or edge[0] > end + _MEET):
            yield (pieces[0][0], pieces[0][1], end, pieces[0][1]), pieces
            pieces = []
        if edge is not None:
            end = max(end, edge[2]) if pieces else edge[2]
            pieces.append(edge)


def _over(run: Run, edge: Box) -> Iterator[int]:
    """Yield which characters of a run a line goes through the middle of."""
    x0, y, x1, _ = edge
    if abs(y_of(run) - y) > _MIDDLE * run.size or run.lefts[0] > x1 or run.rights[-1] < x0:
        return
    for at, (left, right) in enumerate(zip(run.lefts, run.rights, strict=True)):
        if x0 <= (left + right) / 2 <= x1:
            yield at


def _strikes(edge: Box, below: Sequence[tuple[Run, int]]) -> bool:
    """Return whether a line is as long as the words that it goes through."""
    read = [(run, at) for run, at in below if run.text[at].isalnum()]
    if not read:
        return False
    room = _END * max(run.size for run, _ in read)
    left = min(run.lefts[at] for run, at in below)
    right = max(run.rights[at] for run, at in below)
    return abs(left - edge[0]) <= room and abs(right - edge[2]) <= room


def _underlines(edge: Box, above: Iterable[Run]) -> bool:
    """Return whether a line stands at the foot of words without a gap, as long as these."""
    x0, y, x1, _ = edge
    own = sorted(
        (run.lefts[0], run.rights[-1], run.size)
        for run in above
        if abs(run.bottom - y) <= _UNDER * run.size and run.lefts[0] < x1 and run.rights[-1] > x0
    )
    if not own:
        return False
    room = _END * own[0][2]
    ends = [x0, *(right for _, right, _ in own)]
    begins = [*(left for left, _, _ in own), x1]
    return all(abs(begin - end) <= room for end, begin in zip(ends, begins, strict=True))


def _parts(edge: Box, edges: Sequence[Box]) -> bool:
    """Return whether a line reaches from one standing line to another: it parts two rows."""
    x0, y, x1, _ = edge
    standing = [
        left
        for left, top, right, bottom in edges
        if left == right and top - _MEET <= y <= bottom + _MEET
    ]
    return all(any(abs(x - at) <= _MEET for at in standing) for x in (x0, x1))


def _misses_none(edge: Box, runs: Iterable[Run], edges: Iterable[Box]) -> bool:
    """Return whether a line goes through all words of the cells above and below it."""
    x0, y, x1, _ = edge
    lying = [at for left, at, right, low in edges if at == low and left < x1 and right > x0]
    above = max((at for at in lying if at < y - _MEET), default=None)
    below = min((at for at in lying if at > y + _MEET), default=None)
    if above is None or below is None:
        return False
    own = (run for run in runs if x0 < x_of(run) < x1 and above < y_of(run) < below)
    return all(_is_in(edge, run) for run in own)


def _is_in(edge: Box, run: Run) -> bool:
    """Return whether a line goes through words, wherever."""
    x0, y, x1, _ = edge
    return x0 < x_of(run) < x1 and abs(y_of(run) - y) < _HALF * run.size


def _parted(run: Run, out: set[int]) -> Iterator[tuple[bool, Run]]:
    """Yield the parts of a run, and of each whether it is struck through."""
    if not out:
        yield False, run
        return
    for is_out, places in groupby(range(len(run.text)), out.__contains__):
        first, *_ = found = list(places)
        yield is_out, cut(run, first, found[-1] + 1)


def _stretches(out: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield what is struck through in one."""
    for row in rows_of(out):
        row.sort(key=left_of)
        stretch = row[:1]
        for before, run in pairwise(row):
            if run.lefts[0] - before.rights[-1] > _TOUCH * run.size:
                yield stretch
                stretch = []
            stretch.append(run)
        yield stretch


def _close(kept: list[Run], words: Sequence[Run]) -> None:
    """Let what stands before words that are struck through reach to what stands behind them."""
    first, right = words[0], words[-1].rights[-1]
    for at, run in enumerate(kept):
        near = abs(run.rights[-1] - first.lefts[0]) <= _TOUCH * first.size
        if near and abs(y_of(run) - y_of(first)) <= _MIDDLE * first.size:
            kept[at] = run._replace(rights=[*run.rights[:-1], right])
            return
