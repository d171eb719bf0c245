"""How a batch and its database do with many reports: ``python -m tests.bench.batch FOLDER``.

Reads some with one worker and with two, and prints rates and memory. Then writes many, made of a
few that were read with other names, years and digits, and prints the size of the database for each
report, the memory of the writer as it grows, and what every view and search takes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import yaml

from extractor import extract
from service.store import FindingFilter, Made, Packed, Page, ReportFilter, Store, pack
from tests.many import variant, write

ROOT = Path(__file__).parents[2]
_VIEWS = ("v_reports", "v_findings", "v_facts", "v_cells", "v_amounts_by_account")
_WORDS = ("支出", "车", "退休人员", "一般公共预算财政拨款支出", "资产监管及营运", "没有这样的话")
_CANNED = {"account_code": "2210201", "entity": "武汉", "words": "资产监管及营运"}
_TIMES = 5
# So many reports are read to write many, and so many are written in one transaction.
_FEW, _TOGETHER = 60, 50
MADE = Made("bench")


def batch(reports: Path, db: Path, workers: int) -> float:
    """Return the reports that are read in a second, printing the memory meanwhile."""
    began, before = time.monotonic(), _count(db)
    words = ("batch", str(reports), "--db", str(db), "--workers", str(workers))
    script = "from service.cli import main; main()"
    with subprocess.Popen([sys.executable, "-c", script, *words], cwd=ROOT) as process:
        told = 0
        while process.poll() is None:
            time.sleep(2)
            done = _count(db) - before
            if done >= told + 1000:
                told = done - done % 1000
                print(f"{done} reports: {_memory(process.pid)}", flush=True)
    seconds = time.monotonic() - began
    return (_count(db) - before) / seconds


def fill(db: Path, count: int) -> None:
    """Write so many reports, printing the memory meanwhile."""
    few = [pack(extract(variant(seed).encode()), MADE) for seed in range(_FEW)]
    began = time.process_time()
    with Store.open(db) as store:
        for start in range(0, count, _TOGETHER):
            with store.together():
                for number in range(start, min(start + _TOGETHER, count)):
                    store.put(_other(few[number % _FEW], number))
            if (start + _TOGETHER) % 1000 == 0:
                print(f"{start + _TOGETHER} written: {_resident(os.getpid())} MB", flush=True)
    milliseconds = (time.process_time() - began) * 1000 / count
    print(f"writing one takes {milliseconds:.0f} ms of a processor")


def _other(packed: Packed, number: int) -> Packed:
    """Return the report as if of another unit and year, with other digits in its sentences."""
    source, media_type, kind, entity, _, *rest = packed.head
    head = (source, media_type, kind, f"{entity}{number}", 2016 + number % 9, *rest)
    digits = f".{number % 97}"
    sentences = [
        (*row[:-1], str(row[-1]).replace(".", digits, 1)) for row in packed.rows["sentences"]
    ]
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    return replace(packed, sha256=sha256, head=head, rows=packed.rows | {"sentences": sentences})


def _count(db: Path) -> int:
    if not db.exists():
        return 0
    with Store.open(db) as store:
        return store.reports(page=Page(1, 1)).total or 0


def _memory(pid: int) -> str:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True)
    readers = [int(word) for word in listed.stdout.split()]
    return f"writer {_resident(pid)} MB, readers {' '.join(map(str, map(_resident, readers)))} MB"


def _resident(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next(int(x.split()[1]) // 1000 for x in status.splitlines() if x.startswith("VmRSS"))


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
        ):
            yield str(wanted_findings), _timed(lambda w=wanted_findings: store.findings(w))


def _timed(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


def main() -> None:
    """Read, write, and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--read", type=int, default=200)
    parser.add_argument("--written", type=int, default=10_000)
    wanted = parser.parse_args()
    list(write(wanted.read, wanted.folder / "reports"))
    for workers in (1, 2):
        rate = batch(wanted.folder / "reports", wanted.folder / f"{workers}.db", workers)
        print(f"{workers} workers: {rate:.1f} reports a second", flush=True)
    db = wanted.folder / "gouji.db"
    fill(db, wanted.written)
    print(f"database: {db.stat().st_size / wanted.written / 1000:.0f} kB for each report")
    for question, milliseconds in queries(db):
        print(f"{milliseconds:8.1f} ms  {question}")


if __name__ == "__main__":
    main()
