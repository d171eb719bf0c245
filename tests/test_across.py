"""Report against report: what belongs together, what must agree, and what nothing binds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from extractor import Report, extract
from extractor.across import compare_reports
from extractor.across.names import is_same, read_name
from extractor.model import CrossFinding, CrossReport
from service.cli import app
from service.store import FindingFilter, Made, Store, pack
from tests.corpus import REPORTS
from tests.related_reports import (
    Money,
    Paper,
    department,
    plan_and_outcome,
    read_all,
    two_years,
    versions,
)

SEEDS = range(3)


def related(papers: list[Paper]) -> CrossReport:
    return compare_reports(read_all(papers))


def faults(document: CrossReport) -> list[CrossFinding]:
    return [finding for finding in document.findings if finding.severity != "info"]


# ---- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("江汉区国资局", "武汉市江汉区人民政府国有资产监督管理局", True),
        ("武汉市江汉区教育局", "江汉区教育局（本级）", True),
        ("中共武汉市江汉区委宣传部", "武汉市江汉区委宣传部", True),
        ("武汉市国资局", "武汉市江汉区国资局", False),
        ("江岸区教育局", "江汉区教育局", False),
        ("武汉市江汉区工业企业服务中心", "武汉市江汉区商务发展中心", False),
        ("国有资产监督管理局", "武汉市江汉区国资局", None),
        ("杭州市城市管理局", "杭州市城市管理局", True),
        ("江汉区市场监管局", "江汉区市场监督管理局", True),
    ],
)
def test_a_name_goes_by_its_places_and_its_own_words(
    one: str, other: str, same: bool | None
) -> None:
    assert is_same(read_name(one), read_name(other)) is same


@pytest.mark.parametrize(
    "name", ["江汉区人民政府办公室", "东湖新技术开发区管理委员会", "江汉区社区服务中心"]
)
def test_a_name_is_not_cut_to_nothing(name: str) -> None:
    assert len(read_name(name).core) >= 5


# ---- the corpus -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def corpus_pair() -> CrossReport:
    return compare_reports([extract(REPORTS["000"]), extract(REPORTS["003"])])


def test_a_department_and_the_unit_that_it_names_are_related(corpus_pair: CrossReport) -> None:
    (relation,) = corpus_pair.relations
    entities = {info.id: info.entity for info in corpus_pair.reports}
    assert [entities[report] for report in relation.reports] == [
        "武汉市江汉区人民政府国有资产监督管理局",
        "武汉市江汉区工业企业服务中心",
    ]


def test_what_no_identity_binds_is_unverifiable_with_its_reason(corpus_pair: CrossReport) -> None:
    assert [(one.rule, one.status) for one in corpus_pair.checks] == [
        ("across.unbound", "unverifiable")
    ]
    assert "没有哪个等式" in corpus_pair.checks[0].message
    assert corpus_pair.findings == ()


@pytest.mark.parametrize(("wrong", "failing"), [({}, 0), ({"basic": "7.77"}, 1)])
def test_the_row_of_a_unit_is_held_against_its_own_budget(
    wrong: dict[str, str], failing: int
) -> None:
    department_plan = extract(REPORTS["003"])
    unit = Paper("预算", "江汉区工业企业服务中心", 2023, Money(4_469_500, 515_000, 0))
    document = compare_reports([department_plan, unit.but(**wrong).read()])
    rows = [check for check in document.checks if check.rule == "across.row"]
    assert len(rows) == 5
    assert [check.status for check in rows].count("fail") == failing


# ---- pairs that are true ----------------------------------------------------------------------

Make = Callable[[Random], list[Paper]]
FAMILIES: dict[str, tuple[Make, set[str]]] = {
    "years": (two_years, {"across.change", "across.opening"}),
    "years_of_plans": (lambda r: two_years(r, "预算"), {"across.change"}),
    "plan": (plan_and_outcome, {"across.plan.stated", "across.plan.three"}),
    "units": (department, {"across.units", "across.units.total"}),
    "units_of_plans": (
        lambda r: department(r, "预算"),
        {"across.units.plan", "across.units.total"},
    ),
    "versions": (versions, {"across.version"}),
    "versions_of_plans": (lambda r: versions(r, "预算"), {"across.version"}),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("family", FAMILIES)
def test_true_reports_are_compared_and_nothing_is_found(family: str, seed: int) -> None:
    make, rules = FAMILIES[family]
    document = related(make(Random(seed)))
    assert {one.rule for one in document.checks} == rules
    assert {one.status for one in document.checks} <= {"pass", "rounding"}
    assert faults(document) == []


# ---- planted contradictions -------------------------------------------------------------------

PLANTED = [
    (two_years, "total_change", "across.change", "error"),
    (two_years, "spent_change", "across.change", "error"),
    (two_years, "opening", "across.opening", "error"),
    (lambda r: two_years(r, "预算"), "total_change", "across.change", "error"),
    (plan_and_outcome, "planned_2010301", "across.plan.stated", "warning"),
    (plan_and_outcome, "planned_2010302", "across.plan.stated", "warning"),
    (plan_and_outcome, "cars_planned", "across.plan.three", "warning"),
    (department, "cars", "across.units", "error"),
    (department, "spent", "across.units", "error"),
    (lambda r: department(r, "预算"), "basic", "across.units.plan", "error"),
    (lambda r: department(r, "预算"), "cars", "across.units.plan", "error"),
    (versions, "spent", "across.version", "error"),
    (versions, "cars", "across.version", "error"),
    (lambda r: versions(r, "预算"), "total", "across.version", "error"),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("make", "name", "rule", "severity"), PLANTED)
def test_a_planted_contradiction_is_found_with_both_documents(
    make: Make, name: str, rule: str, severity: str, seed: int
) -> None:
    first, *others = make(Random(seed))
    found = faults(related([first.but(**{name: "7.77"}), *others]))
    assert (rule, severity) in {(one.rule, one.severity) for one in found}
    for finding in found:
        assert any("7.77" in piece.span.text for piece in finding.evidence)
        assert len({piece.report for piece in finding.evidence}) >= 2


def test_a_slip_of_two_cents_is_found_and_one_of_one_cent_is_rounding() -> None:
    first, *others = versions(Random(1))
    told = first.money.spent
    for cents, severity in ((1, "info"), (2, "error")):
        wrong = f"{round(told / 10_000, 2) + cents / 100:.2f}"
        found = related([first.but(spent=wrong), *others]).findings
        assert {one.severity for one in found} == {severity}


# ---- what cannot be compared ------------------------------------------------------------------


def test_a_missing_unit_is_named() -> None:
    *there, missing = department(Random(1))
    document = related(there)
    assert [one.rule for one in document.checks] == ["across.units.missing"]
    assert missing.entity in [operand.ref for operand in document.checks[0].operands]
    assert document.findings == ()


def test_two_reports_of_one_unit_and_year_are_not_told_apart() -> None:
    first, _ = versions(Random(1))
    document = related([first, first.but(cars="7.77")])
    assert [(one.rule, one.status) for one in document.checks] == [("across.twice", "unverifiable")]


def test_a_plan_and_an_outcome_of_other_years_are_not_compared() -> None:
    now, plan = plan_and_outcome(Random(1))
    document = related([now, replace(plan, year=2023)])
    assert [one.rule for one in document.checks] == ["across.unbound"]


def test_units_of_other_places_have_nothing_to_do_with_each_other() -> None:
    now, before = two_years(Random(1))
    elsewhere = replace(before, entity=before.entity.replace("临河区", "临江区"))
    assert related([now, elsewhere]).relations == ()


def test_a_name_without_its_place_is_said_to_be_unsure() -> None:
    now, before = two_years(Random(1))
    document = related([now, replace(before, entity="某某服务中心")])
    assert [one.rule for one in document.checks] == ["across.unsure"]
    assert document.findings == ()


def test_a_list_with_an_item_that_is_no_unit_is_not_complete() -> None:
    whole, *parts = department(Random(1))
    items = [*(part.entity for part in parts[1:]), "其他有关方面"]
    lines = "\n".join(f"{number}、{item}" for number, item in enumerate(items, start=1))
    told = f"本部门由以下单位组成：\n{lines}"
    document = related([replace(whole, mission=told), *parts])
    assert [one.rule for one in document.checks] == ["across.units.missing"]


def test_a_department_that_lists_only_itself_is_alone() -> None:
    whole, own = versions(Random(1))
    told = f"本部门由以下单位组成：\n1、{whole.entity}（本级）"
    document = related([replace(whole, mission=told), own])
    assert {one.rule for one in document.checks} == {"across.version"}


def test_a_list_that_goes_on_makes_no_department_alone() -> None:
    whole, own = versions(Random(1))
    told = f"本部门由以下单位组成：\n1、{whole.entity}（本级）\n2、其他有关方面"
    document = related([replace(whole, mission=told), own])
    assert [one.rule for one in document.checks] == ["across.unbound"]


def test_versions_are_compared_only_where_the_department_says_it_is_alone() -> None:
    whole, own = versions(Random(1))
    document = related([replace(whole, mission="详见附件。").but(cars="7.77"), own])
    assert [one.rule for one in document.checks] == ["across.unbound"]


def test_a_unit_may_call_its_report_by_another_version_each_year() -> None:
    now, before = two_years(Random(1))
    document = related([replace(now, version="单位"), before])
    assert [one.kind for one in document.relations] == ["year"]


@pytest.mark.parametrize(("wrong", "statuses"), [({}, {"pass"}), ({"spent": "7.77"}, {"fail"})])
def test_what_is_said_to_be_level_is_last_years_number(
    wrong: dict[str, str], statuses: set[str]
) -> None:
    now, before = two_years(Random(1))
    now = replace(now, money=replace(now.money, basic=before.money.basic))
    now = replace(now, money=replace(now.money, project=before.money.project))
    document = related([now, before.but(**wrong)])
    levels = [one for one in document.checks if one.rule == "across.level"]
    assert {one.status for one in levels} == statuses


# ---- in the database --------------------------------------------------------------------------


@pytest.fixture
def contradicting() -> list[Report]:
    now, before = two_years(Random(1))
    return read_all([now.but(opening="7.77"), before])


@pytest.fixture
def db(tmp_path: Path, contradicting: list[Report]) -> Path:
    path = tmp_path / "gouji.db"
    with Store.open(path) as store:
        for report in contradicting:
            store.put(pack(report, Made("1")))
    return path


def _run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["across", *words])
    return done.exit_code, done.output


def test_findings_go_into_the_database_and_decisions_stay(
    db: Path, contradicting: list[Report]
) -> None:
    assert _run("--db", str(db))[0] == 1
    wanted = FindingFilter(check_class="cross_report")
    with Store.open(db) as store:
        (row,) = store.findings(wanted).items
        assert row.report == contradicting[0].report.id
        assert {piece["report"] for piece in row.evidence} == {
            report.report.id for report in contradicting
        }
        store.decide(row.report, row.key, "confirmed", who="clerk")
    assert _run("--db", str(db))[0] == 1
    with Store.open(db) as store:
        (again,) = store.findings(wanted).items
        assert (again.key, again.decision) == (row.key, "confirmed")
        columns, rows = store.view("findings")
        classes = [each[columns.index("class")] for each in rows]
    assert classes.count("cross_report") == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_quotes_both_and_counts(db: Path, contradicting: list[Report], lang: str) -> None:
    code, text = _run("--db", str(db), "--lang", lang)
    assert code == 1
    assert "【7.77】" in text
    assert all(report.report.source in text for report in contradicting)


def test_json_and_csv_have_the_finding(db: Path, tmp_path: Path) -> None:
    document = json.loads(_run("--db", str(db), "--format", "json")[1])
    assert document["schema"] == "gouji-across/1"
    (finding,) = [one for one in document["findings"] if one["severity"] == "error"]
    out = tmp_path / "across.csv"
    assert _run("--db", str(db), "--format", "csv", "-o", str(out))[0] == 1
    assert finding["key"] in out.read_text(encoding="utf-8-sig")


def test_a_database_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    code, text = _run("--db", str(tmp_path / "none.db"))
    assert code == 2
    assert "gouji batch" in text


def _keys(document: CrossReport) -> Iterator[str]:
    yield from (check.key for check in document.checks)


def test_keys_are_unique_and_do_not_hang_on_the_order_of_the_reports() -> None:
    reports = read_all(department(Random(2)))
    forth, back = compare_reports(reports), compare_reports(reports[::-1])
    assert len(set(_keys(forth))) == len(forth.checks)
    assert set(_keys(forth)) == set(_keys(back))
