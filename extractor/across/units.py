"""The units of a department: what its overview lists, and the rows of its tables by unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.across.names import is_same, read_name
from extractor.evidence import Evidence
from extractor.text import squeeze
from rules.loaders.across import UnitRules, load_across_rules

# The tables of a budget that print a row for each unit.
_BY_UNIT = ("T02", "T06", "T10")


@dataclass(frozen=True, slots=True)
class Units:
    """The units named; ``complete`` where the list is surely all of them.

    ``rows`` are the rows of the tables by unit, by the name that they print; ``alone`` says that
    the report names no unit besides its own.
    """

    names: tuple[str, ...]
    complete: bool
    alone: bool
    rows: dict[str, str]


def find_units(seen: Evidence) -> Units:
    """Return the units that a report names as its own."""
    rules = load_across_rules().units
    passages = list(_passages(seen, rules))
    rows = dict(_rows(seen))
    lists = (_listed(text, rules) for text in passages)
    listed = next((found for found in lists if any(_is_unit(item, rules) for item in found)), [])
    items = dict.fromkeys(item for item in listed or rows if _is_unit(item, rules))
    itself = read_name(seen.frame.entity or "")
    names = tuple(item for item in items if not is_same(read_name(item), itself))
    said = any(rules.alone.search(squeeze(text)) for text in passages)
    doubtful = not all(_is_unit(item, rules) for item in listed or rows)
    complete = _is_complete(" ".join(passages), names, doubtful, rules)
    alone = not names and (said or (bool(items) and complete))
    return Units(names, bool(names) and complete, alone, rows)


def _passages(seen: Evidence, rules: UnitRules) -> Iterator[str]:
    """Yield the sections on the organisation; one inside another is not told twice."""
    for section in seen.sections:
        if section.role in ("overview", "narrative") and rules.heading.search(section.title):
            yield seen.text[section.span.start : section.span.end]


def _listed(text: str, rules: UnitRules) -> list[str]:
    """Return the items of the list of units, and what else is listed there."""
    body = text.partition("\n")[2]
    inner = rules.inner.search(body)
    body = body[: inner.start()] if inner else body
    lines = [squeeze(match["name"]) for match in rules.line.finditer(body)]
    if any(_is_unit(name, rules) for name in lines):
        return lines
    match = rules.inline.search(squeeze(body))
    return rules.split.split(match["names"]) if match else []


def _is_unit(name: str, rules: UnitRules) -> bool:
    return rules.suffix.search(name) is not None


def _is_complete(text: str, names: tuple[str, ...], doubtful: bool, rules: UnitRules) -> bool:
    """Return whether as many units are listed as the text counts.

    Where it does not count them, every item of the list must be a unit, and none left open.
    """
    count = rules.count.search(squeeze(text))
    if count is not None:
        below = [name for name in names if not load_across_rules().names.own.search(name)]
        return int(count["count"]) in (len(below), len(names))
    return not doubtful and rules.open_end.search(squeeze(text)) is None


def _rows(seen: Evidence) -> Iterator[tuple[str, str]]:
    for table in _BY_UNIT:
        view = seen.views.get(table)
        if view is None or not view.units.get("root"):
            continue
        for key in view.subordinate_units() + [k for k in [view.units.get("own")] if k]:
            yield view.rows[key].name, key
