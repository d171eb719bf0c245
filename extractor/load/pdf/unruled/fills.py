"""Areas that are filled with colour: which are cells, and which words stand in a place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from extractor.load.pdf.grids import SNAP
from extractor.load.pdf.joints import OPENING
from extractor.load.pdf.objects import Box, Run, stand_over, x_of, y_of
from extractor.load.pdf.places import Extent
from extractor.load.pdf.unruled.values import values_of


class Words:
    """The words of a page, found by where their middles are."""

    def __init__(self, words: Iterable[Run]) -> None:
        self._words = sorted(words, key=y_of)
        self._heights = [y_of(word) for word in self._words]

    def inside(self, place: Box) -> list[Run]:
        """Return the words in a place, from top to bottom."""
        left, top, right, bottom = place
        return [word for word in self.between(top, bottom) if left < x_of(word) < right]

    def between(self, top: float, bottom: float) -> list[Run]:
        """Return the words between two heights, from top to bottom."""
        first = bisect_right(self._heights, top)
        return self._words[first : bisect_left(self._heights, bottom, first)]


def side_by_side(boxes: Iterable[Box]) -> Iterator[Box]:
    """Yield the boxes that touch another one on the left, or on the right, that is half as high."""
    ordered = sorted(boxes)
    lefts = [box[0] for box in ordered]
    for box in ordered:
        first, last = bisect_left(lefts, box[2] - SNAP), bisect_left(lefts, box[2] + SNAP)
        for other in ordered[first:last]:
            shared = min(box[3], other[3]) - max(box[1], other[1])
            if 2 * shared > min(box[3] - box[1], other[3] - other[1]):
                yield box
                yield other


def unfilled(filled: Iterable[Extent], left: float, right: float) -> Iterator[Extent]:
    """Yield from where to where nothing is filled between two sides."""
    end = left
    for x0, x1 in (*sorted(filled), (right, right)):
        if x0 > end + SNAP:
            yield end, x0
        end = max(end, x1)


def four_sides(cell: Box) -> Iterator[Box]:
    """Yield the four sides of a filled cell."""
    x0, top, x1, bottom = cell
    yield from ((x0, top, x1, top), (x0, bottom, x1, bottom))
    yield from ((x0, top, x0, bottom), (x1, top, x1, bottom))


def is_near(x: float, places: Sequence[float]) -> bool:
    """Return whether one of the ordered places is about here."""
    at = bisect_left(places, x - SNAP)
    return at < len(places) and places[at] < x + SNAP


def are_stacked(words: Sequence[Run]) -> bool:
    """Return whether values stand below each other."""
    return any(
        stand_over(one, other) and (one.bottom <= y_of(other) or other.bottom <= y_of(one))
        for one, other in combinations(values_of(words), 2)
    )


def standing(upper: Sequence[float], lower: Sequence[float], words: Sequence[Run]) -> list[float]:
    """Return where the lines of a white place stand: where no word is in their way.

    Where cells begin only above it, or only below it, words stand on both sides.
    """
    ends = {*upper[:1], *upper[-1:]}
    free = [x for x in sorted({*upper, *lower}) if x in ends or not is_crossed(x, words)]
    common = [x for x in free if is_near(x, upper) and is_near(x, lower)]
    found: list[float] = []
    for x in free:
        at = bisect_left(common, x)
        if x in common or _parts(x, common[at - 1], common[at], words):
            found.append(x)
    return found


def is_crossed(x: float, words: Iterable[Run]) -> bool:
    """Return whether a word is in the way of a line: the white half of a bracket is not."""
    return any(_begin(word) < x < word.rights[-1] for word in words)


def _begin(word: Run) -> float:
    """Return where the ink of a word begins."""
    first = word.lefts[0]
    return (first + word.rights[0]) / 2 if word.text[0] in OPENING else first


def _parts(x: float, left: float, right: float, words: Iterable[Run]) -> bool:
    """Return whether words stand on both sides of a line."""
    places = [x_of(word) for word in words]
    return any(left < place < x for place in places) and any(x < place < right for place in places)
