"""Words printed over other words: which of them is meant, nobody can tell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from extractor.load.pdf.lines import rows_of
from extractor.load.pdf.objects import Run

# This part of the height of the lower word is common to both.
_HIGH = 0.5
# A page with so many such words is in doubt: one alone can be a mark that was put beside its place.
_MANY = 3


def is_overprinted(words: Sequence[Run]) -> bool:
    """Return whether words stand on others in so many places that a page cannot be trusted."""
    found = 0
    for row in rows_of(words):
        found += sum(_on_others(row))
        if found >= _MANY:
            return True
    return False


def _on_others(row: list[Run]) -> Iterable[bool]:
    """Yield for the words of a row whether they begin on another one."""
    row.sort(key=_start)
    open_words: list[Run] = []
    for word in row:
        open_words = [other for other in open_words if other.rights[-1] > word.lefts[0]]
        yield any(_is_on(word, other) for other in open_words)
        open_words.append(word)


def _start(word: Run) -> float:
    return word.lefts[0]


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
