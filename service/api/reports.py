"""Uploads, reports and their parts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from extractor.model import FactKind, Report, ReportKind
from rules.terms import SEVERITIES, Lang
from service.api.access import Reader, Reviewer, Writer
from service.api.answers import (
    Classes,
    LeastSeverity,
    PageNumber,
    PageSize,
    json_of,
    page_of,
    tagged,
)
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
from service.api.library import Library
from service.api.problems import Problem, answer, input_status
from service.api.uploads import received
from service.api.work import Outcome, Work
from service.renderers import Document, Item, Items, Spreadsheet, What
from service.store import Decision as Said
from service.store import Page, ReportFilter, ReportRow, Store

router = APIRouter(prefix="/api/reports", tags=["reports"])

Language = Annotated[Lang, Query(description="Language of explanations and problems.")]
Include = Annotated[Literal["text"] | None, Query(description="text: put the decoded text in.")]
ListFormat = Annotated[Literal["json", "csv"], Query(description="csv: for a spreadsheet.")]
_NO_DECISION = Decision(decision="open", note="", who="", decided_at="")
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
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "tables": {
                            "type": "string",
                            "format": "binary",
                            "description": "A second file with the official tables of the report.",
                        },
                    },
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
    `tables` is a second file, for a report whose tables are kept apart from its narrative.
    """
    work: Work = request.app.state.work
    sent = await received(request)
    async with work.room:
        tables = await sent.tables.read() if sent.tables is not None else None
        job = await work.take(await sent.file.read(), sent.filename, lang, tables)
    await sent.close()
    seconds = 0 if "respond-async" in prefer else request.app.state.settings.limits.answer_seconds
    outcome = await work.outcome(job, seconds) if seconds else None
    if outcome is None:
        body = job_document(job).model_dump_json()
        headers = {"Location": f"/api/jobs/{job.id}", "Retry-After": "2"}
        return Response(body, 202, headers, "application/json")
    if outcome.document is None:
        return _refused(outcome)
    document = outcome.document
    if include == "text":
        row = await run_in_threadpool(_found_row, request, job.sha256)
        document = await request.app.state.library.get(row, Document(text=True), lang)
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
    severity: LeastSeverity = None,
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
async def report_document(
    request: Request,
    person: Reader,
    report: str,
    lang: Annotated[Lang | None, Query(description="Language; null: as it was read.")] = None,
    include: Include = None,
) -> Response:
    """Return the document of the output contract."""
    row = await run_in_threadpool(_found_row, request, report)
    what = Document(text=include == "text")
    return await _whole(request, row, what, "application/json", lang or row.lang)


@router.delete("/{report}", status_code=204, summary="删除一份报告 · Delete a report")
def delete(request: Request, person: Writer, report: str) -> None:
    """Take a report out, with its file and with what people decided on its findings."""
    store: Store = request.app.state.store
    if not store.delete(report):
        raise Problem("not_found")


@router.get(
    "/{report}/facts",
    response_model=FactPage,
    responses=_OR_CSV,
    summary="一份报告正文里的数 · Facts of a report",
)
async def facts(
    request: Request,
    person: Reader,
    report: str,
    kind: Annotated[FactKind | None, Query(description="What sort of quantity.")] = None,
    page: PageNumber = 1,
    size: PageSize = 100,
    format: ListFormat = "json",
) -> Response:
    """Return every quantity that the narrative asserts; csv has all of them in one."""
    row = await run_in_threadpool(_found_row, request, report)
    if format == "csv":
        return await _whole(request, row, Spreadsheet("facts", row.lang), _CSV, row.lang)
    library: Library = request.app.state.library

    async def made() -> bytes:
        items = await library.get(row, Items("facts"))
        chosen = [item.body for item in items if kind in (None, item.marks["kind"])]
        return page_of(chosen, page, size)

    tag = library.tag(row, "facts", kind, page, size)
    return await tagged(request, tag, "application/json", made)


@router.get(
    "/{report}/tables", response_model=TablePage, summary="一份报告的表 · Tables of a report"
)
async def tables(
    request: Request, person: Reader, report: str, page: PageNumber = 1, size: PageSize = 50
) -> Response:
    """Return the tables with all their cells."""
    row = await run_in_threadpool(_found_row, request, report)
    library: Library = request.app.state.library

    async def made() -> bytes:
        items = await library.get(row, Items("tables"))
        return page_of([item.body for item in items], page, size)

    return await tagged(request, library.tag(row, "tables", page, size), "application/json", made)


@router.get(
    "/{report}/findings",
    response_model=FindingPage,
    responses=_OR_CSV,
    summary="一份报告的问题 · Findings of a report",
)
async def findings(
    request: Request,
    person: Reader,
    report: str,
    severity: LeastSeverity = None,
    classes: Classes = (),
    decision: Annotated[DecisionState | None, Query(description="What people said.")] = None,
    page: PageNumber = 1,
    size: PageSize = 100,
    format: ListFormat = "json",
) -> Response:
    """Return the findings with what people said about them; csv has all of them in one."""
    row, said = await run_in_threadpool(row_and_decisions, request, report)
    if format == "csv":
        return await _whole(request, row, Spreadsheet("findings", row.lang), _CSV, row.lang)
    library: Library = request.app.state.library
    wanted = SEVERITIES[: SEVERITIES.index(severity) + 1] if severity else SEVERITIES

    async def made() -> bytes:
        chosen = [
            _decided(item, said.get(item.marks["key"]))
            for item in await library.get(row, Items("findings"))
            if item.marks["severity"] in wanted
            and (not classes or item.marks["class"] in classes)
            and decision in (None, _state(said.get(item.marks["key"])))
        ]
        return page_of(chosen, page, size)

    tag = library.tag(row, "findings", severity, classes, decision, page, size, *said.values())
    return await tagged(request, tag, "application/json", made)


def _state(said: Said | None) -> str:
    return said.decision if said else "open"


def _decided(item: Item, said: Said | None) -> bytes:
    """Return a finding with what people said about it."""
    decision = Decision.model_validate(said, from_attributes=True) if said else _NO_DECISION
    return b'%b,"decision":%b}' % (item.body[:-1], decision.model_dump_json().encode())


@router.put(
    "/{report}/findings/{key}/decision",
    response_model=Decision,
    summary="确认或驳回一个问题 · Decide on a finding",
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


def _found_row(request: Request, report: str) -> ReportRow:
    """Return what the list says about a report; raises a Problem where there is none."""
    store: Store = request.app.state.store
    row = store.row(report)
    if row is None:
        raise Problem("not_found")
    return row


def row_and_decisions(request: Request, report: str) -> tuple[ReportRow, dict[str, Said]]:
    """Return the row of a report, and what was decided on its findings."""
    store: Store = request.app.state.store
    return _found_row(request, report), store.decisions(report)


async def _whole(
    request: Request, row: ReportRow, what: What[bytes], media_type: str, lang: Lang
) -> Response:
    library: Library = request.app.state.library
    tag = library.tag(row, what, lang)
    return await tagged(request, tag, media_type, lambda: library.get(row, what, lang))
