"""What the outputs for people say themselves, in Chinese and in English."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.terms import Lang

if TYPE_CHECKING:
    from extractor.model import Report


@dataclass(frozen=True, slots=True)
class Words:
    """What an output says itself, in one language."""

    kinds: dict[str | None, str]
    severities: dict[str, str]
    severity: dict[str, str]
    classes: dict[str, str]
    states: dict[str, str]
    fact_kinds: dict[str, str]
    title: str
    head: str
    figures: str
    off: str
    reach: str
    semicolon: str
    blank: str
    more_places: str
    front: str
    consequences: str
    rule: str
    unread: str
    more_warnings: str
    clean: str
    hidden: str
    counts: str
    summary: str
    note: str
    duties: str
    checks: str
    unbound: str
    all_bound: str
    numerals: str
    in_text: str


WORDS: dict[Lang, Words] = {
    "zh": Words(
        kinds={"final_accounts": "决算公开", "budget": "预算公开", None: "文本"},
        severities={"error": "错误", "warning": "警告", "info": "提示"},
        severity={"error": "错误", "warning": "警告", "info": "提示"},
        classes={
            "narrative_table": "说明与表",
            "narrative_arithmetic": "说明内计算",
            "narrative_narrative": "前后说法",
            "table_arithmetic": "表内勾稽",
            "table_table": "表间勾稽",
            "direction": "增减方向",
            "enumeration": "列举科目",
            "nil_statement": "“无”的说法",
            "attribution": "单位与年度",
            "calculation": "列出的算式",
            "completeness": "完整性",
            "editorial": "文字",
            "cross_report": "报告之间",
        },
        states={
            "passed": "通过",
            "failed": "有误",
            "not_applicable": "不适用",
            "not_checkable": "无法核对",
        },
        fact_kinds={
            "amount": "金额",
            "change": "增减额",
            "change_rate": "增减率",
            "share": "占比",
            "completion_rate": "完成率",
            "ratio": "比率",
            "count": "数量",
            "measurement": "度量",
            "calculation": "算式",
            "nil": "写明没有",
            "level": "写明持平",
        },
        title="{entity} · {year}年度{kind}",
        head="{entity} · {year}年度{kind} · {source}",
        figures="算式 {formula}；写的是 {actual}",
        off="，相差 {difference}",
        reach="，四舍五入最多差 {tolerance}",
        semicolon="；",
        blank="（空白）",
        more_places="另有 {count} 处，见 --format {form}",
        front="目录、封面（第一个标题之前）",
        consequences="同一原因的不符另有 {count} 项。",
        rule="规则 {rule}",
        unread="读取时的问题",
        more_warnings="另有 {count} 条，见 --format html",
        clean="没有发现需要处理的问题。",
        hidden="（按 --min-severity 未列出 {count} 处）",
        counts="错误 {error} 处，警告 {warning} 处，提示 {info} 处{hidden}；"
        "共核对 {checks} 项：相符 {passed}，尾差 {rounding}，不符 {failed}，"
        "无法核对 {unverifiable}。",
        summary="应检查 {all} 项：通过 {passed}，有误 {failed}，不适用 {not_applicable}，"
        "无法核对 {not_checkable}",
        note="{severity} {number}：{title}\n{explanation}\n{basis}",
        duties="应检查的事项",
        checks="核对 {made} 处",
        unbound="没有核对到的数：正文 {facts} 处（共 {all_facts}），"
        "表格 {cells} 格（共 {all_cells}）",
        all_bound="正文和表格的数都核对到了。",
        numerals="正文的数字：读作数量 {facts} 处，"
        "不是数量（年度、编号、标准线、名称）{others} 处，没有读懂 {unread} 处",
        in_text="正文",
    ),
    "en": Words(
        kinds={"final_accounts": "final accounts", "budget": "budget", None: "text"},
        severities={"error": "Errors", "warning": "Warnings", "info": "Notes"},
        severity={"error": "Error", "warning": "Warning", "info": "Note"},
        classes={
            "narrative_table": "narrative and table",
            "narrative_arithmetic": "narrative arithmetic",
            "narrative_narrative": "told twice",
            "table_arithmetic": "sums in a table",
            "table_table": "between tables",
            "direction": "direction",
            "enumeration": "listed accounts",
            "nil_statement": "stated none",
            "attribution": "entity and year",
            "calculation": "written calculation",
            "completeness": "completeness",
            "editorial": "wording",
            "cross_report": "between reports",
        },
        states={
            "passed": "passed",
            "failed": "failed",
            "not_applicable": "not applicable",
            "not_checkable": "not checkable",
        },
        fact_kinds={
            "amount": "amount",
            "change": "change",
            "change_rate": "rate of change",
            "share": "share",
            "completion_rate": "completion rate",
            "ratio": "ratio",
            "count": "count",
            "measurement": "measurement",
            "calculation": "calculation",
            "nil": "stated none",
            "level": "stated unchanged",
        },
        title="{entity} · {kind} {year}",
        head="{entity} · {kind} {year} · {source}",
        figures="{formula}; stated {actual}",
        off=", difference {difference}",
        reach=", rounding allows ±{tolerance}",
        semicolon="; ",
        blank="(blank)",
        more_places="{count} more places: see --format {form}",
        front="contents or title page, before the first heading",
        consequences="{count} more checks fail for the same cause.",
        rule="rule {rule}",
        unread="Trouble while reading",
        more_warnings="{count} more: see --format html",
        clean="Nothing needs attention.",
        hidden=" ({count} not listed: --min-severity)",
        counts="{error} errors, {warning} warnings, {info} notes{hidden}; {checks} checks: "
        "{passed} passed, {rounding} rounding, {failed} failed, {unverifiable} not verifiable.",
        summary="{all} duties: {passed} passed, {failed} failed, {not_applicable} not applicable, "
        "{not_checkable} not checkable",
        note="{severity} {number}: {title}\n{explanation}\n{basis}",
        duties="What ought to be checked",
        checks="{made} checked",
        unbound="Numbers that no check looked at: {facts} of {all_facts} in the text, "
        "{cells} of {all_cells} cells",
        all_bound="Every number of the text and of the tables was checked.",
        numerals="Numerals of the text: {facts} are facts, {others} no quantities (years, list "
        "numbers, thresholds, names), {unread} not understood",
        in_text="text",
    ),
}


def summary(report: Report, words: Words) -> str:
    """Return how many duties there are, and how they went, in one line."""
    states = Counter(duty.state for duty in report.coverage.obligations)
    counts = {state: states[state] for state in words.states}  # type: ignore[index]  # its keys
    return words.summary.format(all=len(report.coverage.obligations), **counts)


def counted(report: Report, shown: int, words: Words) -> str:
    """Return how many findings there are, how many are shown, and how the checks went."""
    by_severity = Counter(finding.severity for finding in report.findings)
    by_status = Counter(check.status for check in report.checks)
    hidden = len(report.findings) - shown
    return words.counts.format(
        error=by_severity["error"],
        warning=by_severity["warning"],
        info=by_severity["info"],
        hidden=words.hidden.format(count=hidden) if hidden else "",
        checks=len(report.checks),
        passed=by_status["pass"],
        rounding=by_status["rounding"],
        failed=by_status["fail"],
        unverifiable=by_status["unverifiable"],
    )
