"""A line of words in a table without lines: a row of it, or a part of one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import Run
from extractor.load.pdf.tables import Ruled
from extractor.load.pdf.unruled.values import AMOUNT, is_number, is_value

# Points: no header is higher.
HIGH = 120.0
# So many rows are a table.
ROWS = 3


@dataclass(slots=True)
class Row:
    """Words that stand side by side, and the cells that they seem to be, if they are not known."""

    words: list[Run]
    cells: list[Printed]
    passage: Ruled | None = None

    @property
    def top(self) -> float:
        return min(cell.top for cell in self.cells)

    @property
    def bottom(self) -> float:
        return max(cell.bottom for cell in self.cells)

    @property
    def foot(self) -> float:
        """The bottom of the last line of what is torn."""
        return max(cell.foot for cell in self.cells)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        return max(cell.size for cell in self.cells)

    @property
    def said(self) -> str:
        return "".join(cell.text for cell in self.cells)

    @property
    def gaps(self) -> list[float]:
        """How many sizes its cells stand apart."""
        return [(cell.x0 - before.x1) / cell.size for before, cell in pairwise(self.cells)]

    @property
    def is_valued(self) -> bool:
        return len(self.cells) > 1 and any(is_value(cell.text) for cell in self.cells)

    @property
    def amounts(self) -> list[Printed]:
        return [cell for cell in self.cells if AMOUNT.search(cell.text)]

    @property
    def numbers(self) -> list[str]:
        return [cell.text for cell in self.cells if is_number(cell.text)]
