"""Where one printed line ends and the next goes on: whether it was full, and what stood there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile

import regex

from extractor.load.pdf.lines import Printed, is_latin, is_letter

# How items begin.
ITEM = regex.compile(
    r"[（(]?[一二三四五六七八九十廿卅\d]{1,3}[）)]|[一二三四五六七八九十廿卅]{1,3}、"
    r"|\d{1,2}[.、．](?!\d)"
    r"|第[一二三四五六七八九十]+部分|[-•●□☑]"
)
_BEGINS = regex.compile(rf"{ITEM.pattern}|20\d\d ?年")
# Signs that may not end a line, and signs that may not begin one: they cling to the next word, or
# take the last word down with them; and those that no line break parts from digits beside them.
OPENING = "（《“‘【(〔["
_CLOSING = "，。；：、！？）》”’%％,.;:)"
_JOINED = ".,%-+—=*/×≥≤<>"
# Sizes: a digit is no wider.
DIGIT = 0.6
# No number has two points, and none goes on behind a zero but with one.
_TWO_NUMBERS = regex.compile(r"(?:\.\d+\n\d+\.\d|(?<![\dA-Z.,])0\n\d)")
# Amounts have two decimals: no third one follows on the next line.
_WHOLE_NUMBER = regex.compile(r"\.\d\d$|%$")
# Chinese words need no blank between them.
_BLANKS = 2
_PARTED = regex.compile(r"(?<=\p{Han}) +(?=\p{Han})")
# So many characters before and behind tell words from each other, or fewer where these are nowhere.
_CONTEXT = ((3, 3), (2, 2), (1, 2))
# Most words have so many.
_WORD = 2


def is_full(line: Printed, following: str, right: float) -> bool:
    """Return whether the first word of what follows did not fit behind the line."""
    return line.x1 + _first_word(following, line.size) > right


def _first_word(text: str, size: float) -> float:
    """Return about how wide the first word is that no line break may part, and a bit more."""
    opening = _count(text, OPENING)
    latin = sum(1 for _ in takewhile(lambda c: is_latin(c) or c in _JOINED, text[opening:]))
    closing = _count(text[opening + (latin or 1) :], _CLOSING)
    return (opening + (latin * 0.55 if latin else 1.0) + closing + 0.8) * size


def _count(text: str, signs: str) -> int:
    """Return with how many of the signs a text begins."""
    return len(text) - len(text.lstrip(signs))


def joint(before: Printed, after: str, right: float = 0.0) -> str:
    """Return what stands between two lines that go on: a blank if one is meant there.

    A number that a line tears in two leaves no room for its next digit, and nothing begins there.
    """
    if before.cut:
        return ""
    ended = is_letter(before.text[-1]) or _WHOLE_NUMBER.search(before.text) is not None
    whole = before.x1 + DIGIT * before.size < right or _BEGINS.match(after) is not None
    whole = whole or _TWO_NUMBERS.search(f"{before.text}\n{after}") is not None
    ended = ended or (whole and is_latin(before.text[-1]))
    return " " if before.spaced or (ended and is_latin(after[0])) else ""


class Words:
    """The words of a report, as its lines print them within themselves."""

    def __init__(self, lines: Iterable[Printed]) -> None:
        self._text = "\n".join(line.text for line in lines)

    def joint(self, before: Printed, after: str, right: float) -> str:
        """Return what stands between two lines whose words blanks part, as those of cells do.

        Most breaks tear a word. Where one took the place of a blank, the same words are printed
        with it elsewhere, or such words end and begin there.
        """
        if before.cut or (is_latin(before.text[-1]) and is_latin(after[0])):
            return joint(before, after, right)
        ending, beginning = before.text.split()[-1], after.split()[0]
        for over, below in _CONTEXT:
            parts = ending[-over:], beginning[:below]
            whole, parted = (self._text.count(by.join(parts)) for by in ("", " "))
            if whole != parted:
                return " " if parted > whole else ""
        if is_latin(ending[-1]) or is_latin(beginning[0]):
            return " "
        last, first = ending[-_WORD:], beginning[:_WORD]
        ends, begins = self._mostly(last, f"{last} "), self._mostly(first, f" {first}")
        return " " if ends or begins else ""

    def _mostly(self, words: str, so: str) -> bool:
        """Return whether words mostly stand so."""
        return 2 * self._text.count(so) > self._text.count(words)


def is_parted(paragraph: Sequence[Printed]) -> bool:
    """Return whether blanks part the words of a paragraph: it is a form without its lines."""
    blanks = sum(len(_PARTED.findall(line.text)) for line in paragraph)
    return blanks >= _BLANKS and 2 * blanks >= len(paragraph)
