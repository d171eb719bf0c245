"""Tables whose cells are filled with colour and that have no frame: where all cells end."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain, combinations, pairwise
from math import inf
from statistics import fmean

import regex

from extractor.load.pdf.grids import SNAP, Rule, lying_rules, standing_rules
from extractor.load.pdf.lines import Printed, rows_of
from extractor.load.pdf.objects import Box, Placed, Run, x_of, y_of
from extractor.load.pdf.unruled.aligned import CAPTION, LARGER, cells_of
from extractor.load.pdf.unruled.fills import Words, is_near, side_by_side
from extractor.load.pdf.unruled.heads import PADDING
from extractor.load.pdf.unruled.line import HIGH
from extractor.load.pdf.unruled.stripes import (
    FULL,
    Shaded,
    begin_so,
    below_counts,
    borders,
    counts,
    counts_columns_in,
    patterns,
    sides_of,
)
from extractor.load.pdf.unruled.values import AMOUNT, begin_alike, is_value

# Points: a white row without words, or with words in one column alone, is no higher.
_HIGH = 40.0
# Sizes: rows of a header, and a row below the last one that is filled, are no farther apart.
_NEAR = 1.2
# Points: a line is so near above the words below it.
_UNDER = 8.0
# Of the digits of a project's code one is a letter.
_CODE = regex.compile(r"\d[A-Z]|[A-Z]\d")
# So many sides of cells are common to no two tables by chance.
_COMMON = 3
# So many amounts in their columns are no sentence.
_SEVERAL = 2


def sides_of_shaded(
    boxes: Iterable[Box], words: Words, edges: Sequence[Box], page: int
) -> tuple[list[Box], list[Box]]:
    """Return the sides of all cells of tables of which some are filled.

    Also where those tables are whose white cells could be others: no row counts their columns.
    """
    known = sorted(set(boxes))
    rules = standing_rules(edges)
    lying = [(rule.start, rule.at, rule.end, rule.at) for rule in lying_rules(edges)]
    lying += [(x0, y, x1, y) for x0, top, x1, bottom in known for y in (top, bottom)]
    sides: list[Box] = []
    unsure: list[Box] = []
    upper = inf
    for table in reversed(_tables(_cells(known), words, page)):
        if table.bottom > upper + SNAP:
            # A part of the header below.
            continue
        _reach_up(table, words, lying, page)
        _reach_down(table, words, lying, page, upper)
        _reach_out(table, words, lying)
        table.inner = list(below_counts(table, words))
        upper = table.top
        found = [] if _is_framed(table, rules) else list(sides_of(table, words, lying, page))
        sides += found
        whole = all(pattern == FULL for pattern in patterns(table))
        if found and not (whole or counts(table, words)):
            unsure.append(table.box)
    return sides, unsure


def _is_framed(table: Shaded, rules: Sequence[Rule]) -> bool:
    """Return whether lines stand on both sides of most rows: others tell the cells."""
    drawn = (
        sum(
            min(rule.end, table.bottom) - max(rule.start, table.body)
            for rule in rules
            if abs(rule.at - x) < SNAP and rule.start < table.bottom and table.body < rule.end
        )
        for x in (table.left, table.right)
    )
    return all(2 * height > table.bottom - table.body for height in drawn)


def _cells(known: Sequence[Box]) -> list[Box]:
    """Return the boxes side by side, or over several of them, from top to bottom."""
    sides = sorted({x for x0, _, x1, _ in side_by_side(known) for x in (x0, x1)})
    cells = [box for box in known if is_near(box[0], sides) and is_near(box[2], sides)]
    cells.sort(key=lambda box: box[1])
    tops = [box[1] for box in cells]
    found: list[Box] = []
    for box in cells:
        first, last = bisect_left(tops, box[1] - SNAP), bisect_left(tops, box[3] - SNAP)
        if not any(_holds(box, other) for other in cells[first:last]):
            found.append(box)
    return found


def _holds(box: Box, other: Box) -> bool:
    """Return whether a box is behind another one, that is a row lower at least."""
    x0, top, x1, bottom = box
    a, b, c, d = other
    inside = x0 - SNAP < a and c < x1 + SNAP and top - SNAP < b and d < bottom + SNAP
    return inside and bottom - top > d - b + SNAP


def _tables(cells: Iterable[Box], words: Words, page: int) -> list[Shaded]:
    """Return the cells of each table: rows of one reach, with a white row between them at most."""
    stretches: list[Shaded] = []
    for cell in cells:
        left, top, right, bottom = cell
        last = stretches[-1] if stretches else None
        if last and top < last.bottom + SNAP:
            last.cells.append(cell)
            last.left, last.right = min(last.left, left), max(last.right, right)
            last.bottom = max(last.bottom, bottom)
        else:
            stretches.append(Shaded([cell], left, top, top, right, bottom))
    tables: list[Shaded] = []
    for found in stretches:
        if tables and _follows(found, tables[-1], words, page):
            last = tables[-1]
            last.cells += found.cells
            last.left, last.right = min(last.left, found.left), max(last.right, found.right)
            last.bottom = found.bottom
        else:
            tables.append(found)
    return tables


def _follows(table: Shaded, above: Shaded, words: Words, page: int) -> bool:
    """Return whether a filled row is of the table above: a white row is between them."""
    alike = _are_of_one(table, above) or _are_of_one(above, table)
    if not alike or table.top - above.bottom > HIGH:
        return False
    inside = words.between(above.bottom, table.top)
    large = bool(inside) and all(_is_large(inside, each, words) for each in (above, table))
    if any(map(_is_caption, rows_of(inside))) or large:
        return False
    several = any(len(list(cells_of(row, page))) > 1 for row in rows_of(inside))
    return several or table.top - above.bottom < _HIGH


def _are_of_one(table: Shaded, other: Shaded) -> bool:
    """Return whether what is filled reaches as far on one side, and to a border on the other.

    In a form it can end at borders of its own if others are common. What is filled within the
    sides of the other can be the lower level of a header alone.
    """
    sides, own = borders(other), borders(table)
    left, right = table.left - other.left, table.right - other.right
    common = sum(is_near(x, sides) for x in own)
    if min(abs(left), abs(right)) < SNAP:
        return common >= _COMMON or (is_near(own[0], sides) and is_near(own[-1], sides))
    return common > _COMMON and left * right > 0


def _is_large(row: Iterable[Run], table: Shaded, words: Words) -> bool:
    """Return whether words are larger than those of a table, as titles and notes are."""
    own = words.inside(table.between(table.body, table.bottom))
    size = max((word.size for word in own), default=0.0)
    return any(word.size > LARGER * size for word in row)


# ---- how far a table reaches -----------------------------------------------------------------


def _reach_up(table: Shaded, words: Words, lying: Sequence[Box], page: int) -> None:
    """Find the header, and a white row below it, above the first row that is filled."""
    rows: list[list[Run]] = []
    edge = table.top
    for row in reversed(rows_of(words.between(table.top - HIGH, table.top))):
        size = max(word.size for word in row)
        bottom = max(max(word.bottom, word.foot) for word in row)
        if _is_far(bottom, edge, size, _full(table, lying)) or _ends(row, table, words):
            break
        rows.append(row)
        edge = min(word.top for word in row)
    if rows and _is_rest(rows, table, words, page):
        table.top, table.rest = edge - 1.0, True
        return
    while (
        rows
        and len(list(cells_of(rows[-1], page))) == 1
        and not _is_underlined(rows[-1], table, lying)
        and not _is_over_some(rows[-1], table)
    ):
        rows.pop()
    if not rows:
        return
    top = min(word.top for word in rows[-1])
    over = [y for x0, y, x1, _ in lying if top - _UNDER < y <= top + SNAP and x0 < table.right]
    full = [y for y in _full(table, lying) if top + SNAP < y < table.body + SNAP]
    counted = [max(word.bottom for word in row) for row in rows if counts_columns_in(row)]
    valued = [min(word.top for word in row) for row in rows if any(map(_is_amount, row))]
    table.top = min(over, default=top - 1.0)
    if full and counted:
        table.body = min((y for y in full if y > max(counted)), default=max(full))
    elif full:
        table.body = max(full)
    elif valued:
        # The first line of a name stands above the middle of its row.
        body = min(valued) - 1.0
        table.body = max(counted) + 1.0 if counted else _top_of_first(rows, table, lying, body)


def _top_of_first(
    rows: Sequence[Sequence[Run]], table: Shaded, lying: Iterable[Box], body: float
) -> float:
    """Return where the white row above the first that is filled begins.

    Amounts and the lines of its names have their middle at one height, that of the row. No line is
    drawn between them, as there is below headings.
    """
    filled = min(cell[1] for cell in table.cells)
    middle = fmean(y_of(word) for row in rows for word in row if _is_amount(word))
    top = 2 * middle - filled
    above = [word for row in rows for word in row if top < y_of(word)]
    if any(top + SNAP < y < middle for _, y, _, _ in lying):
        return body
    upper, lower = min(word.top for word in above), max(word.bottom for word in above)
    return top if upper > top and abs(upper + lower - 2 * middle) < SNAP else body


def _is_rest(rows: Sequence[Sequence[Run]], table: Shaded, words: Words, page: int) -> bool:
    """Return whether rows are the rest of a row that a page break cuts: lines of its names alone.

    Below them is no header: values are, or nothing is printed over them and names begin as they do.
    """
    names = [cell for row in rows for cell in cells_of(list(row), page)]
    first = min(cell[3] for cell in table.cells)
    body = words.inside(table.box)
    values = (word for word in body if word.top < first and is_value(word.text.strip()))
    over = words.between(-inf, names[-1].top)
    xs = borders(table)
    return (
        all(
            _ends_code(name, body) or (name.x0 > xs[1] and not is_value(name.text))
            for name in names
        )
        and any(begin_alike(word, name) for name in names for word in body)
        and {_off(name, xs) for name in names} <= {_off(word, xs) for word in body}
        and (any(True for _ in values) or (not over and all(begin_so(n, body) for n in names)))
    )


def _ends_code(line: Printed, words: Iterable[Run]) -> bool:
    """Return whether digits stand where the codes of projects begin, which go over lines."""
    return line.text.isdecimal() and any(
        begin_alike(word, line) and _CODE.search(word.text) for word in words
    )


def _off(word: Placed, xs: Sequence[float]) -> int:
    """Return how far words keep off the left side of their column."""
    return round(word.lefts[0] - max([x for x in xs if x <= word.lefts[0]], default=0.0))


def _is_far(above: float, below: float, size: float, lines: Iterable[float]) -> bool:
    """Return whether two rows have more white between them than rows have, or a line and a row."""
    inside = sorted(y for y in lines if above < y < below)
    return any(end - begin > _NEAR * size for begin, end in pairwise([above, *inside, below]))


def _full(table: Shaded, lying: Iterable[Box]) -> list[float]:
    """Return where lines are drawn over all filled columns."""
    return [y for x0, y, x1, _ in lying if x0 < table.left + SNAP and table.right - SNAP < x1]


def _ends(row: Sequence[Run], table: Shaded, words: Words) -> bool:
    """Return whether a row is a title or a note, and none of the table."""
    return _is_caption(row) or _is_large(row, table, words)


def _is_caption(row: Iterable[Run]) -> bool:
    ordered = sorted(row, key=x_of)
    return CAPTION.search("".join(word.text for word in ordered)) is not None


def _is_underlined(row: Sequence[Run], table: Shaded, lying: Iterable[Box]) -> bool:
    """Return whether a line is drawn under a heading, and not under all others too."""
    bottom = max(word.bottom for word in row)
    return any(
        bottom - SNAP < y < bottom + _UNDER
        and x0 < x_of(row[0]) < x1
        and x1 - x0 < table.right - table.left - SNAP
        for x0, y, x1, _ in lying
    )


def _is_over_some(row: Sequence[Run], table: Shaded) -> bool:
    """Return whether a heading stands in the middle of some columns, and not of all."""
    xs = borders(table)
    x0, x1 = row[0].lefts[0], row[-1].rights[-1]
    pairs = ((left, right) for left, right in combinations(xs, 2) if left < x0 and x1 < right)
    middles = ((left + right) / 2 for left, right in pairs if (left, right) != (xs[0], xs[-1]))
    middle = (xs[0] + xs[-1]) / 2
    return (
        x0 > xs[0] + PADDING
        and abs((x0 + x1) / 2 - middle) > SNAP
        and any(abs((x0 + x1) / 2 - each) < SNAP for each in middles)
    )


def _reach_down(table: Shaded, words: Words, lying: Sequence[Box], page: int, upper: float) -> None:
    """Find a white row below the last row that is filled: of several words, or in one column."""
    lines = sorted(y for y in _full(table, lying) if y < table.bottom + HIGH)
    closing = [y for y in lines if y > table.bottom]
    while len(closing) > 1 and _ends_header(table.bottom, closing[0], closing[1], words):
        closing.pop(0)
    rows: list[list[Run]] = []
    edge = table.bottom
    for row in rows_of(words.between(edge, min(edge + HIGH, upper))):
        top, size = min(word.top for word in row), max(word.size for word in row)
        far = _is_far(edge, top, size, lines) and not _stands_as_others(row, table, words)
        if far or _ends(row, table, words):
            # What is drawn below is of another table.
            closing = [y for y in closing if y < top]
            break
        if y_of(row[0]) > closing[0] if closing else _is_over(row, table):
            break
        rows.append(row)
        edge = max(word.bottom for word in row)
    cells = [list(cells_of(row, page)) for row in rows]
    several = any(len(row) > 1 for row in cells)
    xs = borders(table)
    # Names begin where their columns do.
    named = all(cell.x0 < xs[bisect_left(xs, cell.x0) - 1] + PADDING for cell in chain(*cells))
    body = words.inside(table.between(table.body, table.bottom))
    in_column = all(cell.x0 > xs[1] and begin_so(cell, body) for cell in chain(*cells))
    valued = any(is_value(word.text.strip()) for row in rows for word in row)
    if rows and (in_column or (several and (named or valued))):
        table.bottom = next((y for y in closing if y > edge - SNAP), edge + 1.0)


def _stands_as_others(row: Sequence[Run], table: Shaded, words: Words) -> bool:
    """Return whether several words all begin, or end, where some of the table do.

    The last row of a page can stand farther down than it should, though no more than a row.
    """
    body = words.inside(table.between(table.body, table.bottom))
    lefts, rights = sorted(w.lefts[0] for w in body), sorted(w.rights[-1] for w in body)
    high = min(bottom - top for _, top, _, bottom in table.cells)
    return (
        len(row) > 1
        and min(word.top for word in row) - table.bottom < high
        and all(is_near(w.lefts[0], lefts) or is_near(w.rights[-1], rights) for w in row)
    )


def _ends_header(bottom: float, first: float, second: float, words: Words) -> bool:
    """Return whether the first of two lines below what is filled has amounts only below it."""
    above = words.between(bottom, first)
    return not any(map(_is_amount, above)) and any(map(_is_amount, words.between(first, second)))


def _is_over(row: Sequence[Run], table: Shaded) -> bool:
    """Return whether words reach over the sides of the last cells, and amounts are not below."""
    last = (cell for cell in table.cells if cell[3] > table.bottom - SNAP)
    sides = {x for cell in last for x in (cell[0], cell[2])}
    over = [
        word
        for word in row
        if any(word.lefts[0] + SNAP < x < word.rights[-1] - SNAP for x in sides)
    ]
    amounts = sum(map(_is_amount, row)) - sum(map(_is_amount, over))
    return bool(over) and amounts < _SEVERAL


def _reach_out(table: Shaded, words: Words, lying: Iterable[Box]) -> None:
    """Take in the lines and words beside what is filled: their column is white."""
    beside = words.between(table.top, table.bottom)
    lines = [
        (x0, x1)
        for x0, y, x1, _ in lying
        if table.top - SNAP < y < table.bottom + SNAP and x0 < table.right and table.left < x1
    ]
    reach = [*lines, *((word.lefts[0] - 1.0, word.rights[-1] + 1.0) for word in beside)]
    table.left = min([table.left, *(x0 for x0, _ in reach)])
    table.right = max([table.right, *(x1 for _, x1 in reach)])


def _is_amount(word: Run) -> bool:
    return AMOUNT.search(word.text) is not None
