"""Loads ``calculation.toml``: how arithmetic that is written out in words and units is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, read_toml


@dataclass(frozen=True, slots=True)
class CalculationRules:
    """What multiplies exactly, what a period is of a year, and the words around a list of parts."""

    counted: frozenset[str]
    periods: dict[str, int]
    total: regex.Pattern[str]
    restart: regex.Pattern[str]
    heads: regex.Pattern[str]
    closes: regex.Pattern[str]


@cache
def load_calculation() -> CalculationRules:
    """Return the rules; raises RuleError with file and field."""
    whole = read_toml(ROOT / "calculation.toml")
    words = whole.table("words")
    periods = whole.strings("periods")
    if bad := next((name for name, times in periods.items() if not times.isdecimal()), None):
        raise whole.error("periods", f"{bad} 不是整数", f"{bad} is no whole number")
    rules = CalculationRules(
        frozenset(whole.words("counted")),
        {name: int(times) for name, times in periods.items()},
        *map(words.pattern, ("total", "restart", "heads", "closes")),
    )
    words.done()
    whole.done()
    return rules
