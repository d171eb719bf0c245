"""Loads ``averages.toml``: which amount and which count an average is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml


@dataclass(frozen=True, slots=True)
class AverageRule:
    """How the average, the amount that is divided and what it is divided by are called."""

    id: str
    average: regex.Pattern[str]
    amount: regex.Pattern[str]
    count: regex.Pattern[str]
    units: frozenset[str]
    counted: bool
    dear: bool


@dataclass(frozen=True, slots=True)
class AverageRules:
    """The averages that are told in the sections with a topic."""

    topic: str
    averages: tuple[AverageRule, ...]


@cache
def load_averages() -> AverageRules:
    """Return the rules; raises RuleError with file, id and field."""
    entry = read_toml(ROOT / "averages.toml")
    topic = entry.text("topic")
    rules = AverageRules(topic, tuple(_average(each) for each in entry.entries("average")))
    entry.done()
    return rules


def _average(entry: Entry) -> AverageRule:
    rule = AverageRule(
        id=entry.text("id"),
        average=entry.pattern("average"),
        amount=entry.pattern("amount"),
        count=entry.pattern("count"),
        units=frozenset(entry.words("units")),
        counted=entry.flag("counted", False),
        dear=entry.flag("dear", False),
    )
    entry.done()
    return rule
