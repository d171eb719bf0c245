"""What prints a report: a tool, what it needs on this machine, and its looks."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from extractor.document import Document, Grid
from tests.platypus import Look, widths

Make = Callable[[Document], bytes]
_PATIENCE = 180


@dataclass(frozen=True)
class Tool:
    """One maker of PDF files; a look that is added here is printed and compared."""

    name: str
    needs: tuple[str, ...]
    looks: Mapping[str, Make]

    @property
    def missing(self) -> tuple[str, ...]:
        """The programs and modules that this machine lacks."""
        return tuple(one for one in self.needs if not (shutil.which(one) or _module(one)))


def _module(name: str) -> bool:
    return name.isidentifier() and find_spec(name) is not None


def made_by(
    command: Sequence[str], data: bytes, source: str = "in.pdf", result: str = "out.pdf"
) -> bytes:
    """Return what a program makes of a file; in its command ``{}`` is the folder of both."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / source).write_bytes(data)
        subprocess.run(
            [part.replace("{}", folder) for part in command],
            check=True,
            cwd=folder,
            capture_output=True,
            timeout=_PATIENCE,
        )
        return (Path(folder) / result).read_bytes()


def shares(grid: Grid) -> list[float]:
    """Return which share of the width each column takes, by what is printed in it."""
    return widths(grid, Look(), 1)
