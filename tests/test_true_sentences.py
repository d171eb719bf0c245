"""Sentences whose numbers are right: nothing is said of them, and every numeral is understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import extract, extract_narrative
from tests.corpus import ROOT

SENTENCES = (ROOT / "tests/cases/true_sentences.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_true_sentence_is_let_pass(sentence: str) -> None:
    report = extract_narrative(sentence, fiscal_year=2024)
    assert [one.explanation for one in report.findings if one.severity != "info"] == []
    assert report.coverage.numerals is not None
    assert report.coverage.numerals.unread == ()


PASSAGES = sorted((ROOT / "tests/cases/true_passages").glob("*.txt"))


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda path: path.stem)
def test_a_true_passage_in_the_words_of_a_province_is_let_pass(passage: Path) -> None:
    report = extract_narrative(passage.read_text(encoding="utf-8"), fiscal_year=2024)
    assert [one.explanation for one in report.findings if one.severity != "info"] == []
    assert report.coverage.numerals is not None
    assert report.coverage.numerals.unread == ()


REPORT = """某某局2024年度部门决算
第一部分 某某局概况
一、主要职责
负责财政拨款、一般公共预算、基本支出、项目支出管理。
第三部分 2024年度部门决算情况说明
{heading}
{sentence}
"""
HEADINGS = (
    "一、收入支出决算总体情况说明",
    "三、支出决算情况说明",
    "九、“三公”经费财政拨款支出决算情况说明",
    "十、其他重要事项的情况说明",
    "十一、政府采购支出说明",
    "十三、预算绩效情况说明",
)


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_true_sentence_is_let_pass_in_every_section(heading: str) -> None:
    for sentence in SENTENCES:
        report = extract(REPORT.format(heading=heading, sentence=sentence).encode())
        told = [
            f"{one.rule}: {one.explanation}" for one in report.findings if one.severity == "error"
        ]
        assert told == [], sentence
