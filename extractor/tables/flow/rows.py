"""Rows that open with a code: 功能分类, 经济分类, units and projects.

A row is a code, a name that may be broken, and its values. A name that wraps around the line of
its values stands partly before the code or behind the values; the national names decide there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.tables.flow.pieces import Piece, squeezed
from rules.loaders.accounts import load_accounts
from rules.loaders.tables import TableRule

_TOTAL = regex.compile(r"[合总]计")
_CODE = regex.compile(r"\d{3,9}")
# 款 and 项 below 10 begin with a nought, as no amount does.
_LEVEL = regex.compile(r"0\d")
_PROJECT_CODE = regex.compile(r"(?=.*\d)[0-9A-Z]{2,}")
_LONG = 10
_SHORTEST_CODE = 3
_WORD = regex.compile(r"[\u4e00-\u9fff“”\"（(《【]")


def _key(code: Sequence[Piece]) -> str:
    """Return the digits of a code in one; a spreadsheet took the zero from `301 2`."""
    parts = (f"0{p.text}" if at and len(p.text) == 1 else p.text for at, p in enumerate(code))
    return "".join(parts).replace(" ", "")


class Row(Struct, frozen=True, gc=False):
    """One row of a table as it was printed, its blank cells unknown."""

    code: tuple[Piece, ...] = ()
    name: tuple[Piece, ...] = ()
    values: tuple[Piece, ...] = ()
    owner: tuple[Piece, ...] = ()

    @property
    def key(self) -> str:
        """The code without blanks."""
        return _key(self.code)


class _Draft:
    """A row that is being read."""

    __slots__ = ("code", "name", "values")

    def __init__(self, code: Sequence[Piece] = (), name: Sequence[Piece] = ()) -> None:
        self.code = tuple(code)
        self.name = list(name)
        self.values: list[Piece] = []

    @property
    def key(self) -> str:
        return _key(self.code)

    @property
    def line(self) -> int:
        """The printed line that it starts on, -1 without a label."""
        label = self.code or self.name
        return label[0].line if label else -1


class RowReader:
    """Cuts a stream of pieces into rows; rows in groups stand side by side on one line."""

    def __init__(self, pieces: Sequence[Piece], rule: TableRule, grouped: bool = False) -> None:
        self._pieces = pieces
        self._rule = rule
        self._grouped = grouped
        self._rows: list[_Draft] = []
        # Words that stand behind the values of a row, by the number of that row.
        self._loose: dict[int, list[Piece]] = {}
        # The row that takes the next value: with groups not always the last one.
        self._open = -1

    def read(self) -> list[Row]:
        """Return the rows in printed order."""
        index = 0
        while index < len(self._pieces):
            index = self._read_at(index)
        self._settle_loose()
        return [Row(draft.code, tuple(draft.name), tuple(draft.values)) for draft in self._rows]

    def _read_at(self, index: int) -> int:
        """Read what starts at this piece and return where the next one starts."""
        piece = self._pieces[index]
        length = code_length(self._pieces, index, self._rule.layout, self._grouped)
        if length:
            self._begin(_Draft(code=self._pieces[index : index + length]))
            return index + length
        if piece.number:
            self._take_value(index)
        elif self._is_label(index):
            self._begin(_Draft(name=[piece]))
        else:
            self._take_word(piece)
        return index + 1

    def _begin(self, draft: _Draft) -> None:
        self._rows.append(draft)
        self._open = len(self._rows) - 1

    def _is_label(self, index: int) -> bool:
        """Return whether a row without a code starts here: 合计, 人员经费合计."""
        piece = self._pieces[index]
        if not (piece.first or not index or self._pieces[index - 1].number):
            return False
        text = squeezed([piece])
        if _TOTAL.fullmatch(text):
            return True
        return any(pattern.search(text) for row in self._rule.rows for pattern in row.names)

    def _take_word(self, piece: Piece) -> None:
        if self._grouped and piece.first:
            self._open = self._wrapped(piece)
        elif self._grouped:
            self._open = len(self._rows) - 1
        if self._open >= 0 and not self._rows[self._open].values:
            self._rows[self._open].name.append(piece)
        else:
            self._loose.setdefault(len(self._rows) - 1, []).append(piece)

    def _wrapped(self, piece: Piece) -> int:
        """Return which of the rows on the line above goes on: the one whose name demands it."""
        last = len(self._rows) - 1
        beside = takewhile(
            lambda at: 0 <= self._rows[at].line == self._rows[last].line, range(last, -1, -1)
        )
        for at in reversed(list(beside)):
            row = self._rows[at]
            if not row.values and _begins(row.key, [*row.name, piece]):
                return at
        return last

    def _take_value(self, index: int) -> None:
        if self._is_no_amount(index):
            # The number of the page, or what is left of a row.
            if len(self._pieces[index].text) >= _SHORTEST_CODE:
                self._begin(_Draft(code=[self._pieces[index]]))
            return
        if not self._rows or self._loose.get(len(self._rows) - 1):
            # Values without a code: the 合计 of a total row is sometimes lost.
            self._begin(_Draft(name=self._loose.pop(len(self._rows) - 1, ())))
        self._rows[self._open].values.append(self._pieces[index])

    def _is_no_amount(self, index: int) -> bool:
        """Return whether a lonely number without decimals stands below others that have them."""
        piece = self._pieces[index]
        if not (piece.first and piece.whole and self._rows):
            return False
        following = self._pieces[index + 1] if index + 1 < len(self._pieces) else None
        alone = following is None or following.first
        return alone and any("." in value.text for value in self._rows[-1].values)

    def _settle_loose(self) -> None:
        """Give the words between two rows to the one above or below, as the names demand."""
        for index, words in sorted(self._loose.items()):
            above = self._rows[index] if index >= 0 else None
            below = self._rows[index + 1] if index + 1 < len(self._rows) else None
            split = _split(words, above, below)
            if above is not None:
                above.name.extend(words[:split])
            if below is not None:
                below.name[:0] = words[split:]


def _split(words: Sequence[Piece], above: _Draft | None, below: _Draft | None) -> int:
    """Return how many of the words between two rows still belong to the upper one."""
    if above is None:
        return 0
    if below is None or below.name:
        return len(words)
    best, most = (0 if above.name else len(words) // 2), 0
    for split in range(len(words) + 1):
        score = int(_is_whole(above.key, [*above.name, *words[:split]]))
        score += int(_begins(below.key, words[split:]))
        if score > most:
            best, most = split, score
    return best


def _is_whole(code: str, words: Sequence[Piece]) -> bool:
    """Return whether these words are the national name of the code."""
    return squeezed(words) in load_accounts().names.get(code, ())


def _begins(code: str, words: Sequence[Piece]) -> bool:
    """Return whether the national name of the code begins with these words."""
    text = squeezed(words)
    return bool(text) and any(name.startswith(text) for name in load_accounts().names.get(code, ()))


def code_length(pieces: Sequence[Piece], index: int, layout: str, grouped: bool = False) -> int:
    """Return how many pieces from here are the code of a row; 0 where none starts here.

    ``201 06 01`` is one code in three columns, ``420103224`` / ``03T000000`` / ``107`` one over
    three lines.
    """
    piece = pieces[index]
    # Most pieces are words or amounts; neither needs a closer look.
    if not piece.text[0].isalnum() or "." in piece.text or piece.text[-1] > "Z":
        return 0
    if not _opens(pieces, index, layout, grouped):
        return 0
    length = 1
    for following in pieces[index + 1 : index + 8]:
        if not _continues(pieces[index : index + length], following, layout):
            break
        length += 1
    behind = pieces[index + length] if index + length < len(pieces) else None
    if behind is None:
        return 0
    if not behind.number:
        # `2024 年度` beside the name of the unit is no row.
        return length if _WORD.match(behind.text) and behind.text[0] != "年" else 0
    same_line = behind.line == pieces[index + length - 1].line
    return length if piece.first and same_line and "." in behind.text else 0


def _opens(pieces: Sequence[Piece], index: int, layout: str, grouped: bool) -> bool:
    piece = pieces[index]
    if layout == "projects":
        if not _PROJECT_CODE.fullmatch(piece.text):
            return False
    elif not _CODE.fullmatch(piece.text):
        return False
    # In the middle of a line a code can only follow the values of another row, or stand beside one.
    beside = grouped or (index > 0 and pieces[index - 1].number)
    return piece.first or (beside and len(piece.text) > 2)


def _continues(code: Sequence[Piece], piece: Piece, layout: str) -> bool:
    first, before = code[0], code[-1]
    if piece.line == before.line:
        part = len(piece.text) == 2 or (len(piece.text) == 1 and first.text[0] == "3")
        return len(first.text) == 3 and piece.whole and part
    if not (piece.first and first.first):
        return False
    if layout != "projects":
        return piece.line == before.line + 1 and _is_torn(_key(code), piece)
    torn = len(first.text) >= _LONG - 3
    return torn and before.first and bool(_PROJECT_CODE.fullmatch(piece.text))


def _is_torn(start: str, piece: Piece) -> bool:
    """Return whether these digits are the rest of an account code, on a line of their own."""
    names = load_accounts().names
    whole = start + piece.text
    known = whole in names or start not in names or _LEVEL.fullmatch(piece.text) is not None
    return piece.whole and len(whole) in (5, 7) and known


def split_owners(rows: Sequence[Row]) -> list[Row]:
    """Part the names of projects from the units that own them, which follow without a gap.

    A unit is known by its own row further up, or as the end that the names of a group share.
    """
    units = {squeezed(row.name) for row in rows if len(row.key) < _LONG and row.name}
    found = []
    for row in rows:
        cut = _owner_cut(row.name, units) if len(row.key) >= _LONG else None
        if cut is not None:
            row = replace(row, name=row.name[:cut], owner=row.name[cut:])
        found.append(row)
    return found


def _owner_cut(name: Sequence[Piece], units: set[str]) -> int | None:
    return next((cut for cut in range(1, len(name)) if squeezed(name[cut:]) in units), None)


def body_start(pieces: Sequence[Piece], layout: str) -> int:
    """Return the index of the first piece of the first row, behind the header."""
    for index, piece in enumerate(pieces):
        if piece.number and not piece.whole:
            return _row_start(pieces, index)
        if code_length(pieces, index, layout) and (piece.first or "." in piece.text):
            return index
    return _lonely_total(pieces)


def _row_start(pieces: Sequence[Piece], index: int) -> int:
    """Return where the row of this value starts: at its 合计, if that is its name."""
    start = index
    while start and pieces[start - 1].number and pieces[start - 1].line == pieces[start].line:
        start -= 1
    if start and _TOTAL.fullmatch(squeezed([pieces[start - 1]])):
        start -= 1
    return start


def _lonely_total(pieces: Sequence[Piece]) -> int:
    """Return where the 合计 of an empty table stands that the header ends with."""
    if pieces and pieces[-1].first and _TOTAL.fullmatch(squeezed([pieces[-1]])):
        return len(pieces) - 1
    return len(pieces)
