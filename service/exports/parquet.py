"""Columns for those who compute with many rows; needs ``gouji[parquet]``.

The type of a column hangs on names alone, so that all files of a set fit together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_WHOLE = {
    *("n", "row", "column", "start", "end", "page", "pages", "approximate", "stale", "compared"),
    *("fiscal_year", "fiscal_year_1", "fiscal_year_2", "inferred", "account_inferred"),
    *("facts", "checks", "errors", "warnings", "infos"),
}
_REAL = {"number", "yuan"}
# Rows of one group: what is held in memory.
_GROUP = 50_000


def write(columns: Sequence[str], rows: Iterable[Sequence[Any]], path: Path) -> None:
    """Write the rows, group by group."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(name, _type(name, columns)) for name in columns])
    remaining = iter(rows)
    with parquet.ParquetWriter(path, schema, compression="zstd") as out:
        while group := list(islice(remaining, _GROUP)):
            values = zip(*group, strict=True)
            arrays = [
                pa.array(column, field.type) for column, field in zip(values, schema, strict=True)
            ]
            out.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _type(name: str, columns: Sequence[str]) -> pa.DataType:
    import pyarrow as pa

    # Without the number of a row, a column is told by the words over it.
    if name in _WHOLE and (name != "column" or "row" in columns):
        return pa.int64()
    return pa.float64() if name in _REAL else pa.string()
