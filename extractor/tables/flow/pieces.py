"""Words and numbers of printed lines, each with its place; the atoms of tables without lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from extractor.document import GridCell, Line
from extractor.text import narrow

# ``re`` instead of ``regex``: every line of a report goes through these, and it is twice as fast.
# The lines come in one width: a comma is always `，`, a bracket always `（`.
_AMOUNT = r"-?(?:\d{1,3}(?:，[ ]?\d{3})+|\d+)(?:\.[ ]?\d+)?"
_DECIMAL = r"(?:\d{1,3}(?:，\d{3})+|\d+)\.\d\d"
# One alternative per way in which a conversion glues or tears: `收 入 总 计`, `97 %—100 %`,
# `1, 115. 55`, `合计1,360.96`, `1,346.04一、…`, `27.408.15`, `201一般公共服务支出`.
_TOKEN = re.compile(
    rf"""(?<!\S)[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff](?!\S))+
      | [^\s\d.—–\-]+(?!\S)
      | (?:[^\s\d]{{0,3}}\d[\d.，]*\s+%)+(?:[^\s\d]{{0,3}}\d[\d.，]*(?!\S))?(?!\S)
      | (?P<number>{_AMOUNT}(?!\S)(?!\s+(?:年(?![初末终])|[月日])) | [—–-]{{1,3}}(?!\S))
      | (?P<glued>{_DECIMAL}(?=[\u4e00-\u9fff（]|{_DECIMAL}(?![\d.])))
      | (?P<code>(?<!\S)\d{{3}}(?:\d\d){{0,2}}(?=[\u4e00-\u9fff]{{2}})(?!年))
      | (?=\S*\.\d\d(?!\S))\S*?[^\d\s，.\-](?={_DECIMAL}(?!\S))
      | \S+""",
    re.VERBOSE,
)
# A line without blanks, digits and dashes is one piece.
_INTRICATE = re.compile(r"[\s\d—–-]")
_DASH = re.compile(r"[—–-]{1,3}")
_GROUPING = str.maketrans("", "", "， ")


class Piece(Struct, frozen=True, gc=False):
    """What stands between two blanks, in one width; ``line`` counts lines, ``first`` opens one."""

    start: int
    end: int
    text: str
    line: int
    first: bool
    number: bool

    @property
    def amount(self) -> str:
        """The numeral without commas and blanks; ``0`` for a dash."""
        return "0" if _DASH.fullmatch(self.text) else self.text.translate(_GROUPING)

    @property
    def whole(self) -> bool:
        """Whether it is a number without decimals, as codes and line numbers are."""
        return self.number and self.text.isdecimal()


def pieces_of(lines: Iterable[Line]) -> Iterator[Piece]:
    """Yield the pieces of the lines in reading order."""
    for index, line in enumerate(lines):
        # A page made text can print `33 | |`, one cell in a line: a bar parts as a blank does.
        text, start = narrow(line.text).replace("|", " "), line.start
        if not _INTRICATE.search(text):
            yield Piece(start, line.end, text, index, True, False)
            continue
        for match in _TOKEN.finditer(text):
            at, end = match.span()
            is_number = match.lastgroup is not None
            yield Piece(start + at, start + end, match.group(), index, at == 0, is_number)


class Cell(Struct, frozen=True, gc=False):
    """The pieces of one cell to be; none where the cell is blank."""

    pieces: tuple[Piece, ...] = ()
    undecided: bool = False

    def at(
        self, text: str, row: int, column: int, blank_at: int, spans: tuple[int, int] = (1, 1)
    ) -> GridCell:
        """Return the cell of a grid: its text joined over the line breaks, its places exact."""
        pieces = self.pieces
        if not pieces:
            return GridCell(row, column, blank_at, blank_at, "", *spans, self.undecided)
        first, last = pieces[0], pieces[-1]
        if first is last:
            words = text[first.start : last.end]
            return GridCell(row, column, first.start, last.end, words, *spans, self.undecided)
        return GridCell(
            row,
            column,
            first.start,
            last.end,
            joined(text, pieces),
            *spans,
            self.undecided,
            _parts(text, pieces),
        )


def _parts(text: str, pieces: Sequence[Piece]) -> tuple[tuple[int, int], ...]:
    """Return the places of the parts of a cell that other words stand between."""
    parts: list[tuple[int, int]] = []
    start, end = pieces[0].start, pieces[0].end
    for piece in pieces[1:]:
        if not text[end : piece.start].isspace() and end != piece.start:
            parts.append((start, end))
            start = piece.start
        end = piece.end
    return (*parts, (start, end)) if parts else ()


def joined(text: str, pieces: Sequence[Piece]) -> str:
    """Return what is printed, blanks inside a line kept and line breaks dropped."""
    parts: list[str] = []
    before = pieces[0]
    start = before.start
    for piece in pieces[1:]:
        if piece.line != before.line or not text[before.end : piece.start].isspace():
            parts.append(text[start : before.end])
            start = piece.start
        before = piece
    parts.append(text[start : before.end])
    return "".join(parts)


def lines_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Return the pieces line by line."""
    found: list[list[Piece]] = []
    for piece in pieces:
        if not found or found[-1][-1].line != piece.line:
            found.append([])
        found[-1].append(piece)
    return found


def squeezed(pieces: Iterable[Piece]) -> str:
    """Return the words of the pieces in one width without any blank."""
    return "".join([piece.text for piece in pieces]).replace(" ", "")
