"""One self-contained page to mail and to print: findings with both sides, or the marked text.

Nothing is loaded from anywhere; without JavaScript all is there but filters and keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from rules.terms import SEVERITIES
from service.outputs._coverage import numerals_told, unbound_by_place
from service.outputs._marks import Open, marked
from service.outputs._quotes import grouped, is_alone
from service.telling.excerpts import Excerpt, excerpt_of, whole_table
from service.telling.page_words import PAGE_WORDS
from service.telling.places import Places, tidy
from service.telling.templates import templates_of
from service.telling.words import WORDS, Words, counted, summary

if TYPE_CHECKING:
    from extractor.model import Check, Evidence, Finding, Report
    from service.outputs._form import Form

# How far a quotation reaches to either side of a number: far enough for any sentence.
_REACH = 400


@dataclass(frozen=True, slots=True)
class Side:
    """One place of a finding: a sentence in pieces, or a piece of a table."""

    where: str
    quote: tuple[tuple[str, bool], ...] = ()
    table: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as the page tells it."""

    number: int
    anchor: str
    finding: Finding
    written: str
    off: str
    sides: tuple[Side, ...]
    consequences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """One report with its findings, as the page tells it."""

    report: Report
    head: str
    counts: str
    summary: str
    groups: tuple[tuple[str, tuple[Told, ...]], ...]
    numerals: list[str]
    unbound: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Marked:
    """One report with its facts marked in the text, as the page tells it."""

    report: Report
    head: str
    pieces: tuple[object, ...]
    kinds: tuple[tuple[str, int], ...]
    links: dict[str, list[str]]
    facts_of: dict[str, list[str]]
    tables: tuple[Excerpt, ...]


def write_findings(reports: Iterable[Report], out: TextIO, form: Form) -> None:
    """Write the findings of all reports as one page."""
    told = [_checked(report, number, form) for number, report in enumerate(reports, start=1)]
    _write("findings.html.j2", out, form, reports=told, severities=SEVERITIES)


def write_documents(reports: Iterable[Report], out: TextIO, form: Form) -> None:
    """Write the text of all reports with their facts marked as one page."""
    told = [_marked(report, WORDS[form.lang]) for report in reports]
    _write("document.html.j2", out, form, reports=told)


def _write(template: str, out: TextIO, form: Form, **values: Any) -> None:
    pages = templates_of("service.outputs")
    pages.tests["opening"] = lambda piece: isinstance(piece, Open)
    words, page = WORDS[form.lang], PAGE_WORDS[form.lang]
    told = pages.get_template(template).generate(lang=form.lang, words=words, page=page, **values)
    out.writelines(told)
    out.write("\n")


# ---- findings ---------------------------------------------------------------------------------


def _checked(report: Report, number: int, form: Form) -> Checked:
    words, places, shown = (
        WORDS[form.lang],
        Places(report, WORDS[form.lang].front),
        form.shown(report),
    )
    checks = {check.id: check for check in report.checks}
    told = [
        Told(
            number=place,
            anchor=f"r{number}-{finding.key}",
            finding=finding,
            written=places.written(finding),
            off=places.off(finding),
            sides=tuple(_sides(finding, places)),
            consequences=tuple(_consequence(checks[ref], places) for ref in finding.consequences),
        )
        for place, finding in enumerate(shown, start=1)
    ]
    groups = (
        (severity, tuple(one for one in told if one.finding.severity == severity))
        for severity in SEVERITIES
    )
    return Checked(
        report=report,
        head=_head(report, words),
        counts=counted(report, len(shown), words),
        summary=summary(report, words),
        groups=tuple(group for group in groups if group[1]),
        numerals=numerals_told(report, words),
        unbound=unbound_by_place(report, places),
    )


def _head(report: Report, words: Words) -> str:
    info = report.report
    return words.title.format(
        entity=info.entity or "?", year=info.fiscal_year or "?", kind=words.kinds[info.kind]
    )


def _consequence(check: Check, places: Places) -> str:
    """Return what else fails for the same cause: where, and the numbers."""
    if not check.operands:
        return check.message
    first = check.operands[0].ref
    span = places.span(first)
    where = places.describe(first, span) if span else first
    fact = places.facts.get(first)
    told = f"{where} · {tidy(fact.span.text)}" if fact else where
    return f"{told}: {check.message}"


def _sides(finding: Finding, places: Places) -> Iterator[Side]:
    """Yield the quotations of sentences, then one excerpt for each table."""
    cells: dict[str, list[Evidence]] = {}
    for group in grouped(finding.evidence, places):
        ref = group[0].ref
        if ref is not None and ref in places.cells:
            cells.setdefault(ref.partition("/")[0], []).append(group[0])
        elif is_alone(group[0], places):
            yield Side(places.describe(ref, group[0].span), ((tidy(group[0].span.text), True),))
        else:
            quote = places.quote([piece.span for piece in group], _REACH)
            yield Side(places.describe(ref, group[0].span), quote.pieces)
    for table, pieces in cells.items():
        excerpt = excerpt_of([places.cells[piece.ref or ""] for piece in pieces], places)
        start = places.tables[table].span.start
        yield Side(places.heading(start), table=excerpt)


# ---- the text ---------------------------------------------------------------------------------


def _marked(report: Report, words: Words) -> Marked:
    links: dict[str, list[str]] = {}
    facts_of: dict[str, list[str]] = {}
    for link in report.links:
        links.setdefault(link.fact, []).append(link.cell)
        facts_of.setdefault(link.cell, []).append(link.fact)
    kinds: Counter[str] = Counter(fact.kind for fact in report.facts)
    return Marked(
        report=report,
        head=_head(report, words),
        pieces=tuple(marked(report.text, report.facts)) if report.text else (),
        kinds=tuple((kind, kinds[kind]) for kind in words.fact_kinds if kinds[kind]),
        links=links,
        facts_of=facts_of,
        tables=tuple(whole_table(table) for table in report.tables if table.cells),
    )
