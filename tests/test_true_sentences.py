"""Sentences whose numbers are right: nothing is said of them, and every numeral is understood."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest
import regex

from extractor import extract, extract_narrative
from tests.corpus import ROOT

SENTENCES = (ROOT / "tests/cases/true_sentences.txt").read_text(encoding="utf-8").splitlines()
# What is wrong with them is found wherever a line ends.
FALSE = (
    "2024年度支出情况如下：会议费1万元，培训费2万元，差旅费3万元，电费4万元，合计11万元。",
    "本单位2024年全年共举办各类宣传活动22场，其中培训4场、招商30场。",
    "2024年单位编制数102名（行政编制42名、工勤编制2名、事业编制68名）。",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_true_sentence_is_let_pass(sentence: str) -> None:
    report = extract_narrative(sentence, fiscal_year=2024)
    assert [one.explanation for one in report.findings if one.severity != "info"] == []
    assert report.coverage.numerals is not None
    assert report.coverage.numerals.unread == ()


def _checked(text: str) -> list[tuple[str, str, str]]:
    """Return what a passage is checked for, without what asks for words."""
    checks = extract_narrative(text, fiscal_year=2024).checks
    made = {(one.rule, one.status, one.expression) for one in checks if one.operands}
    return sorted(made)


@pytest.mark.parametrize("sentence", [*SENTENCES, *FALSE])
def test_a_sentence_is_checked_alike_wherever_its_line_ends(sentence: str) -> None:
    """Behind its first words: a line that ends before them may be a heading."""
    cuts = {*range(30, len(sentence) - 1, 17), sentence.find("其中") + 1, sentence.rfind("、")}
    whole = _checked(sentence)
    for cut in sorted(cut for cut in cuts if cut > 20 and _may_break(sentence, cut)):
        assert _checked(f"{sentence[:cut]}\n{sentence[cut:]}") == whole, sentence[:cut]


def _may_break(sentence: str, at: int) -> bool:
    """Return whether a line may end here: in no number, and not so that a list would begin."""
    opens = regex.match(r"[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]|第|注", sentence[at:])
    in_number = regex.match(r"[\d,.][\d,.%]", sentence[at - 1 : at + 1])
    return not (opens or in_number or sentence[at - 1] in "。；！？")


PASSAGES = sorted((ROOT / "tests/cases/true_passages").glob("*.txt"))


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda path: path.stem)
def test_a_true_passage_in_the_words_of_a_province_is_let_pass(passage: Path) -> None:
    report = extract_narrative(passage.read_text(encoding="utf-8"), fiscal_year=2024)
    assert [one.explanation for one in report.findings if one.severity != "info"] == []
    assert report.coverage.numerals is not None
    assert report.coverage.numerals.unread == ()


def _in_yuan(text: str) -> str:
    """Return a passage with its money in 元: 12.5万元 as 125,000.00元."""
    return regex.sub(
        r"([\d,]+(?:\.\d+)?)万元",
        lambda found: f"{Decimal(found[1].replace(',', '')) * 10_000:,.2f}元",
        text,
    )


def _in_lines(text: str) -> str:
    """Return a passage in short lines, cut anywhere, as a page has them."""
    cut = (regex.findall(".{1,23}", line) for line in text.split("\n"))
    return "\n".join(chain.from_iterable(cut))


VARIANTS: dict[str, Callable[[str], str]] = {
    "in 元": _in_yuan,
    "in short lines": _in_lines,
    "half width": lambda text: text.translate(str.maketrans("，；：（）", ",;:()")),
    "同比": lambda text: regex.sub("与2023年(?:度)?相比，|比上年|较上年度?", "同比", text),
    "所占比例为": lambda text: regex.sub(r"占(?=\d)", "所占比例为", text),
    "增幅、降幅": lambda text: regex.sub(r"增长(?=[\d.]+%)", "增幅", text).replace("下降", "降幅"),
    "年": lambda text: text.replace("2024年度", "2024年").replace("2023年度", "2023年"),
    "其中 in its own sentence": lambda text: text.replace("，其中：", "。其中："),
    "实际支出": lambda text: text.replace("支出决算为", "实际支出"),
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_a_true_passage_is_let_pass_in_other_words(variant: Callable[[str], str]) -> None:
    for passage in PASSAGES:
        text = variant(passage.read_text(encoding="utf-8"))
        report = extract_narrative(text, fiscal_year=2024)
        told = [one.explanation for one in report.findings if one.severity == "error"]
        assert told == [], passage.stem


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
