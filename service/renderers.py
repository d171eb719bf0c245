"""Makes what people ask of kept reports, in processes beside the server.

A document has a megabyte. Whoever unpacks it, cuts it up or fills a page from it holds the
interpreter for tens of milliseconds, and in the server everybody else would wait as long.
"""

from __future__ import annotations

import gc
import io
import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar, cast

from extractor import InputError, Report
from extractor.load.isolation import Workers
from extractor.load.limits import Limits
from extractor.load.worker import serve
from rules.terms import Lang
from service.outputs import CHECK_OUTPUTS, EXTRACT_OUTPUTS, Form
from service.review.page import review_page
from service.store import Comparison, Decision, FindingRow, text_of, unpacked

Made_co = TypeVar("Made_co", covariant=True)
ListName = Literal["facts", "tables", "findings"]

_NO_TEXT = '"text":null}'
_START = "from service.renderers import main"
# Whoever listens goes first; whoever reads files comes after both.
_GIVES_WAY = 2
# Nothing that happens here makes a process grow: it need not be replaced.
_REQUESTS = 1_000_000
# What lists are filtered by.
_MARKS: Mapping[ListName, tuple[str, ...]] = {
    "facts": ("kind",),
    "tables": (),
    "findings": ("key", "class", "severity"),
}
_WRITERS = {"facts": EXTRACT_OUTPUTS["csv"], "findings": CHECK_OUTPUTS["csv"]}


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as the database has it, and its document where somebody has that already."""

    packed: bytes
    document: bytes | None = None

    def told(self) -> str:
        """Return the document as JSON, without its text."""
        if self.document is None:
            return unpacked(self.packed, text=False)
        return self.document.decode()

    def told_with_text(self) -> str:
        """Return the document as JSON, with its text, which is the same in every language."""
        told, text = self.told(), text_of(self.packed)
        assert told.endswith(_NO_TEXT), "the text comes last in the document"
        return told.removesuffix(_NO_TEXT) + f'"text":{_json(text)}}}'

    def report(self) -> Report:
        """Return the report with its text."""
        return Report.model_validate_json(self.told_with_text())


class What(Protocol[Made_co]):
    """What can be made of a report; equal ones make the same of the same report."""

    def of(self, kept: Kept) -> Made_co: ...


@dataclass(frozen=True, slots=True)
class Document:
    """The document of the output contract as JSON."""

    text: bool = False

    def of(self, kept: Kept) -> bytes:
        """Return it."""
        return (kept.told_with_text() if self.text else kept.told()).encode()


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list as JSON, and what it may be filtered by."""

    body: bytes
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of the document, item by item: a page of it is put together from these."""

    name: ListName

    def of(self, kept: Kept) -> tuple[Item, ...]:
        """Return the items in their order."""
        marks = _MARKS[self.name]
        return tuple(
            Item(_json(item).encode(), {mark: item[mark] for mark in marks})
            for item in json.loads(kept.told())[self.name]
        )


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The page on which people decide, with their decisions and what other reports say."""

    lang: Lang
    decisions: tuple[Decision, ...]
    between: tuple[FindingRow, ...]
    behind: Comparison | None
    logged_in: bool

    def of(self, kept: Kept) -> bytes:
        """Return it."""
        page = review_page(
            kept.report(),
            self.lang,
            {decision.key: decision for decision in self.decisions},
            self.between,
            self.behind,
            logged_in=self.logged_in,
        )
        return page.encode()


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """The facts or the findings as CSV."""

    name: Literal["facts", "findings"]
    lang: Lang

    def of(self, kept: Kept) -> bytes:
        """Return it."""
        page = io.StringIO()
        _WRITERS[self.name]([kept.report()], page, Form(lang=self.lang))
        return page.getvalue().encode()


@dataclass(frozen=True, slots=True)
class _Request:
    """What a process is asked for; nothing at all, to see that it is there."""

    kept: Kept | None = None
    what: What[object] | None = None
    limits: Limits = field(default_factory=Limits.from_environment)


class Renderers:
    """The processes that do it."""

    def __init__(self) -> None:
        self._workers = Workers(_START)
        # The other half of the machine answers and reads files.
        self.count = max(1, (os.cpu_count() or 1) // 2)

    def start(self) -> None:
        """Start every process, so that nobody waits for one."""
        with ThreadPoolExecutor(self.count) as threads:
            list(threads.map(self._workers.ask, [_Request()] * self.count))

    def render(self, kept: Kept, what: What[Made_co]) -> Made_co:
        """Return what is made of a report; a process that is lost is replaced once."""
        request = _Request(kept, what)
        try:
            made = self._workers.ask(request)
        except InputError:
            # That is what a lost process is called: the system killed it, for want of memory.
            made = self._workers.ask(request)
        return cast("Made_co", made)

    def end(self) -> None:
        """End every process that waits."""
        self._workers.end()


def main(memory_mb: int) -> None:
    """Be one of these processes."""
    if hasattr(os, "nice"):
        os.nice(_GIVES_WAY)
    # What stays for good is not looked through again after every request.
    gc.collect()
    gc.freeze()
    serve(memory_mb, _rendered, _REQUESTS)


def _rendered(request: object) -> object:
    assert isinstance(request, _Request)
    if request.kept is None or request.what is None:
        return None
    return request.what.of(request.kept)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
