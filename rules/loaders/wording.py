"""Loads ``narrative/wording.toml``: how sentences name what they speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml

Pattern = regex.Pattern[str]
StdPattern = re.Pattern[str]


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
    subject, measure, period, funds = map(whole.table, ("subject", "measure", "period", "funds"))
    heads, names, clauses, causes = map(whole.table, ("heads", "names", "clauses", "causes"))
    wording = Wording(
        subject=_subject(subject),
        heads=_heads(heads),
        names=NameWords(names.text("rest"), *map(names.pattern, NameWords.__match_args__[1:])),
        clauses=ClauseWords(*map(clauses.std_pattern, ClauseWords.__match_args__)),
        causes=CauseWords(
            causes.number("reach"), *map(causes.pattern, CauseWords.__match_args__[1:])
        ),
        measure=MeasureWords(*map(measure.pattern, MeasureWords.__match_args__)),
        period=Period(*map(period.pattern, Period.__match_args__)),
        funds=tuple((n, funds.pattern(n)) for n in ("fund", "capital", "general", "fiscal")),
        topic_funds=whole.strings("topic_funds"),
    )
    for part in (subject, heads, names, clauses, causes, measure, period, funds, whole):
        part.done()
    return wording


def _heads(entry: Entry) -> HeadWords:
    return HeadWords(
        planned_sides=frozenset(entry.words("planned_sides")),
        staff=entry.text("staff"),
        without_aid=entry.std_pattern("without_aid"),
        staff_alone=entry.text("staff_alone"),
        whole_side=entry.std_pattern("whole_side"),
        carried=entry.std_pattern("carried"),
        path_sign=entry.std_pattern("path_sign"),
        cut_short=entry.std_pattern("cut_short"),
        fund_cut_short=entry.std_pattern("fund_cut_short"),
        only_compares=entry.std_pattern("only_compares"),
        planned=entry.std_pattern("planned"),
    )


def _subject(entry: Entry) -> Subject:
    opening = "|".join(entry.words("opening"))
    about = "|".join(entry.words("about"))
    closing = "|".join((about, *entry.words("closing")))
    return Subject(
        list_number=entry.pattern("list_number"),
        opening=regex.compile(f"^(?:{opening})+"),
        about=regex.compile(f"(?:{about})$"),
        closing=regex.compile(f"(?:{closing})+$"),
        generic=frozenset(entry.words("generic")) | {""},
        funding=frozenset(entry.words("funding")),
        totals=frozenset(entry.words("totals")),
        parts=frozenset(entry.words("parts")),
        this=entry.pattern("this"),
        heading_end=entry.pattern("heading_end"),
        purpose=entry.pattern("purpose"),
        up_to_year=entry.pattern("up_to_year"),
        alias=entry.pattern("alias"),
        average=entry.pattern("average"),
        scored=entry.pattern("scored"),
        each=entry.pattern("each"),
        item_head=entry.pattern("item_head"),
        title_head=entry.pattern("title_head"),
        account_path=entry.pattern("account_path"),
    )
