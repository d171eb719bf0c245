"""Columns of labels that a wide table repeats on every page, as spreadsheets can print them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.pages import Block, Content
from extractor.load.pdf.places import LEVEL, agree
from extractor.load.pdf.tables import Held, Ruled

# Labels are so many different words: a header alone is another table's, too.
_FEWEST = 3
_NUMBER = regex.compile(r"\d")


def without_labels(page: Content, before: Content, usual: float) -> tuple[Content, float] | None:
    """Return a page without the first columns that it has from one before, and how wide they are.

    A line over them, or below, stands there again as far as the columns reach. Columns as wide as
    usual need not tell much: a page can be left with a single row.
    """
    if len(before.tables) != 1 or len(page.tables) != 1:
        return None
    (table,), (more,) = before.tables, page.tables
    count = _repeated(table, more, usual)
    wide = more.xs[count] - more.xs[0]
    if not count or not (abs(wide - usual) <= LEVEL or _has_headings(table, more, count)):
        return None
    shift, known = more.xs[0] - table.xs[0], before.lines
    blocks: list[Block] = []
    for block in page.blocks:
        if isinstance(block, Printed):
            blocks.extend(_beside(block, known, shift, more.xs[count]))
        else:
            blocks.append(_rest(more, count, table) if block is more else block)
    return replace(page, blocks=blocks), wide


def _repeated(table: Ruled, more: Ruled, usual: float) -> int:
    """Return how many of the first columns two tables have in common, 0 for none.

    A heading over more columns than are repeated is cut, or goes on over what stands behind them.
    """
    shift = more.xs[0] - table.xs[0]
    words: set[str] = set()
    wide: list[tuple[int, int]] = []
    found = 0
    for column, (one, other) in enumerate(zip(table.xs[1:], more.xs[1:-1], strict=False)):
        ours, theirs = _cells(table, column), _cells(more, column)
        if abs(other - one - shift) > LEVEL or not _are_same(ours, theirs):
            break
        words.update(held.said for held in theirs if held.lines)
        wide += [(_end(own), _end(held)) for own, held in zip(ours, theirs, strict=True)]
        last = column + 1
        is_usual = abs(more.xs[last] - more.xs[0] - usual) <= LEVEL
        if (len(words) >= _FEWEST or is_usual) and all(
            own == end <= last or (own > last <= end) for own, end in wide
        ):
            found = last
    return found


def _has_headings(table: Ruled, more: Ruled, count: int) -> bool:
    """Return whether other columns begin with other headings: the same are of another table."""
    ours, theirs = (_headings(_rest(each, count, table)) for each in (table, more))
    return theirs != ours and not any(map(_NUMBER.search, theirs))


def _headings(table: Ruled) -> list[str]:
    """Return what stands in the first row that says anything."""
    said = ([held.said for held in row if held.lines] for row in table.rows)
    return next(filter(None, said), [])


def _end(held: Held) -> int:
    return held.column + held.column_span


def _cells(table: Ruled, column: int) -> list[Held]:
    return [held for row in table.rows for held in row if held.column == column]


def _are_same(ours: Sequence[Held], theirs: Sequence[Held]) -> bool:
    return len(ours) == len(theirs) and all(map(_is_same, ours, theirs))


def _is_same(one: Held, other: Held) -> bool:
    """Return whether a cell is another one, or what its page shows of it."""
    if not agree(one.box[1::2], other.box[1::2]):
        return False
    if one.column_span == other.column_span:
        return one.said == other.said
    return one.said.startswith(other.said)


def _rest(more: Ruled, count: int, table: Ruled) -> Ruled:
    """Return a table without its first columns, of which the line is not that of what follows."""
    lasts = [held for row in table.rows for held in row if _end(held) == len(table.xs) - 1]
    cut = [held.box[1] for held in lasts if held.is_open[1]]
    cut = cut if len(cut) < len(lasts) else []
    rows: list[list[Held]] = []
    for row in more.rows:
        rows.append([])
        for held in row:
            if _end(held) <= count:
                continue
            start = max(held.column, count)
            x0, top, x1, bottom = held.box
            is_open = held.is_open
            if start == count and any(abs(top - other) <= LEVEL for other in cut):
                is_open = True, is_open[1]
            lines = held.lines
            if start > held.column:
                x0 = more.xs[count]
                lines = [rest for line in lines for rest in _behind(line, x0)]
            rows[-1].append(
                replace(
                    held,
                    column=start - count,
                    column_span=_end(held) - start,
                    box=(x0, top, x1, bottom),
                    lines=lines,
                    is_open=is_open,
                )
            )
    return replace(more, xs=more.xs[count:], rows=rows)


def _beside(
    line: Printed, known: Sequence[Printed], shift: float, edge: float
) -> Iterator[Printed]:
    """Yield what a line says beside columns that are repeated, or all of one that is not."""
    begun = line.text[: _reach(line, edge)].strip()
    is_known = begun and any(
        abs(other.top - line.top) <= LEVEL
        and abs(other.x0 + shift - line.x0) <= LEVEL
        and other.text.startswith(begun)
        for other in known
    )
    yield from _behind(line, edge) if is_known else (line,)


def _behind(line: Printed, edge: float) -> Iterator[Printed]:
    """Yield what of a line stands behind an edge, if anything does."""
    at = _reach(line, edge)
    rest = line.text[at:].lstrip()
    if rest:
        at = len(line.text) - len(rest)
        yield line._replace(text=rest, lefts=line.lefts[at:], rights=line.rights[at:])


def _reach(line: Printed, edge: float) -> int:
    return sum(left < edge - LEVEL for left in line.lefts)
