"""Makes the generated pieces of the READMEs: commands are run, and their output is printed."""

from __future__ import annotations

import ast
import json
import os
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from extractor import extract, model
from service.api import Settings, create_app
from service.evaluate import Score, Tally, score_corpus
from tests.corpus import CORPUS, REPORTS, ROOT

WIDTH = "100"


def console(command: str, first: int | None = None, last: int = 0, lang: str = "zh") -> None:
    """Print a block with the command and its output, or the first and the last lines of it."""
    lines = _output(command, lang)
    if first is not None and first + last < len(lines):
        lines = [*lines[:first], "…", *lines[len(lines) - last :]]
    print("```console", f"$ {command}", *lines, "```", sep="\n")


@cache
def _output(command: str, lang: str) -> list[str]:
    words = shlex.split(command)
    if words[0] != "gouji":
        raise ValueError(f"only gouji is run here: {command}")
    done = subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *words[1:]],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": WIDTH, "NO_COLOR": "1", "GOUJI_LANG": lang},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command}: {done.stderr}")
    return done.stdout.rstrip("\n").splitlines()


def files(folder: str, *names: str) -> None:
    """Print files of a folder as they are, each under its name."""
    for name in names:
        text = (ROOT / folder / name).read_text(encoding="utf-8").rstrip("\n")
        print("```toml", f"# {folder}/{name}", text, "```", sep="\n")


def fields(name: str) -> None:
    """Print the fields of one model of the document as a table."""
    print("| field | meaning |", "|---|---|", sep="\n")
    for field, info in getattr(model, name).model_fields.items():
        print(f"| `{info.alias or field}` | {info.description} |")


def fact(report: str, kind: str) -> None:
    """Print the first fact of a kind in a report, as the document has it."""
    found = next(one for one in extract(REPORTS[report]).facts if one.kind == kind)
    print("```json", json.dumps(_lean(found.model_dump(mode="json")), **_JSON), "```", sep="\n")


def _lean(value: Any) -> Any:
    """Return the value without what a text has none of: pages and boxes."""
    if not isinstance(value, dict):
        return value
    return {key: _lean(one) for key, one in value.items() if key not in ("page", "boxes")}


_JSON: dict[str, Any] = {"ensure_ascii": False, "indent": 2}


def modules(*folders: str) -> None:
    """Print what the modules of some folders hold, in the words of each."""
    print("| module | holds |", "|---|---|", sep="\n")
    for folder in folders:
        for path in sorted((ROOT / folder).glob("*.py"), key=lambda path: path.stem):
            told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            name = f"{folder}/" if path.stem == "__init__" else f"{folder}/{path.name}"
            print(f"| `{name}` | {_cell(told.splitlines()[0])} |")


def _cell(text: str) -> str:
    """Return a text as it may stand in a table; code is quoted as Markdown quotes it."""
    return text.replace("``", "`").replace("|", "\\|")


def routes(lang: str) -> None:
    """Print the routes of the HTTP API; each has a summary in Chinese and in English."""
    print("| route | does |" if lang == "en" else "| 接口 | 作用 |", "|---|---|", sep="\n")
    for path, methods in _paths().items():
        for method, route in methods.items():
            chinese, _, english = route["summary"].partition(" · ")
            print(f"| `{method.upper()} {path}` | {english if lang == 'en' else chinese} |")


@cache
def _paths() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        app = create_app(Settings(Path(folder) / "gouji.db"))
        described: dict[str, Any] = app.openapi()["paths"]
        app.state.store.close()
    return described


# What is counted, in which block, and which share of it is told.
_SCORES = (
    (
        "facts",
        "all",
        "right",
        "numbers of the text, with value, unit and kind",
        "正文数字的值、单位、类别",
    ),
    (
        "context",
        "all",
        "right",
        "their year, base, direction, cause, whole",
        "其年度、比较基准、增减、原因、总体",
    ),
    ("links", "all", "right", "numbers tied to their cells", "正文数字对应的单元格"),
    ("cells", "all", "right", "cells of tables that lost their lines", "失去表格线的表里的单元格"),
    (
        "mismatches",
        "(all error)",
        "found",
        "errors of the reports that are found",
        "报告中的错误，被指出的",
    ),
    (
        "findings",
        "(all error)",
        "found",
        "findings of `error` that are one",
        "指出的“错误”，确实有错的",
    ),
)


def headline(lang: str) -> None:
    """Print the score in a few lines: of how many, how many were right."""
    print("| right, of all labelled | | |" if lang == "en" else "| 正确数 / 标注数 | | |")
    print("|---|---|---|")
    for block, line, share, english, chinese in _SCORES:
        tally = _tally(block, line)
        part = getattr(tally, share)
        words = english if lang == "en" else chinese
        print(f"| {words} | {part} / {tally.labelled} | {_percent(part, tally.labelled)} |")


def _tally(block: str, line: str) -> Tally:
    score = _score()
    return score.total(block) if line == "all" else score.blocks[block][line]


@cache
def _score() -> Score:
    return score_corpus(CORPUS)


def _percent(part: int, whole: int) -> str:
    """Return a share rounded down, so that 100.0% means all."""
    permille = part * 1000 // whole
    return f"{permille // 10}.{permille % 10}%"
