"""How a batch and its database do with many reports: ``python -m tests.bench.batch FOLDER``.

Writes reports into the folder and reads some with one worker and with two, printing how many a
second: that is time on the clock, so nothing else should run. Then reads all of them with two into
one database, printing the memory at every thousand, what a report costs in time of a processor and
on the disk, whether the database is whole, what comparing all reports costs, and what every view,
list and search takes. Reports that an earlier run left there are not read again.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

import yaml

from service.store import FindingFilter, ReportFilter, Store
from tests.many import write

ROOT = Path(__file__).parents[2]
_VIEWS = ("v_reports", "v_findings", "v_facts", "v_cells", "v_amounts_by_account")
_WORDS = ("支出", "车", "退休人员", "一般公共预算财政拨款支出", "资产监管及营运", "没有这样的话")
_CANNED = {"account_code": "2210201", "entity": "武汉", "words": "资产监管及营运"}
_TIMES = 5
_TOLD, _LOOKS = 1000, 2.0


def rate(reports: Path, db: Path, workers: int) -> float:
    """Return the reports that are read in a second."""
    began = time.monotonic()
    _batch(reports, db, workers).wait()
    return _count(db) / (time.monotonic() - began)


def fill(reports: Path, db: Path) -> None:
    """Read all reports with two workers, printing the memory at every thousand, and the times."""
    known, told, most, writing = _count(db), 0, 0, 0.0
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    before = children.ru_utime + children.ru_stime
    with _batch(reports, db, 2) as process:
        while process.poll() is None:
            time.sleep(_LOOKS)
            most = max(most, *map(_resident, _children(process.pid)), 0)
            writing = max(writing, _seconds(process.pid))
            read = _count(db) - known
            if read >= told + _TOLD:
                told = read - read % _TOLD
                memory = f"writer {_resident(process.pid)} MB, a reader at most {most} MB"
                print(f"{told} read: {memory}", flush=True)
                most = 0
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    both, read = children.ru_utime + children.ru_stime - before, _count(db) - known
    if read:
        print(f"processor time to read one {(both - writing) / read:.3f} s", end=", ")
        print(f"to write one {writing / read:.3f} s")


def _batch(reports: Path, db: Path, workers: int) -> subprocess.Popen[bytes]:
    words = ("batch", str(reports), "--db", str(db), "--workers", str(workers))
    return _gouji(*words)


def _gouji(*words: str) -> subprocess.Popen[bytes]:
    script = "from service.cli import main; main()"
    nowhere = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-c", script, *words], cwd=ROOT, stdout=nowhere)


def across(db: Path) -> None:
    """Hold all reports against each other, printing the time and the memory that it takes."""
    process = _gouji("across", "--db", str(db))
    _, process.returncode, used = os.wait4(process.pid, 0)
    seconds, memory = used.ru_utime + used.ru_stime, used.ru_maxrss // 1000
    print(f"all reports against each other: {seconds:.0f} s of a processor, {memory} MB")


def whole(db: Path) -> None:
    """Print how large the database is, and whether SQLite finds fault with it."""
    with closing(sqlite3.connect(db)) as connection:
        (found,) = connection.execute("PRAGMA integrity_check").fetchone()
        foreign = connection.execute("PRAGMA foreign_key_check").fetchall()
    size = db.stat().st_size / _count(db) / 1000
    print(f"database: {size:.0f} kB for each report, integrity {found}, {len(foreign)} lost rows")


def _count(db: Path) -> int:
    if not db.exists():
        return 0
    try:
        with closing(sqlite3.connect(db)) as connection:
            return int(connection.execute("SELECT count(*) FROM reports").fetchone()[0])
    except sqlite3.OperationalError:
        # It was made a moment ago and has no tables yet.
        return 0


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True)
    return [int(word) for word in listed.stdout.split()]


def _resident(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    sizes = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(next(sizes, "0")) // 1000


def _seconds(pid: int) -> float:
    """Return the processor time of a process by itself, without its children."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def queries(db: Path) -> Iterator[tuple[str, float]]:
    """Yield every question with the milliseconds that its answer takes."""
    shipped = yaml.safe_load((ROOT / "service/store/datasette.yml").read_text(encoding="utf-8"))
    look = sqlite3.connect(db).execute
    asked = {f"{view}, first 100": f"SELECT * FROM {view} LIMIT 100" for view in _VIEWS}
    asked |= {
        name: query["sql"] for name, query in shipped["databases"]["gouji"]["queries"].items()
    }
    for name, sql in asked.items():
        yield name, _timed(lambda sql=sql: look(sql, _CANNED).fetchall())
    with Store.open(db) as store:
        for words in _WORDS:
            yield f"sentences with {words}", _timed(lambda w=words: store.sentences(w))
            wanted = ReportFilter(q=words)
            yield f"reports with {words}", _timed(lambda w=wanted: store.reports(w))
        for wanted_reports in (
            ReportFilter(),
            ReportFilter(entity="武汉", year=2022),
            ReportFilter(severity="error"),
        ):
            yield str(wanted_reports), _timed(lambda w=wanted_reports: store.reports(w))
        for wanted_findings in (
            FindingFilter(),
            FindingFilter(severity="error"),
            FindingFilter(entity="武汉", year=2022, severity="warning"),
            FindingFilter(rule="share", decision="open"),
            FindingFilter(classes=("cross_report",)),
        ):
            yield str(wanted_findings), _timed(lambda w=wanted_findings: store.findings(w))
        newest = store.reports().items[0].id
        yield "report", _timed(lambda: store.document(newest, text=True))
        yield "findings of a report", _timed(lambda: store.findings(report=newest))
        between = FindingFilter(between=newest)
        yield "findings between it and others", _timed(lambda: store.findings(between))
        yield "reports that wait to be compared", _timed(store.comparison)


def _timed(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


def main() -> None:
    """Read, and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--read", type=int, default=200, help="so many for the rate; 0: none")
    parser.add_argument("--all", type=int, default=10_000, help="so many for everything else")
    wanted = parser.parse_args()
    if wanted.read:
        list(write(wanted.read, wanted.folder / "few"))
    for workers in (1, 2) if wanted.read else ():
        found = rate(wanted.folder / "few", wanted.folder / f"{workers}.db", workers)
        print(f"{workers} workers: {found:.2f} reports a second", flush=True)
    db = wanted.folder / "gouji.db"
    list(write(wanted.all, wanted.folder / "reports"))
    fill(wanted.folder / "reports", db)
    across(db)
    whole(db)
    for question, milliseconds in queries(db):
        print(f"{milliseconds:8.1f} ms  {question}")


if __name__ == "__main__":
    main()
