"""Whose report it is, of which year, level and project: how titles and sentences say so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.loaders.files import ROOT, Entry, Pattern, read_record, read_toml


@dataclass(frozen=True, slots=True)
class YearRules:
    """Which headings and sentences carry the report's year."""

    heading: Pattern
    unless: Pattern
    stale: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class EntityRules:
    """Where a report names itself; ``bare`` is what a name may have or lack."""

    caption: Pattern
    heading: Pattern
    opening: Pattern
    ours: Pattern
    signs: Pattern
    bare: Pattern


@dataclass(frozen=True, slots=True)
class LevelRules:
    """Whose money a definition speaks of, and the levels that go with the name of the unit."""

    words: Pattern
    places: tuple[tuple[Pattern, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ProjectNames:
    """Where names of projects stand, and the characters that part two projects."""

    names: Pattern
    subject: Pattern
    bare: Pattern
    twins: Pattern


@dataclass(frozen=True, slots=True)
class Attribution:
    """Everything that says whose the numbers are."""

    year: YearRules
    entity: EntityRules
    level: LevelRules
    project: ProjectNames


@cache
def load_attribution() -> Attribution:
    """Return the wordings of names, years and levels."""
    entry = read_toml(ROOT / "attribution.toml")
    attribution = Attribution(
        year=read_record(YearRules, entry.table("year")),
        entity=read_record(EntityRules, entry.table("entity")),
        level=_level(entry.table("level")),
        project=read_record(ProjectNames, entry.table("project")),
    )
    entry.done()
    return attribution


def _level(entry: Entry) -> LevelRules:
    level = LevelRules(entry.pattern("words"), tuple(map(_place, entry.entries("place"))))
    entry.done()
    return level


def _place(entry: Entry) -> tuple[Pattern, tuple[str, ...]]:
    place = entry.pattern("entity"), entry.words("levels")
    entry.done()
    return place
