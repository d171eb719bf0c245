"""Text whose characters are others than those on the page: a program cut their codes, 项 to ù."""

from __future__ import annotations

import re

from extractor.notices import GARBLED, Notice

_HAN = re.compile(r"[\u4e00-\u9fff]")
# Between two of them no report prints a letter like ù.
_LETTER = re.compile(r"(?<=[\u4e00-\u9fff])[\u00c0-\u024f](?<![×÷])(?=[\u4e00-\u9fff])")
_SELDOM, _FEWEST = 300, 20
_AROUND = 6


def told_garbled(text: str) -> Notice | None:
    """Return what to say of a text in which letters stand all over for Chinese characters.

    Its numbers and signs may be others as well, and nobody can tell which.
    """
    found = list(_LETTER.finditer(text))
    if len(found) < _FEWEST or len(found) * _SELDOM < len(_HAN.findall(text)):
        return None
    at = found[0].start()
    words = text[max(0, at - _AROUND) : at + _AROUND + 1]
    return Notice(GARBLED, None, {"example": "".join(words.split())})
