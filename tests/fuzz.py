"""Feeds damaged files to every loader: each must end in a report or an InputError, and in time.

    python -m tests.fuzz [--seconds 60] [--seed 0] [pdf text docx html xlsx]

What escapes is kept in build/fuzz, so that it can be made the smallest case.
"""

from __future__ import annotations

import argparse
import io
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from random import Random

from extractor import InputError, extract
from tests.corpus import PDFS, REPORTS, ROOT
from tests.render import as_docx, as_html, as_xlsx

KEPT = ROOT / "build" / "fuzz"
# A report takes about a second; a damaged one may take the time of the limits, and no more.
_SLOW = 150.0
_CHUNK = 4096
# What parsers act upon, in all formats at once.
_WORDS = (
    *(b"<<", b">>", b"endobj", b"stream\n", b"/Length 99999999", b"/Kids[2 0 R]", b"1 0 R", b"Tj"),
    *(b"<table>", b"</td>", b"rowspan=9999", b"colspan=-1", b"&#x110000;", b"<!DOCTYPE a [", b"]>"),
    *(b"\xff\xfe", b"\r", b"\t|", "单位：万元".encode(), "公开01表".encode(), b"1e999", b"--"),
)

#: Where the files of each loader come from; a new loader is one more line.
SEEDS: Mapping[str, Callable[[], Sequence[bytes]]] = {
    "pdf": lambda: [path.read_bytes() for path in PDFS.values()],
    "text": lambda: [path.read_bytes() for path in REPORTS.values()],
    "docx": lambda: [as_docx("002")],
    "html": lambda: [as_html("002")],
    "xlsx": lambda: [as_xlsx("002")],
}


def damaged(data: bytes, random: Random) -> bytes:
    """Return the file with a few damages; in an archive the parts are damaged, too.

    Most texts are text again: a byte that is none ends them before anything is read.
    """
    if data[:2] == b"PK" and random.random() < 0.7:
        return _in_archive(data, random)
    sound = _is_text(data) and random.random() < 0.8
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        data = random.choice((_cut, _flip, _drop, _repeat, _insert))(data, random)
    return data.decode("utf-8", "ignore").encode() if sound else data


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _flip(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def _drop(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + data[at + random.randrange(_CHUNK) :]


def _repeat(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    chunk = data[at : at + random.randrange(_CHUNK)]
    return data[:at] + chunk * random.choice((2, 3, 50)) + data[at:]


def _insert(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(_WORDS) * random.choice((1, 1, 200)) + data[at:]


def _in_archive(data: bytes, random: Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        hit = random.choice(names)
        for name in names:
            part = old.read(name)
            new.writestr(name, _insert(_drop(part, random), random) if name == hit else part)
    return out.getvalue()


def outcome(data: bytes) -> str:
    """Return how a file ended: ``report``, the code of its error, or ``escaped`` with the trace."""
    start = time.monotonic()
    try:
        extract(data, lang="en" if len(data) % 2 else "zh")
        ended = "report"
    except InputError as error:
        ended = error.code
    except Exception:
        return f"escaped\n{traceback.format_exc()}"
    took = time.monotonic() - start
    return ended if took < _SLOW else f"escaped\n{took:.0f} seconds"


def fuzz(name: str, seconds: float, seed: int) -> tuple[Counter[str], list[str]]:
    """Return how the files of a loader ended, and what escaped."""
    seeds, random = SEEDS[name](), Random(seed)
    counts: Counter[str] = Counter()
    escaped: list[str] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = damaged(random.choice(seeds), random)
        ended = outcome(data)
        counts[ended.partition("\n")[0]] += 1
        if ended.startswith("escaped"):
            KEPT.mkdir(parents=True, exist_ok=True)
            file = KEPT / f"{name}-{sha256(data).hexdigest()[:12]}"
            file.write_bytes(data)
            escaped.append(f"{file}\n{ended}")
    return counts, escaped


def main() -> int:
    """Run every loader for its share of the time; 1 if anything escaped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*SEEDS, []], metavar="LOADER")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    names = wanted.names or list(SEEDS)
    failed = False
    for name in names:
        counts, escaped = fuzz(name, wanted.seconds / len(names), wanted.seed)
        print(f"{name:5} {counts.total():5} files  {dict(counts.most_common())}")
        for each in escaped:
            failed = True
            print(each)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
