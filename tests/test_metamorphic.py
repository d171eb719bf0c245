"""The same report in another form says the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import regex

from extractor import Report, extract
from extractor.text import squeeze
from tests.corpus import REPORTS, text_of

_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_WIDE_BRACKETS = str.maketrans("()", "（）")
_NARROW_BRACKETS = str.maketrans("（）", "()")
_UNIT_AFTER = regex.compile(r"(?<=\d)(?=万元|元|%)")
_BLANK = regex.compile(r"(?<=\S) (?=\S)")
_NARRATIVE = regex.compile(
    r"\n第三部分[^\t\n]*情况说明\s*\n.*?(?=\n第五部分[^\t\n]*\n)", regex.DOTALL
)

_RATES = frozenset({"change_rate", "completion_rate", "share"})

ENCODINGS = ("gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig")
REWRITES: dict[str, Callable[[str], str]] = {
    "full-width digits": lambda text: text.translate(_WIDE_DIGITS),
    "full-width brackets": lambda text: text.translate(_WIDE_BRACKETS),
    "half-width brackets": lambda text: text.translate(_NARROW_BRACKETS),
    "Windows line breaks": lambda text: text.replace("\n", "\r\n"),
    "a blank before every unit": lambda text: _UNIT_AFTER.sub(" ", text),
    "every blank doubled": lambda text: _BLANK.sub("  ", text),
    "blanks at line ends": lambda text: text.replace("\n", "  \n"),
    "ideographic blanks": lambda text: _BLANK.sub("\u3000", text),
}


def meaning(report: Report) -> dict[str, list[Any]]:
    """Return all that a report says, without offsets and without the width of its characters."""
    return {
        "report": [squeeze(report.report.entity or ""), report.report.fiscal_year],
        "sections": [(squeeze(s.title), s.role, s.level) for s in report.sections],
        "cells": [
            (cell.id, cell.value, cell.row_key, cell.column_key)
            for table in report.tables
            if table.id.startswith("T")
            for cell in table.cells
        ],
        "facts": [
            (
                *(fact.id, fact.kind, fact.value, squeeze(fact.unit or ""), fact.measure),
                *(squeeze(fact.subject), fact.account and fact.account.code, fact.fund),
                *(fact.period, fact.base_period, fact.base_measure, fact.direction),
                *(fact.of, fact.whole, squeeze(fact.reason.text) if fact.reason else None),
            )
            for fact in report.facts
        ],
        "links": [(link.fact, link.cell, link.relation) for link in report.links],
        "findings": [(f.key, f.check_class, f.rule, f.severity) for f in report.findings],
    }


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_changes_nothing_at_all(
    read: Callable[[str], Report], name: str, encoding: str
) -> None:
    data = text_of(name).encode(encoding)
    other = extract(data, filename=str(REPORTS[name]))
    assert other.model_dump(exclude={"report"}) == read(name).model_dump(exclude={"report"})


@pytest.mark.parametrize("rewrite", REWRITES)
def test_the_form_of_the_text_changes_no_fact_link_or_finding(
    read: Callable[[str], Report], name: str, rewrite: str
) -> None:
    before = meaning(read(name))
    after = meaning(extract(REWRITES[rewrite](text_of(name)).encode()))
    for what in before:
        assert after[what] == before[what], what


@pytest.mark.parametrize("name", ["000", "001", "004"])
def test_a_narrative_that_is_told_again_is_read_again(name: str) -> None:
    text = text_of(name)
    # A table of contents has the same headings, and little below them.
    part = max(_NARRATIVE.finditer(text), key=lambda match: len(match[0]))
    again = text[: part.end()] + part[0] * 2 + text[part.end() :]
    once, thrice = (extract(each.encode(), filename="a.txt").facts for each in (text, again))
    told = sum(fact.kind in _RATES and fact.span.start in range(*part.span()) for fact in once)
    assert told > 10
    # Tables without a title that stand alike in all three are read as one.
    assert sum(fact.kind in _RATES for fact in thrice) == (
        sum(fact.kind in _RATES for fact in once) + 2 * told
    )
