"""Names of projects as they are told in several places: never quite alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from extractor.text import squeeze
from rules.loaders.forms import load_forms


def best_match(name: str, others: Iterable[str], least: float) -> str | None:
    """Return the one other name that is most alike, None where none or two are.

    >>> best_match("资产监管及营运", ["资产监管及营运工作经费", "稳定专项资金"], 0.7)
    '资产监管及营运工作经费'
    """
    rated = sorted(((likeness(name, other), other) for other in others), reverse=True)
    rated = [pair for pair in rated if pair[0] >= least]
    if not rated or (len(rated) > 1 and rated[0][0] == rated[1][0]):
        return None
    return rated[0][1]


def likeness(one: str, other: str) -> float:
    """Return how much two names share, from 0 to 1, without words that any project can have."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=1024)
def _pairs(name: str) -> frozenset[str]:
    """Return the pairs of characters that stand side by side; of one character, that alone."""
    bare = load_forms().words.idle.sub("", squeeze(name))
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1)) or frozenset(
        filter(None, [bare])
    )
