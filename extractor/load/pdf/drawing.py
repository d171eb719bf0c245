"""The lines of a page and its words: the tables that they make, anew when a line is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extractor.load.pdf.frames import unframed
from extractor.load.pdf.grids import Rule, Ruling, find_rulings, lying_rules, standing_rules
from extractor.load.pdf.objects import Box, Run, x_of, y_of
from extractor.load.pdf.unruled.fills import Words


@dataclass(frozen=True)
class Drawing:
    """The lines that a page draws, the words between them, and the lines that these tell."""

    drawn: Sequence[Box]
    words: Sequence[Run]
    placed: Words
    page: int
    told: Sequence[Box] = ()

    @cached_property
    def edges(self) -> Sequence[Box]:
        """All lines, drawn or told."""
        return [*self.drawn, *self.told]

    @cached_property
    def tables(self) -> list[Ruling]:
        """What all lines make; a table of a single column only where all words are in it."""
        found = find_rulings(self.edges)
        rulings = [part for ruling in found for part in unframed(ruling, self.edges, self.words)]
        several = [ruling for ruling in rulings if len(ruling.xs) > 2]
        if several or len(rulings) != 1:
            return several
        (only,) = rulings
        whole = all(only.field_at(x_of(word), y_of(word)) is not None for word in self.words)
        return rulings if whole else []

    @cached_property
    def lying(self) -> list[Rule]:
        """The lying lines that are drawn, pieces that meet as one."""
        return lying_rules(self.drawn)

    @cached_property
    def standing(self) -> list[Rule]:
        """The standing lines that are drawn, pieces that meet as one."""
        return standing_rules(self.drawn)

    def with_lines(self, lines: Iterable[Box]) -> Drawing:
        """Return the drawing with more lines that its words tell."""
        return replace(self, told=[*self.told, *lines])
