"""Many files into one sink: read by many, written by one, in transactions.

A run that was killed is finished by the next one: what was written is whole and known by its
content, what was not is read again.
"""

from __future__ import annotations

import hashlib
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from extractor.load.limits import Limits
from service.batch.outcome import Failure, Outcome
from service.batch.readers import Readers
from service.batch.sinks import Done, Sink
from service.batch.sources import Source
from service.store import Made, Packed

# A transaction takes in what came in so many seconds, but no more than so many files.
_SECONDS, _FILES = 1.0, 64
# Files that are held in memory for each reader: one is read, the next ones wait.
_AHEAD = 2


class Engine(Protocol):
    """Maps the pure function over files, on this machine or on others."""

    @property
    def size(self) -> int:
        """How many files are read at once."""
        ...

    def read(self, data: bytes, sha256: str, name: str, made: Made) -> Outcome:
        """Return the outcome of a file; called from many threads."""
        ...


@dataclass(slots=True)
class Summary:
    """What a run did."""

    files: int = 0
    read: int = 0
    known: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[str, str, Failure]] = field(default_factory=list)
    seconds: float = 0.0
    # Somebody pressed Ctrl-C: the files that were not settled are for the next run.
    stopped: bool = False

    def count(self, done: Done) -> None:
        """Take in one file."""
        self.files += 1
        if isinstance(done.outcome, Failure):
            self.failed[done.outcome.code] += 1
            self.failures.append((done.path, done.sha256, done.outcome))
        elif done.known:
            self.known += 1
        else:
            self.read += 1
        if isinstance(done.outcome, Packed) and not done.known:
            self.findings.update(done.outcome.severities)


class LocalEngine(AbstractContextManager["LocalEngine"]):
    """Reads on this machine, each file in another process."""

    def __init__(self, limits: Limits, rules: Path | None = None) -> None:
        self.size = limits.workers
        self._readers = Readers(limits, rules)

    def read(self, data: bytes, sha256: str, name: str, made: Made) -> Outcome:
        """Return the outcome of a file."""
        return self._readers.read(data, name, made)

    def __exit__(self, *_: object) -> None:
        self._readers.close()


def run(
    files: Iterable[Source],
    engine: Engine,
    sink: Sink,
    made: Made,
    tell: Callable[[Done], None] = lambda _: None,
) -> Summary:
    """Read every file that the sink does not know yet; ``tell`` hears of each that is settled."""
    summary, began = Summary(), time.monotonic()
    try:
        for batch in _batches(_outcomes(files, engine, sink, made)):
            for done in sink.write(batch, made):
                summary.count(done)
                tell(done)
    except KeyboardInterrupt:
        summary.stopped = True
    finally:
        summary.seconds = time.monotonic() - began
    return summary


def _outcomes(
    files: Iterable[Source], engine: Engine, sink: Sink, made: Made
) -> Iterator[Done | None]:
    """Yield outcomes as they come, and None where there was none for a while."""
    intake = _Intake(files, lambda source: _settle(source, engine, sink, made))
    threads = [
        threading.Thread(target=intake.work, name=f"batch-{n}", daemon=True)
        for n in range(engine.size * _AHEAD)
    ]
    for thread in threads:
        thread.start()
    try:
        yield from intake.outcomes(len(threads))
    finally:
        intake.stop()
        for thread in threads:
            thread.join()


class _Intake:
    """Hands files to threads and collects outcomes; no more wait than a transaction takes in."""

    def __init__(self, files: Iterable[Source], settle: Callable[[Source], Done]) -> None:
        self._files = iter(files)
        self._settle = settle
        self._lock = threading.Lock()
        self._stopped = False
        self._settled: queue.Queue[Done | BaseException | None] = queue.Queue(_FILES)

    def work(self) -> None:
        """Settle files until there are no more; None tells of the end."""
        try:
            while (source := self._next()) is not None:
                self._settled.put(self._settle(source))
            self._settled.put(None)
        except BaseException as error:
            self._settled.put(error)

    def _next(self) -> Source | None:
        with self._lock:
            return None if self._stopped else next(self._files, None)

    def outcomes(self, threads: int) -> Iterator[Done | None]:
        """Yield outcomes until so many threads are at their end."""
        while threads:
            try:
                settled = self._settled.get(timeout=_SECONDS)
            except queue.Empty:
                yield None
                continue
            if isinstance(settled, BaseException):
                raise settled
            if settled is None:
                threads -= 1
            else:
                yield settled

    def stop(self) -> None:
        """Let the threads come to their end: no more files, and room for what they have."""
        self._stopped = True
        self._settled.maxsize = 0
        with self._settled.not_full:
            self._settled.not_full.notify_all()


def _settle(source: Source, engine: Engine, sink: Sink, made: Made) -> Done:
    """Return what becomes of one file."""
    data = source.read(made.lang)
    if isinstance(data, Failure):
        return Done(source.path, "", 0, data)
    sha256, size = hashlib.sha256(data).hexdigest(), len(data)
    known = sink.known(source.path, sha256, made)
    if known:
        return Done(source.path, sha256, size, known if known is not True else None, known=True)
    outcome = engine.read(data, sha256, source.name, made)
    return Done(source.path, sha256, size, outcome)


def _batches(outcomes: Iterable[Done | None]) -> Iterator[list[Done]]:
    """Gather what comes within a second, so that a transaction is worth its price."""
    batch: list[Done] = []
    began = time.monotonic()
    for done in outcomes:
        if done is not None:
            batch.append(done)
        late = time.monotonic() - began >= _SECONDS
        if batch and (late or len(batch) >= _FILES):
            yield batch
            batch, began = [], time.monotonic()
    if batch:
        yield batch
