"""Projects and vehicles that one section counts and another counts again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from extractor.checks import verdict
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact
from extractor.readings import Reading
from extractor.text import squeeze
from rules.loaders.told_twice import ProjectRules, load_told_twice

_PERFORMANCE = "performance"


@dataclass(frozen=True, slots=True)
class _Projects:
    """The outcome and the budget of each project that a self-evaluation tells, by its bare name.

    ``stages`` says that they may be sums over several years, or hold money of other funds.
    """

    outcomes: dict[str, Fact]
    budgets: dict[str, Fact]
    stages: bool

    def rule(self, name: str) -> str:
        """Return the rule, or its kin for amounts that may differ in scope."""
        return f"{name}.stages" if self.stages else name


@check("narrative_narrative")
def projects_told_twice(seen: Evidence) -> Iterator[Made]:
    """绩效自评综述里各项目的执行数，与支出情况里同一项目的金额、与自评覆盖的资金总额一致。"""
    rules = load_told_twice().project
    projects = _projects(seen, rules)
    if not projects.outcomes:
        return
    for fact in seen.facts:
        if fact.kind == "amount" and fact.measure == "final" and _is_told_elsewhere(seen, fact):
            project = _of_name(rules, projects.outcomes, _bare(rules, fact))
            yield from _same(seen, projects.rule("told.project"), fact, project)
    yield from _covered(seen, rules, projects)


def _projects(seen: Evidence, rules: ProjectRules) -> _Projects:
    """Return the outcomes that a completion rate in a self-evaluation is about."""
    outcomes: dict[str, Fact] = {}
    budgets: dict[str, Fact] = {}
    sections = set()
    for rate in seen.figures.under(_PERFORMANCE):
        outcome = seen.figures.current(rate) if rate.kind == "completion_rate" else None
        if outcome is not None and outcome.subject == rate.subject:
            outcomes.setdefault(_bare(rules, outcome), outcome)
            budget = seen.figures.whole(rate)
            if budget is not None:
                budgets.setdefault(_bare(rules, outcome), budget)
            sections.add(outcome.section)
    spans = [seen.section_by_id[section].span for section in sections if section is not None]
    texts = [squeeze(seen.text[span.start : span.end]) for span in spans]
    cumulative = any(rules.cumulative.search(text) for text in texts)
    return _Projects(outcomes, budgets, cumulative or not seen.views.holds("only_general"))


def _bare(rules: ProjectRules, fact: Fact) -> str:
    return rules.suffix.sub("", squeeze(fact.subject)) or fact.subject


def _is_told_elsewhere(seen: Evidence, fact: Fact) -> bool:
    topic = seen.topic(fact)
    return bool(topic) and topic.partition(".")[0] != _PERFORMANCE and fact.account is None


def _of_name(rules: ProjectRules, outcomes: dict[str, Fact], name: str) -> Fact | None:
    """Return the project of this name, or of a long name that differs in one sign."""
    found = outcomes.get(name)
    if found is not None or len(name) < rules.fewest:
        return found
    akin = [one for one in outcomes if len(one) == len(name) and _differ(one, name) == 1]
    return outcomes[akin[0]] if len(akin) == 1 else None


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _same(seen: Evidence, rule: str, fact: Fact, other: Fact | None) -> Iterator[Made]:
    actual, expected = reading_of(seen, fact), reading_of(seen, other)
    if actual is not None and expected is not None:
        found = verdict.of_same(actual, expected)
        yield made(rule, meaning(seen, [fact, other]), found)


def _covered(seen: Evidence, rules: ProjectRules, projects: _Projects) -> Iterator[Made]:
    """Compare the money that is evaluated with the projects, where all of them are told."""
    facts = list(seen.figures.under(_PERFORMANCE))
    sums = [_terms(seen, one) for one in (projects.outcomes, projects.budgets)]
    for money in facts:
        if money.kind != "amount" or not rules.covered.search(seen.subject(money)):
            continue
        number = _number(seen, rules, facts, money)
        actual = reading_of(seen, money)
        if number is None or actual is None or number.value != str(len(sums[0])):
            continue
        found = [verdict.of_sum(actual, terms) for terms in sums if len(terms) == len(sums[0])]
        # What is evaluated can be the money that was planned as well as what was spent.
        best = next((one for one in found if one.status != "fail"), found[0])
        yield made(projects.rule("projects.money"), meaning(seen, [money]), best)


def _terms(seen: Evidence, amounts: dict[str, Fact]) -> list[tuple[int, Reading]]:
    readings = [reading_of(seen, amount) for amount in amounts.values()]
    return [(1, reading) for reading in readings if reading is not None]


def _number(seen: Evidence, rules: ProjectRules, facts: list[Fact], money: Fact) -> Fact | None:
    """Return how many projects the section says are evaluated: 涉及项目2个, 共2个项目."""
    for fact in facts:
        near = fact.kind == "count" and fact.section == money.section
        if near and rules.number.search(seen.subject(fact)):
            return fact
        if near and rules.counted.match(seen.text, fact.span.end, money.span.start):
            return fact
    return None


@check("narrative_narrative")
def vehicles_told_twice(seen: Evidence) -> Iterator[Made]:
    """开支财政拨款的公务用车保有量不超过单位共有的车辆。"""
    rules = load_told_twice()
    kept = _vehicles(seen, "three_public", rules.kept)
    owned = _vehicles(seen, "assets", rules.owned)
    part, whole = reading_of(seen, kept), reading_of(seen, owned)
    if part is not None and whole is not None:
        found = verdict.of_sum(part, [(1, whole)], "<=")
        yield made("vehicles.kept", meaning(seen, [kept, owned]), found)


def _vehicles(seen: Evidence, topic: str, name: regex.Pattern[str]) -> Fact | None:
    """Return the first number of vehicles of this name in the sections of a topic."""
    facts = seen.figures.under(topic)
    found = (f for f in facts if f.kind == "count" and f.unit in ("辆", "台"))
    return next((fact for fact in found if name.search(seen.subject(fact))), None)
