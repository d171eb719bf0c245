"""What a glyph reads as: characters that fonts use for the shape of others, brought back."""

from __future__ import annotations

import unicodedata

# Radicals look like the characters that are meant, and ligatures stand for several letters.
_SHAPES = (range(0x2E80, 0x2FE0), range(0xF900, 0xFB07), range(0x2F800, 0x2FA20))
_RADICALS = str.maketrans(
    "⺠⻋⻅⻉⻓⻔⻘⻚⻛⻜⻢⻥⻦⻩⻬⻮⻰⻳⺟⻝⻣⻤⻄⻆",
    "民车见贝长门青页风飞马鱼鸟黄齐齿龙龟母食骨鬼西角",
)


def readable(text: str) -> str:
    """Return what the text of a glyph means, without characters that print nothing.

    >>> readable("⽀"), readable("ﬁ"), readable("\\x00")
    ('支', 'fi', '')
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_character, text))


def _character(character: str) -> str:
    code = ord(character)
    if any(code in shapes for shapes in _SHAPES):
        return unicodedata.normalize("NFKC", character).translate(_RADICALS)
    if character == "\t" or character == "\u00a0":
        return " "
    # Unassigned, control and format characters, and those that only one font knows.
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cn") else character
