"""`gouji delete`: what it takes out, what it asks, what it leaves alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.store import Store
from tests.corpus import REPORTS
from tests.served import gouji


@pytest.fixture
def db(tmp_path: Path) -> Path:
    for name in ("000", "004"):
        shutil.copy(REPORTS[name], tmp_path / f"{name}.txt")
    db = tmp_path / "gouji.db"
    assert gouji("batch", str(tmp_path), "--db", str(db)).returncode == 0
    return db


def ids(db: Path) -> dict[str, str]:
    with Store.open(db) as store:
        return {row.source: row.id for row in store.reports().items}


def test_a_report_goes_by_its_file_or_by_its_id(db: Path) -> None:
    done = gouji("delete", "--yes", str(db.parent / "000.txt"), "--db", str(db))
    assert (done.returncode, done.stdout.count("已删除")) == (0, 1), done.stderr
    kept = ids(db)
    assert list(kept) == ["004.txt"]
    assert gouji("delete", "-y", kept["004.txt"], "--db", str(db)).returncode == 0
    assert ids(db) == {}
    assert (db.parent / "000.txt").exists()
    # The batch reads again what it is given again.
    assert gouji("batch", str(db.parent), "--db", str(db)).returncode == 0
    assert len(ids(db)) == 2


def test_where_nobody_can_be_asked_nothing_goes(db: Path) -> None:
    done = gouji("delete", str(db.parent / "000.txt"), "--db", str(db))
    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert len(ids(db)) == 2


def test_one_unknown_report_keeps_the_others(db: Path) -> None:
    done = gouji("delete", "--yes", str(db.parent / "000.txt"), "nothing", "--db", str(db))
    assert done.returncode == 2
    assert "nothing" in done.stderr
    assert len(ids(db)) == 2
    assert gouji("delete", "-y", "x", "--db", str(db.parent / "no.db")).returncode == 2
