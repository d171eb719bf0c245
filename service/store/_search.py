"""Finds sentences by the words in them, the newest first.

The index knows which sentences hold three given signs. A sentence that holds all threes of a
phrase is read to see whether it holds the phrase; a phrase of one or two signs is looked for as
the beginning of a three. Of a phrase that is everywhere only so much is read as is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.store._connection import Connection
from service.store._pack import squeezed
from service.store._write import SHIFT

# So many sentences are counted; of what is found more often, nobody is told how often.
_COMMON = 4_000
# The threes of a long phrase that are asked for: more exclude little.
_THREES = 12
_LAST = "\U0010ffff"


@dataclass(slots=True)
class Hits:
    """The sentences that hold a phrase; ``complete`` once all of them were seen."""

    _found: Iterator[int]
    complete: bool = False

    def sentences(self, enough: int) -> list[int]:
        """Return the numbers of sentences: all, unless there are more than enough and many."""
        numbers: list[int] = []
        for seen, sentence in enumerate(self._found):
            numbers.append(sentence)
            if len(numbers) >= enough and seen >= _COMMON:
                return numbers
        self.complete = True
        return numbers

    def reports(self, enough: int, allowed: set[int] | None) -> list[int]:
        """Return the numbers of the reports that hold them, each once, if allowed."""
        numbers: dict[int, None] = {}
        for seen, sentence in enumerate(self._found):
            report = sentence >> SHIFT
            if allowed is None or report in allowed:
                numbers[report] = None
            if len(numbers) >= enough and seen >= _COMMON:
                return [*numbers]
        self.complete = True
        return [*numbers]


def find(connection: Connection, words: str) -> Hits:
    """Return where a phrase stands."""
    phrase = squeezed(words)
    # SQLite ends a string at NUL, wherever that leaves the quotation marks; no report prints one.
    if not phrase or "\0" in phrase:
        return Hits(iter(()))
    return Hits(
        _by_threes(connection, phrase) if len(phrase) > 2 else _by_start(connection, phrase)
    )


def _by_threes(connection: Connection, phrase: str) -> Iterator[int]:
    threes = dict.fromkeys(phrase[at : at + 3] for at in range(len(phrase) - 2))
    wanted = " AND ".join('"' + three.replace('"', '""') + '"' for three in [*threes][:_THREES])
    sql = (
        "SELECT i.rowid FROM sentence_index AS i JOIN sentences AS s ON s.id = i.rowid "
        "WHERE i.sentence_index MATCH ? AND instr(s.text, ?) ORDER BY i.rowid DESC"
    )
    return (row[0] for row in connection.stream(sql, (wanted, phrase))[1])


def _by_start(connection: Connection, phrase: str) -> Iterator[int]:
    low = phrase.lower()
    sql = "SELECT doc FROM sentence_trigrams WHERE term >= ? AND term < ? LIMIT ?"
    rows = connection.rows(sql, (low, low + _LAST, _COMMON + 1))
    if len(rows) <= _COMMON:
        return iter(sorted({row[0] for row in rows}, reverse=True))
    # A page is full before many sentences are read.
    sql = "SELECT id FROM sentences WHERE instr(text, ?) ORDER BY id DESC"
    return (row[0] for row in connection.stream(sql, (phrase,))[1])
