"""Report against report: what belongs together, what must agree, and what nothing binds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

import pytest

from extractor import extract
from extractor.across import Side, compare_reports
from extractor.across.copies import is_copy
from extractor.across.names import is_same, read_name
from extractor.model import CrossFinding, CrossReport
from tests.corpus import PDFS, REPORTS
from tests.related_reports import (
    Money,
    Paper,
    department,
    plan_and_outcome,
    printed,
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


def test_what_may_have_been_misread_is_no_error() -> None:
    department_plan = extract(REPORTS["003"])
    unit = Paper("预算", "江汉区工业企业服务中心", 2023, Money(4_469_500, 515_000, 0)).but(
        basic="7.77"
    )
    unsure = tuple(
        table.model_copy(update={"unsure": table.id == "T06"}) for table in department_plan.tables
    )
    reports = [department_plan, department_plan.model_copy(update={"tables": unsure})]
    told = [compare_reports([each, unit.read()]).findings for each in reports]
    assert [[f.severity for f in found if f.rule == "across.row"] for found in told] == [
        ["error"],
        ["warning"],
    ]


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


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("make", "name"),
    [
        (versions, "cars"),
        (lambda r: versions(r, "预算"), "total"),
        (plan_and_outcome, "cars_planned"),
        (department, "cars"),
    ],
)
@pytest.mark.parametrize("wrong", [0, 1])
def test_a_number_that_is_printed_often_is_one_finding(
    make: Make, name: str, wrong: int, seed: int
) -> None:
    papers = make(Random(seed))
    papers[wrong] = papers[wrong].but(**{name: "7.77"})
    document = related(papers)
    failing = {one.id for one in document.checks if one.status == "fail"}
    assert len(failing) > 1 or not faults(document)
    for finding in faults(document):
        assert {finding.id, *finding.consequences} == failing


def test_one_number_of_last_year_that_fails_twice_is_one_finding_and_named() -> None:
    now, before = two_years(Random(1))
    own = replace(before, version="单位")
    right = printed(before.money.spent)
    text = (before.read().text or "").replace(f"合计\t\t{right}", "合计\t\t9.99")
    wrong = extract(text.encode(), filename="wrong.txt")
    document = compare_reports([now.read(), wrong, own.read()])
    (finding,) = faults(document)
    rules = {one.rule for one in document.checks if one.status == "fail"}
    assert rules == {"across.change", "across.version"}
    assert {finding.rule} | {
        one.rule for one in document.checks if one.id in finding.consequences
    } == rules
    assert f"改为{right}万元" in finding.explanation
    assert len({piece.report for piece in finding.evidence}) == 3
    assert len(finding.reports) == 3


def test_two_versions_of_one_report_are_told_apart_by_their_files() -> None:
    whole, own = versions(Random(1))
    (finding,) = faults(related([whole.but(cars="7.77"), own]))
    for piece in finding.evidence:
        assert finding.explanation.count(f"（{piece.source}）") == 1
    now, before = two_years(Random(1))
    (finding,) = faults(related([now.but(opening="7.77"), before]))
    assert ".txt" not in finding.explanation


def test_two_wrong_numbers_are_two_findings() -> None:
    first, other = versions(Random(1))
    found = faults(related([first.but(cars="7.77", opening="8.88"), other]))
    assert len(found) == 2


def test_every_failed_check_is_told_once() -> None:
    first, *others = department(Random(3))
    document = related([first.but(cars="7.77", basic="8.88", spent="9.99"), *others])
    told = [each for one in document.findings for each in (one.id, *one.consequences)]
    failing = [one.id for one in document.checks if one.status in ("fail", "rounding")]
    assert sorted(told) == sorted(failing)


# ---- two files of one report ------------------------------------------------------------------


def test_the_text_of_a_report_beside_its_pdf_is_one_report() -> None:
    text, pdf = extract(REPORTS["000"]), extract(PDFS["000"])
    document = compare_reports([extract(REPORTS["003"]), text, pdf])
    kinds = [one.kind for one in document.relations]
    assert kinds == ["copy", "unbound"]
    used = document.relations[0].reports[0]
    assert used in document.relations[1].reports


@pytest.mark.parametrize("name", sorted(PDFS))
def test_a_pdf_says_the_same_as_its_text_and_not_as_a_corrected_one(name: str) -> None:
    text, pdf = Side(extract(REPORTS[name])), Side(extract(PDFS[name]))
    assert is_copy(text, pdf)
    assert is_copy(pdf, text)
    number = next(fact for fact in text.seen.facts if fact.unit == "万元" and len(fact.value) > 3)
    whole, at = text.seen.text, number.span.start
    corrected = f"{whole[:at]}9{whole[at:]}"
    assert not is_copy(Side(extract(corrected.encode())), pdf)


def test_of_two_files_the_fuller_is_compared_and_contradictions_are_found() -> None:
    now, before = two_years(Random(1))
    wrong, last = read_all([now.but(opening="7.77"), before])
    lines = (wrong.text or "").splitlines()
    cut = "\n".join(line for line in lines if "公务用车" not in line)
    short = extract(cut.encode(), filename="short.txt")
    document = compare_reports([short, wrong, last])
    copies = [one.reports for one in document.relations if one.kind == "copy"]
    assert copies == [(wrong.report.id, short.report.id)]
    (finding,) = faults(document)
    assert finding.report == wrong.report.id


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


def _keys(document: CrossReport) -> Iterator[str]:
    yield from (check.key for check in document.checks)


def test_keys_are_unique_and_do_not_hang_on_the_order_of_the_reports() -> None:
    reports = read_all(department(Random(2)))
    forth, back = compare_reports(reports), compare_reports(reports[::-1])
    assert len(set(_keys(forth))) == len(forth.checks)
    assert set(_keys(forth)) == set(_keys(back))
