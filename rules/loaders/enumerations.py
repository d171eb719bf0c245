"""How a report lists accounts in words, and which classes of accounts a list speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml


@dataclass(frozen=True, slots=True)
class PlanLists:
    """How a plan lists what it consists of: each source of income with the rows that it can be.

    Rows that are ``optional`` need not be named.
    """

    pattern: regex.Pattern[str]
    optional: tuple[str, ...]
    sources: tuple[tuple[regex.Pattern[str], tuple[str, ...]], ...]

    def sources_of(self, name: str) -> tuple[str, ...]:
        """Return the rows that a name of a list means; none where it names no source."""
        return next((rows for words, rows in self.sources if words.fullmatch(name)), ())


@dataclass(frozen=True, slots=True)
class EnumerationRules:
    """The patterns of lists; ``classes`` leads from the word before a list to its 类."""

    listing: regex.Pattern[str]
    open: tuple[str, ...]
    purpose: regex.Pattern[str]
    glossary: regex.Pattern[str]
    classes: dict[str, tuple[str, ...]]
    plan: PlanLists


@cache
def load_enumerations() -> EnumerationRules:
    """Return the wordings of lists of accounts."""
    entry = read_toml(ROOT / "enumerations.toml")
    classes = dict(pair for head in entry.entries("head") for pair in _head(head))
    heads = "|".join(map(regex.escape, sorted(classes, key=len, reverse=True)))
    rules = EnumerationRules(
        listing=regex.compile(entry.text("listing").replace("{heads}", heads)),
        open=entry.words("open"),
        purpose=entry.pattern("purpose"),
        glossary=entry.pattern("glossary"),
        classes=classes,
        plan=_plan(entry.table("plan")),
    )
    entry.done()
    return rules


def _plan(entry: Entry) -> PlanLists:
    sources = tuple(_source(each) for each in entry.entries("source"))
    plan = PlanLists(entry.pattern("pattern"), entry.words("optional"), sources)
    entry.done()
    return plan


def _source(entry: Entry) -> tuple[regex.Pattern[str], tuple[str, ...]]:
    source = entry.pattern("words"), entry.words("rows")
    entry.done()
    return source


def _head(entry: Entry) -> list[tuple[str, tuple[str, ...]]]:
    classes = entry.words("classes")
    pairs = [(word, classes) for word in entry.words("words")]
    entry.done()
    return pairs
