"""Numbers that count the printed lines of a text in its margin: furniture, no words of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, pairwise
from typing import NamedTuple

from extractor.load.pdf.grids import find_rulings
from extractor.load.pdf.lines import lines_of, rows_of, words_of
from extractor.load.pdf.objects import PageObjects, Run, left_of, right_of, y_of

# A report has no more lines; numbers of one column begin, or end, at one place, in points.
_DIGITS, _SAME = 5, 1.5
# So many follow each other as closely as they count, and most of all; so many of them stand beside
# one line of text that is as wide as this part of the page's.
_FOLLOW, _MOST, _BESIDE, _WIDE = 3, 0.8, 2, 0.6
# One of the first pages tells of those before it, which can be all titles.
_AHEAD = 16
# Sizes: what is farther apart stands in columns, and no number of a line is nearer to its text.
_GAP, _OFF = 1.0, 0.15


class _Margin(NamedTuple):
    """A margin: where its numbers begin or end, and which of both that is."""

    side: Callable[[Run], float]
    at: float


def _top(run: Run) -> float:
    return run.top


def without_line_numbers(pages: Iterable[PageObjects]) -> Iterator[PageObjects]:
    """Yield the pages without the numbers of their lines, each line's or every fifth one's."""
    rest = iter(pages)
    known: list[_Margin] = []
    ahead: list[PageObjects] = []
    for page in islice(rest, _AHEAD):
        ahead.append(page)
        if known := list(_margins(page)):
            break
    for page in chain(ahead, rest):
        yield _without(page, known)


def _without(page: PageObjects, known: list[_Margin]) -> PageObjects:
    """Return the page without what stands in a known margin; other pages can have other ones."""
    found = [run for margin in known for run in _at(page, margin) if _is_outside([run], page)]
    if not found and (more := list(_margins(page))):
        known += more
        return _without(page, more)
    out = set(map(id, found))
    return replace(page, runs=[run for run in page.runs if id(run) not in out]) if out else page


def _at(page: PageObjects, margin: _Margin) -> list[Run]:
    """Return the numbers that begin, or end, in a margin."""
    return [
        run for run in page.runs if _is_number(run) and abs(margin.side(run) - margin.at) <= _SAME
    ]


def _is_number(run: Run) -> bool:
    return len(run.text) <= _DIGITS and run.turn == 0 and run.text.isdecimal()


def _is_outside(numbers: Sequence[Run], page: PageObjects) -> bool:
    """Return whether all that is printed and drawn at the height of numbers is on one side.

    The number of an item stands there, too, but its text follows at once.
    """
    top, bottom = min(run.top for run in numbers), max(run.bottom for run in numbers)
    off = _OFF * numbers[0].size
    begin, end = min(map(left_of, numbers)) - off, max(map(right_of, numbers)) + off
    own = set(map(id, numbers))
    beside = [
        (run.lefts[0], run.rights[-1])
        for run in page.runs
        if run.top < bottom and run.bottom > top and id(run) not in own
    ]
    beside += [(x0, x1) for x0, y0, x1, y1 in page.edges if y0 < bottom and y1 > top]
    return all(x0 > end for x0, _ in beside) or all(x1 < begin for _, x1 in beside)


def _margins(page: PageObjects) -> Iterator[_Margin]:
    """Yield the margin in which numbers count the lines of a page."""
    numbers = [run for run in page.runs if _is_number(run)]
    if len(numbers) <= _FOLLOW:
        return
    for first in (min(numbers, key=right_of), max(numbers, key=left_of)):
        margins = [_Margin(side, side(first)) for side in (right_of, left_of)]
        found, margin = max(((_at(page, one), one) for one in margins), key=_count)
        found.sort(key=_top)
        if len(found) > _FOLLOW and _is_outside(found, page) and _counts_lines(page, found):
            yield margin
            return


def _count(found: tuple[list[Run], _Margin]) -> int:
    return len(found[0])


def _counts_lines(page: PageObjects, numbers: Sequence[Run]) -> bool:
    """Return whether numbers count on by one step, and no more lines stand between two of them."""
    values = [int(run.text) for run in numbers]
    steps = [after - before for before, after in pairwise(values)]
    step = max(set(steps), key=steps.count)
    if step < 1:
        return False
    rows = _rows(page, numbers)
    own = set(map(id, numbers))
    at = [row for row, words in enumerate(rows) if any(id(word) in own for word in words)]
    if len(at) < len(numbers):
        return False
    apart = [after - before for before, after in pairwise(at)]
    follow = sum(by == step >= rows for by, rows in zip(steps, apart, strict=True))
    if follow < max(_FOLLOW, _MOST * len(steps)):
        return False
    wide = _WIDE * (max(map(right_of, page.runs)) - min(map(left_of, page.runs)))
    texts = ([word for word in rows[row] if id(word) not in own] for row in at)
    lines = [lines_of(words, page.number, _GAP) for words in texts if words]
    return sum(len(line) == 1 and line[0].x1 - line[0].x0 > wide for line in lines) >= _BESIDE


def _rows(page: PageObjects, numbers: Sequence[Run]) -> list[list[Run]]:
    """Return the rows of words outside tables, each with its number."""
    own = set(map(id, numbers))
    tables = [ruling.box for ruling in find_rulings(page.edges)]
    text = (run for run in page.runs if run.turn == 0 and id(run) not in own)
    words = [
        word
        for word in words_of(text)
        if not any(
            x0 <= word.lefts[0] <= x1 and top <= y_of(word) <= bottom
            for x0, top, x1, bottom in tables
        )
    ]
    return rows_of([*words, *numbers])
