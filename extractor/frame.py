"""What the whole report is about: kind, entity, fiscal year and unit of amounts."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.model import ReportKind


@dataclass(frozen=True, slots=True)
class Frame:
    """The facts about the report that every later stage reads its numbers by."""

    kind: ReportKind | None
    entity: str | None
    fiscal_year: int | None
    unit: str | None
