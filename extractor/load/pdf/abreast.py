"""Tables too wide for a page: their columns go on at the same height of a later page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, takewhile
from math import inf

import regex

from extractor.load.pdf.captions import TITLE, UNIT, is_caption
from extractor.load.pdf.labels import without_labels
from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import y_of
from extractor.load.pdf.pages import Block, Content
from extractor.load.pdf.places import LEVEL, agree, apart, nearest
from extractor.load.pdf.tables import Held, Ruled

# This part of the lines between rows is at the same height in both.
_MOST, _MANY = 0.8, 0.5
# A table that ends above this part of the page's height has no more rows.
_FULL = 0.75
_COLON = regex.compile(r"[：:]")
# A header has about so many rows.
_HEAD = 3
# A sheet is printed from top to bottom first: its columns go on no more pages later.
_FARTHEST = 40


def abreast(pages: Sequence[Content]) -> list[Content]:
    """Return the pages, columns that stand alone on one put behind those that they go on with."""
    kept = list(pages)
    levels = [_levels(page.tables) for page in pages]
    # How many pages lie between the last columns and those that they go on with.
    apart: dict[int, int] = {}
    labels: dict[int, float] = {}
    edges = {page.number: max((t.xs[-1] for t in page.tables), default=inf) for page in pages}
    for number, whole in enumerate(pages):
        page, labels[number] = _without_labels(kept, number, labels.get(number - 1, 0))
        kept[number] = page
        if labels[number]:
            levels[number] = _levels(page.tables)
        if number and not labels[number]:
            page = kept[number] = _gathered(page, kept[number - apart.get(number - 1, 0) - 1])
            levels[number] = _levels(page.tables)
        more = _columns(page)
        at = None if more is None else _begins(kept, levels, edges, number, apart.get(number - 1))
        if more is None or at is None:
            kept[number] = whole
            continue
        (table,) = kept[at].tables
        both = _side_by_side(table, more)
        blocks = [both if block is table else block for block in kept[at].blocks]
        over = page.lines
        blocks = _with_lines(blocks, over, edges, more.xs[0]) if over else blocks
        kept[at] = replace(kept[at], blocks=blocks)
        kept[number] = replace(page, blocks=[])
        apart[number] = number - at
    return [_without_columns_alone(page) for page in kept]


def _gathered(page: Content, before: Content) -> Content:
    """Return a page with one table of all that stands beside the cells that an edge cuts.

    Nothing is drawn on the left and on the right of a part of such a cell.
    """
    cut = _cut_cells(before.tables, 1) if len(before.tables) == 1 else []
    tables = page.tables
    frames = {tuple(round(x) for x in table.xs) for table in tables}
    lines = page.lines
    inside = [line for line in lines if any(_is_in(line, top, bottom) for top, bottom in cut)]
    if not cut or len(frames) > 1 or not (len(tables) > 1 or inside):
        return page
    boxes = [held.box for table in tables for row in table.rows for held in row]
    if tables:
        xs = tables[0].xs
    else:
        xs = [min(line.x0 for line in inside), max(line.x1 for line in inside)]
    rows = [row for table in tables for row in table.rows]
    for top, bottom in cut:
        if any(y0 < bottom - LEVEL and y1 > top + LEVEL for _, y0, _, y1 in boxes):
            continue
        own = [line for line in inside if _is_in(line, top, bottom)]
        box = xs[0], top, xs[-1], bottom
        rows.append([Held(0, 0, 1, len(xs) - 1, page.number, box, own, (True, True))])
    rows.sort(key=lambda row: row[0].box[1])
    whole = Ruled(page.number, rows[0][0].box[1], xs, rows)
    over = [line for line in lines if line not in inside]
    return replace(page, blocks=[*over, whole])


def _is_in(line: Printed, top: float, bottom: float) -> bool:
    return top < y_of(line) < bottom


def _cut_cells(tables: Iterable[Ruled], side: int) -> list[tuple[float, float]]:
    """Return from where to where the cells reach that are open on a side, from top to bottom."""
    found = (
        (held.box[1], held.box[3])
        for table in tables
        for row in table.rows
        for held in row
        if held.is_open[side] and (held.column + held.column_span == len(table.xs) - 1 or not side)
    )
    return sorted(found)


def _without_columns_alone(page: Content) -> Content:
    """Return a page, a column that goes on with no table as the lines that it holds."""
    only = _only_table(page)
    if only is None or len(only.xs) > 2:
        return page
    lines: list[Block] = [line for row in only.rows for held in row for line in held.lines]
    return replace(page, blocks=lines)


def _without_labels(pages: Sequence[Content], number: int, usual: float) -> tuple[Content, float]:
    """Return a page without the columns that one before has, too, and how wide they are."""
    if len(pages[number].tables) == 1:
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


def _only_table(page: Content) -> Ruled | None:
    """Return the table of a page that holds nothing else."""
    only = page.blocks[0] if len(page.blocks) == 1 else None
    return only if isinstance(only, Ruled) else None


def _columns(page: Content) -> Ruled | None:
    """Return the table of a page that holds nothing else but lines over it."""
    last = page.blocks[-1] if page.blocks else None
    over = all(isinstance(block, Printed) for block in page.blocks[:-1])
    return last if over and isinstance(last, Ruled) else None


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    return (block.text for block in blocks if isinstance(block, Printed))


def _with_lines(
    blocks: Iterable[Block], over: Sequence[Printed], edges: Mapping[int, float], left: float
) -> list[Block]:
    """Return the blocks with lines of the next page, some the rests of those that its edge cut."""
    both = list(blocks)
    for line in over:
        beside = _beside(both, line)
        if beside and _is_rest_of(beside, line, edges, left):
            both[both.index(beside)] = beside._replace(cut=True)
    return sorted([*both, *over], key=lambda block: round(block.top))


def _beside(blocks: Iterable[Block], line: Printed) -> Printed | None:
    """Return the last line that stands at the height of another one."""
    printed = (block for block in blocks if isinstance(block, Printed))
    return next((one for one in reversed([*printed]) if abs(one.top - line.top) <= LEVEL), None)


def _is_rest_of(cut: Printed, line: Printed, edges: Mapping[int, float], left: float) -> bool:
    """Return whether a line goes on with one that ends at the edge of its page."""
    return cut.x1 > edges[cut.page] - cut.size and line.x0 < left + line.size


def _is_own(line: str) -> bool:
    """Return whether a line over a table says whose or what it is."""
    return bool(TITLE.search(line) or (_COLON.search(line) and not UNIT.search(line)))


def _begins(
    pages: Sequence[Content],
    levels: Sequence[list[float]],
    edges: Mapping[int, float],
    number: int,
    apart: int | None,
) -> int | None:
    """Return the page whose table goes on so, at most back to the one that has the title."""
    (more,) = pages[number].tables
    over = pages[number].lines
    own = [line for line in over if _is_own(line.text)]
    said = {line.text for line in over}
    found: list[tuple[bool, float, int]] = []
    for at in range(number - 1, max(number - 1 - _FARTHEST, -1), -1):
        blocks = pages[at].blocks
        tables = pages[at].tables
        if _announces_another(blocks):
            break
        begins = _is_begun(blocks)
        goes_on = number - at == apart
        if own:
            is_beside = len(tables) == 1 and _has_room(blocks, tables[0], own, more, edges)
        else:
            is_beside = begins or not over
        # What says the same again stands over columns that are repeated.
        is_beside = is_beside and said.isdisjoint(_lines(blocks))
        if len(tables) == 1 and is_beside and not _is_another(tables[0], more):
            share = _at_one_height(levels[at], levels[number], goes_on)
            if _are_of_one(tables[0], more):
                found.append((True, 1.0, at))
            # The next rows have the same columns, or whole codes below 类, 款 and 项, but leave no
            # room for a title, and fill pages.
            is_full = levels[at][-1] >= _FULL * pages[at].height
            is_sure = begins or goes_on or bool(own) or not is_full
            if share and (is_sure or not _are_alike(tables[0].xs, more.xs)):
                found.append((goes_on, share, at))
        if begins:
            break
    return max(found)[2] if found else None


def _are_alike(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    """Return whether columns end at the same places, but for those that one side parts."""
    few, many = (ours, theirs) if len(ours) < len(theirs) else (theirs, ours)
    ends = [many[0], *(many[nearest(many, x)] for x in few[1:-1]), many[-1]]
    return agree(few, ends)


def _are_of_one(table: Ruled, more: Ruled) -> bool:
    """Return whether an edge cuts the same cells of both."""
    ours, theirs = _cut_cells([table], 1), _cut_cells([more], 0)
    return bool(ours) and agree([*chain(*ours)], [*chain(*theirs)])


def _has_room(
    blocks: Sequence[Block],
    table: Ruled,
    own: Iterable[Printed],
    more: Ruled,
    edges: Mapping[int, float],
) -> bool:
    """Return whether what stands over columns would stand over those of a table, too.

    In the middle of a wide sheet a title is cut by the edge of the page, or whole on the next one.
    """
    titled = any(map(TITLE.search, _lines(blocks)))
    for line in own:
        beside = _beside(blocks, line)
        if line.bottom > table.top + LEVEL:
            return False
        if titled if beside is None else not _is_rest_of(beside, line, edges, more.xs[0]):
            return False
    return True


def _announces_another(blocks: Sequence[Block]) -> bool:
    """Return whether a page ends with the title or the unit of what the next page holds."""
    behind = takewhile(lambda block: not isinstance(block, Ruled), reversed(blocks))
    lines = [block.text for block in behind if isinstance(block, Printed)]
    return len(lines) < len(blocks) and any(map(is_caption, lines))


def _is_another(table: Ruled, more: Ruled) -> bool:
    """Return whether it is a table of its own, with a caption or the names of the same rows."""
    head = (line.text for row in more.rows[:_HEAD] for held in row for line in held.lines)
    if any(map(is_caption, head)):
        return True
    return len(_labels(table) & _labels(more)) > _HEAD


def _labels(table: Ruled) -> set[tuple[int, str]]:
    """Return what the leftmost column says, and at which height."""
    first = (held for row in table.rows for held in row if held.column == 0 and held.lines)
    return {(round(held.box[1]), held.said) for held in first}


def _at_one_height(ours: Sequence[float], theirs: Sequence[float], goes_on: bool) -> float:
    """Return the share of lines at one height; 0 where they are too few for columns of one table.

    What is merged has its lines on one page alone. Where the page before goes on with another as
    this one does, that can be half of a header, and the lowest of all lines.
    """
    ends = goes_on or abs(ours[-1] - theirs[-1]) <= LEVEL
    if not ends or theirs[0] < ours[0] - LEVEL:
        return 0
    same = sum(abs(theirs[nearest(theirs, one)] - one) <= LEVEL for one in ours)
    share = same / max(len(ours), len(theirs))
    return share if share > (_MANY if goes_on else _MOST) else 0


def _levels(tables: Iterable[Ruled]) -> list[float]:
    """Return where the lines between rows are drawn in any of the tables."""
    boxes = [held.box for table in tables for row in table.rows for held in row]
    return apart(y for box in boxes for y in (box[1], box[3]))


def _side_by_side(table: Ruled, more: Ruled) -> Ruled:
    """Return one table of both, with the lines of both between its rows."""
    levels = _levels([table, more])
    width = len(table.xs) - 1
    rows: list[list[Held]] = [[] for _ in levels[1:]]
    for part, shift in ((table, 0), (more, width)):
        for held in (held for row in part.rows for held in row):
            first, last = nearest(levels, held.box[1]), nearest(levels, held.box[3])
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
    ours = [line._replace(cut=line.x1 > cut.box[2] - line.size) for line in cut.lines]
    # What is left of a line and what is right of the edge stand at one height.
    lines = sorted(ours + rest.lines, key=lambda line: round(line.top))
    return replace(cut, column_span=span, lines=lines, is_open=is_open)
