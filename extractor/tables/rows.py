"""The body of an official table: what each row is called, its code, and its amount cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from extractor.document import GridCell
from extractor.tables.headers import Block, Header, is_number_row, tails
from extractor.tables.numerals import amount, is_nil
from extractor.tables.stitch import Row, Sheet

# Words that belong to the header and slip into the first rows of the body.
_HEADER_WORDS = frozenset({"类", "款", "项", "栏次"})
_NOTE = re.compile(r"(?:注|备注|说明)(?:：|$|\d)")
_CODE_AND_NAME = re.compile(r"(?P<code>\d{3,12})-?(?P<name>\D.*)")
_CODE_AT_END = re.compile(r"(?P<name>\D{2,})[（(](?P<code>\d{3,7})[）)]")
_CODE = re.compile(r"\d{2,12}(?:[A-Z]\d+)?|[A-Z]?\d+T\d+")
_PARTED = re.compile(r"3\d\d\s+\d")
_DECIMAL = re.compile(r"-?[\d,，]*\d\.\d+|-?\d{1,3}(?:[,，]\d{3})+")
_TOTAL = re.compile(r".*(?:合计|总计)")


class Line(Struct, frozen=True, gc=False):
    """One row of one half or group; ``places`` pairs amount columns, from 1, with their cells.

    ``names`` are the words printed in the label columns, which ``at`` counts from 0; ``codes`` are
    the digits, with their columns.
    """

    number: int
    side: int
    names: tuple[str, ...]
    codes: tuple[tuple[int, str], ...]
    places: tuple[tuple[int, GridCell | None], ...]
    at: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """All the words as one name."""
        return "".join(self.names)


def read_lines(sheet: Sheet, header: Header, coded: bool) -> list[Line]:
    """Return the labelled or filled rows; without ``coded``, digits in labels are line numbers."""
    lines: list[Line] = []
    number = 0
    head = {tuple(row) for row in sheet.texts[: header.body] if any(row)}
    for texts, cells in zip(sheet.texts[header.body :], sheet.cells[header.body :], strict=True):
        if _is_noise(texts) or tuple(texts) in head:
            continue
        if _NOTE.match(next(filter(None, texts))):
            break
        number += 1
        lines.extend(_row(texts, cells, header, number, coded))
    return lines


def _is_noise(texts: Sequence[str]) -> bool:
    """Return whether a row holds nothing, column numbers, or markup that lost its content."""
    words = [text for text in texts if text and text not in _HEADER_WORDS]
    return not any(map(_is_ink, words)) or is_number_row(texts)


def _is_ink(text: str) -> bool:
    return any(char.isalnum() for char in text) or is_nil(text)


def _row(
    texts: Sequence[str], cells: Row, header: Header, number: int, coded: bool
) -> Iterator[Line]:
    previous: Line | None = None
    for side, tail in enumerate(tails(header.blocks, len(texts))):
        line = _side(texts, cells, header, side, tail, coded)
        if previous is not None:
            previous, line = _passed_on(previous, line)
            if previous.label or is_filled(previous):
                yield _numbered(previous, number, side - 1)
        previous = line
    if previous is not None and (previous.label or is_filled(previous)):
        yield _numbered(previous, number, len(header.blocks) - 1)


def _numbered(line: Line, number: int, side: int) -> Line:
    return replace(line, number=number, side=side)


def is_filled(line: Line) -> bool:
    """Return whether the row prints anything in its amount columns."""
    return any(cell is not None and cell.text for _, cell in line.places)


def _passed_on(line: Line, following: Line) -> tuple[Line, Line]:
    """Give the name of a total to the group where its amount stands: 公用经费合计 spans two."""
    if following.label or not _TOTAL.fullmatch(line.label) or is_filled(line):
        return line, following
    named = replace(line, places=following.places)
    return Line(0, 0, (), (), line.places), named


def _side(
    texts: Sequence[str], cells: Row, header: Header, side: int, tail: range, coded: bool
) -> Line:
    block = header.blocks[side]
    names: list[str] = []
    at: list[int] = []
    codes: list[tuple[int, str]] = []
    strays: list[int] = []
    for column in block.labels:
        text = texts[column]
        if not text or text in _HEADER_WORDS or column in header.unit_codes:
            continue
        if _DECIMAL.fullmatch(text):
            strays.append(column)
        elif text.isdecimal() or (coded and _CODE.fullmatch(text)):
            codes.append((column - block.labels.start, _whole_code(text, cells[column])))
        elif not is_nil(text) or text == "无":
            names.append(text)
            at.append(column - block.labels.start)
    places = [(block.first + at, cells[column]) for at, column in enumerate(block.amounts)]
    slipped = _name_among_amounts(texts, block, bool(names))
    if slipped is not None:
        names.append(texts[slipped])
        at.append(slipped - block.labels.start)
        places = _moved_left(cells, block, slipped)
    strays.extend(column for column in tail if _DECIMAL.fullmatch(texts[column]))
    for column in strays:
        if column in header.unnamed:
            continue
        places = _taken_in(places, cells[column], at_end=column in tail)
    if coded and not codes:
        names, codes = _split_label(names)
        at = at[: len(names)]
    return Line(0, 0, tuple(names), tuple(codes) if coded else (), tuple(places), tuple(at))


def _whole_code(text: str, cell: GridCell | None) -> str:
    """Return the digits of a code; `301 2` in one cell lost the zero of its 款."""
    parted = cell is not None and len(text) == 4 and _PARTED.fullmatch(cell.text)
    return f"{text[:3]}0{text[3]}" if parted else text


def _split_label(names: list[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """Return names and codes where one cell prints both."""
    whole = "".join(names)
    match = _CODE_AND_NAME.fullmatch(whole) or _CODE_AT_END.fullmatch(whole)
    if match is None:
        return names, []
    return [match["name"]], [(0, match["code"])]


def _name_among_amounts(texts: Sequence[str], block: Block, named: bool) -> int | None:
    """Return the column where a total's name stands though amounts belong there."""
    if named:
        return None
    column = block.amounts[0]
    return column if _TOTAL.fullmatch(texts[column]) else None


def _moved_left(cells: Row, block: Block, slipped: int) -> list[tuple[int, GridCell | None]]:
    """Deal out the cells behind a slipped name: the first belongs to the first amount column."""
    behind = cells[slipped + 1 : block.amounts[-1] + 2]
    behind += [None] * (len(block.amounts) - len(behind))
    return [(block.first + at, behind[at]) for at in range(len(block.amounts))]


def _taken_in(
    places: list[tuple[int, GridCell | None]], stray: GridCell | None, at_end: bool
) -> list[tuple[int, GridCell | None]]:
    """Put an amount that stands beside the amount columns into the nearest one, if it is blank."""
    at = len(places) - 1 if at_end else 0
    column, cell = places[at]
    if cell is None or amount(cell.text) is None:
        return [*places[:at], (column, stray), *places[at + 1 :]]
    return places
