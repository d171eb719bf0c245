"""What is wrong with the parameters of a request, in Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rules.terms import Lang

# What pydantic calls a fault, and says in English alone; the braces are its own.
_CHINESE = {
    "missing": "缺少这一项。",
    "int_parsing": "应为整数。",
    "int_parsing_size": "数字太长。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "literal_error": "只能是 {expected}。",
    "string_type": "应为文字。",
    "string_too_long": "不能超过 {max_length} 个字符。",
    "string_pattern_mismatch": "格式不对，应符合 {pattern}。",
    "model_attributes_type": "应为 JSON 对象，Content-Type 为 application/json。",
    "json_invalid": "不是有效的 JSON。",
}


def wrong_parameters(errors: Sequence[Mapping[str, Any]], lang: Lang) -> list[dict[str, str]]:
    """Return ``where`` and ``message`` of each fault that pydantic found.

    >>> fault = {"type": "int_parsing", "loc": ("query", "page"), "msg": "Input should be …"}
    >>> wrong_parameters([fault], "zh")
    [{'where': 'query.page', 'message': '应为整数。'}]
    """
    return [
        {"where": ".".join(map(str, each["loc"])), "message": _message(each, lang)}
        for each in errors
    ]


def _message(error: Mapping[str, Any], lang: Lang) -> str:
    told = _CHINESE.get(error["type"]) if lang == "zh" else None
    if told is None:
        return str(error["msg"])
    return told.format(**{name: _plain(value) for name, value in error.get("ctx", {}).items()})


def _plain(value: object) -> str:
    """Return a bound or a choice of words as Chinese lists it.

    >>> _plain("'error', 'warning' or 'info'")
    'error、warning、info'
    """
    return re.sub(r"', '|' or '", "、", str(value)).strip("'")
