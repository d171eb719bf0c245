"""Page numbers that stand alone on a line of a text: they count on, far apart."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.document import Line

# Fewer lines have no page; so many numbers in a row are no accident.
_PAGE, _FEWEST = 8, 3
# Where other lone numbers are as many, each cell stands on a line of its own.
_OTHERS = 2
_MOST_DIGITS, _MOST_PAGES = 3, 2_000


def page_numbers(lines: Sequence[Line]) -> frozenset[int]:
    """Return the indexes of the lines that hold nothing but the number of their page."""
    lone = [
        (index, int(line.text))
        for index, line in enumerate(lines)
        if len(line.text) <= _MOST_DIGITS and line.text.isascii() and line.text.isdigit()
    ]
    chain = _longest_chain(lone) if len(lone) <= _MOST_PAGES else []
    if len(chain) < _FEWEST or len(chain) * _OTHERS < len(lone):
        return frozenset()
    return frozenset(chain)


def _longest_chain(lone: Sequence[tuple[int, int]]) -> list[int]:
    """Return the places of the longest count 4 5 6 … whose numbers stand a page apart."""
    length: dict[int, int] = {}
    before: dict[int, int | None] = {}
    # The places of each value so far, the last of them at the end.
    places: dict[int, list[int]] = {}
    for index, value in lone:
        far = [at for at in places.get(value - 1, ()) if index - at >= _PAGE]
        best = max(far, key=lambda at: length[at], default=None)
        length[index] = 1 + (length[best] if best is not None else 0)
        before[index] = best
        places.setdefault(value, []).append(index)
    at = max(length, key=lambda index: length[index], default=None)
    chain: list[int] = []
    while at is not None:
        chain.append(at)
        at = before[at]
    return chain[::-1]
