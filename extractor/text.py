"""Folding: the same words in one form, each kept character with the offset it came from.

A fold drops blanks that mean nothing, narrows full-width digits and signs, joins broken lines
and skips markup. Nothing downstream searches for a place again: ``origin`` says where a
character of the folded text stands in the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

# Full-width ASCII and its look-alikes, one character for one.
_NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    ord("　"): " ",
    ord("﹣"): "-",
    ord("－"): "-",
    ord("﹥"): ">",
    ord("﹤"): "<",
    ord("≦"): "≤",
    ord("≧"): "≥",
    ord("×"): "*",
    ord("﹪"): "%",
    ord("\u00a0"): " ",
}
# Sentence signs keep their Chinese form, so that rules are written as people write them.
for _sign in "，。；：？！（）":
    _NARROW.pop(ord(_sign), None)
_NARROW |= {ord(a): b for a, b in zip(",;:?!()", "，；：？！（）", strict=True)}
_WIDTH = str.maketrans({key: value for key, value in _NARROW.items() if isinstance(value, str)})

_MARKUP = regex.compile(r"</?(?:p|br|input|b|strong|span|div|td|tr)\b[^<>\n]{0,80}/?>|\*\*|\\geq|\\times|\$")
_BLANKS = regex.compile(r"[\s\u200b\ufeff\u3000\u00a0]+")
# Between these two a blank separates words or numbers; anywhere else it means nothing.
_WORD_END = regex.compile(r"[0-9A-Za-z%.]")
_WORD_START = regex.compile(r"[0-9A-Za-z]")
_GROUP_AFTER = regex.compile(r"\d{3}(?!\d)")
_DECIMALS_AFTER = regex.compile(r"\d{1,6}(?!\d)(?!\s*[.、年月])")
_LIST_NUMBER = regex.compile(r"(?:^|[^\d,.，])\d{1,2}\.$")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; ``origin[i]`` is the document offset of ``text[i]``."""

    text: str
    origin: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the document offsets of ``text[start:end]``; raises ValueError where empty."""
        if start >= end:
            raise ValueError(f"an empty piece has no place: {start}:{end}")
        return self.origin[start], self.origin[end - 1] + 1

    def slice(self, start: int, end: int) -> Folded:
        """Return a piece of it."""
        return Folded(self.text[start:end], self.origin[start:end])


def narrow(text: str) -> str:
    """Return the text in one width, of the same length.

    >>> narrow("５１７．２２％（万元）, 下降")
    '517.22%（万元）， 下降'
    """
    return text.translate(_WIDTH)


def squeeze(text: str) -> str:
    """Return the text in one width and without any blank or markup: for names and headers.

    >>> squeeze("收 入\\u3000合计(万元)")
    '收入合计（万元）'
    """
    return _BLANKS.sub("", _MARKUP.sub("", narrow(text)))


def fold(text: str, start: int = 0, end: int | None = None) -> Folded:
    """Fold ``text[start:end]``; the origins are offsets into the whole text."""
    return fold_pieces(text, [(start, len(text) if end is None else end)])


def fold_pieces(text: str, pieces: Iterable[tuple[int, int]]) -> Folded:
    """Fold several pieces as one running text, as if what lies between were not there.

    Digit groups and decimals torn by blanks are mended (``1, 115. 55`` → ``1,115.55``): the comma
    between a digit and three digits stays a thousands comma, every other becomes a Chinese one.
    """
    kept: list[str] = []
    origin: list[int] = []
    for start, end in pieces:
        _fold_into(kept, origin, narrow(text[start:end]), start)
    return _mend_numbers("".join(kept), origin)


def _fold_into(kept: list[str], origin: list[int], piece: str, base: int) -> None:
    """Append the piece without markup and idle blanks; a blank that separates stays one blank."""
    skipped = {i for match in _MARKUP.finditer(piece) for i in range(*match.span())}
    pending: int | None = None
    for i, char in enumerate(piece):
        if i in skipped:
            continue
        if _BLANKS.match(char):
            pending = i if pending is None else pending
            continue
        if pending is not None and kept:
            if _WORD_END.match(kept[-1]) and _WORD_START.match(char):
                kept.append(" ")
                origin.append(base + pending)
            pending = None
        kept.append(char)
        origin.append(base + i)


def _mend_numbers(text: str, origin: list[int]) -> Folded:
    """Close the blanks inside numerals and give thousands commas back their ASCII form."""
    out: list[str] = []
    places: list[int] = []
    i = 0
    while i < len(text):
        char = text[i]
        after_digit = bool(out) and out[-1].isdigit()
        if char == "，" and after_digit and _GROUP_AFTER.match(text, i + 1):
            char = ","
        if char == " " and _is_inside_number(text, i, "".join(out[-8:])):
            i += 1
            continue
        out.append(char)
        places.append(origin[i])
        i += 1
    return Folded("".join(out), tuple(places))


def _is_inside_number(text: str, at: int, before: str) -> bool:
    """Return whether the blank at this place tears one numeral into two."""
    if before.endswith("."):
        # `6. 2024年` is a list number before a year, `1,115. 55` one numeral.
        return not _LIST_NUMBER.search(before) and bool(_DECIMALS_AFTER.match(text, at + 1))
    return False
