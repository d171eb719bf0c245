"""Words that are written sideways: in the cells of a table they are headings of narrow columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import regex

from extractor.load.pdf.grids import Ruling
from extractor.load.pdf.lines import lines_of, words_of
from extractor.load.pdf.objects import Box, Run
from extractor.load.pdf.tables import Ruled
from extractor.load.pdf.turns import moved, moves

# Words in the margin name a file or say where to bind it; these say something of the report.
_TOLD = regex.compile(r"\p{Han}[，。；]|\d\.\d")
_UPRIGHT = moves()
# Upwards and downwards; the one is undone by the other.
_TURNS = ((90, _UPRIGHT[270]), (270, _UPRIGHT[90]))


def sideways(rulings: Sequence[Ruling], runs: Sequence[Run]) -> Iterator[Run]:
    """Yield what is written sideways in a field as one word that is as large as its lines.

    What goes on from one field to the next is a mark over the page.
    """
    for turn, back in _TURNS:
        held: dict[tuple[int, int], list[Run]] = defaultdict(list)
        for word in _words(runs, turn):
            place = _field_of(rulings, back(_box(word)))
            if place is not None:
                held[place].append(word)
        for words in held.values():
            text = "".join(line.text for line in lines_of(words, 0))
            if text:
                yield _upright(text, [back(_box(word)) for word in words])


def unread(tables: Sequence[Ruled], runs: Sequence[Run]) -> str | None:
    """Return the first sentence, or amount, that is written sideways outside all tables."""
    for turn, back in _TURNS:
        words = [w for w in _words(runs, turn) if not _is_in(tables, back(_box(w)))]
        for line in lines_of(words, 0) if words else ():
            if _TOLD.search(line.text):
                return line.text
    return None


def _is_in(tables: Iterable[Ruled], box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(
        table.xs[0] < x < table.xs[-1]
        and table.top < y < max(held.box[3] for row in table.rows for held in row)
        for table in tables
    )


def _words(runs: Iterable[Run], turn: int) -> list[Run]:
    """Return the words of one turn, set upright."""
    return words_of(moved(run, _UPRIGHT[turn], turn) for run in runs if run.turn == turn)


def _box(run: Run) -> Box:
    return run.lefts[0], run.top, run.rights[-1], run.bottom


def _field_of(rulings: Sequence[Ruling], box: Box) -> tuple[int, int] | None:
    """Return the table, and its field, that a box is in."""
    x, (_, top, _, bottom) = (box[0] + box[2]) / 2, box
    for number, ruling in enumerate(rulings):
        field = ruling.field_at(x, top)
        if field is not None and field == ruling.field_at(x, bottom):
            return number, field
    return None


def _upright(text: str, boxes: Iterable[Box]) -> Run:
    """Return words of which each character is as high as all boxes together."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    x0, step = min(lefts), (max(rights) - min(lefts)) / len(text)
    starts = [x0 + step * at for at in range(len(text))]
    return Run(text, starts, [start + step for start in starts], min(tops), max(bottoms))
