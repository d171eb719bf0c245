"""Views of the database as files: one module per format, chosen by the ending of the name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from service.exports import csv, jsonl, parquet, xlsx

Write: TypeAlias = Callable[[Sequence[str], Iterable[Sequence[Any]], Path], None]

EXPORTS: dict[str, Write] = {
    ".csv": csv.write,
    ".jsonl": jsonl.write,
    ".parquet": parquet.write,
    ".xlsx": xlsx.write,
}

__all__ = ["EXPORTS"]
