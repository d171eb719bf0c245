"""Watermarks that lie flat: large or repeated words printed over, or under, the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median_low

import regex

from extractor.load.pdf.objects import Run

# They are so many times as large as most words of the page.
_LARGE = 2.0
# Points: words of one mark are of one size.
_SAME_SIZE = 0.5
# Or they are printed so often on a page; this part of a size of two words is in one place.
_OFTEN, _ACROSS = 3, 0.3
_WORDS = regex.compile(r"\p{Han}.*\p{Han}", regex.DOTALL)


def without_marks(words: Sequence[Run]) -> Sequence[Run]:
    """Return the words without those of marks."""
    return _without_repeated(_without_large(words))


def _without_repeated(words: Sequence[Run]) -> Sequence[Run]:
    """Return the words without those that are printed again and again, and over others too."""
    counts = Counter((word.text, round(word.size)) for word in words)
    often = {key for key, count in counts.items() if count >= _OFTEN and _WORDS.search(key[0])}
    if not often:
        return words
    marks = {key for key in often if _stands_over(key, words)}
    return (
        [word for word in words if (word.text, round(word.size)) not in marks] if marks else words
    )


def _stands_over(key: tuple[str, int], words: Sequence[Run]) -> bool:
    """Return whether one of these words is printed in the same place as another word."""
    own = [word for word in words if (word.text, round(word.size)) == key]
    return any(_overlap(word, other) for word in own for other in words if other.text != word.text)


def _overlap(word: Run, other: Run) -> bool:
    """Return whether a word is in the place of a smaller one."""
    slack = _ACROSS * min(word.size, other.size)
    down = min(word.bottom, other.bottom) - max(word.top, other.top)
    across = min(word.rights[-1], other.rights[-1]) - max(word.lefts[0], other.lefts[0])
    return min(down, across) > slack and word.size - other.size > _SAME_SIZE


def _without_large(words: Sequence[Run]) -> Sequence[Run]:
    """Return the words without those of a size in which one lies across smaller ones."""
    if not words:
        return words
    sizes = [word.bottom - word.top for word in words]
    least = _LARGE * median_low(sizes)
    large = [word for word, size in zip(words, sizes, strict=True) if size > least]
    marks = [word.size for word in large if _lies_across(word, words)]
    if not marks:
        return words
    return [word for word in words if all(abs(word.size - size) > _SAME_SIZE for size in marks)]


def _lies_across(mark: Run, words: Sequence[Run]) -> bool:
    """Return whether a smaller word stands within a large one."""
    left, right = mark.lefts[0], mark.rights[-1]
    for word in words:
        middle = (word.top + word.bottom) / 2
        inside = mark.top < middle < mark.bottom and word.size < mark.size / _LARGE
        if inside and left < (word.lefts[0] + word.rights[-1]) / 2 < right:
            return True
    return False
