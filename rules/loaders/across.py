"""Loads ``across.toml``: which reports belong together, and what must agree between them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml
from rules.loaders.tables import REPORT_KINDS

RELATIONS = ("year", "plan", "version", "units", "row")
FORMS = ("change", "rate", "level", "same", "stated", "cells", "sum")
# Forms that name their cells; the others find them by what a fact says.
_WITH_PAIRS = ("same", "stated", "sum")
Pattern = regex.Pattern[str]


@dataclass(frozen=True, slots=True)
class NameRules:
    """What of a unit's name tells it apart: its places, and its own name in full."""

    lead: Pattern
    place: Pattern
    government: Pattern
    own: Pattern
    bracket: Pattern
    short: dict[str, str]
    kinds: dict[str, str]


@dataclass(frozen=True, slots=True)
class UnitRules:
    """How a department says of which units it consists."""

    heading: Pattern
    line: Pattern
    inline: Pattern
    split: Pattern
    suffix: Pattern
    count: Pattern
    open_end: Pattern
    inner: Pattern
    alone: Pattern


@dataclass(frozen=True, slots=True)
class CrossPlace:
    """A cell by meaning; ``account:{code}`` and ``{unit}`` are filled in where it is looked up."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A cell of a report (or the fund of a fact) and the cell of the other that must agree."""

    fund: str
    one: CrossPlace | None
    other: CrossPlace


@dataclass(frozen=True, slots=True)
class Identity:
    """What must agree between reports that stand in a relation."""

    id: str
    relation: str
    kinds: frozenset[str]
    form: str
    why: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class AcrossRules:
    """All of it; ``reasons`` are the rules that only say why nothing can be compared."""

    names: NameRules
    units: UnitRules
    title: Pattern
    identities: tuple[Identity, ...]
    reasons: dict[str, str]

    def of(self, relation: str, kind: str) -> tuple[Identity, ...]:
        """Return what must agree in this relation between reports of this kind."""
        return tuple(i for i in self.identities if i.relation == relation and kind in i.kinds)


@cache
def load_across_rules() -> AcrossRules:
    """Return the rules; raises RuleError with file, id and field."""
    whole = read_toml(ROOT / "across.toml")
    versions = whole.table("versions")
    rules = AcrossRules(
        _names(whole.table("names")),
        _units(whole.table("units")),
        versions.pattern("title"),
        tuple(_identity(each) for each in whole.entries("identity")),
        dict(_reason(each) for each in whole.entries("reason")),
    )
    versions.done()
    whole.done()
    return rules


def _names(entry: Entry) -> NameRules:
    rules = NameRules(
        lead=entry.pattern("lead"),
        place=entry.pattern("place"),
        government=entry.pattern("government"),
        own=entry.pattern("own"),
        bracket=entry.pattern("bracket"),
        short=entry.strings("short"),
        kinds=entry.strings("kinds"),
    )
    entry.done()
    return rules


def _units(entry: Entry) -> UnitRules:
    names = ("heading", "line", "inline", "split", "suffix", "count", "open_end", "inner", "alone")
    rules = UnitRules(*(entry.pattern(name) for name in names))
    entry.done()
    return rules


def _reason(entry: Entry) -> tuple[str, str]:
    reason = entry.text("id"), entry.text("why")
    entry.done()
    return reason


def _identity(entry: Entry) -> Identity:
    kinds = frozenset(entry.texts("kinds", REPORT_KINDS))
    if not kinds:
        raise entry.error("kinds", "是空的", "is empty")
    form = entry.choice("form", FORMS)
    identity = Identity(
        id=entry.text("id"),
        relation=entry.choice("relation", RELATIONS),
        kinds=kinds,
        form=form,
        why=entry.text("why"),
        pairs=tuple(_pair(entry, source, form) for source in entry.words("pairs")),
    )
    if bool(identity.pairs) != (form in _WITH_PAIRS):
        raise entry.error(
            "pairs",
            f"{'、'.join(_WITH_PAIRS)} 必须有 pairs，其他的不能有",
            f"only {', '.join(_WITH_PAIRS)} have pairs, and must",
        )
    entry.done()
    return identity


def _pair(entry: Entry, source: str, form: str) -> Pair:
    one, equals, other = source.partition(" = ")
    if not equals:
        raise entry.error("pairs", f"{source!r} 里没有“ = ”", f"{source!r} has no ` = `")
    if form == "stated":
        return Pair(one, None, _place(entry, other))
    return Pair("", _place(entry, one), _place(entry, other))


def _place(entry: Entry, source: str) -> CrossPlace:
    parts = source.split("/")
    if len(parts) != 3:
        raise entry.error(
            "pairs", f"{source!r} 不是“表/行/栏”", f"{source!r} is no table/row/column"
        )
    return CrossPlace(*parts)
