"""What a table without lines holds values in: numbers, but not the lines of a wrapped code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import Run
from extractor.load.pdf.torn import lines_of_codes

_NUMBER = regex.compile(r"[-+—–]?(?:\d[\d,]*)?(?:\.\d+)?%?")
# What a form plans and reached: a number and what it counts.
_VALUE = regex.compile(
    r"[≥≤><＞＜]* ?\d[\d,.]* ?(?:%|(?![年月日])\p{Han}{1,3})(?:[—～~-]+[\d.]+%?)?"
)
AMOUNT = regex.compile(r"\d\.\d|\d,\d{3}")
# Codes of accounts and units, of which two of three digits are none, and of projects.
_CODE = regex.compile(r"(?!\d{3}[1-9]\d\d$)\d{5,7}|(?=.*[A-Z])[\dA-Z]{10,}")
# So many numbers count columns.
_COUNTED = 3
# Points: the lines of one cell begin so near to each other.
SAME_LEFT = 1.0
_Cells = Sequence[Printed]


def is_number(text: str) -> bool:
    """Return whether a cell holds a number alone, or a rate."""
    return _NUMBER.fullmatch(text) is not None and any(map(str.isdigit, text))


def is_value(text: str) -> bool:
    """Return whether a cell holds a number, alone or with what it counts."""
    return is_number(text) or is_counted(text)


def is_counted(text: str) -> bool:
    """Return whether a cell holds a number with what it counts."""
    return _VALUE.fullmatch(text) is not None


def counts_columns(numbers: Sequence[str]) -> bool:
    """Return whether a row says 1, 2, 3 …, which an empty table does below its header too."""
    counted = [str(at) for at in range(1, len(numbers) + 1)]
    return len(numbers) >= _COUNTED and list(numbers) == counted


def values_of(words: Sequence[Run]) -> list[Run]:
    """Return the words that are values; the lines of a code that is wrapped are one."""
    values = [word for word in words if is_value(word.text.strip())]
    rests = lines_of_codes(words) if len(values) > 1 else ()
    return [word for word in values if id(word) not in rests]


def with_values(rows: Sequence[_Cells]) -> Iterator[tuple[_Cells, list[Printed]]]:
    """Yield the rows with their values: the rest of a code is none."""
    rests = rests_of_codes(rows)
    for at, cells in enumerate(rows):
        yield cells, [] if at in rests else [cell for cell in cells if is_value(cell.text)]


def rests_of_codes(rows: Sequence[_Cells]) -> set[int]:
    """Return the rows that go on with the code of a row above, and have no value."""
    found: set[int] = set()
    pieces: list[Printed] = []
    for at, (code, *others) in enumerate(rows):
        valued = any(is_value(cell.text) for cell in others)
        if valued or not (pieces and _is_piece(code, pieces)):
            pieces = [code] if valued and code.text.isalnum() and code.text.isascii() else []
            continue
        pieces.append(code)
        if _CODE.fullmatch("".join(piece.text for piece in pieces)):
            found.update(range(at - len(pieces) + 2, at + 1))
    return found


def _is_piece(code: Printed, pieces: Sequence[Printed]) -> bool:
    """Return whether digits stand below those of a code that fill their column."""
    length = len(pieces[0].text)
    return (
        code.text.isdecimal()
        and abs(code.x0 - pieces[0].x0) < SAME_LEFT
        and len(code.text) <= length == len(pieces[-1].text)
    )
