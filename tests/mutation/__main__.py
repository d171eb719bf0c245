"""``make mutate``: changes one number at a time and counts what the program sees of it."""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from types import FrameType

from extractor import extract
from tests.corpus import REPORTS, text_of
from tests.mutation.judge import Clean, Verdict, guard, judge
from tests.mutation.mutants import KINDS, Mutant, mutants

SURVIVORS = Path(__file__).with_name("survivors.txt")
SAMPLE = 40
PROCESSES = 2
# A report takes a tenth of a second of processor time; what takes this long hangs.
PATIENCE = 20
_CONTEXT = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """One mutant, who ought to notice it, and whether the program did."""

    report: str
    mutant: Mutant
    guard: str
    verdict: Verdict | None
    crash: str | None = None

    @property
    def counts(self) -> bool:
        """Whether no rounding explains the change."""
        return self.guard != "rounding"

    @property
    def survives(self) -> bool:
        """Whether it counts, and no new error covers it."""
        return self.counts and not (self.verdict and self.verdict.caught)


@cache
def clean(name: str) -> Clean:
    """Return what is known of a report without a change."""
    return Clean.of(extract(REPORTS[name]))


def all_mutants(name: str) -> list[Mutant]:
    """Return every mutant of a report, the same ones each time."""
    return list(mutants(clean(name).report, text_of(name)))


def sample(name: str, kind: str, number: int | None) -> list[Mutant]:
    """Return so many mutants of a kind, the same ones each time, in the order of the text."""
    found = [mutant for mutant in all_mutants(name) if mutant.kind == kind]
    chosen = sorted(found, key=lambda mutant: Random(f"{name} {kind} {mutant.start}").random())
    return sorted(chosen[:number], key=lambda mutant: mutant.start)


def _hangs(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"more than {PATIENCE} s")


def run(name: str, mutant: Mutant) -> Outcome:
    """Read one mutant, and judge what the program says."""
    known = clean(name)
    signal.signal(signal.SIGPROF, _hangs)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        report = extract(mutant.apply(text_of(name)).encode(), filename=str(REPORTS[name]))
    except Exception as error:  # whatever escapes is what this looks for
        return Outcome(name, mutant, guard(known, mutant), None, f"{type(error).__name__}: {error}")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return Outcome(name, mutant, guard(known, mutant), judge(known, mutant, report))


def _run(job: tuple[str, Mutant]) -> Outcome:
    return run(*job)


def run_all(jobs: list[tuple[str, Mutant]]) -> Iterator[Outcome]:
    """Yield the outcomes in order, with progress on a terminal's error stream."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        for done, outcome in enumerate(pool.map(_run, jobs, chunksize=8), start=1):
            if sys.stderr.isatty() or done % 250 == 0:
                print(f"\r{done} of {len(jobs)} mutants", end="", file=sys.stderr, flush=True)
            yield outcome
    print(file=sys.stderr)


# ---- what it came to ----------------------------------------------------------------------------


def table(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield a line per report and kind, and one for all."""
    yield f"{'':<12}{'mutants':>8}{'rounding':>9}{'counted':>8}{'caught':>8}{'':>8}"
    for name in sorted({outcome.report for outcome in outcomes}):
        for kind in KINDS:
            chosen = [o for o in outcomes if (o.report, o.mutant.kind) == (name, kind)]
            if chosen:
                yield _row(f"{name} {kind}", chosen)
    for kind in KINDS:
        yield _row(f"all {kind}", [o for o in outcomes if o.mutant.kind == kind])
    yield _row("all", outcomes)


def _row(label: str, outcomes: list[Outcome]) -> str:
    counted = [outcome for outcome in outcomes if outcome.counts]
    caught = sum(not outcome.survives for outcome in counted)
    percent = f"{100 * caught / len(counted):.1f}%" if counted else "—"
    rounding = len(outcomes) - len(counted)
    return f"{label:<12}{len(outcomes):>8}{rounding:>9}{len(counted):>8}{caught:>8}{percent:>8}"


def grouping(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield how many findings a caught mutant raises, and whom they blame."""
    verdicts = [o.verdict for o in outcomes if o.counts and o.verdict and o.verdict.caught]
    numbers = Counter(min(verdict.findings, 6) for verdict in verdicts)
    mends = Counter(verdict.mend for verdict in verdicts)
    total = max(1, len(verdicts))
    shown = ", ".join(f"{n}{'+' * (n == 6)}: {100 * numbers[n] / total:.1f}%" for n in numbers)
    yield f"new findings per caught mutant: {shown}"
    yield "blamed: " + ", ".join(f"{k} {100 * n / total:.1f}%" for k, n in mends.most_common())


def survivor(outcome: Outcome) -> str:
    """Return the line of a mutant that nothing guards."""
    mutant, text = outcome.mutant, text_of(outcome.report)
    words = "".join(text[max(0, mutant.start - _CONTEXT) : mutant.start].split())
    place = mutant.target.ref if "/" in mutant.target.ref else words
    change = (mutant.kind, outcome.guard, mutant.old, mutant.new)
    return "\t".join((outcome.report, str(mutant.start), *change, place))


def main() -> int:
    """Run what the command line asks for; 1 where a mutant survives that the file does not name."""
    options = _options()
    names = options.report or sorted(REPORTS)
    jobs = [
        (name, mutant)
        for name in names
        for kind in options.kind or KINDS
        for mutant in sample(name, kind, None if options.all else options.sample)
    ]
    outcomes = list(run_all(jobs))
    for line in (*table(outcomes), "", *grouping(outcomes)):
        print(line)
    crashed = [outcome for outcome in outcomes if outcome.crash]
    survivors = [survivor(outcome) for outcome in outcomes if outcome.survives]
    if options.write:
        _write(survivors)
    known = known_survivors()
    new = [line for line in survivors if line not in known]
    for outcome in crashed:
        print("crashed", survivor(outcome), outcome.crash)
    for line in islice(new, options.show):
        print("survives", line)
    print(f"\n{len(new)} survivors that {SURVIVORS.name} does not name, {len(crashed)} crashes")
    return 1 if new or crashed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--report", action="append", choices=sorted(REPORTS))
    parser.add_argument("--kind", action="append", choices=KINDS)
    parser.add_argument("--sample", type=int, default=SAMPLE, help="mutants per report and kind")
    parser.add_argument("--all", action="store_true", help="every mutant")
    parser.add_argument("--write", action="store_true", help="rewrite the list of survivors")
    parser.add_argument("--show", type=int, default=200, help="survivors to print")
    return parser.parse_args()


def known_survivors() -> dict[str, str]:
    """Return the mutants that the file lists, each with why nothing guards its number."""
    lines = SURVIVORS.read_text(encoding="utf-8").splitlines()
    told = (line.rpartition("\t") for line in lines if line and not line.startswith("#"))
    return {mutant: why for mutant, _, why in told}


def _write(survivors: list[str]) -> None:
    """Rewrite the list below its explanation; reasons stay, new lines have none yet."""
    known = known_survivors()
    head = [
        line
        for line in SURVIVORS.read_text(encoding="utf-8").splitlines()
        if line.startswith("#") or not line
    ]
    lines = [f"{line}\t{known.get(line, '')}" for line in survivors]
    SURVIVORS.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
