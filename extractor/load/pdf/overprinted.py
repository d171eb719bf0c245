"""Words, and tables, printed over others: which of them is meant, nobody can tell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from extractor.load.pdf.lines import rows_of
from extractor.load.pdf.objects import Box, Run, left_of

# This part of the height of the lower word is common to both.
_HIGH = 0.5
# A page with so many such words is in doubt: one alone can be a mark that was put beside its place.
_MANY = 3
# This part of a character is in the way of a line that goes through it; words that run over a side
# of their cell are not so often cut, nor one character alone.
_WITHIN, _CUT = 0.15, 2


def is_overprinted(words: Sequence[Run]) -> bool:
    """Return whether words stand on others in so many places that a page cannot be trusted."""
    found = 0
    for row in rows_of(words):
        found += sum(_on_others(row))
        if found >= _MANY:
            return True
    return False


def is_ruled_over(words: Sequence[Run], edges: Iterable[Box]) -> bool:
    """Return whether standing lines cut so many words that they are those of another table."""
    standing = sorted({(x0, top, bottom) for x0, top, x1, bottom in edges if x0 == x1})
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


def _on_others(row: list[Run]) -> Iterable[bool]:
    """Yield for the words of a row whether they begin on another one."""
    row.sort(key=left_of)
    open_words: list[Run] = []
    for word in row:
        open_words = [other for other in open_words if other.rights[-1] > word.lefts[0]]
        yield any(_is_on(word, other) for other in open_words)
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
