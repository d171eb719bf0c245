"""Prints time against spaCy's tokeniser, growth with the text, and peak memory."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import regex
import spacy.about
from spacy.language import Language

from extractor import extract
from extractor.load import load
from extractor.pipeline import judge, read_evidence
from tests.bench.pdf import pdf
from tests.bench.pool import pool
from tests.corpus import REPORTS, text_of

CHARACTERS = 30_000
# Linux lets a new process keep the peak of the one that started it: its own stands in /proc.
_PEAK = """
import resource, sys
from pathlib import Path
from extractor import extract

extract(sys.argv[1])
status = Path("/proc/self/status")
if status.exists():
    print(int(status.read_text().partition("VmHWM:")[2].split()[0]) * 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
RUNS = 15
GROWTH = (1, 4, 16)
# The report of the demo, whose narrative stands between its tables and its glossary.
SAMPLE = "004"
_NARRATIVE = regex.compile(
    r"\n第三部分[^\t\n]*情况说明\s*\n.*?(?=\n第五部分[^\t\n]*\n)", regex.DOTALL
)


def main() -> None:
    """Run every bench in turn."""
    versions = f"Python {sys.version.split()[0]}, spaCy {spacy.about.__version__}"
    print(f"{versions}; medians of {RUNS} runs\n")
    speed()
    growth("narrative repeated", _repeat_narrative)
    growth("whole report repeated", lambda text, times: text * times)
    pdf()
    pool()
    memory()


def report_of(characters: int) -> str:
    """Return the sample cut, or padded with its own last pages, to a length."""
    text = text_of(SAMPLE)
    missing = max(0, characters - len(text))
    text += text[len(text) - missing :]
    return text[: text.rindex("\n", 0, characters + 1)]


def _repeat_narrative(text: str, times: int) -> str:
    """Return the report with so much narrative that it is so many times as long."""
    part = _NARRATIVE.search(text)
    if part is None:
        raise ValueError(f"no narrative was found in report {SAMPLE}")
    copies = 1 + round((times - 1) * len(text) / len(part.group()))
    return text[: part.start()] + part.group() * copies + text[part.end() :]


def _seconds(run: Callable[[], object]) -> float:
    """Return the processor time that a run takes; waiting for others is not ours."""
    start = time.process_time()
    run()
    return time.process_time() - start


def speed() -> None:
    """Extract and check against one tokenisation of the same text, run by run in turn.

    A ratio is taken within each run: what else the machine does slows both sides alike.
    """
    text = report_of(CHARACTERS)
    data, nlp = text.encode(), spacy.blank("zh")
    judge(read_evidence(load(data)))
    nlp.make_doc(text)
    runs = [_run(text, data, nlp) for _ in range(RUNS)]
    tokens, whole, reading = (statistics.median(run[part] for run in runs) for part in range(3))
    ratio = statistics.median(run[1] / run[0] for run in runs)
    share = statistics.median((run[1] - run[2]) / run[2] for run in runs)
    print(f"extract and check, {len(text)} characters  {whole * 1000:8.1f} ms")
    print(f"  extraction alone                       {reading * 1000:8.1f} ms")
    print(f"  checks, findings and coverage          {(whole - reading) * 1000:8.1f} ms")
    print(f"blank spaCy Chinese, tokens alone        {tokens * 1000:8.1f} ms")
    print(f"ratio (goal: at most 5)                  {ratio:8.2f}")
    print(f"checks against extraction (goal: below 1){share:8.2f}\n")


def _run(text: str, data: bytes, nlp: Language) -> tuple[float, float, float]:
    """Return the seconds of the tokeniser, of the whole, and of the extraction alone."""
    return (
        _seconds(lambda: nlp.make_doc(text)),
        _seconds(lambda: extract(data)),
        _seconds(lambda: read_evidence(load(data))),
    )


def growth(name: str, scale: Callable[[str, int], str]) -> None:
    """Time per character at several lengths: a constant is linear."""
    print(name)
    base = None
    for times in GROWTH:
        text = scale(text_of(SAMPLE), times)
        run = partial(extract, text.encode())
        took = statistics.median(_seconds(run) for _ in range(3))
        each = took / len(text)
        base = base or each
        print(
            f"  {times:>2}×  {len(text):>8} characters  {took * 1000:8.1f} ms  "
            f"{each * 1e6:6.2f} µs each  ratio {each / base:5.2f}"
        )
    print()


def memory() -> None:
    """Peak memory of a fresh process that reads one report."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(REPORTS[SAMPLE])],
        check=True,
        capture_output=True,
        text=True,
    )
    print(f"peak memory (goal: below 400 MB)  {int(done.stdout) / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
