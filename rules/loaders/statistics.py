"""Loads ``statistics.toml``: which rows of a table count what the narrative counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml


@dataclass(frozen=True, slots=True)
class Statistic:
    """The name of a row, and how the narrative calls the same number."""

    id: str
    row: regex.Pattern[str]
    subject: regex.Pattern[str]
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
    rules = StatisticRules(
        entry.words("topics"), tuple(_statistic(each) for each in entry.entries("statistic"))
    )
    entry.done()
    return rules


def _statistic(entry: Entry) -> Statistic:
    rule = Statistic(
        id=entry.text("id"),
        row=entry.pattern("row"),
        subject=entry.pattern("subject"),
        units=frozenset(entry.words("units")),
    )
    entry.done()
    return rule
