"""Where things stand, in points: what is at one place of two pages, or of two tables."""

from __future__ import annotations

from collections.abc import Sequence

# What is at one place of two pages is no farther apart.
LEVEL = 1.5


def agree(ours: Sequence[float], theirs: Sequence[float], slack: float = LEVEL) -> bool:
    """Return whether there are as many places here as there, each where the other is.

    >>> agree([50, 90.5], [50, 90]), agree([50, 90], [50, 92]), agree([50], [50, 90])
    (True, False, False)
    """
    return len(ours) == len(theirs) and all(
        abs(one - other) <= slack for one, other in zip(ours, theirs, strict=True)
    )
