"""Lists of accounts in words: what stands in them, and which row of a table each item is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from extractor.checks import verdict
from extractor.checks.rule import Made, made
from extractor.evidence import Evidence
from extractor.readings import Reading, blank
from extractor.text import Folded
from extractor.views import Line, TableView
from rules.loaders.accounts import load_accounts, loose
from rules.loaders.enumerations import load_enumerations

# 和 and 及 part a list, and also stand inside names: they are tried last.
_PART = regex.compile(r"(?:(?!以及)[^、，])+")
_JOINT = regex.compile(r"[和及与]")
_LEADING = regex.compile(r"^[\d.、．\s]+|^(?:以及|在职人员|用于|单位)")
# 三、国有资本经营预算拨款收入; （一）一般公共预算拨款.
_NUMBER = regex.compile(r"^[（(]?[一二三四五六七八九十廿\d]+[、.．）)]+")
_NOUGHT = regex.compile(r"(?<![\d.,])0(?:\.0+)?(?:亿|万)?元")
_AMOUNT = regex.compile(r"[\d,.]+(?:亿|万)?元.*")

Known = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """One account that a list names, and where its name stands in the running text.

    Several 类 have 办公设备购置: ``codes`` are all that the name can be. ``nought`` says that the
    list gives it as 0.
    """

    codes: tuple[str, ...]
    name: str
    start: int
    end: int
    nought: bool = False


def find_items(words: str, offset: int, known: Known) -> Iterator[Item]:
    """Yield the accounts that a list names; what is no account is passed over."""
    for part in _PART.finditer(words):
        yield from _read(part.group(), offset + part.start(), known)


def accounts_under(classes: Sequence[str], rows: Mapping[str, Line]) -> Known:
    """Return what knows the accounts of some 类: their names, and what the rows print.

    A report of another year has names and codes of its own: 30311 住房公积金.
    """
    printed: dict[str, list[str]] = {}
    for code, line in rows.items():
        printed.setdefault(loose(name_of(line)), []).append(code)
    return lambda name: (*_codes_of(name, classes), *printed.get(loose(name), ()))


def _read(part: str, start: int, known: Known) -> Iterator[Item]:
    """Yield the account that a part names, or those that 和 joins in it."""
    whole = _item(part, start, known)
    if whole is not None:
        yield whole
        return
    for sign in _JOINT.finditer(part):
        first = _item(part[: sign.start()], start, known)
        if first is not None:
            yield first
            yield from _read(part[sign.end() :], start + sign.end(), known)
            return


def _item(words: str, start: int, known: Known) -> Item | None:
    name = _bare(words)
    codes = known(name)
    if not codes:
        return None
    begin = start + words.index(name)
    return Item(codes, name, begin, begin + len(name))


def read_list(words: str, offset: int, known: Known) -> list[Item]:
    """Return all that a list names, by what is known; nothing where it names anything else."""
    found: list[Item] = []
    for part in _PART.finditer(words):
        items = list(_known(part.group(), offset + part.start(), known))
        if not items:
            return []
        found += items
    return found


def _known(part: str, start: int, known: Known) -> Iterator[Item]:
    """Yield what a part names, or what 和 joins in it; nothing where some of it is not known."""
    name = _bare(part)
    if codes := known(name):
        begin = start + part.index(name)
        yield Item(codes, name, begin, begin + len(name), _NOUGHT.search(part) is not None)
        return
    for sign in _JOINT.finditer(part):
        first = list(_known(part[: sign.start()], start, known))
        rest = list(_known(part[sign.end() :], start + sign.end(), known))
        if first and rest:
            yield from (*first, *rest)
            return


def _bare(name: str) -> str:
    """Return the name without number, amount and the 等 that closes a list."""
    name = _AMOUNT.sub("", _LEADING.sub("", name))
    endings = sorted(load_enumerations().open, key=len, reverse=True)
    return name.removesuffix(next((e for e in endings if name.endswith(e)), ""))


def _codes_of(name: str, classes: Sequence[str]) -> Iterator[str]:
    """Yield the 款 and 项 under some 类 that have this name, in one of its wordings."""
    accounts = load_accounts()
    for codes in (accounts.codes.get(name, ()), accounts.loose.get(loose(name), ())):
        yield from (code for code in codes if len(code) > 3 and code.startswith(tuple(classes)))


def has_money(line: Line) -> bool:
    """Return whether a row prints a number that is not 0, or one whose column is not known."""
    return any(reading.value for reading in line.readings.values()) or bool(line.doubts)


def amount_of(view: TableView, line: Line | None) -> Reading:
    """Return the first number of a row that is not 0; its blank cell, or the table, without one."""
    readings = line.readings.values() if line else ()
    found = next((reading for reading in readings if reading.value), None)
    if found is not None:
        return found
    cell = next(iter(line.cells.values()), None) if line else None
    return blank(cell.id if cell else view.id, view.factor)


def name_of(line: Line) -> str:
    """Return what a row is called."""
    cell = line.first
    return cell.account.name if cell.account else _NUMBER.sub("", cell.row_header)


def joined(names: Iterable[str]) -> str:
    """Return names as one list, each once."""
    return "、".join(dict.fromkeys(names))


def both_ways(
    seen: Evidence,
    view: TableView,
    rows: dict[str, Line],
    items: Sequence[Item],
    folded: Folded,
    match: regex.Match[str],
    key: str,
    rule: str = "list",
) -> Iterator[Made]:
    """Compare a list with the rows that it names; one that ends in 等 may leave rows out."""
    spent = {code: line for code, line in rows.items() if has_money(line)}
    claimed = [item for item in items if not item.nought]
    empty = [item for item in claimed if spent.keys().isdisjoint(item.codes)]
    found = verdict.of_words(
        not empty,
        joined(item.name for item in empty or items),
        operands=[amount_of(view, row_of(rows, item)) for item in empty],
    )
    quotes = [seen.quote(*folded.place(item.start, item.end)) for item in empty]
    yield made(f"{rule}.empty", key, found, quotes)
    if not empty and match["items"].endswith(load_enumerations().open):
        return
    named = {code for item in items for code in item.codes}
    omitted = [line for code, line in spent.items() if code not in named]
    found = verdict.of_words(
        not omitted,
        joined(map(name_of, omitted)) or joined(item.name for item in items),
        operands=[amount_of(view, line) for line in omitted],
    )
    whole = seen.quote(*folded.place(*match.span("items")))
    yield made(f"{rule}.omitted", key, found, [whole] if omitted else ())


def row_of(rows: dict[str, Line], item: Item) -> Line | None:
    """Return the row of an item, printed and empty; None where it is not printed at all."""
    return next((rows[code] for code in item.codes if code in rows), None)
