"""The words of a form as one stream without blanks and line breaks, and the way back to places."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from msgspec.structs import replace

from extractor.document import Document, Line
from extractor.tables.flow.breaks import runs_on
from extractor.tables.flow.pieces import Piece, pieces_of

# Two line feeds more than usual: a page ends there.
_PAGE_GAP = 2


@dataclass(frozen=True, slots=True)
class Stream:
    """``text`` is squeezed; ``starts`` has the place of every piece in it, and its end.

    ``numbers`` says which piece starts at a place.
    ``tight`` are the lines that stand closer than usual to the one above: they belong to another
    cell. ``pages`` are those that open a page. ``torn`` says that blanks stand for line breaks:
    some of the breaks beside digits are not known; ``fed`` are then the lines that do open one.
    """

    text: str
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]
    numbers: dict[int, int]
    tight: frozenset[int]
    pages: frozenset[int]
    torn: bool
    fed: frozenset[int]

    def index(self, at: int) -> int:
        """Return the number of the piece that holds this place."""
        number = self.numbers.get(at)
        return bisect_right(self.starts, at) - 1 if number is None else number

    def is_start(self, at: int) -> bool:
        """Return whether a piece starts here, or the stream ends."""
        return at in self.numbers

    def opens_line(self, at: int) -> bool:
        """Return whether the piece that holds this place opens its line."""
        return self.pieces[self.index(at)].first

    def word(self, number: int) -> str:
        """Return the squeezed words of a piece."""
        return self.text[self.starts[number] : self.starts[number + 1]]

    def line_end(self, at: int, end: int) -> int:
        """Return where the printed line ends that holds this place, at the latest at ``end``."""
        number = self.index(at)
        line = self.pieces[number].line
        while number < len(self.pieces) and self.pieces[number].line == line:
            number += 1
        return min(self.starts[number], end)

    def cut(self, start: int, end: int) -> tuple[Piece, ...]:
        """Return the pieces between two places; those at the edges may be parts of pieces."""
        if start >= end:
            return ()
        if start in self.numbers and end in self.numbers:
            return self.pieces[self.numbers[start] : self.numbers[end]]
        first, last = self.index(start), self.index(end - 1)
        found = [
            self._part(number, max(start - at, 0), min(end - at, len(self.word(number))))
            for number, at in enumerate(self.starts[first : last + 1], start=first)
        ]
        return tuple(found)

    def words(self, start: int, end: int) -> Iterator[tuple[Piece, str]]:
        """Yield the pieces between two places with their squeezed words."""
        at = start
        for piece in self.cut(start, end):
            # Only a piece that is spaced out is longer than its words.
            size = len(piece.text) if " " not in piece.text else len(piece.text.replace(" ", ""))
            yield piece, self.text[at : at + size]
            at += size

    def _part(self, number: int, start: int, end: int) -> Piece:
        piece = self.pieces[number]
        if start == 0 and end == self.starts[number + 1] - self.starts[number]:
            return piece
        ink = [i for i, char in enumerate(piece.text) if not char.isspace()]
        first, last = ink[start], ink[end - 1] + 1
        return replace(
            piece,
            start=piece.start + first,
            end=piece.start + last,
            text=piece.text[first:last],
            first=piece.first and start == 0,
        )


def read_stream(document: Document, lines: Sequence[Line]) -> Stream:
    """Return the stream of the lines."""
    pieces = tuple(pieces_of(lines))
    words = [piece.text for piece in pieces]
    if any(" " in word for word in words):
        words = [word.replace(" ", "") for word in words]
    starts = tuple(accumulate(map(len, words), initial=0))
    gaps = list(_gaps(document, lines))
    usual = Counter(gaps).most_common(1)[0][0] if gaps else 1
    return Stream(
        text="".join(words),
        pieces=pieces,
        starts=starts,
        numbers={at: number for number, at in enumerate(starts)},
        tight=frozenset(i for i, gap in enumerate(gaps, start=1) if gap < usual),
        pages=frozenset(i for i, gap in enumerate(gaps, start=1) if gap >= usual + _PAGE_GAP),
        torn=runs_on(document.text, lines),
        fed=frozenset(i for i, gap in enumerate(gaps, start=1) if gap),
    )


def _gaps(document: Document, lines: Sequence[Line]) -> Iterator[int]:
    """Yield the line feeds between neighbouring lines."""
    for above, line in pairwise(lines):
        yield document.text.count("\n", above.end, line.start)
