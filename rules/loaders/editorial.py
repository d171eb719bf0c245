"""Wordings that a careful reader strikes out: placeholders, template remarks, doubled words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.loaders.files import ROOT, Entry, Pattern, read_record, read_toml

PLACES = ("text", "narrative", "glossary")


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of words that must not be printed; it is looked for only where ``words`` stand."""

    id: str
    why: str
    where: str
    words: tuple[str, ...]
    pattern: Pattern
    unless: Pattern
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubled:
    """Which words are never doubled on purpose, and which ones meet when two names meet."""

    never: frozenset[str]
    always: frozenset[str]
    names: frozenset[str]
    before: Pattern


@dataclass(frozen=True, slots=True)
class Theme:
    """What an account is explained with; ``own`` are words that belong to no other account."""

    account: Pattern
    words: Pattern
    own: Pattern


@dataclass(frozen=True, slots=True)
class Former:
    """A former name of an account, and since when another is used."""

    name: str
    today: str
    since: int


@dataclass(frozen=True, slots=True)
class Editorial:
    """Everything that is known of wordings."""

    wordings: tuple[Wording, ...]
    doubled: Doubled
    themes: tuple[Theme, ...]
    formers: tuple[Former, ...]
    template_cell: Pattern
    codes_since: int


@cache
def load_editorial() -> Editorial:
    """Return the wordings; raises RuleError where an example does not show its rule."""
    entry = read_toml(ROOT / "editorial.toml")
    return read_record(
        Editorial,
        entry,
        wordings=tuple(_wording(each) for each in entry.entries("wording")),
        doubled=read_record(Doubled, entry.table("doubled")),
        themes=tuple(read_record(Theme, each) for each in entry.entries("theme")),
        formers=tuple(read_record(Former, each) for each in entry.entries("former")),
    )


def _wording(entry: Entry) -> Wording:
    return read_record(Wording, entry, where=entry.choice("where", PLACES))
