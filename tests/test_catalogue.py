"""`gouji rules` knows every rule that a fact, a check or a finding names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractor import Report
from rules.loaders.narrative import load_narrative
from rules.loaders.tables import load_tables
from service.catalogue import catalogue, definition


@pytest.fixture(scope="module")
def listed() -> set[str]:
    return {line.split()[0] for line in catalogue()}


def test_every_rule_that_a_report_names_is_listed(
    read: Callable[[str], Report], name: str, listed: set[str]
) -> None:
    report = read(name)
    named = {fact.rule for fact in report.facts} | {check.rule for check in report.checks}
    assert named - listed == set()


def test_every_rule_that_is_loaded_is_listed(listed: set[str]) -> None:
    tables = [rule for kind in ("final_accounts", "budget") for rule in load_tables(kind)]
    loaded = {rule.id for rule in tables}
    loaded |= {relation.id for rule in tables for relation in rule.relations}
    loaded |= {pattern.id for pattern in load_narrative().patterns}
    assert loaded - listed == set()


def test_every_line_says_why() -> None:
    assert [line for line in catalogue() if len(line.split(maxsplit=2)) < 3] == []


def test_a_pattern_is_shown_with_its_examples() -> None:
    pattern = load_narrative().patterns[0]
    text = definition(pattern.id) or ""
    assert f'id = "{pattern.id}"' in text
    assert "examples" in text
    assert text.startswith("# rules/narrative/")


def test_a_relation_is_shown_with_its_sentences() -> None:
    text = definition("T03.across") or ""
    assert "equation = " in text
    assert "# rules/messages/zh.toml" in text
    assert "# rules/messages/en.toml" in text


def test_a_table_is_shown_whole_for_both_kinds_of_report() -> None:
    text = definition("T03") or ""
    assert "# rules/tables/final_accounts/expenditure.toml" in text
    assert "# rules/tables/budget/expenditure.toml" in text


def test_an_unknown_id_has_no_definition() -> None:
    assert definition("no.such.rule") is None


def test_the_rules_of_an_example_are_not_those_that_are_loaded() -> None:
    assert not any("/examples/" in line for line in catalogue())
    assert "本局" not in (definition("share") or "")
