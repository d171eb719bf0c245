"""How a report words that one amount is more, or less, than another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, read_toml
from rules.loaders.links import MEASURES


@dataclass(frozen=True, slots=True)
class DirectionRules:
    """One pattern for all comparisons; ``relations`` and ``measures`` read what it captured.

    ``totals`` are the link rules of the quantities whose change is told in several places;
    ``cause`` is what stands between a change and its cause, with the direction that it names.
    """

    pattern: regex.Pattern[str]
    relations: dict[str, str]
    measures: dict[str, tuple[str, ...]]
    totals: tuple[str, ...]
    cause: regex.Pattern[str]


@cache
def load_directions() -> DirectionRules:
    """Return the wordings of comparisons between outcome and budget."""
    entry = read_toml(ROOT / "directions.toml")
    outcome = entry.words("outcome")
    relations = {
        word: sign
        for sign, name in ((">", "more"), ("<", "less"), ("=", "same"))
        for word in entry.words(name)
    }
    totals = entry.words("totals")
    cause = entry.pattern("cause")
    measures: dict[str, tuple[str, ...]] = {}
    for base in entry.entries("base"):
        known = base.texts("measures", MEASURES)
        measures.update(dict.fromkeys(base.words("words"), known))
        base.done()
    entry.done()
    groups = ("outcome", outcome), ("verb", relations), ("base", measures)
    source = r"\s*".join(f"(?P<{name}>{_any_of(tuple(words))})" for name, words in groups)
    return DirectionRules(regex.compile(source), relations, measures, totals, cause)


def _any_of(words: tuple[str, ...]) -> str:
    """Return a pattern for the words, the longest first, with blanks anywhere inside."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(r"\s*".join(map(regex.escape, word)) for word in ordered)
