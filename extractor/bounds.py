"""What a cell of targets or results prints: one value, a limit, or a range, with its unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import regex

from extractor.model import Operand
from extractor.numbers import MONEY_UNITS, places
from extractor.text import squeeze

_NUMBER = r"[-+]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?"
_UNIT = r"[^\d\s,.，。、：；（）—–~～<>≥≤=＝+-]{0,5}?"
_AT_LEAST = r"≥|>=|大于等于|大于或等于|不低于|不少于|不小于|至少"
_AT_MOST = r"≤|<=|小于等于|小于或等于|不超过|不高于|不大于|不多于|至多"
_ONE = regex.compile(
    rf"(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<more>>|大于|超过|高于|多于)"
    rf"|(?P<less><|小于|低于|少于)|(?P<is>=|等于))?"
    rf"(?P<value>{_NUMBER})(?P<unit>{_UNIT})"
    r"(?:(?P<up>及?以上)|(?P<down>及?以[内下]|之?内))?"
)
_RANGE = regex.compile(
    rf"(?P<low>{_NUMBER})(?P<low_unit>{_UNIT})[—–~～至到-]+(?P<high>{_NUMBER})(?P<unit>{_UNIT})"
)
_WHOLE = Decimal(100)
# Nearly all cells of a form are words: a quick look saves the long patterns.
_MAY_BE = regex.compile(r"[\d≥≤<>=+-]|大于|小于|不|至|超|高|低|多|少|等")


@dataclass(frozen=True, slots=True)
class Bound:
    """The values that a cell allows; ``comparator`` is how it says so, empty for a bare value.

    ``strict`` where the end itself is not allowed (大于).
    """

    low: Decimal | None
    high: Decimal | None
    unit: str
    comparator: str
    strict: bool = False
    decimals: int = 0

    @property
    def ends(self) -> frozenset[Decimal]:
        """The numbers that are printed; 98%—100% says no more than 98% 以上."""
        ends = {end * scale_of(self.unit) for end in (self.low, self.high) if end is not None}
        if self.unit == "%" and len(ends) > 1:
            ends.discard(_WHOLE)
        return frozenset(ends)


@dataclass(frozen=True, slots=True)
class Bounded:
    """What a cell allows, with the cell as an operand of a check."""

    operand: Operand
    bound: Bound

    def end(self, lower: bool) -> Decimal:
        """Return one end, or the other where the cell has no such end."""
        low, high = self.bound.low, self.bound.high
        first, second = (low, high) if lower else (high, low)
        end = first if first is not None else second
        assert end is not None, "a bound has an end"
        return end * scale_of(self.bound.unit)


def read_bound(text: str) -> Bound | None:
    """Return what a cell that holds one target or result allows, None where it holds words.

    >>> read_bound("≥ 7场").low, read_bound("97%—100%").unit, read_bound("四个办公区")
    (Decimal('7'), '%', None)
    """
    words = squeeze(text).rstrip("。；")
    if len(words) > 24 or not _MAY_BE.match(words):
        return None
    match = _ONE.fullmatch(words)
    if match is not None:
        return _one(match)
    match = _RANGE.fullmatch(words)
    return _range(match) if match is not None else None


def one_value(words: str) -> tuple[str, str] | None:
    """Return numeral and unit of a squeezed cell that holds one value or limit, None for words.

    >>> one_value("≥30例"), one_value("90%以上"), one_value("1，673.74万元"), one_value("97%—100%")
    (('30', '例'), ('90', '%'), ('1673.74', '万元'), None)
    """
    match = _ONE.fullmatch(words) if _MAY_BE.match(words) else None
    return (_plain_numeral(match["value"]), match["unit"]) if match is not None else None


def _one(match: regex.Match[str]) -> Bound:
    value, unit = _number(match["value"]), match["unit"]
    decimals = places(match["value"])
    if match["least"] or match["up"] or match["more"]:
        return Bound(value, None, unit, "≥", bool(match["more"]), decimals)
    if match["most"] or match["down"] or match["less"]:
        return Bound(None, value, unit, "≤", bool(match["less"]), decimals)
    return Bound(value, value, unit, "=" if match["is"] else "", decimals=decimals)


def _range(match: regex.Match[str]) -> Bound | None:
    low, high = _number(match["low"]), _number(match["high"])
    unit = match["unit"]
    if low > high or match["low_unit"] not in ("", unit):
        return None
    return Bound(low, high, unit, "—")


def _number(printed: str) -> Decimal:
    return Decimal(_plain_numeral(printed))


def _plain_numeral(printed: str) -> str:
    return printed.replace(",", "").replace("，", "").lstrip("+")


def in_one_unit(one: str, other: str, alike: frozenset[frozenset[str]]) -> bool:
    """Return whether two units can be compared: the same, one not printed, or words for one."""
    units = {_plain(one), _plain(other)}
    if len(units) == 1 or "" in units:
        return True
    return all(unit in MONEY_UNITS for unit in units) or any(units <= group for group in alike)


def _plain(unit: str) -> str:
    return unit.replace("/", "")


def scale_of(unit: str) -> Decimal:
    """Return what a unit is worth: 万元 and 元 can be compared."""
    return Decimal(MONEY_UNITS.get(unit, 1))
