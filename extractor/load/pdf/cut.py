"""Words drawn beyond the edge of the page: lost where no page beside it shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import Run
from extractor.load.pdf.pages import Block, Content
from extractor.load.pdf.tables import Ruled
from extractor.load.pdf.unruled.aligned import Aligned
from extractor.notices import Notice
from extractor.text import squeeze

# What is shorter can stand on the next page by chance; so much of it is quoted.
_FEWEST, _QUOTED = 4, 12


def cut_words(pages: Sequence[Content]) -> Iterator[Notice]:
    """Yield the pages that leave out words: a row that is higher than a page ends at its edge.

    What goes on upon the next page is drawn there again.
    """
    for at, page in enumerate(pages):
        lines = [line for line in _lines(page.cut) if len(line) >= _FEWEST]
        if lines:
            shown = "".join(map(_shown, pages[max(at - 1, 0) : at + 2]))
            lost = next((line for line in lines if line not in shown), "")
            if lost:
                yield Notice("text_cut", page.sheet, {"text": lost[:_QUOTED]})


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
