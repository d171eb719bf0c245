"""The models of answers that are not the report document itself."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from extractor.model import CheckClass, Fact, Finding, ReportKind, Table
from rules.terms import Lang, Severity

Item = TypeVar("Item")
DecisionState = Literal["confirmed", "dismissed", "open"]
JobState = Literal["queued", "running", "done", "failed"]


class PageOf(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item] = Field(description="What stands on this page.")
    page: int = Field(description="Number of this page, from 1.")
    size: int = Field(description="How many a page holds.")
    total: int | None = Field(description="How many there are; null where counting takes too long.")
    more: bool = Field(description="Whether another page follows.")


class ReportLine(BaseModel):
    """One report of a list."""

    id: str = Field(description="SHA-256 of the input bytes, hex.")
    source: str = Field(description="File name as given.")
    media_type: str = Field(description="Media type of the input.")
    kind: ReportKind | None = Field(description="Outcome or plan.")
    entity: str | None = Field(description="The unit that reports.")
    fiscal_year: int | None = Field(description="The year that is reported.")
    unit: str | None = Field(description="The declared unit of amounts.")
    pages: int | None = Field(description="Number of pages; null without pages.")
    facts: int = Field(description="How many facts it tells.")
    checks: int = Field(description="How many checks were made.")
    errors: int = Field(description="Findings that are errors.")
    warnings: int = Field(description="Findings that are warnings.")
    infos: int = Field(description="Findings that are notes.")
    version: str = Field(description="The gouji that read it.")
    lang: Lang = Field(description="Language of its explanations.")
    added_at: str = Field(description="When it first came, UTC.")
    extracted_at: str = Field(description="When it was read, UTC.")


class Decision(BaseModel):
    """What a person said about a finding."""

    decision: DecisionState = Field(description="confirmed, dismissed or open.")
    note: str = Field(description="Why.")
    who: str = Field(description="Name of the token that was used; empty where none was needed.")
    decided_at: str = Field(description="When, UTC; empty where nobody decided yet.")


class DecisionRequest(BaseModel):
    """What a person says about a finding."""

    decision: DecisionState = Field(description="confirmed, dismissed or open.")
    note: str = Field(default="", max_length=4000, description="Why, in a few words.")


class DecidedFinding(Finding):
    """A finding of a report, and what people said about it."""

    decision: Decision = Field(description="What people said.")


class Place(BaseModel):
    """One side of a finding, quoted."""

    ref: str | None = Field(description="Fact or cell; null where it is text alone.")
    text: str = Field(description="What stands there, on one line.")
    start: int = Field(description="Offset of the first character.")
    end: int = Field(description="Offset behind the last character.")
    page: int | None = Field(description="Page, from 1; null without pages.")
    report: str | None = Field(
        default=None, description="Id of the report quoted, where two are compared; else null."
    )
    source: str | None = Field(default=None, description="File name of that report.")
    entity: str | None = Field(default=None, description="The unit of that report.")
    fiscal_year: int | None = Field(default=None, description="The year of that report.")
    kind: ReportKind | None = Field(default=None, description="Outcome or plan.")


class FindingLine(BaseModel):
    """One finding of a list over all reports."""

    report: str = Field(description="Id of the report.")
    source: str = Field(description="File name of the report.")
    entity: str | None = Field(description="The unit that reports.")
    fiscal_year: int | None = Field(description="The year that is reported.")
    kind: ReportKind | None = Field(description="Outcome or plan.")
    id: str = Field(description="Id of the finding in its report.")
    key: str = Field(description="Hash of its meaning: decisions hang on it.")
    rule: str = Field(description="The rule that made it.")
    check_class: CheckClass = Field(alias="class", description="What must agree.")
    severity: Severity = Field(description="error, warning or info.")
    title: str = Field(description="A few words.")
    explanation: str = Field(description="One sentence that a finance clerk understands.")
    expected: str | None = Field(description="Recomputed value.")
    actual: str | None = Field(description="Printed value.")
    difference: str | None = Field(description="actual − expected.")
    tolerance: str | None = Field(description="Half-width that rounding allows.")
    formula: str | None = Field(description="The arithmetic as written on paper.")
    evidence: list[Place] = Field(description="Both sides.")
    decision: Decision = Field(description="What people said.")
    stale: bool = Field(
        description="It compares reports of which one is another since: `gouji across` anew."
    )


class Comparison(BaseModel):
    """How much of what is here the last `gouji across` has seen."""

    compared: int = Field(description="Reports that are as they were compared.")
    waiting: int = Field(description="Reports that came or changed since.")
    stale: int = Field(description="Findings between reports that rest on such a change.")
    ever: bool = Field(description="Whether reports were compared at all.")


class FindingLines(PageOf[FindingLine]):
    """Findings over all reports."""

    comparison: Comparison = Field(description="Whether findings between reports are up to date.")


class JobDocument(BaseModel):
    """An upload that waits, runs, or came to its end."""

    id: str = Field(description="Id of the job.")
    state: JobState = Field(description="queued, running, done or failed.")
    report: str | None = Field(description="Id of the report, once it is done.")
    source: str = Field(description="File name as given.")
    created_at: str = Field(description="When it came, UTC.")
    finished_at: str | None = Field(description="When it ended, UTC.")
    code: str | None = Field(description="Why it failed: the code of a problem.")
    detail: str | None = Field(description="Why it failed, and what to do.")


class Health(BaseModel):
    """That the service answers."""

    status: Literal["ok"] = Field(description="ok")
    version: str = Field(description="The gouji that runs.")


FactPage = PageOf[Fact]
TablePage = PageOf[Table]
FindingPage = PageOf[DecidedFinding]
