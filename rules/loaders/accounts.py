"""The national 支出功能分类 and 支出经济分类: ``accounts/functional.csv`` and ``economic.csv``.

A code may stand in several lines: the first name is today's, the others are former wordings.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

import regex

from rules.loaders.files import ROOT, RuleError

FILES = ("functional.csv", "economic.csv")
CODE_LENGTHS = (3, 5, 7)
# Wordings that districts add or leave out: 一般公共服务 / 一般公共服务支出, …等事务支出 / …等支出.
_LOOSE = regex.compile(r"支出|事务|等|类|款|项|[（(].*?[）)]|[“”、和与及]")
# The names of one report come again and again: so many are kept.
_KNOWN = 4096


@lru_cache(maxsize=_KNOWN)
def loose(name: str) -> str:
    """Return the name without the words that wordings of one account differ in."""
    return _LOOSE.sub("", name) or name


@dataclass(frozen=True, slots=True)
class Accounts:
    """Both classifications in one: their codes never meet (2xx, and 3xx or 5xx).

    ``names`` leads from code to wordings, ``codes`` from wording to codes, ``loose`` from what
    wordings have in common to codes, ``under`` from a 类 or 款 to all that is below it.
    """

    names: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, tuple[str, ...]]
    loose: Mapping[str, tuple[str, ...]]
    under: Mapping[str, tuple[str, ...]]


@cache
def load_accounts() -> Accounts:
    """Return the national classifications."""
    names: dict[str, list[str]] = {}
    codes: dict[str, list[str]] = {}
    near: dict[str, list[str]] = {}
    under: dict[str, list[str]] = {}
    for file in FILES:
        for code, name in _lines(ROOT / "accounts" / file):
            if code not in names:
                for length in (length for length in CODE_LENGTHS if length < len(code)):
                    under.setdefault(code[:length], []).append(code)
            names.setdefault(code, []).append(name)
            codes.setdefault(name, []).append(code)
            near.setdefault(loose(name), []).append(code)
    return Accounts(*map(_frozen, (names, codes, near, under)))


def _lines(file: Path) -> list[tuple[str, str]]:
    found = []
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            code, name = row.get("code") or "", row.get("name") or ""
            if not code.isdecimal() or len(code) not in CODE_LENGTHS:
                raise RuleError(
                    file,
                    f"line {number}",
                    "code",
                    f"{code!r} 不是 3、5、7 位数字",
                    f"{code!r} has not 3, 5, 7 digits",
                )
            if not name:
                raise RuleError(file, f"line {number}", "name", "是空的", "is empty")
            found.append((code, name))
    return found


def _frozen(index: dict[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in index.items()})
