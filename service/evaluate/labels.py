"""Reads a labelled corpus: ``corpus/labels/README.md`` says what the files hold."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Numeral:
    """One printed numeral; ``kind`` is ``-`` where it is no quantity."""

    start: int
    end: int
    text: str
    kind: str
    value: str
    unit: str
    measure: str
    period: str
    links: tuple[str, ...]
    # The label itself says that another reading would do as well: it counts neither way.
    tolerable: bool


@dataclass(frozen=True, slots=True)
class Context:
    """What a sentence says about one quantity; empty strings and None are not stated."""

    start: int
    direction: str
    base_period: str
    base_measure: str
    of: int | None
    whole: int | None
    reason: Range | None


@dataclass(frozen=True, slots=True)
class Statement:
    """An explicit none, or an explicit unchanged."""

    start: int
    end: int
    kind: str
    tolerable: bool


@dataclass(frozen=True, slots=True)
class LabelledCell:
    """One printed cell of an official table."""

    table: str
    row: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One contradiction in the report, with the places that show it."""

    id: str
    check_class: str
    severity: str
    places: tuple[Range, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Labels:
    """All that is known by hand about one report."""

    name: str
    path: Path
    full: tuple[Range, ...]
    numerals: tuple[Numeral, ...]
    contexts: tuple[Context, ...]
    statements: tuple[Statement, ...]
    cells: tuple[LabelledCell, ...]
    mismatches: tuple[Mismatch, ...]

    def in_full(self, start: int) -> bool:
        """Return whether every numeral around this place is labelled."""
        return any(low <= start < high for low, high in self.full)


def read_corpus(corpus: Path) -> Iterator[Labels]:
    """Yield the labels of each report; raises OSError where there are none."""
    folder = corpus / "labels"
    full = _ranges(folder / "ranges.csv")
    names = sorted({file.name.partition(".")[0] for file in folder.glob("*.*.jsonl")})
    if not names:
        raise FileNotFoundError(folder / "*.mismatches.jsonl")
    for name in names:
        base = folder / name
        yield Labels(
            name=name,
            path=_report(corpus, name),
            full=full.get(name, ()),
            numerals=tuple(_numeral(row) for row in _rows(base.with_suffix(".tsv"))),
            contexts=tuple(_context(row) for row in _rows(base.with_suffix(".context.tsv"))),
            statements=tuple(_statement(row) for row in _rows(base.with_suffix(".statements.tsv"))),
            cells=tuple(LabelledCell(**row) for row in _rows(base.with_suffix(".tables.tsv"))),
            mismatches=tuple(_mismatches(base.with_suffix(".mismatches.jsonl"))),
        )


def _report(corpus: Path, name: str) -> Path:
    """Return the report that the labels ``seed003.*`` belong to: ``003_….txt``."""
    digits = "".join(filter(str.isdigit, name))
    found = sorted((corpus / "reports").glob(f"{digits}_*"))
    if not found:
        raise FileNotFoundError(corpus / "reports" / f"{digits}_*")
    return found[0]


def _rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a tab-separated file; none where the report has no such labels."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _ranges(file: Path) -> dict[str, tuple[Range, ...]]:
    ranges: dict[str, tuple[Range, ...]] = {}
    if file.exists():
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                pair = (int(row["start"]), int(row["end"]))
                ranges[row["report"]] = (*ranges.get(row["report"], ()), pair)
    return ranges


def _numeral(row: dict[str, str]) -> Numeral:
    return Numeral(
        start=int(row["start"]),
        end=int(row["end"]),
        text=row["numeral"],
        kind=row["kind"],
        value=row["value"],
        unit=row["unit"],
        # Where the note discusses the measure, more than one will do.
        measure="" if "measure" in row["note"] else row["measure"],
        period=row["period"],
        links=tuple(filter(None, row["link"].split(";"))),
        tolerable="tolerable" in row["note"],
    )


def _context(row: dict[str, str]) -> Context:
    return Context(
        start=int(row["start"]),
        direction=row["direction"],
        base_period=row["base_period"],
        base_measure=row["base_measure"],
        of=_offset(row["of"]),
        whole=_offset(row["whole"]),
        reason=(int(row["reason_start"]), int(row["reason_end"])) if row["reason_start"] else None,
    )


def _offset(field: str) -> int | None:
    return int(field) if field else None


def _statement(row: dict[str, str]) -> Statement:
    return Statement(
        int(row["start"]), int(row["end"]), row["kind"], "tolerable" in (row["note"] or "")
    )


def _mismatches(file: Path) -> Iterator[Mismatch]:
    for line in file.read_text(encoding="utf-8").splitlines():
        label: dict[str, Any] = json.loads(line)
        yield Mismatch(
            id=label["id"],
            check_class=label["class"],
            severity=label["severity"],
            places=tuple(
                (where["offset"], where["offset"] + len(where["quote"])) for where in label["where"]
            ),
            why=label["why"],
        )
