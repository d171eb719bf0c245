"""Headers that are drawn over rows that are not: these stand in the columns of the header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.tables import Ruled
from extractor.load.pdf.unruled.aligned import Aligned
from extractor.load.pdf.unruled.columns import are_apart, placed_in


def below_headers(
    blocks: Sequence[Printed | Ruled | Aligned],
) -> list[Printed | Ruled | Aligned]:
    """Return the blocks of a page, rows right below a drawn header in one table with it."""
    found: list[Printed | Ruled | Aligned] = []
    for block in blocks:
        above = found[-1] if found else None
        if isinstance(above, Ruled) and isinstance(block, Aligned) and _is_below(block, above):
            part = placed_in(block, list(pairwise(above.xs)))
            rows = [
                [replace(held, row=held.row + len(above.rows)) for held in row] for row in part.rows
            ]
            found[-1] = replace(above, rows=[*above.rows, *rows], aligned=True)
        else:
            found.append(block)
    return found


def _is_below(part: Aligned, header: Ruled) -> bool:
    """Return whether all words of rows have columns of their own in a header right above them."""
    size = max(cell.size for cell in part.rows[0])
    return header.is_head_of(part.top, size) and are_apart(part.rows, header.xs)
