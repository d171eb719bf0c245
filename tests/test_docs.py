"""The READMEs say what the program does: nothing is out of date, left out, or leads nowhere."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import regex
import typer

from extractor.errors import InputError
from extractor.load.limits import Limits
from extractor.model import Fact
from service.api.settings import ServiceLimits
from service.cli import app
from service.outputs import CHECK_OUTPUTS, EXTRACT_OUTPUTS, FILE_OUTPUTS
from tests.corpus import ROOT

COG = ("-P", "-U", "-n", "utf-8", "-I", ".")
LANGUAGES = {"en": "README.md", "zh": "README.zh-CN.md"}
FOLDERS = (".", "extractor", "rules", "service", "corpus", "tests")
READMES = {lang: [ROOT / folder / name for folder in FOLDERS] for lang, name in LANGUAGES.items()}
CHECKLIST = ROOT / "rules" / "CHECKLIST.md"
DOCUMENTS = [*READMES["en"], *READMES["zh"], CHECKLIST, ROOT / "corpus" / "labels" / "README.md"]

# What a clerk or an engineer reads before anything else is found on a few screens.
_MOST_LINES = 350
_LINK = regex.compile(r"\[(?:[^\]\[]|\\.)*\]\((?P<target>[^)\s]+)\)")
_HEADING = regex.compile(r"^#{1,6} +(?P<title>.+)$", regex.MULTILINE)
_BLOCK = regex.compile(r"^```.*?^```$", regex.MULTILINE | regex.DOTALL)
_SHELL = regex.compile(r"^```(?:sh|console)\n(?P<lines>.*?)^```$", regex.MULTILINE | regex.DOTALL)
# A piece that is made of the program or of a report, whatever the language.
_PIECE = regex.compile(r'(?:console|fact)\("[^"{]+"')
_PATH = regex.compile(r"`(?P<path>(?:extractor|rules|service|corpus|tests)/[\w./-]*)`")


@pytest.fixture(params=sorted(LANGUAGES))
def readme(request: pytest.FixtureRequest) -> str:
    """All that is told in one language."""
    return "\n".join(path.read_text(encoding="utf-8") for path in READMES[request.param])


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_the_generated_pieces_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", *COG, *map(str, DOCUMENTS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"run `make docs`: {done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", LANGUAGES.values())
def test_what_is_read_first_is_short(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= _MOST_LINES


def test_every_link_leads_somewhere(document: Path) -> None:
    text = _BLOCK.sub("", document.read_text(encoding="utf-8"))
    for match in _LINK.finditer(text):
        path, _, anchor = match["target"].partition("#")
        if ":" in path:
            continue
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), match[0]
        if anchor:
            assert anchor in _anchors(target), match[0]


def _anchors(document: Path) -> set[str]:
    """Return the anchors of the headings, as GitHub makes them."""
    titles = _HEADING.findall(_BLOCK.sub("", document.read_text(encoding="utf-8")))
    return {regex.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_path_that_is_named_is_there(document: Path) -> None:
    for path in _PATH.findall(document.read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path


def test_every_command_that_is_shown_can_be_given(document: Path) -> None:
    for line in _commands_in(document.read_text(encoding="utf-8")):
        words = shlex.split(line, comments=True)[1:]
        command = typer.main.get_command(app)
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]  # type: ignore[attr-defined]  # a group
        assert not hasattr(command, "commands"), line
        # What is missing, and what no value can be, is an error here.
        command.make_context(line, words)


def _commands_in(text: str) -> Iterator[str]:
    for block in _SHELL.finditer(text):
        lines = [line.strip().removeprefix("$ ") for line in block["lines"].splitlines()]
        yield from (line.partition(" | ")[0] for line in lines if _is_command(line))


def _is_command(line: str) -> bool:
    return line.startswith("gouji ") and not line.startswith("gouji:") and "--help" not in line


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
    formats = {*CHECK_OUTPUTS, *EXTRACT_OUTPUTS, *FILE_OUTPUTS}
    assert {name for name in formats if name not in readme} == set()


def test_every_input_error_is_told(readme: str) -> None:
    codes = {error.code for error in InputError.__subclasses__()}
    assert {code for code in codes if f"`{code}`" not in readme} == set()


def test_every_field_of_a_fact_is_told(readme: str) -> None:
    assert {name for name in Fact.model_fields if f"| `{name}`" not in readme} == set()


def test_every_limit_is_told_with_its_default(readme: str) -> None:
    for field in (*fields(Limits), *fields(ServiceLimits)):
        assert f"| `GOUJI_{field.name.upper()}` | {field.default} |" in readme


@pytest.mark.parametrize("folder", FOLDERS)
def test_both_languages_generate_the_same_pieces(folder: str) -> None:
    english, chinese = (
        (ROOT / folder / name).read_text(encoding="utf-8") for name in LANGUAGES.values()
    )
    assert _PIECE.findall(english) == _PIECE.findall(chinese)
