"""What is drawn in layers that are off, with clear ink, or under white is not seen and not read."""

from __future__ import annotations

import pytest

from extractor.load.pdf.content.reader import read_pages
from tests import pdf_objects

_GROUPS = b"/OCGs [30 0 R 31 0 R]"
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources 10 0 R"


def shown(content: str, usual: bytes = b"/OFF [31 0 R]", page: bytes = b"") -> list[str]:
    """Return the words of a page; of its layers On and Off the second one is off."""
    objects = pdf_objects.objects([[content.encode()]])
    layers = b"/OCProperties << %b /D << %b >> >>" % (_GROUPS, usual)
    objects[pdf_objects.CATALOGUE] = b"<< /Type /Catalog /Pages 2 0 R %b >>" % layers
    objects[30] = b"<< /Type /OCG /Name (on) >>"
    objects[31] = b"<< /Type /OCG /Name (off) >>"
    objects[32] = pdf_objects.stream(b"BT /F1 9 Tf (form) Tj ET", _FORM + b" /OC 31 0 R")
    some = b"/Any << /OCGs [30 0 R 31 0 R] >> /All << /OCGs [30 0 R 31 0 R] /P /AllOn >>"
    objects[10] = (
        objects[10].removesuffix(b">>")
        + b"/Properties << /On 30 0 R /Off 31 0 R %b >>" % some
        + b"/ExtGState << /Clear << /ca 0 >> /Half << /ca 0.5 >> /Dark << /BM /Multiply >> >> >>"
    ).replace(b"/Fm 22", b"/Layered 32 0 R /Fm 22")
    objects[pdf_objects.FIRST_PAGE] = objects[pdf_objects.FIRST_PAGE].replace(
        b"/MediaBox", page + b"/MediaBox"
    )
    (read,) = read_pages(pdf_objects.file(objects))
    return [run.text for run in read.runs]


def words(*texts: str) -> str:
    return " ".join(
        f"BT /F1 9 Tf 1 0 0 1 50 {700 - 20 * at} Tm ({each}) Tj ET" for at, each in enumerate(texts)
    )


# At what is odd pdfminer takes over where the stream stands.
@pytest.mark.parametrize("odd", ["", "(a) BI /W 1 /H 1 /BPC 8 ID \0 EI"])
@pytest.mark.parametrize(
    ("layer", "is_shown"),
    [("On", True), ("Off", False), ("Any", True), ("All", False), ("None", True)],
)
def test_a_layer_that_is_off_is_not_read(layer: str, is_shown: bool, odd: str) -> None:
    inner = f"/Span <</MCID 1>> BDC {words('draft')} q 5 5 50 50 re W n Q EMC {words('more')}"
    content = f"{words('before')} /OC /{layer} BDC {odd} {inner} EMC /P BMC {words('behind')} EMC"
    assert shown(content) == ["before", *(["draft", "more"] if is_shown else []), "behind"]


@pytest.mark.parametrize(
    ("usual", "is_shown"),
    [
        (b"", True),
        (b"/OFF [31 0 R]", False),
        (b"/BaseState /OFF", False),
        (b"/BaseState /OFF /ON [31 0 R]", True),
    ],
)
def test_objects_and_fields_belong_to_layers_too(usual: bytes, is_shown: bool) -> None:
    field = b"/Annots [<</Subtype/Widget/Rect [50 50 99 70]/V(field)/OC 31 0 R>>]"
    expected = ["form", "field"] if is_shown else []
    assert shown("/Layered Do", usual, field) == expected


@pytest.mark.parametrize("odd", ["", "(a) BI /W 1 /H 1 /BPC 8 ID \0 EI"])
def test_clear_ink_is_none(odd: str) -> None:
    content = f"q /Half gs {words('half')} q /Clear gs {odd} {words('clear')} Q {words('again')} Q"
    assert shown(content) == ["half", "again"]


# The first line stands on 700, and is 9 high.
@pytest.mark.parametrize(
    ("over", "seen"),
    [
        ("1 g 45 697 60 12 re f", []),
        ("1 g 45 697 60 12 re f*", []),
        ("1 1 1 rg 45 697 60 12 re B", []),
        ("0 0 0 0 k 45 697 60 12 re f", []),
        ("1 g 45 697 16 12 re f", ["34"]),
        # A line below the words, a line over them, an area beside them, a hole in an area.
        ("1 g 45 680 60 18 re f", ["1234"]),
        ("1 g 45 702 60 2 re f", ["1234"]),
        ("1 g 99 697 60 12 re f", ["1234"]),
        ("1 g 10 600 300 200 re 45 697 60 12 re f*", ["1234"]),
        ("1 g 75 690 m 45 705 l 105 705 l f", ["1234"]),
        # Ink through which they show.
        ("/Half gs 1 g 45 697 60 12 re f", ["1234"]),
        ("/Dark gs 1 g 45 697 60 12 re f", ["1234"]),
        ("q 0 0 40 40 re W n 1 g 45 697 60 12 re f Q", ["1234"]),
        ("/OC /Off BDC 1 g 45 697 60 12 re f EMC", ["1234"]),
    ],
)
def test_words_under_white_are_not_read(over: str, seen: list[str]) -> None:
    mended = f"{words('1234')} q {over} Q {words('56')}"
    assert shown(mended) == [*seen, "56"]
    assert shown(f"q {over} Q {words('1234')}") == ["1234"]
