"""The relation of a check as a formula of a spreadsheet, over the cells that hold its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from extractor.model import Check

_REF = regex.compile(r"[A-Z]\d+(?:/R\d+/C\d+)?")
_RELATION = regex.compile(r" (<=|>=|=|<|>) ")
_ARITHMETIC = regex.compile(r"[\d.\s+\-*/()]*")


@dataclass(frozen=True, slots=True)
class Number:
    """Where a number stands in the workbook, and in which unit."""

    address: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """Both sides of a relation, as formulas."""

    stated: str
    relation: str
    recomputed: str


def compared(check: Check, numbers: Mapping[str, Number]) -> Compared | None:
    """Return the relation as formulas; None where it compares words, or lacks a number."""
    sides = _RELATION.split(check.expression)
    if len(sides) != 3 or check.status == "unverifiable" or check.expected is None:
        return None
    left, relation, right = sides
    if left == "100":
        # A whole is what its parts add up to: they are what is printed.
        left, right = right, left
    if not all(_ARITHMETIC.fullmatch(_REF.sub("", side)) for side in (left, right)):
        return None
    known = {o.ref: _operand(o.ref, o.value, numbers) for o in check.operands}
    refs = [ref for side in (left, right) for ref in _REF.findall(side)]
    if any(ref not in known for ref in refs):
        return None
    base = next((worth for ref in refs if (worth := _worth(ref, numbers))), None)

    def write(match: regex.Match[str]) -> str:
        return known[match[0]] + _factor(_worth(match[0], numbers), base)

    return Compared(f"={_REF.sub(write, left)}", relation, f"={_REF.sub(write, right)}")


def _operand(ref: str, value: str | None, numbers: Mapping[str, Number]) -> str:
    """Return the cell of a number; a table without rows has none, and counts as its value."""
    found = numbers.get(ref)
    return found.address if found else f"({value or 0})"


def _worth(ref: str, numbers: Mapping[str, Number]) -> int | None:
    """Return how many 元 the unit of an amount is; None for what is no money."""
    # Imported here: `gouji --help` needs nothing of the extractor.
    from extractor.numbers import MONEY_UNITS

    found = numbers.get(ref)
    return MONEY_UNITS.get(found.unit or "") if found else None


def _factor(own: int | None, others: int | None) -> str:
    """Return what brings an amount to the unit that the others have."""
    if own is None or others is None or own == others:
        return ""
    return f"*{own // others}" if own > others else f"/{others // own}"
