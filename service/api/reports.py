"""Uploads, reports and their parts."""

from __future__ import annotations

import io
import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from extractor.model import CheckClass, FactKind, Report, ReportKind, Severity
from service.api.access import Reader, Reviewer, Writer
from service.api.answers import PageNumber, PageSize, Shelf, json_of, page_of, tagged
from service.api.documents import (
    Decision,
    DecisionRequest,
    DecisionState,
    FactPage,
    FindingPage,
    JobDocument,
    PageOf,
    ReportLine,
    TablePage,
)
from service.api.jobs import job_document
from service.api.problems import Problem, answer, input_status
from service.api.uploads import received
from service.api.work import Outcome, Work
from service.outputs import CHECK_OUTPUTS, EXTRACT_OUTPUTS, Form, Lang, Write
from service.store import Page, ReportFilter, ReportRow, Store
from service.workers import Extractors, Upload

router = APIRouter(prefix="/api/reports", tags=["reports"])

Language = Annotated[Lang, Query(description="Language of explanations and problems.")]
Include = Annotated[Literal["text"] | None, Query(description="text: put the decoded text in.")]
ListFormat = Annotated[Literal["json", "csv"], Query(description="csv: for a spreadsheet.")]
_NO_DECISION = {"decision": "open", "note": "", "who": "", "decided_at": ""}
_CSV = "text/csv; charset=utf-8"
_OR_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}
_UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.post(
    "",
    status_code=201,
    response_model=Report,
    responses={202: {"model": JobDocument, "description": "It takes longer: see the job."}},
    openapi_extra=_UPLOAD,
    summary="上传一份报告 · Upload a report",
)
async def upload(
    request: Request,
    person: Writer,
    lang: Language = "zh",
    include: Include = None,
    prefer: Annotated[str, Header(description="`respond-async`: answer with a job.")] = "",
) -> Response:
    """Read a report, check it, keep it; answers with the document, or with a job.

    The same bytes make the same report: uploading them again replaces it, and decisions stay.
    """
    work: Work = request.app.state.work
    sent = await received(request)
    async with work.room:
        job = await work.take(await sent.file.read(), sent.filename, lang)
    await sent.file.close()
    seconds = 0 if "respond-async" in prefer else request.app.state.settings.limits.answer_seconds
    outcome = await work.outcome(job, seconds) if seconds else None
    if outcome is None:
        body = job_document(job).model_dump_json()
        headers = {"Location": f"/api/jobs/{job.id}", "Retry-After": "2"}
        return Response(body, 202, headers, "application/json")
    if outcome.document is None:
        return _refused(outcome)
    document = outcome.document.encode()
    if include == "text":
        document = await run_in_threadpool(_stored, request, job.sha256, text=True)
    return Response(
        document, 201, {"Location": f"/api/reports/{job.sha256}"}, media_type="application/json"
    )


def _refused(outcome: Outcome) -> Response:
    status = 500 if outcome.code == "internal_error" else input_status(outcome.code)
    return answer(status, outcome.code, outcome.message)


@router.get("", response_model=PageOf[ReportLine], summary="列出报告 · List reports")
def reports(
    request: Request,
    person: Reader,
    entity: Annotated[str, Query(max_length=200, description="Part of the unit's name.")] = "",
    year: Annotated[int | None, Query(ge=1900, le=2999, description="Fiscal year.")] = None,
    kind: Annotated[ReportKind | None, Query(description="Outcome or plan.")] = None,
    q: Annotated[str, Query(max_length=200, description="Words that stand in the text.")] = "",
    severity: Annotated[
        Severity | None, Query(description="Reports with a finding at least so severe.")
    ] = None,
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Response:
    """List reports, the newest first."""
    store: Store = request.app.state.store
    wanted = ReportFilter(entity or None, year, kind, q or None, severity)
    found = store.reports(wanted, Page(page, size))
    return json_of(
        request,
        PageOf[ReportLine](
            items=[_line(row) for row in found.items],
            page=page,
            size=size,
            total=found.total,
            more=found.more,
        ),
    )


def _line(row: ReportRow) -> ReportLine:
    return ReportLine.model_validate(row, from_attributes=True)


@router.get("/{report}", response_model=Report, summary="取一份报告 · Get a report")
def report_document(
    request: Request,
    person: Reader,
    report: str,
    lang: Annotated[Lang | None, Query(description="Language; null: as it was read.")] = None,
    include: Include = None,
) -> Response:
    """Return the document of the output contract."""
    row = found_row(request, report)
    spoken = lang or row.lang
    tag = "-".join((report[:16], row.extracted_at, row.version, spoken, include or ""))
    return tagged(request, told(request, row, spoken, include), tag, "application/json")


@router.get(
    "/{report}/facts",
    response_model=FactPage,
    responses=_OR_CSV,
    summary="事实 · Facts of a report",
)
def facts(
    request: Request,
    person: Reader,
    report: str,
    kind: Annotated[FactKind | None, Query(description="What sort of quantity.")] = None,
    page: PageNumber = 1,
    size: PageSize = 100,
    format: ListFormat = "json",
) -> Response:
    """Return every quantity that the narrative asserts; csv has all of them in one."""
    row = found_row(request, report)
    if format == "csv":
        return _csv(request, EXTRACT_OUTPUTS["csv"], row)
    items = json.loads(_stored(request, report))["facts"]
    return json_of(request, page_of([f for f in items if kind in (None, f["kind"])], page, size))


@router.get("/{report}/tables", response_model=TablePage, summary="表 · Tables of a report")
def tables(
    request: Request, person: Reader, report: str, page: PageNumber = 1, size: PageSize = 50
) -> Response:
    """Return the tables with all their cells."""
    found_row(request, report)
    return json_of(request, page_of(json.loads(_stored(request, report))["tables"], page, size))


@router.get(
    "/{report}/findings",
    response_model=FindingPage,
    responses=_OR_CSV,
    summary="问题 · Findings of a report",
)
def findings(
    request: Request,
    person: Reader,
    report: str,
    severity: Annotated[tuple[Severity, ...], Query(description="Only these.")] = (),
    check_class: Annotated[
        tuple[CheckClass, ...], Query(alias="class", description="Only these classes.")
    ] = (),
    decision: Annotated[DecisionState | None, Query(description="What people said.")] = None,
    page: PageNumber = 1,
    size: PageSize = 100,
    format: ListFormat = "json",
) -> Response:
    """Return the findings with what people said about them; csv has all of them in one."""
    row = found_row(request, report)
    if format == "csv":
        return _csv(request, CHECK_OUTPUTS["csv"], row)
    said = request.app.state.store.decisions(report)
    items = []
    for finding in json.loads(_stored(request, report))["findings"]:
        decided = said.get(finding["key"])
        finding["decision"] = (
            Decision.model_validate(decided, from_attributes=True).model_dump()
            if decided
            else _NO_DECISION
        )
        if (
            (not severity or finding["severity"] in severity)
            and (not check_class or finding["class"] in check_class)
            and decision in (None, finding["decision"]["decision"])
        ):
            items.append(finding)
    return json_of(request, page_of(items, page, size))


@router.put(
    "/{report}/findings/{key}/decision",
    response_model=Decision,
    summary="确认或驳回 · Decide on a finding",
)
def decide(
    request: Request, person: Reviewer, report: str, key: str, said: DecisionRequest
) -> Decision:
    """Confirm, dismiss or open a finding again, with a note."""
    store: Store = request.app.state.store
    decided = store.decide(report, key, said.decision, note=said.note, who=person.name)
    if decided is None:
        raise Problem("not_found")
    return Decision.model_validate(decided, from_attributes=True)


# ---- what routes share --------------------------------------------------------------------------


def found_row(request: Request, report: str) -> ReportRow:
    """Return what the list says about a report; raises a Problem where there is none."""
    store: Store = request.app.state.store
    row = store.row(report)
    if row is None:
        raise Problem("not_found")
    return row


def _stored(request: Request, report: str, *, text: bool = False) -> bytes:
    store: Store = request.app.state.store
    shelf: Shelf = request.app.state.shelf
    row = found_row(request, report)
    key = (report, row.extracted_at, row.lang, "text" if text else "")
    document = shelf.get(key, lambda: store.document(report, text=text))
    if document is None:
        raise Problem("not_found")
    return document


def told(request: Request, row: ReportRow, lang: str, include: str | None = None) -> bytes:
    """Return the document in a language; as it was read, where its file is not here any more."""
    if lang == row.lang:
        return _stored(request, row.id, text=include == "text")
    shelf: Shelf = request.app.state.shelf
    document = shelf.get((row.id, row.extracted_at, lang), lambda: _read_anew(request, row, lang))
    if document is None:
        return _stored(request, row.id, text=include == "text")
    if include == "text":
        text = json.loads(_stored(request, row.id, text=True))["text"]
        return json.dumps(json.loads(document) | {"text": text}, ensure_ascii=False).encode()
    return document


def _read_anew(request: Request, row: ReportRow, lang: str) -> str | None:
    store: Store = request.app.state.store
    extractors: Extractors = request.app.state.extractors
    data = store.jobs.content(row.id)
    if data is None:
        return None
    return extractors.extract(Upload(data, row.source, "en" if lang == "en" else "zh")).document


def whole(request: Request, report: str) -> Report:
    """Return a report with its text."""
    return Report.model_validate_json(_stored(request, report, text=True))


def _csv(request: Request, write: Write, row: ReportRow) -> Response:
    page = io.StringIO()
    write([whole(request, row.id)], page, Form(lang="en" if row.lang == "en" else "zh"))
    return tagged(request, page.getvalue(), f"{row.id[:16]}-{row.extracted_at}-csv", _CSV)
