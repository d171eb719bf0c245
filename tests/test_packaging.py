"""What is installed is what runs here: every data file goes into the wheel, no host into a lock."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.corpus import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_data_file_of_the_packages_is_packaged() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    files = [
        path
        for package in ("extractor", "rules", "service")
        for path in (ROOT / package).rglob("*")
        if path.is_file()
        and path.suffix not in (".py", ".pyc", ".md")
        and "deploy" not in path.parts
    ]
    assert files
    assert [path for path in files if not any(path.match(pattern) for pattern in patterns)] == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_hashes_and_no_host(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert any("--hash=sha256:" in line for line in lines)
    assert [line for line in lines if "://" in line or line.startswith("--")] == []


def test_the_continuous_integration_runs_what_the_readme_says() -> None:
    steps = Path(ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in steps if line.startswith("make")] == ["make test"]
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
