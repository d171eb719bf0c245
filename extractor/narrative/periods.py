"""The year and the measure of a reading, and the year and the measure that it is compared with."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from extractor.model import Measure
from extractor.narrative.clauses import Clauses, Match
from extractor.narrative.draft import CHANGE_KINDS, Reading, Stretch
from rules.loaders.wording import load_wording
from rules.terms import PLANS

# A plan can be held against what was spent: 比2023年执行数增加.
_SPENT = re.compile(r"决算|执行")
_NAMES_PLAN = re.compile(r"年初|调整|全年|上年|去年|20\d\d")
# 年初预算数10.00万元，决算数9.00万元，预决算差异率-10.00%.
_DIFFERENCE = ("change_rate.difference", "change.difference")
_LIST_NUMBER = load_wording().subject.list_number
_MEASURE, _PERIOD = load_wording().measure, load_wording().period


class _Said(Struct, frozen=True, gc=False):
    """The latest year, and the measure by its own words, of the amounts of one sentence."""

    sentence: int = -1
    year: int | None = None
    measure: Measure | None = None
    # The year and measure of an amount of an earlier year beside it: 支出80万元，上年为75万元.
    prior: tuple[int, Measure] | None = None
    # Which plan it told last.
    plan: Measure | None = None
    # Said by the sentence before: 其中 opens this one.
    goes_on: bool = False


_PLANNED_SPENDING = "预算支出"
_Base = tuple[str | None, Measure | None]


class Periods:
    """Walks the readings in text order and carries on the year and measure of an amount."""

    def __init__(self, clauses: Clauses, stretch: Stretch) -> None:
        self._clauses = clauses
        self._stretch = stretch
        self._said = _Said()

    def go_on(self, sentence: int) -> None:
        """Let this sentence, which lists parts of the one before, go on with what that said."""
        if self._said.sentence == sentence - 1:
            self._said = replace(self._said, sentence=sentence, goes_on=True)

    def measure(self, reading: Reading, subject: str, period: str | None) -> Measure:
        """Return what an amount of this subject is, and keep it for those that are told with it."""
        measure = self._told(reading, subject)
        if measure == "initial_budget" and self._is_own_plan(period):
            measure = "budget"
        said = self._said if self._said.sentence == reading.sentence else _Said(reading.sentence)
        if measure in PLANS:
            said = replace(said, plan=measure)
        if not self._clauses.is_compared_with(reading):
            said = _and(said, int(period) if period else None, measure)
        self._said = said
        return measure

    def _told(self, reading: Reading, subject: str) -> Measure:
        """Return the measure that the pattern, the list it is a part of, or its words tell."""
        stretch, said = self._stretch, self._said
        if reading.pattern.measure is not None:
            # 会议费预算支出1.50万元: what a plan calls so is not spent yet.
            called = self._clauses.text.startswith(_PLANNED_SPENDING, reading.cue)
            return "budget" if called and stretch.measure == "budget" else reading.pattern.measure
        planned = stretch.measure != "other" and _MEASURE.plan.search(subject) is not None
        if (
            said.measure is not None
            and said.sentence == reading.sentence
            and self._clauses.is_part(reading)
            and not self._clauses.lists_plans(reading)
            and not (planned and said.measure not in PLANS)
        ):
            return said.measure
        if planned:
            return "budget"
        if _MEASURE.evaluated.search(subject) and stretch.measure == "other":
            return "final"
        return "other" if _MEASURE.contract.search(subject) else stretch.measure

    def _is_own_plan(self, period: str | None) -> bool:
        """Return whether this is the plan that the report itself makes: it has no later one."""
        return self._stretch.measure == "budget" and period == str(self._stretch.year)

    def period(self, reading: Reading, base: Match | None) -> str | None:
        """Return the year that the sentence names before the number, else the stretch's.

        ``base`` is what ``Clauses.base_amount`` finds before it.
        """
        before, current = self._clauses.to_number(reading), self._stretch.year
        if _PERIOD.cumulative.search(before):
            return None
        if current and _PERIOD.to_current.search(before):
            return str(current)
        denied = reading.pattern.kind == "nil" and _PERIOD.denied_prior.search(before)
        from_prior = _PERIOD.from_prior.search(before) or self._clauses.is_left_behind(reading)
        said = self._said.year if self._said.sentence == reading.sentence else None
        # 2020年支出8万元，比上年9万元减少: the year before the one that the sentence tells of.
        this_year = said or current
        if this_year and (denied or from_prior):
            return str(this_year - 1)
        if base is not None and (base["year"] or this_year):
            return base["year"] or str((this_year or 0) - 1)
        if reading.pattern.kind in CHANGE_KINDS:
            return self._of_change(reading, before)
        named = self._named(before) if "20" in before else []
        if named:
            return self._in_turn(before) or str(named[-1])
        goes_on = self._said.goes_on and self._said.sentence == reading.sentence
        return _year(self._said.year if goes_on else current)

    @staticmethod
    def _named(before: str) -> list[str]:
        """Return the years that words name, but for those of bases and causes."""
        return _PERIOD.year.findall(_PERIOD.base_year.sub("", _PERIOD.cause.sub("", before)))

    def _in_turn(self, before: str) -> str | None:
        """Return the year that 分别 pairs with a number; None where it pairs no years."""
        listed = _PERIOD.each_year.search(before) if "分别" in before else None
        if listed is None:
            return None
        years = _PERIOD.year.findall(listed["years"])
        turn = self._clauses.numbers(before[listed.end() :])
        return str(years[turn]) if turn < len(years) else None

    def _of_change(self, reading: Reading, before: str) -> str | None:
        """Return the year that a change is told of: its sentence's, or the last amount's."""
        said = self._said
        if said.sentence != reading.sentence and "20" in before:
            opening = _PERIOD.opening_year.match(_LIST_NUMBER.sub("", before))
            if opening is not None:
                return str(opening["year"])
        lately = said.year if said.sentence >= reading.sentence - 1 else None
        return _year(lately or self._stretch.year)

    def base(self, reading: Reading, period: str | None) -> _Base:
        """Return the year and the measure that a change is compared with."""
        if reading.pattern.kind not in CHANGE_KINDS:
            return None, None
        if reading.pattern.id.startswith(_DIFFERENCE):
            return period, self._plan_told(reading)
        for match in reversed(self._comparisons(reading)):
            base = self._compared(match, period)
            if base is not None:
                return base if _NAMES_PLAN.search(match[0]) else self._with_told_plan(base, reading)
        said = self._said if self._said.sentence == reading.sentence else _Said()
        return (str(said.prior[0]), said.prior[1]) if said.prior else (None, None)

    def _with_told_plan(self, base: _Base, reading: Reading) -> _Base:
        """Return the base; 预算 alone is the plan that the sentence has told of."""
        year, measure = base
        told = self._said.plan if self._said.sentence == reading.sentence else None
        return (year, told) if measure == "budget" and told is not None else base

    def _plan_told(self, reading: Reading) -> Measure:
        """Return which plan a rate of difference is against: the one that its sentence states."""
        return "initial_budget" if "年初" in self._clauses.to_number(reading) else "budget"

    def _comparisons(self, reading: Reading) -> list[Match]:
        """Return what its sentence compares with before it; else what the one before does."""
        text, start = self._clauses.text, self._clauses.start(reading.sentence)
        end = reading.at if reading.quantity else reading.at + (reading.end - reading.start)
        found = list(_PERIOD.compares.finditer(text, start, end))
        if not found and reading.sentence:
            before = self._clauses.start(reading.sentence - 1)
            found = list(_PERIOD.compares.finditer(text, before, start))
        return found

    def _compared(self, match: Match, period: str | None) -> _Base | None:
        """Return the year and the measure that these words compare with; None: with neither."""
        if match["initial"] or match["plan"] == "年初预算":
            return period, "initial_budget"
        if match["plan"]:
            return period, "budget"
        what = match["what"] or ""
        spent = _SPENT.search(what) is not None
        planned = "预算" in what and not spent
        of_plan = planned or (self._stretch.measure == "budget" and not spent)
        told: Measure = "budget" if of_plan else "final"
        if match["year"]:
            return match["year"], told
        if match["prior"] or match["same"] or match["from"]:
            return _year(int(period) - 1 if period else None), told
        return (period, "budget") if planned else None


def _and(said: _Said, year: int | None, measure: Measure) -> _Said:
    """Return what is said after one more amount."""
    if year is None or said.year is None or year == said.year:
        return replace(said, year=said.year or year, measure=measure)
    if year < said.year:
        return replace(said, measure=measure, prior=(year, measure))
    prior = said.prior if said.measure is None else (said.year, said.measure)
    return replace(said, year=year, measure=measure, prior=prior)


def _year(year: int | None) -> str | None:
    return str(year) if year else None
