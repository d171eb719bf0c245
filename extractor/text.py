"""Folding: the same words in one form, each kept character with the offset it came from.

A fold drops blanks that mean nothing, narrows full-width digits and signs, joins broken lines
and skips markup. Nothing downstream searches for a place again: ``origin`` says where a
character of the folded text stands in the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex
from msgspec import Struct

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

# Markdown's signs around a heading.
MARKS = "#* "

# What stands for a character that could not be read.
DAMAGED = "\ufffd"

# Few characters are wide: finding them is ten times faster than to translate every character.
_WIDE = re.compile("[" + "".join(re.escape(chr(code)) for code in _WIDTH) + "]")

# Two asterisks are markup, more of them a name that is not told.
_TAG = (
    r"</?(?:p|br|input|b|strong|span|div|td|tr)\b[^<>\n]{0,80}/?>"
    r"|(?<!\*)\*\*(?!\*)|\\geq|\\leq|\\times|\$"
)
_BLANK = r"\s\u200b\ufeff"
_MARKUP = regex.compile(_TAG)
_MARKUP_SIGN = regex.compile(r"[<*$\\]")
# str.split knows all other blanks.
_SQUEEZED = _WIDTH | {0x200B: None, 0xFEFF: None}
# The stdlib runs over plain text twice as fast as the regex package.
_INK = re.compile(rf"(?P<markup>{_TAG})|[^{_BLANK}<*$\\]+|[<*$\\]")
# What plain text does not have.
_IDLE = re.compile(rf"[{_BLANK}<*$\\]")
# Names and headers come again and again within a report: so many squeezed ones are kept.
_KNOWN = 4096
# Between these two a blank separates words or numbers; anywhere else it means nothing.
_WORD_END = re.compile(r"[0-9A-Za-z%.]")
_WORD_START = re.compile(r"[0-9A-Za-z]")
# `1, 115. 55` is one numeral; `6. 2024年` is a list number before a year.
_TORN = regex.compile(
    r"(?<=\d)(?<!\.\d)(?<!\.\d\d)(?P<comma>[，,]) ?(?=\d{3}(?!\d))"
    r"|(?<=(?:^|[^\d.])\d{3,}\.|,\d{3}\.|(?:^|[^\d.])\d{1,2}(?<![\n。；：]\d{1,2})\.) "
    r"(?=\d{1,4}(?!\d)(?![.、年月]))"
)

# How the two parts of a numeral look that a line break tears: amounts and rates have two decimals,
# and no numeral without a unit stands before one that has its own.
_UNIT = r"\s?(?:[万亿]?元|[%％])"
_BROKEN = (
    (re.compile(r"\d\.\d$"), re.compile(rf"\d{_UNIT}")),
    (re.compile(r"\d[,，]\d{1,2}$"), re.compile(r"\d{1,2}(?:\.\d|\D)")),
    (
        re.compile(r"[\u4e00-\u9fff”、，]\s?(?!20\d\d$)\d{1,4}$"),
        re.compile(rf"\d{{1,4}}(?:\.\d{{1,2}})?(?:{_UNIT}|\s?(?:[人批]次|辆))"),
    ),
    # 增加20 / 0,000.00元: together no more than three digits before the first comma.
    (
        re.compile(r"[\u4e00-\u9fff]\s?\d$"),
        re.compile(rf"\d{{1,2}}(?:[,，]\d{{3}})+(?:\.\d{{1,2}})?{_UNIT}"),
    ),
    (
        re.compile(r"[\u4e00-\u9fff]\s?\d\d$"),
        re.compile(rf"\d(?:[,，]\d{{3}})+(?:\.\d{{1,2}})?{_UNIT}"),
    ),
    (re.compile(r"(?<!\d)2$"), re.compile(r"0\d\d\s?年")),
    (re.compile(r"(?<!\d)20$"), re.compile(r"\d\d\s?年")),
    (re.compile(r"(?<!\d)20[12]$"), re.compile(r"\d\s?年")),
    (re.compile(r"年\s?1$"), re.compile(r"[0-2]\s?月")),
)

# Where a text that never ends is cut, best first; never inside a number.
_CUTS = tuple(
    regex.compile(rf"(?r){sign}") for sign in (r"\n", r"[。！？]", r"；", r"[，：]", r"[^\d.,%]")
)


class Folded(Struct, frozen=True, gc=False):
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
    >>> narrow("20元×3"), narrow("×××局")
    ('20元*3', '×××局')
    """
    return _WIDE.sub(_narrowed, text)


def _narrowed(match: re.Match[str]) -> str:
    sign = match.group()
    if sign == "×" and "××" in match.string[max(match.start() - 1, 0) : match.end() + 1]:
        # ××× stands for a name that is not told; it is neither a product nor markup.
        return sign
    return _WIDTH[ord(sign)]


@lru_cache(maxsize=_KNOWN)
def squeeze(text: str) -> str:
    """Return the text in one width and without any blank or markup: for names and headers.

    >>> squeeze("收 入\\u3000合计(万元)")
    '收入合计（万元）'
    """
    bare = _MARKUP.sub("", text) if _MARKUP_SIGN.search(text) else text
    return "".join(bare.translate(_SQUEEZED).split())


def portions(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """Yield ``text[start:end]`` in portions of so many characters at most, cut where it pauses.

    >>> list(portions("收入，支出，结余", 0, 8, 5))
    [(0, 3), (3, 8)]
    """
    while end - start > longest:
        stop = start + longest
        cuts = (sign.search(text, start, stop) for sign in _CUTS)
        cut = next((match.end() for match in cuts if match is not None), stop)
        yield start, cut
        start = cut
    yield start, end


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
        apart = kept and kept[-1][-1].isdigit() and text[start : start + 1].isdigit()
        if apart and not _is_torn("".join(kept[-4:]), text[start:end]):
            # Two lines, two numbers: few breaks tear one.
            kept.append(" ")
            origin.append(start)
        _fold_into(kept, origin, narrow(text[start:end]), start)
    return _mend_numbers("".join(kept), origin)


def _is_torn(above: str, below: str) -> bool:
    """Return whether a line break parts a numeral: `5.3` / `6万元`, `支出17` / `2.98万元`.

    >>> _is_torn("预算5.3", "6 万元"), _is_torn("支出17", "2.98万元"), _is_torn("2024", "5.36万元")
    (True, True, False)
    """
    return any(end.search(above) and rest.match(below) for end, rest in _BROKEN)


def _fold_into(kept: list[str], origin: list[int], piece: str, base: int) -> None:
    """Append the piece without markup and idle blanks; a blank that separates stays one blank."""
    if piece and not _IDLE.search(piece):
        kept.append(piece)
        origin.extend(range(base, base + len(piece)))
        return
    previous_end = 0
    for match in _INK.finditer(piece):
        if match.lastgroup:
            continue
        ink, (start, end) = match.group(), match.span()
        apart = start > previous_end and kept
        if apart and _WORD_START.match(ink) and _WORD_END.match(kept[-1][-1]):
            kept.append(" ")
            origin.append(base + start - 1)
        kept.append(ink)
        origin.extend(range(base + start, base + end))
        previous_end = end


def _mend_numbers(text: str, origin: list[int]) -> Folded:
    """Close the blanks inside numerals and give thousands commas back their ASCII form."""
    out: list[str] = []
    places: list[int] = []
    done = 0
    for match in _TORN.finditer(text):
        out.append(text[done : match.start()])
        places.extend(origin[done : match.start()])
        if match["comma"]:
            out.append(",")
            places.append(origin[match.start()])
        done = match.end()
    if not done:
        return Folded(text, tuple(origin))
    out.append(text[done:])
    places.extend(origin[done:])
    return Folded("".join(out), tuple(places))
