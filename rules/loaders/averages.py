"""Loads ``averages.toml``: which amount and which count an average is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.loaders.files import ROOT, Pattern, read_record, read_toml


@dataclass(frozen=True, slots=True)
class AverageRule:
    """How the average, the amount that is divided and what it is divided by are called."""

    id: str
    average: Pattern
    amount: Pattern
    count: Pattern
    units: frozenset[str]
    counted: bool
    dear: bool


@dataclass(frozen=True, slots=True)
class AverageRules:
    """The averages that are told in the sections with a topic, and the units of parties."""

    topic: str
    parties: frozenset[str]
    heads: frozenset[str]
    averages: tuple[AverageRule, ...]


@cache
def load_averages() -> AverageRules:
    """Return the rules; raises RuleError with file, id and field."""
    entry = read_toml(ROOT / "averages.toml")
    averages = tuple(read_record(AverageRule, each) for each in entry.entries("average"))
    return read_record(AverageRules, entry, averages=averages)
