"""How a report says that there is none of something, where the tables have no cell for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml


@dataclass(frozen=True, slots=True)
class NilRule:
    """What is said to be none, and how the same quantity is worded elsewhere."""

    id: str
    why: str
    words: regex.Pattern[str]
    subject: regex.Pattern[str]
    topics: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NilRules:
    """``both`` names two quantities in one word; ``elsewhere`` and ``planned`` other years."""

    both: tuple[tuple[str, tuple[str, ...]], ...]
    parts: regex.Pattern[str]
    elsewhere: regex.Pattern[str]
    planned: regex.Pattern[str]
    rules: tuple[NilRule, ...]


@cache
def load_nil_statements() -> NilRules:
    """Return the wordings of statements of none."""
    entry = read_toml(ROOT / "nil_statements.toml")
    rules = NilRules(
        both=tuple((word, tuple(ends)) for word, *ends in entry.lists("both")),
        parts=entry.pattern("parts"),
        elsewhere=entry.pattern("elsewhere"),
        planned=entry.pattern("planned"),
        rules=tuple(_rule(each) for each in entry.entries("nil")),
    )
    entry.done()
    return rules


def _rule(entry: Entry) -> NilRule:
    rule = NilRule(
        id=entry.text("id"),
        why=entry.text("why"),
        words=entry.pattern("words"),
        subject=entry.pattern("subject"),
        topics=entry.words("topics"),
        units=entry.words("units"),
    )
    entry.done()
    return rule
