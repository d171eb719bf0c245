"""The same function on a cluster: what a lost machine was at, another one does."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from extractor.load.limits import Limits
from service.batch.dask import DaskEngine
from service.batch.run import run
from service.batch.sinks import Done, StoreSink
from service.batch.sources import sources
from service.store import Made, Store
from tests.test_batch import check_whole, small

MADE = Made("1")


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as made:
        yield made


@pytest.mark.filterwarnings("default")
def test_a_lost_machine_loses_no_report(cluster: LocalCluster, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(100, 160):
        (folder / f"{number}.txt").write_text(small(number), encoding="utf-8")
    lost = threading.Event()

    def lose_one(_: Done) -> None:
        if not lost.is_set():
            lost.set()
            pid = next(iter(cluster.workers.values())).pid
            os.kill(pid, signal.SIGKILL)

    db = tmp_path / "gouji.db"
    with (
        Store.open(db) as store,
        DaskEngine(cluster.scheduler_address, Limits(workers=1)) as engine,
    ):
        assert engine.size == 2
        summary = run(sources([str(folder)]), engine, StoreSink(store), MADE, lose_one)
        again = run(sources([str(folder)]), engine, StoreSink(store), MADE)
    assert lost.is_set()
    assert (summary.read, summary.failures) == (60, [])
    assert (again.read, again.known) == (0, 60)
    check_whole(db, 60)
