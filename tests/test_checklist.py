"""The checklist names rules that exist, and tests that try them."""

from __future__ import annotations

import ast

import pytest

from tests import words
from tests.checklist import Question, questions
from tests.corpus import ROOT
from tests.test_checks import every_rule, load_case

QUESTIONS = questions()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.english)
def test_every_rule_of_the_checklist_exists(question: Question) -> None:
    known = every_rule()
    assert question.rules
    for pattern in question.rules:
        assert any(Question("", "", "", (pattern,), "").answered_by(rule) for rule in known)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.english)
def test_the_test_that_is_named_tries_a_rule_that_is_named(question: Question) -> None:
    file, name = question.place
    path = ROOT / "tests" / file
    if path.suffix == ".py":
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        return
    if path.suffix == ".toml":
        tried = next(change.fails for change in words.changes() if change.why == name)
        # What looks like a fault and is none fails nothing.
        assert not tried or any(map(question.answered_by, tried))
        return
    case = load_case(path)
    tried = case.passes.union(*(rules for _, _, rules in case.changes))
    assert any(map(question.answered_by, tried))


def test_every_check_of_words_is_on_the_checklist() -> None:
    classes = ("outline", "attribution", "editorial")
    ours = {rule for rule in every_rule() if rule.partition(".")[0] in classes}
    asked = {rule for rule in ours if any(one.answered_by(rule) for one in QUESTIONS)}
    # No reviewer asks for it, and it is a mark of careless copying all the same.
    assert ours - asked == {"editorial.traditional"}
