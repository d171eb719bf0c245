"""How answers are made: pages of lists, tags that spare sending the same twice, kept documents."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query, Request, Response
from pydantic import BaseModel

Item = TypeVar("Item")
_LARGEST = 500
# What is remembered of documents that were asked for, in bytes.
_ROOM = 32_000_000

PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description="Page, from 1.")]
PageSize = Annotated[int, Query(ge=1, le=_LARGEST, description="How many a page holds.")]


class Shelf:
    """The documents that were asked for last; unpacking one takes longer than sending it."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._held: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...], make: Callable[[], str | None]) -> bytes | None:
        """Return what is kept under a key, or make it."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        if made is None:
            return None
        body = made.encode()
        self._keep(key, body)
        return body

    def _keep(self, key: tuple[str, ...], made: bytes) -> None:
        with self._lock:
            self._room -= len(made) - len(self._held.pop(key, b""))
            self._held[key] = made
            while self._room < 0:
                self._room += len(self._held.popitem(last=False)[1])


def page_of(items: Sequence[Item], page: int, size: int) -> dict[str, object]:
    """Return one page of a list that is all there."""
    first = (page - 1) * size
    return {
        "items": items[first : first + size],
        "page": page,
        "size": size,
        "total": len(items),
        "more": first + size < len(items),
    }


def tagged(request: Request, body: str | bytes, tag: str, media_type: str) -> Response:
    """Return the body, or 304 where the client has just this already."""
    headers = {"ETag": f'"{tag}"'}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def json_of(request: Request, content: object) -> Response:
    """Return a JSON answer, tagged by what it says."""
    if isinstance(content, BaseModel):
        body = content.model_dump_json(by_alias=True)
    else:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    tag = hashlib.sha256(body.encode()).hexdigest()[:32]
    return tagged(request, body, tag, "application/json")


def _has(given: str, tag: str) -> bool:
    """Return whether the tag is one of those in an If-None-Match.

    >>> _has('W/"a", "b"', "b"), _has("*", "b"), _has('"ab"', "b")
    (True, True, False)
    """
    tags = [each.strip().removeprefix("W/").strip('"') for each in given.split(",")]
    return tag in tags or "*" in tags
