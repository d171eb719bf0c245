"""One region of lines → the blocks and rows of its table, each layout in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, zip_longest

import regex
from msgspec.structs import replace

from extractor.tables.accounts import bare
from extractor.tables.columns import is_past, item_key, latest_year
from extractor.tables.flow.centred import in_rows
from extractor.tables.flow.halves import read_halves
from extractor.tables.flow.heads import HeadCell, Heads, body_lines
from extractor.tables.flow.layout import heads_of
from extractor.tables.flow.pieces import Cell, Piece, pieces_of, squeezed
from extractor.tables.flow.regions import Region
from extractor.tables.flow.rows import Row, RowReader, body_start, code_length, split_owners
from extractor.tables.flow.tables import Block, FlowTable, TableRow
from rules.loaders.accounts import load_accounts

_TOTAL = regex.compile(r"[合总]计")
_ONLY_LEVELS = regex.compile(r"类款项?")
_LONG_CODE = 10
_MEASURES = frozenset({"budget", "final", "difference"})
# So many items of the 三公 table stand in rows where any does.
_FEWEST_ITEMS = 3


def read_region(region: Region) -> FlowTable | None:
    """Return the table of the region, or None where there is none (a table of contents)."""
    pieces = list(pieces_of(region.lines))
    layout = region.rule.layout
    if layout == "halves":
        return read_halves(region, pieces)
    if layout == "single_row":
        upright = _upright(region, pieces)
        if upright is not None:
            return upright
    start = body_start(pieces, layout)
    heads = heads_of(region, pieces[:start])
    if not heads.of("amount"):
        return None
    body = in_rows(region, body_lines(pieces, start, layout))
    if layout == "single_row":
        table = _single_row(region, heads, body)
        # Without a row of its own among so many amounts it is not empty, but not understood.
        amounts = not _counts_up([piece for piece in pieces if piece.number])
        return None if amounts and not table.rows else table
    groups = _groups(heads)
    if len(groups) > 1:
        return _side_by_side(region, groups, body)
    return _coded(region, heads, body)


def _coded(region: Region, heads: Heads, body: Sequence[Piece]) -> FlowTable:
    """Return a table of rows that open with a code."""
    layout = region.rule.layout
    amounts = heads.amounts()
    rows = _with_total(RowReader(body, region.rule).read())
    owned = layout == "projects" and bool(heads.of("owner"))
    rows = split_owners(rows) if owned else rows
    roles = ("code", "name", "owner") if owned else ("code", "name")
    block = Block(
        labels=tuple(_first(heads, role) for role in roles),
        amounts=tuple(amounts),
    )
    return FlowTable(
        region.rule,
        region,
        (block,),
        tuple(_table_row(row, line, layout, owned) for line, row in enumerate(rows)),
    )


def _with_total(rows: Sequence[Row]) -> list[Row]:
    """Return the rows; a 合计 that is printed below its values has those."""
    if len(rows) > 1 and not (rows[0].code or rows[1].code or rows[1].values):
        name = squeezed(rows[0].name)
        if _TOTAL.fullmatch(squeezed(rows[1].name)) and (not name or _ONLY_LEVELS.fullmatch(name)):
            return [replace(rows[1], values=rows[0].values), *rows[2:]]
    return list(rows)


def _first(heads: Heads, role: str) -> HeadCell | None:
    """Return the header of a label column; a plain 项目 names the rows."""
    found = heads.of(role) or (heads.of("label") if role == "name" else [])
    named = [cell for cell in found if not _ONLY_LEVELS.fullmatch(cell.text)]
    return max(named, key=lambda cell: len(cell.text), default=None)


def _table_row(row: Row, line: int, layout: str, owned: bool) -> TableRow:
    labels = [Cell(row.code), Cell(row.name)]
    if owned:
        labels.append(Cell(row.owner))
    return TableRow(line, 0, tuple(labels), row.values, _key(row, line, layout), row.key)


def _key(row: Row, line: int, layout: str) -> str:
    """Return the meaning of a row; one without any label at the top lost its 合计."""
    if not row.code:
        name = squeezed(row.name)
        return "total" if _TOTAL.fullmatch(name) or (not name and line == 0) else ""
    if layout == "projects" and len(row.key) >= _LONG_CODE:
        return f"project:{row.key}"
    if layout == "projects" and len(row.key) < 3:
        return f"group:{row.key}"
    is_account = layout in ("accounts", "groups") or bool(_account_name(row))
    return f"account:{row.key}" if is_account else f"unit:{row.key}"


def _account_name(row: Row) -> bool:
    """Return whether a code with its name is an account: some places print T02 by account."""
    return squeezed(row.name) in load_accounts().names.get(row.key, ())


# ---- groups side by side ---------------------------------------------------------------------


def _groups(heads: Heads) -> list[Block]:
    """Return one block for each 科目编码 科目名称 决算数 that the header repeats."""
    amounts = [cell for cell in heads.of("amount") if cell.head.name in ("amount", "total")]
    names, codes = heads.of("name"), heads.of("code")
    if len(amounts) < 2 or len(names) < len(amounts) or len({cell.text for cell in amounts}) > 1:
        return []
    whole = [cell for cell in codes if len(cell.text) > 2] or codes
    return [
        Block(labels=(code, name), amounts=(amount,))
        for code, name, amount in zip_longest(whole[: len(amounts)], names[: len(amounts)], amounts)
    ]


def _side_by_side(region: Region, groups: Sequence[Block], body: Sequence[Piece]) -> FlowTable:
    """Return a table in groups: what a line prints is dealt out by the order of the codes."""
    last = [""] * len(groups)
    found: list[TableRow] = []
    for line, rows in enumerate(_printed_rows(RowReader(body, region.rule, grouped=True).read())):
        for row, block in zip(rows, _deal(rows, last), strict=False):
            last[block] = row.key or last[block]
            key = f"account:{row.key}" if row.code else _label_key(region, row)
            labels = (Cell(row.code), Cell(row.name))
            found.append(TableRow(line, block, labels, row.values, key, row.key))
    return FlowTable(region.rule, region, tuple(groups), tuple(found))


def _printed_rows(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows that stand side by side: the first of them opens its line."""
    found: list[list[Row]] = []
    for row in rows:
        label = row.code or row.name or row.values
        if label[0].first or not found:
            found.append([])
        found[-1].append(row)
    return found


def _deal(rows: Sequence[Row], last: Sequence[str]) -> tuple[int, ...]:
    """Return the groups that rows side by side belong to, so that the codes go on best."""
    count = min(len(rows), len(last))
    return max(
        combinations(range(len(last)), count),
        key=lambda blocks: sum(
            _goes_on(row, last[block]) for row, block in zip(rows, blocks, strict=False)
        ),
    )


def _goes_on(row: Row, before: str) -> int:
    """Return how well a code follows the last of a group: 30215 after 30214, 303 after 30199."""
    if not before or not row.key:
        return 1
    if row.key <= before:
        return 0
    return 3 if row.key[:3] == before[:3] else 2 - (len(row.key) > 3)


def _label_key(region: Region, row: Row) -> str:
    text = squeezed(row.name)
    return next(
        (named.key for named in region.rule.rows if any(p.search(text) for p in named.names)), ""
    )


_NamedRow = tuple[list[Piece], list[Piece]]


def _upright(region: Region, pieces: Sequence[Piece]) -> FlowTable | None:
    """Return the table whose items stand in rows below 预算数 and 决算数, if it is one."""
    layout = region.rule.layout
    start = _first_item(region, pieces)
    heads = heads_of(region, pieces[:start])
    amounts = heads.of("amount")
    if not amounts or any(cell.head.name not in _MEASURES for cell in amounts):
        return None
    body = in_rows(region, body_lines(pieces, start, layout))
    numbered = bool(heads.of("line"))
    named = [
        row
        for name, values in _named_rows(region, body)
        for row in _parted(region, name, values[numbered and values[0].whole :] if values else [])
    ]
    items = [item_key(region.rule, bare(squeezed(name))) for name, _ in named]
    if len({*items} - {None}) < _FEWEST_ITEMS:
        return None
    block = Block((None,), tuple(heads.amounts()))
    if _are_columns(items, [values for _, values in named], block.width):
        return None
    if items[-1] is None and not named[-1][1]:
        # The heading of what follows the table.
        named.pop()
    printed = (
        TableRow(line, 0, (Cell(tuple(name)),), tuple(values), "")
        for line, (name, values) in enumerate(named)
    )
    return FlowTable(region.rule, region, (block,), tuple(printed))


def _are_columns(
    items: Sequence[str | None], values: Sequence[Sequence[Piece]], width: int
) -> bool:
    """Return whether the items are columns, the cells of each below it: no row is left of them."""
    names = [item for item in items if item not in (None, "total")]
    ruled = _counts_up([piece for row in values for piece in row])
    return ruled or len(set(names)) < len(names) or any(len(row) > width for row in values)


def _counts_up(numbers: Sequence[Piece]) -> bool:
    """Return whether the numbers are those of the columns, 1 2 3 …, and no amounts."""
    return [piece.text for piece in numbers] == [str(at) for at in range(1, len(numbers) + 1)]


def _first_item(region: Region, pieces: Sequence[Piece]) -> int:
    """Return where the items begin, if several of them stand before numbers; else 0."""
    names = [
        not piece.number and item_key(region.rule, bare(squeezed([piece]))) is not None
        for piece in pieces
    ]
    valued = [
        at
        for at, (name, next_) in enumerate(zip(names, pieces[1:], strict=False))
        if name and next_.number
    ]
    if len(valued) < 2:
        # Items that stand side by side are columns: the last of them alone is before a number.
        return 0
    start = valued[0]
    while start and names[start - 1]:
        start -= 1
    return start


def _parted(region: Region, name: list[Piece], values: list[Piece]) -> Iterator[_NamedRow]:
    """Yield the rows without values before a row: a line that names an item is one of its own."""
    begin = 0
    for at, piece in enumerate(name[1:], start=1):
        own = name[begin:at]
        if piece.line != name[at - 1].line and item_key(region.rule, bare(squeezed(own))):
            yield own, []
            begin = at
    yield name[begin:], values


def _named_rows(region: Region, body: Sequence[Piece]) -> Iterator[_NamedRow]:
    """Yield each row of values with the name before it, up to where units follow with codes."""
    name: list[Piece] = []
    values: list[Piece] = []
    for index, piece in enumerate(body):
        named = not values and item_key(region.rule, bare(squeezed(name))) is not None
        if not named and code_length(body, index, region.rule.layout):
            # Behind the total the units follow, each with its code.
            if values:
                break
        elif piece.number:
            values.append(piece)
        else:
            if values:
                yield name, values
                name, values = [], []
            name.append(piece)
    yield name, values


def _chosen(rows: Sequence[_NamedRow]) -> _NamedRow:
    """Return the first row, or of those that name their years the latest."""
    names = [squeezed(name) for name, _ in rows]
    latest = latest_year(names)
    own = [i for i, name in enumerate(names) if latest in name and not is_past(name, latest)]
    return rows[own[0]] if latest and own else rows[0]


# ---- one row ---------------------------------------------------------------------------------


def _single_row(region: Region, heads: Heads, body: Sequence[Piece]) -> FlowTable:
    """Return the table whose one row holds nothing but values, perhaps after a name."""
    name, values = _chosen(list(_named_rows(region, body)))
    labelled = bool(name) and bool(values)
    block = Block(labels=(None,) if labelled else (), amounts=tuple(heads.amounts()))
    labels = (Cell(tuple(name)),) if labelled else ()
    rows = (TableRow(0, 0, labels, tuple(values), "total"),) if values else ()
    return FlowTable(region.rule, region, (block,), rows)
