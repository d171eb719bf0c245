"""Which pieces of evidence are read together: those of one sentence; a cell stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.model import Evidence
    from service.telling.places import Places


def grouped(evidence: Sequence[Evidence], places: Places) -> list[list[Evidence]]:
    """Return the pieces of evidence, those of one sentence together, in the order of the first."""
    order = {id(piece): index for index, piece in enumerate(evidence)}
    groups: list[list[Evidence]] = []
    for piece in sorted(evidence, key=lambda piece: piece.span.start):
        if groups and _belongs(piece, groups[-1], places):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return sorted(groups, key=lambda group: min(order[id(piece)] for piece in group))


def _belongs(piece: Evidence, group: list[Evidence], places: Places) -> bool:
    if is_alone(piece, places) or is_alone(group[0], places):
        return False
    return any(places.together(other.span, piece.span) for other in group)


def is_alone(piece: Evidence, places: Places) -> bool:
    """Return whether it is a cell: its neighbours without their headers would only mislead."""
    return piece.ref is not None and piece.ref not in places.facts
