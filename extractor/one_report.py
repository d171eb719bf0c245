"""Whether a file holds one whole report: neither several of them, nor the tables alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.model import Fact, Section, Table
from extractor.notices import SEVERAL_REPORTS, Notice

# Topics of which every report tells one total, in this order or another.
_TOTALS = ("overall", "income", "expenditure", "fiscal_overall", "general_budget", "basic")
# So many of them told again with other numbers are another report, and no slip.
_ENOUGH = 3


def of_the_whole(
    sections: Sequence[Section], tables: Sequence[Table], facts: Sequence[Fact]
) -> Iterator[Notice]:
    """Yield what a file holds too much or too little of to be one report."""
    again = _told_again(sections, facts)
    if again is not None:
        yield Notice(
            SEVERAL_REPORTS,
            again.span.page,
            {"heading": f"{again.number}{' ' if again.level == 1 else '、'}{again.title}"},
        )
    if _has_amounts(tables) and not _is_narrated(sections, facts):
        yield Notice("narrative_missing")


def _told_again(sections: Sequence[Section], facts: Sequence[Fact]) -> Section | None:
    """Return where the narrative of a second report begins.

    The outline starts over: behind all that tells the totals first, they are told again, and each
    is another one.
    """
    told = [pair for topic in _TOTALS if (pair := _first_two(sections, facts, topic)) is not None]
    others = [(one, two) for (one, first), (two, second) in told if first != second]
    if len(others) < _ENOUGH or len(others) < len(told):
        return None
    begins = min((two for _, two in others), key=_start)
    if any(_start(one) > _start(begins) for one, _ in others):
        return None
    return _root(sections, begins)


_Told = tuple[Section, Decimal]


def _first_two(
    sections: Sequence[Section], facts: Sequence[Fact], topic: str
) -> tuple[_Told, _Told] | None:
    """Return the two sections that tell the total of a topic, each with that total."""
    found: list[_Told] = []
    for section in sections:
        is_within = found and section.span.start < found[-1][0].span.end
        if section.topic != topic or section.role != "narrative" or is_within:
            continue
        total = next((fact for fact in facts if _is_told_in(section, fact)), None)
        if total is not None:
            found.append((section, Decimal(total.value)))
            if len(found) == 2:
                return found[0], found[1]
    return None


def _is_told_in(section: Section, fact: Fact) -> bool:
    return fact.kind == "amount" and section.span.start <= fact.span.start < section.span.end


def _root(sections: Sequence[Section], section: Section) -> Section:
    by_id = {each.id: each for each in sections}
    while section.parent is not None:
        section = by_id[section.parent]
    return section


def _start(section: Section) -> int:
    return section.span.start


def _has_amounts(tables: Sequence[Table]) -> bool:
    officials = (table for table in tables if table.is_official)
    return any(cell.value is not None for table in officials for cell in table.cells)


def _is_narrated(sections: Sequence[Section], facts: Sequence[Fact]) -> bool:
    return any(section.role == "narrative" for section in sections) or any(
        fact.kind == "amount" for fact in facts
    )
