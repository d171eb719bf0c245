"""What one cell prints: an amount, nothing, or words."""

from __future__ import annotations

import re

import regex

from extractor.bounds import one_value
from extractor.numbers import LONGEST_NUMERAL, MONEY_UNIT
from extractor.text import squeeze

# Full-width digits are digits to \d, and must be narrowed first.
_PLAIN = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_NIL = frozenset({"", "-", "—", "——", "–", "－", "/", "无", "*", "--"})
# What a spreadsheet shows before money, and the mark of a note behind a number.
_SIGN = re.compile(r"[¥￥]")
_MARK = re.compile(r"(?<=[\d%])(?:[①-⑳¹²³⁴-⁹※]|\*+|\[\d\])$")
# Some print the unit in every cell; 万 alone is 万元.
_MONEY = regex.compile(rf"(?P<amount>[-−（(¥￥]*\d[\d,，.]*[）)]?)(?P<unit>{MONEY_UNIT}|[万亿])")
_BRACKETED = re.compile(r"[（(](?P<amount>[\d,.]+)[）)]")


def amount(text: str) -> str | None:
    """Return the decimal string of a printed amount, or None where there is no number.

    >>> amount("1, 115. 55"), amount("—"), amount("（3.20）"), amount("５"), amount("**1,300**")
    ('1115.55', None, '-3.20', '5', '1300')
    >>> amount("¥ 1,234.00"), amount("-¥3.20"), amount("10.02①")
    ('1234.00', '-3.20', '10.02')
    """
    packed = text
    if not _PLAIN.fullmatch(text):
        packed = squeeze(text).replace("，", ",").replace("−", "-")
        packed = _MARK.sub("", _SIGN.sub("", packed))
        bracketed = _BRACKETED.fullmatch(packed)
        packed = f"-{bracketed['amount']}" if bracketed else packed
        if not _PLAIN.fullmatch(packed):
            return None
    return packed.replace(",", "") if len(packed) <= LONGEST_NUMERAL else None


def money(text: str) -> tuple[str, str | None]:
    """Return the amount that a cell prints, and the unit behind it; all of it where none is.

    >>> money("4,004.94 万元"), money("4，818，000.00元"), money("481.80"), money("满10元")
    (('4,004.94', '万元'), ('4,818,000.00', '元'), ('481.80', None), ('满10元', None))
    """
    if not text.endswith(("元", "万", "亿")):
        return text, None
    found = _MONEY.fullmatch(squeeze(text))
    return (found["amount"].replace("，", ","), found["unit"]) if found else (text, None)


def is_nil(text: str) -> bool:
    """Return whether the squeezed text stands for nothing: blank, a dash, 无."""
    return text in _NIL


def measured(words: str) -> tuple[str, str | None] | None:
    """Return value and unit of a squeezed cell that holds one quantity alone, else None.

    >>> measured("≥30例"), measured("约5次"), measured("97%—100%"), measured("四个办公区")
    (('30', '例'), ('5', '次'), None, None)
    >>> measured("10.02①"), measured("￥3.20")
    (('10.02', None), ('3.20', None))
    """
    found = one_value(_MARK.sub("", _SIGN.sub("", words.removeprefix("约"))))
    if found is None or len(found[0]) > LONGEST_NUMERAL:
        return None
    return found[0], found[1] or None
