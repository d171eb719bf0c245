"""The corpus is what its manifest says, and every label stands where it claims to stand."""

from __future__ import annotations

import csv
import hashlib

import pytest
import regex

from service.evaluate.labels import Labels, read_corpus
from tests.corpus import CORPUS, PDFS, REPORTS

LABELS = {labels.name: labels for labels in read_corpus(CORPUS)}
_LINE_BREAKS = regex.compile(r"[\r\n]+")


@pytest.fixture(params=sorted(LABELS))
def labels(request: pytest.FixtureRequest) -> Labels:
    return LABELS[request.param]


def test_the_manifest_lists_every_report_with_its_hash() -> None:
    with (CORPUS / "MANIFEST.csv").open(encoding="utf-8", newline="") as lines:
        listed = {row["file"]: row for row in csv.DictReader(lines)}
    files = (*REPORTS.values(), *PDFS.values())
    assert set(listed) == {f"reports/{path.name}" for path in files}
    for file, row in listed.items():
        assert hashlib.sha256((CORPUS / file).read_bytes()).hexdigest() == row["sha256"]
        assert row["why"]


def test_every_report_is_labelled() -> None:
    assert {labels.path for labels in LABELS.values()} == set(REPORTS.values())


def test_every_numeral_stands_at_its_place(labels: Labels) -> None:
    text = labels.path.read_bytes().decode("utf-8")
    for label in labels.numerals:
        assert _LINE_BREAKS.sub("", text[label.start : label.end]) == label.text


def test_no_numeral_is_labelled_twice(labels: Labels) -> None:
    starts = [label.start for label in labels.numerals]
    assert len(starts) == len(set(starts))


def test_every_context_is_about_something_labelled(labels: Labels) -> None:
    known = {label.start for label in labels.numerals}
    known |= {label.start for label in labels.statements}
    for context in labels.contexts:
        assert {context.start, context.of, context.whole} - {None} <= known


def test_ranges_labelled_in_full_hold_labels(labels: Labels) -> None:
    for start, end in labels.full:
        assert start < end
        assert any(start <= label.start < end for label in labels.numerals)
