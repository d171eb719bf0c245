"""Findings for people: by severity, both sides quoted where they stand, a count line at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

from service.outputs._coverage import listed
from service.outputs._notes import basis
from service.outputs._quotes import grouped, is_alone
from service.telling.places import Places
from service.telling.words import WORDS, Words, counted, summary

if TYPE_CHECKING:
    from rich.text import Text

    from extractor.model import Evidence, Finding, Report
    from service.outputs._form import Form

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
# A total of twenty rows is not read item by item; the rest is in the JSON document.
_MOST_PLACES = 6
_MOST_WARNINGS = 8


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
    words, places = WORDS[form.lang], Places(report, WORDS[form.lang].front)
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
    if form.coverage:
        yield ""
        yield from listed(report, places, words)
    yield ""
    if not shown:
        yield words.clean
    yield _styled(counted(report, len(shown), words), "bold")
    yield _styled(summary(report, words), "bold")


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
    groups = grouped(finding.evidence, places)
    before = None
    for group in groups[:_MOST_PLACES]:
        where = places.describe(group[0].ref, group[0].span)
        if where != before:
            yield _styled(f"   ▸ {where}", "dim")
        before = where
        yield _quotation(group, places, words.blank, _STYLES[finding.severity], form.color)
    if len(groups) > _MOST_PLACES:
        yield f"   ▸ {words.more_places.format(count=len(groups) - _MOST_PLACES, form='html')}"
    if finding.consequences:
        yield f"   {words.consequences.format(count=len(finding.consequences))}"
    yield _styled(f"   {basis(finding, places, form)}", "dim")


def _quotation(group: list[Evidence], places: Places, blank: str, style: str, color: bool) -> Text:
    """Return the line with the numbers that matter: in colour, or between 【 and 】."""
    from rich.text import Text

    if is_alone(group[0], places):
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


def _warnings(report: Report, words: Words) -> Iterator[Text | str]:
    if not report.warnings:
        return
    yield ""
    yield _styled(f"{words.unread} {len(report.warnings)}", "bold magenta")
    for warning in report.warnings[:_MOST_WARNINGS]:
        yield f"   {warning.message}"
    if len(report.warnings) > _MOST_WARNINGS:
        yield f"   {words.more_warnings.format(count=len(report.warnings) - _MOST_WARNINGS)}"
