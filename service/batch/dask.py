"""The same function on the machines of a dask.distributed cluster; needs ``gouji[dask]``."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

from distributed import Client, KilledWorker

from extractor.load.limits import Limits
from service.batch.outcome import Failure, Outcome
from service.batch.readers import Readers
from service.store import Made

_LOST = {
    "zh": "处理该文件的计算节点多次丢失（{}）。再次运行会重试这个文件。",
    "en": "The machines that read this file were lost ({}). Another run tries it again.",
}


class DaskEngine(AbstractContextManager["DaskEngine"]):
    """Reads on the workers of a cluster; what a lost one was at, another one does."""

    def __init__(self, scheduler: str, limits: Limits, rules: Path | None = None) -> None:
        self._limits = limits
        self._rules = rules
        self._client = Client(scheduler)
        self._client.wait_for_workers(1)
        self.size = max(1, sum(self._client.nthreads().values()))

    def read(self, data: bytes, sha256: str, name: str, made: Made) -> Outcome:
        """Return the outcome of a file; the same content is read once."""
        key = f"gouji-{sha256}-{made.version}-{made.lang}"
        future = self._client.submit(_read, data, name, made, self._limits, self._rules, key=key)
        try:
            outcome: Outcome = future.result()
        except KilledWorker as error:
            return Failure("crashed", _LOST[made.lang].format(error.task), lasting=False)
        return outcome

    def __exit__(self, *_: object) -> None:
        self._client.close()


def _read(data: bytes, name: str, made: Made, limits: Limits, rules: Path | None) -> Outcome:
    """Read a file on the machine where this runs, within limits as everywhere."""
    return _readers(limits, rules).read(data, name, made)


@cache
def _readers(limits: Limits, rules: Path | None) -> Readers:
    return Readers(limits, rules)
