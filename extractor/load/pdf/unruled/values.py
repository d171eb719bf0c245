"""What a table without lines holds values in: numbers, and those with what they count."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from extractor.load.pdf.objects import Placed, Run

_NUMBER = regex.compile(r"[-+—–]?(?:\d[\d,]*)?(?:\.\d+)?%?")
# What a form plans and reached: a number and what it counts.
_VALUE = regex.compile(
    r"[≥≤><＞＜]* ?\d[\d,.]* ?(?:%|(?![年月日])\p{Han}{1,3})(?:[—～~-]+[\d.]+%?)?"
)
AMOUNT = regex.compile(r"\d\.\d|\d,\d{3}")
# So many numbers count columns.
_COUNTED = 3
# Points: the lines of a cell, and the cells of a column, begin so near to each other.
SAME_LEFT = 1.0


def is_number(text: str) -> bool:
    """Return whether a cell holds a number alone, or a rate."""
    return _NUMBER.fullmatch(text) is not None and any(map(str.isdigit, text))


def is_amount(text: str) -> bool:
    """Return whether a cell holds a number alone that is written as amounts are."""
    return is_number(text) and AMOUNT.search(text) is not None


def is_value(text: str) -> bool:
    """Return whether a cell holds a number, alone or with what it counts."""
    return is_number(text) or is_counted(text)


def is_counted(text: str) -> bool:
    """Return whether a cell holds a number with what it counts."""
    return _VALUE.fullmatch(text) is not None


def counts_columns(numbers: Sequence[str]) -> bool:
    """Return whether a row says 1, 2, 3 …, which an empty table does below its header too."""
    counted = [str(at) for at in range(1, len(numbers) + 1)]
    return len(numbers) >= _COUNTED and list(numbers) == counted


def begin_alike(one: Placed, other: Placed) -> bool:
    """Return whether words, at whatever heights, begin at one distance from the left."""
    return abs(one.lefts[0] - other.lefts[0]) < SAME_LEFT


def values_of(words: Sequence[Run]) -> list[Run]:
    """Return the words that are values."""
    return [word for word in words if is_value(word.text.strip())]
