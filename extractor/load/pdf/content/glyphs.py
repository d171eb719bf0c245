"""What a glyph reads as: characters that fonts use for the shape of others, brought back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from pdfminer.encodingdb import name2unicode
from pdfminer.pdffont import PDFFont, PDFSimpleFont
from pdfminer.pdftypes import dict_value, int_value, list_value, resolve1
from pdfminer.psparser import PSLiteral

# Radicals look like the characters that are meant, and ligatures stand for several letters. Where
# one glyph is for both, browsers and Qt name the radical; the bar and the dash are one glyph, too.
_SHAPES = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB07), range(0x2F800, 0x2FA20))
_RADICALS = str.maketrans(
    "⺠⻋⻅⻉⻓⻔⻘⻚⻛⻜⻢⻥⻦⻩⻬⻮⻰⻳⺟⻝⻣⻤⻄⻆⼾⺒⺓⺛⻁⻙⻧⻨⻪⿈⾭",
    "民车见贝长门青页风飞马鱼鸟黄齐齿龙龟母食骨鬼西角户巳幺旡虎韦卤麦黾黄青",
)
# Names that only count the glyphs of a font; in a font of few, codes can do no more either: those
# below the first printable one are of no encoding.
_COUNTED = re.compile(r"\D{0,8}\d+")
_PRINTABLE = 32
_SYMBOLIC = 4


def forget_guesses(font: PDFFont, specification: Mapping[Any, Any]) -> None:
    """Take from a font what its codes would mean in another one, where it does not say it."""
    if not isinstance(font, PDFSimpleFont):
        return
    encoding = resolve1(specification.get("Encoding"))
    if isinstance(encoding, dict):
        code = 0
        for each in list_value(encoding.get("Differences", [])):
            if isinstance(each, int):
                code = each
            elif isinstance(each, PSLiteral):
                if not _is_known(str(each.name)):
                    font.cid2unicode.pop(code, None)
                code += 1
    elif encoding is None and _counts_codes(specification):
        font.cid2unicode = {}


def _is_known(name: str) -> bool:
    """Return whether the name of a glyph is not a mere number of which nothing is known."""
    try:
        name2unicode(name)
    except (KeyError, ValueError):
        return _COUNTED.fullmatch(name) is None
    return True


def _counts_codes(specification: Mapping[Any, Any]) -> bool:
    """Return whether the codes of an embedded font are those of no encoding."""
    descriptor = dict_value(specification.get("FontDescriptor", {}))
    embedded = any(key.startswith("FontFile") for key in descriptor)
    symbolic = int_value(descriptor.get("Flags", 0)) & _SYMBOLIC
    return bool(embedded and symbolic) and int_value(specification.get("FirstChar", 0)) < _PRINTABLE


def readable(text: str) -> str:
    """Return what the text of a glyph means, without characters that print nothing.

    >>> readable("⽀"), readable("⼾"), readable("ﬁ"), readable("―"), readable("\\x00")
    ('支', '户', 'fi', '—', '')
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_character, text))


def _character(character: str) -> str:
    code = ord(character)
    if any(code in shapes for shapes in _SHAPES):
        return unicodedata.normalize("NFKC", character.translate(_RADICALS))
    if character == "\t" or character == "\u00a0":
        return " "
    if character == "\u2015":
        return "—"
    # Unassigned, control and format characters, and those that only one font knows.
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cn") else character
