"""Words, and tables, printed over others: which of them is meant, nobody can tell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

import regex

from extractor.load.pdf.lines import rows_of
from extractor.load.pdf.objects import Box, Run, left_of, y_of

# This part of the height of the lower word is common to both.
_HIGH = 0.5
# A page with so many such words is in doubt: one alone can be a mark that was put beside its place.
_MANY = 3
# No line of a cell ends within a number, or a code.
_UNBROKEN = regex.compile(r"[\dA-Z,.]{6,}")
# This part of a character is in the way of a line that goes through it; words that run over a side
# of their cell are not so often cut, nor one character alone.
_WITHIN, _CUT = 0.15, 2
# Where a line stands, and from where to where.
_Standing = tuple[float, float, float]


def is_in_doubt(words: Sequence[Run], edges: Iterable[Box]) -> bool:
    """Return whether so many words stand on others, or are cut by lines, that none can be trusted.

    Numbers and codes that are too long for their cells do not tell that.
    """
    standing = sorted({(x0, top, bottom) for x0, top, x1, bottom in edges if x0 == x1})
    return _is_overprinted(words, standing) or _is_ruled_over(words, standing)


def _is_overprinted(words: Sequence[Run], standing: Sequence[_Standing]) -> bool:
    """Return whether words stand on others in too many places."""
    found = 0
    for row in rows_of(words):
        found += sum(not _run_over(*pair, standing) for pair in _on_others(row))
        if found >= _MANY:
            return True
    return False


def _run_over(word: Run, other: Run, standing: Sequence[_Standing]) -> bool:
    """Return whether a number or a code of two words, which no line breaks, runs over its cell.

    The side of the cell stands about where the second word begins.
    """
    whole = any(_UNBROKEN.fullmatch(each.text) for each in (word, other))
    first = bisect_right(standing, (other.lefts[0] + other.size,))
    last = bisect_left(standing, (word.lefts[0] + word.size,))
    return whole and any(top < y_of(word) < bottom for _, top, bottom in standing[first:last])


def _is_ruled_over(words: Sequence[Run], standing: Sequence[_Standing]) -> bool:
    """Return whether standing lines cut so many words that they are those of another table."""
    found = 0
    for word in words:
        least = _CUT if len(word.text) > 1 else 1
        first = bisect_right(standing, (word.lefts[0],)) if standing else 0
        last = bisect_left(standing, (word.rights[-1],)) if standing else 0
        if last - first >= least:
            xs = {
                x
                for x, top, bottom in standing[first:last]
                if top < word.top < word.bottom < bottom
            }
            found += sum(_is_cut(word, x) for x in xs) >= least
    return found >= _MANY


def _is_cut(word: Run, x: float) -> bool:
    """Return whether a line goes through a character that is read."""
    at = bisect_left(word.rights, x)
    left, right = word.lefts[at], word.rights[at]
    slack = _WITHIN * (right - left)
    return word.text[at].isalnum() and left + slack < x < right - slack


def _on_others(row: list[Run]) -> Iterator[tuple[Run, Run]]:
    """Yield the words of a row that stand on another one, with that."""
    row.sort(key=left_of)
    open_words: list[Run] = []
    for word in row:
        open_words = [other for other in open_words if other.rights[-1] > word.lefts[0]]
        under = next((other for other in open_words if _is_on(word, other)), None)
        if under is not None:
            yield word, under
        open_words.append(word)


def _is_on(word: Run, other: Run) -> bool:
    """Return whether a character that is read stands within one of a word that begins before."""
    high = min(word.bottom, other.bottom) - max(word.top, other.top)
    if high < _HIGH * min(word.size, other.size):
        return False
    for character, left, right in zip(word.text, word.lefts, word.rights, strict=True):
        middle = (left + right) / 2
        if middle >= other.rights[-1]:
            return False
        at = bisect_left(other.rights, middle)
        if character.isalnum() and other.text[at].isalnum() and other.lefts[at] < middle:
            return True
    return False
