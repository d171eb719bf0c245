"""What is made of the reports that are kept: made once, beside the server, and remembered."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool

from rules.terms import Lang
from service.api.problems import Problem
from service.renderers import Document, Item, Kept, Renderers, What
from service.store import ReportRow, Store
from service.workers import Extractors, Upload

Made = TypeVar("Made")
# What is remembered, in bytes: some eighty documents.
_ROOM = 64_000_000
# What an item takes beside its own bytes.
_AROUND = 300


class Shelf:
    """What was asked for last. Who asks for what is being made already waits for that."""

    def __init__(self, room: int = _ROOM) -> None:
        self._left = room
        self._held: OrderedDict[object, Any] = OrderedDict()
        self._making: dict[object, asyncio.Task[Any]] = {}

    def peek(self, key: object) -> Any:
        """Return what is kept under a key; None where nothing is."""
        if key not in self._held:
            return None
        self._held.move_to_end(key)
        return self._held[key]

    def put(self, key: object, made: object) -> None:
        """Keep something, in the room of what was not asked for longest."""
        self._left += _size(self._held.pop(key, b"")) - _size(made)
        self._held[key] = made
        while self._left < 0:
            self._left += _size(self._held.popitem(last=False)[1])

    async def get(self, key: object, make: Callable[[], Awaitable[Any]]) -> Any:
        """Return what is kept under a key, or make it."""
        held = self.peek(key)
        if held is not None:
            return held
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._made(key, make))
        # Whoever leaves must not take it from those who wait for the same.
        return await asyncio.shield(task)

    async def _made(self, key: object, make: Callable[[], Awaitable[Any]]) -> Any:
        try:
            made = await make()
        finally:
            del self._making[key]
        if made is not None:
            self.put(key, made)
        return made


def _size(made: object) -> int:
    if isinstance(made, tuple):
        return sum(len(item.body) + _AROUND for item in made if isinstance(item, Item))
    assert isinstance(made, bytes)
    return len(made)


class Library:
    """Gives out what is made of kept reports."""

    def __init__(self, store: Store, extractors: Extractors) -> None:
        self._store = store
        self._extractors = extractors
        self._renderers = Renderers()
        self._threads = ThreadPoolExecutor(self._renderers.count, "render")
        self._shelf = Shelf()

    async def start(self) -> None:
        """Start the processes; nobody has to wait for it."""
        self._starting = asyncio.create_task(asyncio.to_thread(self._renderers.start))

    async def stop(self) -> None:
        """End the processes."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._renderers.end)

    def tag(self, row: ReportRow, *said: object) -> str:
        """Return what tells an answer about a report from all others, before it is made."""
        told = (self._extractors.version, row.id, row.extracted_at, row.version, row.lang, *said)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]

    def put(self, row: ReportRow, document: bytes) -> None:
        """Keep a document that was just made: whoever sent it looks at it next."""
        self._shelf.put(_key(row, row.lang, Document()), document)

    async def get(self, row: ReportRow, what: What[Made], lang: Lang | None = None) -> Made:
        """Return what is asked of a report, in a language or in that in which it was read."""
        spoken = lang or row.lang
        key = _key(row, spoken, what)
        made: Made = await self._shelf.get(key, lambda: self._make(row, what, spoken))
        return made

    async def _make(self, row: ReportRow, what: What[Made], lang: Lang) -> Made:
        packed = await run_in_threadpool(self._store.packed, row.id)
        if packed is None:
            raise Problem("not_found")
        told = await self._told(row, lang) if lang != row.lang else None
        kept = Kept(packed, told or self._shelf.peek(_key(row, row.lang, Document())))
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._renderers.render, kept, what)

    async def _told(self, row: ReportRow, lang: Lang) -> bytes | None:
        """Return the document in another language; None where its file is not here any more."""
        told: bytes | None = await self._shelf.get(
            _key(row, lang, "told"), lambda: run_in_threadpool(self._read_anew, row, lang)
        )
        return told

    def _read_anew(self, row: ReportRow, lang: Lang) -> bytes | None:
        data = self._store.jobs.content(row.id)
        beside = self._store.tables_of(row.id)
        tables = self._store.jobs.content(beside) if beside else None
        if not data or (beside and not tables):
            return None
        return self._extractors.extract(Upload(data, row.source, lang, tables)).document


def _key(row: ReportRow, lang: Lang, what: object) -> object:
    return row.id, row.extracted_at, row.version, row.lang, lang, what
