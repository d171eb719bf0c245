"""Tables too wide for a page: their columns go on at the same height of a later page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

import regex

from extractor.load.pdf.labels import without_labels
from extractor.load.pdf.lines import Printed
from extractor.load.pdf.pages import Block, Content
from extractor.load.pdf.tables import Held, Ruled

# Points: lines at one height, or at one distance from the left, are no farther apart.
_LEVEL = 1.5
# This part of the lines between rows is at the same height in both.
_MOST, _MANY = 0.8, 0.5
# A table that ends above this part of the page's height has no more rows.
_FULL = 0.75
_CAPTION = regex.compile(r"单位\s*[：:]|公开\s*\d+\s*表|预算\s*\d+\s*表|表$")
_COLON, _UNIT = regex.compile(r"[：:]"), regex.compile(r"单位\s*[：:]\s*[百千万亿]?元\s*$")
_TITLE = regex.compile(r"\p{Han}表(?:[（(].*[）)])?\s*$")
# A header has about so many rows.
_HEAD = 3
# A sheet is printed from top to bottom first: its columns go on no more pages later.
_FARTHEST = 40


def abreast(pages: Sequence[Content]) -> list[Content]:
    """Return the pages, columns that stand alone on one put behind those that they go on with."""
    kept = list(pages)
    levels = [_levels(_tables(page)) for page in pages]
    # How many pages lie between the last columns and those that they go on with.
    apart: dict[int, int] = {}
    labels: dict[int, float] = {}
    for number, whole in enumerate(pages):
        page, labels[number] = _without_labels(kept, number, labels.get(number - 1, 0))
        kept[number] = page
        if labels[number]:
            levels[number] = _levels(_tables(page))
        more = _columns(page)
        at = None if more is None else _begins(kept, levels, number, apart.get(number - 1))
        if more is None or at is None:
            kept[number] = whole
            continue
        (table,) = _tables(kept[at])
        both = _side_by_side(table, more)
        blocks = [both if block is table else block for block in kept[at].blocks]
        over = [block for block in page.blocks if block is not more]
        blocks = sorted([*blocks, *over], key=lambda block: round(block.top)) if over else blocks
        kept[at] = replace(kept[at], blocks=blocks)
        kept[number] = replace(page, blocks=[])
        apart[number] = number - at
    return [_without_columns_alone(page) for page in kept]


def _without_columns_alone(page: Content) -> Content:
    """Return a page, a column that goes on with no table as the lines that it holds."""
    only = _only_table(page)
    if only is None or len(only.xs) > 2:
        return page
    lines: list[Block] = [line for row in only.rows for held in row for line in held.lines]
    return replace(page, blocks=lines)


def _without_labels(pages: Sequence[Content], number: int, usual: float) -> tuple[Content, float]:
    """Return a page without the columns that one before has, too, and how wide they are."""
    if len(_tables(pages[number])) == 1:
        for at in range(number - 1, max(number - 1 - _FARTHEST, -1), -1):
            rest = without_labels(pages[number], pages[at], usual)
            if rest:
                return rest
            if _is_begun(pages[at].blocks):
                break
    return pages[number], 0


def _is_begun(blocks: Sequence[Block]) -> bool:
    """Return whether a table of its own begins, below a title or behind the rest of another."""
    several = sum(isinstance(block, Ruled) for block in blocks) > 1
    return several or bool(blocks and not isinstance(blocks[0], Ruled))


def _tables(page: Content) -> list[Ruled]:
    return [block for block in page.blocks if isinstance(block, Ruled)]


def _only_table(page: Content) -> Ruled | None:
    """Return the table of a page that holds nothing else."""
    only = page.blocks[0] if len(page.blocks) == 1 else None
    return only if isinstance(only, Ruled) else None


def _columns(page: Content) -> Ruled | None:
    """Return the table of a page that holds nothing else but what is beside the title of another.

    The edge of the page cuts a line over a wide table; the unit stands over the last column.
    """
    over, last = page.blocks[:-1], page.blocks[-1] if page.blocks else None
    if len(over) > len(list(_lines(over))) or any(map(_is_own, _lines(over))):
        return None
    return last if isinstance(last, Ruled) else None


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    return (block.text for block in blocks if isinstance(block, Printed))


def _is_own(line: str) -> bool:
    """Return whether a line over a table says whose or what it is."""
    return bool(_TITLE.search(line) or (_COLON.search(line) and not _UNIT.search(line)))


def _begins(
    pages: Sequence[Content], levels: Sequence[list[float]], number: int, apart: int | None
) -> int | None:
    """Return the page whose table goes on so, at most back to the one that has the title."""
    (more,) = _tables(pages[number])
    over = set(_lines(pages[number].blocks))
    found: list[tuple[bool, float, int]] = []
    for at in range(number - 1, max(number - 1 - _FARTHEST, -1), -1):
        blocks = pages[at].blocks
        tables = _tables(pages[at])
        if _announces_another(blocks):
            break
        begins = _is_begun(blocks)
        goes_on = number - at == apart
        # What says the same again stands over columns that are repeated.
        is_beside = not over or (begins and over.isdisjoint(_lines(blocks)))
        if len(tables) == 1 and is_beside and not _is_another(tables[0], more):
            share = _at_one_height(levels[at], levels[number], goes_on)
            # The next rows have the same columns, but leave no room for a title, and fill pages.
            is_full = levels[at][-1] >= _FULL * pages[at].height
            if share and (begins or goes_on or not is_full or _differ(tables[0].xs, more.xs)):
                found.append((goes_on, share, at))
        if begins:
            break
    return max(found)[2] if found else None


def _announces_another(blocks: Sequence[Block]) -> bool:
    """Return whether a page ends with the title or the unit of what the next page holds."""
    behind = takewhile(lambda block: not isinstance(block, Ruled), reversed(blocks))
    lines = [block.text for block in behind if isinstance(block, Printed)]
    return len(lines) < len(blocks) and any(map(_CAPTION.search, lines))


def _differ(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    """Return whether columns stand elsewhere: the next rows of a table have the same."""
    return len(ours) != len(theirs) or any(
        abs(one - other) > _LEVEL for one, other in zip(ours, theirs, strict=True)
    )


def _is_another(table: Ruled, more: Ruled) -> bool:
    """Return whether it is a table of its own, with a caption or the names of the same rows."""
    head = (line.text for row in more.rows[:_HEAD] for held in row for line in held.lines)
    if any(map(_CAPTION.search, head)):
        return True
    return len(_labels(table) & _labels(more)) > _HEAD


def _labels(table: Ruled) -> set[tuple[int, str]]:
    """Return what the leftmost column says, and at which height."""
    first = (held for row in table.rows for held in row if held.column == 0 and held.lines)
    return {(round(held.box[1]), _words(held)) for held in first}


def _words(held: Held) -> str:
    return "".join(line.text for line in held.lines)


def _at_one_height(ours: Sequence[float], theirs: Sequence[float], goes_on: bool) -> float:
    """Return the share of lines at one height; 0 where they are too few for columns of one table.

    What is merged has its lines on one page alone. Where the page before goes on with another as
    this one does, that can be half of a header, and the lowest of all lines.
    """
    ends = goes_on or abs(ours[-1] - theirs[-1]) <= _LEVEL
    if not ends or theirs[0] < ours[0] - _LEVEL:
        return 0
    same = sum(abs(theirs[_nearest(theirs, one)] - one) <= _LEVEL for one in ours)
    share = same / max(len(ours), len(theirs))
    return share if share > (_MANY if goes_on else _MOST) else 0


def _levels(tables: Iterable[Ruled]) -> list[float]:
    """Return where the lines between rows are drawn in any of the tables."""
    boxes = [held.box for table in tables for row in table.rows for held in row]
    levels: list[float] = []
    for y in sorted({y for box in boxes for y in (box[1], box[3])}):
        if not levels or y - levels[-1] > _LEVEL:
            levels.append(y)
    return levels


def _side_by_side(table: Ruled, more: Ruled) -> Ruled:
    """Return one table of both, with the lines of both between its rows."""
    levels = _levels([table, more])
    width = len(table.xs) - 1
    rows: list[list[Held]] = [[] for _ in levels[1:]]
    for part, shift in ((table, 0), (more, width)):
        for held in (held for row in part.rows for held in row):
            first, last = _nearest(levels, held.box[1]), _nearest(levels, held.box[3])
            column = held.column + shift
            one = replace(held, row=first, row_span=last - first, column=column)
            cut = rows[first][-1] if rows[first] and column == width else None
            if cut is not None and _is_rest(cut, one):
                rows[first][-1] = _whole(cut, one)
            else:
                rows[first].append(one)
    gap = table.xs[-1] - more.xs[0]
    return replace(table, xs=[*table.xs, *(x + gap for x in more.xs[1:])], rows=rows)


def _is_rest(cut: Held, held: Held) -> bool:
    """Return whether the edge of the page cuts a cell that goes on so."""
    beside = cut.column + cut.column_span == held.column and cut.row_span == held.row_span
    return beside and cut.is_open[1] and held.is_open[0]


def _whole(cut: Held, rest: Held) -> Held:
    span = cut.column_span + rest.column_span
    is_open = cut.is_open[0], rest.is_open[1]
    # What is left of a line and what is right of the edge stand at one height.
    lines = sorted(cut.lines + rest.lines, key=lambda line: round(line.top))
    return replace(cut, column_span=span, lines=lines, is_open=is_open)


def _nearest(levels: Sequence[float], y: float) -> int:
    """Return which of the levels, in order, is nearest."""
    after = bisect_left(levels, y)
    if after == len(levels) or (after and y - levels[after - 1] < levels[after] - y):
        return after - 1
    return after
