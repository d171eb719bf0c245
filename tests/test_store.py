"""The database: what goes in comes out, nothing twice, and people's decisions stay."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import Report, extract
from service.store import (
    FindingFilter,
    Made,
    Packed,
    Page,
    ReportFilter,
    Store,
    StoreError,
    pack,
)
from service.store._document import packed as packed_document
from service.store._document import unpacked

REPORTS = sorted((Path(__file__).parents[1] / "corpus" / "reports").glob("*.txt"))
MADE = Made("1")


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    return [extract(path) for path in REPORTS]


@pytest.fixture(scope="module")
def ready(reports: list[Report]) -> list[Packed]:
    return [pack(report, MADE) for report in reports]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gouji.db"


@pytest.fixture
def store(path: Path, ready: list[Packed]) -> Iterator[Store]:
    with Store.open(path) as opened:
        for packed in ready:
            assert opened.put(packed)
        yield opened


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


def check_whole(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.execute(
        "INSERT INTO sentence_index (sentence_index, rank) VALUES ('integrity-check', 1)"
    )
    connection.close()


def test_a_document_comes_back_character_by_character(
    store: Store, reports: list[Report], ready: list[Packed]
) -> None:
    for report, packed in zip(reports, ready, strict=True):
        assert packed.document[:1] == b"F"
        assert store.document(report.report.id, text=True) == report.model_dump_json()
        trimmed = report.model_copy(update={"text": None})
        assert store.document(report.report.id) == trimmed.model_dump_json()


@pytest.mark.parametrize(
    "document",
    ['{"text":null}', '{"a":[{"x":1},{"x":2.50}],"text":"ab"}', '{"a":1e2,"text":""}', '{"a": 1}'],
)
def test_what_cannot_be_folded_comes_back_too(document: str) -> None:
    assert unpacked(packed_document(document)) == document


_WORDS = st.sampled_from(["", "甲", '"', "|", "+", "b"])
_LEAVES = st.none() | st.booleans() | st.integers(-3, 9) | st.just(2.5) | _WORDS
_PLACES = st.fixed_dictionaries(
    {"start": st.integers(0, 4), "end": st.integers(0, 4), "text": _WORDS, "page": st.none()}
)


@given(
    st.recursive(
        _LEAVES | _PLACES,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["text", "start", "end", "a", "b"]), inner)
            | st.lists(st.fixed_dictionaries({"a": inner, "text": inner}), max_size=4)
            | st.builds(lambda times, each: [each] * times, st.integers(2, 3), inner)
        ),
        max_leaves=20,
    )
)
def test_any_document_comes_back(value: object) -> None:
    for text in ("甲b", None):
        told = {"a": value, "text": text}
        document = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        assert unpacked(packed_document(document)) == document


def test_the_same_bytes_change_nothing(store: Store, path: Path, ready: list[Packed]) -> None:
    before = dump(path)
    assert [store.put(packed) for packed in ready] == [False] * len(ready)
    assert dump(path) == before


def test_a_new_version_writes_anew_and_keeps_decisions(
    store: Store, path: Path, ready: list[Packed]
) -> None:
    finding = store.findings().items[0]
    assert store.decide(finding.report, finding.key, "dismissed", note="已核对", who="张")
    assert all(store.put(replace(packed, made=Made("2"))) for packed in ready)
    (again,) = store.findings(FindingFilter(decision="dismissed")).items
    assert (again.key, again.note, again.who) == (finding.key, "已核对", "张")
    assert store.decisions(finding.report)[finding.key].decision == "dismissed"
    assert store.has(finding.report, Made("2"))
    assert not store.has(finding.report, MADE)
    assert store.reports().total == len(ready)
    check_whole(path)


def test_a_decision_needs_a_finding_and_a_known_word(store: Store) -> None:
    finding = store.findings().items[0]
    assert store.decide(finding.report, "no such key", "confirmed") is None
    assert store.decide("no such report", finding.key, "confirmed") is None
    with pytest.raises(ValueError, match="confirmed, dismissed, open"):
        store.decide(finding.report, finding.key, "maybe")


def test_columns_hold_what_the_documents_hold(store: Store, reports: list[Report]) -> None:
    for report in reports:
        row = store.row(report.report.id)
        assert row is not None
        assert (row.entity, row.fiscal_year) == (report.report.entity, report.report.fiscal_year)
        assert (row.facts, row.checks) == (len(report.facts), len(report.checks))
        listed = store.findings(page=Page(1, 1000), report=report.report.id).items
        assert {each.key for each in listed} == {each.key for each in report.findings}
    connection = sqlite3.connect(store.path)
    cells = [
        (report.report.id, cell.id, cell.value, cell.text, cell.span.start)
        for report in reports
        for table in report.tables
        for cell in table.cells
    ]
    told = connection.execute("SELECT report, cell, value, text, start FROM v_cells")
    assert sorted(map(str, told)) == sorted(map(str, cells))
    facts = [(report.report.id, f.id, f.value, f.rule) for report in reports for f in report.facts]
    told = connection.execute("SELECT report, fact, value, rule FROM v_facts")
    assert sorted(told) == sorted(facts)
    connection.close()


def test_lists_are_filtered_and_cut_into_pages(store: Store, reports: list[Report]) -> None:
    plans = store.reports(ReportFilter(kind="budget"))
    assert [row.fiscal_year for row in plans.items] == [2023]
    assert store.reports(ReportFilter(entity="国有资产")).total == 2
    assert store.reports(ReportFilter(year=2024, entity="江汉")).total == 1
    first, last = (store.reports(page=Page(number, 3)) for number in (1, 2))
    assert (len(first.items), first.more, first.total) == (3, True, 5)
    assert (len(last.items), last.more) == (2, False)
    assert {row.id for row in (*first.items, *last.items)} == {r.report.id for r in reports}
    errors = sum(f.severity == "error" for report in reports for f in report.findings)
    worst = store.findings(FindingFilter(severity="error"), Page(1, 5))
    assert (worst.total, len(worst.items), worst.more) == (errors, 5, True)
    assert {finding.severity for finding in worst.items} == {"error"}


@pytest.mark.parametrize(
    "phrase", ["退休人员", "2024 年度支\n出合计", "车辆", "费", '"', "不存在的话", "支出\0合计"]
)
def test_words_are_found_wherever_a_sentence_holds_them(store: Store, phrase: str) -> None:
    squeezed = phrase.replace(" ", "").replace("\n", "")
    connection = sqlite3.connect(store.path)
    sql = "SELECT count(*) FROM sentences WHERE instr(text, ?)"
    expected = connection.execute(sql, (squeezed,)).fetchone()[0]
    connection.close()
    found = store.sentences(phrase, Page(1, 10_000))
    assert len(found.items) == found.total == expected
    assert all(squeezed in row.text for row in found.items)
    with_it = {row.report for row in found.items}
    assert {row.id for row in store.reports(ReportFilter(q=phrase)).items} == with_it


def test_a_common_phrase_is_read_as_far_as_is_asked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrases = ("支出", "退休人员")
    exact = [store.reports(ReportFilter(q=phrase)) for phrase in phrases]
    assert [known.total for known in exact] == [5, len(exact[1].items)]
    monkeypatch.setattr("service.store._search._COMMON", 3)
    for phrase, known in zip(phrases, exact, strict=True):
        found = store.reports(ReportFilter(q=phrase), Page(1, 2))
        assert (found.items, found.total) == (known.items[:2], None)
        assert found.more == (len(known.items) > 2)
        every = store.reports(ReportFilter(q=phrase), Page(1, 5))
        assert (every.items, every.total) == (known.items, len(known.items))
        few = store.sentences(phrase, Page(1, 5))
        assert (len(few.items), few.total, few.more) == (5, None, True)
        kind = store.reports(ReportFilter(q=phrase, kind="budget"))
        assert kind.items == tuple(row for row in known.items if row.kind == "budget")


def test_a_sentence_stands_where_it_says(store: Store, reports: list[Report]) -> None:
    texts = {report.report.id: report.text or "" for report in reports}
    found = store.sentences("支出", Page(1, 200)).items
    assert len(found) == 200
    for row in found:
        printed = texts[row.report][row.start : row.end]
        assert "".join(row.text.split()) == "".join(printed.split())


def test_a_deleted_report_leaves_nothing(store: Store, path: Path, reports: list[Report]) -> None:
    assert all(store.delete(report.report.id) for report in reports)
    assert not store.delete(reports[0].report.id)
    assert store.reports().total == store.findings().total == 0
    assert store.sentences("支出").items == ()
    check_whole(path)


def test_half_a_transaction_is_none(path: Path, ready: list[Packed]) -> None:
    def put_two_and_fall() -> None:
        with store.together():
            store.put(ready[0])
            store.put(ready[1])
            raise InterruptedError

    with Store.open(path) as store:
        with pytest.raises(InterruptedError):
            put_two_and_fall()
        assert store.reports().total == 0
        assert store.put(ready[0])
        check_whole(path)


def test_threads_read_while_one_writes(path: Path, ready: list[Packed]) -> None:
    with Store.open(path) as store:
        store.put(ready[0])
        seen: list[int | None] = []
        with store.together():
            store.put(ready[1])
            reader = threading.Thread(target=lambda: seen.append(store.reports().total))
            reader.start()
            reader.join()
        assert seen == [1]
        assert store.reports().total == 2


def test_threads_write_one_after_the_other(path: Path, ready: list[Packed]) -> None:
    """Labels that an undone transaction numbered are not used by the next thread."""
    with Store.open(path) as store:

        def put_or_fall(number: int) -> None:
            with suppress(InterruptedError), store.together():
                store.put(ready[number % len(ready)])
                if number % 2:
                    raise InterruptedError

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(put_or_fall, range(20)))
        assert store.reports().total == len(ready)
    check_whole(path)


def test_a_store_opens_while_another_process_writes(path: Path, ready: list[Packed]) -> None:
    with Store.open(path) as store:
        store.put(ready[0])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with Store.open(path, patience=30) as store:
        assert store.reports().total == 1
    assert time.monotonic() - began < 10
    other.close()


def test_a_writer_waits_and_then_says_locked(path: Path, ready: list[Packed]) -> None:
    with Store.open(path, patience=0.1) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            store.put(ready[0])
        assert caught.value.code == "locked"
        other.execute("ROLLBACK")
        other.close()
        assert store.put(ready[0])


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database " * 100)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE things (id)")
    other.close()
    for name, code in (("text.db", "not_a_store"), ("other.db", "not_a_store")):
        with pytest.raises(StoreError) as caught:
            Store.open(tmp_path / name)
        assert caught.value.code == code
    with pytest.raises(StoreError) as caught:
        Store.open(tmp_path / "nowhere" / "gouji.db")
    assert caught.value.code == "unusable"


def test_a_database_of_a_later_version_is_refused(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('gouji', '999_later', '')"
        )
    connection.close()
    with pytest.raises(StoreError) as caught:
        Store.open(path)
    assert caught.value.code == "newer"


def test_a_job_is_done_once_whatever_happens(path: Path) -> None:
    with Store.open(path) as store:
        job = store.jobs.enqueue(b"report", "a.txt", tables=b"tables")
        assert store.jobs.enqueue(b"report", "b.txt", tables=b"tables").id == job.id
        claimed = store.jobs.claim()
        assert claimed is not None
        assert store.jobs.content(claimed.sha256) == b"report"
        assert store.jobs.content(claimed.tables_sha256 or "") == b"tables"
        assert store.jobs.claim() is None
    # As after kill -9: the job is still called running.
    with Store.open(path) as store:
        assert store.jobs.recover() == 1
        assert store.jobs.claim() is not None
        store.jobs.finish(job.id)
        assert store.jobs.recover() == 0
        done = store.jobs.get(job.id)
        assert done is not None
        assert (done.state, done.attempts) == ("done", 2)


def test_a_job_that_takes_its_worker_down_is_given_up(path: Path) -> None:
    with Store.open(path) as store:
        job = store.jobs.enqueue(b"poison", "a.pdf")
        for _ in range(3):
            assert store.jobs.claim()
            store.jobs.recover()
        assert store.jobs.claim() is None
        lost = store.jobs.get(job.id)
        assert lost is not None
        assert (lost.state, lost.code) == ("failed", "crashed")


def test_a_file_that_became_no_report_takes_no_room(path: Path) -> None:
    with Store.open(path) as store:
        job, other = (store.jobs.enqueue(b"noise", "a.pdf", lang=lang) for lang in ("zh", "en"))
        store.jobs.fail(job.id, "corrupt", "damaged")
        # Somebody else still waits for it.
        assert store.jobs.content(job.sha256) == b"noise"
        store.jobs.fail(other.id, "corrupt", "damaged")
        assert store.jobs.content(job.sha256) == b""
        store.jobs.enqueue(b"noise", "a.pdf")
        assert store.jobs.content(job.sha256) == b"noise"


def test_a_token_is_known_by_its_secret_alone(path: Path) -> None:
    with Store.open(path) as store:
        secret = store.tokens.create("reviewer", ["read", "review"])
        token = store.tokens.check(secret)
        assert token is not None
        assert token.scopes == {"read", "review"}
        assert store.tokens.check(secret + "x") is None
        with pytest.raises(ValueError, match="already"):
            store.tokens.create("reviewer", ["read"])
        with pytest.raises(ValueError, match="scopes"):
            store.tokens.create("other", ["all"])
        assert store.tokens.revoke("reviewer")
        assert store.tokens.check(secret) is None
        assert [each.revoked_at is None for each in store.tokens.all()] == [False]
    assert secret not in "".join(dump(path))


def test_views_say_amounts_in_yuan(store: Store) -> None:
    connection = sqlite3.connect(store.path)
    rows = connection.execute(
        "SELECT value, unit, yuan FROM v_amounts_by_account WHERE account_code = '2210201'"
    ).fetchall()
    connection.close()
    assert rows
    assert all(yuan == round(float(value) * 10000, 2) for value, unit, yuan in rows)
