"""The process that reads reports for a batch, within limits of time and memory.

It parses foreign formats itself, being expendable, and an alarm ends it when it is late: so it
outlives its batch by no more than one file may take, even where a parser hangs.
"""

from __future__ import annotations

import gc
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from extractor import InputError
from extractor.load.isolation import Workers
from extractor.load.limits import Limits
from extractor.load.worker import serve
from service.batch.outcome import Failure, Outcome, failure_of, outcome_of
from service.store import Made, Packed

_START = "from service.batch.worker import main"
# Whoever asked kills a late process; the alarm is for one whose batch was killed.
_GRACE = 5


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read, and what it may cost."""

    data: bytes
    name: str
    made: Made
    limits: Limits
    rules: Path | None


class Readers:
    """The processes of one machine; may be shared between as many threads as there are of them."""

    def __init__(self, limits: Limits, rules: Path | None = None) -> None:
        self._limits = limits
        self._rules = rules
        self._workers = Workers(_START)

    def read(self, data: bytes, name: str, made: Made) -> Outcome:
        """Return the outcome of a file; whatever it does to a process is its failure.

        A process that is lost before its time is not the file's fault alone: it gets another.
        """
        began = time.monotonic()
        outcome = self._ask(data, name, made)
        late = time.monotonic() - began >= self._limits.seconds
        lost = isinstance(outcome, Failure) and not outcome.lasting
        return self._ask(data, name, made) if lost and not late else outcome

    def _ask(self, data: bytes, name: str, made: Made) -> Outcome:
        try:
            outcome = self._workers.ask(Request(data, name, made, self._limits, self._rules))
        except InputError as error:
            # The file's own errors come as an outcome: this is about the process.
            return failure_of(error, made.lang, lasting=False)
        assert isinstance(outcome, Packed | Failure)
        return outcome

    def close(self) -> None:
        """End the processes that wait."""
        self._workers.end()


def main(memory_mb: int) -> None:
    """Be one of these processes."""
    os.environ["GOUJI_ISOLATE"] = "0"
    # Ctrl-C is for the batch, which lets the files that are being read come to their end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What was imported stays for good, and is not looked through after every report.
    gc.freeze()
    serve(memory_mb, _answer)


def _answer(request: object) -> Outcome:
    assert isinstance(request, Request)
    _alarm(request.limits.seconds + _GRACE)
    try:
        return outcome_of(request.data, request.name, request.made, request.rules)
    finally:
        _alarm(0)


def _alarm(seconds: int) -> None:
    """Have the system end this process then, whatever it is at; 0 calls it off."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)
