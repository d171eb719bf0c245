"""What people and programs get to read, from a report made by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import get_args

import pytest

from extractor.model import Finding, Report
from rules.terms import Lang
from service.outputs import (
    CHECK_OUTPUTS,
    EXTRACT_OUTPUTS,
    FILE_OUTPUTS,
    CheckFormat,
    ExtractFormat,
    Form,
    Write,
)
from service.review.document import ReviewedReport
from service.telling.words import WORDS
from tests.reports import TEXT, make_finding, make_report


def written(write: Write, *reports: Report, form: Form | None = None) -> str:
    out = io.StringIO()
    write(reports, out, form or Form(many=len(reports) > 1))
    return out.getvalue()


def text_of_check(*findings: Finding, **wishes: object) -> str:
    form = Form(**wishes)  # type: ignore[arg-type]  # each test passes the fields that it means
    return written(CHECK_OUTPUTS["text"], make_report(*findings), form=form)


def test_every_format_of_the_command_line_has_an_output() -> None:
    assert set(get_args(CheckFormat)) == CHECK_OUTPUTS.keys() | FILE_OUTPUTS.keys()
    assert not CHECK_OUTPUTS.keys() & FILE_OUTPUTS.keys()
    assert set(get_args(ExtractFormat)) == set(EXTRACT_OUTPUTS)


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("format", ["text", "html"])
def test_nothing_is_said_of_what_was_not_computed(
    read: Callable[[str], Report], name: str, format: str, lang: Lang
) -> None:
    """Targets have no rounding, and words no difference: `None` is no word for people."""
    page = written(CHECK_OUTPUTS[format], read(name), form=Form(lang=lang))
    assert "None" not in page


def test_json_is_the_document_and_nothing_else() -> None:
    report = make_report(make_finding())
    document = json.loads(written(EXTRACT_OUTPUTS["json"], report))
    assert document == json.loads(report.model_dump_json())
    assert document["schema"] == "gouji/1"
    assert document["checks"][0]["class"] == "narrative_table"


def test_json_of_several_files_is_an_array() -> None:
    documents = json.loads(written(EXTRACT_OUTPUTS["json"], make_report(), make_report()))
    assert [document["report"]["entity"] for document in documents] == ["某某中心", "某某中心"]


def test_json_of_several_files_that_all_failed_is_an_empty_array() -> None:
    assert json.loads(written(EXTRACT_OUTPUTS["json"], form=Form(many=True))) == []


def test_json_lines_hold_one_document_each() -> None:
    lines = written(EXTRACT_OUTPUTS["jsonl"], make_report(), make_report()).splitlines()
    assert [json.loads(line)["report"]["source"] for line in lines] == ["hand.txt", "hand.txt"]


def test_csv_has_a_mark_for_excel_and_one_row_for_each_fact() -> None:
    page = written(EXTRACT_OUTPUTS["csv"], make_report(), make_report())
    assert page.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(page.removeprefix("\ufeff"))))
    assert len(rows) == 4
    assert (rows[1]["value"], rows[1]["of"], rows[0]["cells"]) == ("-7.04", "F1", "T01/R1/C1")
    assert (rows[0]["approximate"], rows[0]["ocr"]) == ("false", "false")
    assert rows[0]["section"].endswith("› 一、收入支出决算总体情况说明")
    assert TEXT[int(rows[0]["start"]) : int(rows[0]["end"])] == "517.22 万元"


def test_csv_of_findings_quotes_both_sides() -> None:
    page = written(CHECK_OUTPUTS["csv"], make_report(make_finding()))
    (row,) = csv.DictReader(io.StringIO(page.removeprefix("\ufeff")))
    assert row["text_1"] == "517.22万元"
    assert row["where_2"] == "T01 收入支出决算总表 · 总计 · 支出/金额"
    assert row["text_2"] == "517.23"


@pytest.mark.parametrize("start", ["=", "+", "@", "-cmd", "＝", "－"])
def test_no_text_of_a_report_is_a_formula_in_a_spreadsheet(start: str) -> None:
    finding = make_finding(explanation=f"{start}HYPERLINK()")
    page = written(CHECK_OUTPUTS["csv"], make_report(finding))
    (row,) = csv.DictReader(io.StringIO(page.removeprefix("\ufeff")))
    assert row["explanation"] == f"'{start}HYPERLINK()"
    assert row["difference"] == "-0.0100"


def test_text_quotes_both_sides_with_their_section_and_marks_the_number() -> None:
    page = text_of_check(make_finding())
    assert "第三部分 2024年度部门决算情况说明 › 一、收入支出决算总体情况说明" in page
    assert "     2024年度支出总计【517.22万元】，比2023年减少7.04万元，下降1.34%\n" in page
    assert "T01 收入支出决算总表 · 总计 · 支出/金额\n     【517.23】\n" in page
    assert "两处应当相等。" in page
    assert "算式 517.22 ≠ 517.23；写的是 517.22万元，相差 -0.01，四舍五入最多差 0.0050；" in page
    assert "\x1b" not in page


def test_text_shows_a_blank_cell_as_blank() -> None:
    assert "【（空白）】" in text_of_check(make_finding())


def test_text_ends_with_the_counts() -> None:
    page = text_of_check(make_finding(), make_finding("warning"), make_finding("info"))
    assert page.splitlines()[-2] == (
        "错误 1 处，警告 1 处，提示 1 处；共核对 2 项：相符 1，尾差 0，不符 1，无法核对 0。"
    )


def test_text_ends_with_the_duties_in_one_line() -> None:
    page = text_of_check(make_finding())
    assert page.splitlines()[-1] == "应检查 3 项：通过 1，有误 1，不适用 0，无法核对 1"
    assert text_of_check(lang="en").splitlines()[-1] == (
        "3 duties: 1 passed, 1 failed, 0 not applicable, 1 not checkable"
    )


def test_text_lists_the_duties_and_what_nothing_binds_where_asked_for() -> None:
    assert "应检查的事项" not in text_of_check(make_finding())
    page = text_of_check(make_finding(), coverage=True)
    assert "   通过  总计一致 · 核对 1 处\n" in page
    assert "   无法核对  收入决算表 · 没有找到《收入决算表》（T02）\n" in page
    assert "读作数量 2 处，不是数量（年度、编号、标准线、名称）3 处，没有读懂 0 处\n" in page
    assert "正文 1 处（共 2），表格 1 格（共 1）" in page
    assert "     支出总计 7.04万元\n" in page
    assert "   ▸ T01 收入支出决算总表\n     总计 · 支出/金额 517.23\n" in page


def test_text_groups_by_severity_worst_first() -> None:
    page = text_of_check(make_finding("info"), make_finding("error"), make_finding("warning"))
    assert page.index("错误 1\n") < page.index("警告 1\n") < page.index("提示 1\n")


def test_every_output_numbers_the_findings_alike(read: Callable[[str], Report], name: str) -> None:
    report = read(name)
    rows = list(csv.DictReader(io.StringIO(written(CHECK_OUTPUTS["csv"], report))))
    keys = [row["key"] for row in rows]
    assert re.findall(r'id="r1-([^"]+)"', written(CHECK_OUTPUTS["html"], report)) == keys
    run = json.loads(written(CHECK_OUTPUTS["sarif"], report))["runs"][0]
    assert [one["partialFingerprints"]["goujiKey/v1"] for one in run["results"]] == keys
    titles = re.findall(r"^\d+\. (.+)$", written(CHECK_OUTPUTS["text"], report), re.MULTILINE)
    assert titles == [row["title"] for row in rows]
    assert [each.finding.key for each in ReviewedReport(report).findings] == keys


def test_text_says_how_much_the_least_severity_hides() -> None:
    page = text_of_check(make_finding("error"), make_finding("info"), min_severity="warning")
    assert "提示 1\n" not in page
    assert "（按 --min-severity 未列出 1 处）" in page


def test_text_names_what_could_not_be_read() -> None:
    assert "收入决算表没有数据行。" in text_of_check()


def test_text_of_a_clean_report_says_so() -> None:
    assert "没有发现需要处理的问题。" in text_of_check()


def test_text_in_english() -> None:
    page = text_of_check(make_finding(), lang="en")
    assert "Errors 1" in page
    assert page.splitlines()[-2].startswith("1 errors, 0 warnings, 0 notes; 2 checks: 1 passed")


def test_text_for_a_terminal_has_colour_instead_of_brackets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    page = text_of_check(make_finding(), color=True)
    assert "\x1b[" in page
    assert "【" not in page


def test_the_least_severity_leaves_other_findings_out_of_json_and_csv() -> None:
    report = make_report(make_finding("error"), make_finding("info"))
    form = Form(min_severity="error")
    document = json.loads(written(CHECK_OUTPUTS["json"], report, form=form))
    assert [finding["severity"] for finding in document["findings"]] == ["error"]
    assert written(CHECK_OUTPUTS["csv"], report, form=form).count("\n") == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_have_words_for_every_kind_and_severity(lang: str) -> None:
    words = WORDS["zh" if lang == "zh" else "en"]
    assert set(words.kinds) == {"final_accounts", "budget", None}
    assert set(words.severities) == {"error", "warning", "info"}
