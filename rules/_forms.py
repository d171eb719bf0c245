"""Tables without an official layout: how their kind shows, and what their labels mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules._files import ROOT, Entry, read_toml

COLUMN_ROLES = ("name", "value", "score", "text")


@dataclass(frozen=True, slots=True)
class FormRule:
    """One kind of form, known by its title, else by the words of its first rows."""

    id: str
    title: str
    why: str
    titles: tuple[regex.Pattern[str], ...]
    labels: tuple[regex.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class FormLabel:
    """A word in a form with a meaning; ``role`` is empty for the label of a single value."""

    key: str
    role: str
    money: bool
    names: tuple[regex.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class FormRules:
    """All kinds of forms, in the order to try them, and the words that they share."""

    forms: tuple[FormRule, ...]
    columns: tuple[FormLabel, ...]
    rows: tuple[FormLabel, ...]


@cache
def load_forms() -> FormRules:
    """Return what ``tables/forms.toml`` says."""
    whole = read_toml(ROOT / "tables" / "forms.toml")
    rules = FormRules(
        forms=tuple(_form(entry) for entry in whole.entries("form")),
        columns=tuple(_column(entry) for entry in whole.entries("columns")),
        rows=tuple(_row(entry) for entry in whole.entries("rows")),
    )
    whole.done()
    return rules


def _form(entry: Entry) -> FormRule:
    form = FormRule(
        entry.text("id"),
        entry.text("title"),
        entry.text("why"),
        entry.patterns("titles"),
        entry.patterns("labels"),
    )
    entry.done()
    return form


def _column(entry: Entry) -> FormLabel:
    label = FormLabel(
        entry.text("key"),
        entry.choice("role", COLUMN_ROLES),
        entry.flag("money", False),
        entry.patterns("names"),
    )
    entry.done()
    return label


def _row(entry: Entry) -> FormLabel:
    label = FormLabel(entry.text("key"), "", False, entry.patterns("names"))
    entry.done()
    return label
