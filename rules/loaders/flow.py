"""How tables read that lost their lines: header words and what stands below them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml
from rules.loaders.tables import LAYOUTS, REPORT_KINDS, Equal, parse_equation

HEAD_ROLES = ("code", "name", "owner", "label", "line", "half", "over", "amount")


@dataclass(frozen=True, slots=True)
class Head:
    """One word of a table header; ``children`` are the words that can stand below it.

    ``always`` says that it has some: where there are too few for all, it comes first.
    """

    name: str
    role: str
    children: tuple[str, ...]
    layouts: tuple[str, ...]
    always: bool


@dataclass(frozen=True, slots=True)
class FlowRule:
    """What belongs to no table, what ends one, the words of every header, and what bounds what.

    ``bounds`` are, by kind of report, the relations that only help to find a column.
    """

    leftover: regex.Pattern[str]
    caption: regex.Pattern[str]
    note: regex.Pattern[str]
    heads: dict[str, Head]
    bounds: dict[str, tuple[Equal, ...]]
    _words: dict[str, regex.Pattern[str]]

    def is_leftover(self, text: str) -> bool:
        """Return whether a line without blanks is a page mark, a printed code or a unit."""
        return _can_open(self.leftover, text[0]) and self.leftover.fullmatch(text) is not None

    def words(self, layout: str) -> regex.Pattern[str]:
        """Return the pattern that finds the longest header word; its last group names the head."""
        return self._words[layout]


@cache
def _can_open(pattern: regex.Pattern[str], char: str) -> bool:
    """Return whether a match can begin with this character: most lines need no more than that."""
    return pattern.fullmatch(char, partial=True) is not None


@cache
def load_flow() -> FlowRule:
    """Return the rules for tables in reading-order text."""
    whole = read_toml(ROOT / "tables" / "flow.toml")
    leftovers = whole.patterns("leftovers")
    captions = whole.patterns("captions")
    notes = whole.patterns("notes")
    entries = whole.entries("heads")
    bounds = [_bound(entry) for entry in whole.entries("bounds")]
    whole.done()
    names = [entry.text("name") for entry in entries]
    heads: dict[str, Head] = {}
    sources: dict[str, str] = {}
    for name, entry in zip(names, entries, strict=True):
        if name in heads:
            raise entry.error("name", f"{name!r} 用了两次", f"{name!r} is used twice")
        sources[name] = _any(entry.patterns("patterns"))
        heads[name] = _head(name, entry, names)
        entry.done()
    return FlowRule(
        leftover=regex.compile(_any(leftovers)),
        caption=regex.compile(_any(captions)),
        note=regex.compile(_any(notes)),
        heads=heads,
        bounds={
            kind: tuple(bound for of_kind, bound in bounds if of_kind == kind)
            for kind in REPORT_KINDS
        },
        _words={layout: _words(layout, heads, sources) for layout in LAYOUTS},
    )


def _head(name: str, entry: Entry, names: list[str]) -> Head:
    return Head(
        name=name,
        role=entry.choice("role", HEAD_ROLES),
        children=entry.texts("children", names),
        layouts=entry.texts("layouts", LAYOUTS) or LAYOUTS,
        always=entry.flag("always", False),
    )


def _bound(entry: Entry) -> tuple[str, Equal]:
    kind = entry.choice("report_kind", REPORT_KINDS)
    bound = Equal(
        id=entry.text("id"),
        why=entry.text("why"),
        equation=parse_equation(entry, entry.text("equation"), 3),
        when=(),
    )
    entry.done()
    return kind, bound


def _words(layout: str, heads: dict[str, Head], sources: dict[str, str]) -> regex.Pattern[str]:
    """Return one pattern for all words of a layout: the longest at a place wins."""
    parts = [f"(?P<{name}>{sources[name]})" for name in heads if layout in heads[name].layouts]
    return regex.compile("|".join(parts), regex.POSIX)


def _any(patterns: tuple[regex.Pattern[str], ...]) -> str:
    return "|".join(f"(?:{pattern.pattern})" for pattern in patterns)
