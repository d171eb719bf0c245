"""Loads ``listed.toml``: how a sentence tells a whole and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml

Pattern = regex.Pattern[str]


@dataclass(frozen=True, slots=True)
class ListedRules:
    """The words that open, end and complete a list of parts, and which units count the same."""

    cue: Pattern
    rest: Pattern
    open: Pattern
    stop: Pattern
    total: Pattern
    closing: Pattern
    begin: Pattern
    alike: dict[str, str]
    overlapping: frozenset[str]
    listed: frozenset[str]
    partitions: tuple[tuple[Pattern, ...], ...]

    def unit(self, unit: str | None) -> str:
        """Return one name for all units that count the same things."""
        return self.alike.get(unit or "", unit or "")


@cache
def load_listed() -> ListedRules:
    """Return the rules; raises RuleError with file and field."""
    entry = read_toml(ROOT / "listed.toml")
    rules = ListedRules(
        cue=entry.pattern("cue"),
        rest=entry.pattern("rest"),
        open=entry.pattern("open"),
        stop=entry.pattern("stop"),
        total=entry.pattern("total"),
        closing=entry.pattern("closing"),
        begin=entry.pattern("begin"),
        alike={unit: units[0] for units in _lists(entry, "alike") for unit in units},
        overlapping=frozenset(entry.words("overlapping")),
        listed=frozenset(entry.words("listed")),
        partitions=tuple(_partition(entry, kinds) for kinds in _lists(entry, "partitions")),
    )
    entry.done()
    return rules


def _lists(entry: Entry, field: str) -> tuple[tuple[str, ...], ...]:
    found = entry.lists(field)
    if not all(len(words) > 1 for words in found):
        raise entry.error(field, "每一列要有两个以上", "each list needs two texts or more")
    return found


def _partition(entry: Entry, kinds: tuple[str, ...]) -> tuple[Pattern, ...]:
    return tuple(entry.compiled("partitions", kind) for kind in kinds)
