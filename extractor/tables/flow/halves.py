"""Tables with income left and expenditure right, printed as one line: label value label value.

Either value may be missing, either half may be missing, and a label may wrap: what a label is
shows by its number (一、), by the names of the rule file, and by the national 类 names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from extractor.tables.accounts import AccountBook, bare
from extractor.tables.flow.heads import HeadCell, Heads, body_lines, column_tree
from extractor.tables.flow.layout import heads_of
from extractor.tables.flow.pieces import Cell, Piece, squeezed
from extractor.tables.flow.regions import Region
from extractor.tables.flow.tables import Block, FlowTable, TableRow
from rules.loaders.tables import TableRule

SIDES = ("income", "expenditure")

_LISTED = regex.compile(
    r"[一二三四五六七八九十廿卅]{1,4}、|[（(][一二三四五六七八九十廿卅]{1,4}[）)]"
    r"|\d{1,2}[.、．](?!\d)|其中[:：]"
)
_ONLY_NUMBER = regex.compile(rf"(?:{_LISTED.pattern})")
# So many rows that count on from 1 are numbered.
_COUNTED = 5
# One line in so many that holds more than one cell.
_SELDOM = 8
_EXPENDITURE = regex.compile(r"支出|分配$")


@dataclass(frozen=True, slots=True)
class _Half:
    """The label of one half of a printed line with the numbers behind it."""

    label: tuple[Piece, ...] = ()
    numbers: tuple[Piece, ...] = ()
    # It goes on with a label that the line above left open.
    continues: bool = False


def read_halves(region: Region, pieces: Sequence[Piece]) -> FlowTable | None:
    """Return the table, or None where the header does not show two halves."""
    start = _body_start(pieces)
    heads = heads_of(region, pieces[:start])
    blocks = _blocks(heads)
    if blocks is None:
        return None
    lines = body_lines(pieces, start, region.rule.layout)
    if _is_cell_by_cell(lines):
        lines = _counted_rows(lines)
    numbered = bool(heads.of("line")) or _is_numbered(lines)
    reader = _Reader(region.rule, numbered, (blocks[0].width, blocks[1].width))
    for line in lines:
        reader.take(line)
    return FlowTable(region.rule, region, blocks, tuple(reader.rows()))


def _is_cell_by_cell(lines: Sequence[Sequence[Piece]]) -> bool:
    """Return whether every cell stands on a line of its own, as tables do that were copied."""
    return sum(len(line) > 1 for line in lines) * _SELDOM < len(lines)


def _counted_rows(lines: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """Return the pieces row by row: the left half counts 1 2 3 …, its label stands before that."""
    pieces = [piece for line in lines for piece in line]
    starts: list[int] = []
    expected = 1
    for at, piece in enumerate(pieces):
        if piece.whole and piece.text == str(expected):
            begin = at
            while begin > (starts[-1] + 1 if starts else 0) and not pieces[begin - 1].number:
                begin -= 1
            starts.append(begin)
            expected += 1
    if expected <= _COUNTED:
        return [list(line) for line in lines]
    return [pieces[begin:end] for begin, end in pairwise([*starts, len(pieces)])]


def _is_numbered(lines: Sequence[Sequence[Piece]]) -> bool:
    """Return whether the rows count 1 2 3 …, though 行次 was torn out of the header."""
    expected = 1
    for line in lines:
        first = next((piece for piece in line if piece.number), None)
        expected += first is not None and first.whole and first.text == str(expected)
    return expected > _COUNTED


def _body_start(pieces: Sequence[Piece]) -> int:
    for index, piece in enumerate(pieces):
        if _LISTED.match(piece.text) or (piece.number and not piece.whole):
            return index
    return len(pieces)


def _blocks(heads: Heads) -> tuple[Block, Block] | None:
    """Return the two halves of the header: the second begins at the second 项目."""
    halves = heads.of("half")
    labels = heads.of("label")
    titles: list[HeadCell | None] = [*halves[:2]] if len(labels) > 1 else []
    labels = labels if len(labels) > 1 else halves
    if len(labels) < 2:
        return None
    lines = heads.of("line")
    # A heading that wraps is printed over many lines: places tell less than the order of the words.
    cut = next(at for at, cell in enumerate(heads.cells) if cell is labels[1])
    parts = [
        [cell for cell in cells if cell.head.role == "amount"]
        for cells in (heads.cells[:cut], heads.cells[cut:])
    ]
    if not all(parts):
        return None
    left, right = (
        Block(
            labels=(labels[side], *lines[side : side + 1]),
            amounts=tuple(column_tree(parts[side])),
            title=titles[side] if side < len(titles) else None,
        )
        for side in (0, 1)
    )
    return left, right


class _Reader:
    """Puts the halves of printed lines together to rows; a row may take several lines."""

    def __init__(self, rule: TableRule, numbered: bool, widths: tuple[int, int]) -> None:
        self._rule = rule
        self._numbered = numbered
        self._widths = widths
        self._book = AccountBook(())
        self._rows: list[list[_Half]] = []
        # With line numbers (行次) the last one of each half.
        self._last = [0, 0]

    def take(self, line: Sequence[Piece]) -> None:
        """Read one printed line."""
        room = False
        for half in self._with_waiting_label(self._halves(line)):
            if half.continues and self._rows:
                self._go_on(half)
            elif room:
                self._rows[-1].append(half)
            else:
                self._rows.append([half])
            room = len(self._rows[-1]) == 1
            self._note_number()

    def _halves(self, line: Sequence[Piece]) -> list[_Half]:
        """Cut a line where a label starts, and where words follow a number."""
        found: list[_Half] = []
        for index, piece in enumerate(line):
            last = found[-1] if found else None
            if piece.number:
                if last is None:
                    fresh = self._is_next(0, piece) and not self._is_waiting()
                    found.append(_Half(numbers=(piece,), continues=not fresh))
                elif len(found) == 1 and last.numbers and self._is_next(1, piece):
                    found.append(_Half(numbers=(piece,)))
                else:
                    found[-1] = replace(last, numbers=(*last.numbers, piece))
            elif self._starts(piece, line[index - 1] if index else None):
                found.append(_Half(label=(piece,)))
            elif last is None or last.numbers:
                found.append(_Half(label=(piece,), continues=True))
            else:
                found[-1] = replace(last, label=(*last.label, piece))
        return found

    def _is_waiting(self) -> bool:
        """Return whether the label above still lacks the line number that every label has."""
        row = self._rows[-1] if self._rows else []
        return len(row) == 1 and not row[0].numbers

    def _starts(self, piece: Piece, before: Piece | None) -> bool:
        if before is not None and _ONLY_NUMBER.fullmatch(before.text):
            return False
        if _LISTED.match(piece.text) or not self._rows:
            return True
        return self._is_known(squeezed([piece]))

    def _is_known(self, text: str) -> bool:
        named = any(pattern.search(text) for row in self._rule.rows for pattern in row.names)
        return named or self._book.by_class_name(text) is not None

    def _with_waiting_label(self, halves: list[_Half]) -> list[_Half]:
        """Give the label above to the right half where the numbers of both halves follow it.

        A label that wraps around its numbers stands above them: `十四、资源…支` / `14 44 210.24`.
        """
        both = len(halves) == 2 and all(half.numbers and not half.label for half in halves)
        if not (both and self._is_waiting()):
            return halves
        label = self._rows[-1][0].label
        words = bare(squeezed(label))
        if "收入" in words or self._sides_of(words) == {SIDES[0]}:
            return halves
        self._rows.pop()
        return [replace(halves[0], continues=False), replace(halves[1], label=label)]

    def _go_on(self, half: _Half) -> None:
        """Add to what was left open above; a number that no column is left for belongs nowhere."""
        row = self._rows[-1]
        waiting = [at for at, other in enumerate(row) if not other.numbers]
        at = waiting[0] if waiting else self._wrapped(row, half)
        if half.label or waiting or self._has_room(row, at, half):
            row[at] = replace(
                row[at], label=row[at].label + half.label, numbers=row[at].numbers + half.numbers
            )

    def _wrapped(self, row: Sequence[_Half], half: _Half) -> int:
        """Return the half whose label the words complete, else the last one."""
        words = squeezed(half.label)
        complete = (
            at
            for at, other in enumerate(row)
            if words and self._is_known(bare(squeezed(other.label) + words))
        )
        return next(complete, len(row) - 1)

    def _has_room(self, row: Sequence[_Half], at: int, half: _Half) -> bool:
        """Return whether the numbers still fit into the columns of the open half."""
        side = min(at, 1) if len(row) > 1 else self._side(row[at], self._last)
        counted = self._numbered and row[at].numbers[0].whole
        return len(row[at].numbers) - counted + len(half.numbers) <= self._widths[side]

    def _is_next(self, side: int, piece: Piece) -> bool:
        """Return whether this is the line number that the half has to have next."""
        expected = self._last[side] + 1
        return self._numbered and piece.whole and expected > 1 and piece.text == str(expected)

    def _note_number(self) -> None:
        row = self._rows[-1]
        number = row[-1].numbers[0] if row[-1].numbers else None
        if self._numbered and number is not None and number.whole:
            lonely_right = len(row) == 1 and self._is_next(1, number)
            self._last[1 if lonely_right else len(row) - 1] = int(number.text)

    def rows(self) -> Iterator[TableRow]:
        """Yield what was read, the halves of one line side by side."""
        seen: list[set[str]] = [set(), set()]
        last = [0, 0]
        for line, row in enumerate(self._rows):
            first = self._side(row[0], last) if len(row) == 1 else 0
            for side, half in enumerate(row, start=first):
                if side > 1:
                    break
                if half.numbers and half.numbers[0].whole:
                    last[side] = int(half.numbers[0].text)
                key = self._key(side, half, seen[side])
                seen[side].add(key)
                yield self._row(line, side, half, key)

    def _side(self, half: _Half, last: Sequence[int]) -> int:
        """Return the half of the table in which a label that stands alone belongs."""
        if self._numbered and half.numbers and half.numbers[0].whole:
            number = int(half.numbers[0].text)
            if number in (last[0] + 1, last[1] + 1):
                return int(number == last[1] + 1)
        stem = bare(squeezed(half.label))
        if self._book.by_class_name(stem) is not None:
            return 1
        sides = self._sides_of(stem)
        return int(sides == {"expenditure"} or (not sides and bool(_EXPENDITURE.search(stem))))

    def _sides_of(self, stem: str) -> set[str]:
        return {
            row.side
            for row in self._rule.rows
            if any(pattern.search(stem) for pattern in row.names)
        }

    def _row(self, line: int, side: int, half: _Half, key: str) -> TableRow:
        counted = self._numbered and bool(half.numbers) and half.numbers[0].whole
        labels = [Cell(half.label)]
        if self._numbered:
            labels.append(Cell(half.numbers[:1] if counted else ()))
        return TableRow(line, side, tuple(labels), half.numbers[1 if counted else 0 :], key)

    def _key(self, side: int, half: _Half, seen: set[str]) -> str:
        stem = bare(squeezed(half.label))
        for row in self._rule.rows:
            if row.side not in ("", SIDES[side]) or (row.after and row.after not in seen):
                continue
            if any(pattern.search(stem) for pattern in row.names):
                return row.key
        account = self._book.by_class_name(stem) if side else None
        return f"account:{account.code}" if account else ""
