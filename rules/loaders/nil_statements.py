"""How a report says that there is none of something, where the tables have no cell for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.loaders.files import ROOT, Pattern, read_record, read_toml


@dataclass(frozen=True, slots=True)
class NilRule:
    """What is said to be none, and how the same quantity is worded elsewhere."""

    id: str
    why: str
    words: Pattern
    subject: Pattern
    topics: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NilRules:
    """``both`` names two quantities in one word; ``elsewhere`` and ``planned`` other years."""

    both: tuple[tuple[str, tuple[str, ...]], ...]
    parts: Pattern
    elsewhere: Pattern
    planned: Pattern
    rules: tuple[NilRule, ...]


@cache
def load_nil_statements() -> NilRules:
    """Return the wordings of statements of none."""
    entry = read_toml(ROOT / "nil_statements.toml")
    return read_record(
        NilRules,
        entry,
        both=tuple((word, tuple(ends)) for word, *ends in entry.lists("both")),
        rules=tuple(read_record(NilRule, each) for each in entry.entries("nil")),
    )
