"""Sentences whose numbers are right: nothing is said of them, and every numeral is understood."""

from __future__ import annotations

import pytest

from extractor import extract_narrative
from tests.corpus import ROOT

SENTENCES = (ROOT / "tests/cases/true_sentences.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_true_sentence_is_let_pass(sentence: str) -> None:
    report = extract_narrative(sentence, fiscal_year=2024)
    assert [one.explanation for one in report.findings if one.severity != "info"] == []
    assert report.coverage.numerals is not None
    assert report.coverage.numerals.unread == ()
