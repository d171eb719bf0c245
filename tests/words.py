"""Whole reports in which everything agrees, and changes that each break one thing.

``tests/cases/words/NAME.txt`` is a report; a ``[[change]]`` in any TOML file beside it replaces
words of a report and says which rules then fail. A change that fails nothing is a trap: it looks
like a fault and is none.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractor import Report, extract

FOLDER = Path(__file__).parent / "cases" / "words"


@dataclass(frozen=True, slots=True)
class Change:
    """Words of a report replaced by others, and the rules that fail because of it.

    ``without`` are words that are left out besides.
    """

    report: str
    why: str
    old: str
    new: str
    fails: frozenset[str]
    without: str


@cache
def reports() -> dict[str, str]:
    """Return the reports in which everything agrees, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))}


@cache
def changes() -> tuple[Change, ...]:
    """Return every change of every file."""
    return tuple(
        Change(
            *(each[field] for field in ("report", "why", "old", "new")),
            frozenset(each["fails"]),
            each.get("without", ""),
        )
        for path in sorted(FOLDER.glob("*.toml"))
        for each in tomllib.loads(path.read_text(encoding="utf-8"))["change"]
    )


def changed(change: Change) -> str:
    """Return the report with the change made; the words must stand there once."""
    text = reports()[change.report]
    assert text.count(change.old) == 1, (change.why, text.count(change.old))
    assert change.without in text, change.why
    text = text.replace(change.old, change.new)
    return text.replace(change.without, "", 1) if change.without else text


def rules(report: Report, status: str) -> frozenset[str]:
    """Return the rules of the checks that came out so."""
    return frozenset(check.rule for check in report.checks if check.status == status)


@cache
def passing() -> frozenset[str]:
    """Return the rules that pass in some report."""
    return frozenset().union(*(rules(extract(t.encode()), "pass") for t in reports().values()))
