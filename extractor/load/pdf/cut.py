"""Words drawn beyond the edge of the page: lost where no page beside it shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import Run, x_of
from extractor.load.pdf.pages import Block, Content
from extractor.load.pdf.tables import Ruled
from extractor.load.pdf.unruled.aligned import Aligned
from extractor.notices import Notice
from extractor.text import squeeze

# What is shorter can stand on the next page by chance; so much of it is quoted.
_FEWEST, _QUOTED = 4, 12
# Points: what ends at an edge ends no farther from it.
_EDGE = 1.0


def cut_words(pages: Sequence[Content]) -> Iterator[Notice]:
    """Yield the pages that leave out words: a row that is higher than a page ends at its edge.

    What goes on upon the next page is drawn there again.
    """
    for at, page in enumerate(pages):
        runs = [run for run in page.cut if not _is_aside(run, page)]
        lines = [line for line in _lines(runs) if len(line) >= _FEWEST]
        if lines:
            shown = "".join(map(_shown, pages[max(at - 1, 0) : at + 2]))
            lost = next((line for line in lines if line not in shown), "")
            if lost:
                yield Notice("text_cut", page.sheet, {"text": lost[:_QUOTED]})


def cut_aside(pages: Sequence[Content]) -> Iterator[Notice]:
    """Yield the pages that are too narrow for their words, or for a table that no page goes on."""
    for page in pages:
        if page.recognized or page.part:
            continue
        over = any(_is_aside(run, page) for run in page.cut)
        if over or any(_runs_over(table, page.width) for table in page.tables):
            yield Notice("text_cut.aside", page.sheet)


def _is_aside(run: Run, page: Content) -> bool:
    """Return whether words stand beyond the left or the right edge."""
    middle = x_of(run)
    return page.turn == 0 and not 0 <= middle <= page.width


def _runs_over(table: Ruled, width: float) -> bool:
    """Return whether a table ends at an edge of the page where it shows no end.

    A page that was cut out along its table has that at both edges, and lines there.
    """
    ends = table.xs[0] < _EDGE, abs(table.xs[-1] - width) < _EDGE
    if any(ends) and not all(ends):
        return True
    held = [held for row in table.rows for held in row]
    return any(end and any(h.is_open[side] for h in held) for side, end in enumerate(ends))


def _lines(runs: Sequence[Run]) -> Iterator[str]:
    for _, line in groupby(runs, lambda run: round(run.top)):
        yield squeeze("".join(run.text for run in line))


def _shown(page: Content) -> str:
    return squeeze("".join(line.text for block in page.blocks for line in _printed(block)))


def _printed(block: Block) -> Iterator[Printed]:
    if isinstance(block, Printed):
        yield block
    elif isinstance(block, Aligned):
        yield from chain.from_iterable(block.rows)
    elif isinstance(block, Ruled):
        yield from (line for row in block.rows for held in row for line in held.lines)
