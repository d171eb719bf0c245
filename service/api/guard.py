"""What stands before every request: whose host, whose page, how often, how large, how slow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.errors import TooLarge
from service.api.problems import Problem, answer, input_status, language
from service.api.settings import ServiceLimits, is_loopback

_MEGA = 1_000_000
# Room for the boundaries and headers of a multipart body around the file.
_AROUND = 100_000
_SAFE = ("GET", "HEAD", "OPTIONS")
# The address of clients is forgotten when so many others came after it.
_REMEMBERED = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    filled_at: float


class Rates:
    """How many requests each client has left; they grow back evenly over a minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def wait(self, client: str) -> int:
        """Take one; return 0, or after how many seconds the next one is there."""
        now = self._clock()
        bucket = self._buckets.pop(client, None) or _Bucket(self._per_minute, now)
        grown = (now - bucket.filled_at) * self._per_minute / 60
        bucket.left = min(self._per_minute, bucket.left + grown)
        bucket.filled_at = now
        # The longest unseen stands first.
        self._buckets[client] = bucket
        if len(self._buckets) > _REMEMBERED:
            del self._buckets[next(iter(self._buckets))]
        if bucket.left >= 1:
            bucket.left -= 1
            return 0
        return int((1 - bucket.left) * 60 / self._per_minute) + 1


class Guard:
    """Refuses what no route should have to look at."""

    def __init__(self, app: ASGIApp, limits: ServiceLimits, is_open: Callable[[], bool]) -> None:
        self._app = app
        self._limits = limits
        self._is_open = is_open
        self._requests = Rates(limits.requests_per_minute)
        self._uploads = Rates(limits.uploads_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        lang = language(Request(scope))
        try:
            self._admit(scope)
        except Problem as problem:
            await problem.response(lang)(scope, receive, send)
            return
        except TooLarge as error:
            refusal = answer(input_status(error.code), error.code, error.message(lang))
            await refusal(scope, receive, send)
            return
        await self._app(scope, self._bounded(receive), send)

    def _admit(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        self._require_own_host(headers)
        changes = scope["method"] not in _SAFE
        if changes:
            _require_own_page(headers)
        client = scope["client"][0] if scope.get("client") else ""
        wait = self._requests.wait(client)
        if not wait and scope["method"] == "POST":
            wait = self._uploads.wait(client)
        if wait:
            raise Problem("too_many_requests", headers={"Retry-After": str(wait)})
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._most():
            raise self._too_large()

    def _require_own_host(self, headers: Headers) -> None:
        """Refuse a name that somebody else gave this machine, where nobody needs a token."""
        address = _split(f"//{headers.get('host', '')}")
        if address is None:
            raise Problem("bad_request")
        if self._is_open() and not is_loopback(address.hostname or ""):
            raise Problem("wrong_host")

    def _most(self) -> int:
        return self._limits.upload_mb * _MEGA + _AROUND

    def _too_large(self) -> TooLarge:
        return TooLarge.above(self._limits.upload_mb)

    def _bounded(self, receive: Receive) -> Receive:
        """Return a ``receive`` that counts bytes, and ends when a body takes too long."""
        loop = asyncio.get_running_loop()
        left, until = self._most(), None

        async def bounded() -> Message:
            nonlocal left, until
            if until is None:
                until = loop.time() + self._limits.upload_seconds
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise Problem("too_slow", headers={"Connection": "close"}) from None
            left -= len(message.get("body", b""))
            if left < 0:
                raise self._too_large()
            if not message.get("more_body", False):
                # What comes behind the body is the end of the connection, which nobody hurries.
                until = float("inf")
            return message

        return bounded


def _require_own_page(headers: Headers) -> None:
    """Refuse a change that a browser sends for the page of another site."""
    site = headers.get("sec-fetch-site", "same-origin")
    origin = headers.get("origin")
    address = _split(origin) if origin is not None else None
    foreign = origin is not None and (address is None or address.netloc != headers.get("host"))
    if site not in ("same-origin", "none") or foreign:
        raise Problem("cross_site")


def _split(address: str) -> SplitResult | None:
    """Return the parts of an address; None where it is none.

    >>> _split("//[::1]:80").hostname, _split("//[::1")
    ('::1', None)
    """
    try:
        return urlsplit(address)
    except ValueError:
        return None
