"""Tables without lines: words that stand below each other, on several rows, are columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import regex

from extractor.load.pdf.lines import Printed, lines_of, rows_of
from extractor.load.pdf.objects import Box, Run
from extractor.load.pdf.tables import Held, Ruled

# Sizes: words that are this far apart stand in two columns, single characters that are farther;
# rows of one table follow each other closely.
_CLOSE_GAP, _WORD_GAP, _ROW_GAP = 0.3, 1.0, 4.0
# Points that a heading may stand off the middle of its column.
_OFF = 6.0
# Between the columns of a header there is at least this much.
_SLIT = 0.12
# A line that reaches so far over the text is prose.
_WIDE = 0.6
# The lines of one cell stand closer than the rows: by this part of the usual distance.
_TIGHT = 0.9
# A table has so many rows of several cells, and so many numbers in them.
_ROWS, _NUMBERS = 3, 4
_NUMBER = regex.compile(r"[-+—–]?(?:\d[\d,]*)?(?:\.\d+)?%?")
_AMOUNT = regex.compile(r"\d\.\d|\d,\d{3}")
_CAPTION = regex.compile(r"单位\s*[：:]|公开\s*\d+\s*表|预算\s*\d+\s*表|[.…·]{4,}|第\s*\d+\s*页")
_SENTENCE = regex.compile(r"[。；]|，.*，")


@dataclass(frozen=True, slots=True)
class Aligned:
    """The rows of a table without lines on one page, each a list of cells without a column.

    Where it is not ``sure``, at the head of a page, it can also be mere ``lines``: the page before
    tells.
    """

    page: int
    top: float
    rows: list[list[Printed]]
    sure: bool
    lines: list[Printed]


@dataclass(slots=True)
class _Row:
    """Words that stand side by side, and the cells that they seem to be."""

    words: list[Run]
    cells: list[Printed]

    @property
    def top(self) -> float:
        return self.cells[0].top

    @property
    def middle(self) -> float:
        return (min(c.top for c in self.cells) + max(c.bottom for c in self.cells)) / 2

    @property
    def size(self) -> float:
        return max(cell.size for cell in self.cells)

    @property
    def is_valued(self) -> bool:
        return len(self.cells) > 1 and any(_is_number(cell.text) for cell in self.cells)


def find_aligned(
    words: Sequence[Run], edges: Sequence[Box], page: int
) -> tuple[list[Aligned], list[Run]]:
    """Return the tables without lines of a page, and the words that stand in none."""
    if not any(_is_number(word.text.strip()) for word in words):
        return [], list(words)
    rows = [_Row(row, list(_cells(row, page))) for row in rows_of(words)]
    rows = [row for row in rows if row.cells]
    if not any(row.is_valued for row in rows):
        return [], list(words)
    left = min(cell.x0 for row in rows for cell in row.cells)
    right = max(cell.x1 for row in rows for cell in row.cells)
    tables: list[Aligned] = []
    outside: list[Run] = []
    for block, is_table in _blocks(rows, right - left):
        inside = [word for row in block for word in row.words]
        heads = not tables and not outside and any(row.is_valued for row in block)
        if is_table or heads:
            grouped = _grouped(block, edges)
            tables.append(Aligned(page, block[0].top, grouped, is_table, lines_of(inside, page)))
        else:
            outside.extend(inside)
    return tables, outside


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and any(map(str.isdigit, text))


def _cells(row: list[Run], page: int) -> Iterator[Printed]:
    """Yield the cells of a row: what stands far apart, and every number for itself."""
    ordered = sorted(row, key=lambda word: word.lefts[0])
    parts: list[list[Run]] = []
    for word in ordered:
        if parts and not _is_apart(parts[-1][-1], word):
            parts[-1].append(word)
        else:
            parts.append([word])
    for part in parts:
        yield from lines_of(part, page, float("inf"))


def _is_apart(before: Run, word: Run) -> bool:
    size = min(before.bottom - before.top, word.bottom - word.top)
    one, other = before.text.strip(), word.text.strip()
    # 收 入 is one word; so are a number and its unit, but a cell is seldom one character.
    close = min(len(one), len(other)) > 1 or _is_number(one) or _is_number(other)
    return word.lefts[0] - before.rights[-1] > (_CLOSE_GAP if close else _WORD_GAP) * size


# ---- which rows are a table ------------------------------------------------------------------


def _blocks(rows: Sequence[_Row], width: float) -> Iterator[tuple[list[_Row], bool]]:
    """Yield the rows in runs, and whether each is a table."""
    run: list[_Row] = []
    for row in rows:
        if run and row.middle - run[-1].middle > _ROW_GAP * row.size:
            yield from _parted(run)
            run = []
        if _is_prose(row, width):
            yield from _parted(run)
            yield [row], False
            run = []
        else:
            run.append(row)
    yield from _parted(run)


def _is_prose(row: _Row, width: float) -> bool:
    words = "".join(cell.text for cell in row.cells)
    if _CAPTION.search(words):
        return True
    wide = max(cell.x1 - cell.x0 for cell in row.cells) > _WIDE * width
    return wide or (len(row.cells) == 1 and _SENTENCE.search(words) is not None)


def _parted(run: list[_Row]) -> Iterator[tuple[list[_Row], bool]]:
    """Yield the table in a run of rows, from its first row of several cells to its last one."""
    several = [at for at, row in enumerate(run) if len(row.cells) > 1]
    if not _is_table([run[at] for at in several]):
        if run:
            yield run, False
        return
    first, last = several[0], several[-1] + 1
    gaps = [below.middle - above.middle for above, below in pairwise(run[first:last])]
    near = _TIGHT * median(gaps) if gaps else 0.0
    # The rest of a name in the last row, or of one that a page break cut.
    while last < len(run) and run[last].middle - run[last - 1].middle < near:
        last += 1
    while first and run[first].middle - run[first - 1].middle < near:
        first -= 1
    if run[:first]:
        yield run[:first], False
    yield run[first:last], True
    if run[last:]:
        yield run[last:], False


def _is_table(rows: Sequence[_Row]) -> bool:
    numbers = [c.text for row in rows if row.is_valued for c in row.cells if _is_number(c.text)]
    return len(rows) >= _ROWS and len(numbers) >= _NUMBERS and any(map(_AMOUNT.search, numbers))


# ---- rows ------------------------------------------------------------------------------------


def _grouped(block: Sequence[_Row], edges: Sequence[Box]) -> list[list[Printed]]:
    """Return the rows of a table; the lines of a wrapped cell belong to the row beside them."""
    starts = _ruled_starts(block, edges) or _spaced_starts(block)
    groups: list[list[_Row]] = []
    for row, starts_row in zip(block, starts, strict=True):
        if starts_row or not groups:
            groups.append([])
        groups[-1].append(row)
    return [[cell for row in group for cell in row.cells] for group in groups]


def _ruled_starts(block: Sequence[_Row], edges: Sequence[Box]) -> list[bool]:
    """Return which rows begin below a drawn line, nothing where too few lines are drawn."""
    levels = sorted({round(top) for x0, top, x1, bottom in edges if top == bottom and x1 > x0})
    above = [sum(level < row.middle for level in levels) for row in block]
    starts = [True, *(before < own for before, own in pairwise(above))]
    return starts if 2 * sum(starts) > len(block) else []


def _spaced_starts(block: Sequence[_Row]) -> list[bool]:
    """Return which rows begin one: those that stand as far below the last as rows usually do."""
    gaps = [row.middle - before.middle for before, row in pairwise(block)]
    anchors = [row.is_valued for row in block]
    between = [
        gap for gap, one, two in zip(gaps, anchors, anchors[1:], strict=False) if one and two
    ]
    usual = median(between) if between else max(gaps, default=0.0)
    starts = [True]
    anchored = anchors[0]
    for at, gap in enumerate(gaps, start=1):
        # Two rows of numbers are never one; a row of words alone can be the rest of its neighbour.
        apart = gap > _TIGHT * usual or (anchored and anchors[at])
        starts.append(apart)
        anchored = anchors[at] or (anchored and not apart)
    return starts


# ---- columns ---------------------------------------------------------------------------------

_Column = tuple[float, float]
# The lines of each cell by its first column, and how many columns it spans.
_Cells = dict[int, tuple[list[Printed], int]]


def ruled(tables: Sequence[Aligned]) -> list[Ruled]:
    """Return the parts of one table that goes over pages, all with the same columns."""
    columns = _columns([row for table in tables for row in table.rows])
    return [_ruled(table, columns) for table in tables]


def _columns(rows: Sequence[Sequence[Printed]]) -> list[_Column]:
    """Return where the columns reach: those of rows with numbers, then what stands beside them."""
    valued = [row for row in rows if len(row) > 1 and any(_is_number(c.text) for c in row)]
    columns = _merged((cell.x0, cell.x1) for row in valued for cell in row)
    for row in reversed(rows):
        for part in (part for cell in row for part in _split(cell, columns)):
            if not any(begin < part.x1 and part.x0 < end for begin, end in columns):
                columns = sorted([*columns, (part.x0, part.x1)])
    return _without_halves(rows, columns)


def _without_halves(rows: Sequence[Sequence[Printed]], columns: list[_Column]) -> list[_Column]:
    """Return the columns, two as one where a heading stands over both and no row fills both.

    `—` on the left of numbers, and a heading on the left of all of them, make no columns.
    """
    places = [list(_places(row, columns)) for row in rows]
    filled = [{first for first, last in row if first == last} for row in places]
    bridged = {at for row in places for first, last in row for at in range(first, last)}
    kept: list[_Column] = []
    members: list[set[int]] = []
    for at, column in enumerate(columns):
        if at - 1 in bridged and not any(at in row and row & members[-1] for row in filled):
            kept[-1] = kept[-1][0], column[1]
            members[-1].add(at)
        else:
            kept.append(column)
            members.append({at})
    return kept


def _places(row: Sequence[Printed], columns: Sequence[_Column]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last column of each part of a row."""
    for part in _parts(row, columns):
        over = [at for at, (x0, x1) in enumerate(columns) if x0 < part.x1 and part.x0 < x1]
        yield over[0], over[-1]


def _merged(extents: Iterable[_Column]) -> list[_Column]:
    found: list[_Column] = []
    for x0, x1 in sorted(extents):
        if found and x0 < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], x1)
        else:
            found.append((x0, x1))
    return found


def _split(cell: Printed, columns: Sequence[_Column]) -> list[Printed]:
    """Return the parts of words that stand close, but in different columns."""
    slack = _SLIT * cell.size
    for before, after in pairwise(columns):
        if not (cell.x0 < before[1] and after[0] < cell.x1):
            continue
        for at in range(1, len(cell.text)):
            end, start = cell.rights[at - 1], cell.lefts[at]
            if start - end > slack and end <= after[0] + slack and start >= before[1] - slack:
                return [*_split(_part(cell, 0, at), columns), *_split(_part(cell, at), columns)]
    return [cell]


def _part(cell: Printed, start: int, end: int | None = None) -> Printed:
    begin = start + int(cell.text[start] == " ")
    last = len(cell.text) if end is None else end - int(cell.text[end - 1] == " ")
    return cell._replace(
        text=cell.text[begin:last], lefts=cell.lefts[begin:last], rights=cell.rights[begin:last]
    )


def _ruled(table: Aligned, columns: Sequence[_Column]) -> Ruled:
    inner = [(before[1] + after[0]) / 2 for before, after in pairwise(columns)]
    borders = [columns[0][0], *inner, columns[-1][1]]
    heads = next((at for at, row in enumerate(table.rows) if _has_number(row)), 0)
    taken = [_taken(_parts(row, columns), columns) for row in table.rows]
    filled: set[int] = set()
    for above, below in reversed(list(pairwise(taken[:heads]))):
        for first, (_, span) in below.items():
            filled.update(range(first, first + span))
        _spread(above, filled, borders)
    rows = [
        _held(table.page, number, row, taken[number], columns)
        for number, row in enumerate(table.rows)
    ]
    return Ruled(table.page, table.top, borders, rows, aligned=True)


def _has_number(row: Sequence[Printed]) -> bool:
    return any(_is_number(cell.text) for cell in row)


def _parts(row: Sequence[Printed], columns: Sequence[_Column]) -> list[Printed]:
    return [part for cell in row for part in _split(cell, columns)]


def _spread(above: _Cells, filled: set[int], borders: Sequence[float]) -> None:
    """Let the headings of a row reach over the columns with headings below that have none here.

    Where they do not stand in the middle of them, they stand over the first one.
    """
    for first, (lines, span) in sorted(above.items()):
        others = {c for f, (_, s) in above.items() if f != first for c in range(f, f + s)}
        reach = _centred(lines[0], (first, span), filled - others, borders)
        del above[first]
        above[reach[0]] = lines, reach[1]
    for first, (lines, span) in sorted(above.items()):
        others = {c for f, (_, s) in above.items() if f != first for c in range(f, f + s)}
        while first + span in filled - others:
            span += 1
        above[first] = lines, span


def _centred(
    line: Printed, own: tuple[int, int], free: set[int], borders: Sequence[float]
) -> tuple[int, int]:
    """Return the columns, around its own ones, that a heading stands in the middle of."""
    first, span = own
    middle = (line.x0 + line.x1) / 2
    best, reach = min(abs(_middle(borders, first, span) - middle), _OFF), own
    begin = first
    while begin == first or begin in free:
        size = first + span - begin
        while size == first + span - begin or begin + size - 1 in free:
            off = abs(_middle(borders, begin, size) - middle)
            if off < best:
                best, reach = off, (begin, size)
            size += 1
            if begin + size >= len(borders):
                break
        begin -= 1
    return reach


def _middle(borders: Sequence[float], first: int, span: int) -> float:
    return (borders[first] + borders[first + span]) / 2


def _held(
    page: int, number: int, row: Sequence[Printed], taken: _Cells, columns: Sequence[_Column]
) -> list[Held]:
    """Return the cells of a row, blank ones too."""
    top, bottom = min(cell.top for cell in row), max(cell.bottom for cell in row)
    held: list[Held] = []
    column = 0
    while column < len(columns):
        lines, span = taken.get(column, ([], 1))
        box = columns[column][0], top, columns[column + span - 1][1], bottom
        held.append(Held(number, column, 1, span, page, box, lines))
        column += span
    return held


def _taken(cells: Sequence[Printed], columns: Sequence[_Column]) -> _Cells:
    """Return the lines of each cell by its first column, and how many columns it spans."""
    spans: list[tuple[int, int, list[Printed]]] = []
    for cell in sorted(cells, key=lambda each: (each.top, each.x0)):
        over = [at for at, (begin, end) in enumerate(columns) if begin < cell.x1 and cell.x0 < end]
        first, last, lines = over[0], over[-1], [cell]
        for other in [own for own in spans if own[0] <= last and first <= own[1]]:
            spans.remove(other)
            first, last = min(first, other[0]), max(last, other[1])
            lines = [*other[2], *lines]
        spans.append((first, last, lines))
    return {first: (lines, last - first + 1) for first, last, lines in spans}
