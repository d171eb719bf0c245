"""Extracting PDF files side by side with what other readers need for the pages alone."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from pdfminer.high_level import extract_pages

from extractor import extract
from tests.corpus import PDFS

_RUNS = 3


def pdf() -> None:
    """Print the time of the whole extraction against pdfminer.six alone, and against pdfplumber.

    All run in this process, file by file in turn: what else the machine does slows them alike.
    pdfplumber is measured where it is installed; the project does not need it.
    """
    others: dict[str, tuple[Callable[[Path], object], str]] = {
        "pdfminer.six, no layout": (_pdfminer, "0.7")
    }
    if find_spec("pdfplumber"):
        others["pdfplumber, text and tables"] = (_pdfplumber, "0.5")
    before = os.environ.get("GOUJI_ISOLATE")
    os.environ["GOUJI_ISOLATE"] = "0"
    extract(next(iter(PDFS.values())))
    for name, (read, goal) in others.items():
        files = list(PDFS.values()) * _RUNS
        pairs = [(_seconds(extract, path), _seconds(read, path)) for path in files]
        ours, theirs = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
        ratio = statistics.median(one / other for one, other in pairs)
        print(f"extract, {len(PDFS)} PDF files {ours / _RUNS * 1000:8.0f} ms")
        print(f"{name:28} {theirs / _RUNS * 1000:8.0f} ms")
        print(f"ratio (goal: at most {goal}) {ratio:8.2f}\n")
    if before is None:
        del os.environ["GOUJI_ISOLATE"]
    else:
        os.environ["GOUJI_ISOLATE"] = before


def _seconds(read: Callable[[Path], object], path: Path) -> float:
    start = time.process_time()
    read(path)
    return time.process_time() - start


def _pdfminer(path: Path) -> None:
    for _ in extract_pages(path, laparams=None):
        pass


def _pdfplumber(path: Path) -> None:
    import pdfplumber  # type: ignore[import-not-found, unused-ignore]

    with pdfplumber.open(path) as file:
        for page in file.pages:
            page.extract_text()
            page.extract_tables()
