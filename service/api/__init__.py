"""The HTTP API: the app with its routes, what stands before them, and what they share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from anyio import to_thread
from fastapi import FastAPI, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.api import docs, findings, jobs, pages, problems, reports
from service.api.access import Door, Reader
from service.api.documents import Health
from service.api.guard import Guard
from service.api.heads import Heads
from service.api.library import Library
from service.api.observe import Metrics, Observed, log
from service.api.problems import ProblemDocument
from service.api.settings import Settings
from service.api.work import Work
from service.store import Store
from service.workers import Extractors

_ABOUT = """读入部门预算、决算公开报告，给出数据和自相矛盾之处。

Reads Chinese budget and final-accounts disclosures: the numbers as data, and where a report
contradicts itself. Numbers that carry meaning are decimal strings. Errors are problems (RFC 9457)
with a stable code.
"""
_PROBLEM: dict[str, Any] = {
    "description": "A problem (RFC 9457).",
    "content": {problems.MEDIA_TYPE: {"schema": ProblemDocument.model_json_schema()}},
}

# Answers that are made at the same time.
_THREADS = 4

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Return the service over its database; readers and queues begin when it starts."""
    app = FastAPI(
        title="gouji 勾稽",
        description=_ABOUT,
        version=version("gouji"),
        docs_url=None,
        redoc_url=None,
        responses={422: _PROBLEM, "default": _PROBLEM},
        lifespan=_lifespan,
    )
    extractors, metrics = Extractors(settings.rules), Metrics()
    store = Store.open(settings.db)
    library = Library(store, extractors)
    app.state.settings = settings
    app.state.store = store
    app.state.metrics = metrics
    app.state.library = library
    app.state.door = Door(store, settings.is_loopback)
    app.state.work = Work(store, extractors, library, metrics, settings.limits)
    problems.install(app, pages.problem_page)
    for part in (reports, findings, jobs, pages, docs):
        app.include_router(part.router)
    _add_routes_of_its_own(app)
    app.add_middleware(Heads)
    app.add_middleware(Guard, limits=settings.limits, is_open=app.state.door.is_open)
    app.add_middleware(Observed, metrics=metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # More would only take turns at one interpreter, and the loop that answers waits for its own.
    to_thread.current_default_thread_limiter().total_tokens = _THREADS
    await app.state.work.start()
    await app.state.library.start()
    yield
    await app.state.work.stop()
    await app.state.library.stop()
    app.state.store.close()
    log.info("stopped")


def _add_routes_of_its_own(app: FastAPI) -> None:
    @app.get("/healthz", tags=["service"], summary="是否在运行 · Is it alive")
    async def healthz() -> Health:
        """Answer at once, with or without a token."""
        return Health(status="ok", version=app.version)

    @app.get(
        "/metrics",
        tags=["service"],
        summary="运行指标 · Metrics for Prometheus",
        response_class=PlainTextResponse,
    )
    def metrics(person: Reader) -> Response:
        """Return counters and timings; nothing of any report."""
        app.state.metrics.jobs.set(app.state.store.jobs.waiting())
        page = generate_latest(app.state.metrics.registry)
        return Response(page, media_type=CONTENT_TYPE_LATEST)
