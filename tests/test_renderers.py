"""What is made of kept reports: the same as by the library, made once, within bounds."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor import extract
from service.api.library import Shelf
from service.api.server import listening
from service.api.settings import Settings
from service.renderers import Document, Item, Items, Kept, Renderers
from service.store import Made, pack
from tests.corpus import REPORTS
from tests.served import children

REPORT = extract(REPORTS["001"])
PLAIN = REPORT.model_copy(update={"text": None}).model_dump_json()
KEPT = Kept(pack(REPORT, Made("1", "zh")).document)


@pytest.fixture(scope="module")
def renderers() -> Iterator[Renderers]:
    renderers = Renderers()
    renderers.start()
    yield renderers
    renderers.end()


def test_the_document_is_that_of_the_library(renderers: Renderers) -> None:
    assert renderers.render(KEPT, Document()).decode() == PLAIN
    assert renderers.render(KEPT, Document(text=True)).decode() == REPORT.model_dump_json()


def test_a_document_in_another_language_has_the_same_text() -> None:
    english = extract(REPORTS["001"], lang="en")
    told = english.model_copy(update={"text": None}).model_dump_json().encode()
    kept = Kept(KEPT.packed, told)
    assert Document().of(kept) == told
    assert Document(text=True).of(kept).decode() == english.model_dump_json()


def test_the_items_of_a_list_are_those_of_the_document() -> None:
    whole = json.loads(PLAIN)
    for name in ("facts", "tables", "findings"):
        items = Items(name).of(KEPT)
        assert items
        assert [json.loads(item.body) for item in items] == whole[name]
        assert all(item.body.decode() in PLAIN for item in items)


def test_a_process_that_is_lost_costs_nobody_an_answer(renderers: Renderers) -> None:
    renderers.start()
    before = _processes()
    assert len(before) == renderers.count
    for pid in before:
        # It is there when it is asked, and gone before it answers.
        os.kill(pid, signal.SIGSTOP)
    killing = threading.Timer(0.5, lambda: [os.kill(pid, signal.SIGKILL) for pid in before])
    killing.start()
    assert renderers.render(KEPT, Document()).decode() == PLAIN
    killing.join()


def _processes() -> list[int]:
    return [pid for pid in children(os.getpid()) if b"service.renderers" in _command(pid)]


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


# ---- what is remembered -------------------------------------------------------------------------


def test_a_shelf_holds_what_was_asked_for_last_and_no_more() -> None:
    async def run() -> list[object]:
        shelf = Shelf(room=100)
        for key in range(3):
            shelf.put(key, bytes(40))
            shelf.peek(0)
        return [shelf.peek(key) is not None for key in range(3)]

    assert asyncio.run(run()) == [True, False, True]


def test_what_does_not_fit_is_made_and_not_kept() -> None:
    async def run() -> object:
        shelf = Shelf(room=10)
        shelf.put("small", bytes(5))
        made = await shelf.get("large", lambda: _made(bytes(11)))
        shelf.put("list", (Item(b"{}", {}),))
        return len(made), shelf.peek("large"), shelf.peek("list")

    assert asyncio.run(run()) == (11, None, None)


async def _made(value: bytes) -> bytes:
    await asyncio.sleep(0)
    return value


def test_what_many_ask_for_is_made_once() -> None:
    counted: list[int] = []

    async def make() -> bytes:
        counted.append(1)
        await asyncio.sleep(0.01)
        return b"made"

    async def run() -> list[bytes]:
        shelf = Shelf()
        gone = asyncio.create_task(shelf.get("key", make))
        others = [asyncio.create_task(shelf.get("key", make)) for _ in range(5)]
        await asyncio.sleep(0)
        # The first one leaves, and takes nothing from the others.
        gone.cancel()
        return await asyncio.gather(*others)

    assert asyncio.run(run()) == [b"made"] * 5
    assert len(counted) == 1


def test_a_fault_is_not_remembered() -> None:
    async def fails() -> bytes:
        raise OSError

    async def run() -> bytes:
        shelf = Shelf()
        with pytest.raises(OSError):  # noqa: PT011  # raised above, without words
            await shelf.get("key", fails)
        made: bytes = await shelf.get("key", lambda: _made(b"made"))
        return made

    assert asyncio.run(run()) == b"made"


# ---- how it is sent -----------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_no_part_of_an_answer_waits_for_the_part_before(host: str) -> None:
    try:
        at = listening(Settings(db=REPORTS["001"].with_suffix(".db"), host=host, port=0))
    except OSError:
        pytest.skip("no such address here")
    with at, socket.create_connection(at.getsockname()[:2]):
        connection, _ = at.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
