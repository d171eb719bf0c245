"""A parser that hangs, crashes or eats all memory takes nobody with it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from extractor import InputError
from extractor.errors import TooLarge
from extractor.load import isolation, load, media, worker
from extractor.load.limits import Limits
from tests import pdf_objects as pdfs
from tests.hostile import TEXT

GOOD = pdfs.file(pdfs.objects([[TEXT]]))
# Takes pdfminer minutes, and a gigabyte.
SLOW = pdfs.file(pdfs.objects([[b"[" * 7_000_000]]))


@pytest.fixture(autouse=True)
def _fresh_processes() -> Iterator[None]:
    isolation._WORKERS.end()
    yield
    isolation._WORKERS.end()


def code_of(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        load(data)
    return caught.value.code


def pid_of_the_waiting_process() -> int:
    (waiting,) = isolation._WORKERS._idle
    return waiting._process.pid


def test_a_hang_ends_at_the_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_SECONDS", "1")
    began = time.monotonic()
    assert code_of(SLOW) == "too_large"
    assert time.monotonic() - began < 30
    assert "12.50" in load(GOOD).text


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is the system's")
def test_memory_ends_at_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_MEMORY_MB", "350")
    assert code_of(SLOW) == "too_large"
    assert "12.50" in load(GOOD).text


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_a_crash_is_a_corrupt_file() -> None:
    load(GOOD)
    pid = pid_of_the_waiting_process()
    crash = threading.Timer(0.5, os.kill, (pid, signal.SIGSEGV))
    crash.start()
    assert code_of(SLOW) == "corrupt"
    crash.join()
    assert "12.50" in load(GOOD).text


def test_a_process_is_kept_for_the_next_file() -> None:
    load(GOOD)
    pid = pid_of_the_waiting_process()
    assert code_of(b"%PDF-1.7 nothing") == "corrupt"
    load(GOOD)
    assert pid_of_the_waiting_process() == pid


def test_a_process_that_died_while_it_waited_is_replaced() -> None:
    load(GOOD)
    (waiting,) = isolation._WORKERS._idle
    waiting._process.kill()
    waiting._process.wait()
    assert "12.50" in load(GOOD).text


def test_threads_read_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(lambda _: load(GOOD).text, range(8)))) == 1
    assert 1 <= len(isolation._WORKERS._idle) <= (os.cpu_count() or 1)


def _read_to(results: multiprocessing.SimpleQueue[str]) -> None:
    results.put(load(GOOD).text)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_daemonic_process_of_a_pool_reads_too() -> None:
    text = load(GOOD).text
    pid = pid_of_the_waiting_process()
    forking = multiprocessing.get_context("fork")
    results = forking.SimpleQueue()
    child = forking.Process(target=_read_to, args=(results,), daemon=True)
    child.start()
    child.join(60)
    assert results.get() == text
    # The parent's own process was neither used nor ended by its child.
    assert load(GOOD).text == text
    assert pid_of_the_waiting_process() == pid


def test_the_process_ends_with_its_owner() -> None:
    script = (
        "import sys; from extractor.load import isolation, load; load(sys.stdin.buffer.read()); "
        "print(isolation._WORKERS._idle[0]._process.pid, flush=True); import os; os._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", script], input=GOOD, capture_output=True)
    pid = int(done.stdout)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _is_alive(pid):
        time.sleep(0.05)
    assert not _is_alive(pid)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def test_without_isolation_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    document = load(GOOD)
    isolation._WORKERS.end()
    monkeypatch.setenv("GOUJI_ISOLATE", "0")
    assert load(GOOD) == document
    assert isolation._WORKERS._idle == []


def test_our_own_mistake_is_told_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(media.FOREIGN, "x", "decimal")
    request = worker.FileRequest("x", b"", Limits())
    reply = worker.answer(request, worker._read, last=False)
    assert isinstance(reply.result, AttributeError)
    assert "has no attribute 'load'" in reply.result.__notes__[0]


def test_an_error_travels_with_both_messages() -> None:
    error = pickle.loads(pickle.dumps(TooLarge("大", "large")))
    assert isinstance(error, TooLarge)
    assert (error.message("zh"), error.message("en")) == ("大", "large")


def test_a_limit_that_is_no_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_SECONDS", "soon")
    with pytest.raises(ValueError, match="GOUJI_SECONDS"):
        load(GOOD)
