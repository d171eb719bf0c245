"""What each amount column means: the key that its rule file gives to its header path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex

from extractor.tables.headers import Header, Path
from rules.loaders.tables import TableRule

SIDES = ("income", "expenditure")

_UNIT = regex.compile(r"（(?:单位：)?(?P<unit>[百千万亿]{0,2}元)）")
_YEAR = regex.compile(r"20\d\d(?=年)")
_LAST = regex.compile(r"上年|去年|上一年")
_CHANGE = regex.compile(r"增减|变动|比例|%|差异|完成率")
_PRIOR = regex.compile(r"上年|去年|增减|变动|比较|比例|%")


def column_keys(
    rule: TableRule, header: Header, *, measured: bool = False
) -> tuple[str | None, ...]:
    """Return the key of every amount column, None where no rule knows its words.

    Where the rows are ``measured`` the columns are items alone.
    """
    sides = {
        number: side
        for side, block in enumerate(header.blocks)
        for number in range(block.first, block.first + len(block.amounts))
    }
    measures = [measure_of(rule, path) for path in header.paths]
    past = _past(header.paths) if rule.layout == "single_row" else frozenset()
    taken: set[tuple[int, str]] = set()
    keys: list[str | None] = []
    for number, (path, measure) in enumerate(zip(header.paths, measures, strict=True), start=1):
        side = sides.get(number, 0)
        key = None
        if number not in past:
            key = _key(rule, path, side, measure, taken, measured)
        if key is not None:
            taken.add((side, key))
        keys.append(key)
    if rule.layout == "single_row":
        _fill_in_order(rule, header.paths, keys, measures, past)
    return tuple(keys)


def _past(paths: Sequence[Path]) -> frozenset[int]:
    """Return the columns of the year before, where a table has those of two years."""
    latest = latest_year("".join(path) for path in paths)
    return frozenset(
        number
        for number, path in enumerate(paths, start=1)
        if is_past("".join(path), latest) or any(_LAST.match(word) for word in path)
    )


def measure_keys(rule: TableRule, header: Header) -> tuple[str | None, ...]:
    """Return the prefix of each column where the items stand in rows: ``budget:``, or nothing."""
    past = _past(header.paths)
    if rule.measures:
        found = [
            None if number in past or is_change("".join(path)) else measure_of(rule, path)
            for number, path in enumerate(header.paths, start=1)
        ]
        return tuple(f"{measure}:" if measure else None for measure in found)
    plain = [
        number
        for number, path in enumerate(header.paths)
        if number + 1 not in past and not _PRIOR.search("".join(path))
    ]
    return tuple("" if [number] == plain[:1] else None for number in range(len(header.paths)))


def is_change(words: str) -> bool:
    """Return whether a column or a row only compares: 比上年增减%."""
    return _CHANGE.search(words) is not None


def latest_year(labels: Iterable[str]) -> str:
    """Return the latest year that is printed, or "" where none is."""
    return max((match[0] for label in labels if (match := _YEAR.search(label))), default="")


def is_past(label: str, latest: str) -> bool:
    """Return whether a label is of an earlier year than the latest, or of the year before."""
    year = _YEAR.search(label)
    return (year is not None and year[0] < latest) or _LAST.match(label) is not None


@lru_cache(maxsize=4096)
def item_key(rule: TableRule, label: str) -> str | None:
    """Return the item of a 三公 table that a row label names: abroad, vehicles, reception …"""
    return next((n.key for n in rule.columns if any(p.search(label) for p in n.names)), None)


def printed_unit(paths: Sequence[Path]) -> str | None:
    """Return the amount unit that the header itself prints: 金额（元）."""
    found = (_UNIT.search(word) for path in paths for word in path)
    return next((match["unit"] for match in found if match), None)


def printed_paths(rule: TableRule, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the header paths without the names of the halves, unless only they differ."""
    if rule.layout != "halves":
        return tuple(paths)
    short = [path[1:] or path for path in paths]
    return tuple(short if len(set(short)) == len(short) else paths)


def measure_of(rule: TableRule, path: Path) -> str | None:
    """Return the measure that a header path or a row names: budget, adjusted or final."""
    words = "/".join(path)
    return next((m.key for m in rule.measures if any(p.search(words) for p in m.names)), None)


def _key(
    rule: TableRule,
    path: Path,
    side: int,
    measure: str | None,
    taken: set[tuple[int, str]],
    measured: bool,
) -> str | None:
    if rule.measures and measure is None and not measured:
        return None
    prefix = f"{measure}:" if measure else ""
    for key in _matching(rule, path, SIDES[side] if side < len(SIDES) else ""):
        if (side, prefix + key) not in taken:
            return prefix + key
    return None


@lru_cache(maxsize=4096)
def _matching(rule: TableRule, path: Path, side: str) -> tuple[str, ...]:
    words = _UNIT.sub("", "/".join(path))
    return tuple(
        named.key
        for named in rule.columns
        if named.side in ("", side) and any(pattern.search(words) for pattern in named.names)
    )


def _fill_in_order(
    rule: TableRule,
    paths: Sequence[Path],
    keys: list[str | None],
    measures: Sequence[str | None],
    past: frozenset[int],
) -> None:
    """Give columns whose words are cut the keys that are left, in the usual order.

    Only below a header that has known columns: 公务用车 | 公务用车 beside 小计 are 购置 and 运行.
    """
    parents = {path[:-1] for path, key in zip(paths, keys, strict=True) if key and len(path) > 1}
    for measure in dict.fromkeys(measures):
        prefix = f"{measure}:" if measure else ""
        left = (prefix + n.key for n in rule.columns if prefix + n.key not in keys)
        for at, path in enumerate(paths):
            open_ = keys[at] is None and at + 1 not in past
            if open_ and measures[at] == measure and path[:-1] in parents:
                keys[at] = next(left, None)
