"""The numbers that Word generates in front of paragraphs: 一、（一） 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex
from lxml.etree import _Element

from extractor.load.docx_names import child, value, w

_LEVEL = regex.compile(r"%(\d)")
_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# A chain of styles is short; a file can make it a ring.
_MOST_STYLES = 20
_MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str


@dataclass(frozen=True, slots=True)
class _List:
    """One numbered list: which counters it shares, and how each level is written."""

    counters: str
    levels: dict[int, _Level]


class Numbering:
    """Counts the numbered paragraphs of a file in their order."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._lists = dict(_lists(numbering)) if numbering is not None else {}
        self._styles = dict(_numbered_styles(styles)) if styles is not None else {}
        self._counts: dict[str, list[int]] = {}

    def label(self, properties: _Element | None) -> str:
        """Return what Word prints in front of a paragraph, "" where it prints nothing."""
        if not self._lists or properties is None:
            return ""
        place = _place(child(properties, "numPr")) or self._of_style(properties)
        if place is None:
            return ""
        number, depth = place
        numbered = self._lists.get(number)
        if numbered is None or depth not in numbered.levels:
            return ""
        return self._next(numbered, depth)

    def _of_style(self, properties: _Element) -> tuple[str, int] | None:
        style = value(child(properties, "pStyle"))
        for _ in range(_MOST_STYLES):
            if style is None or style not in self._styles:
                return None
            place, style = self._styles[style]
            if place is not None:
                return place
        return None

    def _next(self, numbered: _List, depth: int) -> str:
        counts = self._counts.setdefault(numbered.counters, [0] * _MOST_LEVELS)
        level = numbered.levels[depth]
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (_MOST_LEVELS - depth - 1)
        if level.form == "bullet":
            return ""
        return _LEVEL.sub(lambda match: self._written(numbered, counts, int(match[1])), level.text)

    def _written(self, numbered: _List, counts: list[int], place: int) -> str:
        depth = place - 1
        level = numbered.levels.get(depth)
        if level is None:
            return ""
        return _FORMS.get(level.form, str)(counts[depth] or level.start)


def _lists(numbering: _Element) -> Iterator[tuple[str, _List]]:
    """Yield every list by its id: its own start values over those of the list it is made from."""
    abstract = {
        str(one.get(w("abstractNumId"))): one for one in numbering.iterfind(w("abstractNum"))
    }
    for one in numbering.iterfind(w("num")):
        number = str(one.get(w("numId")))
        base = value(child(one, "abstractNumId"))
        levels = dict(_levels(abstract[base])) if base in abstract else {}
        starts = list(one.iterfind(w("lvlOverride")))
        for override in starts:
            depth = _int(override.get(w("ilvl")))
            start = value(child(override, "startOverride"))
            if depth in levels and start is not None:
                old = levels[depth]
                levels[depth] = _Level(_int(start), old.form, old.text)
        # A list that starts anew counts for itself.
        yield number, _List(number if starts else str(base), levels)


def _levels(abstract: _Element) -> Iterator[tuple[int, _Level]]:
    for one in abstract.iterfind(w("lvl")):
        depth = _int(one.get(w("ilvl")))
        if 0 <= depth < _MOST_LEVELS:
            start = _int(value(child(one, "start")) or "1")
            form = value(child(one, "numFmt")) or "decimal"
            yield depth, _Level(start, form, value(child(one, "lvlText")) or "")


def _numbered_styles(
    styles: _Element,
) -> Iterator[tuple[str, tuple[tuple[str, int] | None, str | None]]]:
    """Yield each style with the list it stands in, and the style that it is based on."""
    for style in styles.iterfind(w("style")):
        properties = child(style, "pPr")
        place = _place(child(properties, "numPr")) if properties is not None else None
        yield str(style.get(w("styleId"))), (place, value(child(style, "basedOn")))


def _place(numbered: _Element | None) -> tuple[str, int] | None:
    if numbered is None:
        return None
    number = value(child(numbered, "numId"))
    depth = _int(value(child(numbered, "ilvl")) or "0")
    return (number, depth) if number and number != "0" else None


def _int(text: str | None) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() and len(text) < 6 else 0


def _chinese(number: int) -> str:
    """Return a number as headings write it.

    >>> [_chinese(number) for number in (3, 10, 12, 20, 35)]
    ['三', '十', '十二', '二十', '三十五']
    """
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * (1 + (number - 1) // 26) if number > 0 else "0"


def _roman(number: int) -> str:
    written = ""
    for worth, sign in _ROMAN:
        times, number = divmod(number, worth)
        written += sign * min(times, 9)
    return written


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 0 < number <= 20 else str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": _chinese,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalZero": lambda number: f"{number:02}",
}
