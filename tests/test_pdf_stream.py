"""The fast reader of content streams tells a device what pdfminer's own tells it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTComponent, LTContainer, LTCurve, LTFigure
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from extractor.load.pdf.content.stream import StreamInterpreter
from tests import pdf_objects as pdfs
from tests.corpus import ROOT

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
PDFS = sorted((ROOT / "corpus").rglob("*.pdf"))

_NUMBERS = ("0", "1", "12", "-3", "+4.", "-.5", ".25", "595.3", "1 0 0", "0 0 9 9", "2 0 0 2 7 7")
_STRINGS = (
    *("(abc)", "(a(b)c)", "(a((b)(c))d)", "(\\)\\(\\\\)", "(\\101\\7\\0615\\n\\q)", "(a\\\nb)"),
    *("<00010002>", "<0001 0100>", "<>", "()", "(a b % c)", "<</A 1>>", "<0001\n0002>"),
)
_ARRAYS = (
    "[(a) 120 (b)-30(c)]",
    "[<0001> -500.5 <0200>]",
    "[]",
    "[ (a)(b) ]",
    "[3 [4] 5]",
    "[1 2]",
)
_NAMES = ("/F1", "/F2", "/F3", "/F4", "/Fm", "/Loop", "/Im", "/C1", "/C2", "/C3", "/DeviceRGB")
# What a careful writer does not write, and what makes no sense.
_ODD = (
    *("(\\400)", "(\\\r\n)", "(((((deep)))))", "<000>", "<00zz>", "(open", "<</A>>", "<</A 1", "["),
    *("1e5", "--5", "5-3", "1.2.3", ".", "-", "+", "12Tf", "1000000000000000000000", "/F#31", "/"),
    *("% note\n", "%", "true", "null", "{", "}", "]", ">>", ">", ")", "\0", "1 2 3 4 5 6 7"),
    *("BI /W 1 /H 1 /BPC 8 ID \0 EI", "BI", "ID", "EI", "xyz", "w0", '1 2 (a) "', "F", "/\xff"),
)
_OPERATORS = (
    *("q", "Q", "cm", "w", "J", "j", "M", "d", "ri", "i", "gs", "m", "l", "c", "v", "y", "h", "re"),
    *("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n", "W", "W*", "CS", "cs", "SC", "SCN"),
    *("sc", "scn", "G", "g", "RG", "rg", "K", "k", "sh", "BT", "ET", "MP", "DP", "BMC", "BDC"),
    *("EMC", "Tc", "Tw", "Tz", "TL", "Tf", "Tr", "Ts", "Td", "TD", "Tm", "T*", "Tj", "TJ", "'"),
    *("Do", "BX", "EX"),
)
# Whole commands, so that something is painted where every piece is drawn at random.
_COMMANDS = (
    *("BT /F1 12 Tf 1 0 0 1 50 700 Tm (Hello) Tj ET", "BT /F2 9 Tf 5 5 Td <00210100> Tj ET"),
    *("[(a) -250 (b c)] TJ", "2 Tc", "3 Tw", "80 Tz", "14 TL", "T*", "(next) '", "5 Ts", "3 Tr"),
    *("/F2 10.5 Tf", "/F4 8 Tf <00050006> Tj", "/F3 8 Tf <00210022> Tj", "-9 0 0 -9 30 30 Tm"),
    *("0 1 -1 0 30 30 Tm", ".7 .7 -.7 .7 9 9 Tm", "-5 -6 TD", "q", "Q", "0.5 0 0 0.5 10 10 cm"),
    *("10 10 100 50 re f", "1 1 0 9 re f", "0 0 5 0 re S", "10 10 m 90 10 l S", "1 1 m 2 2 l h s"),
    *("1 1 m 2 2 3 3 4 4 c 5 5 6 6 v 7 7 8 8 y b*", "1 1 m 9 1 l 9 9 l 1 9 l h B", "5 5 l f"),
    *("1 1 m 3 3 m 4 4 l 5 5 m S", "0 0 9 9 re W n", "1 1 1 rg", "1 g", "0 0 0 0 k", ".5 G"),
    *("/C1 cs .1 .2 .3 scn", "/C3 CS 1 SCN", "/C2 cs /P1 scn", "q /Fm Do Q", "/Fm Do", "/Im Do"),
    *(
        "/Loop Do",
        "/None Do",
        "1 2 3 4 5 w",
        "[3 2] 0 d",
        "/P <</MCID 0 /T (x)>> BDC",
        "EMC",
        "9 rg",
    ),
)
_usual = st.sampled_from(_COMMANDS)
_pieces = st.one_of(
    _usual,
    st.sampled_from(_OPERATORS),
    st.sampled_from(_NUMBERS + _STRINGS + _ARRAYS + _NAMES),
)
_blanks = st.sampled_from((" ", " ", " ", "\n", "\r\n", "\t", "", "\f \v"))


@st.composite
def contents(draw: st.DrawFn) -> bytes:
    """A content stream of commands and pieces of commands, sometimes with something odd in it."""
    pieces = draw(st.lists(draw(st.sampled_from((_usual, _pieces))), max_size=40))
    for odd in draw(st.lists(st.sampled_from(_ODD), max_size=2)):
        pieces.insert(draw(st.integers(0, len(pieces))), odd)
    return "".join(piece + draw(_blanks) for piece in pieces).encode("latin-1")


def drawn(container: LTContainer[LTComponent]) -> Iterator[tuple[object, ...]]:
    """Yield what was drawn: kind, place, text, font, size, points and colours, bit by bit."""
    for item in container:
        kind = type(item).__name__
        if isinstance(item, LTChar):
            state = item.graphicstate
            colours = (state.ncolor, state.ncs.name, state.scolor, state.scs.name, item.ncs.name)
            font = (item.fontname, item.size, item.adv, item.upright, item.matrix)
            yield (kind, item.bbox, item.get_text(), *font, *colours)
        elif isinstance(item, LTCurve):
            colours_of = (item.stroking_color, item.non_stroking_color)
            painted = (item.stroke, item.fill, item.evenodd, item.original_path)
            yield (kind, item.bbox, tuple(item.pts), *painted, *colours_of)
        elif isinstance(item, LTFigure):
            # An image that stands in the stream is named by its place in memory.
            called = "" if item.name.isdigit() else item.name
            yield (kind, item.bbox, called, item.matrix, tuple(drawn(item)))
        else:
            yield (kind, item.bbox)


def outcome(data: bytes, interpreter: type[PDFPageInterpreter]) -> list[object]:
    """Return what is drawn page by page, or what went wrong on it."""
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=None)
    reader = interpreter(manager, device)
    pages: list[object] = []
    for page in PDFPage.create_pages(PDFDocument(PDFParser(BytesIO(data)))):
        try:
            reader.process_page(page)
        except Exception as error:
            pages.append(type(error))
            device = reader.device = PDFPageAggregator(manager, laparams=None)
        else:
            pages.append(list(drawn(device.get_result())))
    return pages


@given(st.lists(contents(), min_size=1, max_size=3))
def test_any_content_is_read_as_pdfminer_reads_it(streams: list[bytes]) -> None:
    data = pdfs.file(pdfs.objects([streams]))
    assert outcome(data, StreamInterpreter) == outcome(data, PDFPageInterpreter)


@pytest.mark.parametrize("odd", _ODD)
def test_whatever_is_odd_is_left_to_pdfminer(odd: str) -> None:
    lines = ["BT /F1 9 Tf (a) Tj ET", odd, "1 1 m 9 9 l S", "2 3 w 1 2 rg", "BT (b) Tj ET"]
    data = pdfs.file(pdfs.objects([["\n".join(lines).encode("latin-1")]]))
    assert outcome(data, StreamInterpreter) == outcome(data, PDFPageInterpreter)


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_a_report_is_read_as_pdfminer_reads_it(path: Path) -> None:
    data = path.read_bytes()
    assert outcome(data, StreamInterpreter) == outcome(data, PDFPageInterpreter)


def test_what_programs_write_is_never_left_to_pdfminer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the slow way was taken")

    monkeypatch.setattr(StreamInterpreter, "_execute_slowly", refuse)
    usual = [command for command in _COMMANDS if command not in ("9 rg", "/C2 cs /P1 scn")]
    data = pdfs.file(pdfs.objects([[" ".join(usual).encode()]]))
    assert isinstance(outcome(data, StreamInterpreter)[0], list)
