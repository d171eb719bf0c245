"""Words of two columns that touch: a number on the right of one, a name on the left of the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

import regex

from extractor.load.pdf.lines import Printed, part_of

_NUMBER = regex.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
# A number and the name behind it, unless that says what is counted.
_SEAM = regex.compile(
    _NUMBER.pattern + r"(?= ?[（(]?\p{Han})(?! ?[（(]?[年月日号个多余万亿元人次第])"
)
# The code of an account has so many digits.
_CODE = 3
# So many rows show that a column begins there.
_ROWS = 3


def parted(rows: Sequence[Sequence[Printed]]) -> list[list[Printed]]:
    """Return the rows, cells cut in two that hold a number and the name in the next column."""
    seams = _seams(rows)
    return [[part for cell in row for part in _parts(cell, seams)] for row in rows]


def _seams(rows: Sequence[Sequence[Printed]]) -> set[int]:
    """Return where names begin, some of them behind a number.

    Some stand there alone, or behind numbers of several widths: the name that is in the cell of
    its number begins farther right where that is wider.
    """
    begins: Counter[int] = Counter()
    alone: set[int] = set()
    before: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        number: Printed | None = None
        for cell in row:
            at = seam_of(cell)
            place = round(cell.lefts[at])
            is_number = _NUMBER.fullmatch(cell.text) is not None
            begins[place] += not is_number
            if at:
                before[place].append((cell.rights[at - 1], cell.x0))
            elif number is not None:
                before[place].append((number.x1, number.x0))
            elif not is_number:
                alone.add(place)
            number = cell if is_number else None
    return {
        place
        for place, found in before.items()
        if begins[place] >= _ROWS
        and (place in alone or len({round(end - start) for end, start in found}) > 1)
    }


def _parts(cell: Printed, seams: Collection[int]) -> list[Printed]:
    at = seam_of(cell) if seams else 0
    if at and round(cell.lefts[at]) in seams:
        return [part_of(cell, 0, at), part_of(cell, at)]
    return [cell]


def is_coded(cell: Printed) -> bool:
    """Return whether a cell holds a code and the name in the next column, close behind it."""
    return seam_of(cell) >= _CODE


def seam_of(cell: Printed) -> int:
    """Return where a name follows on a number, 0 where none does."""
    found = _SEAM.match(cell.text)
    return found.end() + cell.text[found.end()].isspace() if found else 0
