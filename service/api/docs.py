"""`/docs`: the OpenAPI document as a page that needs nothing from elsewhere, with examples to run.

The usual pages for it come from another host, or are a megabyte of script; this one shows the same
and can send every request too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from service.api.pages import page_of_people

router = APIRouter(include_in_schema=False)

#: What to type, for each route; the tests run every one of them.
EXAMPLES: Mapping[tuple[str, str], str] = {
    ("post", "/api/reports"): "curl -F file=@report.txt '{base}/api/reports'",
    ("get", "/api/reports"): "curl '{base}/api/reports?year=2024&severity=error&size=20'",
    ("get", "/api/reports/{report}"): "curl '{base}/api/reports/{report}?include=text'",
    ("delete", "/api/reports/{report}"): "curl -X DELETE '{base}/api/reports/{report}'",
    ("get", "/api/reports/{report}/facts"): (
        "curl -o facts.csv '{base}/api/reports/{report}/facts?format=csv'"
    ),
    ("get", "/api/reports/{report}/tables"): "curl '{base}/api/reports/{report}/tables'",
    ("get", "/api/reports/{report}/findings"): (
        "curl '{base}/api/reports/{report}/findings?severity=warning&decision=open'"
    ),
    ("put", "/api/reports/{report}/findings/{key}/decision"): (
        "curl -X PUT -H 'Content-Type: application/json' "
        '-d \'{{"decision": "confirmed", "note": "已核对"}}\' '
        "'{base}/api/reports/{report}/findings/{key}/decision'"
    ),
    ("get", "/api/findings"): "curl '{base}/api/findings?severity=error&decision=open'",
    ("get", "/api/jobs/{job}"): "curl '{base}/api/jobs/{job}'",
    ("get", "/healthz"): "curl '{base}/healthz'",
    ("get", "/metrics"): "curl '{base}/metrics'",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a request may say."""

    name: str
    place: str
    required: bool
    choices: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: str
    answers: tuple[tuple[str, str], ...]
    example: str


@router.get("/docs")
def docs(request: Request) -> Response:
    """Show every route, and let people try it."""
    description = request.app.openapi()
    base = str(request.base_url).rstrip("/")
    return page_of_people(
        request,
        "docs.html.j2",
        about=description["info"]["description"],
        routes=tuple(_routes(description, base)),
    )


def _routes(description: Mapping[str, Any], base: str) -> Iterator[Route]:
    for path, methods in description["paths"].items():
        for method, route in methods.items():
            example = EXAMPLES[method, path].format(
                base=base, report="{report}", key="{key}", job="{job}"
            )
            yield Route(
                method=method.upper(),
                path=path,
                summary=route["summary"],
                description=route.get("description", ""),
                parameters=tuple(map(_parameter, route.get("parameters", ()))),
                body=next(iter(route.get("requestBody", {}).get("content", {})), ""),
                answers=tuple(
                    (status, answer["description"]) for status, answer in route["responses"].items()
                ),
                example=example,
            )


def _parameter(told: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=told["name"],
        place=told["in"],
        required=told.get("required", False),
        choices=tuple(_choices(told["schema"])),
        description=told.get("description") or told["schema"].get("description", ""),
    )


def _choices(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the parameter may be, wherever the schema says it."""
    if "const" in schema:
        yield str(schema["const"])
    yield from map(str, schema.get("enum", ()))
    for part in schema.get("anyOf", ()):
        yield from _choices(part)
    if "items" in schema:
        yield from _choices(schema["items"])
