"""Damaged and hostile PDF files end soon, in an InputError or with a warning for the page."""

from __future__ import annotations

import pytest

from extractor import InputError
from extractor.load import load
from extractor.load.limits import Limits
from extractor.load.pdf.content.reader import read_pages
from extractor.load.pdf.objects import PageObjects
from tests import pdf_objects as pdfs
from tests.hostile import HOSTILE, TEXT, encrypted

WHOLE = pdfs.file(pdfs.objects([[TEXT], [TEXT]]))


def text(pages: list[PageObjects]) -> str:
    return " ".join(run.text for page in pages for run in page.runs)


def outcome(data: bytes) -> str:
    """Return the code of the error, or the codes of the warnings."""
    try:
        pages = list(read_pages(data))
    except InputError as error:
        return error.code
    return " ".join(sorted({warning.code for page in pages for warning in page.warnings}))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_an_error_or_a_warning(name: str) -> None:
    make, expected = HOSTILE[name]
    assert outcome(make()) == expected


def test_the_text_of_an_encrypted_file_without_password_is_read() -> None:
    assert text(list(read_pages(encrypted(b"")))) == "Income 12.50"


@pytest.mark.parametrize(
    "name", ["page tree in itself", "tables of objects in a ring", "form in itself", "huge page"]
)
def test_what_leads_back_into_itself_does_not_hide_the_text(name: str) -> None:
    assert "Income 12.50" in text(list(read_pages(HOSTILE[name][0]())))


@pytest.mark.parametrize("length", range(0, len(WHOLE), 97))
def test_a_file_cut_anywhere_gives_pages_or_an_input_error(length: int) -> None:
    assert outcome(WHOLE[:length]) in ("", "corrupt", "page_damaged")


def test_a_damaged_page_does_not_hide_the_others() -> None:
    objects = pdfs.objects([[TEXT], [b"1 0 0 rg"], [TEXT]])
    damaged = pdfs.FIRST_PAGE + 3
    objects[damaged] = pdfs.stream(b"", b"/Filter /Own")
    first, second, third = read_pages(pdfs.file(objects))
    assert text([first]) == text([third]) == "Income 12.50"
    assert [(w.code, w.page) for w in second.warnings] == [("page_damaged", 2)]
    assert [page.number for page in (first, second, third)] == [1, 2, 3]


def test_too_many_pages_are_refused() -> None:
    data = pdfs.file(pdfs.objects([[TEXT]] * 6))
    with pytest.raises(InputError) as caught:
        list(read_pages(data, Limits(pages=5)))
    assert caught.value.code == "too_large"


def test_glyphs_without_a_meaning_are_told() -> None:
    secret = b" BT /F4 9 Tf 50 600 Td <00010002> Tj ET"
    document = load(pdfs.file(pdfs.objects([[TEXT], [TEXT + secret]])))
    assert "\ufffd\ufffd" in document.text
    assert [(w.code, w.page) for w in document.warnings] == [("unreadable_characters", 2)]


@pytest.mark.parametrize(
    "font",
    [
        b"/Type1 /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [53 /cid16869 /g7] >>",
        b"/TrueType /FirstChar 1 /FontDescriptor << /Flags 4 /FontFile2 20 0 R >>",
    ],
)
def test_a_code_that_only_counts_the_glyphs_of_a_font_is_no_character(font: bytes) -> None:
    known = b"BT /F2 9 Tf 50 700 Td <010001010102> Tj ET"
    objects = pdfs.objects([[known], [b"BT /F1 9 Tf 50 600 Td (56) Tj ET"]])
    assert "56" in load(pdfs.file(objects)).text
    objects[11] = b"<< /Type /Font /BaseFont /AAAAAA+Song /Subtype %b >>" % font
    document = load(pdfs.file(objects))
    assert "\ufffd\ufffd" in document.text
    assert "5" not in document.text


@pytest.mark.parametrize(
    "annotation",
    [
        b"/Rect [0 0]",
        b"/Rect 7",
        b"/Rect [9 9 9 9] /V (5)",
        b"/Rect [0 0 9 9] /AP <</N 23 0 R>>",
        b"/Rect [0 0 9 9] /AP <</N 21 0 R>>",
        b"/Rect [0 0 9 9] /AP <</N <</On 22 0 R>>>> /AS 5",
        b"/Rect [0 0 9 9] /AP 5 /Parent 5 /F (x)",
    ],
)
def test_an_odd_annotation_does_not_hide_the_page(annotation: bytes) -> None:
    field = b"/MediaBox [0 0 595 842] /Annots [5 <<>> <</Subtype /Widget %b>>]" % annotation
    pages = list(read_pages(pdfs.file(pdfs.objects([[TEXT]], field))))
    assert "Income 12.50" in text(pages)
