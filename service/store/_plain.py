"""The rows of a packed report as tables that stand alone, with words in place of numbers."""

from __future__ import annotations

from service.store._pack import REFERENCES, Packed, Row

# The columns of each table as packed rows have them; a label is all its own columns.
_LABELS = {
    "words": None,
    "row_labels": ("row_header", "account_code", "account_name", "account_inferred", "row_key"),
    "column_labels": ("column_header", "unit", "column_key"),
}
_COLUMNS = {
    "cells": (
        *("n", "table", "row", "column", "row_label", "column_label", "text", "value"),
        *("start", "end", "page"),
    ),
    "facts": (
        *("n", "id", "kind", "value", "unit", "approximate", "measure", "subject"),
        *("account_code", "account_name", "fund", "period", "base_period", "base_measure"),
        *("direction", "reason", "of", "whole", "section", "text", "start", "end", "page", "rule"),
    ),
    "checks": (
        *("n", "id", "key", "rule", "class", "status", "message", "expression", "expected"),
        *("actual", "difference", "tolerance"),
    ),
    "findings": (
        *("n", "id", "key", "rule", "class", "status", "severity", "title", "explanation"),
        *("expression", "expected", "actual", "difference", "tolerance", "formula", "evidence"),
        *("consequences", "mend_ref", "mend_value"),
    ),
}
_REPORT = (
    *("report", "source", "media_type", "kind", "entity", "fiscal_year", "unit", "pages"),
    *("facts", "checks", "errors", "warnings", "infos", "version", "lang"),
)
TABLES: dict[str, tuple[str, ...]] = {}


def _names(table: str) -> tuple[str, ...]:
    references = REFERENCES.get(table, {})
    names: list[str] = ["report"]
    for at, name in enumerate(_COLUMNS[table]):
        names += _LABELS[references[at]] or (name,) if at in references else (name,)
    return tuple(names)


# `reports` comes last: whoever writes it last knows that the rest is there.
TABLES |= {table: _names(table) for table in _COLUMNS} | {"reports": _REPORT}


def plain(packed: Packed, table: str) -> list[Row]:
    """Return the rows of one of TABLES."""
    if table == "reports":
        made = packed.made
        return [(packed.sha256, *packed.head, *packed.counts, made.version, made.lang)]
    references = REFERENCES.get(table, {})
    return [(packed.sha256, *_spelled(row, references, packed)) for row in packed.rows[table]]


def _spelled(row: Row, references: dict[int, str], packed: Packed) -> Row:
    values: list[str | int | bytes | None] = []
    for at, value in enumerate(row):
        if at in references and isinstance(value, int):
            values += packed.labels[references[at]][value]
        else:
            values.append(value)
    return tuple(values)
