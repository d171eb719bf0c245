"""The document of the output contract in little room, and back to exactly the same characters.

Every ``text`` of a place stands in the decoded text too, and is written there only once; lists of
like objects are written column by column, numbers as steps; the rest is left to LZMA. What would
not come back as it was, whatever the reason, is stored as it is.
"""

from __future__ import annotations

import json
import lzma
from itertools import pairwise
from typing import Any

_PLAIN, _FOLDED = b"J", b"F"
# Level 6 takes a sixth less room and five times as long.
_LEVEL = 1
# No key of the contract is empty or a sign: these mark what was folded.
_KEYS, _COLUMNS, _STEPS, _QUOTED = "", "|", "+", '"'


def packed(document: str) -> bytes:
    """Return the JSON document in little room."""
    folded = _dumps(_folded(json.loads(document)))
    if _unfolded(json.loads(folded)) == document:
        return _FOLDED + lzma.compress(folded.encode(), preset=_LEVEL)
    return _PLAIN + lzma.compress(document.encode(), preset=_LEVEL)


def unpacked(data: bytes, *, text: bool = True) -> str:
    """Return the JSON document as it was; without its text, null stands in its place."""
    stored = lzma.decompress(data[1:]).decode()
    if data[:1] == _FOLDED:
        return _unfolded(json.loads(stored), text=text)
    return stored if text else _dumps({**json.loads(stored), "text": None})


def text_of(data: bytes) -> str | None:
    """Return the decoded text alone, which is stored as it is."""
    text: str | None = json.loads(lzma.decompress(data[1:]))["text"]
    return text


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _folded(document: dict[str, Any]) -> dict[str, Any]:
    text = document.get("text") or ""
    rest = {key: value for key, value in document.items() if key != "text"}
    return {**_fold(rest, text), "text": document.get("text")}


def _unfolded(folded: dict[str, Any], *, text: bool = True) -> str:
    whole = folded["text"]
    rest = {key: value for key, value in folded.items() if key != "text"}
    return _dumps({**_unfold(rest, whole or ""), "text": whole if text else None})


def _fold(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return _fold_object(value, text)
    if isinstance(value, list):
        return _fold_list(value, text)
    return value


def _fold_object(value: dict[str, Any], text: str) -> dict[str, Any]:
    quote = value.get("text")
    if isinstance(quote, str) and "start" in value and "end" in value:
        quoted = text[value["start"] : value["end"]] == quote
        value = {**value, "text": _QUOTED if quoted else [quote]}
    return {key: _fold(each, text) for key, each in value.items()}


def _fold_list(values: list[Any], text: str) -> Any:
    folded = [_fold(value, text) for value in values]
    keys = _common_keys(folded)
    return {_KEYS: keys, _COLUMNS: _columns(folded, keys)} if keys else folded


def _common_keys(values: list[Any]) -> list[str]:
    """Return the keys that all these objects have, in their order; none where they differ."""
    if not values or not all(isinstance(value, dict) for value in values):
        return []
    keys = list(values[0])
    return keys if all(list(value) == keys for value in values) else []


def _columns(rows: list[dict[str, Any]], keys: list[str]) -> list[Any]:
    return [_column([row[key] for row in rows]) for key in keys]


def _column(values: list[Any]) -> Any:
    keys = _common_keys(values)
    if keys:
        return {_KEYS: keys, _COLUMNS: _columns(values, keys)}
    if all(type(value) is int for value in values):
        steps = [after - before for before, after in pairwise(values)]
        return {_STEPS: [values[0], *steps]}
    return values


def _unfold(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        if _KEYS in value:
            return [_unfold(row, text) for row in _rows(value)]
        return _unfold_object(value, text)
    if isinstance(value, list):
        return [_unfold(each, text) for each in value]
    return value


def _unfold_object(value: dict[str, Any], text: str) -> dict[str, Any]:
    quote = value.get("text")
    if quote is not None and "start" in value and "end" in value:
        whole = text[value["start"] : value["end"]] if quote == _QUOTED else quote[0]
        value = {**value, "text": whole}
    return {key: _unfold(each, text) if key != "text" else each for key, each in value.items()}


def _rows(value: dict[str, Any]) -> list[dict[str, Any]]:
    columns = [_values(column) for column in value[_COLUMNS]]
    return [dict(zip(value[_KEYS], row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: Any) -> list[Any]:
    if not isinstance(column, dict):
        return list(column)
    if _STEPS in column:
        total, values = 0, []
        for step in column[_STEPS]:
            total += step
            values.append(total)
        return values
    return _rows(column)
