"""Every relation of the tables passes where they agree and fails where they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor.checks import relations, run_checks
from extractor.findings import explain
from extractor.links import with_links
from extractor.model import Check, Table
from extractor.notices import Notice, TableName
from extractor.views import Tables
from rules.loaders.tables import (
    REPORT_KINDS,
    Equal,
    Equation,
    Relation,
    Term,
    load_across,
    load_tables,
)
from tests.build import FINAL, PLAN, evidence, fact, table

# ---- relations of the tables: each is tried on a table made for it ----------------------------


def relations_of(kind: str) -> list[tuple[str, str, Relation]]:
    """Return every relation inside a table of one kind of report."""
    return [(kind, rule.id, one) for rule in load_tables(kind) for one in rule.relations]


WITHIN = [one for kind in REPORT_KINDS for one in relations_of(kind)]
ACROSS = [(kind, one) for kind in REPORT_KINDS for one in load_across(kind)]
_TREE = {
    "account": ("account:201", "account:20101", "account:2010101", "account:2010102"),
    "unit": ("unit:403", "unit:403001", "unit:403002"),
}


class Everywhere(Tables):
    """Tables for which every condition of the report holds."""

    def holds(self, condition: str) -> bool:
        return True


def made_for(equation: Equation, over: str) -> dict[str, dict[str, str | None]]:
    """Return a table in which an equation holds: every term is 10, the tested one their sum."""
    left, right = equation.left, equation.right
    sides = [*[(term.sign, term) for term in right], *[(-t.sign, t) for t in left[1:]]]
    flipped = len(left) > 1 and len(right) == 1
    if flipped:
        sides, tested = [(term.sign, term) for term in left], right[0]
    else:
        tested = left[0]
    values = {term.path[0].replace("*", "201"): "10.00" for _, term in sides}
    total = sum(sign * 10 for sign, _ in sides)
    values[tested.path[0]] = f"{total}.00"
    if over == "rows":
        return {"total": dict(values)}
    return {key: {"amount": value} for key, value in values.items()}


def key_under_test(equation: Equation) -> str:
    """Return the key of the number that a check of this equation tests."""
    if len(equation.left) > 1 and len(equation.right) == 1:
        return equation.right[0].path[0]
    return equation.left[0].path[0]


def statuses(
    kind: str, identifier: str, one: Relation, rows: dict[str, dict[str, str | None]]
) -> list[str]:
    """Return how one relation comes out on a table."""
    rule = next(rule for rule in load_tables(kind) if rule.id == identifier)
    seen = Everywhere([table(identifier, rows)], FINAL)
    alone = replace(rule, relations=(replace(one, when=""),))
    return [made.verdict.status for made in relations.in_table(seen[identifier], alone, seen)]


@pytest.mark.parametrize(
    ("kind", "table_id", "one"), WITHIN, ids=[f"{k}:{o.id}" for k, _, o in WITHIN]
)
def test_every_relation_of_a_table_passes_and_fails(
    kind: str, table_id: str, one: Relation
) -> None:
    broken: dict[str, dict[str, str | None]]
    if one.equation is None:
        layout = next(rule.layout for rule in load_tables(kind) if rule.id == table_id)
        names = _TREE["unit" if layout in ("units", "projects") else "account"]
        rows: dict[str, dict[str, str | None]] = {name: {"total": "10.00"} for name in names[-2:]}
        rows = {"total": {"total": "20.00"}, **{n: {"total": "20.00"} for n in names[:-2]}, **rows}
        broken = {**rows, names[0]: {"total": "27.00"}}
    else:
        rows = made_for(one.equation, one.over)
        key = key_under_test(one.equation)
        wrong: dict[str, str | None] = {"amount": "7.77"}
        broken = {**rows, key: wrong}
        if one.over == "rows":
            broken = {"total": {**rows["total"], key: "7.77"}}
    found = statuses(kind, table_id, one, rows)
    assert found
    assert set(found) == {"pass"}
    assert "fail" in statuses(kind, table_id, one, broken)


def places_of(equal: Equal) -> dict[Term, tuple[str, str, str]]:
    """Return table, row and column of every term, the placeholders filled."""
    fill = {
        "{class}": "201",
        "{account}": "201",
        "{unit}": "403001",
        "{column}": "total",
        "*": "301",
    }

    def filled(path: str) -> str:
        for name, value in fill.items():
            path = path.replace(name, value)
        return path

    terms = (*equal.equation.left, *equal.equation.right)
    return {term: (term.path[0], filled(term.path[1]), filled(term.path[2])) for term in terms}


def statuses_across(kind: str, equal: Equal, off: int) -> set[str]:
    """Return how a relation across tables comes out, the tested number off by so much."""
    places = places_of(equal)
    right = sum(10 * term.sign for term in equal.equation.right)
    cells: dict[str, dict[str, dict[str, str | None]]] = {}
    for term, (name, row, column) in places.items():
        value = right + off if term is equal.equation.left[0] else 10
        cells.setdefault(name, {}).setdefault(row, {})[column] = f"{value}.00"
    tables = Everywhere([table(name, rows) for name, rows in cells.items()], FINAL)
    found = relations.across(tables, [replace(equal, when="")])
    return {made.verdict.status for made in found}


@pytest.mark.parametrize(("kind", "equal"), ACROSS, ids=[f"{k}:{e.id}" for k, e in ACROSS])
def test_every_relation_across_tables_passes_and_fails(kind: str, equal: Equal) -> None:
    relation = equal.equation.relation
    assert statuses_across(kind, equal, 0) == {"pass"}
    assert statuses_across(kind, equal, -3 if relation == ">=" else 3) == {"fail"}


# ---- what a relation does with blanks, damage and unknown rows --------------------------------


def run(*tables: Table, **more: object) -> list[Check]:
    """Return the checks of tables alone."""
    return list(run_checks(evidence(*tables, **more)))  # type: ignore[arg-type]


def test_all_blank_is_no_check() -> None:
    assert run(table("T05", {"total": {"total": None, "basic": None, "project": None}})) == []


def test_a_blank_cell_counts_as_zero() -> None:
    (check,) = run(table("T05", {"total": {"total": "5.00", "basic": "5.00", "project": None}}))
    assert (check.status, check.expression) == ("pass", "T05/R1/C1 = T05/R1/C2")


def test_a_total_without_any_part_fails_as_a_warning() -> None:
    seen = evidence(table("T05", {"total": {"total": "5.00", "basic": None, "project": None}}))
    (finding,) = explain(run_checks(seen), seen, "zh")
    assert (finding.status, finding.severity, finding.expression) == (
        "fail",
        "warning",
        "T05/R1/C1 = 0",
    )


@pytest.mark.parametrize(("part", "status"), [("14.92", "pass"), ("1.49", "fail")])
def test_numbers_of_unknown_columns_still_add_up_to_their_row(part: str, status: str) -> None:
    made = table("T10", {"total": {"total": "94.11", "general": "79.19", "fund": part}})
    loose = [
        cell.model_copy(update={"column_key": None}) if cell.value == part else cell
        for cell in made.cells
    ]
    seen = evidence(made.model_copy(update={"cells": tuple(loose)}), frame=PLAN)
    assert [one.status for one in run_checks(seen) if one.rule == "T10.across"] == [status]


def test_a_number_of_an_unknown_column_beside_subtotals_is_not_added() -> None:
    made = table("T05", {"total": {"total": "9.00", "basic": "5.00", "personnel": "4.00"}})
    loose = [
        cell.model_copy(update={"column_key": None}) if cell.value == "4.00" else cell
        for cell in made.cells
    ]
    seen = evidence(made.model_copy(update={"cells": tuple(loose)}), frame=PLAN)
    assert {one.status for one in run_checks(seen) if one.rule == "T05.across"} <= {"unverifiable"}


def test_a_row_without_a_known_code_makes_the_sums_above_it_unverifiable() -> None:
    rows: dict[str, dict[str, str | None]] = {
        "total": {"total": "30.00"},
        "account:201": {"total": "30.00"},
        "account:20101": {"total": "10.00"},
        "account:?某科目": {"total": "20.00"},
        "account:208": {"total": "5.00"},
    }
    found = {check.expression: check.status for check in run(table("T05", rows))}
    assert found["T05/R2/C1 = T05/R3/C1"] == "unverifiable"
    assert found["T05/R1/C1 = T05/R2/C1 + T05/R5/C1"] == "unverifiable"


def test_a_table_without_rows_counts_as_all_blank() -> None:
    empty = table("T09", {"total": {"final:total": None}}).model_copy(update={"cells": ()})
    total = fact("F1", "0", subject="“三公”经费", section="three_public")
    (check,) = run(empty, facts=(total,))
    assert (check.status, check.expression) == ("pass", "F1 = T09")
    assert [(o.ref, o.value) for o in check.operands] == [("F1", "0"), ("T09", "0")]


def test_a_damaged_table_makes_its_checks_unverifiable() -> None:
    damaged = table("T03", {"total": {"total": None}}).model_copy(update={"cells": ()})
    warning = Notice("table_damaged", details={"table": TableName("支出决算表", "T03")})
    total = fact("F1", "7", subject="支出合计", section="expenditure")
    checks = run(damaged, facts=(total,), warnings=(warning,))
    assert [(check.status, check.operands[1].ref) for check in checks] == [("unverifiable", "T03")]


def test_a_fact_in_yi_is_compared_with_a_cell_in_yuan() -> None:
    cells = table("T01", {"income_total": {"amount": "123456789.00"}}, unit="元")
    total = fact("F1", "1.23", unit="亿元", subject="收入合计", section="income")
    seen = with_links(evidence(cells, facts=(total,)))
    (check,) = [one for one in run_checks(seen) if one.check_class == "narrative_table"]
    assert check.status == "pass"


def test_the_expenditure_table_is_the_sum_of_three_funds() -> None:
    tables = [
        table(
            "T01", {"income:general": {"amount": "100.00"}, "income_total": {"amount": "100.00"}}
        ),
        table("T03", {"account:208": {"total": "30.00"}}),
        table("T05", {"account:208": {"total": "20.00"}}),
        table("T07", {"account:208": {"total": "10.00"}}),
        table("T08", {"total": {"total": None}}),
    ]
    (check,) = [one for one in run(*tables) if one.rule == "T03-T05-T07-T08"]
    assert (check.status, check.expression) == ("pass", "T03/R1/C1 = T05/R1/C1 + T07/R1/C1")


def test_keys_do_not_hang_on_values_or_offsets() -> None:
    before = run(table("T05", {"total": {"total": "5.00", "basic": "5.00", "project": None}}))
    after = run(table("T05", {"total": {"total": "9.00", "basic": "5.00", "project": None}}))
    assert [one.key for one in before] == [one.key for one in after]


def test_a_summary_without_classes_is_held_against_none() -> None:
    spent = table("T03", {"total": {"total": "9.00"}, "account:201": {"total": "9.00"}})
    natures = {"expenditure_total": {"amount": "9.00"}, "basic": {"amount": "9.00"}}
    assert "T03-T01.class" not in {
        one.rule for one in run(spent, table("T01", natures), frame=PLAN)
    }
    classes = {"expenditure_total": {"amount": "9.00"}, "account:208": {"amount": "9.00"}}
    found = [one for one in run(spent, table("T01", classes), frame=PLAN) if one.status == "fail"]
    assert {one.rule for one in found} == {"T03-T01.class"}


@pytest.mark.parametrize(("basic", "status"), [("50.00", "pass"), ("54.00", "fail")])
def test_insurance_paid_of_a_project_is_not_in_the_table_of_basic_expenditure(
    basic: str, status: str
) -> None:
    rows = {"account:2080505": {"total": "54.00", "basic": basic, "project": "4.00"}}
    paid = table("T06", {"account:30108": {"final": "50.00"}})
    checks = run_checks(evidence(table("T05", rows), paid))
    assert [c.status for c in checks if c.rule == "economic-functional.pension"] == [status]
