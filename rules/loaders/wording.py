"""Loads ``narrative/wording.toml``: how sentences name what they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from rules.loaders.files import ROOT, Entry, read_toml

Pattern = regex.Pattern[str]


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
    measure: MeasureWords
    period: Period
    funds: tuple[tuple[str, Pattern], ...]
    topic_funds: dict[str, str]


@cache
def load_wording() -> Wording:
    """Return the wording rules; raises RuleError with file and field."""
    whole = read_toml(ROOT / "narrative" / "wording.toml")
    subject, measure, period, funds = map(whole.table, ("subject", "measure", "period", "funds"))
    wording = Wording(
        subject=_subject(subject),
        measure=MeasureWords(*map(measure.pattern, ("plan", "evaluated", "contract"))),
        period=Period(
            *map(
                period.pattern,
                (
                    "year",
                    "each_year",
                    "opening_year",
                    "base_year",
                    "cause",
                    "cumulative",
                    "base_amount",
                    "to_current",
                    "from_prior",
                    "denied_prior",
                    "base",
                    "compares",
                ),
            )
        ),
        funds=tuple((n, funds.pattern(n)) for n in ("fund", "capital", "general", "fiscal")),
        topic_funds=whole.strings("topic_funds"),
    )
    for part in (subject, measure, period, funds, whole):
        part.done()
    return wording


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
