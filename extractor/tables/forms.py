"""Performance forms and other tables → the output model: every printed cell is a cell.

A form changes its columns on the way down: each header row inside it (预算数 执行数 执行率, then
三级指标 目标值 完成值) holds for the rows below. Rows under a merged cell often slipped left: their
values are then told from the right end, and the names before them. In a form that was put
together from flowing text every cell has its own column, and only that counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import regex
from msgspec import Struct

from extractor.document import Document, GridCell
from extractor.model import Cell, Column, Table
from extractor.numbers import MONEY_UNIT
from extractor.tables.numerals import is_nil, measured
from extractor.tables.stitch import Sheet
from rules.loaders.flow_forms import load_flow_forms
from rules.loaders.forms import FormLabel, load_forms

OTHER = "other"

_FIRST_ROWS = 8
_UNIT = regex.compile(rf"（(?P<unit>{MONEY_UNIT})）")
_SCORE = regex.compile(r"\d{1,3}(?:\.\d+)?分?")
_SERIAL = "序号"


class _Printed(Struct, frozen=True, gc=False):
    """One printed cell with its squeezed words."""

    column: int
    cell: GridCell
    words: str


@dataclass(frozen=True, slots=True)
class _Heads:
    """The header row that holds: what stands over each column, and over which we know more."""

    texts: dict[int, str]
    known: dict[int, FormLabel]
    # The label of the row below, where a merged cell put it into the header row.
    lead: str

    def columns(self, *roles: str) -> list[int]:
        return [column for column, label in self.known.items() if label.role in roles]


class _Meaning(Struct, frozen=True, gc=False):
    """What is known of one cell."""

    row_header: str = ""
    row_key: str | None = None
    column: int | None = None


@dataclass(slots=True)
class _State:
    """What the rows above say about the next one."""

    heads: _Heads | None = None
    # The same where the last row was a header: its merged cells may be told apart below.
    above: _Heads | None = None
    item: str = ""
    unit: str | None = None
    exact: bool = False
    first: _Heads | None = field(default=None)
    # The last header of indicators: the next goal's indicators often go on without one.
    indicators: _Heads | None = field(default=None)


def form_kind(sheet: Sheet) -> str:
    """Return the kind of a table that is no official one."""
    title = sheet.caption.name
    forms = load_forms().forms
    for form in forms:
        if any(pattern.search(title) for pattern in form.titles):
            return form.id
    words = "".join(text for row in sheet.texts[:_FIRST_ROWS] for text in row)
    return next((f.id for f in forms if any(p.search(words) for p in f.labels)), OTHER)


def build_form(document: Document, sheet: Sheet, number: int, default_unit: str | None) -> Table:
    """Return the table with all its printed cells."""
    table_id = f"A{number:02d}"
    kind = form_kind(sheet)
    unit = sheet.caption.unit or default_unit
    state = _State(unit=unit, exact=sheet.flowing)
    cells = tuple(_cells(document, sheet, table_id, kind, state))
    heads = state.first
    span = document.span(sheet.caption.start, sheet.end)
    return Table(
        id=table_id,
        kind=kind,
        code=sheet.caption.code,
        title=sheet.caption.title,
        unit=sheet.caption.unit,
        columns=tuple(_columns(heads)) if heads else (),
        cells=cells,
        span=span,
        unsure=document.is_unsure(span),
    )


def _columns(heads: _Heads) -> Iterator[Column]:
    for column, text in heads.texts.items():
        known = heads.known.get(column)
        key = known.key if known else None
        yield Column(column=column + 1, header=(text,), unit=None, key=key)


def _cells(
    document: Document, sheet: Sheet, table_id: str, kind: str, state: _State
) -> Iterator[Cell]:
    number = 0
    for cells, texts in zip(sheet.cells, sheet.texts, strict=True):
        printed = [
            _Printed(column, cell, words)
            for column, (cell, words) in enumerate(zip(cells, texts, strict=True))
            if cell is not None and cell.text
        ]
        if not printed:
            continue
        number += 1
        for each, meaning in zip(printed, _meanings(printed, kind, state), strict=True):
            yield _cell(document, f"{table_id}/R{number}", number, each, meaning, state)


def _cell(
    document: Document, row_id: str, row: int, printed: _Printed, meaning: _Meaning, state: _State
) -> Cell:
    heads = state.heads
    known = heads.known.get(meaning.column) if heads and meaning.column is not None else None
    value, unit = measured(printed.words) or (None, None)
    is_money = known.money if known else meaning.row_key in load_forms().money
    if value is not None and unit is None and is_money:
        unit = state.unit
    header = (heads.texts[meaning.column],) if heads and meaning.column is not None else ()
    return Cell.trusted(
        {
            "id": f"{row_id}/C{printed.column + 1}",
            "row": row,
            "column": printed.column + 1,
            "row_header": meaning.row_header,
            "account": None,
            "column_header": header,
            "text": printed.cell.text,
            "value": value,
            "unit": unit,
            "span": document.span(printed.cell.start, printed.cell.end),
            "row_key": meaning.row_key,
            "column_key": known.key if known else None,
        }
    )


def _meanings(printed: Sequence[_Printed], kind: str, state: _State) -> list[_Meaning]:
    found = next((m for m in map(_UNIT.search, (p.words for p in printed)) if m), None)
    if found:
        state.unit = found["unit"]
    heads = _below(printed, state) or _heads(printed, kind, state)
    state.above = heads
    if heads is not None:
        state.heads = heads
        state.first = state.first or heads
        if any(label.key == "indicator" for label in heads.known.values()):
            state.indicators = heads
        return [_Meaning()] * len(printed)
    if state.heads is None and state.exact and _opens_indicators(printed[0]):
        state.heads = state.indicators
    if state.heads is not None and state.exact:
        return _in_own_columns(printed, state.heads) or _leave(printed, state)
    if state.heads is not None:
        placed = _placed(printed, state.heads)
        if placed is not None:
            return _under_heads(printed, placed, state)
        if not state.heads.columns("value", "score"):
            return _by_position(printed, state)
    return _pairs(printed)


def _heads(printed: Sequence[_Printed], kind: str, state: _State) -> _Heads | None:
    """Return the header that the row is: two known words, or the first row of any other table."""
    known = {p.column: label for p in printed if (label := _column_label(p.words)) is not None}
    simple = (
        state.heads is None and len(printed) > 1 and (kind == OTHER or printed[0].words == _SERIAL)
    )
    if len(known) < 2 and not simple:
        return None
    texts = {p.column: p.words for p in printed}
    before = [p.words for p in printed if p.column < min(known, default=0)]
    return _Heads(texts, known, before[-1] if len(before) > 1 else "")


def _below(printed: Sequence[_Printed], state: _State) -> _Heads | None:
    """Return the header with its second row: 预算数 over 总额, 财政拨款, 其他资金 is the 总额."""
    above, total = state.above, load_forms().words.total_column
    if above is None:
        return None
    totals = {p.column for p in printed if total.search(p.words)}
    if not totals or any(measured(p.words) for p in printed):
        return None
    if printed[0].column < min(above.known, default=0):
        return None
    known = {
        c: label for c, label in above.known.items() if c in totals or c not in _columns_of(printed)
    }
    return _Heads(above.texts | {p.column: p.words for p in printed}, known, above.lead)


def _columns_of(printed: Sequence[_Printed]) -> list[int]:
    return [p.column for p in printed]


@lru_cache(maxsize=2048)
def _column_label(words: str) -> FormLabel | None:
    rules = load_forms().columns
    return next((c for c in rules if any(p.search(words) for p in c.names)), None)


@lru_cache(maxsize=2048)
def _row_key(words: str) -> str | None:
    rules = load_forms().rows
    return next((r.key for r in rules if any(p.search(words) for p in r.names)), None)


def _placed(printed: Sequence[_Printed], heads: _Heads) -> list[int | None] | None:
    """Return the header column of each cell of a row of values, None where the row is none."""
    scores = heads.columns("score")
    values = heads.columns("value") or (heads.columns("text") if scores else [])
    if not values:
        return None
    words = ("text", "remark") if heads.columns("value") else ("remark",)
    beside = [c for c in heads.columns(*words) if c > values[0]]
    behind = [p.column for p in printed if p.column >= values[0] and p.column not in beside]
    placed: list[int | None]
    if _is_in_place(printed, heads):
        placed = [p.column if p.column in heads.texts else None for p in printed]
    elif behind in (values, sorted(values + scores)):
        placed = _dealt(len(printed), heads, [c for c in _columns_of(printed) if c >= values[0]])
    elif len(printed) > 2 and beside and _is_remark(printed[-1]):
        before = _placed(printed[:-1], heads)
        return before and [*before, beside[-1]]
    else:
        named = 0 if heads.lead else 1
        score = scores[:1] if _ends_in_score(printed, len(values) + named) else []
        if len(printed) - len(score) < len(values) + named:
            return None
        placed = _dealt(len(printed), heads, sorted(values + score))
    return placed if _are_values(printed, placed, heads) else None


def _is_in_place(printed: Sequence[_Printed], heads: _Heads) -> bool:
    """Return whether a row of a plain small table stands under its header, blanks left out.

    Among indicators it need not: their merged cells make rows slip.
    """
    if any(label.key == "indicator" for label in heads.known.values()):
        return False
    columns = set(_columns_of(printed))
    valued = columns & heads.known.keys() - {*heads.columns("name")}
    if valued and min(columns) == min(heads.texts) and heads.texts.keys() >= columns:
        return True
    # Under a merged 项目资金（万元） the names begin one column further right.
    names = [p for p in printed if p.column < min(heads.known)]
    in_place = columns - set(_columns_of(names)) <= heads.texts.keys()
    return bool(valued and names) and in_place and not any(measured(p.words) for p in names)


def _is_remark(printed: _Printed) -> bool:
    """Return whether a cell at the end of a row is neither a score nor a value."""
    return not _SCORE.fullmatch(printed.words) and measured(printed.words) is None


def _in_own_columns(printed: Sequence[_Printed], heads: _Heads) -> list[_Meaning]:
    """Return the meanings of a row of cells in their own columns; none where it has no value."""
    names = heads.columns("name")
    known = [p for p in printed if p.column in heads.known and p.column not in names]
    if not known or (_is_label(printed[0]) and not any(measured(p.words) for p in known)):
        return []
    before = [p for p in printed if p.column < min(heads.known)]
    name = next((p.words for p in reversed(printed) if p.column in names), "")
    if not names and before:
        # 预算数 执行数 执行率 has nothing over the names.
        name = before[-1].words
    key = _row_key(name)
    return [
        _Meaning(column=p.column if p.column in heads.texts else None)
        if p.column in names or p.column not in heads.texts
        else _Meaning(name, key, None if p.cell.undecided else p.column)
        for p in printed
    ]


def _is_label(printed: _Printed) -> bool:
    """Return whether a row opens with the label of a field; some of those stand in tables."""
    found = load_flow_forms().label(printed.words, 0) if printed.column == 0 else None
    return found is not None and found[1] == len(printed.words) and not found[0].not_in


def _opens_indicators(printed: _Printed) -> bool:
    """Return whether a row opens with an 一级指标: 产出指标."""
    levels = load_flow_forms().indicators.level1
    return printed.column == 0 and levels.fullmatch(printed.words) is not None


def _leave(printed: Sequence[_Printed], state: _State) -> list[_Meaning]:
    """Read a row of labels and contents; the header above holds no longer."""
    if printed[0].column == 0:
        state.heads = None
    return _pairs(printed)


def _ends_in_score(printed: Sequence[_Printed], fewest: int) -> bool:
    """Return whether the last cell is a score, and not the second of two like values."""
    words = [p.words for p in printed]
    if len(words) <= max(fewest, 2) or not _SCORE.fullmatch(words[-1]):
        return False
    alike = _shape(words[-1]) == _shape(words[-2])
    return not alike or _shape(words[-3]) == _shape(words[-2])


def _shape(words: str) -> str:
    """Return what sort of value a cell holds: its unit, or that it is words."""
    quantity = measured(words)
    return "words" if quantity is None else quantity[1] or ""


def _dealt(count: int, heads: _Heads, ending: list[int]) -> list[int | None]:
    """Return the header columns of so many cells: the last ones are given, names stand before."""
    names = heads.columns("name")
    before = count - len(ending)
    unknown: list[int | None] = [None] * max(before - len(names), 0)
    return [*unknown, *(names[-before:] if before else []), *ending]


def _are_values(printed: Sequence[_Printed], placed: Sequence[int | None], heads: _Heads) -> bool:
    """Return whether money columns hold numbers: else the row is a pair of label and text."""
    money = [
        p.words
        for p, column in zip(printed, placed, strict=True)
        if column is not None and column in heads.known and heads.known[column].money
    ]
    return all(measured(words) is not None or is_nil(words) for words in money)


def _under_heads(
    printed: Sequence[_Printed], placed: Sequence[int | None], state: _State
) -> list[_Meaning]:
    heads = state.heads
    assert heads is not None, "a row is placed under a header"
    first = next(
        at
        for at, column in enumerate(placed)
        if column is not None and column in heads.known and heads.known[column].role != "name"
    )
    before, names = [p.words for p in printed[:first]], heads.columns("name")
    named = [words for words, column in zip(before, placed, strict=False) if column in names]
    name = (named or before or [heads.lead])[-1]
    key = _row_key(name)
    return [
        _Meaning(name if at >= first else "", key if at >= first else None, column)
        for at, column in enumerate(placed)
    ]


def _by_position(printed: Sequence[_Printed], state: _State) -> list[_Meaning]:
    """Return the meanings under a plain header; a row cut by a page goes on with its item."""
    heads = state.heads
    assert heads is not None, "a row is placed under a header"
    items = heads.columns("name") or list(heads.texts)[:1]
    state.item = next((p.words for p in printed if p.column in items), state.item)
    return [
        _Meaning(
            "" if p.column in items else state.item,
            None,
            p.column if p.column in heads.texts else None,
        )
        for p in printed
    ]


def _pairs(printed: Sequence[_Printed]) -> list[_Meaning]:
    """Return the meanings of label and value side by side."""
    meanings = [_Meaning()]
    label = ""
    for before, each in pairwise(printed):
        if before.words and measured(before.words) is None:
            label = before.words
        meanings.append(_Meaning() if _row_key(each.words) else _Meaning(label, _row_key(label)))
    return meanings
