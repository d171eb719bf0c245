"""Tables without lines: words that stand below each other, on several rows, are columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from math import inf

import regex

from extractor.load.pdf.captions import CODE_OR_UNIT, is_last_caption
from extractor.load.pdf.gutters import DOTS
from extractor.load.pdf.lines import HAN, SAME_SIZE, Printed, is_spread, lines_of, rows_of
from extractor.load.pdf.objects import Box, Run, left_of, stand_over
from extractor.load.pdf.tables import Ruled
from extractor.load.pdf.unruled.levels import LEAD
from extractor.load.pdf.unruled.line import HIGH, ROWS, Row
from extractor.load.pdf.unruled.passages import find_passages
from extractor.load.pdf.unruled.rows import TIGHT, grouped, usual_gap
from extractor.load.pdf.unruled.seams import parted
from extractor.load.pdf.unruled.values import (
    begin_alike,
    counts_columns,
    is_amount,
    is_number,
    is_value,
)

# Sizes: words that are this far apart stand in two columns, Chinese beside digits or letters, and
# single characters, that are farther; rows of one table follow each other closely.
_CLOSE_GAP, _GLUE, _WORD_GAP, _ROW_GAP = 0.3, 0.4, 1.0, 7.0
# Sizes: words of one text overlap no more, as where the white of a comma is left out.
_OVERPRINTED = 1.0
# So many gaps that are no more unlike each other, in sizes, are the blanks of one line of text.
_BLANKS, _EVEN = 3, 0.03
# Sizes: lines of one text overlap no more.
_OFF = 0.2
# A line that reaches so far over the text is prose.
_WIDE = 0.6
# Sizes: the rows of a header stand no farther apart.
_HEAD_GAP = 2.0
# Titles and notes are larger than the table, and say one or two things.
LARGER, _SAYS = 1.25, 2
# Several cells are so many.
_SEVERAL = 2
# A table has so many numbers in its rows of several cells.
_NUMBERS = 4
CAPTION = regex.compile(
    rf"{DOTS.pattern}|{CODE_OR_UNIT.pattern}|第\s*\d+\s*页"
    r"|20\d\d\s*年[^，。；：]{2,40}(?:自评|申报)\s*表$"
)
# A name stands close behind its code, in the next column.
_CODE = regex.compile(r"[\dA-Z]{5,}")
_TOTAL = regex.compile(r"[合总]\s*计")
_HAN = regex.compile(r"\p{Han}")
_SENTENCE = regex.compile(r"[。；]|，.*，")
_PAUSE = regex.compile(r"[。；，]")
# No cell begins with a pause, or with a unit and a pause behind a number.
_GOES_ON = regex.compile(r"[。；，]")
_UNIT = regex.compile(r"(?:[%％]|\p{Han}{1,3}) ?[。；，]|[^\P{Han}一二三四五六七八九十]、")
_AMOUNT = regex.compile(r"[\d,.]+ ?(?:[%％]|[万亿]?元) ?[。；，]")


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


def find_aligned(
    words: Sequence[Run],
    edges: Sequence[Box],
    page: int,
    drawn: Sequence[Ruled] = (),
    end: float = -inf,
) -> tuple[list[Aligned | Ruled], list[Run]]:
    """Return the tables without lines of a page, and the words that stand in none.

    Between others that are drawn none is at the head or the foot of the page. ``end`` is where the
    header ends that the page begins with, if that is known.
    Rows of passages are tables of their own, between the parts of the table that they belong to.
    """
    passages: list[Ruled] = []
    near, outside = _worth_a_look(words)
    rows = _rows(near, page)
    if outside or _stand_beside(rows):
        passages, words = find_passages(words, edges, page)
    if passages:
        near, outside = _worth_a_look(words)
        rows = _rows(near, page)
    if not any(len(row.cells) > 1 for row in rows):
        return [*passages], list(words)
    rows = sorted([*rows, *map(_passage, passages)], key=lambda row: row.middle)
    left = min(cell.x0 for row in rows for cell in row.cells)
    right = max(cell.x1 for row in rows for cell in row.cells)
    tables: list[Aligned | Ruled] = []
    for block, sure in _with_cut(list(_blocks(rows, right - left)), drawn):
        for row in block:
            if row.passage is not None:
                tables.append(row.passage)
        for part in _between_passages(block):
            inside = [word for row in part for word in row.words]
            if sure is None:
                outside.extend(inside)
            else:
                cells = grouped(part, edges, block, end)
                tables.append(Aligned(page, part[0].top, cells, sure, lines_of(inside, page)))
    return tables, outside


def _rows(words: Sequence[Run], page: int) -> list[Row]:
    side_by_side = rows_of(words)
    printed = parted([list(cells_of(row, page)) for row in side_by_side])
    return [Row(*row) for row in zip(side_by_side, printed, strict=True) if row[1]]


def _stand_beside(rows: Sequence[Row]) -> bool:
    """Return whether any words stand side by side, at one height or a little off it."""
    if any(len(row.cells) > 1 for row in rows):
        return True
    printed = [row.cells[0] for row in rows]
    return any(other.top < one.bottom - _OFF * one.size for one, other in pairwise(printed))


def _passage(table: Ruled) -> Row:
    return Row([], [line for held in table.rows[0] for line in held.lines], table)


def _between_passages(block: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the parts of a block that hold no passage."""
    for is_passage, part in groupby(block, lambda row: row.passage is not None):
        if not is_passage:
            yield list(part)


def _worth_a_look(words: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Return the words that can be a table's, and the others.

    A page without numbers can hold but the header of one, at its foot, or below its code or unit.
    """
    if any(is_value(word.text.strip()) for word in words):
        return list(words), []
    foot = max((w.bottom for w in words if _HAN.search(w.text)), default=HIGH) - HIGH
    foot = min([foot, *(w.top for w in words if is_last_caption(w.text))])
    return [w for w in words if w.top >= foot], [w for w in words if w.top < foot]


def _with_cut(
    blocks: Sequence[tuple[list[Row], bool | None]], drawn: Sequence[Ruled]
) -> Iterator[tuple[list[Row], bool | None]]:
    """Yield the blocks, and whether each is surely a table; None where it is none.

    Of a table that a page break cuts, a row or two, or the header alone, can be on one page, with
    no other table beyond it but a header that is drawn. A table without a row is its header, below
    its code or unit.
    """
    heights = [table.top for table in drawn if not table.is_header]
    last = len(blocks) - 1
    # Beyond them there can be a running header, or a page number.
    head = 1 if last and len(blocks[0][0]) == 1 else 0
    foot = last - 1 if last and len(blocks[last][0]) == 1 else last
    for number, (block, is_table) in enumerate(blocks):
        if is_table is not False:
            yield block, is_table
            continue
        several = [at for at, row in enumerate(block) if len(row.cells) > 1]
        first, last = 0, 0
        is_first = number <= head and block[0].top < min(heights, default=inf)
        is_first |= any(table.is_head_of(block[0].top, block[0].size) for table in drawn)
        is_last = number >= foot and block[-1].top > max(heights, default=-inf)
        if is_first and any(row.is_valued for row in block):
            last = several[-1] + 1
            usual = usual_gap(block[:last])
            while last < len(block) and (
                _is_next_line(block[last], block[:last])
                or _belongs(block[last], block[:last][:-3:-1], block[:last], usual)
            ):
                last += 1
            # All that an empty table says below the row that counts its columns.
            last += last < len(block) and is_total(block[last].said)
        elif several and is_last:
            first, last = _with_heads_above(block, several[0]), several[-1] + 1
            while last < len(block) and _is_of_column(block[last], block[:last]):
                last += 1
        elif several and _is_captioned(blocks[number - 1 : number]):
            first, last = _with_heads_above(block, several[0]), several[-1] + 1
            while last < len(block) and _is_next_line(block[last], block[:last]):
                last += 1
        for part, sure in ((block[:first], None), (block[first:last], False), (block[last:], None)):
            if part:
                yield part, sure


def _is_captioned(above: Sequence[tuple[list[Row], bool | None]]) -> bool:
    """Return whether the block above, if any, is the code or the unit of a table."""
    return any(is_last_caption(block[-1].said) for block, _ in above)


def _is_next_line(row: Row, above: Sequence[Row]) -> bool:
    """Return whether a row has but the next line of a cell above it."""
    (cell, *others) = row.cells
    return not others and any(
        begin_alike(cell, over) and cell.top - over.bottom < LEAD * over.size
        for over in chain.from_iterable(each.cells for each in above)
    )


def _with_heads_above(block: Sequence[Row], first: int) -> int:
    """Return where a header begins that has a heading alone, or a part of one, in a row above."""
    size = block[first].size
    while first and abs(block[first - 1].size - size) < SAME_SIZE:
        if block[first].middle - block[first - 1].middle > _HEAD_GAP * size:
            break
        first -= 1
    return first


def _is_of_column(row: Row, block: Sequence[Row]) -> bool:
    """Return whether words of one row are below those of one column, or begin as others do.

    Notes and titles below a header stand below several, and the number of the page is no word.
    """
    (cell, *others) = row.cells
    if others or not _HAN.search(row.said):
        return bool(others)
    alike = any(begin_alike(cell, each) for above in block for each in above.cells)
    return alike or max(sum(stand_over(cell, c) for c in above.cells) for above in block) == 1


def cells_of(row: list[Run], page: int) -> Iterator[Printed]:
    """Yield the cells of a row: what stands far apart, and every number for itself."""
    ordered = sorted(row, key=left_of)
    parts: list[list[Run]] = []
    together = is_spread(ordered)
    for word in ordered:
        if parts and (together or not _is_apart(parts[-1][-1], word)):
            parts[-1].append(word)
        else:
            if parts:
                parts[-1][-1] = _until(word.lefts[0], parts[-1][-1])
            parts.append([word])
    for part in parts:
        yield from lines_of(part, page, float("inf"))


def _until(x: float, word: Run) -> Run:
    """Return a word that ends where the next cell begins, be it too long for its own."""
    if word.rights[-1] <= x:
        return word
    return word._replace(
        lefts=[min(left, x) for left in word.lefts], rights=[min(r, x) for r in word.rights]
    )


def _is_apart(before: Run, word: Run) -> bool:
    size = min(before.bottom - before.top, word.bottom - word.top)
    one, other = before.text.strip(), word.text.strip()
    white = word.lefts[0] - before.rights[-1]
    # What is printed over the end of a word is of another column, a name a little over a code; so
    # are two amounts that touch.
    is_over = white < -_OVERPRINTED * size or (white < -_OFF * size and _is_mixed(one, other))
    if is_over or (is_amount(one) and is_amount(other)):
        return True
    return white > _most_white(one, other) * size


def _is_mixed(one: str, other: str) -> bool:
    """Return whether Chinese stands beside digits or letters."""
    return one[-1].isascii() != other[0].isascii()


def _most_white(one: str, other: str) -> float:
    """Return how many sizes two words of one cell stand apart at most."""
    if not (is_number(one) or is_number(other)) and min(len(one), len(other)) == 1:
        # 收 入 is one word, but no cell ends with a character that stands alone.
        is_han = one[-1] >= HAN and other[0] >= HAN
        if max(len(one), len(other)) == 1 or not is_han:
            return _WORD_GAP
    return (
        _GLUE
        if _is_mixed(one, other) and not (_CODE.fullmatch(one) or _CODE.fullmatch(other))
        else _CLOSE_GAP
    )


# ---- which rows are a table ------------------------------------------------------------------


def _blocks(rows: Sequence[Row], width: float) -> Iterator[tuple[list[Row], bool | None]]:
    """Yield the rows in runs, and whether each is a table; None for a line of a sentence."""
    run: list[Row] = []
    prose: Row | None = None
    for row, below in zip(rows, [*rows[1:], None], strict=True):
        if run and (_is_far_below(row, run[-1]) or _is_title(row, run[-1])):
            yield from _parted(run, rows[0])
            run = []
        if _is_prose(row, prose, below, width):
            yield from _parted(run, rows[0])
            yield [row], None
            run, prose = [], row
        else:
            run.append(row)
            prose = None
    yield from _parted(run, rows[0])


def _is_far_below(row: Row, last: Row) -> bool:
    """Return whether there is room for more between two rows than the first row cut by a page.

    What is torn there goes down to its last line.
    """
    gap = row.middle - last.middle - max(last.foot - last.bottom, 0.0)
    if row.passage or last.passage:
        gap = row.top - last.bottom + row.size
    far = gap > _ROW_GAP * row.size
    return far and not counts_columns(last.numbers)


def _is_title(row: Row, last: Row) -> bool:
    """Return whether one of two rows is a title or a note beside the table of the other."""
    large, small = (row, last) if row.size > last.size else (last, row)
    return large.size > LARGER * small.size and len(large.cells) <= _SAYS


def _is_prose(row: Row, prose: Row | None, below: Row | None, width: float) -> bool:
    """Return whether a row is a line of a sentence, as the one right above it may be."""
    if row.passage:
        return False
    if CAPTION.search(row.said):
        return True
    if len(row.cells) == 1 and _SENTENCE.search(row.said):
        return True
    if any(_goes_on(*pair) for pair in pairwise(row.cells)):
        return True
    if _are_blanks(row.gaps) and (
        (prose and _is_next_of(prose, row))
        or (len(row.gaps) >= _BLANKS and not (below and _stand_below(below.cells, row.cells)))
    ):
        return True
    stretches = list(_stretches(row))
    alone = len(stretches) == 1
    return any(_is_sentence(cells, alone, _WIDE * width) for cells in stretches)


def _are_blanks(gaps: Sequence[float]) -> bool:
    """Return whether what parts the words of a row can be blanks, as wide as its line has room."""
    return bool(gaps) and max(gaps) < min(min(gaps) + _EVEN, _WORD_GAP)


def _is_next_of(prose: Row, row: Row) -> bool:
    """Return whether a line is set as wide as the one right above it, as of one paragraph."""
    ends = [(each.cells[0].x0, each.cells[-1].x1, each.size) for each in (prose, row)]
    alike = all(abs(one - other) < _EVEN * row.size for one, other in zip(*ends, strict=True))
    return alike and row.middle - prose.middle < _HEAD_GAP * row.size


def _stand_below(cells: Sequence[Printed], above: Sequence[Printed]) -> bool:
    """Return whether several words begin where words above them do, behind the first of these."""
    return sum(any(begin_alike(cell, over) for over in above[1:]) for cell in cells) >= _SEVERAL


def _goes_on(before: Printed, cell: Printed) -> bool:
    """Return whether a cell goes on with a sentence that has wide gaps, as around numbers."""
    if is_number(before.text):
        return _UNIT.match(cell.text) is not None
    told = _HAN.match(before.text[-1]) and _AMOUNT.match(cell.text)
    return bool(told or _GOES_ON.match(cell.text))


def _is_sentence(cells: Sequence[Printed], alone: bool, wide: float) -> bool:
    """Return whether words are of a sentence: they reach so far, or are all of a row."""
    is_wide = cells[-1].x1 - cells[0].x0 > wide
    if len(cells) == 1:
        return is_wide
    return (is_wide or alone) and any(_PAUSE.search(cell.text) for cell in cells)


def _stretches(row: Row) -> Iterator[list[Printed]]:
    """Yield together what stands no farther apart than the numbers and words of a sentence."""
    together = row.cells[:1]
    for before, cell in pairwise(row.cells):
        if cell.x0 - before.x1 > _WORD_GAP * min(before.size, cell.size):
            yield together
            together = []
        together.append(cell)
    yield together


def _parted(run: list[Row], head: Row) -> Iterator[tuple[list[Row], bool]]:
    """Yield the table in a run of rows, from its first row of several cells to its last one."""
    several = [at for at, row in enumerate(run) if len(row.cells) > 1]
    if not any(row.passage for row in run) and not is_table(run[at].cells for at in several):
        if run:
            yield run, False
        return
    first, last = several[0], several[-1] + 1
    table = run[first:last]
    usual = usual_gap(table)
    while last < len(run) and _belongs(run[last], run[first:last][:-3:-1], table, usual):
        last += 1
    while first and (
        _belongs(run[first - 1], run[first:last][:2], table, usual)
        or (run[first - 1] is head and _is_rest(head, run[first], table))
    ):
        first -= 1
    if run[:first]:
        yield run[:first], False
    yield run[first:last], True
    if run[last:]:
        yield run[last:], False


def _belongs(row: Row, beside: Sequence[Row], table: Sequence[Row], usual: float) -> bool:
    """Return whether a row of one cell, above or below a table, is one of its rows.

    It is the rest of a name that a page break cut, or all that is printed in a row, as far off as
    rows usually are, or as those ``beside`` it, at most two, are from each other.
    """
    gap = abs(row.middle - beside[0].middle)
    if gap < TIGHT * usual or is_total(row.said):
        return True
    left = min(other.cells[0].x0 for other in table)
    own = row.cells[0]
    cells = chain.from_iterable(other.cells for other in table)
    # Notes and titles stand at the left edge, or in the middle.
    in_column = own.x0 > left + row.size and any(begin_alike(own, cell) for cell in cells)
    usual = max(usual, abs(beside[0].middle - beside[-1].middle))
    return in_column and TIGHT * gap < usual


def _is_rest(head: Row, below: Row, table: Sequence[Row]) -> bool:
    """Return whether the first line of a page is the last one of a name in the first column.

    Values are below it, as they are not below a title, and sentences reach farther than names.
    """
    line, *others = head.cells
    firsts = [row.cells[0] for row in table]
    names = [cell for cell in firsts if begin_alike(cell, line)]
    return (
        not others
        and below.is_valued
        and len(names) >= ROWS
        and abs(head.size - below.size) < SAME_SIZE
        and line.x1 < max(name.x1 for name in names)
        and not _PAUSE.search(line.text)
    )


def is_total(words: str) -> bool:
    """Return whether words are all that an empty table says below its header."""
    return _TOTAL.fullmatch(words) is not None


def is_header(rows: Iterable[Sequence[Printed]]) -> bool:
    """Return whether rows are headings of several columns, and none is of a sentence."""
    cells = [cell.text for row in rows for cell in row]
    return len(cells) >= ROWS and not any(is_value(text) or _PAUSE.search(text) for text in cells)


def is_table(rows: Iterable[Sequence[Printed]]) -> bool:
    """Return whether so many rows have several cells, and so many of these numbers.

    What is torn over lines, as codes are, stands in a column as numbers do.
    """
    several = [row for row in rows if len(row) > 1]
    texts = [[cell.text for cell in row] for row in several]
    if any(counts_columns([text for text in row if is_number(text)]) for row in texts[1:]):
        return True
    cells = chain.from_iterable(several)
    values = [cell.text for cell in cells if cell.foot or is_value(cell.text)]
    return len(texts) >= ROWS and len(values) >= _NUMBERS and not all(map(str.isdecimal, values))
