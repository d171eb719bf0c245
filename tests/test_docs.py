"""The READMEs say what the program does: generated pieces are current, nothing is left out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer

from extractor.errors import InputError
from extractor.load.limits import Limits
from service.api.settings import ServiceLimits
from service.cli import app
from service.outputs import CHECK_OUTPUTS, EXTRACT_OUTPUTS
from tests.corpus import ROOT

COG = ("-P", "-U", "-n", "utf-8", "-I", ".")
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
GENERATED = [*READMES, ROOT / "rules" / "CHECKLIST.md"]


@pytest.fixture(params=READMES, ids=lambda path: path.name)
def readme(request: pytest.FixtureRequest) -> str:
    path: Path = request.param
    return path.read_text(encoding="utf-8")


def test_the_generated_pieces_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", *COG, *map(str, GENERATED)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"run `make docs`: {done.stdout}{done.stderr}"


def test_every_command_and_option_is_told(readme: str) -> None:
    for name, command in _commands(typer.main.get_command(app), ""):
        assert f"gouji {name}" in readme
        for parameter in command.params:
            for word in parameter.opts:
                if word.startswith("--"):
                    assert word in readme, f"{name} {word}"


def _commands(group: Any, before: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        yield f"{before}{name}", command
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")


def test_every_format_is_told(readme: str) -> None:
    assert all(name in readme for name in (*CHECK_OUTPUTS, *EXTRACT_OUTPUTS))


def test_every_input_error_is_told(readme: str) -> None:
    codes = {error.code for error in InputError.__subclasses__()}
    assert {code for code in codes if f"`{code}`" not in readme} == set()


def test_every_limit_is_told_with_its_default(readme: str) -> None:
    for field in (*fields(Limits), *fields(ServiceLimits)):
        assert f"| `GOUJI_{field.name.upper()}` | {field.default} |" in readme


def test_both_readmes_generate_the_same_pieces() -> None:
    english, chinese = (path.read_text(encoding="utf-8") for path in READMES)
    for piece in ("gouji check corpus", "gouji evaluate", "gouji rules T03"):
        assert english.count(f'console("{piece}') == chinese.count(f'console("{piece}') == 1
