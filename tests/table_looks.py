"""How places print their tables: separators, blanks, labels, codes, header rows, halves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from rules.loaders.accounts import load_accounts

#: What is read of a table: an amount by the meaning of its row and column.
Amounts = dict[tuple[str, str], int]
#: Label, meaning and amount of one line of the income half.
Left = tuple[str, str, int]


@dataclass(frozen=True)
class Look:
    """How one place prints its tables."""

    random: Random
    separator: str
    blank: str
    scale: int
    grouped: bool
    total_first: bool
    ruled: bool
    numbered: bool
    code_style: str
    ragged: bool
    spaced: bool
    merged: bool
    gap: str
    page: int
    titled: bool

    def number(self, cents: int) -> str:
        if not cents:
            return self.blank
        value = Decimal(cents * self.scale) / 100
        return f"{value:,.2f}" if self.grouped else f"{value:.2f}"

    def lines(self, head: int, rows: Sequence[Sequence[str]]) -> Iterator[str]:
        """Yield the rows of a table, its header again behind a page number."""
        for at, row in enumerate(rows):
            if at == self.page > head:
                yield f"— {at} —"
                yield from map(self._line, rows[:head])
            yield self._line(row)
            if self.separator == "|" and at == 0:
                yield "|" + "---|" * len(row)

    def _line(self, cells: Sequence[str]) -> str:
        words = [_spaced(cell) if self.spaced else cell for cell in cells]
        if self.separator == "|":
            return "| " + " | ".join(words) + " |"
        line = "\t".join(words)
        return (
            line.rstrip("\t") + ("\t" if "\t" not in line.rstrip("\t") else "")
            if self.ragged
            else line
        )


def _spaced(cell: str) -> str:
    """Return a short label with blanks between its characters: 合 计."""
    return " ".join(cell) if cell in ("合计", "总计", "收入", "支出", "项目") else cell


def _filled(row: Sequence[str]) -> list[str]:
    """Return a header row whose merged cells are repeated."""
    found: list[str] = []
    for word in row:
        found.append(word or (found[-1] if found else ""))
    return found


def is_body(look: Look, row: Sequence[str]) -> bool:
    labelled = (
        row[0] == "合计" or row[0][:1].isdigit() or row[0][1:2] == "、" or "经费合计" in row[0]
    )
    return labelled or any("." in cell for cell in row) or set(row) == {look.blank}


def coded(
    look: Look, codes: Sequence[str], heads: list[list[str]], keys: Sequence[str], amounts: Amounts
) -> list[list[str]]:
    """Return header and rows of a table by account; ``heads`` is one list per header row."""
    labels = {"whole": 2, "levels": 4, "parts": 4, "in name": 1}[look.code_style]
    first = {
        "whole": ["科目编码", "科目名称"],
        "levels": ["功能分类科目编码", "", "", "科目名称"],
        "parts": ["功能分类科目编码", "", "", "科目名称"],
        "in name": ["科目编码及名称"],
    }[look.code_style]
    if look.merged and len(heads) > 1:
        heads = [_filled(heads[0]), *heads[1:]]
    body = [first + heads[0]] + [[""] * labels + row for row in heads[1:]]
    if labels == 4:
        body.append(["类", "款", "项", "", *([""] * len(keys))])
    if look.ruled:
        ruler = [""] * (labels - 1) + ["栏次"]
        body.append(ruler + [str(number + 1) for number in range(len(keys))])
    rows = [
        _label(look, code) + [look.number(amounts[f"account:{code}", key]) for key in keys]
        for code in tree(codes)
    ]
    total = ["合计"] + [""] * (labels - 1) + [look.number(amounts["total", key]) for key in keys]
    return [*body, total, *rows] if look.total_first else [*body, *rows, total]


def _label(look: Look, code: str) -> list[str]:
    name = load_accounts().names[code][0]
    if look.code_style == "whole":
        return [code, name]
    if look.code_style == "in name":
        return [f"{code}{look.random.choice(('', ' ', '-'))}{name}"]
    level = (3, 5, 7).index(len(code))
    if look.code_style == "levels":
        return [code if at == level else "" for at in range(3)] + [name]
    parts = [code[:3], code[3:5], code[5:]]
    return [*parts, name]


def halves(
    look: Look,
    heads: list[str],
    others: list[str],
    left: Sequence[Left],
    right: Sequence[tuple[str, str, list[int]]],
) -> list[list[str]]:
    line = ["行次"] if look.numbered else []
    body = [
        ["收入", *line[:0], *([""] * (len(line) + len(heads))), "支出"]
        + [""] * (len(line) + len(others)),
        ["项目", *line, *heads, "项目", *line, *others],
    ]
    if look.ruled:
        mark = [""] * len(line)
        numbers = [str(at + 1) for at in range(len(heads) + len(others))]
        body.append(["栏次", *mark, *numbers[:1], "栏次", *mark, *numbers[1:]])
    for at in range(max(len(left), len(right))):
        one = left[at] if at < len(left) else ("", "", 0)
        other = right[at] if at < len(right) else ("", "", [])
        body.append(half_row(look, len(body), one, (other[0], other[2]), len(others)))
    return body


def half_row(
    look: Look, number: int, one: Left, other: tuple[str, list[int]], width: int
) -> list[str]:
    lines = [[str(number)], [str(number + 40)]] if look.numbered else [[], []]
    income = look.number(one[2]) if one[0] else ""
    outgo = [look.number(cents) for cents in other[1]] or [""] * width
    return [one[0], *lines[0], income, other[0], *lines[1], *outgo]


def tree(codes: Sequence[str]) -> list[str]:
    return sorted({code[:length] for code in codes for length in (3, 5, len(code))})
