"""The document handed back with its findings in it: highlights in a PDF, comments in DOCX."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from typer.testing import CliRunner

from extractor import InputError, extract
from extractor.load import docx as docx_loader
from extractor.load import load
from service.cli import app
from service.outputs import docx as marked_docx
from service.outputs import pdf as marked_pdf
from service.outputs._form import Form, Unfit
from service.outputs._notes import notes_of
from tests import render
from tests.hostile import HOSTILE
from tests.pdf import Page, made
from tests.reports import make_finding, make_report

OPENING = "某区财政局2024年度部门决算情况说明，含一般公共预算、政府性基金、“三公”经费。"
WRONG = "2024年度财政拨款收入总计517.22万元，比2023年减少7.04万元，下降9.99%。"
RIGHT = "2024年度财政拨款收入总计517.22万元，比2023年减少7.04万元，下降1.34%。"
ODD = "公务接待费年初预算为0万元，支出决算为0万元，完成年初预算的0%。"
FORM = Form()


# ---- PDF --------------------------------------------------------------------------------------


def a_pdf(extra: str = "", password: bool = False, more: str = "") -> bytes:
    """Return a report of two pages, the second of which tells a wrong rate at (60, 300)."""
    first = Page(extra=extra).text(60, 80, OPENING)
    second = Page(extra=extra).text(60, 300, WRONG).text(60, 340, RIGHT).text(60, 380, more)
    data = made(first, second)
    if not password:
        return data
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="owner", user=""))
    return out.getvalue()


def highlights(data: bytes) -> Iterator[tuple[int, pikepdf.Dictionary]]:
    """Yield the highlights of a PDF, each with the number of its page."""
    with pikepdf.open(io.BytesIO(data)) as file:
        for number, page in enumerate(file.pages, start=1):
            for annotation in page.obj.get("/Annots", []):
                if annotation.Subtype == pikepdf.Name.Highlight:
                    yield number, annotation


def marked(data: bytes, form: Form = FORM) -> bytes:
    """Return the PDF with its findings in it."""
    return marked_pdf.mark(extract(data), data, form)


def quads(data: bytes) -> list[tuple[int, list[float]]]:
    """Return where the highlights stand, in the own space of their pages."""
    found = highlights(marked(data))
    return sorted((page, [round(float(x), 1) for x in one.QuadPoints]) for page, one in found)


def test_both_sides_of_a_finding_are_highlighted_where_they_are_printed() -> None:
    report = extract(a_pdf())
    (finding,) = [finding for finding in report.findings if finding.rule == "rate"]
    expected = []
    for piece in finding.evidence:
        ((x0, top, x1, bottom),) = piece.span.boxes or ()
        corners = [x0, 842 - top, x1, 842 - top, x0, 842 - bottom, x1, 842 - bottom]
        expected.append((2, [round(x, 1) for x in corners]))
    assert expected
    assert all(one in quads(a_pdf()) for one in expected)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("box", ["", "/CropBox[20 30 575 820]"])
def test_a_highlight_stays_on_its_number_however_the_page_is_shown(turn: int, box: str) -> None:
    assert quads(a_pdf(f"/Rotate {turn}{box}")) == quads(a_pdf())


def test_a_page_whose_box_does_not_begin_at_zero_is_marked_in_its_own_space() -> None:
    shifted = a_pdf().replace(b"/MediaBox[0 0 595 842]", b"/MediaBox[-5 -9 595 842]")
    assert quads(shifted) == quads(a_pdf())


def test_a_pdf_that_needs_no_password_is_marked() -> None:
    assert quads(a_pdf(password=True)) == quads(a_pdf())


def test_a_highlight_brings_its_explanation_and_its_own_appearance() -> None:
    found = highlights(marked(a_pdf()))
    assert found
    for _, one in found:
        assert "增减率算错" in str(one.Contents)
        assert "规则 rate" in str(one.Contents)
        stream = one.AP.N
        assert stream.Subtype == pikepdf.Name.Form
        assert str(stream.Resources.ExtGState.M.BM) == "/Multiply"
        assert b" re f" in stream.read_bytes()
        assert [float(x) for x in stream.BBox] == [float(x) for x in one.Rect]


def test_the_note_is_in_english_where_that_was_asked_for() -> None:
    data = a_pdf()
    report = extract(data, lang="en")
    made = highlights(marked_pdf.mark(report, data, Form(lang="en")))
    told = {str(one.Contents).splitlines()[0] for _, one in made}
    assert told == {"Error 1: Wrong rate of change"}


def test_what_is_not_severe_enough_is_not_marked() -> None:
    data = a_pdf(more=ODD)
    report = extract(data)
    assert {finding.severity for finding in report.findings} == {"error", "warning"}
    texts = [str(one.Contents) for _, one in highlights(marked(data, Form(min_severity="error")))]
    assert texts
    assert [text for text in texts if not text.startswith("错误")] == []


def test_annotations_that_were_there_stay() -> None:
    with pikepdf.open(io.BytesIO(a_pdf())) as file:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[1, 1, 9, 9], Contents="早"
        )
        shared = file.make_indirect(pikepdf.Array([file.make_indirect(note)]))
        for page in file.pages:
            page.obj.Annots = shared
        out = io.BytesIO()
        file.save(out)
    with pikepdf.open(io.BytesIO(marked(out.getvalue()))) as file:
        kinds = [[str(one.Subtype) for one in page.obj.Annots] for page in file.pages]
    assert kinds[0] == ["/Text"]
    assert kinds[1][0] == "/Text"
    assert set(kinds[1][1:]) == {"/Highlight"}


def test_the_same_file_gives_the_same_marked_file() -> None:
    assert marked(a_pdf()) == marked(a_pdf())


def test_the_text_of_a_marked_pdf_is_what_it_was() -> None:
    assert extract(marked(a_pdf())).text == extract(a_pdf()).text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pdf_that_could_be_read_is_marked_or_refused(name: str) -> None:
    data = HOSTILE[name][0]()
    try:
        pages = load(data).pages
    except InputError:
        return
    (finding,) = make_report(make_finding()).findings
    place = {"page": 1, "boxes": ((50.0, 80.0, 90.0, 95.0),)}
    (first, *_) = finding.evidence
    quoted = first.model_copy(update={"span": first.span.model_copy(update=place)})
    whole = make_report(finding.model_copy(update={"evidence": (quoted,)}))
    info = whole.report.model_copy(update={"media_type": "application/pdf", "pages": pages})
    with suppress(Unfit):
        assert list(
            highlights(marked_pdf.mark(whole.model_copy(update={"report": info}), data, FORM))
        )


@pytest.mark.parametrize("make", [marked_pdf.mark, marked_docx.mark])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_file_cannot_be_marked_and_the_message_says_what_can(
    make: object, lang: str
) -> None:
    with pytest.raises(Unfit) as caught:
        make(make_report(), b"x", FORM)  # type: ignore[operator]
    assert "html" in caught.value.message(lang)  # type: ignore[arg-type]


# ---- DOCX -------------------------------------------------------------------------------------


def a_docx() -> Document:
    """Return a report whose wrong sentence stands in several runs and in a cell."""
    file = docx.Document()
    file.add_paragraph(OPENING)
    paragraph = file.add_paragraph()
    for number, piece in enumerate(
        ("2024年度财政拨款收入总计51", "7.22万元，比2023年减少7.", WRONG[30:])
    ):
        run = paragraph.add_run(piece)
        run.bold = number == 1
        run.font.size = Pt(12)
    file.add_paragraph(RIGHT)
    return file


def saved(file: Document) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def commented(data: bytes) -> Document:
    """Return the Word file with its findings in it."""
    return docx.Document(io.BytesIO(marked_docx.mark(extract(data), data, FORM)))


def places(file: Document) -> list[tuple[str, str]]:
    """Return what each comment stands on, and its first line, in the order of the text."""
    found: dict[str, str] = {}
    open_: set[str] = set()
    for element in file.element.body.iter():
        identifier = str(element.get(qn("w:id")))
        if element.tag == qn("w:commentRangeStart"):
            open_.add(identifier)
            found[identifier] = ""
        elif element.tag == qn("w:commentRangeEnd"):
            open_.discard(identifier)
        elif element.tag == qn("w:t"):
            for one in open_:
                found[one] += element.text or ""
    told = {str(comment.comment_id): comment.text.split("\n")[0] for comment in file.comments}
    return [(words, told[identifier]) for identifier, words in found.items()]


def test_a_comment_stands_on_the_number_and_on_nothing_else() -> None:
    data = saved(a_docx())
    expected = [note.span.text for note in notes_of(extract(data), FORM)]
    found = [words for words, _ in places(commented(data))]
    assert found == expected
    assert "9.99%" in found
    assert "517.22万元" in found
    assert any("增减率算错" in told for _, told in places(commented(data)))


def test_splitting_a_run_keeps_its_look_and_the_text() -> None:
    data = saved(a_docx())
    before, after = docx.Document(io.BytesIO(data)), commented(data)
    assert [p.text for p in after.paragraphs] == [p.text for p in before.paragraphs]
    looks = [
        [(char, run.bold, run.font.size) for run in file.paragraphs[1].runs for char in run.text]
        for file in (before, after)
    ]
    assert looks[0] == looks[1]


def test_tabs_and_breaks_of_a_run_stay_in_their_order() -> None:
    file = a_docx()
    run = file.add_paragraph().add_run("一")
    run.add_tab()
    run.add_text(WRONG.replace("财政拨款收入", "财政拨款支出"))
    run.add_break()
    run.add_text("完")
    data = saved(file)
    before, after = docx.Document(io.BytesIO(data)), commented(data)
    assert [p.text for p in after.paragraphs] == [p.text for p in before.paragraphs]
    notes = [note.span.text for note in notes_of(extract(data), FORM)]
    assert [words for words, _ in places(after)] == notes


def test_a_comment_on_a_text_box_hangs_on_the_run_that_holds_it() -> None:
    file = a_docx()
    run = file.add_paragraph().add_run()
    box = docx.Document().add_paragraph(WRONG.replace("财政拨款收入", "财政拨款支出"))._p
    content = run._r.makeelement(qn("w:txbxContent"), {})
    content.append(box)
    holder = run._r.makeelement(qn("w:pict"), {})
    holder.append(content)
    run._r.append(holder)
    after = commented(saved(file))
    inside = [e for e in after.element.body.iter(qn("w:txbxContent"))]
    assert [one for e in inside for one in e.iter(qn("w:commentRangeStart"))] == []
    assert len(places(after)) > len(places(commented(saved(a_docx()))))


def test_cells_of_tables_are_commented_and_the_file_reads_as_before() -> None:
    data = render.as_docx("000")
    report = extract(data)
    after = marked_docx.mark(report, data, FORM)
    assert extract(after).text == report.text
    found = places(docx.Document(io.BytesIO(after)))
    notes = [note for note in notes_of(report, FORM) if note.whole and note.span.text]
    assert len(found) >= len(notes)
    in_cells = [note.span.text for note in notes if "\t" not in note.span.text]
    assert set(in_cells) <= {words for words, _ in found}


def test_the_same_word_file_gives_the_same_comments() -> None:
    data = saved(a_docx())
    comments = [(comment.text, comment.timestamp) for comment in commented(data).comments]
    assert comments == [(comment.text, None) for comment in commented(data).comments]


def test_every_character_that_a_run_prints_knows_where_it_comes_from() -> None:
    data = render.as_docx("000")
    file = docx.Document(io.BytesIO(data))
    text = extract(data).text or ""
    known = docx_loader.origins(file.part)
    assert len(known) == len(text)
    assert all(origin is not None for origin, char in zip(known, text, strict=True) if char > " ")
    for origin, char in zip(known, text, strict=True):
        if origin is not None:
            assert (origin[0].text or "")[origin[1]] == char


# ---- the command line -------------------------------------------------------------------------


def test_the_command_writes_the_marked_file(tmp_path: Path) -> None:
    source, output = tmp_path / "a.pdf", tmp_path / "marked.pdf"
    source.write_bytes(a_pdf())
    words = ["check", "--format", "pdf", "-o", str(output), str(source)]
    assert CliRunner().invoke(app, words).exit_code == 1
    assert list(highlights(output.read_bytes()))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "docx", "-o", "OUT", "a.pdf"], "html"),
        (["--format", "pdf", "a.pdf"], "只能用于一份文件"),
        (["--format", "xlsx", "-o", "OUT", "a.pdf", "a.pdf"], "只能用于一份文件"),
    ],
    ids=["other format", "no output", "two files"],
)
def test_the_command_says_why_it_cannot(tmp_path: Path, words: list[str], told: str) -> None:
    (tmp_path / "a.pdf").write_bytes(a_pdf())
    named = [str(tmp_path / word) if word in ("a.pdf", "OUT") else word for word in words]
    result = CliRunner().invoke(app, ["check", *named])
    assert result.exit_code == 2
    assert told in result.stderr
    assert not (tmp_path / "OUT").exists()
