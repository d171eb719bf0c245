"""The score counts what its README says, on labels made for the hand-made report."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.model import Report
from service.evaluate import Score, Tally, score_corpus, table
from service.evaluate.cell_addresses import CellAddresses
from tests.reports import TEXT, make_finding, make_report

COLUMNS = (
    *("start", "end", "numeral", "context", "kind", "value", "unit", "measure", "subject"),
    *("period", "link", "note"),
)
Scored = Callable[..., Score]


def numeral(text: str, kind: str, value: str = "", unit: str = "", **more: str) -> str:
    start = TEXT.index(text)
    row = {"start": str(start), "end": str(start + len(text)), "numeral": text} | {
        "kind": kind,
        "value": value,
        "unit": unit,
    }
    return "\t".join((row | more).get(column, "") for column in COLUMNS)


@pytest.fixture
def scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scored:
    """Score a report against the numerals, other label files and mismatches given."""

    def score(
        report: Report,
        *numerals: str,
        full: bool = False,
        mismatches: tuple[dict[str, object], ...] = (),
        **files: str,
    ) -> Score:
        for folder in ("reports", "labels"):
            (tmp_path / folder).mkdir()
        (tmp_path / "reports" / "009_x.txt").write_text(TEXT, encoding="utf-8")
        lines = "\n".join(json.dumps(label) for label in mismatches)
        pages = {"mismatches.jsonl": lines, "tsv": "\n".join(["\t".join(COLUMNS), *numerals])}
        pages |= {f"{name}.tsv": page for name, page in files.items()}
        for suffix, page in pages.items():
            (tmp_path / "labels" / f"seed009.{suffix}").write_text(page, encoding="utf-8")
        ranges = f"report,start,end\nseed009,0,{len(TEXT) if full else 0}\n"
        (tmp_path / "labels" / "ranges.csv").write_text(ranges, encoding="utf-8")
        monkeypatch.setattr("service.evaluate.extract", lambda path: report)
        return score_corpus(tmp_path)

    return score


def test_a_quantity_is_found_by_containment_with_value_and_unit(scored: Scored) -> None:
    score = scored(
        make_report(),
        numeral("517.22", "amount", "517.22", "万元"),
        numeral("7.04", "change_rate", "-7.04", "万元"),
        numeral("1.34", "change_rate", "-1.34", "%"),
    )
    assert score.blocks["facts"]["amount"] == Tally(labelled=1, found=1, right=1)
    assert score.blocks["facts"]["change_rate"] == Tally(labelled=2, found=1, right=0)
    assert len([miss for miss in score.misses if "fact change_rate" in miss]) == 2


def test_a_fact_on_no_quantity_is_spurious_also_outside_full_ranges(scored: Scored) -> None:
    score = scored(make_report(), numeral("7.04", "-"))
    assert score.blocks["facts"]["change"] == Tally(extra=1)
    assert score.blocks["facts"]["(no quantity)"] == Tally(labelled=1, extra=1)


def test_an_unlabelled_fact_is_spurious_only_where_all_is_labelled(scored: Scored) -> None:
    score = scored(make_report(), numeral("517.22", "amount", "517.22", "万元"), full=True)
    assert score.blocks["facts"]["change"].extra == 1


def test_a_tolerable_row_counts_neither_way(scored: Scored) -> None:
    score = scored(make_report(), numeral("7.04", "-", note="count would be tolerable"))
    assert score.total("facts") == Tally()


def test_a_link_is_right_when_it_is_one_of_those_labelled(scored: Scored) -> None:
    links = {"link": "T02:合计:小计;T01:总计:金额"}
    score = scored(make_report(), numeral("517.22", "amount", "517.22", "万元", **links))
    assert score.blocks["links"]["equals"] == Tally(labelled=1, found=1, right=1)


def test_another_link_is_wrong_only_if_its_cell_holds_another_number(scored: Scored) -> None:
    links = {"link": "T01:结转:金额"}
    label = numeral("517.22", "amount", "517.22", "万元", **links)
    score = scored(make_report(), label, full=True)
    assert score.blocks["links"]["equals"] == Tally(labelled=1, extra=1)


def test_context_is_scored_field_by_field(scored: Scored) -> None:
    start, about = TEXT.index("7.04"), TEXT.index("517.22 万元")
    header = "start numeral direction base_period base_measure of whole"
    header += " reason_start reason_end reason_text"
    row = f"{start}\t7.04\tdecrease\t2023\t\t{about}\t\t\t\t"
    score = scored(make_report(), context="\n".join([header.replace(" ", "\t"), row]))
    assert score.blocks["context"]["direction"].right == 1
    assert score.blocks["context"]["base_period"] == Tally(labelled=1)
    assert score.blocks["context"]["of"].right == 1


def test_cells_are_found_by_row_and_column(scored: Scored) -> None:
    rows = "table\trow\tcolumn\tvalue\nT01\t总计\t金额\t517.23\nT01\t结转\t金额\t1.00"
    score = scored(make_report(), tables=rows)
    assert score.blocks["cells"]["T01"] == Tally(labelled=2, found=2, right=1)


def mismatch(*quotes: str, severity: str = "error") -> dict[str, object]:
    return {
        "id": "M01",
        "class": "narrative_table",
        "severity": severity,
        "where": [{"quote": quote, "offset": TEXT.index(quote)} for quote in quotes],
        "why": "they differ",
    }


def test_a_contradiction_is_reported_when_two_of_its_places_are_shown(scored: Scored) -> None:
    labels = (mismatch("支出总计517.22", "总计\t517.23"),)
    score = scored(make_report(make_finding()), mismatches=labels)
    assert score.blocks["mismatches"]["narrative_table"] == Tally(labelled=1, found=1, right=1)
    assert score.blocks["findings"]["narrative_table"] == Tally(labelled=1, found=1, right=1)


def test_one_place_of_two_is_not_enough(scored: Scored) -> None:
    labels = (mismatch("支出总计517.22", "上一句"),)
    score = scored(make_report(make_finding()), mismatches=labels)
    assert score.blocks["mismatches"]["narrative_table"].found == 0
    assert score.blocks["findings"]["(all error)"].extra == 1


def test_an_error_on_what_is_labelled_a_warning_is_false(scored: Scored) -> None:
    labels = (mismatch("支出总计517.22", "总计\t517.23", severity="warning"),)
    score = scored(make_report(make_finding()), mismatches=labels)
    assert score.blocks["findings"]["narrative_table"] == Tally(labelled=1, found=1, extra=1)


def test_the_table_has_a_line_for_everything_that_was_scored(scored: Scored) -> None:
    page = table(scored(make_report(), numeral("517.22", "amount", "517.22", "万元")))
    assert page.splitlines()[0].split() == [
        "facts",
        "labelled",
        "found",
        "right",
        "kind",
        "spurious",
    ]
    assert page.splitlines()[-1]
    assert "100.0%" in page


@pytest.mark.parametrize(
    ("address", "cells"),
    [
        ("T01:总计:金额", ["T01/R1/C1"]),
        ("T01:总计:支出/金额", ["T01/R1/C1"]),
        ("T01:一、总计:金额", ["T01/R1/C1"]),
        ("T01:2:金额", ["T01/R2/C1"]),
        ("T01::金额", ["T01/R1/C1", "T01/R2/C1"]),
        ("T01:总计:小计", []),
        ("T02:总计:金额", []),
    ],
)
def test_an_address_finds_cells_by_meaning(address: str, cells: list[str]) -> None:
    assert [cell.id for cell in CellAddresses(make_report()).find(address)] == cells
