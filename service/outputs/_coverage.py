"""What was checked: every duty with its state, and the numbers that no check looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from service.telling.places import Places, tidy

if TYPE_CHECKING:
    from extractor.model import Fact, Obligation, Report
    from service.telling.words import Words


def listed(report: Report, places: Places, words: Words) -> Iterator[str]:
    """Yield one line for each duty, then the numbers that no check looked at, by place."""
    yield words.duties
    for duty in report.coverage.obligations:
        yield f"   {words.states[duty.state]}  {duty.title}{_why(duty, words)}"
    yield ""
    yield from numerals_told(report, words)
    yield from _unbound(report, places, words)


def _why(duty: Obligation, words: Words) -> str:
    told = duty.why or (words.checks.format(made=len(duty.checks)) if duty.checks else "")
    return f" · {told}" if told else ""


def numerals_told(report: Report, words: Words) -> list[str]:
    """Return the line that accounts for the numerals of the text; none for an older document."""
    told = report.coverage.numerals
    if told is None:
        return []
    counts = {"facts": told.facts, "others": told.no_quantities, "unread": len(told.unread)}
    return [words.numerals.format(**counts)]


def _unbound(report: Report, places: Places, words: Words) -> Iterator[str]:
    facts, cells = report.coverage.facts, report.coverage.cells
    if not facts.unchecked and not cells.unchecked:
        yield words.all_bound
        return
    yield words.unbound.format(
        facts=len(facts.unchecked),
        all_facts=facts.checked + len(facts.unchecked),
        cells=len(cells.unchecked),
        all_cells=cells.checked + len(cells.unchecked),
    )
    for where, numbers in unbound_by_place(report, places).items():
        yield f"   ▸ {where or words.in_text}"
        yield f"     {words.semicolon.join(numbers)}"


def unbound_by_place(report: Report, places: Places) -> dict[str, list[str]]:
    """Return the numbers that no check looked at: by section, then by table."""
    found: dict[str, list[str]] = {}
    for ref in report.coverage.facts.unchecked:
        fact = places.facts[ref]
        found.setdefault(places.heading(fact.span.start), []).append(_fact(fact))
    for ref in report.coverage.cells.unchecked:
        cell = places.cells[ref]
        table, _, rest = places.describe(ref, cell.span).partition(" · ")
        found.setdefault(table, []).append(f"{rest} {cell.text}".strip())
    return found


def _fact(fact: Fact) -> str:
    text = tidy(fact.span.text)
    return text if fact.kind == "nil" else f"{fact.subject.strip('“”')} {text}".strip()
