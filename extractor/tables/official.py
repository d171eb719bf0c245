"""Official tables → the output model: every labelled cell with its row, column and meaning."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from extractor.document import Document, GridCell
from extractor.model import Account, Cell, Column, Span, Table
from extractor.tables.accounts import AccountBook, bare
from extractor.tables.columns import (
    SIDES,
    is_change,
    is_past,
    item_key,
    latest_year,
    measure_of,
    printed_paths,
    printed_unit,
)
from extractor.tables.headers import Path
from extractor.tables.numerals import amount, money
from extractor.tables.recognise import Official
from extractor.tables.rows import Line
from rules.loaders.tables import Named, TableRule
from rules.terms import RATE

_UNIT_ROWS = re.compile(r"单位|部门")
# 4.公务用车保有量（辆）: a row of the 三公 table that counts.
_COUNTED = re.compile(r"[（(](?P<unit>个|批次?|人次?|辆|台)[）)]")
# 单位名称（科目） stands over units where no other column has the codes of accounts.
_ACCOUNT_ROWS = re.compile(r"(?<!（)科目|分类|功能|经济|类款")
_UNIT_CODE = re.compile(r"\d{3}(?:\d{3}){0,3}")
_PROJECT = re.compile(r"(?:支出|预算|支出预算)?项目(?:名称)?(?:（.*）)?")
_GROUP_CODE = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"(20\d\d)年?(?:度|预算|决算)?")
# Alone in its half it is the total of the year, one of several that of a group.
_SUBTOTAL = "小计"
_OF_THE_YEAR = re.compile(r"本年(?:财政拨款)?(?:收入|支出)")


class _Named(Struct, frozen=True, gc=False):
    """A line with its meaning."""

    line: Line
    header: str
    key: str | None
    account: Account | None


def build_table(
    document: Document, official: Official, book: AccountBook, default_unit: str | None
) -> Table:
    """Return the table with all its cells."""
    rule, header = official.rule, official.header
    unit = official.caption.unit or printed_unit(header.paths) or default_unit
    paths = printed_paths(rule, header.paths)
    columns = tuple(
        Column(column=number, header=path, unit=unit, key=(key or "").rstrip(":") or None)
        for number, (path, key) in enumerate(zip(paths, official.keys, strict=True), start=1)
    )
    span = document.span(official.caption.start, official.sheet.end)
    return Table(
        id=rule.id,
        kind=rule.kind,
        code=official.caption.code,
        title=official.caption.title or rule.title,
        unit=unit,
        columns=columns,
        cells=tuple(_cells(document, official, _named(official, book), paths, unit)),
        span=span,
        unsure=document.is_unsure(span),
    )


def _cells(
    document: Document,
    official: Official,
    named: Sequence[_Named],
    paths: Sequence[Path],
    unit: str | None,
) -> Iterator[Cell]:
    table, keys, upright = official.rule.id, official.keys, official.upright
    for each in named:
        behind = official.sheet.start
        counted = _COUNTED.search(each.header) if upright else None
        for column, printed in each.line.places:
            span = _span(document, printed, behind)
            behind = span.end
            key = keys[column - 1]
            row_key = each.key
            if upright or official.measured:
                crossed = (key, row_key) if upright else (row_key, key)
                row_key, key = _crossed(*crossed)
            undecided = printed is not None and printed.undecided
            text = printed.text if printed is not None else ""
            is_rate = key is not None and key.startswith(RATE)
            bare_text, own = money(text)
            yield Cell.trusted(
                {
                    "id": f"{table}/R{each.line.number}/C{column}",
                    "row": each.line.number,
                    "column": column,
                    "row_header": each.header,
                    "account": each.account,
                    "column_header": paths[column - 1],
                    "text": text,
                    "value": amount(text.rstrip("%％") if is_rate else bare_text) if text else None,
                    "unit": own or ("%" if is_rate else counted["unit"] if counted else unit),
                    "span": span,
                    "row_key": row_key,
                    "column_key": None if undecided else key,
                }
            )


def _crossed(measure: str | None, item: str | None) -> tuple[str | None, str | None]:
    """Return the meaning of a cell of a 三公 table by its measure and its item."""
    return ("total", measure + item) if measure is not None and item else (None, None)


def _span(document: Document, printed: GridCell | None, behind: int) -> Span:
    """Return the place of a cell; one that a merged cell covers stands behind its neighbour."""
    if printed is None:
        return document.span(behind, behind)
    return document.span(printed.start, printed.end)


def _named(official: Official, book: AccountBook) -> list[_Named]:
    rule, lines = official.rule, official.lines
    if rule.layout == "halves":
        return list(_halves(official, book))
    if rule.layout == "single_row":
        if official.measured:
            return list(_measured_items(official))
        return list(_upright_items(official) if official.upright else _items(official))
    if _has_units(official):
        return list(_units(official))
    accounts = book.resolve(lines)
    return [
        _account_line(rule, line, account) for line, account in zip(lines, accounts, strict=True)
    ]


def _has_units(official: Official) -> bool:
    """Return whether the rows are units and projects: 收入预算 is printed by unit or by account."""
    words = official.header.label_words
    if _ACCOUNT_ROWS.search(words):
        return False
    return bool(_UNIT_ROWS.search(words)) or official.rule.layout in ("units", "projects")


def _account_line(rule: TableRule, line: Line, account: Account | None) -> _Named:
    total = _row_key(rule.rows, line.label, "", ())
    if total is not None and not line.codes:
        return _Named(line, line.label, total, None)
    if account is None:
        return _Named(line, line.label, None, None)
    return _Named(line, line.label or account.name, _account_key(account), account)


def _account_key(account: Account) -> str:
    return f"account:{account.code or '?' + account.name}"


def _halves(official: Official, book: AccountBook) -> Iterator[_Named]:
    """Yield the lines of the income half and of the expenditure half, each by its own names.

    Where both stand in one block, expenditure begins with the first line that is no income.
    """
    rows, stacked = official.rule.rows, len(official.header.blocks) == 1
    seen: dict[str, set[str]] = {side: set() for side in (*SIDES, "")}
    whole = _wholes(official)
    side = SIDES[0]
    for line in official.lines:
        label = bare(line.label)
        if not stacked:
            side = SIDES[line.side] if line.side < len(SIDES) else ""
        named = label and (label != _SUBTOTAL or line in whole)
        key = _row_key(rows, label, side, seen[side]) if named else None
        account = None
        if key is None and label and (stacked or side == SIDES[1]):
            account = book.by_class_name(label)
            key = _account_key(account) if account else _row_key(rows, label, SIDES[1], seen[side])
            side = SIDES[1] if key else side
        if key:
            seen[side].add(key)
        yield _Named(line, line.label, key, account)


def _wholes(official: Official) -> list[Line]:
    """Return the lines called 小计 that are the totals of their halves: no other line is one."""
    labels = [(line.side, bare(line.label)) for line in official.lines]
    others = {side for side, label in labels if _OF_THE_YEAR.match(label)}
    return [
        line
        for line, (side, label) in zip(official.lines, labels, strict=True)
        if label == _SUBTOTAL and labels.count((side, label)) == 1 and side not in others
    ]


def _row_key(rows: Sequence[Named], label: str, side: str, seen: Collection[str]) -> str | None:
    for named in rows:
        if named.side not in ("", side) or (named.after and named.after not in seen):
            continue
        if any(pattern.search(label) for pattern in named.names):
            return named.key
    return None


def _items(official: Official) -> Iterator[_Named]:
    """Yield the lines of a 三公 table: one row of amounts, or one for each unit."""
    lines = official.lines
    years = [int(match[1]) for line in lines if (match := _YEAR.match(line.label))]
    for line in lines:
        label = bare(line.label)
        year = _YEAR.match(label)
        if is_change(label):
            key: str | None = None
        elif year is not None:
            # With the year before beside it, the year of the report is the later one.
            key = "total" if int(year[1]) == max(years) else None
        elif not label or len(lines) == 1 or _row_key(official.rule.rows, label, "", ()):
            key = "total"
        else:
            key = f"unit:{line.codes[0][1] if line.codes else '?' + label}"
        yield _Named(line, line.label, key, None)


def _measured_items(official: Official) -> Iterator[_Named]:
    """Yield the lines of a 三公 table that has a row for the budget and a row for the outcome."""
    latest = latest_year(line.label for line in official.lines)
    for line in official.lines:
        tells = not is_past(line.label, latest) and not is_change(line.label)
        measure = measure_of(official.rule, (line.label,)) if tells else None
        yield _Named(line, line.label, f"{measure}:" if measure else None, None)


def _upright_items(official: Official) -> Iterator[_Named]:
    """Yield the lines of a 三公 table with an item in each: of two alike the first with amounts."""
    keys = [item_key(official.rule, bare(line.label)) for line in official.lines]
    chosen: dict[str, Line] = {}
    for key, line in zip(keys, official.lines, strict=True):
        if key is not None and (key not in chosen or not _has_amount(chosen[key])):
            chosen[key] = line if key not in chosen or _has_amount(line) else chosen[key]
    for key, line in zip(keys, official.lines, strict=True):
        is_chosen = key is not None and chosen[key] is line
        yield _Named(line, line.label, key if is_chosen else None, None)


def _has_amount(line: Line) -> bool:
    return any(cell and amount(money(cell.text)[0]) is not None for _, cell in line.places)


def _units(official: Official) -> Iterator[_Named]:
    """Yield lines of units, and of the projects and groups of projects below each unit.

    A project without a code goes by its name; what stands in its column can be a group as well.
    """
    rule, unit = official.rule, ""
    for number, line in enumerate(official.lines):
        code = line.codes[0][1] if line.codes else ""
        project = _project(official, line)
        # A project's line goes on with the unit that it belongs to.
        header = " ".join([code, *([project] if project else line.names[:1])]).strip()
        if _row_key(rule.rows, line.label, "", ()) or (not header and number == 0):
            key: str | None = "total"
        elif project and _UNIT_CODE.fullmatch(code) and len(line.names) > 1:
            key = f"project:{code}/{project}"
        elif _UNIT_CODE.fullmatch(code):
            unit, key = code, f"unit:{code}"
        elif _GROUP_CODE.fullmatch(code):
            key = f"group:{unit}/{code}"
        elif code:
            key = f"project:{code}"
        elif project:
            key = f"project:?{project}"
        else:
            key = f"unit:?{line.label}" if rule.layout == "units" else None
        yield _Named(line, header, key, None)


def _project(official: Official, line: Line) -> str:
    """Return what stands in the column with the names of projects."""
    if official.rule.layout != "projects":
        return ""
    columns = {at for at, head in enumerate(official.header.heads) if _PROJECT.fullmatch(head)}
    named = zip(line.at, line.names, strict=True)
    return next((name for at, name in named if at in columns), "")
