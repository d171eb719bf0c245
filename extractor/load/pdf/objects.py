"""What is read of one page: runs of characters, ruling lines and images, with their places.

All places are points from the page's top left as it is shown: turned by its /Rotate, cut to its
crop box. Only what can be seen is recorded: inside the page and the clip, and not white on white.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from extractor.notices import Notice

Box = tuple[float, float, float, float]

# Stands for a glyph of which the file does not say what character it is.
UNKNOWN = "\ufffd"


class Run(NamedTuple):
    """Characters drawn one behind the other with one font on one base line.

    ``text``, ``lefts`` and ``rights`` are of one length: a glyph that stands for two characters
    gives both its own place. No gap inside a run is wider than ``GAP`` of its size, unless its
    characters are spaced out evenly. ``turn`` is how far its writing direction is turned
    counterclockwise: 0, 90, 180 or 270 degrees; a run that is turned, or written downwards, is a
    single glyph. ``top`` and ``bottom`` are those of the font's box, ``size`` is their distance.
    ``foot`` is the bottom of the last line of what goes on in the next lines of its cell.
    """

    text: str
    lefts: list[float]
    rights: list[float]
    top: float
    bottom: float
    turn: int = 0
    foot: float = 0.0

    @property
    def size(self) -> float:
        """The height of the font's box."""
        return self.bottom - self.top

    def shifted(self, right: float, down: float = 0.0, zoom: float = 1.0) -> Run:
        """Return the run so much farther to the right and down, then so many times as large."""
        return self._replace(
            lefts=[(x + right) * zoom for x in self.lefts],
            rights=[(x + right) * zoom for x in self.rights],
            top=(self.top + down) * zoom,
            bottom=(self.bottom + down) * zoom,
        )


class Placed(Protocol):
    """What stands on a page, character by character."""

    @property
    def lefts(self) -> list[float]: ...
    @property
    def rights(self) -> list[float]: ...
    @property
    def top(self) -> float: ...
    @property
    def bottom(self) -> float: ...


def left_of(word: Placed) -> float:
    """Return where words begin."""
    return word.lefts[0]


def right_of(word: Placed) -> float:
    """Return where words end."""
    return word.rights[-1]


def x_of(word: Placed) -> float:
    """Return where the middle of words is from the left, as ``y_of`` from above."""
    return (word.lefts[0] + word.rights[-1]) / 2


def y_of(word: Placed) -> float:
    """Return where the middle of words is from above."""
    return (word.top + word.bottom) / 2


def stand_over(one: Placed, other: Placed) -> bool:
    """Return whether words stand at one distance from the left, in part, at whatever heights."""
    return one.lefts[0] < other.rights[-1] and other.lefts[0] < one.rights[-1]


# A gap in a run that is wider than this part of the font's size begins a new run; one that is wider
# than this can be a blank.
GAP, BLANK = 0.4, 0.2


class Part(NamedTuple):
    """Where a page is in the file: on which sheet, how far from its left and top.

    ``width`` and ``height`` are those of the sheet; ``zoom`` says how much larger all places are.
    """

    sheet: int
    left: float
    top: float
    width: float
    height: float
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class PageObjects:
    """One page; ``number`` counts from 1.

    ``edges`` are exactly horizontal or vertical: drawn lines, thin rectangles, borders of drawn
    rectangles. ``hidden`` is text drawn without ink, as behind a scanned page, ``cut`` what is
    drawn above or below what is shown. ``unknown`` counts the glyphs whose character the file does
    not tell. ``warnings`` say what could not be read. ``recognized`` says that the runs were made
    from the picture of the page. ``turn`` is how far a page was turned to be upright, ``tilt`` by
    how many radians it lay askew before it was read as if it lay straight, and ``part`` says where
    it is if the file has several pages on a sheet, or a page several columns. ``fills`` are what is
    filled and is no line.
    """

    number: int
    width: float
    height: float
    runs: list[Run]
    edges: list[Box]
    images: list[Box]
    hidden: list[Run]
    cut: list[Run]
    unknown: int
    warnings: tuple[Notice, ...] = ()
    recognized: bool = False
    turn: int = 0
    tilt: float = 0.0
    part: Part | None = None
    fills: Sequence[Box] = ()
