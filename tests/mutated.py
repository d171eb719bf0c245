"""Damaged files of every kind: bytes changed, cut, doubled, and moved from one file to another."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from tests import pdf_objects as pdfs
from tests.corpus import REPORTS
from tests.hostile import TEXT
from tests.render import as_docx, as_html, as_xlsx

_LARGEST = 1_500_000
_CHANGES = 8
_PIECE = 4000


def mutants(chance: random.Random, count: int) -> Iterator[bytes]:
    """Yield so many damaged files, the same ones for the same seed."""
    good = _good()
    for number in range(count):
        data = bytearray(good[number % len(good)])
        for _ in range(chance.randint(0, _CHANGES)):
            _damage(data, chance.choice(good), chance)
        yield bytes(data[:_LARGEST])


@cache
def _good() -> tuple[bytes, ...]:
    # The report with the fewest pages keeps a run of thousands short.
    name = "002"
    return (
        REPORTS[name].read_bytes(),
        pdfs.file(pdfs.objects([[TEXT], [TEXT]])),
        as_docx(name),
        as_html(name),
        as_xlsx(name),
    )


def _damage(data: bytearray, other: bytes, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    length = chance.randrange(_PIECE)
    match chance.randrange(5):
        case 0:
            data[at : at + 1] = bytes([chance.randrange(256)])
        case 1:
            del data[at : at + length]
        case 2:
            data[at:at] = data[at : at + length]
        case 3:
            start = chance.randrange(len(other))
            data[at : at + length] = other[start : start + length]
        case _:
            data[at:at] = chance.randbytes(length)
