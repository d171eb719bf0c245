"""Quarter turns: where what is written upwards, downwards or upside down stands upright."""

from __future__ import annotations

from collections.abc import Callable

from extractor.load.pdf.objects import Box, Run

Move = Callable[[Box], Box]


def moves(width: float = 0.0, height: float = 0.0) -> dict[int, Move]:
    """Return for each turn how boxes of a page of this size move; of 0 it turns around its corner.

    >>> moves(100, 200)[90]((10, 20, 30, 40)), moves()[270](moves()[90]((10, 20, 30, 40)))
    ((160, 10, 180, 30), (10, 20.0, 30, 40.0))
    """
    return {
        90: lambda b: (height - b[3], b[0], height - b[1], b[2]),
        180: lambda b: (width - b[2], height - b[3], width - b[0], height - b[1]),
        270: lambda b: (b[1], width - b[2], b[3], width - b[0]),
    }


def moved(run: Run, move: Move, turn: int) -> Run:
    """Return a run of a page that is turned back."""
    x0, top, x1, bottom = move((run.lefts[0], run.top, run.rights[-1], run.bottom))
    return Run(run.text, [x0], [x1], top, bottom, run.turn - turn)
