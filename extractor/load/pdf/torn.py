"""Amounts that their cells are too narrow for: 1,360.9 with its last digit on the next line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import regex

from extractor.load.pdf.lines import rows_of
from extractor.load.pdf.objects import Run

# What can begin an amount, what is never a whole one, and whole ones: they have two decimals.
_BEGUN = regex.compile(r"-?\d[\d,]*(?:,\d{0,3}|\.\d?)")
_SHORT = regex.compile(r"-?\d[\d,]*(?:,\d{0,2}|\.\d?)")
_AMOUNT = regex.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d")
_NUMBER = regex.compile(r"-?[\d,.]*\d[\d,.]*%?")
# A line of a code that is wrapped, one that can be followed by another, and a whole code.
_PART, _LONG = regex.compile(r"[\dA-Z]+"), regex.compile(r"[\dA-Z]{5,}")
_CODE = regex.compile(r"\d{5,7}")
# Points: what stands on one side, or in the middle, of a cell is no farther off.
_OFF = 1.0
# Sizes: so far the next line of a cell is below, and so much wider a cell had room for more.
_NEXT, _ROOM = 2.0, 0.3
# Rows are so many times as far apart as the lines of a cell.
_APART = 1.1


def with_whole_amounts(words: Sequence[Run]) -> Sequence[Run]:
    """Return the words, amounts that go on in the next line of their cells as one.

    A row below has numbers of its own: none of a line may be but the rest of an amount. Where rows
    are as near as lines nothing else stands there either.
    """
    begun = [word for word in words if _BEGUN.fullmatch(word.text)]
    if not begun:
        return words
    codes = lines_of_codes(words)
    numbers = [word for word in words if _NUMBER.fullmatch(word.text) and id(word) not in codes]
    rests = dict(_rests(begun, words))
    torn = [word for word in begun if _is_torn(word, numbers, rests)]
    found = {id(rests[id(word)]): word for word in torn}
    rows = [word for word in numbers if id(word) not in found]
    for row in rows_of(words) if found else ():
        own = [
            word
            for word in row
            if _NUMBER.fullmatch(word.text)
            and id(word) not in codes
            and not _is_of_code(word, numbers)
        ]
        alone = len(own) == len(row)
        if not all(
            id(rest) in found and (alone or _is_near(found[id(rest)], rest, rows)) for rest in own
        ):
            for rest in own:
                found.pop(id(rest), None)
    whole = {id(word): rests[id(word)] for word in found.values()}
    return [
        _joined(word, whole[id(word)]) if id(word) in whole else word
        for word in words
        if id(word) not in found
    ]


def lines_of_codes(words: Sequence[Run]) -> set[int]:
    """Return the ids of the lines of codes below their first ones: they are no values of a row."""
    found: set[int] = set()
    parts = [word for word in words if _PART.fullmatch(word.text.strip())]
    for word in parts:
        if id(word) in found or _LONG.fullmatch(word.text.strip()):
            for part in parts:
                near = 0 < part.top - word.top < _NEXT * word.size
                if near and abs(part.lefts[0] - word.lefts[0]) < _OFF:
                    found.add(id(part))
    return found


def _rests(begun: Sequence[Run], words: Sequence[Run]) -> Iterator[tuple[int, Run]]:
    """Yield for words the nearest one below them where both are an amount."""
    for word in begun:
        below = (other for other in words if 0 < other.top - word.top < _NEXT * word.size)
        nearest = min(
            (other for other in below if _stand_over(word, other)),
            key=lambda other: other.top,
            default=None,
        )
        if nearest and _AMOUNT.fullmatch(word.text + nearest.text) and _is_below(word, nearest):
            yield id(word), nearest


def _is_below(word: Run, rest: Run) -> bool:
    """Return whether a rest stands in the same cell: on one of its sides, or in its middle."""
    left, right = rest.lefts[0] - word.lefts[0], word.rights[-1] - rest.rights[-1]
    return min(left, right) > -_OFF and min(left, right, abs(left - right)) < _OFF


def _is_torn(word: Run, numbers: Sequence[Run], rests: Mapping[int, Run]) -> bool:
    """Return whether a word has a rest, and its column no wider number and none cut otherwise.

    The rest of the last one of a page can be on the next.
    """
    width = word.rights[-1] - word.lefts[0] + _ROOM * word.size
    column = [other for other in numbers if abs(other.rights[-1] - word.rights[-1]) < _OFF]
    last = max((other.top for other in column), default=0.0)
    return id(word) in rests and not any(
        other.rights[-1] - other.lefts[0] > width
        or (_SHORT.fullmatch(other.text) and id(other) not in rests and other.top < last)
        for other in column
    )


def _is_of_code(word: Run, numbers: Sequence[Run]) -> bool:
    """Return whether a word is the rest of a code: it has no more digits than the one above it."""
    return word.text.isdecimal() and any(
        0 < word.top - other.top < _NEXT * word.size
        and abs(word.lefts[0] - other.lefts[0]) < _OFF
        and other.text.isdecimal()
        and _CODE.fullmatch(other.text + word.text)
        for other in numbers
    )


def _is_near(word: Run, rest: Run, rows: Sequence[Run]) -> bool:
    """Return whether a rest is nearer to its word than rows are to each other."""
    column = [other for other in rows if _stand_over(word, other)]
    above = [word.top - other.top for other in column if other.top < word.top]
    below = [other.top - rest.top for other in column if other.top > rest.top]
    return _APART * (rest.top - word.top) < min([*above, *below], default=0.0)


def _joined(word: Run, rest: Run) -> Run:
    return word._replace(
        text=word.text + rest.text,
        lefts=word.lefts + rest.lefts,
        rights=word.rights + rest.rights,
    )


def _stand_over(one: Run, other: Run) -> bool:
    return one.lefts[0] < other.rights[-1] and other.lefts[0] < one.rights[-1]
