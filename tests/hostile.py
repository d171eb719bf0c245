"""PDF files that are damaged, or made to exhaust or mislead whoever reads them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping

from tests import pdf_objects as pdfs

TEXT = b"BT /F1 12 Tf 50 700 Td (Income 12.50) Tj ET"
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_NUMBER_OF_DOCUMENT = b"0123456789abcdef"


def _changed(changes: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """Return a file of one good page with some objects put in the place of its own."""
    return pdfs.file({**pdfs.objects([[TEXT]]), **changes}, trailer)


def _page(content: bytes, entries: bytes = b"/MediaBox [0 0 595 842]") -> bytes:
    return pdfs.file(pdfs.objects([[content]], entries))


def _with_content(stream: bytes) -> bytes:
    return _changed({pdfs.FIRST_PAGE + 1: stream})


def rc4(key: bytes, data: bytes) -> bytes:
    """Return the data enciphered, or deciphered, with RC4."""
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i, j, result = 0, 0, bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        result.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(result)


def encrypted(password: bytes) -> bytes:
    """Return a file that opens with this password, enciphered the oldest way (40 bits)."""
    padded = (password + _PADDING)[:32]
    owner = rc4(hashlib.md5(padded).digest()[:5], padded)
    rights = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(padded + owner + rights + _NUMBER_OF_DOCUMENT).digest()[:5]
    number = pdfs.FIRST_PAGE + 1
    salted = key + number.to_bytes(3, "little") + b"\0\0"
    content = rc4(hashlib.md5(salted).digest()[:10], zlib.compress(TEXT))
    handler = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >>" % (
        owner.hex().encode(),
        rc4(key, _PADDING).hex().encode(),
    )
    identity = _NUMBER_OF_DOCUMENT.hex().encode()
    objects = {
        number: pdfs.stream(content, b"/Filter /FlateDecode"),
        # The table is enciphered too: a font without one.
        12: pdfs.RESOURCES[11],
        30: handler,
    }
    return _changed(objects, b"/Encrypt 30 0 R /ID [<%b> <%b>]" % (identity, identity))


def _nested_pages(depth: int) -> bytes:
    objects = pdfs.objects([[TEXT]])
    first = 1000
    for number in range(first, first + depth):
        objects[number] = b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (number + 1)
    objects[first + depth] = objects[pdfs.FIRST_PAGE]
    objects[pdfs.TREE] = b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % first
    return pdfs.file(objects)


def _forms_of_forms(depth: int, times: int) -> bytes:
    """Return a page whose form paints the next one so many times, and that one the next."""
    objects = pdfs.objects([[b"/A0 Do"]])
    names = []
    for level in range(depth):
        content = b"/A%d Do " % (level + 1) * times
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
        objects[100 + level] = pdfs.stream(content, entries)
        names.append(b"/A%d %d 0 R" % (level, 100 + level))
    objects[10] = b"<< /XObject << %b >> >>" % b" ".join(names)
    return pdfs.file(objects)


def _prev_loop() -> bytes:
    data = pdfs.file(pdfs.objects([[TEXT]]))
    start = data.rindex(b"xref\n0 1")
    return pdfs.file(pdfs.objects([[TEXT]]), b"/Prev %d" % start)


def _object_stream_in_itself() -> bytes:
    """Return a file whose catalogue stands in an object stream that stands in itself."""
    data = bytearray(b"%PDF-1.7\n")
    place = len(data)
    table = b"".join((number).to_bytes(3, "big") for number in (0x010000, 0x020005, 0x020005))
    stream = pdfs.stream(table, b"/Type /XRef /Size 6 /Index [1 1 5 2] /W [1 1 1] /Root 1 0 R")
    data += b"9 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF" % (stream, place)
    return bytes(data)


def _runs(length: int) -> bytes:
    return b"\x81 " * length + b"\x80"


def _lzw_bomb(codes: int) -> bytes:
    """Return LZW data in which every code is one byte longer than the one before."""
    bits = [(65, 9)]
    for code in range(258, 258 + codes):
        bits.append((code, 9 if code < 511 else 10 if code < 1023 else 11 if code < 2047 else 12))
    bits.append((256, 12))
    once = "".join(format(code, f"0{width}b") for code, width in bits)
    number = format(256, "09b") + once * 10
    number += "0" * (-len(number) % 8)
    return int(number, 2).to_bytes(len(number) // 8, "big")


_MEGA = 1_000_000
_BOMB = b"/Filter /FlateDecode"
_TWICE = b"/Filter [/FlateDecode /FlateDecode]"

#: Name → the file, and what must become of it: the code of an InputError, or of the warnings.
HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "empty user password": (lambda: encrypted(b""), ""),
    "unknown password": (lambda: encrypted(b"secret"), "encrypted"),
    "unknown encryption": (lambda: _changed({}, b"/Encrypt << /Filter /Own >>"), "encrypted"),
    "header alone": (lambda: b"%PDF-1.7\n", "corrupt"),
    "noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50, "corrupt"),
    "no pages": (lambda: pdfs.file(pdfs.objects([])), "corrupt"),
    "no page tree": (lambda: _changed({1: b"<< /Type /Catalog >>", 40: b"<< >>"}), "corrupt"),
    "catalogue is a list": (lambda: _changed({1: b"[1 2]"}), ""),
    "page tree in itself": (
        lambda: _changed({2: b"<< /Type /Pages /Kids [2 0 R 40 0 R 2 0 R] >>"}),
        "",
    ),
    "page tree without end": (lambda: _nested_pages(5000), "corrupt"),
    "reference to itself": (lambda: _changed({2: b"2 0 R"}), ""),
    "references in a ring": (lambda: _changed({2: b"3 0 R", 3: b"2 0 R"}), ""),
    "content in a ring": (lambda: _changed({41: b"42 0 R", 42: b"41 0 R"}), ""),
    "tables of objects in a ring": (_prev_loop, ""),
    "object stream in itself": (_object_stream_in_itself, "corrupt"),
    "length is its own stream": (
        lambda: _changed({41: b"<< /Length 41 0 R >>\nstream\n" + TEXT + b"\nendstream"}),
        "corrupt",
    ),
    "form in itself": (lambda: _page(b"/Loop Do " + TEXT), ""),
    "forms of forms": (lambda: _forms_of_forms(12, 12), "too_large"),
    "forms a thousand deep": (lambda: _forms_of_forms(1200, 1), "corrupt"),
    "bomb": (lambda: _with_content(pdfs.packed(bytes(100 * _MEGA))), "too_large"),
    "bomb in a bomb": (
        lambda: _with_content(
            pdfs.stream(zlib.compress(zlib.compress(bytes(200 * _MEGA))), _TWICE)
        ),
        "too_large",
    ),
    "bomb of runs": (
        lambda: _with_content(pdfs.stream(_runs(_MEGA), b"/Filter /RunLengthDecode")),
        "too_large",
    ),
    "bomb of codes": (
        lambda: _with_content(pdfs.stream(_lzw_bomb(3800), b"/Filter /LZWDecode")),
        "too_large",
    ),
    "bomb in a font": (lambda: _changed({16: pdfs.packed(bytes(100 * _MEGA))}), ""),
    "predictor": (
        lambda: _with_content(
            pdfs.packed(bytes(30 * _MEGA), b"/DecodeParms << /Predictor 12 /Columns 9 >>")
        ),
        "too_large",
    ),
    "a million lines": (lambda: _page(b"0 0 m 9 9 l S " * _MEGA), "too_large"),
    "states without end": (lambda: _page(b"q " * 500_000 + TEXT), "too_large"),
    "open lists": (lambda: _page(b"[" * 100_000), ""),
    "open string": (lambda: _page(b"BT /F1 9 Tf (" + b"(" * 100_000), ""),
    "cut in the stream": (
        lambda: _with_content(pdfs.stream(zlib.compress(TEXT * 9)[:-20], _BOMB)),
        "",
    ),
    "damaged stream": (lambda: _with_content(pdfs.stream(b"\x78\x9c" + b"\xff" * 90, _BOMB)), ""),
    "unknown filter": (lambda: _with_content(pdfs.stream(TEXT, b"/Filter /Own")), "corrupt"),
    "no table of characters": (
        lambda: _page(b"BT /F4 9 Tf 50 700 Td <000100020003> Tj ET"),
        "no_text",
    ),
    "page without size": (lambda: _page(TEXT, b""), ""),
    "page of no size": (lambda: _page(TEXT, b"/MediaBox [0 0 0 0]"), "page_size"),
    "endless page": (lambda: _page(TEXT, b"/MediaBox [0 0 1e30 99999999999999999999]"), ""),
    "huge page": (lambda: _page(TEXT, b"/MediaBox [-9999999 0 99999999 842]"), "page_size"),
    "size of words": (lambda: _page(TEXT, b"/MediaBox [/A /B /C /D]"), "corrupt"),
    "upside-down box": (lambda: _page(TEXT, b"/MediaBox [595 842 0 0]"), ""),
    "far matrix": (lambda: _page(b"1e 9 " + b"99999999 0 0 99999999 0 0 cm " * 60 + TEXT), ""),
    "number of many digits": (lambda: _page(b"9" * 100_000 + b" w " + TEXT), ""),
}
