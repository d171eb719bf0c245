"""Makes the generated pieces of the READMEs: commands are run, and their output is printed."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

from extractor import model
from tests.corpus import ROOT

WIDTH = "100"


def console(command: str, first: int | None = None, last: int = 0) -> None:
    """Print a block with the command and its output, or the first and the last lines of it."""
    words = shlex.split(command)
    if words[0] != "gouji":
        raise ValueError(f"only gouji is run here: {command}")
    done = subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *words[1:]],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": WIDTH, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command}: {done.stderr}")
    lines = done.stdout.rstrip("\n").splitlines()
    if first is not None and first + last < len(lines):
        lines = [*lines[:first], "…", *lines[len(lines) - last :]]
    print("```console", f"$ {command}", *lines, "```", sep="\n")


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
