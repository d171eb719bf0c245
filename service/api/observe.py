"""What is told about every request: a line in the log, metrics, and the headers that browsers heed.

No line holds anything of a report, of a query or of a token: the route, numbers, the client.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
import uuid
from pathlib import PurePath

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import Problem

log = structlog.stdlib.get_logger("gouji")

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "private, no-cache",
}


def set_up_logs() -> None:
    """Write one JSON object for each event to the standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # What libraries say themselves may quote what was sent.
    logging.getLogger().addHandler(logging.NullHandler())


class Metrics:
    """What `/metrics` tells; a registry of its own, so that two services in one process can be."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "gouji_requests", "Answers.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "gouji_request_seconds", "From request to answer.", ("route",), registry=self.registry
        )
        self.reports = Counter(
            "gouji_reports", "Uploads by what became of them.", ("code",), registry=self.registry
        )
        self.extraction = Histogram(
            "gouji_extraction_seconds",
            "Reading, checking and packing a report.",
            registry=self.registry,
        )
        self.jobs = Gauge("gouji_jobs", "Jobs that wait or run.", registry=self.registry)


class Observed:
    """Wraps the whole app; what escapes it is logged without its words and answered with a 500."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, number, status = time.perf_counter(), uuid.uuid4().hex, 0

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = number
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:
            log.error("fault", request=number, **where(error))
            if status:
                raise ConnectionError("the answer was begun and cannot be taken back") from None
            await Problem("internal_error").response()(scope, receive, with_headers)
        finally:
            self._tell(scope, number, status, time.perf_counter() - began)

    def _tell(self, scope: Scope, number: str, status: int, seconds: float) -> None:
        # Unknown paths must not become as many series as somebody cares to ask for.
        route = getattr(scope.get("route"), "path", "other")
        self._metrics.requests.labels(scope["method"], route, status).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        log.info(
            "request",
            request=number,
            client=scope["client"][0] if scope.get("client") else None,
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
        )


def where(error: BaseException) -> dict[str, object]:
    """Return the kind of an error and the lines it passed: its words may quote a report."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "kind": type(error).__name__,
        "at": [f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in frames[-8:]],
    }
