"""Reports laid out as other places lay them out: true, so nothing is wrong till it is planted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor import Report, extract
from extractor.model import Fact, Finding
from tests.corpus import ROOT

CASES = sorted((ROOT / "tests" / "cases" / "places").glob("*.txt"))


def parts(case: Path) -> tuple[str, list[str], list[str]]:
    """Return the report of a case, what it says of it, and the slips to plant."""
    _, _, rest = case.read_text(encoding="utf-8").partition("\n--- text\n")
    text, _, rest = rest.partition("--- expected\n")
    expected, _, planted = rest.partition("--- planted\n")
    return text, expected.splitlines(), planted.splitlines()


def described(report: Report) -> set[str]:
    """Return what the case files say: the report, its tables, cells, sections and facts."""
    info = report.report
    tables = [table for table in report.tables if table.is_official]
    lines = {f"{info.kind} {info.entity} {info.fiscal_year} {info.unit}"}
    lines.add(" ".join(table.id for table in tables))
    lines |= {
        f"{table.id} {table.kind} {table.title or '-'}"
        for table in report.tables
        if not table.is_official
    }
    lines |= {
        f"{table.id}/{cell.row_key}/{cell.column_key} {cell.value}"
        for table in tables
        for cell in table.cells
    }
    lines |= set(_facts(report))
    return lines | {
        f"{section.role} {section.topic or '-'} {section.title}" for section in report.sections
    }


def _facts(report: Report) -> Iterator[str]:
    """Yield each fact with what it is about and the cells that hold it."""
    cells = {cell.id: cell for table in report.tables for cell in table.cells}
    facts = {fact.id: fact for fact in report.facts}
    links: dict[str, list[str]] = {}
    for link in report.links:
        cell = cells[link.cell]
        place = f"{cell.id.partition('/')[0]}/{cell.row_key}/{cell.column_key}"
        links.setdefault(link.fact, []).append(place)
    for fact in report.facts:
        words = [fact.kind, fact.value + (fact.unit or ""), fact.measure or "-", fact.subject]
        if fact.of is not None:
            words += ["of", facts[fact.of].value]
        yield " ".join([*words, *_basis(fact)])
        for place in links.get(fact.id, ()):
            yield " ".join([*words, "->", place])


def _basis(fact: Fact) -> list[str]:
    if fact.base_measure is None and fact.base_period is None:
        return []
    return ["since", fact.base_measure or "-", fact.base_period or "-"]


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_place_is_read_as_its_case_says(case: Path) -> None:
    text, expected, _ = parts(case)
    report = extract(text.encode())
    printed = described(report)
    assert [line for line in expected if line not in printed] == []
    assert [check.expression for check in report.checks if check.status == "fail"] == []
    assert report.warnings == ()


def _errors(report: Report) -> list[Finding]:
    return [each for each in report.findings if each.severity == "error"]


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_planted_slip_is_one_error_in_place(case: Path) -> None:
    """A line says what is written in place of what: once, and so often is it reported."""
    text, _, planted = parts(case)
    for line in planted:
        before, _, after = line.partition(" ⇒ ")
        assert text.count(before) == 1, line
        report = extract(text.replace(before, after).encode())
        errors = _errors(report)
        assert len(errors) == 1, (line, [error.explanation for error in errors])
        spans = [each.span for each in errors[0].evidence if each.span is not None]
        start = report.text.index(after)
        end = start + len(after)
        assert any(span.start < end and start < span.end for span in spans), line
