"""Uploads that take longer, by the number that was given for them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from service.api.access import Reader
from service.api.answers import json_of
from service.api.documents import JobDocument
from service.api.problems import Problem
from service.store import Job, Store

router = APIRouter(prefix="/api/jobs", tags=["jobs"])


@router.get("/{job}", response_model=JobDocument, summary="查询任务 · Ask for a job")
def job_state(request: Request, person: Reader, job: str) -> Response:
    """Return how far an upload is; `report` is the id of its report once it is done."""
    store: Store = request.app.state.store
    found = store.jobs.get(job)
    if found is None:
        raise Problem("not_found")
    return json_of(request, job_document(found))


def job_document(job: Job) -> JobDocument:
    """Return what a client may know about a job."""
    return JobDocument.model_validate(
        {
            "id": job.id,
            "state": job.state,
            "report": job.sha256 if job.state == "done" else None,
            "source": job.filename,
            "created_at": job.created_at,
            "finished_at": job.finished_at,
            "code": job.code,
            "detail": job.message,
        }
    )
