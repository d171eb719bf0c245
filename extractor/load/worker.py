"""The process in which foreign parsers run: a file in, a Document or an InputError out.

It reads requests from its standard input and answers on its standard output until the input
ends, so that it never outlives whoever started it. ``extractor.load.isolation`` is the other side.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from extractor.document import Document
from extractor.errors import InputError, TooLarge
from extractor.load import media
from extractor.load.limits import Limits

# The exit code of a process that had not even the memory for an answer.
OUT_OF_MEMORY = 86

_LENGTH = 8
# pdfminer keeps every name that it ever met: after so many files a fresh process takes over.
_FILES = 500


class Request(Protocol):
    """What is to be done, and what it may cost."""

    @property
    def limits(self) -> Limits: ...


@dataclass(frozen=True, slots=True)
class FileRequest:
    """A file, and what it may cost."""

    media_type: str
    data: bytes
    limits: Limits


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a file; ``last`` says that the process ends with this answer."""

    result: object
    last: bool


def send(pipe: BinaryIO, message: object) -> None:
    """Write a message, its length before it."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(len(body).to_bytes(_LENGTH, "little"))
    pipe.write(body)
    pipe.flush()


def receive(pipe: BinaryIO) -> object:
    """Return the next message; raises EOFError where the other side is gone."""
    head = pipe.read(_LENGTH)
    body = pipe.read(int.from_bytes(head, "little")) if len(head) == _LENGTH else b""
    if not body:
        raise EOFError
    return pickle.loads(body)


def main(memory_mb: int) -> None:
    """Read files until there are no more."""
    serve(memory_mb, _read)


def serve(memory_mb: int, handle: Callable[[object], object], most: int = _FILES) -> None:
    """Answer requests with what ``handle`` makes of them, until there are no more."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a parser prints must not get between the answers.
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    _limit_memory(memory_mb)
    # Garbage is collected between two files, while nobody waits.
    gc.disable()
    try:
        send(replies, "ready")
        for count in range(1, most + 1):
            send(replies, answer(receive(requests), handle, last=count == most))
            gc.collect()
    except (EOFError, BrokenPipeError):
        return
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def answer(request: object, handle: Callable[[object], object], *, last: bool) -> Reply:
    """Return what became of one request."""
    try:
        return Reply(handle(request), last)
    except MemoryError:
        return Reply(too_much_memory(), last=True)
    except InputError as error:
        # Its causes hold on to all that was being read, and the answer needs memory too.
        error.__cause__ = error.__context__ = error.__traceback__ = None
        return Reply(error, last)
    except Exception as error:
        # Our own mistake: it goes to the caller as it is, with the place where it happened.
        error.add_note(traceback.format_exc())
        return Reply(error, last)


def _read(request: object) -> Document:
    assert isinstance(request, FileRequest)
    return read(request.media_type, request.data, request.limits)


def read(media_type: str, data: bytes, limits: Limits) -> Document:
    """Return the document that the module for this media type makes of the bytes."""
    document = importlib.import_module(media.FOREIGN[media_type]).load(data, limits)
    assert isinstance(document, Document)
    return document


def too_much_memory() -> TooLarge:
    """Return the error for a file that does not fit into the memory allowed."""
    return TooLarge(
        "读取文件所需的内存超出上限，不像一份报告。"
        "请重新导出，或用环境变量 GOUJI_MEMORY_MB 提高上限。",
        "Reading the file takes more memory than allowed. Export it again, or set GOUJI_MEMORY_MB.",
    )


def _limit_memory(memory_mb: int) -> None:
    """Set the limit where the system knows one; elsewhere those of streams and pages must do."""
    if sys.platform == "win32":
        return
    import resource

    limit = memory_mb * 1_000_000
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
