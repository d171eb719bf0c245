"""Reads reports in other processes: a hostile file costs one of them, not whoever asked.

Such a process does all of ``extract``, with the limits on time and memory of
``extractor.load.limits``, and parses foreign formats itself, being expendable. It is kept for the
next report, because starting one takes longer than reading a report. An alarm ends it when it is
late: it outlives whoever asked by no more than one file may take, even where a parser hangs.

The pipeline, and spaCy with it, is imported there alone: who asks starts in half the time.
"""

from __future__ import annotations

import gc
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from extractor.load.isolation import Workers
from extractor.load.limits import Limits
from extractor.load.worker import serve
from rules.terms import Lang
from service.own_rules import reading_version
from service.store import Made, Packed, pack

_START = "from service.workers import main"
_GIVES_WAY = 5
_WARM_UP = "2024年度支出总计1.00万元，比2023年增加0.50万元，增长100%。"
# Whoever asked kills a late process; the alarm is for one that nobody waits for any more.
_GRACE = 5


class Request(Protocol):
    """What a process is asked to do, and what it may cost."""

    @property
    def limits(self) -> Limits: ...

    def answer(self) -> object:
        """Do it, in the process."""
        ...


def processes() -> Workers:
    """Return processes that answer requests; each starts when it is needed."""
    return Workers(_START)


def main(memory_mb: int) -> None:
    """Be one of these processes."""
    # The process is what isolates: no other one is needed for reading the file.
    os.environ["GOUJI_ISOLATE"] = "0"
    # Ctrl-C is for whoever asked, who lets what is being read come to its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        # Reading gives way to whoever answers people, or writes what was read.
        os.nice(_GIVES_WAY)
    from extractor import extract_narrative

    extract_narrative(_WARM_UP)
    # What stays for good is not looked through again after every report.
    gc.collect()
    gc.freeze()
    serve(memory_mb, _answer)


def _answer(request: object) -> object:
    asked: Request = request  # type: ignore[assignment]
    _alarm(asked.limits.seconds + asked.limits.ocr_seconds + _GRACE)
    try:
        return asked.answer()
    finally:
        _alarm(0)


def _alarm(seconds: int) -> None:
    """Have the system end this process then, whatever it is at; 0 calls it off."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


# ---- files that were handed over ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Upload:
    """A file with the name that it came under, its tables beside it, and what both may cost."""

    data: bytes
    filename: str
    lang: Lang = "zh"
    tables: bytes | None = None
    limits: Limits = field(default_factory=Limits.from_environment)


@dataclass(frozen=True, slots=True)
class Extracted:
    """A report as JSON, without its text, and as rows for the store."""

    document: bytes
    packed: Packed


@dataclass(frozen=True, slots=True)
class _Request:
    """What a process is asked for; no upload, to see that it is there and knows its rules."""

    upload: Upload | None
    rules: Path | None
    version: str
    limits: Limits

    def answer(self) -> Extracted | None:
        """Read the report; raises the InputError of ``extract``."""
        from extractor import extract
        from extractor.own_rules import open_rules

        upload = self.upload
        if upload is None:
            open_rules(self.rules)
            return None
        report = extract(
            upload.data,
            filename=upload.filename,
            tables=upload.tables,
            rules=self.rules,
            lang=upload.lang,
        )
        document = report.model_copy(update={"text": None}).model_dump_json().encode()
        return Extracted(document, pack(report, Made.of(self.version, upload.lang, upload.tables)))


class Extractors:
    """The processes that wait for a report; as many are read at once as the limits allow.

    ``rules`` is a folder of rules over ours; raises RuleError where they are wrong.
    """

    def __init__(self, rules: Path | None = None) -> None:
        self.version = reading_version(rules)
        self._rules = rules
        self._workers = processes()
        self.count = Limits.from_environment().workers or os.cpu_count() or 1

    def start(self) -> None:
        """Start every process, so that the first report does not wait for one."""
        nothing = _Request(None, self._rules, self.version, Limits.from_environment())
        with ThreadPoolExecutor(self.count) as threads:
            list(threads.map(self._workers.ask, [nothing] * self.count))

    def extract(self, upload: Upload) -> Extracted:
        """Return what was read; raises the InputError of ``extract``."""
        request = _Request(upload, self._rules, self.version, upload.limits)
        extracted = self._workers.ask(request)
        assert isinstance(extracted, Extracted)
        return extracted

    def end(self) -> None:
        """End every process that waits."""
        self._workers.end()
