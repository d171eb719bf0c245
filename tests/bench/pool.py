"""How much faster two processes read a folder of PDF files than one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

from tests.corpus import PDFS, ROOT

# So many that starting the processes is a small part of it.
_COPIES = 24
# In turn, for the machine may be quicker in one minute than in the next.
_RUNS = 2


def pool() -> None:
    """Print the files a second of ``gouji batch`` with one worker and with two.

    This is time on the clock, and starting the processes counts: no other work should run.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _copies(folder / "files")
        took = {1: 0.0, 2: 0.0}
        for run, workers in product(range(_RUNS), took):
            took[workers] += _seconds(folder, workers, run) / _RUNS
    for workers, seconds in took.items():
        print(f"batch, {files} PDF files, {workers} workers {files / seconds:8.2f} a second")
    print(f"gain on two processors (goal: at least 1.8){took[1] / took[2]:7.2f}\n")


def _copies(folder: Path) -> int:
    """Write every file several times, each with an end of its own: what is known is not read."""
    folder.mkdir()
    for number in range(_COPIES):
        for name, path in PDFS.items():
            (folder / f"{name}-{number}.pdf").write_bytes(path.read_bytes() + b"\n%% %d" % number)
    return _COPIES * len(PDFS)


def _seconds(folder: Path, workers: int, run: int) -> float:
    script = "from service.cli import main; main()"
    into = ("--db", str(folder / f"{workers}-{run}.db"), "--workers", str(workers))
    words = (sys.executable, "-c", script, "batch", str(folder / "files"), *into)
    start = time.monotonic()
    # The reports have errors, and so the command ends with 1.
    subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    return time.monotonic() - start
