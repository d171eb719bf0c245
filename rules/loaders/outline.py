"""What the official outline asks for: sections, tables, notes, reasons, figures to disclose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml
from rules.loaders.tables import REPORT_KINDS

Pattern = regex.Pattern[str]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the narrative: the topics of its sections, or words that show it elsewhere."""

    id: str
    title: str
    topics: tuple[str, ...]
    words: Pattern
    since: int


@dataclass(frozen=True, slots=True)
class Disclosure:
    """An item of “三公”经费 that must be told, and the counts beside it where it has money."""

    item: str
    words: Pattern
    column: str
    details: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of one kind of report."""

    reason: Pattern
    denied: Pattern
    item_end: Pattern
    note: Pattern
    parts: tuple[Part, ...]
    explained: tuple[str, ...]
    disclosures: tuple[Disclosure, ...]
    noted: dict[str, str]
    _tables: tuple[tuple[str, int], ...]

    def tables(self, year: int | None) -> frozenset[str]:
        """Return the tables that the outline asked for in a year."""
        return frozenset(table for table, since in self._tables if _asked(since, year))

    def parts_of(self, year: int | None) -> tuple[Part, ...]:
        """Return the parts that the outline asked for in a year."""
        return tuple(part for part in self.parts if _asked(part.since, year))


def _asked(since: int, year: int | None) -> bool:
    return since == 0 or (year is not None and year >= since)


@cache
def load_outline(report_kind: str) -> Outline:
    """Return the outline of ``final_accounts`` or ``budget``."""
    entry = read_toml(ROOT / "outline.toml")
    outline = Outline(
        reason=entry.pattern("reason"),
        denied=entry.pattern("denied"),
        item_end=entry.pattern("item_end"),
        note=entry.pattern("note"),
        parts=tuple(p for kinds, p in map(_part, entry.entries("part")) if report_kind in kinds),
        explained=tuple(topic for each in entry.entries("change") for topic in _topics(each)),
        disclosures=tuple(_disclosure(each) for each in entry.entries("disclosure")),
        noted=_noted(entry.entries("empty"), report_kind),
        _tables=tuple(each for kind, each in _tables(entry) if kind == report_kind),
    )
    entry.done()
    return outline


def _part(entry: Entry) -> tuple[tuple[str, ...], Part]:
    kinds = entry.texts("reports", REPORT_KINDS)
    part = Part(
        entry.text("id"),
        entry.text("why"),
        entry.words("topics"),
        entry.pattern("words"),
        entry.number("since", 0),
    )
    entry.done()
    return kinds, part


def _topics(entry: Entry) -> tuple[str, ...]:
    topics = entry.words("topics")
    entry.done()
    return topics


def _disclosure(entry: Entry) -> Disclosure:
    disclosure = Disclosure(
        entry.text("item"), entry.pattern("words"), entry.text("column"), entry.patterns("details")
    )
    entry.done()
    return disclosure


def _noted(entries: list[Entry], report_kind: str) -> dict[str, str]:
    found = {}
    for entry in entries:
        kind, topics = entry.choice("report", REPORT_KINDS), entry.strings("topics")
        found.update(topics if kind == report_kind else {})
        entry.done()
    return found


def _tables(outline: Entry) -> Iterator[tuple[str, tuple[str, int]]]:
    for entry in outline.entries("tables"):
        kind, since = entry.choice("report", REPORT_KINDS), entry.number("since", 0)
        for table in entry.words("ids"):
            yield kind, (table, since)
        entry.done()
