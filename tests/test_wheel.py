"""The built wheel, installed away from the checkout, checks a report in every format."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import render
from tests.corpus import PDFS, REPORTS, ROOT

NAME = "000"


def run(*words: str, cwd: Path, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    paths = {"PYTHONPATH": str(home)} if home else {}
    environment = {**os.environ, **paths, "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        words, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder into which a wheel of this checkout was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    tracked = run("git", "ls-files", "-z", cwd=ROOT).stdout.split("\0")
    for name in tracked:
        # Only what goes into a wheel, and a copy: the build leaves its traces beside the sources.
        if name.startswith(("extractor/", "rules/", "service/")) or "/" not in name:
            if not (ROOT / name).is_file():
                continue
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    offline = ("--no-deps", "--no-build-isolation", "--no-index")
    built = run(*pip, "wheel", *offline, "--wheel-dir", str(folder), str(source), cwd=folder)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("gouji-*.whl")
    home = folder / "home"
    done = run(*pip, "install", *offline, "--target", str(home), str(wheel), cwd=folder)
    assert done.returncode == 0, done.stderr
    return home


def test_the_wheel_runs_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    ask = "import extractor, rules, service; print(extractor.__file__, rules.__file__)"
    done = run(sys.executable, "-c", ask, cwd=tmp_path, home=installed)
    assert done.stdout.count(str(installed)) == 2, done.stdout + done.stderr


@pytest.mark.parametrize("package", ["extractor", "rules", "service"])
def test_every_package_says_that_it_has_types(package: str, installed: Path) -> None:
    assert (installed / package / "py.typed").is_file()


def gouji(
    *words: str | Path, cwd: Path, installed: Path, code: int = 1
) -> subprocess.CompletedProcess[str]:
    command = installed / "bin" / "gouji"
    done = run(sys.executable, str(command), *map(str, words), cwd=cwd, home=installed)
    assert done.returncode == code, done.stderr
    return done


@pytest.mark.parametrize("form", ["txt", "md", "docx", "html", "pdf"])
def test_every_format_is_checked_by_the_installed_command(
    form: str, installed: Path, tmp_path: Path
) -> None:
    forms = {"md": render.as_markdown, "docx": render.as_docx, "html": render.as_html}
    read = {"txt": REPORTS[NAME].read_bytes, "pdf": PDFS[NAME].read_bytes}
    report = tmp_path / f"决算 公开.{form}"
    report.write_bytes(forms[form](NAME) if form in forms else read[form]())
    done = gouji("check", report, "--format", "json", cwd=tmp_path, installed=installed)
    assert any(f["severity"] == "error" for f in json.loads(done.stdout)["findings"])


def test_a_narrative_is_checked_with_its_workbook(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text(render.narrative_of(NAME).decode(), encoding="utf-8")
    (tmp_path / "公开表.xlsx").write_bytes(render.as_xlsx(NAME))
    words = ("check", "说明.txt", "--tables", "公开表.xlsx", "--format", "json")
    told = json.loads(gouji(*words, cwd=tmp_path, installed=installed).stdout)
    assert {"T01", "T05"} <= {table["id"] for table in told["tables"]}
    assert any(finding["severity"] == "error" for finding in told["findings"])


def test_every_output_comes_from_the_installed_command(installed: Path, tmp_path: Path) -> None:
    """The templates, the schema of SARIF and the fonts of a marked page are in the wheel."""
    begins = {
        "text": b"",
        "csv": b"",
        "html": b"<!doctype html>",
        "sarif": b"{",
        "xlsx": b"PK",
        "pdf": b"%PDF-",
    }
    # In one process: starting it takes longer than to write any of them.
    ask = (
        "import contextlib, sys\nfrom service.cli import main\n"
        "file, forms = sys.argv[1], sys.argv[2:]\n"
        "for form in forms:\n"
        "    sys.argv = ['gouji', 'check', file, '--format', form, '-o', f'found.{form}']\n"
        "    with contextlib.suppress(SystemExit):\n"
        "        main()\n"
    )
    words = (sys.executable, "-c", ask, str(PDFS[NAME]), *begins)
    done = run(*words, cwd=tmp_path, home=installed)
    made = {path.suffix[1:]: path.read_bytes() for path in tmp_path.glob("found.*")}
    assert made.keys() == begins.keys(), done.stderr
    for form, data in made.items():
        assert len(data) > 100, form
        assert data[: len(begins[form])].lower() == begins[form].lower(), form
