"""What lists of the store are asked by, and the rows that they give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from rules.terms import Lang

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted; pages count from 1."""

    number: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """One page of a list; ``total`` is None where counting would take too long."""

    items: tuple[Item, ...]
    page: Page
    total: int | None
    more: bool


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which reports: by a part of the entity's name, year, kind, words, and worst finding."""

    entity: str | None = None
    year: int | None = None
    kind: str | None = None
    q: str | None = None
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings; ``severity`` is the least, the others are exact but the entity's name.

    ``classes`` are those to have, none of them: all.
    ``between`` are those between reports that rest on the report of this id.
    """

    entity: str | None = None
    year: int | None = None
    kind: str | None = None
    severity: str | None = None
    classes: tuple[str, ...] = ()
    rule: str | None = None
    decision: str | None = None
    between: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many reports are as they were compared, and how many came or changed since.

    ``stale`` are the findings between reports that rest on such a change; ``ever`` says whether
    reports were compared at all.
    """

    compared: int
    waiting: int
    stale: int
    ever: bool

    @property
    def behind(self) -> bool:
        """Whether what was found between reports may be less, or other, than would be now."""
        return self.ever and bool(self.waiting or self.stale)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report of a list."""

    id: str
    source: str
    media_type: str
    kind: str | None
    entity: str | None
    fiscal_year: int | None
    unit: str | None
    pages: int | None
    facts: int
    checks: int
    errors: int
    warnings: int
    infos: int
    version: str
    lang: Lang
    added_at: str
    extracted_at: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """One side of a finding; of which report, where two are compared."""

    ref: str | None
    text: str
    start: int
    end: int
    page: int | None
    report: str | None = None
    source: str | None = None
    entity: str | None = None
    fiscal_year: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding of a list, with whose report it is in and what people said about it."""

    report: str
    source: str
    entity: str | None
    fiscal_year: int | None
    kind: str | None
    id: str
    key: str
    rule: str
    check_class: str
    severity: str
    title: str
    explanation: str
    expected: str | None
    actual: str | None
    difference: str | None
    tolerance: str | None
    formula: str | None
    evidence: tuple[Quotation, ...]
    decision: str
    note: str
    who: str
    decided_at: str
    stale: bool


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """One sentence that holds the words asked for."""

    report: str
    source: str
    entity: str | None
    fiscal_year: int | None
    section: str
    start: int
    end: int
    text: str
