"""Tables for spreadsheets, with the mark by which Excel knows UTF-8."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from service.outputs.csv import quoted


def write(columns: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    """Write the rows, no text of which a spreadsheet would run as a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(columns)
        for row in rows:
            lines.writerow([quoted(value) if isinstance(value, str) else value for value in row])
