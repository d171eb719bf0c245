"""The grammar of content streams as programs write them; the rest is left to pdfminer.

One expression reads a whole command, operands and operator. It is strict: where something stands
that it does not know for certain (a comment, an inline image, a number glued to an operator), it
yields an empty operator, and pdfminer's own parser takes over.
"""

from __future__ import annotations

import re
from binascii import unhexlify
from collections.abc import Iterator, Sequence
from itertools import islice

BLANKS = b" \t\n\r\f\v"
# Commands of a longer stream are read one by one: a list of them all would fill the memory.
_AT_ONCE = 1_000_000

# At most fifteen digits, which a float holds exactly.
_NUMBER = rb"[-+]?(?:\d{1,15}+(?:\.\d*+)?|\.\d++)(?=[\s/(<\[\]>])"
_NAME = rb"/[^\s#/%\[\]()<>{}]++"
# Three octal digits above 377 are no byte, and pdfminer refuses them.
_PLAIN = rb"[^()\\]++|\\(?![4-7][0-7]{2})[^\r]"
_STRING = rb"\((?:" + _PLAIN + rb"|\((?:" + _PLAIN + rb"|\((?:" + _PLAIN + rb")*+\))*+\))*+\)"
_HEX = rb"<[0-9A-Fa-f\s]*+>"
_SIMPLE = rb"(?:" + rb"|".join((_NUMBER, _NAME, _STRING, _HEX)) + rb")"
_ARRAY = rb"\[\s*+(?:" + _SIMPLE + rb"\s*+)*+\]"
_DICTIONARY = rb"<<\s*+(?:" + _NAME + rb"\s*+(?:" + _SIMPLE + rb"|" + _ARRAY + rb")\s*+)*+>>"
_OPERAND = rb"(?:" + rb"|".join((_SIMPLE, _ARRAY, _DICTIONARY)) + rb")"

_COMMAND = re.compile(
    rb"\s*+((?:" + _OPERAND + rb"\s*+)*+)([A-Za-z]{1,3}+\*?|')(?=[\s/(<\[]|\Z)|[\s\S]++"
)
_ITEM = re.compile(rb"\s*+(?:(" + _NUMBER + rb")|(" + _STRING + rb")|(" + _HEX + rb"))")
_ONE_STRING = re.compile(_STRING)
_ONE_NAME = re.compile(_NAME)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|([\s\S]))")
_ESCAPED = dict(zip(b"btnfr()\\", b"\b\t\n\f\r()\\", strict=True))


class UnusualContent(Exception):
    """Content that is not written as programs write it: pdfminer must read it."""


def commands(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (operands, operator) in order; an empty operator where the grammar ends.

    >>> list(commands(b"1 0 0 rg /F1 9 Tf (a\\\\)b)Tj % the end"))[2:]
    [(b'(a\\\\)b)', b'Tj'), (b'', b'')]
    """
    data = data.rstrip(BLANKS)
    if len(data) <= _AT_ONCE:
        return iter(_COMMAND.findall(data))
    return ((match[1] or b"", match[2] or b"") for match in _COMMAND.finditer(data))


def from_command(parts: Sequence[bytes], count: int) -> list[bytes]:
    """Return what the parts, read as one, hold after the first commands.

    >>> from_command([b"q 1 0", b"0 rg Q", b"BX"], 2)
    [b' Q', b'BX']
    """
    data = b"\n".join(parts)
    match = next(islice(_COMMAND.finditer(data.rstrip(BLANKS)), count, None))
    place, index = match.start(), 0
    while place > len(parts[index]):
        place -= len(parts[index]) + 1
        index += 1
    return [parts[index][place:], *parts[index + 1 :]]


def numbers(operands: bytes, count: int) -> list[float]:
    """Return the operands, which must be so many numbers."""
    parts = operands.split()
    if len(parts) != count:
        raise UnusualContent
    try:
        return [float(part) for part in parts]
    except ValueError:
        raise UnusualContent from None


def name(operands: bytes) -> str:
    """Return the name that is the only operand."""
    word = operands.strip(BLANKS)
    if _ONE_NAME.fullmatch(word) is None:
        raise UnusualContent
    try:
        return word[1:].decode("utf-8")
    except UnicodeDecodeError:
        raise UnusualContent from None


def string(operands: bytes) -> bytes:
    """Return the bytes of the string that is the only operand."""
    word = operands.strip(BLANKS)
    if word[:1] == b"<":
        return _from_hex(word)
    if _ONE_STRING.fullmatch(word) is None:
        raise UnusualContent
    return _from_literal(word)


def strings_and_numbers(operands: bytes) -> list[bytes | float]:
    """Return the items of the array that is the only operand."""
    word = operands.strip(BLANKS)
    items: list[bytes | float] = []
    place, end = 1, len(word) - 1
    if word[:1] != b"[" or word[-1:] != b"]":
        raise UnusualContent
    while place < end:
        match = _ITEM.match(word, place)
        if match is None:
            if word[place:end].strip(BLANKS):
                raise UnusualContent
            break
        items.append(_item(*match.groups()))
        place = match.end()
    return items


def _item(number: bytes | None, literal: bytes | None, digits: bytes | None) -> bytes | float:
    if number is not None:
        return float(number)
    return _from_literal(literal) if literal is not None else _from_hex(digits or b"")


def _from_hex(word: bytes) -> bytes:
    """Return what the digits say; an odd one at the end is read one way here and another there."""
    try:
        return unhexlify(word[1:-1].translate(None, BLANKS))
    except ValueError:
        raise UnusualContent from None


def _from_literal(word: bytes) -> bytes:
    body = word[1:-1]
    return _ESCAPE.sub(_unescaped, body) if b"\\" in body else body


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal, letter = match.groups()
    if octal is None:
        code = _ESCAPED.get(letter[0])
        return b"" if code is None else bytes((code,))
    return bytes((int(octal, 8),))
