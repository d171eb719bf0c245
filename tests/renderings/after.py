"""What is done to a PDF after it was printed: written anew, two on a sheet, a seal on each page."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache, partial

import pikepdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from tests.renderings import office, web
from tests.renderings.tools import Make, Tool, made_by

_PRINTED: dict[str, Make] = {
    "chromium ruled": web.TOOLS[0].looks["ruled"],
    "chromium zebra": web.TOOLS[0].looks["zebra"],
    "libreoffice ruled": office.TOOLS[0].looks["Table Grid"],
    "libreoffice sheet": office.TOOLS[0].looks["sheet"],
}
_NEEDS = ("chromium", "soffice")
_GS = "gs -q -dBATCH -dNOPAUSE -sDEVICE=pdfwrite -o out.pdf"
_COMMANDS = {
    "ghostscript": f"{_GS} in.pdf",
    "ghostscript 1.3": f"{_GS} -dCompatibilityLevel=1.3 in.pdf",
    "qpdf": "qpdf --linearize --object-streams=generate in.pdf out.pdf",
    "pdftocairo": "pdftocairo -pdf in.pdf out.pdf",
}


def _two_up(data: bytes) -> bytes:
    """Return the pages of a file two on each sheet, side by side."""
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as sheets:
        for first in range(0, len(source.pages), 2):
            sheet = sheets.add_blank_page(page_size=(842, 595))
            for x, page in zip((0, 421), source.pages[first : first + 2], strict=False):
                sheet.add_overlay(page, pikepdf.Rectangle(x, 0, x + 421, 595))
        out = io.BytesIO()
        sheets.save(out)
        return out.getvalue()


@cache
def _seal() -> bytes:
    """Return a page that is a seal, with words around a circle and on a line."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, (140, 140))
    canvas.setFillColorRGB(1, 0, 0)
    canvas.setFont("STSong-Light", 12)
    canvas.translate(70, 70)
    canvas.circle(0, 0, 65)
    canvas.drawCentredString(0, -30, "财务专用章")
    canvas.rotate(120)
    for character in "某某市某某区财政局":
        canvas.drawCentredString(0, 48, character)
        canvas.rotate(-30)
    canvas.save()
    return stream.getvalue()


def _sealed(data: bytes) -> bytes:
    """Return the pages with a seal on each, over whatever is in the middle."""
    with pikepdf.open(io.BytesIO(data)) as file, pikepdf.open(io.BytesIO(_seal())) as seal:
        for page in file.pages:
            x, y = (float(page.mediabox[side]) / 2 for side in (2, 3))
            page.add_overlay(seal.pages[0], pikepdf.Rectangle(x, y, x + 140, y + 140))
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()


def _then(after: Callable[[bytes], bytes], make: Make, document: Document) -> bytes:
    return after(make(document))


def _tool(name: str, program: str, after: Callable[[bytes], bytes]) -> Tool:
    looks = {look: partial(_then, after, make) for look, make in _PRINTED.items()}
    return Tool(name, (program, *_NEEDS), looks)


TOOLS = (
    *(
        _tool(name, command.split()[0], partial(made_by, command.split()))
        for name, command in _COMMANDS.items()
    ),
    _tool("two-up", "pikepdf", _two_up),
    _tool("sealed", "pikepdf", _sealed),
)
