"""The header of a table without lines: words → tree of columns.

Reading order tears a header into fragments, level by level. The words are known (rules/tables/
flow.toml says what can stand below what), so their order alone tells the tree: a small column
belongs to the first heading before it that can have it and has it not yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

import regex

from extractor.document import GridCell
from extractor.tables.flow.pieces import Piece, lines_of, squeezed
from rules.loaders.flow import Head, load_flow

_RULER = regex.compile(r"栏\s*次")
# One of these stands in every line that can only be part of a header.
_TELLING = regex.compile(r"科目|项目|编码|代码|名称|[行栏]次|单位|款项?$|^收入支出$")
# No header has more; what goes on and on without a row is no table.
_MOST_PIECES = 300
# Two lines that follow each other as they do in the header are the header again.
_REPEATED = 2
_TOTAL = "total"
_KEY_ROLES = frozenset({"code", "name", "owner", "label", "line"})


@dataclass(slots=True)
class HeadCell:
    """One word of a header with its place; those below it stand in ``below``."""

    head: Head
    start: int
    end: int
    text: str
    below: list[HeadCell] = field(default_factory=list)

    def leaves(self) -> Iterator[HeadCell]:
        """Yield the columns under it, or itself."""
        if not self.below:
            yield self
        for cell in self.below:
            yield from cell.leaves()

    def paths(self, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        """Yield the words above every column under it: 基本支出, 小计."""
        path = (*above, self.text)
        if not self.below:
            yield path
        for cell in self.below:
            yield from cell.paths(path)

    @property
    def depth(self) -> int:
        """The number of levels that it takes."""
        return 1 + max((cell.depth for cell in self.below), default=0)


@dataclass(frozen=True, slots=True)
class Heads:
    """The words of a header in printed order, and how many columns its ruler counts (栏次)."""

    cells: tuple[HeadCell, ...]
    ruled: int

    def of(self, *roles: str) -> list[HeadCell]:
        """Return the words that have one of these roles."""
        return [cell for cell in self.cells if cell.head.role in roles]

    def amounts(self) -> list[HeadCell]:
        """Return the amount columns as a tree, each below what it belongs to."""
        return column_tree(self.of("amount"))


def read_heads(pieces: Sequence[Piece], layout: str) -> Heads:
    """Return the header words among the pieces; what is no header word is passed over."""
    pieces = pieces[:_MOST_PIECES]
    return Heads(tuple(_words(_Stream(pieces), layout)), _ruled(pieces))


def word_of(text: str, layout: str) -> Head | None:
    """Return which word of a header this is."""
    flow = load_flow()
    match = flow.words(layout).fullmatch(text.replace(" ", ""))
    return flow.heads[match.lastgroup or ""] if match is not None else None


class _Stream:
    """The words of pieces without blanks, each character with its offset."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        chars: list[str] = []
        self.origin: list[int] = []
        # Where a blank inside a line stood: words seldom go across it.
        self.gaps: list[int] = []
        # Where a line ends.
        self.ends: list[int] = []
        line = -1
        for piece in pieces:
            if piece.number:
                continue
            (self.gaps if piece.line == line else self.ends).append(len(self.origin))
            line = piece.line
            chars.append(piece.text.replace(" ", ""))
            ink = (i for i, char in enumerate(piece.text) if not char.isspace())
            self.origin.extend(piece.start + i for i in ink)
        self.text = "".join(chars)


def _words(stream: _Stream, layout: str) -> Iterator[HeadCell]:
    flow = load_flow()
    pattern = flow.words(layout)
    at = 0
    while (match := pattern.search(stream.text, at)) is not None:
        start, end = match.span()
        gap = next((gap for gap in stream.gaps if start < gap < end), None)
        if gap is not None and end not in stream.gaps and end < len(stream.text):
            # `项目 支出预算` is 项目 beside 支出预算, not 项目支出.
            whole = pattern.fullmatch(stream.text, start, gap)
            match, end = (whole, gap) if whole else (match, end)
        if end in stream.gaps:
            # 机关运行经费 at the end of a line, above it 预算数 beside 决算数: two words.
            cut = next((cut for cut in stream.ends if start < cut < end), end)
            whole = pattern.fullmatch(stream.text, start, cut)
            if whole and pattern.fullmatch(stream.text, cut, end):
                match, end = whole, cut
        head = flow.heads[match.lastgroup or ""]
        yield HeadCell(head, stream.origin[start], stream.origin[end - 1] + 1, match.group())
        at = end


def _ruled(pieces: Sequence[Piece]) -> int:
    """Return the last of the column numbers 1 2 3 … that a header prints."""
    expected = 1
    for piece in pieces:
        if piece.whole and piece.text == str(expected):
            expected += 1
    return expected - 1


def body_lines(pieces: Sequence[Piece], start: int, layout: str) -> list[list[Piece]]:
    """Return the lines below the header, without the header that every page prints again."""
    header = [squeezed(line) for line in lines_of(pieces[: min(start, _MOST_PIECES)])]
    lines = lines_of(pieces[start:])
    texts = [squeezed(line) for line in lines]
    kept: list[list[Piece]] = []
    known = frozenset(header)
    index = 0
    while index < len(lines):
        again = _repeated(header, texts, index) if texts[index] in known else 0
        telling = again < _REPEATED and _TELLING.search(texts[index]) is not None
        if again < _REPEATED and not (telling and is_header(lines[index], layout)):
            kept.append(lines[index])
        index += again if again >= _REPEATED else 1
    return kept


def _repeated(header: Sequence[str], texts: Sequence[str], index: int) -> int:
    """Return how many lines from here on follow each other as they do in the header."""
    longest = 0
    for at in range(len(header)):
        pairs = zip(header[at:], texts[index:], strict=False)
        count = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        longest = max(longest, count)
    return longest


def is_header(pieces: Sequence[Piece], layout: str) -> bool:
    """Return whether a line can only be part of a header."""
    if any(piece.number and not piece.whole for piece in pieces):
        return False
    words = [piece for piece in pieces if not piece.number]
    printed = [piece for piece in words if not _RULER.fullmatch(piece.text)]
    if not printed:
        return bool(words)
    stream = _Stream(printed)
    cells = list(_words(stream, layout))
    roles = {cell.head.role for cell in cells}
    known = sum(len(cell.text) for cell in cells) * 5 >= len(stream.text) * 4
    return known and len(cells) > 1 and (bool(roles & _KEY_ROLES) or roles == {"half"})


def column_tree(words: Sequence[HeadCell]) -> list[HeadCell]:
    """Return the top level of the columns: every word below the first that can take it."""
    top: list[HeadCell] = []
    counts = Counter(word.head.name for word in words)
    for word in words:
        name = word.head.name
        able = sum(name in other.head.children for other in words)
        # 小计 基本支出 项目支出 once, but 本年收入 and 本年支出: one of them has none.
        picky = counts[name] < able
        takers = [cell for cell in _walk(top) if _takes(cell, word)]
        parent = next((cell for cell in takers if cell.head.always or not picky), None)
        parent = parent or next(iter(takers), None)
        if parent is not None and name != _TOTAL:
            # 预算数: 合计 基本支出 项目支出, and then 人员经费 公用经费: those are 基本支出's.
            nested = (cell for cell in takers if any(cell is below for below in parent.below))
            parent = next(nested, parent)
        (top if parent is None else parent.below).append(word)
    _align(top)
    return [_one_column(cell) for cell in top]


def _one_column(cell: HeadCell) -> HeadCell:
    """Return a heading with nothing but its 合计 below it as the one column that it is."""
    if [below.head.name for below in cell.below] != [_TOTAL]:
        return cell
    below = cell.below[0]
    return HeadCell(below.head, cell.start, below.end, cell.text + below.text)


def _walk(cells: Iterable[HeadCell]) -> Iterator[HeadCell]:
    for cell in cells:
        yield cell
        yield from _walk(cell.below)


def _takes(cell: HeadCell, word: HeadCell) -> bool:
    if word.head.name not in cell.head.children or cell is word:
        return False
    return all(below.head.name != word.head.name for below in cell.below)


def _align(cells: Sequence[HeadCell]) -> None:
    """Give the second of two like groups the column order of the first: it was torn more."""
    models: dict[frozenset[str], list[str]] = {}
    for cell in cells:
        names = [below.head.name for below in cell.below]
        model = models.setdefault(frozenset(names), names)
        cell.below.sort(key=lambda below: model.index(below.head.name))
        _align(cell.below)


def header_rows(columns: Sequence[HeadCell | None]) -> list[list[GridCell]]:
    """Return the rows of a header whose outermost words stand side by side; None is unnamed."""
    depth = max((cell.depth for cell in columns if cell is not None), default=1)
    rows: list[list[GridCell]] = [[] for _ in range(depth)]
    column = 0
    for cell in columns:
        column = _lay(cell, 0, column, rows)
    for row in rows:
        row.sort(key=lambda cell: cell.column)
    return rows


def _lay(cell: HeadCell | None, row: int, column: int, rows: list[list[GridCell]]) -> int:
    """Put a word and all below it into the rows; return the next free column."""
    if cell is None:
        return column + 1
    following = column
    for below in cell.below:
        following = _lay(below, row + 1, following, rows)
    following = max(following, column + 1)
    rows[row].append(
        GridCell(
            row,
            column,
            cell.start,
            cell.end,
            cell.text,
            row_span=1 if cell.below else len(rows) - row,
            column_span=following - column,
        )
    )
    return following
