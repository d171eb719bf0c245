"""What is found between reports as it is kept: with both quoted, never fewer without a word."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random

import httpx
import pytest
from typer.testing import CliRunner

from extractor import Report, extract
from extractor.across import compare_reports
from service.cli import app
from service.store import Comparison, FindingFilter, FindingRow, Made, Store, pack
from tests.pages import Page
from tests.related_reports import read_all, two_years, versions
from tests.served import served

CROSS = FindingFilter(classes=("cross_report",))


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


def _cross(db: Path) -> list[FindingRow]:
    with Store.open(db) as store:
        return [row for row in store.findings(CROSS).items if row.severity != "info"]


def _state(db: Path) -> Comparison:
    with Store.open(db) as store:
        return store.comparison()


def _put(db: Path, reports: list[Report], made: Made) -> None:
    with Store.open(db) as store:
        for report in reports:
            store.put(pack(report, made))


def test_findings_go_into_the_database_and_decisions_stay(
    db: Path, contradicting: list[Report]
) -> None:
    assert _run("--db", str(db))[0] == 1
    with Store.open(db) as store:
        (row,) = store.findings(CROSS).items
        assert row.report == contradicting[0].report.id
        assert {piece.report for piece in row.evidence} == {
            report.report.id for report in contradicting
        }
        store.decide(row.report, row.key, "confirmed", who="clerk")
    assert _run("--db", str(db))[0] == 1
    with Store.open(db) as store:
        (again,) = store.findings(CROSS).items
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


def test_what_nothing_relates_is_not_opened(
    db: Path, contradicting: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    _put(db, read_all(versions(Random(2))[:1]), Made("1"))
    opened, document = [], Store.document

    def counted(self: Store, report: str, *, text: bool = False) -> str | None:
        opened.append(report)
        return document(self, report, text=text)

    monkeypatch.setattr(Store, "document", counted)
    with_briefs = _run("--db", str(db), "--format", "json")
    assert sorted(set(opened)) == sorted(one.report.id for one in contradicting)
    # A report of an older database has no brief: it is opened instead.
    with sqlite3.connect(db) as connection:
        connection.execute("DELETE FROM briefs")
    assert _run("--db", str(db), "--format", "json") == with_briefs
    assert len(set(opened)) == 3


# ---- whose each quotation is ------------------------------------------------------------------

WHOSE = ("entity", "fiscal_year", "kind", "source")


def test_every_quotation_says_whose_it_is(db: Path, contradicting: list[Report]) -> None:
    infos = {one.report.id: one.report for one in contradicting}
    document = json.loads(_run("--db", str(db), "--format", "json")[1])
    (finding,) = [one for one in document["findings"] if one["severity"] == "error"]
    (row,) = _cross(db)
    for pieces in (finding["evidence"], [asdict(piece) for piece in row.evidence]):
        assert {piece["report"] for piece in pieces} == infos.keys()
        for piece in pieces:
            info = infos[piece["report"]]
            assert [piece[name] for name in WHOSE] == [getattr(info, name) for name in WHOSE]


def test_csv_and_views_say_whose_each_quotation_is(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "across.csv"
    _run("--db", str(db), "--format", "csv", "-o", str(out))
    with out.open(encoding="utf-8-sig", newline="") as lines:
        told = next(csv.DictReader(lines))
    with Store.open(db) as store:
        columns, rows = store.view("findings")
        viewed = next(
            row
            for each in rows
            if (row := dict(zip(columns, each, strict=True)))["key"] == told["key"]
        )
    for n in (1, 2):
        for name in ("report", "entity", "fiscal_year", "kind"):
            assert told[f"{name}_{n}"] == str(viewed[f"{name}_{n}"])
    assert {told["fiscal_year_1"], told["fiscal_year_2"]} == {"2023", "2024"}
    assert told["report_1"] != told["report_2"]


def test_the_text_names_year_kind_and_id_beside_each_quotation(db: Path) -> None:
    text = _run("--db", str(db))[1]
    (row,) = _cross(db)
    for piece in row.evidence:
        line = next(line for line in text.splitlines() if f"[{(piece.report or '')[:12]}]" in line)
        assert f"{piece.entity} {piece.fiscal_year} 决算公开 {piece.source}" in line


# ---- what is out of date ----------------------------------------------------------------------


def test_the_same_program_changes_nothing(db: Path, contradicting: list[Report]) -> None:
    _run("--db", str(db))
    before = _cross(db)
    assert _state(db) == Comparison(2, 0, 0, ever=True)
    _put(db, contradicting, Made("1"))
    assert _cross(db) == before
    assert not _state(db).behind


@pytest.mark.parametrize("which", [0, 1])
def test_what_rests_on_a_report_read_anew_stays_and_is_out_of_date(
    db: Path, contradicting: list[Report], which: int
) -> None:
    _run("--db", str(db))
    (row,) = _cross(db)
    with Store.open(db) as store:
        store.decide(row.report, row.key, "confirmed", who="clerk")
    _put(db, contradicting[which : which + 1], Made("2"))
    (kept,) = _cross(db)
    assert (kept.key, kept.explanation, kept.decision) == (row.key, row.explanation, "confirmed")
    assert kept.stale
    assert _state(db) == Comparison(1, 1, 1, ever=True)
    _run("--db", str(db))
    (again,) = _cross(db)
    assert (again.key, again.decision, again.stale) == (row.key, "confirmed", False)
    assert not _state(db).behind


def test_a_decision_holds_for_another_file_of_the_report(
    db: Path, contradicting: list[Report]
) -> None:
    _run("--db", str(db))
    (row,) = _cross(db)
    with Store.open(db) as store:
        store.decide(row.report, row.key, "dismissed", note="已说明", who="clerk")
    fuller = extract(f"{contradicting[0].text}附件略。\n".encode(), filename="fuller.txt")
    _put(db, [fuller], Made("1"))
    _run("--db", str(db))
    (moved,) = _cross(db)
    assert (moved.report, moved.key) == (fuller.report.id, row.key)
    assert (moved.decision, moved.note, moved.who) == ("dismissed", "已说明", "clerk")


def test_a_report_that_came_since_is_told(db: Path) -> None:
    assert _state(db) == Comparison(0, 2, 0, ever=False)
    assert not _state(db).behind
    _run("--db", str(db))
    _put(db, read_all(versions(Random(2))), Made("1"))
    assert _state(db) == Comparison(2, 2, 0, ever=True)
    assert _state(db).behind


def test_a_report_taken_out_leaves_what_was_found_out_of_date(
    db: Path, contradicting: list[Report]
) -> None:
    _run("--db", str(db))
    with Store.open(db) as store:
        assert store.delete(contradicting[1].report.id)
    (kept,) = _cross(db)
    assert kept.stale
    _run("--db", str(db))
    assert _cross(db) == []


def test_what_was_made_anew_during_the_comparison_is_out_of_date_at_once(
    db: Path, contradicting: list[Report]
) -> None:
    with Store.open(db) as store:
        before = store.comparable()
        for report in contradicting:
            store.put(pack(report, Made("2")))
        store.put_cross(compare_reports(contradicting).findings, before)
    assert [row.stale for row in _cross(db)] == [True]


def test_views_say_what_is_out_of_date(db: Path, contradicting: list[Report]) -> None:
    _run("--db", str(db))
    _put(db, contradicting[:1], Made("2"))
    with sqlite3.connect(db) as connection:
        stale = dict(connection.execute("SELECT class, max(stale) FROM v_findings GROUP BY class"))
        compared = dict(connection.execute("SELECT report, compared FROM v_reports"))
    assert {name for name, old in stale.items() if old} == {"cross_report"}
    assert compared == {
        contradicting[0].report.id: 0,
        contradicting[1].report.id: 1,
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_batch_says_that_reports_wait_to_be_compared(db: Path, tmp_path: Path, lang: str) -> None:
    (tmp_path / "in").mkdir()
    words = ["batch", str(tmp_path / "in"), "--db", str(db), "--workers", "1", "--lang", lang]
    for name, told in (("a", False), ("b", True)):
        (report,) = read_all(versions(Random(ord(name)))[:1])
        (tmp_path / "in" / f"{name}.txt").write_text(report.text or "", encoding="utf-8")
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        assert ("gouji across" in done.output) is told
        _run("--db", str(db))


def test_findings_of_an_older_database_are_kept_and_out_of_date(db: Path) -> None:
    _run("--db", str(db))
    (row,) = _cross(db)
    connection = sqlite3.connect(db)
    for view in ("compared_as_they_are", "v_findings", "v_reports"):
        connection.execute(f"DROP VIEW {view}")
    for table in ("finding_reports", "compared"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = '003_across'")
    connection.execute("CREATE VIEW v_findings AS SELECT 1")
    connection.execute("CREATE VIEW v_reports AS SELECT 1")
    connection.commit()
    connection.close()
    (kept,) = _cross(db)
    assert (kept.key, kept.stale) == (row.key, True)
    assert _state(db).behind


# ---- served -----------------------------------------------------------------------------------


@pytest.fixture
def client(db: Path) -> Iterator[httpx.Client]:
    _run("--db", str(db))
    with served(db) as service, service.client() as client:
        yield client


def test_the_service_tells_whose_and_what_is_out_of_date(
    client: httpx.Client, db: Path, contradicting: list[Report]
) -> None:
    infos = {one.report.id: one.report for one in contradicting}
    for report in infos:
        answer = client.get("/api/findings", params={"between": report}).json()
        (line,) = answer["items"]
        assert {piece["report"] for piece in line["evidence"]} == infos.keys()
        for piece in line["evidence"]:
            info = infos[piece["report"]]
            assert [piece[name] for name in WHOSE] == [getattr(info, name) for name in WHOSE]
        assert not line["stale"]
    assert answer["comparison"] == {"compared": 2, "waiting": 0, "stale": 0, "ever": True}
    _put(db, contradicting[:1], Made("2"))
    answer = client.get("/api/findings", params={"class": "cross_report"}).json()
    assert [line["stale"] for line in answer["items"]] == [True]
    assert answer["comparison"]["stale"] == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_quote_all_reports_and_mark_what_is_out_of_date(
    client: httpx.Client, db: Path, contradicting: list[Report], lang: str
) -> None:
    (row,) = _cross(db)
    paths = ["/findings", *(f"/reports/{one.report.id}" for one in contradicting)]
    old = {"zh": "已过时", "en": "out of date"}[lang]
    for _ in range(2):
        for path in paths:
            page = Page()
            answer = client.get(path, params={"lang": lang})
            page.feed(answer.text)
            page.close()
            assert page.problems == []
            assert row.explanation in answer.text
            for piece in row.evidence:
                assert (piece.report or "?") in answer.text
                assert f"<b>{piece.text}</b>" in answer.text
            assert (old in answer.text) is _state(db).behind
        _put(db, contradicting[1:], Made("2"))
