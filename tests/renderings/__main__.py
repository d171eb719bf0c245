"""``make renderings``: prints the corpus by whatever is installed here, and compares what is read.

Printed files are kept in a folder and used again; ``--show`` tells what differs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from extractor import Report, extract
from extractor.document import Document
from extractor.load import load
from tests.corpus import PDFS, REPORTS
from tests.renderings import after, libraries, office, typesetting, web
from tests.renderings.compare import Difference, compared

TOOLS = (*web.TOOLS, *office.TOOLS, *typesetting.TOOLS, *libraries.TOOLS, *after.TOOLS)
_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "gouji" / "renderings"
_PROCESSES = 2
# A tool, a look and a report.
Job = tuple[int, str, str, Path]
Outcome = tuple[str, str, str, Difference | str]


@cache
def _document(name: str) -> Document:
    """Return a report with the merged cells of its tables, which only its PDF has."""
    return load(PDFS[name].read_bytes())


@cache
def _text(name: str) -> Report:
    return extract(REPORTS[name])


def outcome(job: Job) -> Outcome:
    """Print one report, unless it was, and compare what is read of it with its text."""
    number, look, name, folder = job
    tool = TOOLS[number]
    path = folder / tool.name / look / f"{name}.pdf"
    if not path.exists():
        try:
            data = tool.looks[look](_document(name))
        except Exception as error:  # whatever a tool cannot print says nothing of what is read
            return tool.name, look, name, f"not printed: {type(error).__name__}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tool.name, look, name, compared(extract(path), _text(name))


def jobs(options: argparse.Namespace) -> Iterator[Job]:
    """Yield what is to be printed; tools that this machine lacks are named and left out."""
    for number, tool in enumerate(TOOLS):
        if options.tool and tool.name not in options.tool:
            continue
        if tool.missing:
            print(f"{tool.name}: lacks {', '.join(tool.missing)}", file=sys.stderr)
            continue
        for look in tool.looks:
            if not options.look or look in options.look:
                for name in options.report or sorted(REPORTS):
                    yield number, look, name, options.folder


def totals(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield a line for each tool, and one for all."""
    grouped: dict[str, list[Difference]] = defaultdict(list)
    for tool, _, _, seen in outcomes:
        if isinstance(seen, Difference):
            grouped[tool].append(seen)
    everything = [one for seen in grouped.values() for one in seen]
    yield f"{'':14}{'files':>6}{'same':>6}{'errors+':>9}{'-':>5}{'cells+':>8}{'-':>7}{'facts':>8}"
    for name, seen in (*grouped.items(), ("all", everything)):
        errors = sum(len(one.false) for one in seen), sum(len(one.missing) for one in seen)
        cells = sum(len(one.cells_added) for one in seen), sum(len(one.cells_lost) for one in seen)
        lost = sum(len(one.facts_lost) for one in seen)
        share = 1 - lost / max(sum(one.facts for one in seen), 1)
        yield (
            f"{name:14}{len(seen):>6}{sum(one.same for one in seen):>6}"
            f"{errors[0]:>9}{errors[1]:>5}{cells[0]:>8}{cells[1]:>7}{share:>8.1%}"
        )


def main() -> None:
    """Print and compare what the command line asks for."""
    options = _options()
    outcomes = []
    with ProcessPoolExecutor(_PROCESSES) as pool:
        for tool, look, name, seen in pool.map(outcome, list(jobs(options))):
            outcomes.append((tool, look, name, seen))
            same = isinstance(seen, Difference) and seen.same
            print(f"{'same' if same else '    '}  {tool:12} {look:26} {name}  {seen}", flush=True)
            if options.show and isinstance(seen, Difference):
                for line in seen.told()[: options.show]:
                    print(f"        {line}")
    print("", *totals(outcomes), sep="\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make renderings", description=__doc__)
    parser.add_argument("--tool", action="append", choices=sorted({tool.name for tool in TOOLS}))
    parser.add_argument("--look", action="append", help="a look of those tools")
    parser.add_argument("--report", action="append", choices=sorted(REPORTS))
    parser.add_argument("--folder", type=Path, default=_CACHE, help="where printed files are kept")
    parser.add_argument("--show", type=int, default=0, help="lines that tell what differs")
    return parser.parse_args()


if __name__ == "__main__":
    main()
