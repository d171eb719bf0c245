"""Extracts reports in other processes: a hostile file costs one worker, not whoever asked.

A worker does all of ``extract``, with the limits on time and memory of ``extractor.load.limits``;
it is kept for the next report, because starting one takes longer than reading a report.
"""

from __future__ import annotations

import gc
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.load.isolation import Workers
from extractor.load.limits import Limits
from extractor.load.worker import serve
from extractor.own_rules import open_rules
from service.own_rules import reading_version

if TYPE_CHECKING:
    from service.outputs import Lang
    from service.store import Packed

_START = "from service.workers import main"
_GIVES_WAY = 5
_WARM_UP = "2024年度支出总计1.00万元，比2023年增加0.50万元，增长100%。"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file with the name that it came under, and what it may cost."""

    data: bytes
    filename: str
    lang: Lang = "zh"
    limits: Limits = field(default_factory=Limits.from_environment)


@dataclass(frozen=True, slots=True)
class _Request:
    """What a process is asked for; no upload, to see that it is there and knows its rules."""

    upload: Upload | None
    rules: Path | None
    version: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Extracted:
    """A report as JSON, without its text, and as rows for the store."""

    document: bytes
    packed: Packed


class Extractors:
    """The processes that wait for a report; as many are read at once as the limits allow.

    ``rules`` is a folder of rules over ours; raises RuleError where they are wrong.
    """

    def __init__(self, rules: Path | None = None) -> None:
        self.version = reading_version(rules)
        self._rules = rules
        self._workers = Workers(_START)
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


def main(memory_mb: int) -> None:
    """Be one of these processes."""
    # The process is what isolates: no other one is needed for reading the file.
    os.environ["GOUJI_ISOLATE"] = "0"
    if hasattr(os, "nice"):
        # Reading gives way to whoever answers people meanwhile.
        os.nice(_GIVES_WAY)
    from extractor import extract_narrative

    extract_narrative(_WARM_UP)
    # What stays for good is not looked through again after every report.
    gc.collect()
    gc.freeze()
    serve(memory_mb, _extract)


def _extract(request: object) -> Extracted | None:
    assert isinstance(request, _Request)
    upload = request.upload
    if upload is None:
        open_rules(request.rules)
        return None
    from extractor import extract
    from service.store import Made, pack

    report = extract(upload.data, filename=upload.filename, rules=request.rules, lang=upload.lang)
    document = report.model_copy(update={"text": None}).model_dump_json().encode()
    return Extracted(document, pack(report, Made(request.version, upload.lang)))
