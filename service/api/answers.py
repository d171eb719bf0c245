"""How answers are made: pages of lists, and tags that spare making and sending the same twice."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel

from extractor.model import CheckClass
from rules.terms import Severity

_LARGEST = 500

PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Page, from 1.")]
PageSize = Annotated[int, Query(ge=1, le=_LARGEST, description="How many a page holds.")]
# It means the same wherever a list has it, and what `--min-severity` means.
LeastSeverity = Annotated[
    Severity | None,
    Query(description="At least so severe: `error`; `warning` and `error`; `info`: all."),
]
Classes = Annotated[tuple[CheckClass, ...], Query(alias="class", description="Only these classes.")]


def page_of(items: Sequence[bytes], page: int, size: int) -> bytes:
    """Return one page of a list whose items are JSON already.

    >>> page_of([b"1", b"2", b"3"], 1, 2)
    b'{"items":[1,2],"page":1,"size":2,"total":3,"more":true}'
    """
    first = (page - 1) * size
    more = b"true" if first + size < len(items) else b"false"
    return b'{"items":[%b],"page":%d,"size":%d,"total":%d,"more":%b}' % (
        b",".join(items[first : first + size]),
        *(page, size, len(items), more),
    )


async def tagged(
    request: Request, tag: str, media_type: str, make: Callable[[], Awaitable[bytes]]
) -> Response:
    """Return what is made, or 304, and nothing is made, where the client has just this already."""
    return _unless_known(request, tag) or _answer(await make(), tag, media_type)


def json_of(request: Request, content: BaseModel) -> Response:
    """Return a JSON answer, tagged by what it says."""
    body = content.model_dump_json(by_alias=True).encode()
    tag = hashlib.sha256(body).hexdigest()[:32]
    return _unless_known(request, tag) or _answer(body, tag, "application/json")


def _answer(body: bytes, tag: str, media_type: str) -> Response:
    return Response(body, headers={"ETag": f'"{tag}"'}, media_type=media_type)


def _unless_known(request: Request, tag: str) -> Response | None:
    if not _has(request.headers.get("if-none-match", ""), tag):
        return None
    return Response(status_code=304, headers={"ETag": f'"{tag}"'})


def _has(given: str, tag: str) -> bool:
    """Return whether the tag is one of those in an If-None-Match.

    >>> _has('W/"a", "b"', "b"), _has("*", "b"), _has('"ab"', "b")
    (True, True, False)
    """
    tags = [each.strip().removeprefix("W/").strip('"') for each in given.split(",")]
    return tag in tags or "*" in tags
