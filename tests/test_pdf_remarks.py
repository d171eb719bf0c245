"""What is typed onto a finished page: it fills a blank, mends a number, or is a remark on it."""

from __future__ import annotations

import pytest

from extractor.load.pdf.content.reader import read_pages
from tests import pdf_objects

_LOOK = b"/Type/XObject /Subtype/Form /BBox [0 0 60 20] /Resources 10 0 R"
_NOTE = b"/Annots [<</Type/Annot /Subtype/%b /Rect [%b] /AP <</N 4 0 R>>>>] /MediaBox"


def shown(typed: str, rect: str, kind: str = "FreeText", page: str = "1.00") -> list[str]:
    """Return the words of a page that says something at (50, 700), with others typed onto it."""
    objects = pdf_objects.objects([[f"BT /F1 9 Tf 50 700 Td ({page}) Tj ET".encode()]])
    objects[4] = pdf_objects.stream(typed.encode(), _LOOK)
    first = objects[pdf_objects.FIRST_PAGE]
    note = _NOTE % (kind.encode(), rect.encode())
    objects[pdf_objects.FIRST_PAGE] = first.replace(b"/MediaBox", note)
    (read,) = read_pages(pdf_objects.file(objects))
    return [run.text for run in read.runs]


_OVER, _BESIDE = "48 695 108 715", "200 695 260 715"
_TYPED = "BT /F1 9 Tf 2 5 Td (7.04) Tj ET"


@pytest.mark.parametrize("ink", ["", "0 g ", "0 0 1 rg ", "0.3 0 0 rg "])
def test_what_fills_a_blank_is_read(ink: str) -> None:
    assert shown(ink + _TYPED, _BESIDE) == ["1.00", "7.04"]
    assert shown(ink + _TYPED, _OVER, page="____") == ["____", "7.04"]


def test_what_mends_a_number_under_white_is_read() -> None:
    assert shown(f"1 g 0 0 60 20 re f 0 g {_TYPED}", _OVER) == ["7.04"]


def test_what_stands_on_other_words_is_a_remark() -> None:
    assert shown(_TYPED, _OVER) == ["1.00"]


@pytest.mark.parametrize("ink", ["1 0 0 rg", "0 1 1 0 k", "0.8 0.1 0.1 rg"])
def test_what_is_red_is_a_remark(ink: str) -> None:
    assert shown(f"{ink} {_TYPED}", _BESIDE) == ["1.00"]


def test_what_is_filled_into_a_field_is_read_whatever_its_colour() -> None:
    assert shown(f"1 0 0 rg {_TYPED}", _BESIDE, "Widget") == ["1.00", "7.04"]
