"""What a plan says its income and expenditure consist of, against the rows of its summaries."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from extractor.checks import verdict
from extractor.checks._lists import Item, amount_of, has_money, joined, name_of, read_list
from extractor.checks._rule import Made, check, made
from extractor.evidence import Evidence
from extractor.text import Folded
from extractor.views import Line, TableView
from rules._accounts import load_accounts, loose
from rules._enumerations import load_enumerations

_SUMMARIES = {"overall": "T01", "fiscal_overall": "T04"}
_CLASS = 3
# 三、国有资本经营预算拨款收入; （一）一般公共预算拨款.
_NUMBER = regex.compile(r"^[（(]?[一二三四五六七八九十廿\d]+[、.．）)]+")


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
    spent = {code: line for code, line in rows.items() if has_money(line)}
    if not items or not spent or (on_income and any(_row(rows, item) is None for item in items)):
        return
    key = f"{match['side']}|{view.id}"
    empty = [item for item in items if spent.keys().isdisjoint(item.codes)]
    blanks = [amount_of(view, _row(rows, item)) for item in empty]
    found = verdict.of_words(not empty, joined(i.name for i in empty or items), operands=blanks)
    quotes = [seen.quote(*folded.place(item.start, item.end)) for item in empty]
    yield made("plan.list.empty", key, found, quotes)
    if match["items"].endswith(rules.open):
        return
    named = {code for item in items for code in item.codes}.union(rules.plan.optional)
    omitted = [line for code, line in spent.items() if code not in named]
    words = joined(_NUMBER.sub("", name_of(line)) for line in omitted) or joined(
        item.name for item in items
    )
    found = verdict.of_words(
        not omitted, words, operands=[amount_of(view, line) for line in omitted]
    )
    whole = [seen.quote(*folded.place(*match.span("items")))] if omitted else []
    yield made("plan.list.omitted", key, found, whole)


def _row(rows: dict[str, Line], item: Item) -> Line | None:
    return next((rows[code] for code in item.codes if code in rows), None)


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
