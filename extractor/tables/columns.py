"""What each amount column means: the key that its rule file gives to its header path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex

from extractor.numbers import MONEY_UNIT
from extractor.tables.headers import Header, Path
from rules.loaders.tables import TableRule
from rules.terms import BESIDE, CHANGE, PRIOR, RATE

SIDES = ("income", "expenditure")

_UNIT = regex.compile(rf"（(?:单位：)?(?P<unit>{MONEY_UNIT})）")
_YEAR = regex.compile(r"20\d\d(?=年)")
_LAST = regex.compile(r"上年|去年|上一年")
# 2024年执行数 beside 2025年预算数; 上年结转 is money of this year.
_OF_YEAR = regex.compile(
    r"(?:(?P<year>20\d\d)年|(?P<word>上年|去年|上一年|本年))(?:度)?(?:当年|年初|全年|部门|预计|调整)*"
    r"(?:预算|执行|决算|完成|批复|支出|收入)*(?:数|额|情况)?(?:（.*）)?"
)
_ORDER = {"上年": "0", "去年": "0", "上一年": "0", "本年": "9"}
_GREW = regex.compile(r"增减|增长|增幅|增加|变动|变化|比较")
_GROWTH = regex.compile(r"%|率|比例|幅度")
_CHANGE = regex.compile(r"增减|变动|比例|%|差异|完成率")
_WHOLE = regex.compile(r"^(?:合计|总计|小计)$")
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
    beside = {} if rule.layout == "single_row" else _compared(rule, header.paths, sides)
    taken: set[tuple[int, str]] = set()
    before: set[tuple[int, str]] = set()
    keys: list[str | None] = []
    for number, (path, measure) in enumerate(zip(header.paths, measures, strict=True), start=1):
        side = sides.get(number, 0)
        key = beside.get(number)
        if key is None:
            taken_then = before if number in past else taken
            key = _key(rule, path, side, measure, taken_then, measured)
            if key is not None:
                taken_then.add((side, key))
                key = PRIOR + key if number in past else key
        else:
            taken.add((side, key))
        keys.append(key)
    if rule.layout == "single_row":
        _fill_in_order(rule, header.paths, keys, measures, past)
    return tuple(keys)


def _compared(
    rule: TableRule, paths: Sequence[Path], sides: dict[int, int]
) -> dict[int, str | None]:
    """Return the keys of the columns that stand beside those of the year: prior, change and rate.

    Beside them a column that says nothing but the year has its amounts.
    """
    years = [_year_of(path) for path in paths]
    latest, *before = sorted(set(filter(None, years)), reverse=True) or [""]
    keys: dict[int, str | None] = {}
    for number, (path, year) in enumerate(zip(paths, years, strict=True), start=1):
        words = "".join(path)
        item = _item(rule, path, sides.get(number, 0))
        if _CHANGE.search(words):
            keys[number] = _comparison(words) + item
        elif year is not None and year != latest:
            keys[number] = (PRIOR if year == before[0] else BESIDE[-1]) + item
        elif before and year is not None and _OF_YEAR.fullmatch(path[-1]):
            keys[number] = item
    return keys


def _comparison(words: str) -> str:
    """Return what a column that only compares says: 增减额, 增减%, or something else, as 占比."""
    if not _GREW.search(words):
        return BESIDE[-1]
    return RATE if _GROWTH.search(words) else CHANGE


def _year_of(path: Path) -> str | None:
    """Return the year that a column says it has, as far as that can be ordered: 本年 is last."""
    for word in path:
        if match := _OF_YEAR.fullmatch(word):
            return match["year"] or _ORDER[match["word"]]
    return None


def _item(rule: TableRule, path: Path, side: int) -> str:
    """Return what of a year a column has; where its words do not say, the whole."""
    chief = "amount" if rule.layout == "halves" else "total"
    return next(iter(_matching(rule, path, SIDES[side] if side < len(SIDES) else "")), chief)


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
    found: list[str | None] = []
    for number, path in enumerate(header.paths, start=1):
        words = "".join(path)
        measure = measure_of(rule, path) if rule.measures else ""
        if is_change(words):
            # Of a 三公 table that has a plan and an outcome nothing says which of them changed.
            found.append(None if rule.measures else _comparison(words))
        elif measure is None or (not rule.measures and _PRIOR.search(words) and number not in past):
            found.append(None)
        else:
            name = f"{measure}:" if measure else ""
            found.append(PRIOR + name if number in past else name)
    return tuple(
        key if key is not None and at == _chief(header.paths, found, key) else None
        for at, key in enumerate(found)
    )


def _chief(paths: Sequence[Path], keys: Sequence[str | None], key: str) -> int:
    """Return the column of a key that has its whole: 决算数 over 合计, 一般公共预算, 基金."""
    own = [at for at, one in enumerate(keys) if one == key]
    return next((at for at in own if _WHOLE.search(paths[at][-1])), own[0])


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
