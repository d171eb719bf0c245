"""Loads ``narrative/wording.toml``: how sentences name what they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, Pattern, StdPattern, read_record, read_toml


@dataclass(frozen=True, slots=True)
class Subject:
    """How the words before a number become its subject."""

    list_number: Pattern
    opening: Pattern
    about: Pattern
    closing: Pattern
    generic: frozenset[str]
    funding: frozenset[str]
    totals: frozenset[str]
    parts: frozenset[str]
    this: Pattern
    heading_end: Pattern
    purpose: Pattern
    up_to_year: Pattern
    alias: Pattern
    average: Pattern
    scored: Pattern
    each: Pattern
    item_head: Pattern
    title_head: Pattern
    account_path: Pattern


@dataclass(frozen=True, slots=True)
class HeadWords:
    """Names of which the words before a number leave out a part, or have one too many."""

    planned_sides: frozenset[str]
    staff: str
    without_aid: StdPattern
    staff_alone: str
    whole_side: StdPattern
    carried: StdPattern
    path_sign: StdPattern
    cut_short: StdPattern
    fund_cut_short: StdPattern
    only_compares: StdPattern
    planned: StdPattern


@dataclass(frozen=True, slots=True)
class NameWords:
    """What two mentions of one thing may differ in."""

    rest: str
    totals: Pattern
    tail: Pattern
    both_sides: Pattern
    sides: Pattern
    side: Pattern


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """What the clauses around a number say of it."""

    portion: StdPattern
    listed_next: StdPattern
    next_in_list: StdPattern
    counted: StdPattern
    parts: StdPattern
    goes_on: StdPattern
    plan_beside: StdPattern
    announces: StdPattern
    another_part: StdPattern
    compared_part: StdPattern
    compares: StdPattern
    held: StdPattern
    compared: StdPattern
    left_from: StdPattern
    onwards: StdPattern
    moves: StdPattern
    limit: StdPattern
    whose: StdPattern


@dataclass(frozen=True, slots=True)
class CauseWords:
    """Where a cause begins, what it is the cause of, and what ends it."""

    reach: int
    starts: Pattern
    cue: Pattern
    heads: Pattern
    about_prior: Pattern
    prior_year: Pattern
    moves: Pattern
    states: Pattern
    next_item: Pattern
    next_change: Pattern
    stock: Pattern
    loose: Pattern


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What tells a plan from an outcome where the pattern does not."""

    plan: Pattern
    evaluated: Pattern
    contract: Pattern


@dataclass(frozen=True, slots=True)
class Period:
    """How a sentence names its year, and the year and measure it compares with."""

    year: Pattern
    each_year: Pattern
    opening_year: Pattern
    base_year: Pattern
    cause: Pattern
    cumulative: Pattern
    base_amount: Pattern
    to_current: Pattern
    from_prior: Pattern
    denied_prior: Pattern
    base: Pattern
    compares: Pattern


@dataclass(frozen=True, slots=True)
class Wording:
    """All of it."""

    subject: Subject
    heads: HeadWords
    names: NameWords
    clauses: ClauseWords
    causes: CauseWords
    measure: MeasureWords
    period: Period
    funds: tuple[tuple[str, Pattern], ...]
    topic_funds: dict[str, str]


@cache
def load_wording() -> Wording:
    """Return the wording rules; raises RuleError with file and field."""
    whole = read_toml(ROOT / "narrative" / "wording.toml")
    subject, funds = whole.table("subject"), whole.table("funds")
    wording = Wording(
        subject=read_record(Subject, subject, **_around_a_subject(subject)),
        heads=read_record(HeadWords, whole.table("heads")),
        names=read_record(NameWords, whole.table("names")),
        clauses=read_record(ClauseWords, whole.table("clauses")),
        causes=read_record(CauseWords, whole.table("causes")),
        measure=read_record(MeasureWords, whole.table("measure")),
        period=read_record(Period, whole.table("period")),
        funds=tuple((n, funds.pattern(n)) for n in ("fund", "capital", "general", "fiscal")),
        topic_funds=whole.strings("topic_funds"),
    )
    for part in (funds, whole):
        part.done()
    return wording


def _around_a_subject(entry: Entry) -> dict[str, object]:
    """Return what stands before and behind a subject, each of any number of words."""
    opening, about = ("|".join(entry.words(name)) for name in ("opening", "about"))
    closing = "|".join((about, *entry.words("closing")))
    return {
        "opening": regex.compile(f"^(?:{opening})+"),
        "about": regex.compile(f"(?:{about})$"),
        "closing": regex.compile(f"(?:{closing})+$"),
        "generic": frozenset(entry.words("generic")) | {""},
    }
