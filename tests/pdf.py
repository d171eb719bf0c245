"""PDF files made by hand: a page is what is written and drawn on it, in points from the top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# The reader knows the characters of this encoding without an embedded font.
_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts["
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500]"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 5>>"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/Ascent 880/Descent -120"
    b"/FontBBox[0 -120 1000 880]/ItalicAngle 0/CapHeight 700/StemV 80>>>>]>>"
)


class Page:
    """One page under construction; every method returns the page, so that calls chain."""

    def __init__(self, width: float = 595, height: float = 842, extra: str = "") -> None:
        self.width, self.height, self.extra = width, height, extra
        self.content: list[str] = []

    def text(self, x: float, top: float, words: str, size: float = 10) -> Page:
        """Write words whose box begins at this place; a Chinese character is one size wide."""
        # The font's box reaches from -0.12 to 0.88 of its size.
        base = self.height - top - 0.88 * size
        code = words.encode("utf-16-be").hex()
        self.content.append(f"BT /F1 {size} Tf {x} {base:.3f} Td <{code}> Tj ET")
        return self

    def line(self, x0: float, top: float, x1: float, bottom: float) -> Page:
        """Draw a line."""
        y0, y1 = self.height - top, self.height - bottom
        self.content.append(f"{x0} {y0} m {x1} {y1} l S")
        return self

    def raw(self, operators: str) -> Page:
        """Add operators as they are; y counts from the bottom there."""
        self.content.append(operators)
        return self

    def ruled(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        rows: Iterable[Sequence[str]],
        size: float = 8,
    ) -> Page:
        """Draw a table with all its lines; a line feed in a cell begins a new printed line."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for top, row in zip(ys, rows, strict=False):
            for left, words in zip(xs, row, strict=False):
                for number, line in enumerate(words.split("\n")):
                    if line:
                        self.text(left + 2, top + 2 + number * size * 1.2, line, size)
        return self


def made(*pages: Page) -> bytes:
    """Return the file of these pages."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", _FONT]
    kids = []
    for page in pages:
        content = "\n".join(page.content).encode("latin-1")
        stream = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        head = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page.width} {page.height}]{page.extra}"
            f"/Resources<</Font<</F1 3 0 R>>>>/Contents {number + 1} 0 R>>"
        )
        objects += [head.encode(), stream]
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
