"""Findings over all reports: what is still to be looked at, worst first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from extractor.model import ReportKind
from service.api.access import Reader
from service.api.answers import Classes, LeastSeverity, PageNumber, PageSize, json_of
from service.api.documents import Comparison, DecisionState, FindingLine, FindingLines
from service.store import FindingFilter, FindingRow, Page, Store

router = APIRouter(prefix="/api/findings", tags=["findings"])


@router.get("", response_model=FindingLines, summary="全部报告的问题 · Findings of all reports")
def all_findings(
    request: Request,
    person: Reader,
    entity: Annotated[str, Query(max_length=200, description="Part of the unit's name.")] = "",
    year: Annotated[int | None, Query(ge=1900, le=2999, description="Fiscal year.")] = None,
    kind: Annotated[ReportKind | None, Query(description="Outcome or plan.")] = None,
    severity: LeastSeverity = None,
    classes: Classes = (),
    rule: Annotated[str, Query(max_length=200, description="The rule that made it.")] = "",
    decision: Annotated[DecisionState | None, Query(description="What people said.")] = None,
    between: Annotated[
        str, Query(max_length=64, description="Only those between this report and others.")
    ] = "",
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Response:
    """List findings across reports, the worst first."""
    store: Store = request.app.state.store
    wanted = FindingFilter(
        entity or None,
        year,
        kind,
        severity=severity,
        classes=classes,
        rule=rule or None,
        decision=decision,
        between=between or None,
    )
    found = store.findings(wanted, Page(page, size))
    answer = FindingLines(
        items=[_line(row) for row in found.items],
        page=page,
        size=size,
        total=found.total,
        more=found.more,
        comparison=Comparison.model_validate(store.comparison(), from_attributes=True),
    )
    return json_of(request, answer)


def _line(row: FindingRow) -> FindingLine:
    said = {name: getattr(row, name) for name in ("decision", "note", "who", "decided_at")}
    line = {
        name: getattr(row, "check_class" if name == "class" else name)
        for name in (field.alias or key for key, field in FindingLine.model_fields.items())
        if name != "decision"
    }
    return FindingLine.model_validate(line | {"decision": said}, from_attributes=True)
