"""The queue of uploads: kept in the database, worked off by processes, waited for by requests."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from extractor.errors import InputError
from rules.terms import Lang
from service.api.observe import Metrics, log, where
from service.api.problems import Problem
from service.store import Job, ReportRow, Store, StoreError
from service.workers import Extracted, Extractors, Upload

if TYPE_CHECKING:
    from service.api.library import Library
    from service.api.settings import ServiceLimits

Result = TypeVar("Result")
# How long somebody who stopped waiting for a job may leave it unseen by this process.
_IDLE_SECONDS = 5.0
_FILES_IN_MEMORY = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an upload: a document, or the problem with the file."""

    document: bytes | None
    code: str = ""
    message: str = ""


class Work:
    """Takes uploads in and has them read, as many at a time as there are processes."""

    def __init__(
        self,
        store: Store,
        extractors: Extractors,
        library: Library,
        metrics: Metrics,
        limits: ServiceLimits,
    ) -> None:
        self._store = store
        self._extractors = extractors
        self._library = library
        self._metrics = metrics
        self._limits = limits
        self._threads = ThreadPoolExecutor(extractors.count, "extract")
        self._arrived = asyncio.Event()
        # Held while a job is written and remembered: it may be done before it is remembered.
        self._taking = asyncio.Lock()
        # Held by those who have a whole file in memory.
        self.room = asyncio.Semaphore(_FILES_IN_MEMORY)
        self._stopping = False
        self._awaited: dict[str, asyncio.Future[Outcome]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start the processes, and take up what was left when the service ended."""
        again = await asyncio.to_thread(self._store.jobs.recover)
        if again:
            log.info("recovered", jobs=again)
        self._tasks = [
            asyncio.create_task(asyncio.to_thread(self._extractors.start)),
            *(asyncio.create_task(self._go_on()) for _ in range(self._extractors.count)),
        ]

    async def stop(self) -> None:
        """Let what runs come to its end, if that is soon; the rest goes on at the next start."""
        self._stopping = True
        self._arrived.set()
        await asyncio.wait(self._tasks, timeout=self._limits.shutdown_seconds)
        for task in self._tasks:
            task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._extractors.end)

    async def take(
        self, data: bytes, filename: str, lang: Lang, tables: bytes | None = None
    ) -> Job:
        """Put a file into the queue; it will be read, whatever happens to this process."""
        waiting = await asyncio.to_thread(self._store.jobs.waiting)
        if waiting >= self._limits.waiting_jobs:
            raise Problem("busy", headers={"Retry-After": "30"})
        async with self._taking:
            job = await asyncio.to_thread(
                self._store.jobs.enqueue, data, filename, tables=tables, lang=lang
            )
            if job.id not in self._awaited:
                self._awaited[job.id] = asyncio.get_running_loop().create_future()
        self._arrived.set()
        return job

    async def outcome(self, job: Job, seconds: float) -> Outcome | None:
        """Return what became of a job; None where it takes longer."""
        awaited = self._awaited.get(job.id)
        if awaited is None:
            return None
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(awaited), seconds)
        return None

    async def read(self, upload: Upload) -> Extracted:
        """Read a file without writing it down."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._extractors.extract, upload)

    async def _go_on(self) -> None:
        while not self._stopping:
            # First of all: what arrives from here on is either claimed now or waited for.
            self._arrived.clear()
            job = await self._stubbornly(self._claimed)
            if job is not None:
                await self._stubbornly(partial(self._do, job))
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), _IDLE_SECONDS)

    async def _claimed(self) -> Job | None:
        return await asyncio.to_thread(self._store.jobs.claim)

    async def _stubbornly(self, attempt: Callable[[], Awaitable[Result]]) -> Result | None:
        """Try until the database takes part, or the service stops."""
        while not self._stopping:
            try:
                return await attempt()
            except StoreError as error:
                # Another process holds it, or the disk is full: neither is for ever.
                log.error("store", code=error.code)
                await asyncio.sleep(_IDLE_SECONDS)
        return None

    async def _do(self, job: Job) -> None:
        began = time.perf_counter()
        try:
            outcome = await self._done(job)
        except StoreError:
            raise
        except Exception as error:
            # A fault of ours in one report must not end the work on all others.
            log.error("fault", job=job.id, **where(error))
            fault = Problem("internal_error")
            outcome = Outcome(None, fault.code, fault.message(job.lang))
            await asyncio.to_thread(self._store.jobs.fail, job.id, outcome.code, outcome.message)
        seconds = time.perf_counter() - began
        self._metrics.extraction.observe(seconds)
        self._metrics.reports.labels(outcome.code or "ok").inc()
        log.info("job", job=job.id, code=outcome.code or "ok", ms=round(seconds * 1000, 1))
        async with self._taking:
            awaited = self._awaited.pop(job.id, None)
        if awaited is not None and not awaited.done():
            awaited.set_result(outcome)

    async def _done(self, job: Job) -> Outcome:
        data, tables = await asyncio.to_thread(self._store.jobs.files, job)
        try:
            extracted = await self.read(Upload(data, job.filename, job.lang, tables))
        except InputError as error:
            message = error.message(job.lang)
            await asyncio.to_thread(self._store.jobs.fail, job.id, error.code, message)
            return Outcome(None, error.code, message)
        row = await asyncio.to_thread(self._written, job, extracted)
        if row is not None:
            self._library.put(row, extracted.document)
        return Outcome(extracted.document)

    def _written(self, job: Job, extracted: Extracted) -> ReportRow | None:
        """Write the report and the end of its job, both or neither; return what is new."""
        with self._store.together():
            is_new = self._store.put(extracted.packed)
            self._store.jobs.finish(job.id)
            return self._store.row(job.sha256) if is_new else None
