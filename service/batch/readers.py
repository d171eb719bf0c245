"""Reads the files of a batch in the processes of one machine."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from extractor import InputError
from extractor.load.limits import Limits
from service.batch.outcome import Failure, Outcome, failure_of, outcome_of
from service.store import Made, Packed
from service.workers import processes


@dataclass(frozen=True, slots=True)
class _Request:
    """One file to read, and what it may cost."""

    data: bytes
    name: str
    made: Made
    limits: Limits
    rules: Path | None

    def answer(self) -> Outcome:
        """Return what becomes of the file."""
        return outcome_of(self.data, self.name, self.made, self.rules)


class Readers:
    """The processes of one machine; may be shared between as many threads as there are of them."""

    def __init__(self, limits: Limits, rules: Path | None = None) -> None:
        self._limits = limits
        self._rules = rules
        self._workers = processes()

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
            outcome = self._workers.ask(_Request(data, name, made, self._limits, self._rules))
        except InputError as error:
            # The file's own errors come as an outcome: this is about the process.
            return failure_of(error, made.lang, lasting=False)
        assert isinstance(outcome, Packed | Failure)
        return outcome

    def close(self) -> None:
        """End the processes that wait."""
        self._workers.end()
