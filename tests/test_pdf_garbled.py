"""PDF files whose characters stand for others: that is told, and nothing in them is an error."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.load import load
from extractor.load.pdf.garbled import told_garbled
from tests.corpus import PDFS
from tests.pdf import Page, made

SENTENCES = (
    "某某局2024年度部门决算情况说明",
    "2024年度收入总计100.00万元，其中：财政拨款收入80.00万元，占80%；其他收入30.00万元，占30%。",
    "一般公共预算财政拨款支出80.00万元，完成年初预算100.00万元的90%。",
    "基本支出50.00万元，项目支出30.00万元。本单位没有政府性基金预算财政拨款支出。",
)
# As a program does that cuts the codes of characters.
CUT = str.maketrans("度款支位", "ùáèí")


def printed(*lines: str) -> bytes:
    page = Page()
    for at, line in enumerate(lines):
        page.text(50, 60 + 24 * at, line, 9)
    return made(page)


def test_errors_in_a_text_of_other_characters_are_none() -> None:
    lines = [f"（{n}）{line}" for n, line in enumerate(SENTENCES * 5)]
    clear = extract(printed(*lines))
    garbled = extract(printed(*(line.translate(CUT) for line in lines)))
    assert "error" in {finding.severity for finding in clear.findings}
    assert "error" not in {finding.severity for finding in garbled.findings}
    (told,) = (one for one in garbled.warnings if one.code == "text_garbled")
    assert "决算" in told.message
    assert not any(one.code == "text_garbled" for one in clear.warnings)


@pytest.mark.parametrize("name", sorted(PDFS))
def test_a_report_as_it_is_exported_is_not_garbled(name: str) -> None:
    assert told_garbled(load(PDFS[name].read_bytes()).text) is None


def test_letters_that_belong_between_characters_are_no_damage() -> None:
    text = "购置B超、X光机各一台，建设A级旅游厕所，开展T台展示。" * 30 + "决算" * 2000
    assert told_garbled(text) is None
