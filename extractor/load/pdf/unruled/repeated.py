"""Headers that a table without lines repeats on every page: the first one tells all they do.

What stands below one can be the rest of a name, as near to the header as its own lines are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, takewhile
from math import inf

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import Run
from extractor.load.pdf.tables import Ruled
from extractor.load.pdf.unruled.aligned import Aligned
from extractor.load.pdf.unruled.values import AMOUNT

# Points: words that stand at one place do so on both pages.
_SAME = 0.5
# No more words stand over a header at the head of a page, and lines below a table at its foot.
_OVER, _BELOW = 3, 1

# The characters of a header, each with where it begins, in the order of these.
Header = Sequence[tuple[str, float]]


def header_at_foot(blocks: Sequence[Printed | Ruled | Aligned]) -> Header:
    """Return the header of the table that a page ends with, nothing where it has no amounts."""
    for block in blocks[: -_BELOW - 2 : -1]:
        if not isinstance(block, Printed):
            return _header(block)
    return ()


def without_header(words: Sequence[Run], header: Header) -> tuple[Sequence[Run], float]:
    """Return the words of a page but those of a header that it begins with, and how far this goes.

    Without one they are the same, and it goes nowhere.
    """
    ordered = sorted(words, key=lambda word: word.top)
    for first in range(min(_OVER + 1, len(ordered)) if header else 0):
        count, last = 0, first
        while last < len(ordered) and count < len(header):
            count += len(ordered[last].text.replace(" ", ""))
            last += 1
        if _is_same(_characters(ordered[first:last]), header):
            below = ordered[last:]
            end = min((word.top for word in below), default=inf)
            return [*ordered[:first], *below], end
    return words, -inf


def is_apart(tables: Sequence[Ruled | Aligned], end: float) -> bool:
    """Return whether a table holds a header that goes so far, and no row of it goes on below."""
    rows = [row for table in tables if isinstance(table, Aligned) for row in table.rows]
    heads = [row for row in rows if row[0].top < end]
    return bool(heads) and all(cell.top < end for row in heads for cell in row)


def _header(table: Ruled | Aligned) -> Header:
    if isinstance(table, Ruled):
        rows = [[line for held in row for line in held.lines] for row in table.rows]
    else:
        rows = table.rows
    heads = list(takewhile(lambda row: not any(AMOUNT.search(c.text) for c in row), rows))
    return _characters(chain.from_iterable(heads)) if len(heads) < len(rows) else ()


def _characters(words: Iterable[Run | Printed]) -> Header:
    return sorted(
        (character, left)
        for word in words
        for character, left in zip(word.text, word.lefts, strict=True)
        if not character.isspace()
    )


def _is_same(one: Header, other: Header) -> bool:
    return len(one) == len(other) and all(
        a == b and abs(x - y) < _SAME for (a, x), (b, y) in zip(one, other, strict=True)
    )
