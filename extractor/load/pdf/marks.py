"""Watermarks that lie flat: large words printed over, or under, the others."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median_low

from extractor.load.pdf.objects import Run

# They are so many times as large as most words of the page.
_LARGE = 2.0
# Points: words of one mark are of one size.
_SAME_SIZE = 0.5


def without_marks(words: Sequence[Run]) -> Sequence[Run]:
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
