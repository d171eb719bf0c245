"""A text with marks that may nest or overlap, as well-formed pieces of HTML need it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.model import Fact


@dataclass(frozen=True, slots=True)
class Open:
    """A mark begins; ``first`` is False where one goes on that another mark had to cut."""

    fact: Fact
    first: bool


@dataclass(frozen=True, slots=True)
class Close:
    """The mark that began last ends."""


def marked(text: str, facts: Iterable[Fact]) -> Iterator[str | Open | Close]:
    """Yield the text in pieces, and where the marks of facts begin and end.

    Every piece stands inside the marks that are open; a mark that would cross the end of another
    one is closed there and opened again behind it.
    """
    waiting = sorted(facts, key=lambda f: (f.span.start, -f.span.end), reverse=True)
    open_: list[Fact] = []
    at = 0
    while waiting or open_:
        following = waiting[-1] if waiting else None
        ends = min((fact.span.end for fact in open_), default=len(text))
        if following is not None and (not open_ or following.span.start < ends):
            yield from _text(text, at, following.span.start)
            at = following.span.start
            open_.append(waiting.pop())
            yield Open(following, first=True)
            continue
        yield from _text(text, at, ends)
        at = ends
        yield from _closing(open_, ends)
    yield from _text(text, at, len(text))


def _text(text: str, start: int, end: int) -> Iterator[str]:
    if start < end:
        yield text[start:end]


def _closing(open_: list[Fact], end: int) -> Iterator[Open | Close]:
    """Close what ends here, and open again what had begun inside it and goes on."""
    cut: list[Fact] = []
    while any(fact.span.end == end for fact in open_):
        fact = open_.pop()
        yield Close()
        if fact.span.end != end:
            cut.append(fact)
    for fact in reversed(cut):
        open_.append(fact)
        yield Open(fact, first=False)
