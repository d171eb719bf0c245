"""Tables without an official layout: how their kind shows, and what their labels mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml
from rules.loaders.tables import REPORT_KINDS

COLUMN_ROLES = ("name", "value", "score", "text", "remark")


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
class FormPart:
    """A small table inside a form, known by the columns that its header row names."""

    id: str
    why: str
    all_of: frozenset[str]
    any_of: frozenset[str]

    def fits(self, columns: frozenset[str]) -> bool:
        """Return whether a header row with these columns opens this table."""
        return self.all_of <= columns and (not self.any_of or bool(self.any_of & columns))


@dataclass(frozen=True, slots=True)
class FormEqual:
    """A number of a form that official tables print too, each cell as table, row and column."""

    id: str
    why: str
    reports: tuple[str, ...]
    row: str
    column: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FormWords:
    """What words of a form mean for a check: a name or a remark that one of these finds."""

    no_deviation: regex.Pattern[str]
    less_is_better: regex.Pattern[str]
    execution: regex.Pattern[str]
    total_column: regex.Pattern[str]
    not_added: regex.Pattern[str]
    of_which: regex.Pattern[str]
    counted_basis: regex.Pattern[str]
    generic: regex.Pattern[str]
    whole_told: regex.Pattern[str]
    titled: regex.Pattern[str]
    progress_told: regex.Pattern[str]
    idle: regex.Pattern[str]
    named_rate: regex.Pattern[str]
    rate_unit: regex.Pattern[str]
    no_measure: regex.Pattern[str]
    named_count: regex.Pattern[str]
    all_reached: regex.Pattern[str]


@dataclass(frozen=True, slots=True)
class FormRules:
    """All kinds of forms, in the order to try them, and the words that they share.

    ``alike`` are units that count the same things in other words, ``money`` the keys of columns and
    rows that hold money.
    """

    forms: tuple[FormRule, ...]
    columns: tuple[FormLabel, ...]
    rows: tuple[FormLabel, ...]
    parts: tuple[FormPart, ...]
    across: tuple[FormEqual, ...]
    words: FormWords
    alike: frozenset[frozenset[str]]
    money: frozenset[str]


@cache
def load_forms() -> FormRules:
    """Return what ``tables/forms.toml`` says."""
    whole = read_toml(ROOT / "tables" / "forms.toml")
    columns = tuple(_column(entry) for entry in whole.entries("columns"))
    rows = tuple(_row(entry) for entry in whole.entries("rows"))
    rules = FormRules(
        forms=tuple(_form(entry) for entry in whole.entries("form")),
        columns=columns,
        rows=rows,
        parts=tuple(_part(entry) for entry in whole.entries("part")),
        across=tuple(_across(entry) for entry in whole.entries("across")),
        words=_words(whole.table("words")),
        alike=frozenset(_units(entry) for entry in whole.entries("alike")),
        money=frozenset(label.key for label in (*columns, *rows) if label.money),
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
    label = FormLabel(entry.text("key"), "", entry.flag("money", False), entry.patterns("names"))
    entry.done()
    return label


def _part(entry: Entry) -> FormPart:
    part = FormPart(
        entry.text("id"),
        entry.text("why"),
        frozenset(entry.words("all")),
        frozenset(entry.words("any")),
    )
    entry.done()
    return part


def _across(entry: Entry) -> FormEqual:
    row, _, column = entry.text("value").partition("/")
    equal = FormEqual(
        entry.text("id"),
        entry.text("why"),
        entry.texts("reports", REPORT_KINDS),
        row,
        column,
        tuple(_address(entry, cell) for cell in entry.words("cells")),
    )
    entry.done()
    return equal


def _address(entry: Entry, cell: str) -> tuple[str, str, str]:
    parts = cell.split("/")
    if len(parts) != 3:
        raise entry.error("cells", f"{cell!r} 不是“表/行/栏”", f"{cell!r} is not table/row/column")
    table, row, column = parts
    return table, row, column


def _words(entry: Entry) -> FormWords:
    words = FormWords(
        no_deviation=entry.pattern("no_deviation"),
        less_is_better=entry.pattern("less_is_better"),
        execution=entry.pattern("execution"),
        total_column=entry.pattern("total_column"),
        not_added=entry.pattern("not_added"),
        of_which=entry.pattern("of_which"),
        counted_basis=entry.pattern("counted_basis"),
        generic=entry.pattern("generic"),
        whole_told=entry.pattern("whole_told"),
        titled=entry.pattern("titled"),
        progress_told=entry.pattern("progress_told"),
        idle=entry.pattern("idle"),
        named_rate=entry.pattern("named_rate"),
        rate_unit=entry.pattern("rate_unit"),
        no_measure=entry.pattern("no_measure"),
        named_count=entry.pattern("named_count"),
        all_reached=entry.pattern("all_reached"),
    )
    entry.done()
    return words


def _units(entry: Entry) -> frozenset[str]:
    units = frozenset(entry.words("units"))
    entry.done()
    return units
