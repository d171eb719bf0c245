"""Accounts of the 经济分类 that the text lists against the rows of the tables with money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.checks import verdict
from extractor.checks._lists import Item, amount_of, find_items, has_money, joined, name_of
from extractor.checks._rule import Made, check, made
from extractor.evidence import Evidence
from extractor.text import Folded
from extractor.views import Line, TableView
from rules._enumerations import load_enumerations

_BASIC = {"final_accounts": "T06", "budget": "T07"}


@check("enumeration")
def accounts_of_basic_expenditure(seen: Evidence) -> Iterator[Made]:
    """“主要包括：……”列举的经济分类科目，就是基本支出表里有金额的科目。"""
    rules, view = load_enumerations(), seen.views.get(_BASIC[seen.kind])
    if view is None or view.damaged:
        return
    for section in seen.sections_on("basic"):
        folded = seen.folded(section)
        for match in rules.listing.finditer(folded.text):
            classes = rules.classes[match["head"]]
            items = list(find_items(match["items"], match.start("items"), classes))
            rows = _rows(view, classes)
            if _is_this_table(items, rows):
                yield from _listed(seen, view, rows, folded, match, items)


def _rows(view: TableView, classes: Sequence[str]) -> dict[str, Line]:
    """Return the printed rows of 款 under some 类, by code."""
    found = {key.removeprefix("account:"): line for key, line in view.rows.items()}
    return {code: one for code, one in found.items() if len(code) == 5 and code[:3] in classes}


def _is_this_table(items: Sequence[Item], rows: dict[str, Line]) -> bool:
    """Return whether a list speaks of these rows: at least half of what it names has money."""
    spent = {code for code, line in rows.items() if has_money(line)}
    return len(items) > 1 and sum(not spent.isdisjoint(i.codes) for i in items) * 2 >= len(items)


def _listed(
    seen: Evidence,
    view: TableView,
    rows: dict[str, Line],
    folded: Folded,
    match: regex.Match[str],
    items: Sequence[Item],
) -> Iterator[Made]:
    """Compare one list with the table, both ways; a list that ends in 等 may leave rows out."""
    key = f"{match['head']}|{view.id}"
    spent = {code: line for code, line in rows.items() if has_money(line)}
    empty = [item for item in items if spent.keys().isdisjoint(item.codes)]
    found = verdict.of_words(
        not empty,
        joined(item.name for item in empty or items),
        operands=[amount_of(view, _row(rows, item)) for item in empty],
    )
    quotes = [seen.quote(*folded.place(item.start, item.end)) for item in empty]
    yield made("list.empty", key, found, quotes)
    if not empty and match["items"].endswith(load_enumerations().open):
        return
    named = {code for item in items for code in item.codes}
    omitted = [line for code, line in spent.items() if code not in named]
    found = verdict.of_words(
        not omitted,
        joined(map(name_of, omitted)) or joined(item.name for item in items),
        operands=[amount_of(view, line) for line in omitted],
    )
    whole = seen.quote(*folded.place(*match.span("items")))
    yield made("list.omitted", key, found, [whole] if omitted else ())


def _row(rows: dict[str, Line], item: Item) -> Line | None:
    """Return the row of an item, printed and empty; None where it is not printed at all."""
    return next((rows[code] for code in item.codes if code in rows), None)
