"""The document of the output contract in little room, and back to exactly the same characters.

Every ``text`` of a place stands in the decoded text too, and is written there only once; lists of
like objects are written column by column, numbers as steps; the rest is left to LZMA. What would
not come back as it was, whatever the reason, is stored as it is.
"""

from __future__ import annotations

import json
import lzma
from itertools import accumulate
from operator import sub
from typing import Any

_PLAIN, _FOLDED = b"J", b"F"
# Level 6 takes a sixth less room and five times as long.
_LEVEL = 1
# No key of the contract is empty or a sign: these mark what was folded.
_KEYS, _COLUMNS, _STEPS, _QUOTED = "", "|", "+", '"'
# Most values are words and numbers, of which there is nothing to fold.
_NESTED = (dict, list)


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
    folded = {k: _fold(v, text) if v.__class__ in _NESTED else v for k, v in value.items()}
    quote = value.get("text")
    if quote is not None and "start" in value and "end" in value:
        start, end = value["start"], value["end"]
        placed = start.__class__ is int and end.__class__ is int
        folded["text"] = _QUOTED if placed and text[start:end] == quote else [quote]
    return folded


def _fold_list(values: list[Any], text: str) -> Any:
    folded = [_fold(v, text) if v.__class__ in _NESTED else v for v in values]
    keys = _common_keys(folded)
    return {_KEYS: keys, _COLUMNS: _columns(folded, keys)} if keys else folded


def _common_keys(values: list[Any]) -> list[str]:
    """Return the keys that all these objects have, in their order; none where they differ."""
    if not values or not isinstance(values[0], dict):
        return []
    keys = list(values[0])
    return keys if all(v.__class__ is dict and list(v) == keys for v in values) else []


def _columns(rows: list[dict[str, Any]], keys: list[str]) -> list[Any]:
    return [_column([row[key] for row in rows]) for key in keys]


def _column(values: list[Any]) -> Any:
    keys = _common_keys(values)
    if keys:
        return {_KEYS: keys, _COLUMNS: _columns(values, keys)}
    if all(value.__class__ is int for value in values):
        return {_STEPS: [values[0], *map(sub, values[1:], values)]}
    return values


def _unfold(value: Any, text: str) -> Any:
    if isinstance(value, list):
        return [_unfold(v, text) if v.__class__ in _NESTED else v for v in value]
    if _KEYS in value:
        return _unfold_list(value[_KEYS], value[_COLUMNS], text)
    quote = value.get("text")
    if quote is not None and "start" in value and "end" in value:
        value["text"] = _quoted(quote, value["start"], value["end"], text)
    for key, each in value.items():
        if each.__class__ in _NESTED and key != "text":
            value[key] = _unfold(each, text)
    return value


def _unfold_list(keys: list[str], columns: Any, text: str) -> list[Any]:
    """Return the objects of a list that was written column by column."""
    if keys == [_KEYS, _COLUMNS]:
        # Each of them is such a list itself.
        lists = zip(_values(columns[0]), _values(columns[1]), strict=True)
        return [_unfold_list(names, parts, text) for names, parts in lists]
    found = {
        key: _unfold_column(column, text, is_text=key == "text")
        for key, column in zip(keys, columns, strict=True)
    }
    if found.keys() >= {"text", "start", "end"}:
        places = zip(found["text"], found["start"], found["end"], strict=True)
        found["text"] = [q if q is None else _quoted(q, a, b, text) for q, a, b in places]
    return [dict(zip(keys, row, strict=True)) for row in zip(*found.values(), strict=True)]


def _unfold_column(column: Any, text: str, *, is_text: bool) -> list[Any]:
    if isinstance(column, dict):
        if _STEPS in column:
            return list(accumulate(column[_STEPS]))
        return _unfold_list(column[_KEYS], column[_COLUMNS], text)
    if is_text:
        return list(column)
    return [_unfold(v, text) if v.__class__ in _NESTED else v for v in column]


def _quoted(quote: Any, start: int, end: int, text: str) -> Any:
    return text[start:end] if quote == _QUOTED else quote[0]


def _values(column: Any) -> list[Any]:
    """Return the values of a column as they were folded."""
    if not isinstance(column, dict):
        return list(column)
    if _STEPS in column:
        return list(accumulate(column[_STEPS]))
    rows = zip(*map(_values, column[_COLUMNS]), strict=True)
    return [dict(zip(column[_KEYS], row, strict=True)) for row in rows]
