"""What a plan says its income and expenditure consist of, against the rows of its summaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.checks._lists import Item, both_ways, has_money, read_list, row_of
from extractor.checks.rule import Made, check
from extractor.evidence import Evidence
from extractor.text import Folded
from extractor.views import Line, TableView
from rules.loaders.accounts import load_accounts, loose
from rules.loaders.enumerations import load_enumerations

_SUMMARIES = {"overall": "T01", "fiscal_overall": "T04"}
_CLASS = 3


@check("enumeration")
def parts_of_the_plan(seen: Evidence) -> Iterator[Made]:
    """“收入包括：……；支出包括：……”列举的，就是收支总表里有金额的各行。"""
    rules = load_enumerations().plan
    for topic, table in _SUMMARIES.items() if seen.kind == "budget" else ():
        view = seen.views.get(table)
        if view is None or view.damaged:
            continue
        for section in seen.sections_on(topic):
            folded = seen.folded(section)
            for match in rules.pattern.finditer(folded.text):
                yield from _listed(seen, view, folded, match)


def _listed(
    seen: Evidence, view: TableView, folded: Folded, match: regex.Match[str]
) -> Iterator[Made]:
    """Compare one list with the rows of its side, both ways."""
    rules, on_income = load_enumerations(), match["side"] == "收入"
    rows = _sources(view) if on_income else _classes(view)
    known = rules.plan.sources_of if on_income else _classes_of
    items = read_list(match["items"], match.start("items"), known)
    if not any(map(has_money, rows.values())):
        return
    if items and not (on_income and any(row_of(rows, item) is None for item in items)):
        key = f"{match['side']}|{view.id}"
        asked = {code: line for code, line in rows.items() if _must_be_named(code, items)}
        yield from both_ways(seen, view, asked, items, folded, match, key, "plan.list")


def _must_be_named(code: str, items: Sequence[Item]) -> bool:
    """Return whether a list has to name a row, or does so anyway."""
    optional = load_enumerations().plan.optional
    return code not in optional or any(code in item.codes for item in items)


def _sources(view: TableView) -> dict[str, Line]:
    """Return the rows of income, by their keys."""
    rows = view.rows.items()
    return {key: line for key, line in rows if key.startswith("income:") or key == "opening"}


def _classes(view: TableView) -> dict[str, Line]:
    """Return the rows of the 类 of expenditure, by their codes."""
    found = {key.removeprefix("account:"): line for key, line in view.rows.items()}
    return {code: line for code, line in found.items() if code.isdigit() and len(code) == _CLASS}


def _classes_of(name: str) -> tuple[str, ...]:
    """Return the 类 of expenditure that has this name, in one of its wordings."""
    accounts = load_accounts()
    codes = (*accounts.codes.get(name, ()), *accounts.loose.get(loose(name), ()))
    return tuple(dict.fromkeys(code for code in codes if len(code) == _CLASS))
