"""Tables that go on over a page break: their columns agree, and a row that was cut is whole."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import regex

from extractor.load.pdf.joints import ITEM, is_full
from extractor.load.pdf.lines import Printed
from extractor.load.pdf.places import apart, nearest
from extractor.load.pdf.tables import HEADER, Held, Ruled
from extractor.load.pdf.torn import AMOUNT, LINE_NUMBER
from extractor.load.pdf.unruled.aligned import is_total
from extractor.load.pdf.unruled.passages import SENTENCE
from extractor.load.pdf.unruled.values import counts_columns, is_value

# The same table may stand a little farther left or right on the next page.
_SHIFT, _SAME_WIDTH = 60.0, 6.0
_SAME_COLUMN = 3.0
# Sizes: the rows of one table stand no farther apart.
_NEAR = 2.5
# Cells keep their text no farther from their borders.
_PADDING = 6.0
# Words with as much room on the left as on the right stand in the middle.
_CENTRED = 3.0
_NUMBER = regex.compile(r"\d\.\d|^\d+$")
_ENDS, _ITEM = regex.compile(r"[。；]$"), regex.compile(r"\d{1,2}[.．、](?!\d)")
_HAN = regex.compile(r"\p{Han}")
# The codes of projects and units are so long that they are wrapped; no amount is.
_CODE, _REST = regex.compile(r"[\dA-Z]{8,}"), regex.compile(r"[\dA-Z]{1,7}")
# Those of accounts have as many digits as theirs, and one that is cut ends before the last level.
_LEVEL = 3
_UNIT = regex.compile(r"[\dA-Z]{6,}")
_ACCOUNT = regex.compile(r"\d{5}|\d{7}")
# A digit is half as wide as it is high.
_DIGIT = 0.5
_OPENS = regex.compile(rf"{ITEM.pattern}|\d{{3,7}}|[-+]?[\d,]+\.\d+")

_Heads = tuple[list[Held], list[Held]]


def continued(table: Ruled, more: Ruled, head: Ruled) -> tuple[Ruled, Ruled | None]:
    """Return both tables in the same columns, or only one where they are certainly one.

    One they are where ``more`` repeats the header, that of the table or of ``head`` on a page
    before, or begins with the rest of the last row, and where ``table`` is but a header.
    """
    more = _in_frame(table, more)
    if not _same_frame(table, more):
        return table, more
    if not _are_same(table, more, head):
        table, more = _aligned(table, more)
    # A page can end within the header: what is repeated then began there.
    begun = replace(head, rows=head.rows + table.rows)
    # Its first row can be a line of its own there.
    lower = replace(head, rows=head.rows[1:])
    repeated = max(_repeated_rows(each, more) for each in (table, head, begun, lower))
    body = more.rows[repeated:]
    # Nothing is drawn where a page break cuts a row, but the header that it repeats.
    is_open = not table.closed[1] or not (more.closed[0] or repeated)
    if body and not (table.closed[1] or more.closed[0]) and _is_same(table.rows[-1], body[0]):
        # A page that cuts words shows their upper half, and the next one the lower.
        body = body[1:]
        rows = table.rows + body
    elif body and _is_rest(table, body, is_open):
        rows = [*table.rows[:-1], _whole(table.rows[-1], body[0]), *body[1:]]
    elif repeated or _is_header_of(table, more):
        heads = None if repeated else _cut_beside_groups(table, body)
        rows = [*table.rows[:-1], *heads, *body[1:]] if heads else table.rows + body
    else:
        return table, more
    aligned = table.aligned or more.aligned
    closed = table.closed[0], more.closed[1]
    return replace(table, rows=rows, page=more.page, aligned=aligned, closed=closed), None


def adjoined(table: Ruled, more: Ruled) -> Ruled | None:
    """Return both as one where nothing stands between two tables without lines on a page."""
    sizes = [line.size for held in more.rows[0] for line in held.lines]
    bottom = _bottom(table)
    if not (table.aligned and more.aligned) or more.top - bottom > _NEAR * max(sizes, default=0.0):
        return None
    left, right = min(table.xs[0], more.xs[0]), max(table.xs[-1], more.xs[-1])
    table = replace(table, xs=[left, *table.xs[1:-1], right])
    table, more = _aligned(table, replace(more, xs=[left, *more.xs[1:-1], right]))
    return replace(table, rows=table.rows + more.rows)


def _bottom(table: Ruled) -> float:
    """Return how far down a table reaches on its last page, where its last row may have begun."""
    own = [held for row in table.rows for held in row if held.page == table.page]
    lines = [line for held in table.rows[-1] for line in held.lines if line.page == table.page]
    return max([*(held.box[3] for held in own), *(line.bottom for line in lines)], default=0.0)


def with_line(table: Ruled, line: Printed) -> Ruled | None:
    """Return a table without lines with a line of its last row that stands on the next page.

    Where a page cuts a passage, the rest can be all that stands there: in the column of the cell
    it is of, and in no other.
    """
    row = table.rows[-1]
    if not table.aligned or line.page not in (table.page, table.page + 1):
        return None
    for at, held in enumerate(row):
        if at and held.lines and _is_next_of(table, held, line):
            whole = replace(held, lines=[*held.lines, line])
            return replace(
                table, page=line.page, rows=[*table.rows[:-1], [*row[:at], whole, *row[at + 1 :]]]
            )
    return None


def _is_next_of(table: Ruled, held: Held, line: Printed) -> bool:
    """Return whether a line stands in the column of a cell, and its words go on there."""
    first, last = held.lines[0], held.lines[-1]
    # The first line can be indented.
    left, right = min(first.x0, last.x0), held.box[2] + line.size
    if abs(line.x0 - left) > _SAME_COLUMN or line.x1 > right:
        return False
    if line.page == last.page:
        return line.top - last.top < _NEAR * line.size
    return line.page == table.page + 1 and _goes_on(table, held, replace(held, lines=[line]))


def _is_header_of(table: Ruled, more: Ruled) -> bool:
    """Return whether a page ends with the header, or a part of it, of what the next one holds."""
    if not table.is_header:
        return False
    named = {held.column for row in table.rows for held in row if held.lines}
    lower = len(named) == len(table.xs) - 1 and not more.rows[0][0].lines
    return lower or len(named) < len(table.xs) - 1 or _holds(_NUMBER, more.rows[0])


def _cut_beside_groups(table: Ruled, body: Sequence[Sequence[Held]]) -> _Heads | None:
    """Return two rows of a header, the first of which a page cuts, as a group shows: None if none.

    Each of its parts has a heading in the second one; all else there goes on with the first.
    """
    last, below = table.rows[-1], {held.column: held for held in body[0] if held.lines}
    groups = [held for held in last if held.lines and held.column_span > 1]
    parts = {at for held in groups for at in range(held.column, held.column + held.column_span)}
    if not parts or not parts <= below.keys() or any(is_value(h.said) for h in below.values()):
        return None
    cut = {held.column: held for held in last if held.lines and held.column in below.keys() - parts}
    if not cut or not all(_goes_on(table, held, below[at]) for at, held in cut.items()):
        return None
    upper = [
        replace(_added(held, below[held.column]), row_span=2) if held.column in cut else held
        for held in last
    ]
    return upper, [held for held in body[0] if held.column not in cut]


def _holds(pattern: regex.Pattern[str], row: Sequence[Held]) -> bool:
    return any(pattern.search(line.text) for held in row for line in held.lines)


def _same_frame(table: Ruled, more: Ruled) -> bool:
    width, other = table.xs[-1] - table.xs[0], more.xs[-1] - more.xs[0]
    return abs(width - other) <= _SAME_WIDTH and abs(table.xs[0] - more.xs[0]) <= _SHIFT


def _in_frame(table: Ruled, more: Ruled) -> Ruled:
    """Return a table without lines in the columns of the one before, of which some may be blank."""
    first, last = _column_at(table, more.xs[0]), _column_at(table, more.xs[-1])
    own = more.xs[1:-1]
    same = all(abs(table.xs[nearest(table.xs, x)] - x) <= _SAME_COLUMN for x in own)
    if not (more.aligned and own and same):
        return more
    rows = [[replace(held, column=held.column + first) for held in row] for row in more.rows]
    return replace(more, xs=[*table.xs[: first + 1], *own, *table.xs[last + 1 :]], rows=rows)


def _column_at(table: Ruled, x: float) -> int:
    """Return in which column a place is, the first or the last one for what is beside them."""
    return bisect_right(table.xs, x, 1, len(table.xs) - 1) - 1


def _are_same(table: Ruled, more: Ruled, head: Ruled) -> bool:
    """Return whether both have the same columns: at the same places, or under the same header.

    A browser makes the columns of every part as wide as what is printed there.
    """
    if len(table.xs) != len(more.xs):
        return False
    if any(len(one.xs) == len(more.xs) and _repeated_rows(one, more) for one in (table, head)):
        return True
    shift = table.xs[0] - more.xs[0]
    there = [x + shift for x in more.xs]
    return all(
        nearest(table.xs, x) == at == nearest(there, table.xs[at]) for at, x in enumerate(there)
    )


def _aligned(table: Ruled, more: Ruled) -> tuple[Ruled, Ruled]:
    """Return both with all column borders of either."""
    shift = table.xs[0] - more.xs[0]
    borders = apart([*table.xs, *(x + shift for x in more.xs)], _SAME_COLUMN)
    return _in_columns(table, borders, 0.0), _in_columns(more, borders, shift)


def _in_columns(table: Ruled, borders: list[float], shift: float) -> Ruled:
    if len(table.xs) == len(borders):
        return table
    places = [nearest(borders, x + shift) for x in table.xs]
    rows = [
        [
            replace(
                held,
                column=places[held.column],
                column_span=places[held.column + held.column_span] - places[held.column],
            )
            for held in row
        ]
        for row in table.rows
    ]
    return replace(table, xs=[x - shift for x in borders], rows=rows)


def _repeated_rows(table: Ruled, more: Ruled) -> int:
    """Return how many rows at the top say the same on both pages.

    Without lines a heading can stand over one column more on one page than on the other.
    """
    count = 0
    for ours, theirs in zip(table.rows, more.rows, strict=False):
        one, other = _words(ours), _words(theirs)
        if table.aligned and more.aligned:
            same = list(filter(None, one.values())) == list(filter(None, other.values()))
        else:
            # A part that is a header alone shows no side between headings beside each other.
            same = _joined(one) == _joined(other)
        if not (same or _is_cut(one, other)) or not any(other.values()):
            break
        count += 1
    return max(count, _regrouped(table, more)) if table.aligned or more.aligned else count


def _joined(words: Mapping[int, str]) -> str:
    return "".join(words.values()).replace(" ", "")


def _regrouped(table: Ruled, more: Ruled) -> int:
    """Return how many rows say what the first ones of a table do, parted otherwise on its page."""
    heads = [Counter(_lines(table.rows[:last])) for last in range(1, HEADER + 1)]
    for last in range(min(HEADER, len(more.rows)), 0, -1):
        said = Counter(_lines(more.rows[:last]))
        if said.total() > 1 and said in heads:
            return last
    return 0


def _lines(rows: Iterable[Sequence[Held]]) -> Iterator[str]:
    return (line.text for row in rows for held in row for line in held.lines)


def _is_same(last: Sequence[Held], first: Sequence[Held]) -> bool:
    """Return whether two rows say the same in the same columns."""
    words = _words(last)
    return words == _words(first) and any(words.values())


def _is_cut(one: Mapping[int, str], other: Mapping[int, str]) -> bool:
    """Return whether a row has the same cells as the other, of which one ends before it does."""
    cut = [column for column in one if one[column] != other.get(column)]
    return len(cut) == 1 < len(one) == len(other) and one[cut[0]].startswith(
        other.get(cut[0]) or " "
    )


def _words(row: Sequence[Held]) -> dict[int, str]:
    return {held.column: held.said for held in row}


def _is_rest(table: Ruled, body: Sequence[Sequence[Held]], is_open: bool) -> bool:
    """Return whether the first row of a page is what did not fit into the last row before it.

    Words that go on tell it; where no line parts the rows, no cell need have words on both pages.
    """
    last, first = table.rows[-1], body[0]
    numbers = [line.text for held in first for line in held.lines if line.text.isdecimal()]
    if counts_columns(numbers):
        return False
    above = {held.column: held for held in last}
    filled = sum(bool(held.lines) for held in first)
    joints = 0
    for held in first:
        before = above.get(held.column)
        if not held.lines:
            continue
        if before is None:
            return False
        if not before.lines:
            continue
        if _ENDS.search(before.lines[-1].text) and _ITEM.match(held.lines[0].text):
            # The next item of a list can stand in the same cell, or in the next one.
            continue
        goes_on = _goes_on(table, before, held, body)
        # What stands beside several rows can be there for the first time.
        if held.row_span == 1 and not goes_on:
            return False
        joints += goes_on and (held.row_span == 1 or filled == 1)
    # What is drawn below the last row can be a frame around nothing.
    is_cut = is_open and any(held.lines for held in last)
    is_cut = is_cut or joints > 0 or _completes([*table.rows, *body], last, first)
    return is_cut and (len(table.rows) > 1 or _holds(SENTENCE, last))


def _completes(rows: Sequence[Sequence[Held]], last: Sequence[Held], first: Sequence[Held]) -> bool:
    """Return whether a row has but words that the last one lacks, one of them in most others.

    Where a row is cut, a name of several lines can go whole to the next page, without its numbers.
    """
    blank = {held.column for held in last if not held.lines}
    own = {held.column for held in first if held.lines}
    filled = Counter(held.column for row in rows for held in row if held.lines)
    usual = {column for column, count in filled.items() if 2 * count > len(rows)}
    return own <= blank and bool(own & usual) and not _holds(_NUMBER, first)


def _goes_on(table: Ruled, before: Held, held: Held, body: Iterable[Sequence[Held]] = ()) -> bool:
    """Return whether the words of a cell of the table go on in the cell below, of the next page.

    Without lines words can be wider than what tells their column: then it is as wide as any there.
    """
    text, above = held.lines[0].text, before.lines[-1].text
    if _is_torn(before, held) or _counts_on(table, before, held):
        return True
    is_rest = _CODE.fullmatch(before.said) and _REST.fullmatch(text)
    if not (is_rest or _is_half(table, before, held) or _is_account(before.said, held.said)):
        if _OPENS.match(text) or is_total(text):
            return False
        if not (_HAN.search(text) and _HAN.search(above)):
            return False
    line, (x0, _, x1, _) = before.lines[-1], before.box
    if table.aligned and line.x1 > x1:
        cells = _cells((*table.rows, *body), before.column)
        x1 = max(x1, *(line.x1 for cell in cells for line in cell.lines))
    left = line.x0 - x0
    # Lines that hang below the first one can end as far from the border as they begin.
    centred = all(abs(one.x0 + one.x1 - x0 - x1) < _CENTRED for one in before.lines)
    end = line.x1 - max(left - _PADDING, 0) if centred else line.x1
    return is_full(line._replace(rights=[end]), text, x1 - min(_PADDING, max(left, 0.0)))


def _is_half(table: Ruled, before: Held, held: Held) -> bool:
    """Return whether two parts of a code are as long together as one above them.

    A short code, as that of a unit, lacks but its last digits.
    """
    whole = before.said + held.said
    code = _UNIT if len(held.said) < _LEVEL else _CODE
    return code.fullmatch(whole) is not None and any(
        len(other) == len(whole) and code.fullmatch(other)
        for other in _column(table.rows[:-1], held.column)
    )


def _is_account(above: str, below: str) -> bool:
    """Return whether two cells have the code of one account, of which none is a code itself."""
    cut = len(below) < _LEVEL or len(above) == _LEVEL + 1
    return cut and _ACCOUNT.fullmatch(above + below) is not None


def _is_torn(before: Held, held: Held) -> bool:
    """Return whether an amount that its cell is too narrow for goes on in the cell below."""
    above, below = before.said, held.said
    if AMOUNT.fullmatch(above) or not AMOUNT.fullmatch(above + below):
        return False
    line, (x0, _, x1, _) = before.lines[-1], before.box
    padding = min(line.x0 - x0, x1 - line.x1, _PADDING)
    room = x1 - x0 - 2 * padding - (line.x1 - line.x0)
    return above.endswith(".") or room < _DIGIT * line.size


def _counts_on(table: Ruled, before: Held, held: Held) -> bool:
    """Return whether two parts of the number of a line follow on the one above them."""
    whole = before.said + held.said
    return LINE_NUMBER.fullmatch(whole) is not None and any(
        LINE_NUMBER.fullmatch(one) and int(one) + 1 == int(whole)
        for one in _column(table.rows[-2:-1], held.column)
    )


def _column(rows: Iterable[Sequence[Held]], column: int) -> Iterator[str]:
    """Yield what the cells that begin in a column say."""
    return (held.said for held in _cells(rows, column))


def _cells(rows: Iterable[Sequence[Held]], column: int) -> Iterator[Held]:
    """Yield the cells that begin in a column."""
    return (held for row in rows for held in row if held.column == column)


def _whole(last: Sequence[Held], first: Sequence[Held]) -> list[Held]:
    """Return the row with what was cut off; a cell that is blank above stands below."""
    below = {held.column: held for held in first}
    return [_added(held, below.get(held.column)) for held in last]


def _added(held: Held, rest: Held | None) -> Held:
    if rest is None or not rest.lines:
        return held
    return replace(held, lines=held.lines + rest.lines) if held.lines else rest
