"""Loads ``listed.toml``: how a sentence tells a whole and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.loaders.files import ROOT, Entry, Pattern, read_record, read_toml


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
    return read_record(
        ListedRules,
        entry,
        alike={unit: units[0] for units in _lists(entry, "alike") for unit in units},
        partitions=tuple(_partition(entry, kinds) for kinds in _lists(entry, "partitions")),
    )


def _lists(entry: Entry, field: str) -> tuple[tuple[str, ...], ...]:
    found = entry.lists(field)
    if not all(len(words) > 1 for words in found):
        raise entry.error(field, "每一列要有两个以上", "each list needs two texts or more")
    return found


def _partition(entry: Entry, kinds: tuple[str, ...]) -> tuple[Pattern, ...]:
    return tuple(entry.compiled("partitions", kind) for kind in kinds)
