"""Parquet files in place of a database, for more reports than one file should hold.

A part holds some hundred reports: one file in the folder of each table, all called by a hash of the
reports in them. The one in ``reports`` is written last; without it the others do not count.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pyarrow.parquet import read_table

from service.batch.outcome import Failure
from service.batch.sinks import Done
from service.exports import parquet
from service.store import TABLES, Made, Packed, plain

_PART = 500


class ParquetSink:
    """Keeps reports as parts of a set of tables."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for table in TABLES:
            (folder / table).mkdir(parents=True, exist_ok=True)
        self._forget_half_parts()
        self._known = set(self._read_known())
        self._part: list[Packed] = []

    def known(self, path: str, sha256: str, made: Made) -> Failure | bool:
        """Return whether the report is in a part."""
        return (sha256, made.version, made.lang) in self._known

    def write(self, done: Sequence[Done], made: Made) -> list[Done]:
        """Take in outcomes; they are kept when their part is full, or at the end."""
        return [self._take(each) for each in done]

    def _take(self, done: Done) -> Done:
        outcome = done.outcome
        if not isinstance(outcome, Packed):
            return done
        key = (outcome.sha256, outcome.made.version, outcome.made.lang)
        if key in self._known:
            return replace(done, known=True)
        self._known.add(key)
        self._part.append(outcome)
        if len(self._part) >= _PART:
            self.close()
        return done

    def close(self) -> None:
        """Write the last part."""
        part, self._part = self._part, []
        if not part:
            return
        hashes = sorted(packed.sha256 + packed.made.version for packed in part)
        name = hashlib.sha256("".join(hashes).encode()).hexdigest()[:32] + ".parquet"
        for table, columns in TABLES.items():
            half = self._folder / table / f"{name}.half"
            rows = [row for packed in part for row in plain(packed, table)]
            parquet.write(columns, rows, half)
            os.replace(half, self._folder / table / name)

    def _forget_half_parts(self) -> None:
        """Take away what a run that was killed left of a part."""
        whole = {path.name for path in (self._folder / "reports").glob("*.parquet")}
        for table in TABLES:
            for path in (self._folder / table).iterdir():
                if path.name not in whole:
                    path.unlink()

    def _read_known(self) -> list[tuple[str, str, str]]:
        known: list[tuple[str, str, str]] = []
        for path in sorted((self._folder / "reports").glob("*.parquet")):
            columns = read_table(path, columns=["report", "version", "lang"]).to_pydict()
            known += zip(columns["report"], columns["version"], columns["lang"], strict=True)
        return known
