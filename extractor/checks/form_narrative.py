"""What the narrative tells of a project, or of the whole unit, against its performance form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec.structs import replace

from extractor.checks import verdict
from extractor.checks._names import best_match
from extractor.checks.asked import reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.form_rows import is_total
from extractor.form_views import FormView
from extractor.model import Cell, Fact
from extractor.readings import Reading
from rules.loaders.forms import load_forms

_TOPIC = "performance"
# A fact's measure → the columns of a form that hold it, the nearest first.
_COLUMNS = {
    "final": ("final",),
    "budget": ("budget", "initial_budget"),
    "initial_budget": ("initial_budget", "budget"),
}
_ALIKE = 0.7
# 组织开展活动22场，完成全年目标进度110%: the rate stands right behind the count.
_NEAR = 20
_SUM = "合计"
# A form, or none for all of them, with the number and unit of a result.
_Result = tuple[str, Decimal, str]
_TOTAL_ROWS = frozenset(
    {"total", "income_total", "expenditure_total", "grand_income", "grand_expenditure"}
)


@check("narrative_narrative")
def narrative_against_forms(seen: Evidence) -> Iterator[Made]:
    """自评综述里每个项目的预算数、执行数、完成率与自评表相同；整体支出自评的金额与整体表相同。"""
    projects = {
        form.project: form for form in seen.forms if form.part("execution") and form.project
    }
    overall = [form for form in seen.forms if form.is_overall and form.part("execution")]
    inside = [(form.table.span.start, form.table.span.end) for form in seen.forms]
    names: dict[str, str | None] = {}
    for fact in seen.facts:
        if fact.kind not in ("amount", "completion_rate") or fact.approximate:
            continue
        if any(start <= fact.span.start < end for start, end in inside):
            continue
        if fact.subject not in names:
            names[fact.subject] = best_match(fact.subject, projects, _ALIKE) if projects else None
        name = names[fact.subject]
        if name is not None:
            yield from _project(seen, fact, projects[name])
        elif len(overall) == 1 and fact.kind == "amount":
            yield from _whole(seen, fact, overall[0])


def _project(seen: Evidence, fact: Fact, form: FormView) -> Iterator[Made]:
    told = reading_of(seen, fact)
    if told is None or fact.period not in (None, seen.year):
        return
    if fact.kind == "completion_rate":
        rate = _cell(form, ("rate",))
        printed = form.read(rate) if rate else None
        if printed is not None and fact.unit == "%" and _is_own(seen, fact):
            yield made("form.told", _meaning(form, "rate"), verdict.of_same(told, printed))
        return
    columns = _COLUMNS.get(fact.measure or "")
    cell = _cell(form, columns) if columns else None
    printed = form.read(cell) if cell else None
    if columns is None or cell is None or printed is None:
        return
    rule = "form.told" if _is_own(seen, fact) else "form.told.elsewhere"
    if rule == "form.told" and cell.column_key != columns[0]:
        rule = "form.told.stage"
    yield made(rule, _meaning(form, columns[0]), verdict.of_same(told, printed))


def _is_own(seen: Evidence, fact: Fact) -> bool:
    """Return whether a fact stands in the section on performance, where the forms are told."""
    return seen.topic(fact).partition(".")[0] == _TOPIC


def _whole(seen: Evidence, fact: Fact, form: FormView) -> Iterator[Made]:
    """Compare the money of 整体支出自评 with the whole's budget or outcome, whichever it is."""
    if not load_forms().words.whole_told.search(fact.subject) or not _is_own(seen, fact):
        return
    told = reading_of(seen, fact)
    stages = [
        reading
        for key in ("final", "budget", "initial_budget")
        if (cell := _cell(form, (key,))) is not None and (reading := form.read(cell)) is not None
    ]
    if told is None or not stages:
        return
    other = next((stage for stage in stages if _agree(told, stage)), stages[0])
    yield made("form.told.whole", _meaning(form, "whole"), verdict.of_same(told, other))


def _agree(one: Reading, other: Reading) -> bool:
    return verdict.of_same(one, other).status == "pass"


def _cell(form: FormView, columns: tuple[str, ...]) -> Cell | None:
    """Return the cell of the form's total in the first of these columns that it prints."""
    lines = form.part("execution")
    # A project has no 部门整体支出总额: two forms were taken for one.
    totals = (line for line in lines if is_total(line))
    total = next((line for line in totals if not (form.project and line.key == "overall")), None)
    if total is None:
        return None
    return next((total.cells[key] for key in columns if key in total.cells), None)


def _meaning(form: FormView, what: str) -> str:
    return f"{form.project or form.organisation}|{what}"


# ---- all projects together -----------------------------------------------------------------------


@check("table_table")
def budgets_within_the_whole(seen: Evidence) -> Iterator[Made]:
    """各项目自评表的预算数加基本支出不大于整体自评表的预算数。"""
    for overall, projects in seen.forms.families:
        basic = overall.one("basic") if overall else None
        if overall is None or basic is None:
            continue
        whole = _budget(overall)
        budgets = [reading for form in projects if (reading := _budget(form))]
        if whole is not None and budgets:
            terms = [(1, basic), *((1, budget) for budget in budgets)]
            found = verdict.of_sum(whole, terms, ">=")
            if found.status != "fail" or not _is_told(overall, basic, budgets):
                yield made("form.budget.within", _meaning(overall, "budgets"), found)


def _is_told(overall: FormView, basic: Reading, budgets: Sequence[Reading]) -> bool:
    """Return whether the form contradicts itself in the same way, which is an error of its own.

    It prints the projects' money as a sum, and that is in none of its totals.
    """
    project = overall.one("project")
    if project is None or project.value != sum(budget.value for budget in budgets):
        return False
    totals = (_cell(overall, (key,)) for key in ("final", "budget", "initial_budget"))
    printed = (overall.read(cell) for cell in totals if cell is not None)
    return all(one is None or one.value != basic.value + project.value for one in printed)


def _budget(form: FormView) -> Reading | None:
    cell = _cell(form, ("budget", "initial_budget"))
    return form.read(cell) if cell else None


@check("narrative_narrative")
def progress_against_target(seen: Evidence) -> Iterator[Made]:
    """“完成全年目标进度”的百分比 = 实际完成数 ÷ 自评表里同一结果的目标值。"""
    words = load_forms().words.progress_told
    targets = _targets_by_result(seen)
    for count, rate in pairwise(seen.facts):
        if rate.kind != "ratio" or count.kind != "count" or not words.search(rate.subject):
            continue
        near = rate.span.start - count.span.end <= _NEAR
        cell = _target_of(seen, count, targets) if near else None
        told, done = reading_of(seen, rate), reading_of(seen, count)
        aim = seen.reading(cell.id) if cell else None
        if told is not None and done is not None and aim is not None and aim.value:
            found = verdict.of_share(told, done, aim)
            yield made("form.progress", f"{count.subject}|{rate.subject}", found)


def _target_of(seen: Evidence, count: Fact, targets: dict[_Result, Cell]) -> Cell | None:
    """Return the target of a result: of the form that tells it, else of any."""
    place = seen.cell_of(count)
    value, unit = Decimal(count.value), count.unit or ""
    own = targets.get((place.id.partition("/")[0], value, unit)) if place else None
    return own or targets.get(("", value, unit))


def _targets_by_result(seen: Evidence) -> dict[_Result, Cell]:
    """Return the targets of the indicators by form and result, where one target has it."""
    found: dict[_Result, Cell] = {}
    several: set[_Result] = set()
    for form in seen.forms:
        for line in form.part("indicators"):
            target, result = line.cells.get("target"), line.cells.get("result")
            if target is None or result is None or result.value is None or not result.unit:
                continue
            if form.read(target) is None:
                continue
            for owner in (form.id, ""):
                key = (owner, Decimal(result.value), result.unit)
                known = found.setdefault(key, target)
                if known.value != target.value:
                    several.add(key)
    return {key: cell for key, cell in found.items() if key not in several}


@check("narrative_narrative")
def prior_year_of_forms(seen: Evidence) -> Iterator[Made]:
    """整体申报表上年金额的合计 = 正文的本年预算 − 比上年的增减额。"""
    priors = {now.value: (form, prior) for form, now, prior in _totals(seen)}
    for fact in seen.facts if priors else ():
        if fact.kind != "change" or fact.base_measure == "initial_budget" or fact.account:
            continue
        current = seen.figures.current(fact)
        now, change = reading_of(seen, current), reading_of(seen, fact)
        if now is None or change is None or now.value not in priors:
            continue
        if _is_total(seen, current):
            yield _prior(priors, now, change)
            return


def _totals(seen: Evidence) -> Iterator[tuple[FormView, Reading, Reading]]:
    """Yield this year's and last year's total of every composition."""
    for form in seen.forms:
        for line in form.part("composition"):
            now, before = line.cells.get("amount_of_year"), line.cells.get("last_year")
            this = form.read(now) if now else None
            last = form.read(before) if before else None
            if line.name == _SUM and this is not None and last is not None:
                yield form, this, last


def _prior(priors: dict[Decimal, tuple[FormView, Reading]], now: Reading, change: Reading) -> Made:
    """Return the comparison; where all units' forms add up to it, no other stage is meant."""
    form, prior = priors[now.value]
    found = verdict.of_sum(prior, [(1, now), (-1, change)])
    others = [other for _, other in priors.values() if other is not prior]
    proven = prior.value + sum(other.value for other in others) == now.value - change.value
    if found.status == "fail" and proven:
        beside = [other.operand for other in (*_repeated(form, prior), *others)]
        found = replace(found, operands=(*found.operands, *beside))
    stage = found.status == "fail" and not proven
    return made("form.prior.stage" if stage else "form.prior", _meaning(form, "last_year"), found)


def _repeated(form: FormView, prior: Reading) -> Iterator[Reading]:
    """Yield the cells of last year that print the same number: a source that is the whole."""
    for line in form.part("composition"):
        cell = line.cells.get("last_year")
        reading = form.read(cell) if cell else None
        if reading is not None and reading.ref != prior.ref and reading.value == prior.value:
            yield reading


def _is_total(seen: Evidence, fact: Fact | None) -> bool:
    """Return whether an amount is the whole income or expenditure of the report."""
    rule = seen.rule_for(fact) if fact is not None else None
    return rule is not None and any(address.row in _TOTAL_ROWS for address in rule.cells)
