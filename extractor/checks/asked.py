"""What checks ask of facts: the number, whether its base can be 0, the meaning of it."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.evidence import Evidence
from extractor.model import Fact
from extractor.readings import Reading
from extractor.text import squeeze
from rules.terms import PLANS

# What one unit of a rate is worth as a ratio: 20% and 2成 are 0.2. A 百分点 is no ratio.
SCALES = {"%": 100, "成": 10, "倍": 1}


def reading_of(seen: Evidence, fact: Fact | None) -> Reading | None:
    """Return what a fact's number stands for; 约 and 近 cannot be computed with."""
    if fact is None or fact.approximate:
        return None
    return seen.reading(fact.id)


def base_of(seen: Evidence, change: Fact, current: Fact) -> tuple[Fact | None, Reading | None]:
    """Return what a change or level compares with, and its number: a plan may be the table's."""
    base = seen.figures.same(current, change.base_measure or current.measure, change.base_period)
    # What is said to have changed against itself names a wrong year.
    itself = change.base_measure == current.measure
    if base is not None or itself or change.base_measure not in PLANS:
        return base, reading_of(seen, base)
    of_this_year = change.base_period in (None, current.period or seen.year)
    return None, seen.plan_of(current, (change.base_measure,)) if of_this_year else None


def is_zero_base(now: Reading, change: Reading) -> bool:
    """Return whether the prior value, now − change, can be 0: such a base has no rate."""
    return abs(now.value - change.value) <= now.half + change.half


def meaning(seen: Evidence, facts: Iterable[Fact | None]) -> str:
    """Return what facts are, without offsets and counters: the key of a check is made of it."""
    return "|".join(_meaning(seen, fact) for fact in facts if fact is not None)


def _meaning(seen: Evidence, fact: Fact) -> str:
    account = (fact.account.code or squeeze(fact.account.name)) if fact.account else None
    parts = (
        fact.kind,
        account or seen.subject(fact),
        fact.measure or fact.base_measure or "",
        fact.period or "",
        seen.topic(fact),
    )
    return ":".join(parts)
