"""The ordered choices of columns for the values of a row, and which of them a sum allows.

Pure arithmetic on whole numbers, one row or one sum at a time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from math import comb

from msgspec import Struct

# A row of twelve columns has at most 924 choices; beyond that no report has a table.
MAX_CHOICES = 2_000
# Partial sums kept while a long column is added up; more of them decide nothing anyway.
MAX_SUMS = 3_000
MAX_OPEN = 150

# What stands in every column of a row, None where it is blank.
Choice = tuple[int | None, ...]
# What a choice puts into a sum: its amount, and how many printed values that is.
Share = tuple[int, int]
Shares = dict[Share, list[Choice]]
Columns = tuple[tuple[int, int], ...]


class PrintedRow(Struct, frozen=True, gc=False):
    """The values of one row from left to right, in the smallest unit, and where they can stand.

    ``leading`` is the column that is never blank in a row that has a value at all (合计); ``over``
    are columns with those that they add up: none of them is blank where a part is printed (小计).
    """

    values: tuple[int, ...]
    width: int
    leading: int | None = None
    over: tuple[tuple[int, tuple[int, ...]], ...] = ()


class Term(Struct, frozen=True, gc=False):
    """One row's share in a sum: the signed columns of that row which take part."""

    row: int
    columns: Columns  # (sign, column)


class Sum(Struct, frozen=True, gc=False):
    """The terms add up to zero, or with ``at_most`` to no more than zero.

    ``half`` is half a unit of the last printed place: what one rounding can hide.
    """

    terms: tuple[Term, ...]
    half: int
    at_most: bool = False


def grouped(left: Sequence[Choice], columns: Columns) -> Shares:
    """Return the choices by what they put into a sum of these columns of their row."""
    found: Shares = {}
    if len(columns) == 1:
        ((sign, column),) = columns
        for choice in left:
            value = choice[column]
            share = (0, 0) if value is None else (sign * value, 1)
            found.setdefault(share, []).append(choice)
        return found
    for choice in left:
        amount = count = 0
        for sign, column in columns:
            value = choice[column]
            if value is not None:
                amount += sign * value
                count += 1
        found.setdefault((amount, count), []).append(choice)
    return found


def choices(row: PrintedRow) -> list[Choice]:
    """Return every ordered choice of columns for the values of a row; none if there are too many.

    >>> choices(PrintedRow((500, 300), 3, leading=0))
    [(500, 300, None), (500, None, 300)]
    """
    count = min(len(row.values), row.width)
    if count == row.width:
        return [row.values[:count]]
    fixed = (row.leading,) if row.leading is not None and count else ()
    others = [column for column in range(row.width) if column not in fixed]
    if comb(len(others), count - len(fixed)) > MAX_CHOICES:
        return []
    found: list[Choice] = []
    for free in combinations(others, count - len(fixed)):
        dense: list[int | None] = [None] * row.width
        for column, value in zip(sorted((*fixed, *free)), row.values, strict=False):
            dense[column] = value
        found.append(tuple(dense))
    return [choice for choice in found if _is_headed(choice, row)] or found


def _is_headed(choice: Choice, row: PrintedRow) -> bool:
    """Return whether no sum is blank beside its parts."""
    return not any(
        choice[whole] is None and any(choice[part] is not None for part in parts)
        for whole, parts in row.over
    )


def supported_shares(
    shares: Sequence[Mapping[Share, object]], half: int, at_most: bool
) -> list[Collection[Share]] | None:
    """Return for each term the shares that some combination needs, or None where there is none.

    Where there are too many partial sums to follow, everything is kept: nothing is decided.
    """
    fixed = seen = 0
    open_at: list[int] = []
    for at, share in enumerate(shares):
        if len(share) == 1:
            amount, count = next(iter(share))
            fixed += amount
            seen += count
        else:
            open_at.append(at)
    options = [list(shares[at]) for at in open_at]
    kept_open = _narrowed((fixed, seen), options, half, at_most)
    if kept_open is None:
        return None
    kept: list[Collection[Share]] = list(shares)
    for at, left in zip(open_at, kept_open, strict=True):
        kept[at] = left
    return kept


def _narrowed(
    start: Share, options: list[list[Share]], half: int, at_most: bool
) -> list[list[Share]] | None:
    """Return the options that can bring the start to zero together with the others."""
    options = _within_reach(start, options, half, at_most)
    if not all(options):
        return None
    if len(options) > MAX_OPEN:
        return options
    if len(options) == 1:
        # What is within reach alone is what fits.
        fixed, seen = start
        fitting = [
            (amount, count)
            for amount, count in options[0]
            if _is_zero(fixed + amount, half * (seen + count), at_most)
        ]
        return [fitting] if fitting else None
    layers: list[set[Share]] = [{start}]
    left = MAX_SUMS
    for option in options:
        left -= len(layers[-1]) * len(option)
        if left < 0:
            return options
        layers.append(
            {(total + amount, seen + n) for total, seen in layers[-1] for amount, n in option}
        )
    good = {end for end in layers[-1] if _is_zero(end[0], half * end[1], at_most)}
    if not good:
        return None
    return _needed(options, layers, good)


def _is_zero(total: int, slack: int, at_most: bool) -> bool:
    return total <= slack and (at_most or -total <= slack)


def _needed(
    options: Sequence[list[Share]], layers: Sequence[set[Share]], good: set[Share]
) -> list[list[Share]]:
    """Return the options that lie on a way from the start to a good end."""
    kept: list[list[Share]] = []
    for option, before in zip(reversed(options), reversed(layers[:-1]), strict=True):
        useful: list[Share] = []
        good_before: set[Share] = set()
        for amount, count in option:
            sources = {(t, s) for t, s in before if (t + amount, s + count) in good}
            if sources:
                useful.append((amount, count))
                good_before |= sources
        kept.append(useful)
        good = good_before
    kept.reverse()
    return kept


def _within_reach(
    start: Share, options: list[list[Share]], half: int, at_most: bool
) -> list[list[Share]]:
    """Drop the options that no choice of the others can bring back to zero."""
    if len(options) == 1:
        return options
    lows = [min(option)[0] for option in options]
    highs = [max(option)[0] for option in options]
    counts = sum(max(count for _, count in option) for option in options)
    slack = half * (start[1] + counts)
    low, high = start[0] + sum(lows), start[0] + sum(highs)
    return [
        [
            share
            for share in option
            if low - least + share[0] <= slack and (at_most or high - most + share[0] >= -slack)
        ]
        for option, least, most in zip(options, lows, highs, strict=True)
    ]
