"""Amounts beside other accounts than their own: a table whose columns slipped by some rows.

One slip of the hand makes every row below it wrong, against its parent as against the other
tables. Told once, with the rows, it says more than all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from extractor.checks import verdict
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.views import Line, TableView

# Each with a table that prints the same accounts in the same order.
_SISTERS = (("T05", "T03"), ("T03", "T02"))
_COLUMNS = ("total", "basic", "project")
_ACCOUNT = "account:"
# Two accounts of the same amounts are common, so many in the same order are not.
_FEWEST = 3

_Amounts = tuple[Decimal, ...]


@check("table_table")
def amounts_out_of_step(seen: Evidence) -> Iterator[Made]:
    """同一科目在各表里的数相同；连续几行都印着另几个科目的数，就是数字与科目错开了行。"""
    for tables in _SISTERS:
        views = [view for table in tables if (view := seen.views.get(table)) and not view.damaged]
        if len(views) < len(tables):
            continue
        # Of two tables that differ the one that does not add up is wrong.
        right, wrong = sorted(views, key=_broken)
        if _broken(right) < _broken(wrong):
            for run in _runs(wrong, right):
                if len({instead.key for _, instead in run}) >= _FEWEST:
                    yield _told(wrong, run)


def _told(view: TableView, run: Sequence[tuple[Line, Line]]) -> Made:
    first, instead = run[0]
    operands = [line.readings[c] for line, _ in run for c in _COLUMNS if c in line.readings]
    found = verdict.of_words(False, first.name, instead.name, operands)
    return made("rows.out_of_step", f"{view.id}|{first.key}", found)


def _broken(view: TableView) -> int:
    """Return how many accounts are not what the accounts right below them add up to."""
    totals = {
        key.removeprefix(_ACCOUNT): view.of_line(line, _COLUMNS[0]).value
        for key, line in view.rows.items()
        if key.startswith(_ACCOUNT)
    }
    below: dict[str, Decimal] = {}
    for code, total in totals.items():
        below[code[:-2]] = below.get(code[:-2], Decimal(0)) + total
    return sum(below[code] != total for code, total in totals.items() if code in below)


def _runs(view: TableView, sister: TableView) -> Iterator[list[tuple[Line, Line]]]:
    """Yield rows, one after the other, each with the row of the sister that has its amounts."""
    shared = [c for c in _COLUMNS if c in view.listed_columns and c in sister.listed_columns]
    right = _amounts(sister, shared)
    places: dict[_Amounts, list[int]] = {}
    for at, amounts in enumerate(right.values()):
        places.setdefault(amounts, []).append(at)
    keys = list(right)
    run: list[tuple[Line, Line]] = []
    last = -1
    for key, amounts in _amounts(view, shared).items():
        # A parent and its only part have the same amounts: one of them is right by chance.
        wrong = right.get(key, amounts) != amounts
        known = places.get(amounts, []) if any(amounts) and (wrong or run) else []
        place = next((each for each in known if each > last), None)
        if place is None and (len(run) < _FEWEST or not known):
            yield run
            run = []
        if place is None and known:
            # Where the amounts have come to their end, some begin anew.
            place = known[0]
        if place is not None and wrong:
            run.append((view.rows[key], sister.rows[keys[place]]))
        last = -1 if place is None else place
    yield run


def _amounts(view: TableView, columns: Sequence[str]) -> Mapping[str, _Amounts]:
    """Return the amounts of every account, in printed order."""
    return {
        key: tuple(view.of_line(line, column).value for column in columns)
        for key, line in view.rows.items()
        if key.startswith(_ACCOUNT)
    }
