"""Loads ``told_twice.toml``: how one thing that a report tells twice is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, read_toml

Pattern = regex.Pattern[str]


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """How alike the words around two numbers must be for them to be one sentence."""

    before: int
    together: int
    planned: Pattern
    repeated: Pattern


@dataclass(frozen=True, slots=True)
class ProjectRules:
    """How a project is named, and what a self-evaluation covers."""

    suffix: Pattern
    fewest: int
    cumulative: Pattern
    covered: Pattern
    number: Pattern
    counted: Pattern


@dataclass(frozen=True, slots=True)
class ToldTwice:
    """All of it."""

    sentence: SentenceRules
    project: ProjectRules
    kept: Pattern
    owned: Pattern


@cache
def load_told_twice() -> ToldTwice:
    """Return the rules; raises RuleError with file and field."""
    whole = read_toml(ROOT / "told_twice.toml")
    sentence, project, vehicles = map(whole.table, ("sentence", "project", "vehicles"))
    rules = ToldTwice(
        SentenceRules(
            sentence.number("before"),
            sentence.number("together"),
            sentence.pattern("planned"),
            sentence.pattern("repeated"),
        ),
        ProjectRules(
            project.pattern("suffix"),
            project.number("fewest"),
            *map(project.pattern, ("cumulative", "covered", "number", "counted")),
        ),
        vehicles.pattern("kept"),
        vehicles.pattern("owned"),
    )
    for part in (sentence, project, vehicles, whole):
        part.done()
    return rules
