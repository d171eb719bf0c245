"""Small PDF files written by hand, honest ones and others."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

# What stands in every file that ``report`` writes: catalogue, page tree, then the resources.
CATALOGUE, TREE = 1, 2
FIRST_PAGE = 40

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin begincmap
1 begincodespacerange <0000> <ffff> endcodespacerange
3 beginbfrange <0001> <005f> <0020> <0100> <01ff> <4e00> <0200> <0200> <00660069> endbfrange
endcmap end end"""
_CID = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /FontDescriptor 14 0 R /DW 1000"
    b" /W [1 95 500] /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) >> >>"
)
RESOURCES: Mapping[int, bytes] = {
    10: b"<< /Font << /F1 11 0 R /F2 12 0 R /F3 15 0 R /F4 17 0 R >>"
    b" /ColorSpace << /C1 [/ICCBased 20 0 R] /C2 /Pattern /C3 [/Separation /All /DeviceGray 0] >>"
    b" /XObject << /Im 21 0 R /Fm 22 0 R /Loop 23 0 R >> >>",
    11: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    12: b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H"
    b" /DescendantFonts [13 0 R] /ToUnicode 16 0 R >>",
    13: _CID,
    14: b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -120 1000 880]"
    b" /Ascent 880 /Descent -120 >>",
    15: b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-V"
    b" /DescendantFonts [13 0 R] /ToUnicode 16 0 R >>",
    # No table says what its codes stand for.
    17: b"<< /Type /Font /Subtype /Type0 /BaseFont /Secret /Encoding /Identity-H"
    b" /DescendantFonts [13 0 R] >>",
}


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(data), data)


def packed(data: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object that is compressed."""
    return stream(zlib.compress(data), b"/Filter /FlateDecode " + entries)


def file(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """Return the objects as a file, with their places at its end."""
    data, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, size = len(data), max(objects) + 1
    data += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        data += b"%d 1\n%010d 00000 n \n" % (number, place)
    data += b"trailer\n<< /Root %d 0 R /Size %d %b >>\n" % (CATALOGUE, size, trailer)
    return bytes(data + b"startxref\n%d\n%%%%EOF\n" % start)


def objects(
    pages: Sequence[Sequence[bytes]], page: bytes = b"/MediaBox [0 0 595 842]"
) -> dict[int, bytes]:
    """Return the objects of a report whose pages have these streams as their content."""
    made = {
        CATALOGUE: b"<< /Type /Catalog /Pages %d 0 R >>" % TREE,
        **RESOURCES,
        16: packed(_TO_UNICODE),
        20: stream(b"", b"/N 3"),
        21: stream(b"\0", b"/Type /XObject /Subtype /Image /Width 1 /Height 1"),
        22: stream(
            b"1 0 0 rg BT /F1 8 Tf (form) Tj ET 0 0 5 5 re f 1 0 0 1 3 3 cm /Im Do",
            b"/Type /XObject /Subtype /Form /BBox [0 0 50 50] /Matrix [2 0 0 2 5 5]"
            b" /Resources 10 0 R",
        ),
        23: stream(
            b"BT /F1 8 Tf (again) Tj ET /Loop Do /Fm Do",
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 10 0 R",
        ),
    }
    number, kids = FIRST_PAGE, []
    for streams in pages:
        kids.append(b"%d 0 R" % number)
        contents = b" ".join(b"%d 0 R" % (number + 1 + index) for index in range(len(streams)))
        made[number] = b"<< /Type /Page /Parent %d 0 R /Resources 10 0 R %b /Contents [%b] >>" % (
            TREE,
            page,
            contents,
        )
        made.update({number + 1 + index: packed(data) for index, data in enumerate(streams)})
        number += 1 + len(streams)
    made[TREE] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(kids), b" ".join(kids))
    return made
