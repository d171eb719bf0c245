"""A report says the same when its text was made anew: cells, facts, and no error of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractor import Report, extract
from extractor.load import load
from extractor.tables.flow_marks import page_numbers
from extractor.text import squeeze
from tests.corpus import REPORTS
from tests.retold import Retelling, cell_by_cell, in_columns, in_lines, retold
from tests.test_pdf_corpus import cells, facts

Read = Callable[[str], Report]

LOOKS = {
    "one blank between cells": Retelling(in_lines, width=40),
    "double spaced, page 3 of 40": Retelling(
        in_lines, feed="\n\n", mark="第 {number} 页 共 {pages} 页"
    ),
    "bare page numbers": Retelling(in_lines, width=38, mark="{number}"),
    "columns, bare page numbers": Retelling(in_columns, width=38, mark="      {number}\n\f"),
    "torn numerals": Retelling(in_lines, width=38, tears=True, mark="- {number} -"),
    "cell by cell": Retelling(cell_by_cell, width=40),
}
# The one row of its 三公 table has values that could stand in several columns.
UNDECIDED = {"004": "T09"}


def wrong(report: Report) -> set[tuple[str, ...]]:
    """Return the errors by what they quote: a form has other places in another text."""
    found = (finding for finding in report.findings if finding.severity == "error")
    return {(f.title, *sorted(squeeze(each.span.text) for each in f.evidence)) for f in found}


@pytest.mark.parametrize("name", ["000", "001", "002", "004"])
@pytest.mark.parametrize("look", LOOKS)
def test_a_text_made_anew_says_the_same(name: str, look: str, read: Read) -> None:
    here, there = (
        extract(retold(load(REPORTS[name].read_bytes()), LOOKS[look]).encode()),
        read(name),
    )
    missing = cells(there) - cells(here)
    assert {table for table, *_ in missing} <= {UNDECIDED.get(name, "")}
    assert cells(here) <= cells(there)
    # A torn count, 2 / 0 次, does not show.
    share = 0.98 if LOOKS[look].tears else 0.99
    assert (facts(here) & facts(there)).total() >= share * facts(there).total()
    assert wrong(here) <= wrong(there)
    if missing:
        assert "column_undecided" in {warning.code for warning in here.warnings}


@pytest.mark.parametrize("texts", [("1", "2", "3"), ("7", "8", "9", "10")])
def test_numbers_that_count_on_a_page_apart_are_those_of_pages(texts: tuple[str, ...]) -> None:
    lines = [line for text in texts for line in (*["一、收入"] * 12, text)]
    document = load("\n".join(lines).encode())
    found = page_numbers(document.lines)
    assert [document.lines[at].text for at in sorted(found)] == list(texts)


def test_line_numbers_and_amounts_are_no_page_numbers() -> None:
    dense = "\n".join(f"{number}\n收入" for number in range(1, 40))
    assert not page_numbers(load(dense.encode()).lines)
    far = "\n".join("收入\n" * 12 + number for number in ("5", "9", "2"))
    assert not page_numbers(load(far.encode()).lines)
