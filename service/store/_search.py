"""Finds reports by the words in them.

The index knows which sentences hold three given signs. A sentence that holds all threes of a
phrase is read to see whether it holds the phrase; a phrase of one or two signs is looked for as
the beginning of a three. A phrase that nearly every report has needs no index: report after
report is read until a page is full.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.store._connection import Connection
from service.store._pack import squeezed
from service.store._write import SHIFT

# So many sentences are looked at for a phrase; what more have is common.
_COMMON = 10_000
# The threes of a long phrase that are asked for: more exclude little.
_THREES = 12
_LAST = "\U0010ffff"
ANYWHERE = (
    f"EXISTS (SELECT 1 FROM sentences AS s WHERE s.id BETWEEN r.id << {SHIFT} "
    f"AND ((r.id + 1) << {SHIFT}) - 1 AND instr(s.text, ?))"
)


@dataclass(frozen=True, slots=True)
class Hits:
    """The sentences that hold a phrase; ``common`` where they are too many to list."""

    phrase: str
    sentences: tuple[int, ...]
    common: bool

    @property
    def reports(self) -> list[int]:
        """The numbers of the reports, each once."""
        return sorted({sentence >> SHIFT for sentence in self.sentences})


def find(connection: Connection, words: str) -> Hits:
    """Return where a phrase stands."""
    phrase = squeezed(words)
    candidates = _candidates(connection, phrase)
    if len(candidates) > _COMMON:
        return Hits(phrase, (), common=True)
    if len(phrase) < 3:
        return Hits(phrase, tuple(sorted(set(candidates))), common=False)
    held = [each for each in candidates if _holds(connection, each, phrase)]
    return Hits(phrase, tuple(held), common=False)


def _candidates(connection: Connection, phrase: str) -> list[int]:
    if not phrase:
        return []
    if len(phrase) < 3:
        sql = "SELECT doc FROM sentence_trigrams WHERE term >= ? AND term < ? LIMIT ?"
        low = phrase.lower()
        rows = connection.rows(sql, (low, low + _LAST, _COMMON + 1))
    else:
        threes = dict.fromkeys(phrase[at : at + 3] for at in range(len(phrase) - 2))
        wanted = " AND ".join('"' + three.replace('"', '""') + '"' for three in [*threes][:_THREES])
        sql = "SELECT rowid FROM sentence_index WHERE sentence_index MATCH ? LIMIT ?"
        rows = connection.rows(sql, (wanted, _COMMON + 1))
    return [row[0] for row in rows]


def _holds(connection: Connection, sentence: int, phrase: str) -> bool:
    sql = "SELECT instr(text, ?) FROM sentences WHERE id = ?"
    found = connection.row(sql, (phrase, sentence))
    return bool(found and found[0])
