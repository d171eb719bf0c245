"""Runs the app: one process that listens, with limits on what a connection may cost."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections import Counter
from typing import TYPE_CHECKING

import uvicorn
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.api.problems import Problem, language

if TYPE_CHECKING:
    from fastapi import FastAPI

    from service.api.settings import ServiceLimits, Settings

_GIVES_WAY_SECONDS = 0.001


def listening(settings: Settings) -> socket.socket:
    """Return the socket that the service listens at; raises OSError where it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    at = socket.create_server((settings.host.strip("[]"), settings.port), family=family)
    # The headers and the body of an answer are two small writes: the second one must not wait for
    # the client to acknowledge the first, which takes it 40 ms. Every connection inherits this; the
    # event loop sees to it only for sockets that it made itself.
    at.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return at


def run(app: FastAPI, settings: Settings, at: socket.socket) -> None:
    """Serve until the process is told to stop, then let what runs come to its end."""
    # A thread that makes an answer gives way this often to the loop that gives them.
    sys.setswitchinterval(_GIVES_WAY_SECONDS)
    # What was loaded stays for good: looking through all of it for garbage takes 40 ms, in which
    # nobody is answered.
    gc.collect()
    gc.freeze()
    # The server library sends a signal that stopped it to the process once more, at the end: that
    # must not keep callers from tidying up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    uvicorn.Server(_Config(app, settings.limits)).run([at])


class _Config(uvicorn.Config):
    """What every connection of one service knows."""

    def __init__(self, app: FastAPI, limits: ServiceLimits) -> None:
        super().__init__(
            app,
            http=_Connection,
            ws="none",
            timeout_keep_alive=limits.header_seconds,
            timeout_graceful_shutdown=limits.shutdown_seconds,
            log_config=None,
            access_log=False,
            server_header=False,
        )
        self.limits = limits
        self.by_client: Counter[str] = Counter()


async def _crowded(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer in the place of the app where there are too many connections."""
    headers = {"Connection": "close", "Retry-After": "5"}
    refusal = Problem("crowded", headers=headers).response(language(Request(scope)))
    await refusal(scope, receive, send)


class _Connection(H11Protocol):
    """A connection that must ask in time, of a client that may not have too many.

    The server library has such a limit between two requests only, which a client escapes by
    sending one byte.
    """

    config: _Config
    _late: asyncio.TimerHandle | None = None
    _asked: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address, limits = self._address(), self.config.limits
        self.config.by_client[address] += 1
        if self.config.by_client[address] > limits.connections_per_client:
            transport.abort()
            return
        if len(self.connections) > limits.connections:
            self.app = _crowded
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not self._asked:
            self._asked = self.cycle
            self._wait(stop=True)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # The next request may have come already, behind the one that was answered.
        if self.cycle.response_complete:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait(stop=True)
        address, by_client = self._address(), self.config.by_client
        by_client[address] -= 1
        if by_client[address] <= 0:
            del by_client[address]
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP as every other error is answered."""
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            refusal = Problem("no_http", headers={"Connection": "close"}).response()
            headers = [b"%b: %b\r\n" % pair for pair in refusal.raw_headers]
            head = b"HTTP/1.1 400 Bad Request\r\n%b\r\n" % b"".join(headers)
            self.transport.write(head + bytes(refusal.body))
        self.transport.close()

    def _address(self) -> str:
        return self.client[0] if self.client else ""

    def _wait(self, *, stop: bool = False) -> None:
        if self._late is not None:
            self._late.cancel()
        seconds = self.config.limits.header_seconds
        self._late = None if stop else self.loop.call_later(seconds, self._close)

    def _close(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()
