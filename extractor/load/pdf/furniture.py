"""What every page prints beside its text: page numbers, running headers and footers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise, takewhile
from math import inf

import regex

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import y_of
from extractor.load.pdf.pages import Block, Content
from extractor.load.pdf.unruled.aligned import Aligned
from extractor.text import squeeze

# Parts of the page's height in which headers and footers stand.
_HEAD, _FOOT = 0.12, 0.88
_PAGE_NUMBER = regex.compile(
    r"[-—–－_·.~|/第共页]*(?:\d{1,4}|[ivxIVX]{1,6})(?:[-—–－_·~|/第共页]+\d{1,4})?[-—–－_·.~|页]*"
)
# Of several numbers the one that does not count all pages.
_OWN = regex.compile(r"(?<![共\d])\d+")
_DIGITS = regex.compile(r"\d+")
# The same unit stands above many tables, as the number of the table does.
_CAPTION = regex.compile(r"单位：|公开\d+表|^编制|^金额")
# A title says so, of one table or of a whole report: the first one stays, whatever repeats it.
_TITLE = regex.compile(r"公开\d*表")
# A running header stands on so many pages, and on this part of all.
_FEWEST, _SHARE = 3, 0.4


def without_furniture(pages: Sequence[Content]) -> list[Content]:
    """Return the pages without their numbers and without headers and footers that repeat."""
    repeated = _repeated(pages)
    titles = {key for key in repeated if _TITLE.search(key)}
    kept: list[Content] = []
    for page in pages:
        edges = [(line, _key(line)) for line in _at_edges(page)]
        running = repeated - titles
        out = {id(line) for line, key in edges if _is_number(line) or key in running}
        titles -= {key for _, key in edges}
        kept.append(replace(page, blocks=list(_without(page.blocks, out))) if out else page)
    return kept


def _without(blocks: Iterable[Block], out: set[int]) -> Iterator[Block]:
    """Yield the blocks without some lines."""
    for block in blocks:
        printed = block.lines if isinstance(block, Aligned) else _lines(block)
        lines = [line for line in printed if id(line) not in out]
        if len(lines) == len(printed):
            yield block
        elif isinstance(block, Aligned) and lines:
            # The header above, or the number below, what a page break left of a table.
            top, bottom = lines[0].top, lines[-1].bottom
            rows = [row for row in block.rows if top < y_of(row[0]) < bottom]
            yield replace(block, top=top, rows=rows, lines=lines)


def _lines(block: Block) -> Sequence[Printed]:
    """Return the lines of a block that need be no row: of a table, what is farther off than any."""
    if isinstance(block, Printed):
        return (block,)
    if not isinstance(block, Aligned):
        return ()
    if not block.sure:
        return block.lines
    tops = [row[0].top for row in block.rows]
    gaps = [below - top for top, below in pairwise(tops)]
    ends = ((gaps[:1], gaps[1:], 0), (gaps[-1:], gaps[:-1], -1))
    return [
        block.lines[at]
        for gap, others, at in ends
        if max(gap, default=0.0) > max(others, default=inf) and _is_line(block, at)
    ]


def _is_line(block: Aligned, at: int) -> bool:
    """Return whether a row of a table is but one line of words."""
    row = block.rows[at]
    return len(row) == 1 and row[0].text == block.lines[at].text and not _is_number(row[0])


def _at_edges(page: Content) -> Iterator[Printed]:
    """Yield the lines of the top and bottom margins, down or up to the first table."""
    lines = [_lines(block) for block in page.blocks]
    above = chain.from_iterable(takewhile(bool, lines))
    below = chain.from_iterable(each[::-1] for each in takewhile(bool, reversed(lines)))
    yield from takewhile(lambda line: y_of(line) < _HEAD * page.height, above)
    yield from takewhile(lambda line: y_of(line) > _FOOT * page.height, below)


def _is_number(line: Printed) -> bool:
    return len(line.text) < 24 and bool(_PAGE_NUMBER.fullmatch(squeeze(line.text)))


def printed_number(line: Printed) -> int | None:
    """Return the number of a page where a line says nothing else."""
    own = _OWN.search(squeeze(line.text)) if _is_number(line) else None
    return int(own.group()) if own else None


def _repeated(pages: Sequence[Content]) -> set[str]:
    """Return what stands in the margins of many pages, whatever its numbers."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_key(line) for line in _at_edges(page)})
    # What stands over columns is a page of its own, at the place of the left one.
    places = {(page.sheet, page.part and page.part[1:3]) for page in pages}
    needed = max(_FEWEST, _SHARE * len(places))
    return {key for key, count in counts.items() if count >= needed and not _CAPTION.search(key)}


def _key(line: Printed) -> str:
    """Return what a line says but for its numbers; those of a title tell it from others."""
    text = squeeze(line.text)
    return text if _TITLE.search(text) else _DIGITS.sub("#", text)
