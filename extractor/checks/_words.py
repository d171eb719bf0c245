"""What checks of wording share: where running text stands, and how a fault of words is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.checks import verdict
from extractor.checks.rule import Made, made
from extractor.evidence import Evidence
from extractor.model import Section, SectionRole, Span
from extractor.text import Folded, squeeze

_BREAK = re.compile(r"\s*\n\s*")


def outermost(seen: Evidence, role: SectionRole = "narrative") -> list[Section]:
    """Return the sections of a role that stand in no other of it."""
    found = []
    for section in seen.sections:
        above = seen.section_by_id.get(section.parent or "")
        if section.role == role and (above is None or above.role != role):
            found.append(section)
    return found


def first_line(seen: Evidence, span: Span) -> Span:
    """Return the line that a section or a table begins with: its heading."""
    return seen.quote(span.start, span.start + len(span.text.partition("\n")[0].rstrip()))


def running_text(seen: Evidence, role: SectionRole = "narrative") -> list[Folded]:
    """Return the running text of the outermost sections of a role."""
    return [seen.folded(section) for section in outermost(seen, role)]


def one_or_all(seen: Evidence, rule: str, fails: Iterable[Made]) -> Iterator[Made]:
    """Yield what is wrong, or one comparison that passes where a narrative was read in vain."""
    found = list(fails)
    yield from found
    if not found and seen.text and any(section.role == "narrative" for section in seen.sections):
        yield made(rule, "", verdict.of_words(True, rule))


def wrong_words(
    seen: Evidence, rule: str, start: int, end: int, right: str | None = None, proof: str = ""
) -> Made:
    """Return that words ought not to stand there, or ought to be others.

    The other side is where the report prints the right words, or those that prove them right.
    """
    quote = seen.quote(start, end)
    printed = " ".join(_BREAK.sub("", quote.text).split())
    found = verdict.of_words(False, printed, right)
    return made(rule, squeeze(quote.text), found, [quote, *nearest(seen, proof or right, quote)])


def nearest(seen: Evidence, words: str | None, wrong: Span) -> Iterator[Span]:
    """Yield the place nearest to a wrong one where the report prints some words, if it does."""
    if not words:
        return
    # A line break or a blank may stand between any two characters.
    spaced = re.compile(r"\s*".join(map(re.escape, squeeze(words))))
    places = (match.span() for match in spaced.finditer(seen.text))
    others = [(a, b) for a, b in places if b <= wrong.start or a >= wrong.end]
    if others:
        yield seen.quote(*min(others, key=lambda place: abs(place[0] - wrong.start)))
