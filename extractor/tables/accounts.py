"""Whole code and whole name of every account row, also where the file cut, lost or repeated them.

A code or a name that is printed whole is believed. What is cut is completed from the national
classification and from the report's other tables: the name decides, then the place below the row
before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import regex

from extractor.model import Account
from extractor.tables.rows import Line
from rules.loaders.accounts import load_accounts

_LEVELS = {"2": (3, 5, 7), "3": (3, 5), "5": (3, 5)}
# A name of fewer characters is too short to be recognised by its beginning.
_MIN_CUT = 3
_PART = 2

# 201 一般公共服务支出, （201）一般公共服务支出, 一般公共服务支出（201类）
_CODED_CLASS = regex.compile(
    r"[（(\[]?(?P<code>2\d\d)类?[）)\]]?[-—－]?(?P<name>\p{Han}.*)|(?P<name>\p{Han}+)[（(](?P<code>2\d\d)类?[）)]"
)
_NUMBERING = regex.compile(
    r"(?:其中：|[（(]?[一二三四五六七八九十廿卅百]+[）)、.．]|[（(]?\d{1,2}[）)、.．])+"
)
_LOOSE = regex.compile(r"[的等]|支出$")

Printed = tuple[str, str]


class AccountBook:
    """What the report itself and the national classification know of codes and names."""

    def __init__(self, printed: Iterable[Printed]) -> None:
        """Note which codes the report prints whole, each with its longest name."""
        self._standard = load_accounts()
        self._own: dict[str, str] = {}
        self._own_codes: dict[str, list[str]] = defaultdict(list)
        for code, name in printed:
            if name and len(name) > len(self._own.get(code, "")):
                self._own[code] = name
        for code, name in self._own.items():
            self._own_codes[name].append(code)

    def resolve(self, lines: Sequence[Line]) -> list[Account | None]:
        """Return the account of each line; None for a line without code that is no account."""
        codes = [code for line in lines for _, code in line.codes]
        repeated = {code for code, count in Counter(codes).items() if count > 1}
        before: dict[int, str] = {}
        accounts: list[Account | None] = []
        for line in lines:
            account = self._account(line, before.get(line.side, ""), repeated)
            if account is not None and account.code:
                before[line.side] = account.code
            accounts.append(account)
        return accounts

    def by_class_name(self, label: str) -> Account | None:
        """Return the 类 that a line of a summary names: 八、社会保障和就业支出, 208 社会保障…."""
        name = bare(label).replace("（类）", "")
        coded = _CODED_CLASS.fullmatch(name)
        if coded:
            return Account.trusted({**coded.groupdict(), "inferred": False})
        codes = [code for code in self._standard.codes.get(name, ()) if is_class(code)]
        if not codes:
            loose = _LOOSE.sub("", name)
            codes = [code for code, names in _classes() if loose in names]
        return (
            Account.trusted({"code": codes[0], "name": name, "inferred": True}) if codes else None
        )

    def _account(self, line: Line, before: str, repeated: set[str]) -> Account | None:
        name = line.label
        printed, pieced = _printed_code(line, before)
        if not printed and not name:
            return None
        if _is_whole(printed) and (printed not in repeated or self._is_name_of(printed, name)):
            whole = self._whole_name(printed, name)
            cut = whole != name
            return Account.trusted({"code": printed, "name": whole, "inferred": cut or pieced})
        code = self._complete(printed, name, before)
        if code is None and not printed:
            return None
        whole = self._whole_name(code, name) if code else name
        return Account.trusted({"code": code, "name": whole, "inferred": True})

    def _names(self, code: str) -> Iterator[str]:
        yield from self._standard.names.get(code, ())
        if code in self._own:
            yield self._own[code]

    def _is_name_of(self, code: str, name: str) -> bool:
        return any(name == known or _is_cut(name, known) for known in self._names(code))

    def _whole_name(self, code: str, name: str) -> str:
        """Return the name, completed where it is the beginning of a known one."""
        known = [*self._names(code)]
        if name in self._standard.names.get(code, ()):
            return name
        longer = [each for each in known if _is_cut(name, each) or not name]
        return longer[0] if longer else name

    def _complete(self, printed: str, name: str, before: str) -> str | None:
        """Return the code that begins as printed and has this name, nearest to the row before."""
        if not name:
            return None
        candidates = self._own_codes.get(name) or []
        fitting = [code for code in candidates if _extends(code, printed)]
        fitting += [code for code in self._standard.codes.get(name, ()) if _extends(code, printed)]
        if not fitting and len(name) >= _MIN_CUT:
            below = self._below(printed or before)
            below = [code for code in below if _extends(code, printed)]
            fitting = [code for code in below if self._is_name_of(code, name)]
        return max(fitting, key=lambda code: _nearness(code, before), default=None)

    def _below(self, printed: str) -> list[str]:
        """Return the known codes that share the 款, else the 类, of what is printed."""
        root = printed[:5] if len(printed) > 5 else printed[:3]
        own = [code for code in self._own if code.startswith(root)]
        return own + list(self._standard.under.get(root, ()))


def bare(label: str) -> str:
    """Return a label without its numbering.

    >>> bare("（十二）资源勘探工业信息等支出"), bare("1.一般公共预算资金")
    ('资源勘探工业信息等支出', '一般公共预算资金')
    """
    match = _NUMBERING.match(label)
    return label[match.end() :] if match and match.end() < len(label) else label


def is_class(code: str) -> bool:
    """Return whether the code is a 类 of the 功能分类."""
    return len(code) == 3 and code[0] == "2"


def printed_accounts(lines: Sequence[Line]) -> Iterator[Printed]:
    """Yield the codes that a table prints whole and only once, with their names."""
    counts = Counter(code for line in lines for _, code in line.codes)
    for line in lines:
        code, pieced = _printed_code(line, "")
        if _is_whole(code) and not pieced and (len(line.codes) > 1 or counts[code] == 1):
            yield code, line.label


@cache
def _classes() -> list[tuple[str, frozenset[str]]]:
    """Return every 类 with its names, without the words that places add or leave out."""
    names = load_accounts().names
    return [
        (code, frozenset(_LOOSE.sub("", name) for name in names[code]))
        for code in names
        if is_class(code)
    ]


def _printed_code(line: Line, before: str) -> tuple[str, bool]:
    """Return the digits of a line as one code, and whether a part came from the row before.

    The code can stand in one column, or in three (类|款|项) with all digits or only its own.
    """
    if not line.codes:
        return "", False
    column, first = line.codes[0]
    # A spreadsheet takes 02 for a number and prints 2.
    code = "".join(piece.zfill(_PART) for _, piece in line.codes)
    whole = [piece for _, piece in line.codes if _is_whole(piece)]
    if not _is_whole(code) and whole:
        # Every column has all digits of its level, or the code of a unit stands before it.
        return whole[-1], False
    if len(first) == _PART and column:
        return before[: 3 if column == 1 else 5] + code, True
    return code, False


def _is_whole(code: str) -> bool:
    return bool(code) and len(code) in _LEVELS.get(code[0], ())


def _extends(code: str, printed: str) -> bool:
    return len(code) > len(printed) and code.startswith(printed)


def _is_cut(name: str, whole: str) -> bool:
    """Return whether the name is a proper beginning of the whole one."""
    return len(name) < len(whole) and len(name) >= _MIN_CUT and whole.startswith(name)


def _nearness(code: str, before: str) -> tuple[int, bool]:
    """Return how many leading digits two neighbours share, and whether the order is kept."""
    shared = next((i for i, digit in enumerate(before) if code[i : i + 1] != digit), len(before))
    return shared, code > before
