"""Frames around pages: tables that touch one seem to be one, with the text between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import regex

from extractor.load.pdf.captions import OVER, TITLE, is_caption
from extractor.load.pdf.grids import SNAP, Ruling, find_rulings
from extractor.load.pdf.lines import rows_of
from extractor.load.pdf.objects import Box, Run, x_of, y_of

_SENTENCE = regex.compile(r"\p{Han}。")
# So many paragraphs are no table.
_PARAGRAPHS = 4


def unframed(ruling: Ruling, edges: Iterable[Box], words: Sequence[Run]) -> Iterator[Ruling]:
    """Yield the tables that stand in a frame, without the text above, between and below them.

    Each has lines of its own: those of another one can stand so near that they seem double.
    """
    text = _rows_of_text(ruling, words)
    if not text:
        yield ruling
        return
    for part in ruling.without((row, row + 1) for row in text):
        yield from find_rulings(list(_within(edges, part.box)))


def _within(edges: Iterable[Box], box: Box) -> Iterator[Box]:
    """Yield the lines, and what is of a standing one, between the upper and the lower end."""
    _, above, _, below = box
    for x0, top, x1, bottom in edges:
        if bottom > above - SNAP and top < below + SNAP:
            yield x0, max(top, above - SNAP), x1, min(bottom, below + SNAP)


def _rows_of_text(ruling: Ruling, words: Sequence[Run]) -> list[int]:
    """Return the rows that are one field with lines of text over all columns of the frame.

    Where there are some, the white below the last table is a blank one.
    """
    columns, last = len(ruling.xs) - 1, len(ruling.ys) - 2
    held: dict[int, list[Run]] = {
        field.row: []
        for field in ruling.fields
        if field.column_span == columns > 1 and field.row_span == 1
    }
    for word in words if held else ():
        row = bisect_right(ruling.ys, y_of(word)) - 1
        if row in held and ruling.xs[0] < x_of(word) < ruling.xs[-1]:
            held[row].append(word)
    found = {row for row, own in held.items() if own and _is_text(own, row, last)}
    for stretch in _stretches(held):
        rows = [held[row] for row in stretch]
        is_most = 2 * len(rows) > last and (stretch[0] == 0 or stretch[-1] == last)
        if _is_over_table(rows) or (is_most and _are_paragraphs(rows)):
            found.update(stretch)
    return sorted({*found, last} if found and held.get(last) == [] else found)


def _stretches(rows: Iterable[int]) -> Iterator[list[int]]:
    """Yield the rows that follow each other."""
    stretch: list[int] = []
    for row in sorted(rows):
        if stretch and row > stretch[-1] + 1:
            yield stretch
            stretch = []
        stretch.append(row)
    if stretch:
        yield stretch


def _is_over_table(rows: Sequence[Sequence[Run]]) -> bool:
    """Return whether rows say what the next table is, each in a line, as on a sheet of a workbook.

    Its title is there, and little more than its code, whose it is and its unit below it.
    """
    lines = [_said(line) for words in rows for line in rows_of(words)]
    return len(lines) > 1 and any(map(TITLE.search, lines[-OVER:]))


def _are_paragraphs(rows: Sequence[Sequence[Run]]) -> bool:
    """Return whether so many rows are sentences of several lines, as on a sheet with gridlines.

    A form can have a few.
    """
    lines = ([_said(line) for line in rows_of(words)] for words in rows)
    return sum(map(_has_sentences, lines)) >= _PARAGRAPHS


def _has_sentences(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and any(map(_SENTENCE.search, lines))


def _is_text(words: Sequence[Run], row: int, last: int) -> bool:
    """Return whether lines say what the next table is, or are sentences above or below all.

    A single line within a table can be a heading there.
    """
    lines = [_said(line) for line in rows_of(words)]
    if len(lines) == 1 and row < last:
        return False
    if any(map(TITLE.search, lines)) or is_caption(lines[-1]):
        return True
    return row in (0, last) and _has_sentences(lines)


def _said(line: Iterable[Run]) -> str:
    return "".join(word.text for word in line).strip()
