"""Findings for people: by severity, both sides quoted where they stand, a count line at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

import regex

from service.outputs._places import Places

if TYPE_CHECKING:
    from rich.text import Text

    from extractor.model import Evidence, Finding, Report
    from service.outputs._form import Form, Lang

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
# A total of twenty rows is not read item by item; the rest is in the JSON document.
_MOST_PLACES = 6
_MOST_WARNINGS = 8
# What an expression calls a fact or a cell: F17, T01/R27/C1.
_REF = regex.compile(r"\b(?:F\d+|[TA]\d\d(?:/R\d+/C\d+)?)\b")


@dataclass(frozen=True, slots=True)
class Words:
    """What this output says itself, in one language."""

    kinds: dict[str | None, str]
    head: str
    severities: dict[str, str]
    figures: str
    blank: str
    more_places: str
    consequences: str
    rule: str
    unread: str
    more_warnings: str
    clean: str
    hidden: str
    counts: str


WORDS: dict[Lang, Words] = {
    "zh": Words(
        kinds={"final_accounts": "决算公开", "budget": "预算公开", None: "文本"},
        head="{entity} · {year}年度{kind} · {source}",
        severities={"error": "错误", "warning": "警告", "info": "提示"},
        figures="算式 {expression}；重算 {expected}，相差 {difference}，四舍五入允许 ±{tolerance}",
        blank="（空白）",
        more_places="另有 {count} 处，见 --format json",
        consequences="同一原因还使另外 {count} 项核对不符。",
        rule="规则 {rule}",
        unread="读取时的问题",
        more_warnings="另有 {count} 条，见 --format json",
        clean="没有发现需要处理的问题。",
        hidden="（按 --min-severity 未列出 {count} 处）",
        counts="错误 {error} 处，警告 {warning} 处，提示 {info} 处{hidden}；"
        "共核对 {checks} 项：相符 {passed}，尾差 {rounding}，不符 {failed}，"
        "无法核对 {unverifiable}。",
    ),
    "en": Words(
        kinds={"final_accounts": "final accounts", "budget": "budget", None: "text"},
        head="{entity} · {kind} {year} · {source}",
        severities={"error": "Errors", "warning": "Warnings", "info": "Notes"},
        figures="{expression}; recomputed {expected}, difference {difference}, "
        "rounding allows ±{tolerance}",
        blank="(blank)",
        more_places="{count} more places: see --format json",
        consequences="The same cause makes {count} more checks fail.",
        rule="rule {rule}",
        unread="Trouble while reading",
        more_warnings="{count} more: see --format json",
        clean="Nothing needs attention.",
        hidden=" ({count} not listed: --min-severity)",
        counts="{error} errors, {warning} warnings, {info} notes{hidden}; {checks} checks: "
        "{passed} passed, {rounding} rounding, {failed} failed, {unverifiable} not verifiable.",
    ),
}


def write(reports: Iterable[Report], out: TextIO, form: Form) -> None:
    """Write every report's findings for a person to read."""
    # Imported here: `gouji --help` needs no renderer.
    from rich.console import Console

    console = Console(
        file=out,
        force_terminal=form.color,
        color_system="auto" if form.color else None,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
    )
    for number, report in enumerate(reports):
        if number:
            console.print()
        for line in _lines(report, form):
            console.print(line)


def _lines(report: Report, form: Form) -> Iterator[Text | str]:
    words, places = WORDS[form.lang], Places(report)
    yield _head(report, words)
    shown = form.shown(report)
    number = 0
    for severity in ("error", "warning", "info"):
        group = [finding for finding in shown if finding.severity == severity]
        if not group:
            continue
        yield ""
        yield _styled(f"{words.severities[severity]} {len(group)}", _STYLES[severity])
        for finding in group:
            number += 1
            yield ""
            yield from _finding(number, finding, places, form)
    yield from _warnings(report, words)
    yield ""
    if not shown:
        yield words.clean
    yield _styled(_counts(report, len(shown), words), "bold")


def _styled(text: str, style: str) -> Text:
    from rich.text import Text

    return Text(text, style=style)


def _head(report: Report, words: Words) -> Text:
    info = report.report
    head = words.head.format(
        entity=info.entity or "?",
        year=info.fiscal_year or "?",
        kind=words.kinds[info.kind],
        source=info.source,
    )
    return _styled(head, "bold")


def _finding(number: int, finding: Finding, places: Places, form: Form) -> Iterator[Text | str]:
    words = WORDS[form.lang]
    yield _styled(f"{number}. {finding.title}", "bold")
    yield f"   {finding.explanation}"
    groups = list(_groups(finding.evidence, places))
    before = None
    for group in groups[:_MOST_PLACES]:
        where = places.describe(group[0].ref, group[0].span)
        if where != before:
            yield _styled(f"   ▸ {where}", "dim")
        before = where
        yield _quotation(group, places, words.blank, _STYLES[finding.severity], form.color)
    if len(groups) > _MOST_PLACES:
        yield f"   ▸ {words.more_places.format(count=len(groups) - _MOST_PLACES)}"
    if finding.consequences:
        yield f"   {words.consequences.format(count=len(finding.consequences))}"
    yield _styled(f"   {_basis(finding, words)}", "dim")


def _groups(evidence: Iterable[Evidence], places: Places) -> Iterator[list[Evidence]]:
    """Yield the pieces of evidence, those of one sentence together."""
    group: list[Evidence] = []
    for piece in evidence:
        if group and not _belongs(piece, group, places):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _belongs(piece: Evidence, group: list[Evidence], places: Places) -> bool:
    if _is_alone(piece, places) or _is_alone(group[0], places):
        return False
    return any(places.together(other.span, piece.span) for other in group)


def _is_alone(piece: Evidence, places: Places) -> bool:
    """Return whether it is a cell: its neighbours without their headers would only mislead."""
    return piece.ref is not None and piece.ref not in places.facts


def _quotation(group: list[Evidence], places: Places, blank: str, style: str, color: bool) -> Text:
    """Return the line with the numbers that matter: in colour, or between 【 and 】."""
    from rich.text import Text

    if _is_alone(group[0], places):
        # A numeral torn by blanks (`4, 368. 79`) is read, and so shown, as one.
        pieces: tuple[tuple[str, bool], ...] = (
            ("".join(group[0].span.text.split()) or blank, True),
        )
    else:
        pieces = places.quote([piece.span for piece in group]).pieces
    line = Text("     ")
    for text, marked in pieces:
        shown = f"【{text}】" if marked and not color else text
        line.append(shown, style if marked else None)
    return line


def _basis(finding: Finding, words: Words) -> str:
    """Return the arithmetic in printed numbers, and the rule that asks for it."""
    rule = words.rule.format(rule=finding.rule)
    if finding.expected is None or finding.difference is None:
        return rule
    values = {operand.ref: operand.value or "0" for operand in finding.operands}
    figures = words.figures.format(
        expression=_REF.sub(lambda ref: values.get(ref[0], ref[0]), finding.expression),
        expected=finding.expected,
        difference=finding.difference,
        tolerance=finding.tolerance,
    )
    return f"{figures}；{rule}" if words is WORDS["zh"] else f"{figures}; {rule}"


def _warnings(report: Report, words: Words) -> Iterator[Text | str]:
    if not report.warnings:
        return
    yield ""
    yield _styled(f"{words.unread} {len(report.warnings)}", "bold magenta")
    for warning in report.warnings[:_MOST_WARNINGS]:
        yield f"   {warning.message}"
    if len(report.warnings) > _MOST_WARNINGS:
        yield f"   {words.more_warnings.format(count=len(report.warnings) - _MOST_WARNINGS)}"


def _counts(report: Report, shown: int, words: Words) -> str:
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
