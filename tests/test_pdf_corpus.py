"""A report says the same as PDF and as text: its cells, its facts, its errors, all with a place."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import pytest

from extractor import Report, extract
from extractor.load.limits import Limits
from extractor.load.pdf import assemble
from extractor.load.pdf.content.reader import read_pages
from extractor.model import Finding
from extractor.pipeline import judge, read_evidence
from tests.corpus import CORPUS, PDFS
from tests.renderings.compare import cells, errors, facts

Read = Callable[[str], Report]

# In its PDF the forms of 003 are prose without line breaks: a row or two are not told apart.
PROSE = {"003"}


@cache
def as_pdf(name: str) -> Report:
    return extract(PDFS[name])


def said(report: Report) -> Counter[tuple[str, ...]]:
    """Return what is said of a report, whatever the line breaks in what it quotes."""
    return Counter(
        (f.severity, f.rule, "".join(f.explanation.split()), f.formula or "")
        for f in report.findings
    )


def blamed(findings: Sequence[Finding]) -> set[str]:
    """Return the printed numbers that errors quote first."""
    return {f.evidence[0].span.text for f in findings if f.severity == "error"}


@pytest.fixture(params=sorted(PDFS))
def pdf(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_official_tables_have_the_same_cells(pdf: str, read: Read) -> None:
    assert cells(as_pdf(pdf)) == cells(read(pdf))


def test_the_narrative_has_the_same_facts(pdf: str, read: Read) -> None:
    there, here = facts(read(pdf)), facts(as_pdf(pdf))
    common = (there & here).total()
    assert common >= 0.99 * there.total()
    assert here.total() <= (1.05 if pdf in PROSE else 1.0) * there.total()


def test_the_same_errors_are_found(pdf: str, read: Read) -> None:
    there, here = errors(read(pdf)), errors(as_pdf(pdf))
    assert here == there


def test_the_same_is_said_of_both(pdf: str, read: Read) -> None:
    """Page breaks within cells of forms may cost a few findings some of their words."""
    there, here = said(read(pdf)), said(as_pdf(pdf))
    assert (there - here).total() <= (3 if pdf in PROSE else 0)
    assert (here - there).total() <= (there - here).total()


def test_the_text_of_a_pdf_read_again_has_the_same_tables_and_errors(pdf: str) -> None:
    here = as_pdf(pdf)
    again = extract((here.text or "").encode())
    assert cells(again) == cells(here)
    assert facts(again) == facts(here)
    assert errors(again) == errors(here)


def test_every_place_has_a_page_and_boxes_on_it(pdf: str) -> None:
    report = as_pdf(pdf)
    spans = [fact.span for fact in report.facts]
    spans += [cell.span for table in report.tables for cell in table.cells]
    spans += [section.span for section in report.sections]
    for span in spans:
        assert span.page is not None
        assert 1 <= span.page <= (report.report.pages or 0)
        assert span.boxes
        for x0, top, x1, bottom in span.boxes:
            assert 0 <= x0 <= x1 <= 842
            assert 0 <= top < bottom <= 842


def test_the_boxes_of_a_finding_are_no_wider_than_its_words(pdf: str) -> None:
    for finding in as_pdf(pdf).findings:
        for evidence in finding.evidence:
            if evidence.span.text:
                width = sum(x1 - x0 for x0, _, x1, _ in evidence.span.boxes or ())
                assert 0 < width <= 25 * len(evidence.span.text)


@pytest.mark.parametrize("page", [5, 6, 9, 11, 13])
def test_a_page_of_tables_that_is_an_image_makes_no_error(page: int, read: Read) -> None:
    pages = [
        replace(each, runs=[], edges=[], images=[(0, 0, each.width, each.height)])
        if each.number == page
        else each
        for each in read_pages(PDFS["000"].read_bytes(), Limits.from_environment())
    ]
    seen = read_evidence(assemble(pages))
    _, findings, covered = judge(seen, "zh")
    assert blamed(findings) <= blamed(read("000").findings)
    assert [w.page for w in seen.warnings if w.code == "page_without_text"] == [page]
    assert "not_checkable" in {duty.state for duty in covered.obligations}


def test_the_manifest_says_what_each_pdf_is_for() -> None:
    with (CORPUS / "MANIFEST.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["file"].endswith(".pdf")]
    assert {row["id"] for row in rows} == set(PDFS)
