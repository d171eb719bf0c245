"""``when``: what must be so for a relation to be asked for, of a table or of the whole report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import regex

from rules.loaders.files import Entry
from rules.loaders.links import CONDITIONS

_WHEN = regex.compile(
    r"(?:(?P<table>T\d\d) )?(?P<verb>has|lacks) (?P<key>\S+)|(?:not )?(?P<name>\w+)"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """``has KEY`` or ``lacks KEY`` of a table, or ``NAME`` or ``not NAME`` of the report.

    ``table`` is empty for the table that the relation is of.
    """

    text: str
    table: str
    key: str
    name: str
    negated: bool

    def holds(
        self, prints: Callable[[str, str], bool | None], tells: Callable[[str], bool | None]
    ) -> bool:
        """Return whether it does; of a table that is not there, or where it is not known, never.

        ``prints`` says whether a table prints a row or column, ``tells`` what is so of the report.
        """
        told = prints(self.table, self.key) if self.key else tells(self.name)
        return told is not None and told is not self.negated


def read_conditions(entry: Entry) -> tuple[Condition, ...]:
    """Return the conditions in ``when``, all of which must hold; raises RuleError."""
    found = []
    for piece in filter(None, entry.text("when", "").split(", ")):
        match = _WHEN.fullmatch(piece)
        if match is None or match["name"] not in (None, *CONDITIONS):
            raise entry.error("when", f"{piece!r} 不是条件", f"{piece!r} is no condition")
        negated = match["verb"] == "lacks" or piece.startswith("not ")
        table, key, name = (match[group] or "" for group in ("table", "key", "name"))
        found.append(Condition(piece, table, key, name, negated))
    return tuple(found)
