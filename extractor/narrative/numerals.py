"""Docs → what became of each numeral: a fact, no quantity, or not understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import regex
from spacy.tokens import Doc

from extractor.document import Document
from extractor.model import Numerals
from extractor.narrative import draft
from extractor.narrative.draft import Place
from extractor.notices import Notice

# The stdlib starts a match three times as fast as the regex package.
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LIST_NUMBER = regex.compile(r"(?<![\d.])(?P<number>\d{1,2})[.．、）](?!\d)")
# How many are quoted, and with how many characters on either side.
_QUOTED = 3
_BESIDE = 8


def account(document: Document, docs: Iterable[Doc]) -> Numerals:
    """Return what became of every numeral of the narrative."""
    facts = no_quantities = 0
    unread: list[Place] = []
    for doc in docs:
        folded = draft.stretch(doc).folded
        read = [(r.start, r.end) for r in draft.readings(doc) if r.quantity is not None]
        left_out = draft.no_quantities(doc)
        facts += len(read)
        no_quantities += len(left_out)
        others = list(_outside(folded.text, sorted((*read, *left_out))))
        numbered = set(_numbered(folded.text)) if others else frozenset()
        no_quantities += sum(1 for start, _ in others if start in numbered)
        unread += [folded.place(*place) for place in others if place[0] not in numbered]
    spans = tuple(document.span(start, end) for start, end in unread)
    return Numerals(facts=facts, no_quantities=no_quantities, unread=spans)


def not_understood(document: Document, numerals: Numerals) -> Iterator[Notice]:
    """Yield what says that numbers of the narrative became no facts, and which."""
    if numerals.unread:
        first = [_around(document.text, span.start, span.end) for span in numerals.unread[:_QUOTED]]
        count = len(numerals.unread)
        yield Notice("numerals_not_read", details={"count": count, "numbers": tuple(first)})


def _around(text: str, start: int, end: int) -> str:
    """Return a number with the words beside it, over the ends of lines."""
    before = "".join(text[max(0, start - 4 * _BESIDE) : start].split())[-_BESIDE:]
    after = "".join(text[end : end + 4 * _BESIDE].split())[:_BESIDE]
    return f"{before}{text[start:end]}{after}"


def _outside(text: str, places: Iterable[Place]) -> Iterator[Place]:
    """Yield where numerals stand between some places."""
    done = 0
    for start, end in (*places, (len(text), len(text))):
        for match in _NUMERAL.finditer(text, done, start):
            yield match.span()
        done = end


def _numbered(text: str) -> Iterator[int]:
    """Yield where list numbers stand, within a line too: 1、经常性项目2、延续性项目."""
    last = 0
    for match in _LIST_NUMBER.finditer(text):
        number = int(match["number"])
        if number in (1, last + 1):
            last = number
            yield match.start()
