"""Loads ``statistics.toml``: which rows of a table count what the narrative counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.loaders.files import ROOT, Pattern, read_record, read_toml


@dataclass(frozen=True, slots=True)
class Statistic:
    """The name of a row, and how the narrative calls the same number."""

    id: str
    row: Pattern
    subject: Pattern
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class StatisticRules:
    """The numbers that tables print beside amounts, and the sections that tell them."""

    topics: tuple[str, ...]
    statistics: tuple[Statistic, ...]


@cache
def load_statistics() -> StatisticRules:
    """Return the rules; raises RuleError with file, id and field."""
    entry = read_toml(ROOT / "statistics.toml")
    statistics = tuple(read_record(Statistic, each) for each in entry.entries("statistic"))
    return read_record(StatisticRules, entry, statistics=statistics)
