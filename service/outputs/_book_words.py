"""What the workbook says itself, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rules.terms import Lang


@dataclass(frozen=True, slots=True)
class BookWords:
    """Names of sheets, and the headings of their columns."""

    findings: str
    finding_columns: tuple[str, ...]
    checks: str
    check_columns: tuple[str, ...]
    statuses: dict[str, str]
    facts: str
    fact_columns: tuple[str, ...]
    unit: str
    item: str
    page: str


BOOK_WORDS: dict[Lang, BookWords] = {
    "zh": BookWords(
        findings="发现的问题",
        finding_columns=(
            *("序号", "程度", "标题", "解释", "写的是", "算得", "相差", "被检查的数"),
            *("原文", "对照", "页", "类别", "规则", "最可能有误的数", "应改为"),
        ),
        checks="核对",
        check_columns=(
            *("编号", "类别", "规则", "结果", "写的是", "关系", "算得", "相差", "四舍五入最多差"),
            "核对什么",
        ),
        statuses={
            "pass": "相符",
            "rounding": "尾差",
            "fail": "不符",
            "unverifiable": "无法核对",
        },
        facts="正文的数",
        fact_columns=(
            *("编号", "种类", "数值", "单位", "事项", "年度", "对比年度", "所在部分", "页"),
            *("原文", "规则"),
        ),
        unit="单位：{unit}",
        item="项目",
        page="第{page}页",
    ),
    "en": BookWords(
        findings="Findings",
        finding_columns=(
            *("No.", "Severity", "Title", "Explanation", "Stated", "Recomputed", "Difference"),
            *("Number tested", "As printed", "Compared with", "Page", "Class", "Rule"),
            *("Most likely wrong", "Should be"),
        ),
        checks="Checks",
        check_columns=(
            *("Id", "Class", "Rule", "Result", "Stated", "Relation", "Recomputed", "Difference"),
            *("Rounding allows", "What is checked"),
        ),
        statuses={
            "pass": "passed",
            "rounding": "rounding",
            "fail": "failed",
            "unverifiable": "not verifiable",
        },
        facts="Facts",
        fact_columns=(
            *("Id", "Kind", "Value", "Unit", "Subject", "Period", "Base period", "Section", "Page"),
            *("As printed", "Rule"),
        ),
        unit="Unit: {unit}",
        item="Item",
        page="page {page}",
    ),
}
