"""The same number in a performance form and in an official table; projects against their table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.checks import verdict
from extractor.checks._names import best_match
from extractor.checks._words import nearest
from extractor.checks.rule import Made, check, made
from extractor.document import lacks_pages
from extractor.evidence import Evidence
from extractor.form_rows import operand_of
from extractor.form_views import FormView
from extractor.readings import Reading
from extractor.text import squeeze
from extractor.views import Line, TableView
from rules.loaders.forms import FormEqual, load_forms

_UNIT, _TOTAL = "{unit}", "total"
# Overall forms of so many organisations are not all of the whole report.
_SEVERAL = 2
_PROJECTS = "T10"
# A project of the same amount is the same with a name that is only akin; another needs its name.
_AKIN, _ALIKE = 0.3, 0.7
# 42010322403T000000107; a number of at most three digits only counts.
_CODE, _RUNNING = regex.compile(r"[\dA-Z]{8,}"), regex.compile(r"\d{1,3}")


@check("table_table")
def forms_against_tables(seen: Evidence) -> Iterator[Made]:
    """整体表的基本支出、项目支出、支出总额与支出表相同；申报表与本单位的预算表相同。"""
    rules = [rule for rule in load_forms().across if seen.kind in rule.reports]
    for form in seen.forms:
        if form.is_overall:
            unit = _unit_row(seen, form)
            for rule in rules:
                if unit is not None and not _is_of_budget(form, rule):
                    yield from _against(seen, form, rule, unit)


def _unit_row(seen: Evidence, form: FormView) -> str | None:
    """Return the row of the form's unit: the total where the report is its own, None if unknown.

    Where no table names units, a form of one of several is not of them all.
    """
    view = seen.views.get("T02")
    units = _units_of(view) if view is not None else {}
    name = form.organisation
    if not units or not name:
        told = {other.organisation for other in seen.forms if other.is_overall}
        return _TOTAL if len(told) < _SEVERAL or name == seen.frame.entity else None
    found = [key for key, title in units.items() if title.endswith(name) or name.endswith(title)]
    return found[0] if len(found) == 1 else None


def _units_of(view: TableView) -> dict[str, str]:
    """Return the names of the units that a table prints, by row."""
    return {line.key: line.name for line in view.lines if line.key.startswith("unit:")}


def _is_of_budget(form: FormView, rule: FormEqual) -> bool:
    """Return whether basic and project expenditure of a form are those of its budget."""
    if rule.column:
        return False
    basic, project = form.one("basic"), form.one("project")
    overall = next((line for line in form.part("execution") if line.key == "overall"), None)
    if basic is None or project is None or overall is None:
        return False
    total = basic.value + project.value
    stages = {key: form.number(overall, key) for key in ("final", "budget", "initial_budget")}
    final = stages.pop("final")
    planned = [reading.value for reading in stages.values() if reading is not None]
    return total in planned and (final is None or final.value != total)


def _against(seen: Evidence, form: FormView, rule: FormEqual, unit: str) -> Iterator[Made]:
    actual = _value(form, rule)
    others = list(_cells(seen, rule, unit))
    if actual is None or not others or _is_one_of_two(seen, form, rule):
        return
    same = [other for other in others if other.value == actual.value]
    # Where the tables differ, the form may mean either; where they agree, it contradicts both.
    agreed = others if len({other.value for other in others}) == 1 else others[:1]
    unread = [table for table, _, _ in rule.cells if _is_unread(seen, table)]
    for other in same[:1] or agreed:
        found = verdict.of_same(actual, other)
        if unread and not same and not _is_still_less(actual, other, found, rule, unread):
            # It may agree with a number that was not read.
            continue
        meaning = f"{form.organisation}|{other.ref.partition('/')[0]}"
        yield Made(rule.id, meaning, rule.why, found)


def _is_one_of_two(seen: Evidence, form: FormView, rule: FormEqual) -> bool:
    """Return whether 基本支出 and 项目支出 have one number: without lines it may be the other's."""
    if rule.column or seen.document is None or not seen.document.is_flowing(form.table.span):
        return False
    return (form.one("basic") is None) != (form.one("project") is None)


def _is_still_less(
    actual: Reading, other: Reading, found: verdict.Verdict, rule: FormEqual, unread: Sequence[str]
) -> bool:
    """Return whether a form has less than even a part of the table that was not read.

    The first table of a rule is the widest, and what others have is part of it.
    """
    widest = rule.cells[0][0]
    return unread == [widest] and found.status == "fail" and actual.value < other.value


def _value(form: FormView, rule: FormEqual) -> Reading | None:
    if not rule.column:
        return form.one(rule.row)
    lines = [line for line in form.lines if rule.row in (line.key, line.name)]
    return form.number(lines[-1], rule.column) if lines else None


def _is_unread(seen: Evidence, table: str) -> bool:
    """Return whether a number of this table can stand where nothing was read."""
    view = seen.views.get(table)
    if view is None:
        # Where tables have no lines one can be lost as a whole.
        return lacks_pages(seen.warnings) or any(one.unsure for one in seen.tables)
    if seen.document is not None and seen.document.is_doubtful(view.table.span):
        return True
    return view.damaged or not (view.empty or _TOTAL in view.rows)


def _cells(seen: Evidence, rule: FormEqual, unit: str) -> Iterator[Reading]:
    for table, row, column in rule.cells:
        view = seen.views.get(table)
        if view is not None:
            reading = view.reading(row.replace(_UNIT, unit), column)
            if reading is not None:
                yield reading


# ---- projects ----------------------------------------------------------------------------------


@check("table_table")
def projects_against_their_table(seen: Evidence) -> Iterator[Made]:
    """申报表里每个项目的当年预算等于项目支出预算表里这个项目的合计。"""
    view = seen.views.get(_PROJECTS)
    if view is None or view.damaged:
        return
    for overall, projects in seen.forms.families:
        unit = _unit_row(seen, overall) if overall is not None else _TOTAL
        rows = _project_rows(view, unit or _TOTAL)
        if overall is not None:
            listed = [
                (line.name, overall.number(line, "amount_of_year"))
                for line in overall.part("projects")
            ]
            yield from _projects(overall, listed, rows)
        for form in projects:
            yield from _projects(form, [(form.project, _year_budget(form))], rows)


@check("editorial")
def codes_of_projects(seen: Evidence) -> Iterator[Made]:
    """申报表里的项目代码是项目支出预算表里这个项目的代码，不是序号。"""
    view = seen.views.get(_PROJECTS)
    keys = {line.name: line.key.partition(":")[2] for line in view.lines} if view else {}
    codes = {name: code for name, code in keys.items() if _CODE.fullmatch(code)}
    for form in seen.forms if codes else ():
        name = best_match(form.project, list(codes), _ALIKE) if form.project else None
        for cell in form.single.get("code", ()):
            words = squeeze(cell.text)
            if _RUNNING.fullmatch(words):
                found = verdict.of_claim(form.project, words, [operand_of(cell)])
                right = nearest(seen, codes.get(name or ""), cell.span)
                yield made("form.code", form.project, found, right)
            else:
                yield made("form.code", form.project, verdict.of_words(True, words))


def _year_budget(form: FormView) -> Reading | None:
    total = next((line for line in form.part("sources") if line.name.endswith("合计")), None)
    stated = form.number(total, "amount_of_year") if total else None
    return stated or form.one("year_budget") or form.one("funds")


def _project_rows(view: TableView, unit: str) -> dict[str, Reading]:
    """Return the total of each project under a unit; a department's own are those of its 本级.

    Projects of one name that have different totals cannot be told apart.
    """
    own = view.units.get("own") if unit == view.units.get("root") else None
    wanted = own or unit
    found: dict[str, list[Reading]] = {}
    for unit_of, line in _by_unit(view):
        reading = line.readings.get(_TOTAL)
        if reading is not None and (_TOTAL in (wanted, unit_of) or wanted == unit_of):
            found.setdefault(line.name, []).append(reading)
    return {name: same[0] for name, same in found.items() if len({r.value for r in same}) == 1}


def _by_unit(view: TableView) -> Iterator[tuple[str, Line]]:
    """Yield the lines of projects with the unit that each stands under, or prints itself."""
    current = ""
    for line in view.lines:
        kind, _, code = line.key.partition(":")
        if kind == "unit":
            current = line.key
        elif kind == "project":
            owner, _, name = code.partition("/")
            yield f"unit:{owner}" if name else current or _TOTAL, line


def _projects(
    form: FormView, listed: Sequence[tuple[str, Reading | None]], rows: dict[str, Reading]
) -> Iterator[Made]:
    for name, budget in listed:
        if budget is None:
            continue
        equal = [row for row, reading in rows.items() if reading.value == budget.value]
        row = best_match(name, equal, _AKIN) or best_match(name, list(rows), _ALIKE)
        if row is not None:
            found = verdict.of_same(budget, rows[row])
            yield made("form.project.budget", f"{form.project or form.organisation}|{name}", found)
