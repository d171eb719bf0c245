"""Where the outcomes of a batch go, and what is known of earlier runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from service.batch.outcome import Failure, Outcome
from service.store import Made, Packed, SourceFile, Store


@dataclass(frozen=True, slots=True)
class Done:
    """One file with its content's hash and what became of it; ``known`` where an earlier run knew.

    The outcome is None for a report that is there already.
    """

    path: str
    sha256: str
    size: int
    outcome: Outcome | None
    known: bool = False


class Sink(Protocol):
    """Where reports are kept. ``known`` may be called from any thread, ``write`` from one."""

    def known(self, path: str, sha256: str, made: Made) -> Failure | bool:
        """Return whether the report is there, or the lasting failure of an earlier run."""
        ...

    def write(self, done: Sequence[Done], made: Made) -> list[Done]:
        """Write outcomes, all of them or none; returns them, ``known`` where nothing was new."""
        ...

    def close(self) -> None:
        """Finish what is not finished."""
        ...


class StoreSink:
    """Keeps reports in the database; each call of ``write`` is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def known(self, path: str, sha256: str, made: Made) -> Failure | bool:
        """Return whether the report is there, or the lasting failure of an earlier run."""
        if self._store.has(sha256, made):
            return True
        seen = self._store.files.get(path)
        if seen is None or (seen.sha256, seen.version) != (sha256, made.version):
            return False
        return Failure(seen.code, seen.message or "") if seen.code else False

    def write(self, done: Sequence[Done], made: Made) -> list[Done]:
        """Write outcomes, all of them or none; returns them, ``known`` where nothing was new."""
        with self._store.together():
            return [self._write(each, made) for each in done]

    def _write(self, done: Done, made: Made) -> Done:
        outcome, known = done.outcome, done.known
        file = SourceFile(done.path, done.sha256, done.size, made.version)
        if isinstance(outcome, Packed):
            known = not self._store.put(outcome)
        elif isinstance(outcome, Failure):
            # Without a version the next run knows nothing of it.
            version = made.version if outcome.lasting else ""
            file = replace(file, version=version, code=outcome.code, message=outcome.message)
        self._store.files.put(file)
        return replace(done, known=known)

    def close(self) -> None:
        """Every transaction is finished already."""
