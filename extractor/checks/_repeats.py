"""Where the same words stand twice in a row: 支出支出, 做好工作，做好工作.

A regular expression tries every length at every character. The text is laid beside itself instead,
once for each length, and the characters that agree are found by numpy, which spaCy brings along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]

_HAN = 0x4E00, 0x9FFF
_DIGITS = 0x30, 0x39


@dataclass(frozen=True, slots=True)
class Repeat:
    """A unit that stands at ``start``, and again from ``again`` to ``end``."""

    start: int
    again: int
    end: int
    unit: str

    @property
    def first(self) -> tuple[int, int]:
        """Where it stands for the first time."""
        return self.start, self.start + len(self.unit)


def doubled(text: str, lengths: Sequence[int]) -> Iterator[Repeat]:
    """Yield the characters that follow upon themselves, the shortest unit first.

    >>> [(each.unit, each.start) for each in doubled("本年支出支出决算", range(2, 13))]
    [('支出', 2)]
    """
    codes = _codes(text)
    yield from _leftmost(text, _places(codes, _within(codes, _HAN), lengths, gap=0), gap=0)


def repeated_over(text: str, signs: str, lengths: Sequence[int]) -> Iterator[Repeat]:
    """Yield the clauses that stand before a sign and behind it, the longest unit first.

    >>> [each.unit for each in repeated_over("共做好各项工作，做好各项工作。", "，", range(6, 31))]
    ['做好各项工作']
    """
    codes = _codes(text)
    inside = _within(codes, _HAN) | _within(codes, _DIGITS)
    places = _places(codes, inside, sorted(lengths, reverse=True), gap=1)
    found = ((start, length) for start, length in places if text[start + length] in signs)
    yield from _leftmost(text, found, gap=1)


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _within(codes: Codes, ends: tuple[int, int]) -> NDArray[np.bool_]:
    return (codes >= ends[0]) & (codes <= ends[1])


def _places(
    codes: Codes, inside: NDArray[np.bool_], lengths: Sequence[int], gap: int
) -> list[tuple[int, int]]:
    """Return each place and length of a repetition, by place and then as the lengths are given."""
    found = []
    for rank, length in enumerate(lengths):
        shift = length + gap
        same = ((codes[:-shift] == codes[shift:]) & inside[:-shift]).tobytes()
        run = b"\1" * length
        start = same.find(run)
        while start >= 0:
            found.append((start, rank, length))
            start = same.find(run, start + 1)
    return [(start, length) for start, _, length in sorted(found)]


def _leftmost(text: str, places: Iterable[tuple[int, int]], gap: int) -> Iterator[Repeat]:
    """Yield the repetitions from left to right, none that overlaps the one before."""
    end = 0
    for start, length in places:
        if start >= end:
            again = start + length + gap
            end = again + length
            yield Repeat(start, again, end, text[start : start + length])
