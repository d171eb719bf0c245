"""Tables of accounts beside the official ones: their levels and columns add up as well.

Places print up to a dozen of them: 财政拨款支出表, 支出预算分类汇总表. No rule says what
their columns mean; what most rows keep tells what all of them must keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from extractor.checks import verdict
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Cell, Table
from extractor.readings import Reading
from extractor.text import squeeze
from rules.loaders.accounts import CODE_LENGTHS
from rules.loaders.forms import load_forms

_CODE = re.compile(r"[235]\d\d(?:\d\d){0,2}")
_DIGITS = re.compile(r"\d+")
_TOTALS = ("合计", "总计")
_TOTAL = ""
# One wrong number breaks its own sum and the one above it; so many must hold for one that fails.
_BROKEN, _FOR_ONE, _FEWEST = 2, 2, 3


class _Row(Struct, frozen=True, gc=False):
    """One account with its amounts by column; the code of the total is empty."""

    code: str
    amounts: dict[int, Reading]


@check("table_arithmetic")
def sums_of_account_lists(seen: Evidence) -> Iterator[Made]:
    """合计 = Σ类，类 = Σ款，款 = Σ项；合计 = 各栏之和：官方各表以外的分科目表也一样。"""
    for table in seen.tables:
        if table.kind == "other" and not table.unsure:
            head, body = _parted(table)
            headers = {cell.column: squeeze(cell.text) for cell in head}
            rows = _rows(seen, body, headers)
            yield from _believed(_levels(table, rows))
            yield from _believed(_across(table, rows, headers))


def _believed(found: Iterable[Made]) -> list[Made]:
    """Return the comparisons, or none where more of them fail than by one wrong number."""
    whole = list(found)
    fails = sum(one.verdict.status == "fail" for one in whole)
    enough = len(whole) - fails >= max(_FEWEST, _FOR_ONE * fails)
    return whole if fails <= _BROKEN and enough else []


# ---- rows and columns ---------------------------------------------------------------------------


def _parted(table: Table) -> tuple[list[Cell], list[list[Cell]]]:
    """Return the cells above the first account or total, and the rows from there on."""
    rows = [list(cells) for _, cells in groupby(table.cells, key=lambda cell: cell.row)]
    first = next((at for at, row in enumerate(rows) if _account(row)), len(rows))
    return [cell for row in rows[:first] for cell in row], rows[first:]


def _account(row: Sequence[Cell]) -> tuple[str, int] | None:
    """Return the code of a row, 类, 款 and 项 joined, and the column of its name."""
    code = ""
    for cell in row:
        text = squeeze(cell.text)
        if not _DIGITS.fullmatch(text):
            is_named = _CODE.fullmatch(code) and cell.value is None
            is_total = not code and text in _TOTALS
            return (code, cell.column) if is_named or is_total else None
        code += text
    return None


def _rows(seen: Evidence, body: Sequence[list[Cell]], headers: dict[int, str]) -> list[_Row]:
    """Return the accounts in printed order, none where a row is no account or comes twice."""
    not_added = load_forms().words.not_added
    rows: list[_Row] = []
    for cells in body:
        code, name = _account(cells) or (None, 0)
        amounts = {
            cell.column: reading
            for cell in cells
            if cell.column > name and not not_added.search(headers.get(cell.column, ""))
            if (reading := seen.reading(cell.id)) is not None
        }
        if code is None and amounts:
            return []
        if code is not None:
            rows.append(_Row(code, amounts))
    return rows if len({row.code for row in rows}) == len(rows) else []


# ---- 合计 = Σ类, 类 = Σ款, 款 = Σ项 --------------------------------------------------------------


def _levels(table: Table, rows: Sequence[_Row]) -> Iterator[Made]:
    """Compare every account, and the total, with the accounts right below it."""
    codes = {row.code for row in rows}
    below: dict[str, list[_Row]] = {}
    for row in rows:
        if row.code != _TOTAL:
            above = (row.code[:n] for n in reversed(CODE_LENGTHS) if n < len(row.code))
            parent = next((code for code in above if code in codes), _TOTAL)
            below.setdefault(parent, []).append(row)
    for row in rows:
        children = below.get(row.code, ())
        for column, amount in row.amounts.items():
            terms = [(1, child.amounts[column]) for child in children if column in child.amounts]
            if terms:
                yield _made("accounts.hierarchy", table, row, column, amount, terms)


# ---- 合计 = 各栏之和 -----------------------------------------------------------------------------


def _across(table: Table, rows: Sequence[_Row], headers: dict[int, str]) -> Iterator[Made]:
    """Compare the first column with the sum of the others, if it is called a total.

    A column is a part of it where a row with several parts adds up with this one.
    """
    words = load_forms().words
    columns = sorted({column for row in rows for column in row.amounts})
    totals = [column for column in columns if words.total_column.search(headers.get(column, ""))]
    if not totals or totals[0] != columns[0]:
        return
    first = totals[0]
    within = [column for column in columns if words.of_which.search(headers.get(column, ""))]
    summed: list[tuple[dict[int, Reading], Made]] = []
    for row in rows:
        parts = {
            column: one for column, one in row.amounts.items() if column not in [*totals, *within]
        }
        if first in row.amounts and parts:
            terms = [(1, part) for part in parts.values()]
            found = _made("accounts.across", table, row, first, row.amounts[first], terms)
            summed.append((parts, found))
    proved = {
        column
        for parts, found in summed
        if found.verdict.status != "fail" and sum(bool(part.value) for part in parts.values()) > 1
        for column, part in parts.items()
        if part.value
    }
    for parts, found in summed:
        if all(column in proved for column, part in parts.items() if part.value):
            yield found


def _made(
    rule: str,
    table: Table,
    row: _Row,
    column: int,
    amount: Reading,
    terms: Sequence[tuple[int, Reading]],
) -> Made:
    meaning = f"{squeeze(table.title)}|{row.code}|{column}"
    return made(rule, meaning, verdict.of_sum(amount, terms))
