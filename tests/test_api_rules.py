"""A server with a user's folder of rules: as it was at the start, and told when it is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

from extractor import extract
from tests.corpus import REPORTS
from tests.served import gouji, served
from tests.test_api import post, told
from tests.test_own_rules import EXAMPLE


def test_reports_are_read_by_own_rules_as_they_were_at_the_start(tmp_path: Path) -> None:
    own, db, path = tmp_path / "own", tmp_path / "x.db", REPORTS["000"]
    shutil.copytree(EXAMPLE, own)
    with served(db) as service, service.client() as client:
        assert post(client, path).json() == told(extract(path))
    copies = tmp_path / "copies"
    copies.mkdir()
    there = {"TMPDIR": str(copies)}
    with served(db, "--rules", str(own), environment=there) as service, service.client() as client:
        # What comes in later is read by the rules of the start; those that were read before, anew.
        (own / "severity.toml").write_text("[[nonsense]]", encoding="utf-8")
        ours = extract(path, rules=EXAMPLE)
        assert ours != extract(path)
        assert post(client, path).json() == told(ours)
        address = f"/api/reports/{ours.report.id}"
        assert client.get(address).json() == told(ours)
        english = client.get(address, params={"lang": "en"}).json()
        assert english == told(extract(path, rules=EXAMPLE, lang="en"))
        assert any(copies.iterdir())
        assert service.stop() == 0
        assert not any(copies.iterdir())


def test_wrong_rules_are_told_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "severity.toml").write_text("[[nonsense]]", encoding="utf-8")
    done = gouji("serve", "--db", str(tmp_path / "x.db"), "--rules", str(tmp_path))
    assert done.returncode == 2
    assert str(tmp_path / "severity.toml") in done.stderr
    assert not (tmp_path / "x.db").exists()
