"""One JSON object on each line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def write(columns: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    """Write the rows as objects."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for row in rows:
            line = dict(zip(columns, row, strict=True))
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
