"""How forms read that lost their lines: labels, the small tables among them, fixed words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml

WORD_ROLES = ("goal", "level1", "level2", "name", "kind", "text", "value", "basis", "over", "rest")
ROWS = ("indicators", "amounts", "texts", "purchases", "projects", "none")


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a field; what follows it is its content.

    With ``opens`` the label is the beginning of that content itself, with ``inline`` it can stand
    in the middle of a line; inside the tables ``not_in`` it is an ordinary word.
    """

    inline: bool
    opens: bool
    not_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the header of a small table; its column adds up to the fields ``sources``."""

    role: str
    sources: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class SmallTable:
    """A table inside a form: ``least`` of its words in a row are its header.

    Where it ``wraps``, a line without a value is the beginning of the name below. ``first`` are
    the characters that the header can begin with.
    """

    id: str
    rows: str
    least: int
    wraps: bool
    groups: re.Pattern[str]
    words: tuple[Word, ...]
    first: frozenset[str]
    _words: re.Pattern[str]

    def word(self, text: str, at: int) -> tuple[Word, int] | None:
        """Return the header word that starts here, and its end."""
        match = self._words.match(text, at)
        if match is None:
            return None
        return self.words[_number(match)], match.end()


@dataclass(frozen=True, slots=True)
class IndicatorWords:
    """The fixed words of a table of indicators; ``any`` is where one of the levels starts."""

    goal: re.Pattern[str]
    level1: re.Pattern[str]
    level2: re.Pattern[str]
    basis: re.Pattern[str]
    tail: re.Pattern[str]
    any: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FlowForms:
    """Everything that is known of forms in reading-order text."""

    first: frozenset[str]
    labels: tuple[Label, ...]
    tables: tuple[SmallTable, ...]
    indicators: IndicatorWords
    _labels: re.Pattern[str]

    def label(self, text: str, at: int) -> tuple[Label, int] | None:
        """Return the longest label that starts here, and its end."""
        match = self._labels.match(text, at)
        if match is None:
            return None
        return self.labels[_number(match)], match.end()


@cache
def load_flow_forms() -> FlowForms:
    """Return what ``tables/flow_forms.toml`` says."""
    whole = read_toml(ROOT / "tables" / "flow_forms.toml")
    label_entries = whole.entries("labels")
    table_entries = whole.entries("tables")
    indicators = _indicators(whole)
    whole.done()
    names = [entry.text("id") for entry in table_entries]
    first: set[str] = set()
    sources = [_opening(entry, first) for entry in label_entries]
    labels = tuple(_label(entry, names) for entry in label_entries)
    tables = tuple(_table(name, e, first) for name, e in zip(names, table_entries, strict=True))
    return FlowForms(frozenset(first), labels, tables, indicators, _numbered(sources))


def _label(entry: Entry, tables: list[str]) -> Label:
    label = Label(
        inline=entry.flag("inline", False),
        opens=entry.flag("opens", False),
        not_in=entry.texts("not_in", tables),
    )
    entry.done()
    return label


def _table(name: str, entry: Entry, first: set[str]) -> SmallTable:
    words = entry.entries("words")
    opening = [word.flag("opens", False) for word in words]
    own: set[str] = set()
    sources = [
        _opening(word, own if opens or not any(opening) else set())
        for word, opens in zip(words, opening, strict=True)
    ]
    table = SmallTable(
        id=name,
        rows=entry.choice("rows", ROWS),
        least=entry.number("least"),
        wraps=entry.flag("wraps", False),
        groups=_any(entry.patterns("groups")),
        words=tuple(_word(word) for word in words),
        first=frozenset(own),
        _words=_numbered(sources),
    )
    first.update(own)
    entry.done()
    return table


def _word(entry: Entry) -> Word:
    word = Word(entry.choice("role", WORD_ROLES), _any(entry.patterns("sources")))
    entry.done()
    return word


def _indicators(whole: Entry) -> IndicatorWords:
    entry = whole.table("indicators")
    goals, level1, level2 = map(entry.patterns, ("goals", "level1", "level2"))
    tails = entry.patterns("tails")
    words = IndicatorWords(
        goal=_any(goals),
        level1=_any(level1),
        level2=_any(level2),
        basis=_any(entry.patterns("basis")),
        tail=_any(tails),
        any=_any((*goals, *level1, *level2, *tails)),
    )
    entry.done()
    return words


def _opening(entry: Entry, first: set[str]) -> list[str]:
    """Return the patterns, and note the characters that they begin with."""
    sources = [pattern.pattern for pattern in entry.patterns("patterns")]
    for source in sources:
        if not source[:1].isalnum():
            raise entry.error(
                "patterns",
                f"{source!r} 要以一个普通的字开头",
                f"{source!r} must begin with a plain character",
            )
        first.add(source[0])
    return sources


def _numbered(groups: list[list[str]]) -> re.Pattern[str]:
    """Return one pattern whose last group says which of the lists matched; long words go first."""
    sources = [(source, number) for number, group in enumerate(groups) for source in group]
    sources.sort(key=lambda item: -len(item[0]))
    named = (f"(?P<w{number}_{at}>{source})" for at, (source, number) in enumerate(sources))
    return re.compile("|".join(named))


def _number(match: re.Match[str]) -> int:
    """Return which of the lists of a numbered pattern matched."""
    return int((match.lastgroup or "w0_")[1:].partition("_")[0])


def _any(patterns: Iterable[regex.Pattern[str]]) -> re.Pattern[str]:
    """Return one pattern for all; without any, one that never matches.

    ``re`` is enough for fixed words, and every word of a form is compared with them.
    """
    sources = "|".join(f"(?:{pattern.pattern})" for pattern in patterns)
    return re.compile(sources or r"(?!)")
