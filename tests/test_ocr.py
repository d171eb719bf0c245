"""Pages that are pictures: hidden text behind them, Tesseract, and what follows from either."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from extractor import extract
from extractor.errors import NoText
from extractor.model import Report
from tests.corpus import ROOT
from tests.pdf import Page, made

PDF = ROOT / "corpus" / "reports" / "seed000.lo.pdf"
PICTURE = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"
TITLE = "某某区某某局2024年度部门决算公开"
TOLD = "2024年度收支总计517.22万元。与2023年度相比，收支总计减少7.04万元，下降9.99%。"
OTHER = "本部门一般公共预算财政拨款基本支出用于人员经费，“三公”经费支出决算为0万元。"


def report(*pages: Page) -> bytes:
    return made(Page().text(50, 60, TITLE, 14).text(50, 100, OTHER), *pages)


def warnings(read: Report) -> list[tuple[str, int | None]]:
    return [(warning.code, warning.page) for warning in read.warnings if warning.page]


def test_what_stands_behind_a_picture_is_read_and_is_no_error() -> None:
    seen = extract(report(Page().text(50, 100, TOLD)))
    assert [(f.rule, f.severity) for f in seen.findings] == [("rate", "error")]
    assert not any(fact.ocr for fact in seen.facts)
    scanned = extract(report(Page().raw(PICTURE).raw("3 Tr").text(50, 100, TOLD)))
    assert [(f.rule, f.severity) for f in scanned.findings] == [("rate", "warning")]
    assert [fact.value for fact in scanned.facts if fact.ocr] == ["517.22", "-7.04", "-9.99"]
    assert warnings(scanned) == [("page_recognized", 2)]


def test_a_page_number_over_a_picture_makes_it_no_text() -> None:
    page = Page().raw(PICTURE).text(280, 800, "— 2 —")
    assert warnings(extract(report(page))) == [("page_without_text", 2)]


def test_text_behind_text_is_left_out() -> None:
    page = Page().text(50, 100, TOLD).raw("3 Tr").text(50, 130, "支出总计1.00万元。")
    assert "1.00" not in [fact.value for fact in extract(report(page)).facts]


def test_without_tesseract_a_warning_says_how_to_get_it(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(report(Page().raw(PICTURE)))
    ask = (
        "from extractor import extract; import sys\n"
        "print(*(f'{w.code} {w.message}' for w in extract(sys.argv[1], ocr=True).warnings))"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask, str(file)],
        cwd=ROOT,
        env={**os.environ, "PATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert "ocr_unavailable" in done.stdout, done.stderr
    assert "tesseract-ocr" in done.stdout


def test_a_scan_without_ocr_says_how_to_read_it() -> None:
    with pytest.raises(NoText, match="--ocr"):
        extract(made(Page().raw(PICTURE)))


@pytest.fixture(scope="module")
def tesseract() -> None:
    """Install Tesseract and its Chinese where they are missing."""
    command = shutil.which("tesseract")
    if (
        command
        and "chi_sim"
        in subprocess.run([command, "--list-langs"], capture_output=True, text=True).stdout
    ):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        pytest.skip("Tesseract is not installed, and cannot be")
    for words in (["update"], ["install", "--yes", "tesseract-ocr", "tesseract-ocr-chi-sim"]):
        subprocess.run(["apt-get", "-qq", *words], check=True, capture_output=True)


def scanned(*numbers: int) -> bytes:
    """Return the first page of a report, and some others as pictures of 200 dots an inch."""
    source, made_ = pypdfium2.PdfDocument(PDF), pypdfium2.PdfDocument.new()
    made_.import_pages(source, [0])
    for number in numbers:
        page = source[number]
        stream = io.BytesIO()
        picture: Image.Image = page.render(scale=200 / 72, grayscale=True).to_pil()
        picture.save(stream, "JPEG", quality=80)
        image = pypdfium2.PdfImage.new(made_)
        image.load_jpeg(io.BytesIO(stream.getvalue()), inline=True)
        image.set_matrix(pypdfium2.PdfMatrix().scale(*page.get_size()))
        sheet = made_.new_page(*page.get_size())
        sheet.insert_obj(image)
        sheet.gen_content()
    out = io.BytesIO()
    made_.save(out)
    return out.getvalue()


@pytest.mark.usefixtures("tesseract")
def test_a_table_is_read_from_the_picture_of_its_page() -> None:
    text = {
        cell.row_key: cell.value
        for table in extract(PDF).tables
        if table.id == "T02"
        for cell in table.cells
        if cell.column_key == "total" and cell.span.page == 6
    }
    read = extract(scanned(5), ocr=True)
    (table,) = read.tables
    # T7.27 for 17.27 is no number, and that is told.
    misread = any(cell.text and cell.value is None for cell in table.cells)
    told = [("cell_unreadable", 2)] if misread else []
    assert warnings(read) == [("page_recognized", 2), *told]
    values = {cell.row_key: cell.value for cell in table.cells if cell.column_key == "total"}
    right = [row for row, value in text.items() if values.get(row) == value]
    assert len(text) > 10
    assert len(right) >= 0.9 * len(text), values
    assert not [finding for finding in read.findings if finding.severity == "error"]
