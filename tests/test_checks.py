"""Every check passes where the numbers agree, fails where they do not, and has its sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest
import regex

from extractor import Report, extract, extract_narrative
from extractor.checks import run_checks
from extractor.checks.rule import Made, check
from extractor.evidence import Evidence
from extractor.findings import coverage
from extractor.frame import find_frame
from extractor.links import with_links
from extractor.load import plain
from extractor.model import Account, Check, Table
from extractor.narrative import read_narrative
from extractor.sections import find_sections
from extractor.tables import read_tables
from rules.loaders.across import load_across_rules
from rules.loaders.checks import load_checks
from rules.loaders.forms import load_forms
from rules.loaders.links import load_links
from rules.loaders.messages import load_messages
from rules.loaders.obligations import load_obligations
from rules.loaders.sums import load_sums
from rules.loaders.tables import (
    REPORT_KINDS,
    load_across,
)
from rules.terms import LANGUAGES
from tests import words
from tests.build import FINAL, PLAN, evidence, fact, table
from tests.corpus import REPORTS
from tests.test_relations import relations_of, run

CASES = sorted((Path(__file__).parent / "cases" / "checks").glob("*.txt"))
_PARTS = regex.compile(r"^--- (passes|fails|tables)\n", regex.MULTILINE)
_CHANGE = regex.compile(r"(?P<old>.+?) -> (?P<new>.+?): ?(?P<rules>[\w. ]*)")


# ---- cases: a passage, what passes in it, and what a changed number breaks --------------------


@dataclass(frozen=True, slots=True)
class Case:
    """A passage with what its checks must say, and changes with the checks that then fail."""

    text: str
    tables: tuple[Table, ...]
    passes: frozenset[str]
    changes: tuple[tuple[str, str, frozenset[str]], ...]


def load_case(path: Path) -> Case:
    """Return one file of tests/cases/checks."""
    text, *rest = _PARTS.split(path.read_text(encoding="utf-8"))
    parts = dict(zip(rest[::2], rest[1::2], strict=True))
    lines = parts["fails"].strip().splitlines()
    changes = [match for line in lines if (match := _CHANGE.fullmatch(line))]
    assert len(changes) == len(lines), path
    return Case(
        text,
        tuple(_tables(parts.get("tables", ""))),
        frozenset(parts["passes"].split()),
        tuple((c["old"], c["new"], frozenset(c["rules"].split())) for c in changes),
    )


def _tables(lines: str) -> Iterator[Table]:
    """Yield the tables of a case: a line `T01 | column …`, then `row | value …`."""
    rows = [[cell.strip() for cell in line.split("|")] for line in lines.strip().splitlines()]
    if rows:
        (name, *columns), *body = rows
        yield table(name, {row: dict(zip(columns, cells, strict=True)) for row, *cells in body})


def checks_of(case: Case, text: str) -> list[Check]:
    """Return the checks of a passage, as the pipeline makes them."""
    document = plain.load_text(text)
    sections = find_sections(document)
    frame = find_frame(document, sections)
    forms = [one for one in read_tables(document, sections, frame).tables if one.id[0] == "A"]
    facts = read_narrative(document, sections, (), frame).facts
    seen = Evidence(sections, (*case.tables, *forms), facts, (), frame, document.text)
    # A number is changed here: names and wordings outside forms are tried in test_words.
    return [
        one
        for one in run_checks(seen)
        if one.check_class not in ("attribution", "editorial") or one.rule.startswith("form.")
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_agrees_passes(path: Path) -> None:
    case = load_case(path)
    found = checks_of(case, case.text)
    assert case.passes <= {check.rule for check in found if check.status == "pass"}
    assert [check.rule for check in found if check.status == "fail"] == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_changed_number_fails_where_it_is_guarded(path: Path) -> None:
    case = load_case(path)
    for old, new, rules in case.changes:
        assert case.text.count(old) == 1, old
        found = checks_of(case, case.text.replace(old, new))
        failed = {check.rule for check in found if check.status == "fail"}
        assert failed == rules, new


# What these compare is a fault, or is not compared at all.
FORM_FAULTS = {
    "form.sources.blank",
    "form.target.unexplained",
    "form.target.far",
    "form.target.unit",
    "form.percent",
    "form.alike.sign",
    "form.prior.stage",
}


# ---- completeness -----------------------------------------------------------------------------


ONE_SIDED = ("calculation", "completeness", "attribution", "editorial")


def every_rule() -> set[str]:
    """Return the id of every rule that a check can have."""
    found = set(load_checks()) | {one.id for one in load_forms().across}
    across = load_across_rules()
    found |= {one.id for one in across.identities} | set(across.reasons)
    for kind in REPORT_KINDS:
        found |= {one.id for _, _, one in relations_of(kind)}
        found |= {one.id for one in load_across(kind)}
        found |= {f"link.{one.id}" for one in load_links(kind).rules}
        sums = load_sums(kind)
        found |= {one.id for one in (*sums.weighted, *sums.within)}
        found |= {name for one in sums.sums for name in (one.id, f"{one.id}.partial")}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_title_and_a_sentence(language: str) -> None:
    messages = load_messages(language)
    assert sorted(rule for rule in every_rule() if messages.find(rule) is None) == []


def test_both_languages_say_the_same_things() -> None:
    chinese, english = (load_messages(language) for language in LANGUAGES)
    assert [m.rule for m in chinese.messages] == [m.rule for m in english.messages]
    assert chinese.words.keys() == english.words.keys()
    assert chinese.hints.keys() == english.hints.keys()
    assert chinese.coverage.keys() == english.coverage.keys()
    assert [*chinese.relations] == [*english.relations]
    for one, other in zip(chinese.messages, english.messages, strict=True):
        assert _fields(one.sentence) == _fields(other.sentence), one.rule


def test_every_rule_says_in_english_what_must_agree() -> None:
    assert [m.rule for m in load_messages("en").messages if not m.norm] == []


def test_checks_and_duties_speak_the_language_asked_for() -> None:
    report = extract(REPORTS["002"], lang="en")
    told = [check.message for check in report.checks]
    told += [f"{duty.title} {duty.why}" for duty in report.coverage.obligations]
    told += [f"{finding.title} {finding.explanation}" for finding in report.findings]
    # Names of tables and accounts stay Chinese, in quotation marks, and units behind numbers.
    bare = (regex.sub(r"《[^》]*》|“[^”]*”|万元|[类款项]|(?<=\d)\p{Han}+", "", one) for one in told)
    assert [one for one in bare if regex.search(r"\p{Han}", one)] == []


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_function_check_and_every_sum_has_a_case_each_way() -> None:
    cases = [load_case(path) for path in CASES]
    passing = words.passing().union(*(case.passes for case in cases))
    failing = frozenset().union(*(rules for case in cases for _, _, rules in case.changes))
    failing = failing.union(*(change.fails for change in words.changes()))
    wanted = {one.id for kind in REPORT_KINDS for one in load_sums(kind).sums} | set(load_checks())
    # A passage has no forms and no tables beside each other: these cases are in test_told_twice,
    # test_forms, test_out_of_step and test_two_years.
    wanted -= {"told.sentence.stages", "form.project.budget", "form.bought", "rows.out_of_step"}
    wanted -= {one for one in wanted if one.startswith("compared.")}
    # A passage has no links: these are tried below.
    wanted -= {
        one for one in wanted if one.startswith(("link.", "within.operating", "within.perf"))
    }
    only_fail = {
        "account.renamed",
        "outline.note.elsewhere",
        "zero_base",
        "zero_base.plan",
        "zero_base.of_zero",
        "level.change",
        *FORM_FAULTS,
    }
    wanted |= {one.id for kind in REPORT_KINDS for one in load_sums(kind).within}
    assert wanted - passing - only_fail == set()
    told_well = {"level.change", "form.target.explained"}
    assert wanted - failing - told_well == set()


def _operating_costs(amount: str, performance_pay: str | None) -> dict[str, str]:
    """Return how checks of 机关运行经费 end beside 公用经费 of 50 and a printed one of 30."""
    basic = {
        "total": {"total": "300.00", "public": "50.00"},
        "account:30107": {"total": performance_pay, "public": None},
    }
    printed = table("T08", {"total": {"agency_operation": "30.00"}})
    told = fact("F1", amount, subject="机关运行经费", section="operating_costs", measure="budget")
    plan = evidence(table("T07", basic), printed, facts=(told,), frame=PLAN)
    checks = run_checks(with_links(plan))
    return {c.rule: c.status for c in checks if "operating_costs" in c.rule}


def test_operating_costs_are_a_part_of_public_costs_where_there_are_institutions() -> None:
    printed, within = "link.operating_costs.printed", "within.operating_costs"
    assert _operating_costs("30.00", "250.00") == {printed: "pass", within: "pass"}
    assert _operating_costs("60.00", "250.00") == {printed: "fail", within: "fail"}
    only_offices = _operating_costs("30.00", None)
    assert only_offices == {printed: "pass", "link.operating_costs": "fail"}


def test_projects_with_goals_spend_no_more_than_all_projects() -> None:
    spent = table("T03", {"total": {"total": "300.00", "project": "100.00"}})
    for amount, status in (("80.00", "pass"), ("180.00", "fail")):
        told = fact("F1", amount, subject="涉及项目", section="performance", measure="budget")
        seen = with_links(evidence(spent, facts=(told,), frame=PLAN))
        found = {check.rule: check.status for check in run_checks(seen)}
        assert found["within.performance.projects"] == status


def test_a_level_with_a_change_beside_it_fails() -> None:
    current = fact("F1", "5.00", subject="公务接待费", section="three_public")
    more = {"of": "F1", "base_period": "2023", "base_measure": "final", "section": "three_public"}
    level = fact("F2", "0", kind="level", unit=None, **more)
    for change, status in (("1.00", "fail"), ("0", "pass")):
        facts = (current, level, fact("F3", change, kind="change", **more))
        found = {check.rule: check.status for check in run(facts=facts)}
        assert found["level.change"] == status


def test_a_check_that_quotes_no_norm_is_refused() -> None:
    def unheard_of(_: Evidence) -> Iterator[Made]:
        yield from ()

    with pytest.raises(TypeError, match="unheard_of quotes no norm"):
        check("direction")(unheard_of)


def test_every_check_of_a_report_is_known_numbered_and_unique(
    read: Callable[[str], Report], name: str
) -> None:
    checks = read(name).checks
    assert {check.rule for check in checks} <= every_rule()
    assert [check.id for check in checks] == [f"K{n}" for n in range(1, len(checks) + 1)]
    assert len({check.key for check in checks}) == len(checks)


def test_every_finding_is_told_with_both_sides(read: Callable[[str], Report], name: str) -> None:
    report = read(name)
    for finding in report.findings:
        assert finding.title
        assert finding.explanation.endswith("。")
        assert "{" not in finding.explanation
        # A calculation shows both its sides in one quotation, and words may stand alone.
        assert len(finding.evidence) > (finding.check_class not in ONE_SIDED)
        assert finding.status in ("fail", "rounding")
        assert (finding.status == "rounding") <= (finding.severity == "info")


def test_the_duties_hang_on_the_kind_of_report_alone() -> None:
    for kind, frame in (("final_accounts", FINAL), ("budget", PLAN)):
        nothing = evidence(frame=frame)
        duties = coverage(nothing, ()).obligations
        assert [one.id for one in duties] == [one.id for one in load_obligations(kind)]
        # What a report need not have does not apply where it has none.
        absent = [one.id for one in duties if one.state == "not_applicable"]
        assert absent == ["tables.compared", "calculations"]
        others = {one.state for one in duties if one.id not in absent}
        assert others == {"not_checkable"}


def test_a_bare_passage_is_checked_without_tables() -> None:
    report = extract_narrative("2024年度支出合计100万元，其中：基本支出60万元，项目支出50万元。")
    assert [finding.rule for finding in report.findings] == ["sum.expenditure"]
    assert "110" in report.findings[0].explanation


def test_an_account_of_another_fund_is_no_part_of_the_general_budget() -> None:
    capital = Account(code="223", name="国有资本经营预算支出")
    seen = evidence(facts=(fact("F1", "5", account=capital, section="general_budget.detail"),))
    assert seen.fund(seen.facts[0]) == "capital"
