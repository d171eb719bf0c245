"""Prints true amounts as reports do, rounded, and can print any one of its numerals wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import regex

from tests.table_looks import Amounts, Look
from tests.table_reports import ReportTable

#: True money is whole 分; a 万元 has a million of them.
FEN = {"万元": Decimal(1_000_000), "元": Decimal(100)}
#: One unit of the money of table_reports, in 分: no table in 万元 prints it as 0.00, and none in
#: whole 元 as a number that could be the number of a line.
GRAIN = 791_903
# The longest sum has nine parts in 万元: ten roundings of 50元 make no 600元.
SMALL_SLIP = 60_000
# Whatever is printed of less than this has lost most of its digits: no rate can be told of it.
PRIVATE = 50_000
# A mark stands for a numeral until it is printed; the point makes a cell look like a number.
_MARK = regex.compile("\ue000(\\d+)[.]\ue001")


@dataclass(frozen=True)
class Numeral:
    """A numeral as it is printed, and as no rounding can print it; the same where all may."""

    right: str
    wrong: str


class Press:
    """Gives out marks for numerals, and puts the numerals in their place."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.unit = random.choice(("万元", "万元", "元"))
        self.padded = random.random() < 0.5
        self.grouped = random.random() < 0.3
        self.places = random.choice((0, 1, 2, 2))
        self._numerals: list[Numeral] = []

    @property
    def guarded(self) -> list[int]:
        """The numerals that something in the report contradicts when they are wrong."""
        return [at for at, one in enumerate(self._numerals) if one.wrong != one.right]

    def mark(self, right: str, wrong: str | None = None) -> str:
        self._numerals.append(Numeral(right, wrong or right))
        return f"\ue000{len(self._numerals) - 1}.\ue001"

    def money(self, fen: int, *, guarded: bool = True, part_of: int | None = None) -> str:
        """Return the mark of an amount; ``part_of`` where only its rate of that contradicts it."""
        slipped = self.slip(fen) if part_of is None else large_slip(fen, part_of)
        wrong = self._amount(slipped) if guarded else None
        return self.mark(self._amount(fen), wrong) + self.unit

    def slip(self, fen: int) -> int:
        """Return an amount that no rounding of a sum makes of this one."""
        small, shifted = fen + SMALL_SLIP, fen * 10 + SMALL_SLIP
        return self.random.choice((small, shifted, fen * 10_000, large_slip(fen)))

    def _amount(self, fen: int) -> str:
        text = rounded(Decimal(fen) / FEN[self.unit], 2)
        if not self.padded and "." in text:
            text = text.rstrip("0").rstrip(".")
        return f"{Decimal(text):,}" if self.grouped else text

    def rate(self, rate: Fraction, *, guarded: bool = True) -> str:
        """Return the mark of a percentage."""
        percent = rate * 100
        value = Decimal(percent.numerator) / Decimal(percent.denominator)
        wrong = rounded(value * Decimal("1.1") + 6, self.places) if guarded else None
        return self.mark(rounded(value, self.places), wrong) + "%"

    def count(self, number: int) -> str:
        """Return the mark of a number of things."""
        return self.mark(str(number), str(number + number // 2 + 7))

    def printed(self, marked: str, wrong: int | None = None) -> tuple[str, range]:
        """Return the text, and where the numeral stands that is to be wrong."""
        pieces, length, place = [], 0, range(0)
        for at, piece in enumerate(_MARK.split(marked)):
            if at % 2:
                numeral = self._numerals[int(piece)]
                piece, number = (numeral.wrong if int(piece) == wrong else numeral.right), piece
                if int(number) == wrong:
                    place = range(length, length + len(piece))
            pieces.append(piece)
            length += len(piece)
        return "".join(pieces), place


def large_slip(fen: int, whole: int = 0) -> int:
    """Return an amount that even a rate without decimals, of this whole, contradicts."""
    return fen + fen // 8 + whole // 50 + 1_370_000


def rounded(value: Decimal, places: int) -> str:
    return str(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


@dataclass(frozen=True)
class RoundingLook(Look):
    """Prints tables whose true amounts have more digits than the tables."""

    press: Press
    whole_yuan: bool

    def number(self, cents: int) -> str:
        if not cents:
            return self.blank
        fen = cents * GRAIN
        return self.press.mark(self._cell(fen), self._cell(self.press.slip(fen)))

    def _cell(self, fen: int) -> str:
        unit = "万元" if self.scale == 1 else "元"
        places = 0 if self.whole_yuan and unit == "元" else 2
        text = rounded(Decimal(fen) / FEN[unit], places)
        return f"{Decimal(text):,}" if self.grouped else text


def true_book(tables: Sequence[ReportTable]) -> dict[str, Amounts]:
    """Return the true money of the tables of a report, in 分."""
    return {
        f"T{number:02d}": {place: cents * GRAIN for place, cents in amounts.items()}
        for number, (_, _, amounts) in enumerate(tables, start=1)
    }
