"""Wordings that a careful reader strikes out: placeholders, template remarks, doubled words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml

Pattern = regex.Pattern[str]

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
    editorial = Editorial(
        wordings=tuple(_wording(each) for each in entry.entries("wording")),
        doubled=_doubled(entry.table("doubled")),
        themes=tuple(_theme(each) for each in entry.entries("theme")),
        formers=tuple(_former(each) for each in entry.entries("former")),
        template_cell=entry.pattern("template_cell"),
        codes_since=entry.number("codes_since"),
    )
    entry.done()
    return editorial


def _wording(entry: Entry) -> Wording:
    wording = Wording(
        id=entry.text("id"),
        why=entry.text("why"),
        where=entry.choice("where", PLACES),
        words=entry.words("words"),
        pattern=entry.pattern("pattern"),
        unless=entry.pattern("unless"),
        examples=entry.words("examples"),
        counterexamples=entry.words("counterexamples"),
    )
    entry.done()
    return wording


def _doubled(entry: Entry) -> Doubled:
    doubled = Doubled(
        never=frozenset(entry.words("never")),
        always=frozenset(entry.words("always")),
        names=frozenset(entry.words("names")),
        before=entry.pattern("before"),
    )
    entry.done()
    return doubled


def _theme(entry: Entry) -> Theme:
    theme = Theme(entry.pattern("account"), entry.pattern("words"), entry.pattern("own"))
    entry.done()
    return theme


def _former(entry: Entry) -> Former:
    former = Former(entry.text("name"), entry.text("today"), entry.number("since"))
    entry.done()
    return former
