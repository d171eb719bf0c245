"""Seals whose words are text: characters around a circle, and all that is of their ink inside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pdfminer.pdfcolor import PDFColorSpace

from extractor.load.pdf.content.paths import bounds
from extractor.load.pdf.objects import Box, Run, x_of, y_of

# The parts of an ink that is neither black, grey nor white differ by so much.
_VIVID = 0.3
# So many characters, or more, written in so many directions stand around a circle.
_FEWEST, _DIRECTIONS = 5, 3
Ink = tuple[float, ...]


def ink_of(color: object, space: PDFColorSpace) -> Ink | None:
    """Return the colour of words that are coloured."""
    if not isinstance(color, tuple) or space.ncomponents not in (3, 4):
        return None
    parts = color[:3]
    vivid = all(isinstance(part, int | float) for part in parts) and max(parts) - min(parts)
    return color if vivid > _VIVID else None


def without_seals(
    runs: list[Run],
    inks: Mapping[int, Ink],
    aslant: Iterable[tuple[Ink, int, Box]],
) -> list[Run]:
    """Return the runs that stand in no seal; ``inks`` has the colours of some by their ids.

    Of the characters aslant, which are no runs, the ink, the direction in degrees and the place
    are given.
    """
    groups: dict[Ink, list[tuple[int, Box]]] = defaultdict(list)
    for ink, direction, box in aslant:
        groups[ink].append((direction, box))
    seals = {
        ink: _around([box for _, box in found])
        for ink, found in groups.items()
        if len(found) >= _FEWEST and len({direction for direction, _ in found}) >= _DIRECTIONS
    }
    if not seals:
        return runs
    return [run for run in runs if not _is_in(run, seals.get(inks.get(id(run), ())))]


def _around(boxes: Sequence[Box]) -> Box:
    """Return the box around all, with room for one more character on each side."""
    corners = [corner for x0, y0, x1, y1 in boxes for corner in ((x0, y0), (x1, y1))]
    x0, y0, x1, y1 = bounds(corners)
    room = max(max(b[2] - b[0], b[3] - b[1]) for b in boxes)
    return x0 - room, y0 - room, x1 + room, y1 + room


def _is_in(run: Run, box: Box | None) -> bool:
    if box is None:
        return False
    x, y = x_of(run), y_of(run)
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
