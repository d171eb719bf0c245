"""Prints what the work tree says about the corpus that BASE does not, and the other way round."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.corpus import REPORTS, ROOT

SHOWN = 40
KINDS = ("report", "section", "table", "cell", "fact", "link", "check", "finding", "warning")


def main() -> None:
    """Compare with the commit that the command line names."""
    base = sys.argv[1] if len(sys.argv) > 1 else "HEAD~1"
    archive = subprocess.run(
        ["git", "archive", "--format=tar", base], cwd=ROOT, check=True, capture_output=True
    )
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tree:
            tree.extractall(folder, filter="data")
        before, after = _say(Path(folder)), _say(ROOT)
    for line in compare(before, after):
        print(line)


def _say(tree: Path) -> dict[str, Any]:
    """Return what the program in this tree says about the reports of the work tree."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "golden.py"), *map(str, REPORTS.values())],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
    )
    said: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"program": "/"}
    # A tree without a whole program leaves the import to the installed one.
    if not Path(said["program"]).is_relative_to(tree):
        print(f"{tree}: no program that runs; taken as saying nothing")
        return {}
    reports: dict[str, Any] = said["reports"]
    return reports


def compare(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Yield the counts gained and lost by kind, then the lines, then the times."""
    old, new = _by_kind(before), _by_kind(after)
    yield f"{'':<10}{'before':>8}{'after':>8}{'gained':>8}{'lost':>8}"
    for kind in KINDS:
        was, now = old[kind], new[kind]
        yield f"{kind:<10}{len(was):>8}{len(now):>8}{len(now - was):>8}{len(was - now):>8}"
    for kind in KINDS:
        yield from _listed("-", old[kind] - new[kind])
        yield from _listed("+", new[kind] - old[kind])
    for name, said in after.items():
        earlier = f"{before[name]['seconds']:.3f}" if name in before else "—"
        yield f"time {name} {earlier} → {said['seconds']:.3f} s"


def _by_kind(said: dict[str, Any]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for name, report in said.items():
        for line in report["lines"]:
            kind, _, rest = line.partition("\t")
            if kind in kinds:
                kinds[kind].add(f"{kind} {name[:3]} {rest}")
    return kinds


def _listed(sign: str, lines: set[str]) -> Iterator[str]:
    for line in sorted(lines)[:SHOWN]:
        yield f"{sign} {line}"
    if len(lines) > SHOWN:
        yield f"{sign} … {len(lines) - SHOWN} more"


if __name__ == "__main__":
    main()
