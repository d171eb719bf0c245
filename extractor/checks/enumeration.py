"""Accounts of the 经济分类 that the text lists against the rows of the tables with money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.checks._lists import Item, accounts_under, both_ways, find_items, has_money
from extractor.checks.rule import Made, check
from extractor.evidence import Evidence
from extractor.views import Line, TableView
from rules.loaders.enumerations import load_enumerations

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
            rows = _rows(view, classes)
            known = accounts_under(classes, rows)
            items = list(find_items(match["items"], match.start("items"), known))
            if _is_this_table(items, rows):
                key = f"{match['head']}|{view.id}"
                yield from both_ways(seen, view, rows, items, folded, match, key)


def _rows(view: TableView, classes: Sequence[str]) -> dict[str, Line]:
    """Return the printed rows of 款 under some 类, by code."""
    found = {key.removeprefix("account:"): line for key, line in view.rows.items()}
    return {code: one for code, one in found.items() if len(code) == 5 and code[:3] in classes}


def _is_this_table(items: Sequence[Item], rows: dict[str, Line]) -> bool:
    """Return whether a list speaks of these rows: at least half of what it names has money."""
    spent = {code for code, line in rows.items() if has_money(line)}
    return len(items) > 1 and sum(not spent.isdisjoint(i.codes) for i in items) * 2 >= len(items)
