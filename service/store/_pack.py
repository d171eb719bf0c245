"""Report → the rows that hold it, made where the report was read: writing alone waits in line.

Rows name words and labels by their place in lists of this one report.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import regex

from extractor.across import kept_brief
from rules.terms import Lang
from service.store._document import packed

if TYPE_CHECKING:
    from extractor.model import Cell, Check, Fact, Finding, Report, Section, Span

Row = tuple[str | int | bytes | None, ...]
RANKS = {"error": 0, "warning": 1, "info": 2}
# Where the rows of a table name words and labels: the writer puts numbers of the database there.
REFERENCES: dict[str, dict[int, str]] = {
    "cells": {4: "row_labels", 5: "column_labels"},
    "facts": {2: "words", 7: "words", 9: "words", 23: "words"},
    "checks": {3: "words", 4: "words", 6: "words"},
}
Value = TypeVar("Value", bound=Hashable)
# One sentence of the narrative; a line break alone ends none, since text made from PDF breaks.
_SENTENCE = regex.compile(r"(?:[^。；！？\n]|\n(?!\s*\n))+[。；！？]?")
_GAP = regex.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_BLANKS = regex.compile(r"\s+")
# A sentence of the work review can be long; beyond this it is no sentence.
_LONGEST = 2000
# What is shorter is a label, not something said.
_SHORTEST_CELL = 10


@dataclass(frozen=True, slots=True)
class Made:
    """What made a document: another of these makes it anew."""

    version: str
    lang: Lang = "zh"
    tables_sha256: str = ""

    @classmethod
    def of(cls, version: str, lang: Lang, tables: bytes | None) -> Made:
        """Return what makes a document of a file, and of a second one with its tables."""
        return cls(version, lang, hashlib.sha256(tables).hexdigest() if tables is not None else "")


@dataclass(frozen=True, slots=True)
class Packed:
    """One report, ready to be written."""

    sha256: str
    made: Made
    head: Row
    counts: tuple[int, ...]
    document: bytes
    # What relates it to other reports.
    brief: str
    # The words and labels of this report, each in the order of its numbers here.
    labels: dict[str, tuple[Row, ...]]
    rows: dict[str, list[Row]]

    @property
    def severities(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        return dict(zip(("error", "warning", "info"), self.counts[-3:], strict=True))


def pack(report: Report, made: Made) -> Packed:
    """Return the rows of a report; a pure function, fit for another process or machine."""
    words, row_labels, column_labels = _Numbered[str](), _Numbered[Row](), _Numbered[Row]()
    rows: dict[str, list[Row]] = {
        "sections": [_section(section) for section in report.sections],
        "tables": [
            (t.id, t.kind, t.code, t.title, t.unit, len(t.cells), *_place(t.span))
            for t in report.tables
        ],
        "cells": [
            _cell(n, cell, row_labels, column_labels)
            for n, cell in enumerate((c for table in report.tables for c in table.cells), 1)
        ],
        "facts": [_fact(n, fact, words) for n, fact in enumerate(report.facts, 1)],
        "links": [(n, x.fact, x.cell, x.relation) for n, x in enumerate(report.links, 1)],
        "checks": [_check(n, check, words) for n, check in enumerate(report.checks, 1)],
        "findings": [finding_row(n, finding) for n, finding in enumerate(report.findings, 1)],
        "sentences": list(_sentences(report)),
    }
    info = report.report
    severities = Counter(finding.severity for finding in report.findings)
    return Packed(
        sha256=info.id,
        made=made,
        head=(
            *(info.source, info.media_type, info.kind, info.entity),
            *(info.fiscal_year, info.unit, info.pages),
        ),
        counts=(
            *(len(report.facts), len(report.checks)),
            *(severities["error"], severities["warning"], severities["info"]),
        ),
        document=packed(report.model_dump_json()),
        brief=kept_brief(report),
        labels={
            "words": tuple((word,) for word in words),
            "row_labels": tuple(row_labels),
            "column_labels": tuple(column_labels),
        },
        rows=rows,
    )


def squeezed(text: str) -> str:
    """Return the text as it is searched: on one line, without blanks beside Chinese.

    >>> squeezed("2024 年度支\\n\\n出决算")
    '2024年度支出决算'
    """
    return _BLANKS.sub(" ", _GAP.sub("", text.strip()))


class _Numbered(dict[Value, int]):
    """Gives each new value the next number, from 0."""

    def __missing__(self, value: Value) -> int:
        self[value] = number = len(self)
        return number


def _place(span: Span) -> Row:
    return span.start, span.end, span.page


def _section(section: Section) -> Row:
    return (
        *(section.id, section.parent, section.number, section.title),
        *(section.level, section.role, section.topic, *_place(section.span)),
    )


def _cell(n: int, cell: Cell, rows: dict[Row, int], columns: dict[Row, int]) -> Row:
    account = cell.account
    told = (account.code or "", account.name, int(account.inferred)) if account else ("", "", 0)
    row = rows[(cell.row_header, *told, cell.row_key or "")]
    header = "/".join(cell.column_header)
    column = columns[(header, cell.unit or "", cell.column_key or "")]
    text = None if cell.text == (cell.value or "") else cell.text
    table = cell.id.partition("/")[0]
    return n, table, cell.row, cell.column, row, column, text, cell.value, *_place(cell.span)


def _fact(n: int, fact: Fact, words: dict[str, int]) -> Row:
    account = fact.account
    return (
        *(n, fact.id, words[fact.kind], fact.value, fact.unit, int(fact.approximate)),
        *(fact.measure, words[fact.subject], account.code if account else None),
        *(words[account.name] if account else None, fact.fund, fact.period, fact.base_period),
        *(fact.base_measure, fact.direction, fact.reason.text if fact.reason else None),
        *(fact.of, fact.whole, fact.section, squeezed(fact.span.text), *_place(fact.span)),
        words[fact.rule],
    )


def _check(n: int, check: Check, words: dict[str, int]) -> Row:
    return (
        *(n, check.id, check.key, words[check.rule], words[check.check_class], check.status),
        *(words[check.message], check.expression),
        *(check.expected, check.actual, check.difference, check.tolerance),
    )


def finding_row(n: int, finding: Finding) -> Row:
    """Return the row of a finding; evidence of another report says of which."""
    evidence = [
        {
            "ref": each.ref,
            "text": squeezed(each.span.text),
            "start": each.span.start,
            "end": each.span.end,
            "page": each.span.page,
            **each.model_dump(exclude={"ref", "span"}),
        }
        for each in finding.evidence
    ]
    return (
        *(n, finding.id, finding.key, finding.rule, finding.check_class, finding.status),
        *(finding.severity, finding.title, finding.explanation, finding.expression),
        *(finding.expected, finding.actual, finding.difference, finding.tolerance),
        *(finding.formula, json.dumps(evidence, ensure_ascii=False)),
        " ".join(finding.consequences),
        *((finding.mend.ref, finding.mend.value) if finding.mend else (None, None)),
    )


def _sentences(report: Report) -> Iterator[Row]:
    """Yield the sentences of the narrative and of forms, with the innermost section of each."""
    for number, place in enumerate((*_narrative(report), *_in_forms(report)), 1):
        yield number, *place


def _narrative(report: Report) -> Iterator[Row]:
    text = report.text or ""
    tables = sorted((table.span.start, table.span.end) for table in report.tables)
    for section, start, end in _stretches(report, len(text)):
        for left, right in _outside(start, end, tables):
            for match in _SENTENCE.finditer(text, left, right):
                sentence = squeezed(match.group()[:_LONGEST])
                if len(sentence) > 1:
                    yield section, match.start(), match.end(), _closed(sentence)


def _in_forms(report: Report) -> Iterator[Row]:
    """Yield the cells of performance and work tables that hold words."""
    for table in report.tables:
        for cell in () if table.is_official else table.cells:
            text = squeezed(cell.text[:_LONGEST])
            if cell.value is None and len(text) >= _SHORTEST_CELL:
                yield cell.id, cell.span.start, cell.span.end, _closed(text)


def _closed(sentence: str) -> str:
    """Return the sentence with blanks behind it, so that its last word begins a trigram too."""
    return sentence + (" " if sentence[-1] in "。；！？" else "  ")


def _stretches(report: Report, length: int) -> Iterator[tuple[str, int, int]]:
    """Cut the text where a section begins, so that each stretch has one innermost section."""
    starts = sorted((section.span.start, section.id) for section in report.sections)
    edges = [*starts, (length, "")]
    if edges[0][0] > 0:
        edges.insert(0, (0, ""))
    for (start, section), (end, _) in pairwise(edges):
        yield section, start, end


def _outside(start: int, end: int, tables: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for left, right in tables:
        if right <= start or left >= end:
            continue
        if left > start:
            yield start, left
        start = max(start, right)
    if start < end:
        yield start, end
