"""Watermarks that lie flat: large words over, or under, others; smaller ones again and again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median_low

import regex

from extractor.load.pdf.lines import SAME_SIZE
from extractor.load.pdf.objects import Run, x_of, y_of

# They are so many times as large as most words of the page.
_LARGE = 2.0
# Or they are only larger, and printed so often; this part of a size of two words is in one place.
_OFTEN, _ACROSS = 3, 0.3
_WORDS = regex.compile(r"\p{Han}.*\p{Han}", regex.DOTALL)


def without_marks(words: Sequence[Run]) -> Sequence[Run]:
    """Return the words without those of marks."""
    if not words:
        return words
    sizes = [word.bottom - word.top for word in words]
    # On a page with little else there can be more marks than words.
    usual = median_low({word.text: size for word, size in zip(words, sizes, strict=True)}.values())
    larger = [word for word, size in zip(words, sizes, strict=True) if size > usual + SAME_SIZE]
    if not larger:
        return words
    marks = [word.size for word in _across(larger, words, _LARGE * usual)]
    repeated = set(_repeated(larger, words))
    if not (marks or repeated):
        return words
    return [
        word
        for word in words
        if all(abs(word.size - size) > SAME_SIZE for size in marks) and word.text not in repeated
    ]


def _across(larger: Sequence[Run], words: Sequence[Run], least: float) -> Iterator[Run]:
    """Yield the words, larger than this, in which smaller ones stand."""
    for mark in larger:
        if mark.size > least and _lies_across(mark, words):
            yield mark


def _lies_across(mark: Run, words: Sequence[Run]) -> bool:
    """Return whether a smaller word stands within a large one."""
    left, right = mark.lefts[0], mark.rights[-1]
    for word in words:
        middle = y_of(word)
        inside = mark.top < middle < mark.bottom and word.size < mark.size / _LARGE
        if inside and left < x_of(word) < right:
            return True
    return False


def _repeated(larger: Sequence[Run], words: Sequence[Run]) -> Iterator[str]:
    """Yield what is printed again and again, and once at least in the place of smaller words."""
    counts = Counter(word.text for word in larger)
    for text, count in counts.items():
        if count >= _OFTEN and _WORDS.search(text):
            own = [word for word in larger if word.text == text]
            if any(_is_over(word, other) for word in own for other in words):
                yield text


def _is_over(word: Run, other: Run) -> bool:
    """Return whether a word is in the place of a smaller one."""
    slack = _ACROSS * other.size
    down = min(word.bottom, other.bottom) - max(word.top, other.top)
    across = min(word.rights[-1], other.rights[-1]) - max(word.lefts[0], other.lefts[0])
    return min(down, across) > slack and word.size - other.size > SAME_SIZE
