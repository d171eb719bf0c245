"""Reads arithmetic that is written out in words and units: 3000元/笔*30笔=90000元.

A small grammar over folded text. Money is worth what its unit says, 12% is 0.12, and a number
without a unit is what the result makes of it. Words name an operand and mean nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import prod

import regex

from extractor.numbers import MONEY_UNITS, NUMERAL, Interval, half_unit, places
from extractor.readings import read_number
from rules.loaders.calculation import load_calculation

# x, / and - are signs only before a number: 元/人 is a unit, 维稳-信访 a name.
_OPERATOR = r"[*÷+]|[xX/\-](?=[\d（])"
_TOKEN = regex.compile(
    rf"(?P<number>{NUMERAL})|(?P<operator>{_OPERATOR})|(?P<open>（)|(?P<close>）)"
    rf"|(?P<equals>[=≈])|(?P<comma>，)|(?P<words>(?:(?!{_OPERATOR})[^\d（）=≈，])+)"
)
_MONEY = regex.compile(
    "|".join(
        # 万 and 亿 are money where no counter follows: 2.2万/年, but 1.6万人次.
        regex.escape(unit) + (r"(?!\p{Han})" if unit in ("万", "亿") else "")
        for unit in sorted(MONEY_UNITS, key=len, reverse=True)
    )
)
_SCALES = {"万": 10_000, "亿": 100_000_000}
_RATES = {"%": Fraction(1, 100), "‰": Fraction(1, 1000), "成": Fraction(1, 10)}
_DIVIDES = frozenset("÷/")
_ADDS = frozenset("+-")
_HEADCOUNT = regex.compile(rf"({NUMERAL})(?:人|名|位|个|辆|台|处|户|家)")
_PERIODIC = regex.compile(
    rf"(?P<label>[^\d、，；+（）]{{0,12}})(?P<number>{NUMERAL})(?P<unit>[^\d/、，；+（）]{{0,3}})"
    r"/(?P<period>\p{Han}{1,2})"
)
_LIST_SIGN = regex.compile(r"[、，；+]")
_IMPLIED = regex.compile(
    rf"(?P<total>{NUMERAL})(?P<unit>[^\d（]+)(?:（(?P<each>[^（）]*)）)?（(?P<items>[^（）]+)）"
)


class Unreadable(Exception):
    """A piece of a calculation that is no arithmetic; the message is that piece."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A computed value with the interval that its rounded operands leave it; money is in 元.

    ``units`` are what the money units of its operands are worth.
    """

    value: Fraction
    interval: Interval
    units: frozenset[int] = frozenset()

    def __mul__(self, other: Amount) -> Amount:
        return Amount(
            self.value * other.value, self.interval * other.interval, self.units | other.units
        )

    def __truediv__(self, other: Amount) -> Amount:
        # Money over money is a plain number.
        units = self.units - other.units if other.units else self.units
        return Amount(self.value / other.value, self.interval / other.interval, units)

    def plus(self, other: Amount, sign: int) -> Amount:
        """Return the sum, or the difference where ``sign`` is −1."""
        value = self.value + sign * other.value
        added = self.interval + other.interval if sign > 0 else self.interval - other.interval
        return Amount(value, added, self.units | other.units)

    def times(self, factor: int | Fraction) -> Amount:
        """Return it so many times."""
        exact = Interval.exact(Fraction(factor))
        return Amount(self.value * factor, self.interval * exact, self.units)


@dataclass(frozen=True, slots=True)
class Remark:
    """680/人/天（含500/人/天+180/人/天）: an operand, and the sum that explains it."""

    printed: str
    unit: str
    made_of: Amount
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A calculation as read: what its left side comes to, and how that side is printed.

    ``remarks`` are operands with what a bracket behind them says that they are made of.
    """

    amount: Amount
    text: str
    remarks: tuple[Remark, ...] = ()


def read_written(text: str) -> Written:
    """Return the left side of a calculation; raises Unreadable where it is no arithmetic.

    >>> read_written("680/人/天（含500/人+180/人）*5天*2次=0.68万元").amount.value
    Fraction(6800, 1)
    """
    left = regex.split("[=≈]", text, maxsplit=1)[0]
    parser = _Parser(left)
    return Written(parser.whole(), left, tuple(parser.remarks))


def read_implied(text: str) -> Written:
    """Return what the prices in brackets behind an amount come to in a year.

    >>> read_implied("8万（聘2人）（工资2200元/月、五险968元/月、节日费1500/年）").amount.value
    Fraction(79032, 1)
    """
    match = _IMPLIED.fullmatch(text)
    if match is None:
        raise Unreadable(text)
    heads = prod(int(Decimal(n.replace(",", ""))) for n in _HEADCOUNT.findall(match["each"] or ""))
    items = [_per_year(piece) for piece in _LIST_SIGN.split(match["items"]) if piece]
    total = items[0]
    for item in items[1:]:
        total = total.plus(item, 1)
    return Written(total.times(heads), text[match.end("unit") :])


def _per_year(piece: str) -> Amount:
    match = _PERIODIC.fullmatch(piece)
    times = load_calculation().periods.get(match["period"]) if match else None
    if match is None or times is None:
        raise Unreadable(piece)
    return _operand(match["number"], match["unit"] or "元").times(times)


class _Parser:
    """Reads sums of products, one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_TOKEN.finditer(text))
        self._at = 0
        self.remarks: list[Remark] = []

    def whole(self) -> Amount:
        """Return the value of the whole text."""
        if sum(len(token.group()) for token in self._tokens) != len(self._text):
            raise Unreadable(self._text)
        found = self._sum()
        if self._kind():
            raise Unreadable(self._text[self._tokens[self._at].start() :])
        return found

    def _kind(self) -> str:
        """Return the name of the next token, empty behind the last one."""
        return self._tokens[self._at].lastgroup or "" if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        if self._at == len(self._tokens):
            raise Unreadable(self._text)
        self._at += 1
        return str(self._tokens[self._at - 1].group())

    def _next_is(self, operators: frozenset[str]) -> bool:
        return self._kind() == "operator" and self._tokens[self._at].group() in operators

    def _sum(self) -> Amount:
        terms = [(1, self._product())]
        while self._next_is(_ADDS):
            sign = 1 if self._take() == "+" else -1
            terms.append((sign, self._product()))
        units = {unit for _, term in terms for unit in term.units}
        # 2000元+500: a part without a unit has that of the others.
        scale = units.pop() if len(units) == 1 else 1
        total = Amount(Fraction(0), Interval.exact(0))
        for sign, term in terms:
            missing = units or scale != 1
            total = total.plus(term.times(scale) if missing and not term.units else term, sign)
        return total

    def _product(self) -> Amount:
        found = self._factor()
        while self._kind() in ("operator", "comma") and not self._next_is(_ADDS):
            divides = self._take() in _DIVIDES
            other = self._factor()
            try:
                found = found / other if divides else found * other
            except ZeroDivisionError:
                raise Unreadable(self._text) from None
        return found

    def _factor(self) -> Amount:
        if self._kind() == "words":
            self._take()
        if self._kind() == "open":
            return self._bracket()
        if self._kind() != "number":
            raise Unreadable(self._take())
        number = self._take()
        unit = self._take() if self._kind() == "words" else ""
        self._read_remarks(number, unit)
        return _operand(number, unit)

    def _bracket(self) -> Amount:
        self._take()
        found = self._sum()
        if self._kind() != "close":
            raise Unreadable(self._text)
        self._take()
        if self._kind() == "words":
            self._take()
        return found

    def _read_remarks(self, number: str, unit: str) -> None:
        """Pass over brackets behind an operand, which explain it, and the words behind them."""
        while self._kind() == "open":
            start = self._tokens[self._at].end()
            depth = 0
            while True:
                depth += {"open": 1, "close": -1}.get(self._kind(), 0)
                self._take()
                if not depth:
                    break
            inner = self._text[start : self._tokens[self._at - 1].start()]
            if "+" in inner:
                self.remarks += _remark(number, unit, inner)
            if self._kind() == "words":
                self._take()


def _remark(number: str, unit: str, inner: str) -> list[Remark]:
    """Return what a bracket makes of an operand, where it is arithmetic."""
    try:
        return [Remark(number.replace(",", ""), unit, _Parser(inner).whole(), inner)]
    except Unreadable:
        return []


def _operand(number: str, words: str) -> Amount:
    """Return what one number stands for; counts, times and rates are exact."""
    printed = number.replace(",", "")
    value = Fraction(Decimal(printed))
    money = _MONEY.match(words)
    if money or words.startswith("/"):
        # 680/人/天: a price without a unit is as exact as one in 元.
        unit = money.group() if money else "元"
        reading = read_number("", printed, unit)
        if reading is None:
            raise Unreadable(number)
        units = frozenset({MONEY_UNITS[unit]}) if money else frozenset[int]()
        return Amount(Fraction(reading.value), reading.interval, units)
    scale = _RATES.get(words[:1]) or Fraction(_SCALES.get(words[:1], 1))
    half = half_unit(places(printed)) if _is_measured(printed, words) else Fraction(0)
    return Amount(value * scale, Interval.around(value * scale, half * scale))


def _is_measured(printed: str, words: str) -> bool:
    """Return whether a number is a rounded measurement; one without decimals multiplies exactly."""
    return "." in printed and words[:1] not in _RATES and words not in load_calculation().counted


def candidates(amount: Amount, result_unit: str | None) -> Iterator[Fraction]:
    """Yield what one unit of the result can be worth, in the unit of the computed value.

    With no unit on one side it is that of the other, or 元: `40*50人=2万元`, `3万元*2=6`.
    """
    worth = MONEY_UNITS.get(result_unit or "")
    if worth is None:
        yield _RATES.get(result_unit or "", Fraction(1))
        yield from (Fraction(unit) for unit in sorted(amount.units) if result_unit is None)
        return
    yield Fraction(worth)
    if not amount.units and worth != 1:
        yield Fraction(1)
