"""Reads files in other processes, so that a parser that hangs or crashes takes nobody with it.

The processes are plain children that talk over pipes, not ``multiprocessing``: they need no
guarded main module, and a daemonic worker of a pool may have them too. They are kept for the next
file, because starting one takes longer than reading a report.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from extractor.document import Document
from extractor.errors import CorruptInput, InputError, TooLarge
from extractor.load.limits import Limits
from extractor.load.worker import (
    OUT_OF_MEMORY,
    FileRequest,
    Reply,
    Request,
    read,
    receive,
    send,
    too_much_memory,
)

_PACKAGE = Path(__file__).parent.parent
# The package's own __init__ would load all of the pipeline, which the worker does not need.
_START = f"""
import types
package = types.ModuleType("extractor")
package.__path__ = [{str(_PACKAGE)!r}]
sys.modules["extractor"] = package
from extractor.load.worker import main
"""
# Nobody but the system kills a process that is not late, and for no other reason.
_OUT_OF_MEMORY = (OUT_OF_MEMORY, -9)


def load(media_type: str, data: bytes, limits: Limits) -> Document:
    """Return the document of these bytes, read in another process; raises the InputError."""
    if not limits.isolate:
        return read(media_type, data, limits)
    document = _WORKERS.ask(FileRequest(media_type, data, limits))
    assert isinstance(document, Document)
    return document


class _Worker:
    """One process, its pipes, and what is known about its end."""

    def __init__(self, start: str, memory_mb: int) -> None:
        self.memory_mb = memory_mb
        self._late = False
        script = f"import sys\nsys.path[:] = {sys.path!r}\n{start}\nmain({memory_mb})"
        self._process = subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._requests = cast(BinaryIO, self._process.stdin)
        self._replies = cast(BinaryIO, self._process.stdout)

    def fits(self, memory_mb: int) -> bool:
        """Return whether the process lives and has this limit."""
        return self.memory_mb == memory_mb and self._process.poll() is None

    def start(self) -> None:
        """Wait until the process can read."""
        try:
            receive(self._replies)
        except EOFError:
            self.end()
            raise RuntimeError(
                "the process that reads files does not start; GOUJI_ISOLATE=0 does without"
            ) from None

    def ask(self, request: Request) -> Reply:
        """Return the answer; raises the InputError for a process that was lost over the file."""
        seconds = request.limits.seconds + request.limits.ocr_seconds
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            send(self._requests, request)
            reply = receive(self._replies)
        except (EOFError, OSError):
            raise self._lost(seconds) from None
        finally:
            timer.cancel()
        assert isinstance(reply, Reply)
        return reply

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()

    def _lost(self, seconds: int) -> InputError:
        """Return the error that fits the way in which the process ended."""
        code = self._process.wait()
        if self._late:
            return TooLarge(
                f"读取文件超过 {seconds} 秒的上限，不像一份报告。请重新导出，"
                "或用环境变量 GOUJI_SECONDS 提高上限。",
                f"Reading the file took more than {seconds} seconds. Export it again, "
                "or set GOUJI_SECONDS.",
            )
        if code in _OUT_OF_MEMORY:
            return too_much_memory()
        return CorruptInput(
            "文件使读取程序异常退出，很可能已损坏。请重新下载或重新导出。",
            "The file made the reader crash; it is most likely damaged. Export it again.",
        )

    def end(self) -> None:
        """End the process and leave nothing of it."""
        self._process.kill()
        self._process.wait()
        self.forget()

    def forget(self) -> None:
        """Close the pipes; after a fork the process is another's child, not to be waited for."""
        for pipe in (self._requests, self._replies):
            with contextlib.suppress(OSError):
                pipe.close()
        if self._process.returncode is None:
            self._process.returncode = 0


class Workers:
    """The processes that wait for a file; as many files are read at once as the limits allow.

    ``start`` is the script that imports the ``main`` of such a process.
    """

    def __init__(self, start: str = _START) -> None:
        self._start = start
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._free: threading.Semaphore | None = None

    def ask(self, request: Request) -> object:
        """Have a file read by the next free process, and return its answer."""
        limits = request.limits
        with self._slot(limits), self._borrowed(limits) as worker:
            reply = worker.ask(request)
            if reply.last:
                worker.memory_mb = 0
        if isinstance(reply.result, Exception):
            raise reply.result
        return reply.result

    def _slot(self, limits: Limits) -> threading.Semaphore:
        with self._lock:
            if self._free is None:
                self._free = threading.Semaphore(limits.workers or os.cpu_count() or 1)
            return self._free

    @contextlib.contextmanager
    def _borrowed(self, limits: Limits) -> Iterator[_Worker]:
        """Lend a process; it comes back if it is still good for the next file."""
        worker = self._take(limits.memory_mb)
        try:
            yield worker
        except BaseException:
            worker.end()
            raise
        if worker.memory_mb == 0:
            worker.end()
        else:
            with self._lock:
                self._idle.append(worker)

    def _take(self, memory_mb: int) -> _Worker:
        with self._lock:
            waiting = self._idle
            fitting = [worker for worker in waiting if worker.fits(memory_mb)]
            self._idle = fitting[:-1]
        for worker in waiting:
            if worker not in fitting:
                worker.end()
        if fitting:
            return fitting[-1]
        worker = _Worker(self._start, memory_mb)
        worker.start()
        return worker

    def end(self) -> None:
        """End all processes that wait."""
        with self._lock:
            waiting, self._idle = self._idle, []
        for worker in waiting:
            worker.end()

    def forget(self) -> None:
        """Begin anew in a forked child: the processes belong to the parent."""
        for worker in self._idle:
            worker.forget()
        self.__init__(self._start)  # type: ignore[misc]


_WORKERS = Workers()
atexit.register(_WORKERS.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_WORKERS.forget)
