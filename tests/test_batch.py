"""A batch that is killed, starved or fed with poison loses nothing and writes nothing twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from extractor.load.isolation import Workers
from extractor.load.limits import Limits
from service.batch.outcome import Failure
from service.batch.readers import Readers
from service.batch.run import LocalEngine, Summary, run
from service.batch.sinks import StoreSink
from service.batch.sources import Source, sources
from service.cli import app
from service.store import Made, Packed, Store, StoreError
from tests import pdf_objects as pdfs
from tests.many import variant

MADE = Made(version("gouji"))
# Takes pdfminer minutes.
POISON = pdfs.file(pdfs.objects([[b"[" * 7_000_000]]))
SMALL = """武汉市甲区乙服务中心{year}年度部门决算公开

一、收入支出决算总体情况说明

{year}年度收、支总计均为{total}万元。一般公共预算财政拨款支出{total}万元。

其中：基本支出{basic}万元，项目支出17.82万元，“三公”经费支出0万元。
"""
GOUJI = (sys.executable, "-c", "from service.cli import main; main()")
posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of the system")


def small(number: int) -> str:
    return SMALL.format(year=2024, total=f"{number}.82", basic=number - 17)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty small reports."""
    made = tmp_path / "reports"
    made.mkdir()
    for number in range(100, 140):
        (made / f"{number}.txt").write_text(small(number), encoding="utf-8")
    return made


@pytest.fixture
def large_folder(folder: Path) -> Path:
    """So many reports that a batch of them cannot be done before a signal arrives."""
    for number in range(140, 1340):
        (folder / f"{number}.txt").write_text(small(number), encoding="utf-8")
    return folder


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "gouji.db"


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    with LocalEngine(Limits(workers=2)) as made:
        yield made


def gouji(*words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words)])


def start(*words: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*GOUJI, *map(str, words)], stdout=subprocess.DEVNULL)


def batch(engine: LocalEngine, db: Path, *paths: Path) -> Summary:
    with Store.open(db) as store:
        return run(sources(map(str, paths)), engine, StoreSink(store), MADE)


def ask(db: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(db)
    rows = connection.execute(sql).fetchall()
    connection.close()
    return rows


def check_whole(db: Path, reports: int) -> None:
    """Nothing is lost, nothing double, nothing half, nothing corrupt."""
    assert ask(db, "PRAGMA integrity_check") == [("ok",)]
    assert ask(db, "PRAGMA foreign_key_check") == []
    assert ask(db, "SELECT count(*), count(DISTINCT sha256) FROM reports") == [(reports, reports)]
    for table in ("documents", "facts", "sentences"):
        assert ask(db, f"SELECT count(DISTINCT report) FROM {table}") == [(reports,)]
    lost = (
        "SELECT count(*) FROM reports AS r "
        "WHERE r.facts != (SELECT count(*) FROM facts AS f WHERE f.report = r.id)"
    )
    assert ask(db, lost) == [(0,)]


def wait_until(true: object, seconds: float = 60) -> None:
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def count_of(db: Path) -> int:
    try:
        return int(str(ask(db, "SELECT count(*) FROM reports")[0][0]))
    except sqlite3.OperationalError:
        return 0


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True)
    return [int(word) for word in listed.stdout.split()]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


# ---- what a run does --------------------------------------------------------------------------


def test_a_second_run_has_nothing_to_do(engine: LocalEngine, folder: Path, db: Path) -> None:
    (folder / "no report.txt").write_text("会议纪要。")
    (folder / "twice.txt").write_text(small(100), encoding="utf-8")
    first = batch(engine, db, folder)
    assert (first.files, first.read, first.known) == (42, 40, 1)
    assert first.failed == {"not_a_report": 1}
    before = ask(db, "SELECT sha256, extracted_at FROM reports ORDER BY id")
    second = batch(engine, db, folder)
    assert (second.read, second.known, second.failed) == (0, 41, {"not_a_report": 1})
    assert ask(db, "SELECT sha256, extracted_at FROM reports ORDER BY id") == before
    check_whole(db, 40)


def test_folders_archives_and_globs_are_looked_into(
    engine: LocalEngine, tmp_path: Path, db: Path
) -> None:
    deep = tmp_path / "in" / "区" / "2024"
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(small(101), encoding="utf-8")
    (deep / "~$a.docx").write_text("left by an editor")
    (deep / "cover.png").write_text("no report")
    with zipfile.ZipFile(deep / "b.zip", "w") as archive:
        archive.writestr("二〇二四/决算.txt", small(102))
        archive.writestr("readme.exe", "no report")
    (deep / "broken.zip").write_bytes(b"PK\x03\x04 no archive")
    summary = batch(engine, db, tmp_path / "in", deep / "*.txt")
    paths = {Path(str(path)).name for (path,) in ask(db, "SELECT path FROM source_files")}
    assert paths == {"a.txt", "决算.txt", "broken.zip"}
    assert (summary.read, summary.failed) == (2, {"corrupt": 1})


def test_names_of_a_chinese_windows_archive_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("决算.txt".encode("gb18030").decode("cp437")), small(101))
    # The standard library says of such a name that it is UTF-8, which old archivers do not.
    data = path.read_bytes()
    assert b"\x00\x08" in data
    (found,) = sources([str(path)])
    assert found.read() == small(101).encode()


def test_a_damaged_member_leaves_the_others_of_its_archive(
    db: Path, tmp_path: Path, engine: LocalEngine
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", small(101) * 20)
        archive.writestr("b.txt", small(102))
    data = bytearray(path.read_bytes())
    data[60:80] = b"\xff" * 20
    path.write_bytes(data)
    summary = batch(engine, db, path)
    assert (summary.read, summary.failed) == (1, {"corrupt": 1})


def test_nothing_at_a_path_is_said(db: Path) -> None:
    done = gouji("batch", "nowhere/*.pdf", "--db", db)
    assert done.exit_code == 2
    assert "nowhere/*.pdf" in done.stderr
    assert not db.exists()


def test_the_command_says_what_failed(folder: Path, db: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    failures = tmp_path / "failures.jsonl"
    done = gouji("batch", folder, "--db", db, "--failures", failures, "--lang", "en")
    assert done.exit_code == 2
    assert "41 files: 40 read, 0 known, 1 failed" in done.stdout
    (line,) = map(json.loads, failures.read_text(encoding="utf-8").splitlines())
    assert line["code"] == "empty"
    assert line["path"] == str(folder / "empty.txt")
    (folder / "empty.txt").unlink()
    assert gouji("batch", folder, "--db", db).exit_code == 0


def test_a_new_version_reads_again(engine: LocalEngine, folder: Path, db: Path) -> None:
    batch(engine, db, folder)
    with Store.open(db) as store:
        summary = run(sources([str(folder)]), engine, StoreSink(store), Made("later"))
    assert (summary.read, summary.known) == (40, 0)
    check_whole(db, 40)


def test_a_variant_is_a_report_of_another_unit(engine: LocalEngine) -> None:
    for seed in range(3):
        outcome = engine.read(variant(seed, base=2).encode(), "", "a.txt", MADE)
        assert isinstance(outcome, Packed)
        assert len(outcome.rows["cells"]) > 500
        assert outcome.head[3] != "武汉市青山区人民政府国有资产监督管理局"
        assert variant(seed, base=2) == variant(seed, base=2)


def test_own_rules_read_again_what_others_read(folder: Path, db: Path, tmp_path: Path) -> None:
    for path in sorted(folder.iterdir())[3:]:
        path.unlink()
    own = tmp_path / "own"
    own.mkdir()
    words = ("batch", folder, "--db", db, "--lang", "en", "--workers", 1)
    assert "3 read" in gouji(*words).stdout
    (own / "severity.toml").write_text("", encoding="utf-8")
    assert "3 read" in gouji(*words, "--rules", own).stdout
    assert "3 known" in gouji(*words, "--rules", own).stdout
    (own / "severity.toml").write_text("[[nonsense]]", encoding="utf-8")
    wrong = gouji(*words, "--rules", own)
    assert wrong.exit_code == 2
    assert "severity.toml" in wrong.stderr


# ---- faults -----------------------------------------------------------------------------------


@posix
def test_a_batch_that_is_killed_is_finished_by_the_next(
    engine: LocalEngine, large_folder: Path, db: Path
) -> None:
    total = len(list(large_folder.iterdir()))
    killed = start("batch", large_folder, "--db", db, "--workers", 2)
    wait_until(lambda: count_of(db) > 0 or killed.poll() is not None)
    workers = children(killed.pid)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    part = count_of(db)
    assert 0 < part < total
    check_whole(db, part)
    wait_until(lambda: not any(map(is_alive, workers)), 20)
    summary = batch(engine, db, large_folder)
    assert (summary.read, summary.known) == (total - part, part)
    check_whole(db, total)


@posix
def test_a_batch_that_is_stopped_says_so_and_keeps_what_is_read(
    large_folder: Path, db: Path
) -> None:
    # Tests that a shell runs in the background ignore the signal, and with them what they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    words = [*GOUJI, "batch", str(large_folder), "--db", str(db), "--workers", "2"]
    stopped = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: count_of(db) > 0 or stopped.poll() is not None)
    stopped.send_signal(signal.SIGINT)
    out, err = stopped.communicate(timeout=60)
    assert stopped.returncode == 130
    assert "再次运行会接着做完" in err
    assert f"读取 {count_of(db)}，" in out
    check_whole(db, count_of(db))


@posix
def test_a_worker_that_is_killed_costs_nothing() -> None:
    readers = Readers(Limits(workers=1))
    report = variant(0, base=3).encode()
    assert isinstance(readers.read(report, "a.txt", MADE), Packed)
    (waiting,) = readers._workers._idle
    kill = threading.Timer(0.1, os.kill, (waiting._process.pid, signal.SIGKILL))
    kill.start()
    again = readers.read(report, "a.txt", MADE)
    kill.join()
    (other,) = readers._workers._idle
    assert other._process.pid != waiting._process.pid
    assert isinstance(again, Packed)
    readers.close()


def test_poison_ends_at_the_time_limit_and_the_rest_is_read(folder: Path, db: Path) -> None:
    (folder / "000.pdf").write_bytes(POISON)
    with LocalEngine(Limits(seconds=1, workers=1)) as engine:
        summary = batch(engine, db, folder)
    assert (summary.read, summary.failed) == (40, {"too_large": 1})
    check_whole(db, 40)
    # It may have been the machine: such a file is tried again.
    with LocalEngine(Limits(seconds=1, workers=1)) as engine:
        assert batch(engine, db, folder).failed == {"too_large": 1}


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is the system's")
def test_a_file_that_eats_all_memory_fails_alone(folder: Path, db: Path) -> None:
    (folder / "000.pdf").write_bytes(POISON)
    with LocalEngine(Limits(memory_mb=400, workers=1)) as engine:
        summary = batch(engine, db, folder)
    assert (summary.read, summary.failed) == (40, {"too_large": 1})


@posix
def test_a_poisoned_worker_does_not_outlive_a_killed_batch(tmp_path: Path, db: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(POISON)
    killed = start("batch", tmp_path / "a.pdf", "--db", db, "--seconds", 1, "--workers", 1)
    wait_until(lambda: children(killed.pid))
    time.sleep(0.8)
    workers = children(killed.pid)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    wait_until(lambda: not any(map(is_alive, workers)), 20)


def fill_up(folder: Path, db: Path, wrapped: Sequence[str]) -> int:
    """Run a batch that comes to the end of the room; return how many reports are in."""
    command = [*wrapped, *GOUJI, "batch", str(folder), "--db", str(db), "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 3, done.stderr
    assert "[full]" in done.stderr
    part = count_of(db)
    check_whole(db, part)
    return part


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Reports that together take more room than the tests leave."""
    made = tmp_path / "large"
    made.mkdir()
    for number in range(6):
        (made / f"{number}.txt").write_text(variant(number, base=2), encoding="utf-8")
    return made


@posix
def test_no_room_for_the_file_loses_nothing(engine: LocalEngine, large: Path, db: Path) -> None:
    blocks = 700
    limited = ["bash", "-c", f'ulimit -f {blocks}; exec "$@"', "limited"]
    part = fill_up(large, db, limited)
    assert part < 6
    assert batch(engine, db, large).failures == []
    check_whole(db, 6)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small file system")
def test_a_full_disk_loses_nothing(engine: LocalEngine, large: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("may not mount")
    db = disk / "gouji.db"
    try:
        part = fill_up(large, db, [])
        assert part < 6
        subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
        assert batch(engine, db, large).failures == []
        check_whole(db, 6)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_locked_database_is_waited_for(engine: LocalEngine, folder: Path, db: Path) -> None:
    Store.open(db).close()
    other = sqlite3.connect(db, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(1.5, other.execute, ["ROLLBACK"])
    release.start()
    assert batch(engine, db, folder).read == 40
    release.join()
    other.close()
    check_whole(db, 40)


def test_a_database_that_stays_locked_ends_the_run_whole(
    engine: LocalEngine, folder: Path, db: Path
) -> None:
    Store.open(db).close()
    other = sqlite3.connect(db, isolation_level=None)
    with Store.open(db, patience=0.2) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="占用"):
            run(sources([str(folder)]), engine, StoreSink(store), MADE)
        other.execute("ROLLBACK")
    other.close()
    check_whole(db, 0)
    assert batch(engine, db, folder).read == 40


def test_our_own_mistake_costs_one_file(folder: Path, db: Path) -> None:
    class Broken:
        size = 2

        def read(self, data: bytes, sha256: str, name: str, made: Made) -> Failure:
            return Failure("internal", f"ZeroDivisionError in {name}")

    with Store.open(db) as store:
        summary = run([Source(str(folder / "100.txt"))], Broken(), StoreSink(store), MADE)
    assert summary.failed == {"internal": 1}


def test_a_batch_whose_workers_do_not_start_says_so(
    monkeypatch: pytest.MonkeyPatch, engine: LocalEngine, folder: Path, db: Path
) -> None:
    monkeypatch.setattr(engine._readers, "_workers", Workers("raise SystemExit(1)"))
    with pytest.raises(RuntimeError, match="does not start"):
        batch(engine, db, folder)
    check_whole(db, 0)
