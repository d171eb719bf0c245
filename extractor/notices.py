"""What could not be read, as it is noticed: a code with its particulars, in no language yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class TableName(NamedTuple):
    """A table as a notice names it; a form has no id."""

    title: str
    id: str = ""


# A form in a text that tore the official tables: what was read of it is not checked.
TORN_FORM = "table_torn.form"
# More than one report in a file: what one says is held against what another says.
SEVERAL_REPORTS = "several_reports"
# A text whose characters are others than those that are printed.
GARBLED = "text_garbled"
# What a file that is told so contradicts may be no fault of the report.
_UNRELIABLE = frozenset({SEVERAL_REPORTS, GARBLED})

Detail = str | int | TableName | tuple[str, ...] | tuple[TableName, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that could not be read, or was read with damage.

    ``key`` is its code, with a dot and a word behind it where several sentences share a code.
    ``details`` are what its sentence is told with, beside the page. ``beside`` says that the page
    is one of the second file, which has nothing but the tables.
    """

    key: str
    page: int | None = None
    details: Mapping[str, Detail] = field(default_factory=dict)
    beside: bool = False

    @property
    def code(self) -> str:
        """The stable name, as in the report."""
        return self.key.partition(".")[0]

    @property
    def table(self) -> str | None:
        """The id of the official table that it is about."""
        table = self.details.get("table")
        return table.id or None if isinstance(table, TableName) else None


def proves_nothing(notices: Iterable[Notice]) -> bool:
    """Return whether what a file contradicts may be no fault of the report that it holds."""
    return any(notice.code in _UNRELIABLE for notice in notices)
