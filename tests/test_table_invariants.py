"""What holds for the tables of every report: no number lost or doubled, no id or row skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
import regex

from extractor import Report
from extractor.model import Cell, Table
from extractor.tables.captions import is_caption, is_furniture
from extractor.text import squeeze
from tests.corpus import REPORTS, text_of

# A number with decimals is no code, year, line number or column number.
_AMOUNT = regex.compile(r"(?<![\d.])\d[\d,，]*(?: ?\d{3})*\. ?\d+(?![\d.])")

Read = Callable[[str], Report]


def official(report: Report) -> list[Table]:
    """Return the official tables."""
    return [table for table in report.tables if table.id.startswith("T")]


def covering(cells: list[Cell], at: int) -> int:
    """Return how many printed cells stand at an offset."""
    return sum(cell.span.start <= at < cell.span.end for cell in cells)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_amount_in_a_table_is_in_exactly_one_cell(read: Read, name: str) -> None:
    text = text_of(name)
    for table in official(read(name)):
        cells = [cell for cell in table.cells if cell.text]
        for match in _AMOUNT.finditer(text, table.span.start, table.span.end):
            assert covering(cells, match.start()) == 1, (table.id, match.group())


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_cell_says_what_stands_there(read: Read, name: str) -> None:
    text = text_of(name)
    for table in official(read(name)):
        for cell in table.cells:
            assert squeeze(text[cell.span.start : cell.span.end]) == squeeze(cell.text)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_ids_are_unique_and_rows_count_from_one(read: Read, name: str) -> None:
    report = read(name)
    counts = Counter(cell.id for table in report.tables for cell in table.cells)
    assert [cell for cell, count in counts.items() if count > 1] == []
    for table in report.tables:
        rows = sorted({cell.row for cell in table.cells})
        assert rows == list(range(1, len(rows) + 1)), table.id
        assert all(f"/R{cell.row}/C{cell.column}" in cell.id for cell in table.cells)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_word_of_a_form_is_in_a_cell(read: Read, name: str) -> None:
    text = text_of(name)
    for table in read(name).tables:
        if not table.id.startswith("A") or not table.cells:
            continue
        covered = bytearray(len(text))
        for cell in table.cells:
            covered[cell.span.start : cell.span.end] = b"1" * (cell.span.end - cell.span.start)
        first = min(cell.span.start for cell in table.cells)
        left = "".join(
            char if not covered[at] else "\n"
            for at, char in enumerate(text[first : table.span.end], start=first)
        )
        words = [
            squeeze(line) for line in left.replace("\t", "\n").splitlines() if line.strip(" |")
        ]
        assert [word for word in words if not (is_furniture(word) or is_caption(word))] == []
