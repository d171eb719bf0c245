"""One report in several formats: the same facts, tables, links and findings."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractor import extract
from extractor.errors import CorruptInput, EncryptedInput, InputError, TooLarge, UnsupportedType
from extractor.load import archive, load
from extractor.model import Report
from extractor.text import squeeze
from tests import render
from tests.corpus import REPORTS

# 003 is text in reading order: there is no grid to render.
NAMES = [name for name in REPORTS if name != "003"]


def facts(report: Report) -> Counter[tuple[object, ...]]:
    return Counter((f.kind, f.value, f.unit, squeeze(f.subject), f.period) for f in report.facts)


def cells(report: Report, every: bool = True) -> Counter[tuple[object, ...]]:
    return Counter(
        (
            table.id,
            cell.row_key or squeeze(cell.row_header),
            cell.column_key,
            Decimal(cell.value) if cell.value else squeeze(cell.text) if every else None,
        )
        for table in report.tables
        for cell in table.cells
        if every or table.id.startswith("T")
    )


def findings(report: Report) -> Counter[str]:
    return Counter(f"{finding.severity} {finding.key}" for finding in report.findings)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "form",
    [render.as_docx, render.as_html, render.as_markdown],
    ids=["docx", "html", "markdown"],
)
def test_a_report_says_the_same_in_every_format(form: Callable[[str], bytes], name: str) -> None:
    text, other = extract(REPORTS[name]), extract(form(name))
    assert cells(other) == cells(text)
    assert facts(other) == facts(text)
    assert findings(other) == findings(text)
    assert {link.cell for link in other.links} == {link.cell for link in text.links}
    assert all(
        other.text is not None and other.text[f.span.start : f.span.end] == f.span.text
        for f in other.facts
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_with_the_narrative_is_the_whole_report(name: str) -> None:
    text = extract(REPORTS[name])
    both = extract(render.narrative_of(name), tables=render.as_xlsx(name))
    assert cells(both, every=False) == cells(text, every=False)
    errors = {
        finding.key
        for finding in text.findings
        if finding.severity == "error"
        and not any(operand.ref.startswith("A") for operand in finding.operands)
    }
    assert errors <= {f.key for f in both.findings}


# ---- DOCX -------------------------------------------------------------------------------------


def docx_of(body: str) -> bytes:
    """Return a Word file with this body of WordprocessingML."""
    file = docx.Document()
    for element in parse_xml(f"<w:body {nsdecls('w', 'wp', 'a')}>{body}</w:body>"):
        file.element.body.insert(len(file.element.body) - 1, element)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def text_of(body: str) -> str:
    return load(docx_of(body)).text.strip()


def test_tracked_changes_are_taken_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>支出</w:t></w:r>"
        '<w:del w:id="1"><w:r><w:delText>100</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>200</w:t></w:r></w:ins>'
        '<w:moveFrom w:id="3"><w:r><w:t>旧</w:t></w:r></w:moveFrom>'
        "<w:r><w:t>万元</w:t></w:r></w:p>"
    )
    assert text_of(body) == "支出200万元"


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next() -> None:
    assert text_of(p("支出", '<w:rPr><w:del w:id="1"/></w:rPr>') + p("决算")) == "支出决算"


def test_hidden_text_is_left_out_and_breaks_are_kept() -> None:
    body = (
        "<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>"
    )
    assert text_of(body) == "一\n二"


def test_text_boxes_stand_behind_their_paragraph_and_once() -> None:
    inner = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        f"<w:p><w:r><w:t>正文</w:t><mc:AlternateContent {mc}><mc:Choice Requires='wps'>"
        f"<w:drawing>{inner}</w:drawing></mc:Choice><mc:Fallback><w:pict>{inner}</w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(body) == "正文\n框内"


def test_merged_cells_and_inner_tables() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if '<' in text else p(text)}</w:tc>"

    inner = f"<w:tbl><w:tr>{cell('内一')}{cell('内二')}</w:tr></w:tbl>"
    body = (
        "<w:tbl><w:tr>"
        + cell("项目", '<w:vMerge w:val="restart"/>')
        + cell("支出", '<w:gridSpan w:val="2"/>')
        + "</w:tr><w:tr>"
        + cell("", "<w:vMerge/>")
        + cell("基本")
        + cell(inner + p("项目支出"))
        + "</w:tr></w:tbl>"
    )
    document = load(docx_of(body))
    # Read again as text, what stands below a merged cell stays in its column.
    assert "项目\t支出\n\t基本\t项目支出\n" in document.text
    outer, nested = document.grids
    assert [(c.row, c.column, c.text, c.row_span, c.column_span) for c in outer.cells()] == [
        (0, 0, "项目", 2, 1),
        (0, 1, "支出", 1, 2),
        (1, 1, "基本", 1, 1),
        (1, 2, "项目支出", 1, 1),
    ]
    assert [c.text for c in nested.cells()] == ["内一", "内二"]


def test_numbers_that_word_generates_are_written_out() -> None:
    numbering = (
        f"<w:numbering {nsdecls('w')}><w:abstractNum w:abstractNumId='7'>"
        "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/>"
        "<w:lvlText w:val='%1、'/></w:lvl>"
        "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='chineseCounting'/>"
        "<w:lvlText w:val='（%2）'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='7'><w:abstractNumId w:val='7'/></w:num></w:numbering>"
    )

    def item(text: str, depth: int) -> str:
        place = f'<w:ilvl w:val="{depth}"/><w:numId w:val="7"/>'
        return p(text, f"<w:numPr>{place}</w:numPr>")

    data = docx_of(
        item("收入", 0) + item("总体", 1) + item("结构", 1) + item("支出", 0) + item("总体", 1)
    )
    text = load(replaced(data, "word/numbering.xml", numbering)).text
    assert text.split() == ["一、收入", "（一）总体", "（二）结构", "二、支出", "（一）总体"]


def replaced(data: bytes, name: str, content: str) -> bytes:
    """Return a zip file with another content of one member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for member in old.namelist():
            new.writestr(member, content if member == name else old.read(member))
    return stream.getvalue()


# ---- HTML -------------------------------------------------------------------------------------


def test_spans_of_a_web_table() -> None:
    page = (
        "<html><body><table><tr><th rowspan=2>项目</th><th colspan='2'>支出</th></tr>"
        "<tr><td>基本<br>支出</td><td>项目</td></tr><tr><td>合计<td>1<td>2</table></body></html>"
    )
    (grid,) = load(page.encode()).grids
    assert [(c.row, c.column, c.text, c.row_span, c.column_span) for c in grid.cells()] == [
        (0, 0, "项目", 2, 1),
        (0, 1, "支出", 1, 2),
        (1, 1, "基本\n支出", 1, 1),
        (1, 2, "项目", 1, 1),
        (2, 0, "合计", 1, 1),
        (2, 1, "1", 1, 1),
        (2, 2, "2", 1, 1),
    ]


def test_menus_scripts_and_footers_are_no_part_of_the_article() -> None:
    text = load(render.as_html("000")).text
    assert "栏目3" not in text
    assert "1234.56" not in text
    assert "网站地图" not in text


def test_deep_nesting_is_read_in_bounded_time() -> None:
    page = "<html><body>" + "<div>" * 10_000 + "支出决算" + "</div>" * 10_000 + "</body></html>"
    assert load(page.encode()).text.strip() == "支出决算"


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "big5", "klingon"])
def test_a_wrong_charset_in_the_page_does_no_harm(charset: str) -> None:
    page = (
        f"<html><head><meta charset='{charset}'></head><body><p>支出决算为5万元</p></body></html>"
    )
    for encoding in ("utf-8", "gb18030"):
        assert load(page.encode(encoding)).text.strip() == "支出决算为5万元"


# ---- XLSX -------------------------------------------------------------------------------------


def test_numbers_are_read_as_the_sheet_shows_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["项目", "金额", "占比"])
    sheet.append(["合计", 0.1 + 0.2, 0.925])
    sheet["B2"].number_format, sheet["C2"].number_format = "#,##0.00", "0.0%"
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    document = load(stream.getvalue())
    (grid,) = document.grids
    assert [cell.text for cell in grid.rows[1]] == ["合计", "0.30", "92.5%"]
    assert [warning.code for warning in document.warnings] == ["hidden_sheet"]


# ---- what is no report ------------------------------------------------------------------------


def test_old_office_files_are_told_how_to_convert() -> None:
    with pytest.raises(UnsupportedType, match="docx"):
        load(b"\xd0\xcf\x11\xe0" + b"\0" * 512)
    with pytest.raises(EncryptedInput):
        load(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize(
    ("head", "advice"),
    [
        (b"\x89PNG\r\n\x1a\n", "PDF.*--ocr"),
        (b"\xff\xd8\xff\xe0", "PDF.*--ocr"),
        (b"BM\x36\x10\0\0\0\0\0\0", "PDF.*--ocr"),
        (b"II*\0", "PDF.*--ocr"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "PDF.*--ocr"),
        (b"Rar!\x1a\x07", "解压"),
        (b"\x1f\x8b\x08", "解压"),
        (b"{\\rtf1\\ansi", "另存为 .docx"),
        (b"MIME-Version: 1.0\r\n", "仅 HTML"),
        (
            b"From: <Saved by Blink>\r\nSubject: =?utf-8?Q?2024?=\r\nMIME-Version: 1.0\r\n",
            "仅 HTML",
        ),
    ],
)
def test_other_formats_are_told_what_to_do(head: bytes, advice: str) -> None:
    with pytest.raises(UnsupportedType, match=advice):
        load(head + b"\0" * 512)


def test_a_text_that_begins_like_another_format_is_a_text() -> None:
    for text in (
        "BM局2024年度部门决算公开",
        "MM局2024年度部门决算公开",
        "RIFF\n2024年度部门决算公开",
    ):
        assert load(text.encode()).text == text


def zip_of(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/").replace("_x", ".x"), content)
    return stream.getvalue()


def test_an_archive_is_no_report_and_a_bomb_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(UnsupportedType, match="压缩包"):
        load(zip_of(report=b"text"))
    with pytest.raises(UnsupportedType, match=r"OFD.*PDF"):
        load(zip_of(OFD_xml=b"<ofd:OFD/>"))
    with pytest.raises(UnsupportedType, match=r"另存为 \.docx"):
        load(zip_of(content_xml=b"<office/>"))
    monkeypatch.setattr(archive, "_MOST_BYTES", 1_000_000)
    with pytest.raises(TooLarge):
        load(zip_of(word__document_xml=b"<" * 2_000_000))


@pytest.mark.parametrize("name", ["word__document_xml", "xl__workbook_xml"])
def test_a_broken_office_file_is_corrupt(name: str) -> None:
    with pytest.raises(InputError) as error:
        load(zip_of(**{name: b"<broken"}))
    assert error.value.code in ("corrupt", "unsupported_type")


def test_entities_of_a_word_file_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("机密")
    evil = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document {nsdecls("w")}>'
        "<w:body><w:p><w:r><w:t>支出&e;决算</w:t></w:r></w:p></w:body></w:document>"
    )
    data = replaced(docx_of(p("x")), "word/document.xml", evil)
    assert "机密" not in load(data).text


@pytest.mark.parametrize("cut", [10, 100, 1000, 5000, -100, -10])
def test_a_truncated_office_file_is_corrupt(cut: int) -> None:
    for data in (render.as_docx("000"), render.as_xlsx("000")):
        with pytest.raises(CorruptInput):
            load(data[:cut])
