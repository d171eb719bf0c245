"""A report and a second file with its tables: what was read badly of either is known of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import Report, extract
from extractor.document import Beside, Document, Layout, Placed
from extractor.model import Span
from extractor.notices import Notice
from rules.terms import Lang
from tests.pdf import Page, made
from tests.served import served
from tests.test_ocr import PICTURE, TITLE

# On a machine that does other work the service may take its time.
PATIENT = {"GOUJI_ANSWER_SECONDS": "55"}
HEADING = "五、一般公共预算财政拨款支出决算情况说明"
TOLD = "2024年度一般公共预算财政拨款支出100.00万元，占本年支出合计的100%。"
ROWS = (
    ("科目编码", "科目名称", "小计", "基本支出", "项目支出"),
    ("", "合计", "90.00", "60.00", "30.00"),
    ("201", "一般公共服务支出", "90.00", "60.00", "30.00"),
)
TEXT = f"{TITLE}\n\n{HEADING}\n\n{TOLD}\n".encode()
PDF = made(
    Page().text(50, 60, TITLE, 14), Page().text(50, 100, HEADING, 12).text(70, 140, TOLD, 10)
)


def table(page: Page) -> Page:
    """Print a table on a page: it says 90 where the narrative says 100."""
    page.text(150, 60, "一般公共预算财政拨款支出决算表", 12).text(50, 90, "金额单位：万元")
    return page.ruled([50, 130, 260, 340, 420, 500], [110, 140, 170, 200], ROWS)


SEEN = made(table(Page()))
SCANNED = made(table(Page().raw(PICTURE).raw("3 Tr")))
AMONG_PICTURES = made(Page().raw(PICTURE).text(50, 50, "附表"), table(Page()), Page().raw(PICTURE))


def found(report: Report) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity) for finding in report.findings]


def unread(report: Report) -> list[tuple[str, str | None, int | None]]:
    codes = [w for w in report.warnings if w.code != "table_missing"]
    return [(warning.code, warning.table, warning.page) for warning in codes]


@pytest.mark.parametrize("report", [TEXT, PDF], ids=["text", "pdf"])
def test_what_was_recognised_in_the_second_file_is_no_error(report: bytes) -> None:
    assert found(extract(report, tables=SEEN)) == [("link.general.total", "error")]
    read = extract(report, tables=SCANNED)
    assert found(read) == [("link.general.total", "warning")]
    assert not any(fact.ocr for fact in read.facts)
    assert unread(read) == [("page_recognized", None, None)]


def test_what_was_recognised_in_the_report_is_still_no_error_beside_a_second_file() -> None:
    scanned = made(
        Page().text(50, 60, TITLE, 14),
        Page().raw(PICTURE).raw("3 Tr").text(50, 100, HEADING, 12).text(70, 140, TOLD),
    )
    read = extract(scanned, tables=SEEN)
    assert found(read) == [("link.general.total", "warning")]
    assert [fact.ocr for fact in read.facts] == [True, True]
    assert unread(read) == [("page_recognized", None, 2)]


@pytest.mark.parametrize("report", [TEXT, PDF], ids=["text", "pdf"])
def test_a_warning_says_in_which_file_the_page_is(report: bytes) -> None:
    (warning, *_) = extract(report, tables=SCANNED).warnings
    assert warning.message.startswith("报表文件：第1页是图像")
    (warning, *_) = extract(report, tables=SCANNED, lang="en").warnings
    assert warning.message.startswith("The file of tables: Page 1 is a picture")


@pytest.mark.parametrize("report", [TEXT, PDF], ids=["text", "pdf"])
def test_a_table_beside_an_unread_page_of_its_own_file_is_incomplete(report: bytes) -> None:
    read = extract(report, tables=AMONG_PICTURES)
    (incomplete,) = [w for w in read.warnings if w.code == "table_incomplete"]
    assert (incomplete.table, incomplete.page) == ("T05", None)
    assert "旁边的第3页没有文字" in incomplete.message


def test_a_page_that_the_second_file_lacks_is_not_missed_in_the_report() -> None:
    report = made(Page().text(50, 60, TITLE, 14), table(Page()), Page().text(50, 60, "附：说明"))
    lacking = made(Page().text(50, 60, "附表"), Page().raw(PICTURE), Page().raw(PICTURE))
    codes = [warning.code for warning in extract(report, tables=lacking).warnings]
    assert "table_incomplete" not in codes


@pytest.mark.parametrize("report", [TEXT, PDF], ids=["text", "pdf"])
def test_no_place_of_the_second_file_is_shown_in_the_report(report: bytes) -> None:
    read = extract(report, tables=SEEN)
    (only,) = read.tables
    assert {span.page for span in (only.span, *(cell.span for cell in only.cells))} == {None}
    assert {cell.span.boxes for cell in only.cells} == {None}
    assert read.text is not None
    assert [read.text[c.span.start : c.span.end] for c in only.cells] == [
        cell.text for cell in only.cells
    ]


def test_pages_count_through_both_files() -> None:
    def layout(page: int) -> Layout:
        return Layout((Placed(0, 2, page, [1.0, 2.0], [2.0, 3.0], 1.0, 2.0),), (0,), {})

    document = Document(
        *("甲乙\n\n丙丁", "application/pdf", (), ()),
        pages=3,
        layout=layout(3),
        recognized=frozenset({4}),
        warnings=(Notice("page_damaged", 2), Notice("page_damaged", 2, beside=True)),
        beside=Beside(4, layout(1)),
    )
    assert (document.page(0, 1), document.page(4, 5)) == (3, 4)
    # A blank cell stands between two offsets that are the same.
    assert [document.span(*place).page for place in ((0, 1), (4, 5), (4, 4))] == [3, None, None]
    assert document.unread_pages == {2, 5}
    assert document.is_recognized(Span(start=4, end=5, text="丙"))
    assert not document.is_recognized(Span(start=0, end=1, text="甲"))
    notices = [document.notice_of(page, "page_damaged", {}) for page in (2, 5)]
    assert [(notice.page, notice.beside) for notice in notices] == [(2, False), (2, True)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_service_reads_tables_in_a_second_file(tmp_path: Path, lang: Lang) -> None:
    read = extract(TEXT, filename="a.txt", tables=SEEN, lang=lang)
    address = f"/api/reports/{read.report.id}"
    with served(tmp_path / "reports.db", environment=PATIENT) as server, server.client() as client:
        files = {"file": ("a.txt", TEXT), "tables": ("b.pdf", SEEN)}
        assert client.post("/api/reports", files=files).status_code == 201
        # In another language than that of the upload it is read anew, of both files.
        told = Report.model_validate(client.get(address, params={"lang": lang}).json())
        assert [one.explanation for one in told.findings] == [
            one.explanation for one in read.findings
        ]
        assert found(told) == [("link.general.total", "error")]
        alone = client.post("/api/reports", files={"file": ("a.txt", TEXT)})
        assert alone.headers["location"] == address
        assert found(Report.model_validate(client.get(address).json())) == []
