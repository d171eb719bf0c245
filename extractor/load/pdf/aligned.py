"""Tables without lines: words that stand below each other, on several rows, are columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from statistics import median

import regex

from extractor.load.pdf.lines import Printed, lines_of, rows_of
from extractor.load.pdf.objects import Box, Run

# Sizes: words that are this far apart stand in two columns, single characters that are farther;
# rows of one table follow each other closely.
_CLOSE_GAP, _WORD_GAP, _ROW_GAP = 0.3, 1.0, 7.0
# A line that reaches so far over the text is prose.
_WIDE = 0.6
# The lines of one cell stand closer than the rows: by this part of the usual distance.
_TIGHT = 0.9
# Words that stand so much closer to the row below are the first line of its name, unless they
# follow the row above as the next line does, at so many sizes.
_NEARER, _LEADING = 0.8, 1.3
# Points: no header is higher.
_HIGH = 120.0
# Cells that begin so near to each other stand in one column.
_SAME_LEFT = 1.0
# A table has so many rows of several cells, and so many numbers in them.
_ROWS, _NUMBERS = 3, 4
_NUMBER = regex.compile(r"[-+—–]?(?:\d[\d,]*)?(?:\.\d+)?%?")
AMOUNT = regex.compile(r"\d\.\d|\d,\d{3}")
_CAPTION = regex.compile(r"单位\s*[：:]|公开\s*\d+\s*表|预算\s*\d+\s*表|[.…·]{4,}|第\s*\d+\s*页")
# All that an empty table says below its header.
_TOTAL = regex.compile(r"[合总]\s*计")
_HAN = regex.compile(r"\p{Han}")
_SENTENCE = regex.compile(r"[。；]|，.*，")


@dataclass(frozen=True, slots=True)
class Aligned:
    """The rows of a table without lines on one page, each a list of cells without a column.

    Where it is not ``sure``, at the head or the foot of a page, it can also be mere ``lines``: the
    page before or behind tells.
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
        return len(self.cells) > 1 and any(is_number(cell.text) for cell in self.cells)


def find_aligned(
    words: Sequence[Run], edges: Sequence[Box], page: int
) -> tuple[list[Aligned], list[Run]]:
    """Return the tables without lines of a page, and the words that stand in none."""
    near, outside = _worth_a_look(words)
    rows = [_Row(row, list(_cells(row, page))) for row in rows_of(near)]
    rows = [row for row in rows if row.cells]
    if not any(len(row.cells) > 1 for row in rows):
        return [], list(words)
    left = min(cell.x0 for row in rows for cell in row.cells)
    right = max(cell.x1 for row in rows for cell in row.cells)
    tables: list[Aligned] = []
    for block, sure in _with_cut(list(_blocks(rows, right - left))):
        inside = [word for row in block for word in row.words]
        if sure is None:
            outside.extend(inside)
        else:
            grouped = _grouped(block, edges)
            tables.append(Aligned(page, block[0].top, grouped, sure, lines_of(inside, page)))
    return tables, outside


def _worth_a_look(words: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Return the words that can be a table's, and the others.

    A page without numbers can hold but the header of one, at its foot.
    """
    if any(is_number(word.text.strip()) for word in words):
        return list(words), []
    foot = max((w.bottom for w in words if _HAN.search(w.text)), default=_HIGH) - _HIGH
    return [w for w in words if w.top > foot], [w for w in words if w.top <= foot]


def _with_cut(
    blocks: Sequence[tuple[list[_Row], bool]],
) -> Iterator[tuple[list[_Row], bool | None]]:
    """Yield the blocks, and whether each is surely a table; None where it is none.

    Of a table that a page break cuts, a row or two, or the header alone, can be on one page.
    """
    last = len(blocks) - 1
    # Beyond them there can be a running header, or a page number.
    head = 1 if last and len(blocks[0][0]) == 1 else 0
    foot = last - 1 if last and len(blocks[last][0]) == 1 else last
    for number, (block, is_table) in enumerate(blocks):
        if is_table:
            yield block, True
            continue
        several = [at for at, row in enumerate(block) if len(row.cells) > 1]
        first, last = 0, 0
        if number <= head and any(row.is_valued for row in block):
            last = several[-1] + 1
        elif number >= foot and several:
            first, last = several[0], _before_number(block)
        for part, sure in ((block[:first], None), (block[first:last], False), (block[last:], None)):
            if part:
                yield part, sure


def _before_number(block: Sequence[_Row]) -> int:
    """Return where a block ends without the number of the page."""
    words = "".join(cell.text for cell in block[-1].cells)
    return len(block) - (len(block[-1].cells) == 1 and not _HAN.search(words))


def is_number(text: str) -> bool:
    """Return whether a cell holds a number alone, or a rate."""
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
    close = min(len(one), len(other)) > 1 or is_number(one) or is_number(other)
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
    if not is_table(run[at].cells for at in several):
        if run:
            yield run, False
        return
    first, last = several[0], several[-1] + 1
    table = run[first:last]
    usual = _usual(table)
    while last < len(run) and _belongs(run[last], run[last - 1], table, usual):
        last += 1
    while first and _belongs(run[first - 1], run[first], table, usual):
        first -= 1
    if run[:first]:
        yield run[:first], False
    yield run[first:last], True
    if run[last:]:
        yield run[last:], False


def _belongs(row: _Row, beside: _Row, table: Sequence[_Row], usual: float) -> bool:
    """Return whether a row of one cell, above or below a table, is one of its rows.

    It is the rest of a name that a page break cut, or all that is printed in a row.
    """
    gap = abs(row.middle - beside.middle)
    if gap < _TIGHT * usual or _TOTAL.fullmatch("".join(cell.text for cell in row.cells)):
        return True
    left = min(other.cells[0].x0 for other in table)
    x0 = row.cells[0].x0
    lefts = (cell.x0 for other in table for cell in other.cells)
    # Notes and titles stand at the left edge, or in the middle.
    in_column = x0 > left + row.size and any(abs(x0 - each) < _SAME_LEFT for each in lefts)
    return in_column and _TIGHT * gap < usual


def is_table(rows: Iterable[Sequence[Printed]]) -> bool:
    """Return whether so many rows have several cells, and so many of these numbers."""
    texts = [[cell.text for cell in row] for row in rows if len(row) > 1]
    printed = [[text for text in row if is_number(text)] for row in texts]
    if any(map(_numbers_columns, printed[1:])):
        return True
    numbers = list(chain.from_iterable(printed))
    enough = len(texts) >= _ROWS and len(numbers) >= _NUMBERS
    return enough and any(map(AMOUNT.search, numbers))


def _numbers_columns(numbers: Sequence[str]) -> bool:
    """Return whether a row says 1, 2, 3 …, which an empty table does below its header too."""
    counted = [str(at) for at in range(1, len(numbers) + 1)]
    return len(numbers) >= _ROWS and list(numbers) == counted


# ---- rows ------------------------------------------------------------------------------------


def _grouped(block: Sequence[_Row], edges: Sequence[Box]) -> list[list[Printed]]:
    """Return the rows of a table; the lines of a wrapped cell belong to the row beside them."""
    between_lines = _between_lines(block, edges)
    if between_lines:
        return between_lines
    groups: list[list[_Row]] = []
    for row, starts_row in zip(block, _spaced_starts(block), strict=True):
        if starts_row or not groups:
            groups.append([])
        groups[-1].append(row)
    return [[cell for row in group for cell in row.cells] for group in groups]


def _between_lines(block: Sequence[_Row], edges: Sequence[Box]) -> list[list[Printed]]:
    """Return what stands between drawn lines, nothing where these do not part all rows."""
    top, bottom = block[0].top - _HIGH, block[-1].middle
    lying = {
        (round(y), round(x0), round(x1))
        for x0, y, x1, y1 in edges
        if y == y1 and x1 - x0 > _SAME_LEFT and top < y < bottom
    }
    groups: dict[int, list[Printed]] = defaultdict(list)
    for cell in (cell for row in block for cell in row.cells):
        groups[_line_above(cell, lying)].append(cell)
    if len(groups) < _ROWS or any(map(_holds_two_amounts, groups.values())):
        return []
    return [groups[line] for line in sorted(groups)]


def _holds_two_amounts(cells: Sequence[Printed]) -> bool:
    """Return whether amounts stand below each other."""
    amounts = [cell for cell in cells if AMOUNT.search(cell.text)]
    return any(_stand_over(one, other) for one, other in combinations(amounts, 2))


def _line_above(cell: Printed, lying: Collection[tuple[int, int, int]]) -> int:
    """Return where the nearest line is drawn over a cell; merged cells have fewer over them."""
    x, y = (cell.x0 + cell.x1) / 2, (cell.top + cell.bottom) / 2
    return max((top for top, x0, x1 in lying if top < y and x0 <= x <= x1), default=0)


def _spaced_starts(block: Sequence[_Row]) -> list[bool]:
    """Return which rows begin one: those that stand as far below the last as rows usually do."""
    gaps = [row.middle - before.middle for before, row in pairwise(block)]
    anchors = [row.is_valued for row in block]
    usual = _usual(block)
    starts = [True]
    anchored = anchors[0]
    for at, gap in enumerate(gaps, start=1):
        # Two rows of numbers are never one; words alone are of the row that they stand nearer to.
        nearer = at < len(gaps) and gaps[at] < _NEARER * gap and gap > _LEADING * block[at].size
        apart = gap > _TIGHT * usual or _collide(block[at - 1], block[at])
        apart = apart or (anchored and anchors[at]) or (nearer and not anchors[at])
        starts.append(apart)
        anchored = anchors[at] or (anchored and not apart)
    return starts


def _usual(block: Sequence[_Row]) -> float:
    """Return how far rows of numbers stand below each other; none are where all names wrap."""
    near = list(pairwise(block))
    between = [two.middle - one.middle for one, two in near if one.is_valued and two.is_valued]
    if between:
        return median(between)
    return max((below.middle - above.middle for above, below in near), default=0.0)


def _collide(row: _Row, other: _Row) -> bool:
    """Return whether words of one row stand over or under a number of the other."""
    for words, numbers in ((row, other), (other, row)):
        worded = [cell for cell in words.cells if not is_number(cell.text)]
        for number in (cell for cell in numbers.cells if is_number(cell.text)):
            if any(_stand_over(cell, number) for cell in worded):
                return True
    return False


def _stand_over(one: Printed, other: Printed) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1
