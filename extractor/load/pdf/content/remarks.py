"""What is typed onto a finished page: a form that was filled in, or a remark on what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extractor.load.pdf.content.seals import Ink
from extractor.load.pdf.objects import Run

# What is corrected is marked in red; other colours differ from it by so much.
_RED = 0.3
# This part of the height of the lower line is common to both.
_HIGH = 0.5


def is_remark(typed: Iterable[Run], page: Sequence[Run], inks: Mapping[int, Ink]) -> bool:
    """Return whether words typed onto a page are in red, or stand on others: no blank is there."""
    return any(
        _is_red(inks.get(id(run), ())) or any(_is_on(run, other) for other in page)
        for run in typed
        if not run.text.isspace()
    )


def _is_red(ink: Ink) -> bool:
    if not ink:
        return False
    red, green, blue = ink[:3] if len(ink) == 3 else (1 - part for part in ink[:3])
    return red - max(green, blue) > _RED


def _is_on(run: Run, other: Run) -> bool:
    """Return whether a word has a character below another one; lines to be filled in have none."""
    high = min(run.bottom, other.bottom) - max(run.top, other.top)
    if high < _HIGH * min(run.size, other.size):
        return False
    characters = zip(other.text, other.lefts, other.rights, strict=True)
    return any(
        character.isalnum() and run.lefts[0] < (left + right) / 2 < run.rights[-1]
        for character, left, right in characters
    )
