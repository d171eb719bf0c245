"""Headings that name a thing otherwise than the table of contents, or the form below them, does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import regex

from extractor.checks import verdict
from extractor.checks._words import first_line, one_or_all
from extractor.checks.rule import Made, check, made
from extractor.document import Heading
from extractor.evidence import Evidence
from extractor.form_views import FormView
from extractor.model import Section, Span
from extractor.text import DAMAGED, squeeze
from rules.loaders.attribution import load_attribution

# Years, signs and these words make no other title: 收入决算情况说明, 收入决算的说明.
_IDLE = regex.compile(r"20\d\d年?度?|的|情况|说明|[^\p{Han}\p{L}]+")
_DEEPEST = 2
# A form begins at most so many characters below the heading that is about it.
_BELOW = 200

_Titled = TypeVar("_Titled", Heading, Section)


@check("attribution")
def headings_against_contents(seen: Evidence) -> Iterator[Made]:
    """正文的标题与目录一致。"""
    listed, printed = dict(_by_number(seen.contents)), dict(_by_number(seen.sections))
    pairs = [(entry, printed[number]) for number, entry in listed.items() if number in printed]
    fails = [_other_title(seen, *pair) for pair in pairs if not _agree(*pair)]
    # Where many of them differ, the contents were made for another outline.
    if len(fails) * 4 < len(pairs):
        yield from one_or_all(seen, "attribution.contents", fails)


def _by_number(headings: Iterable[_Titled]) -> Iterator[tuple[tuple[str, str], _Titled]]:
    """Yield parts and chapters by their numbers, that of the part first."""
    part = ""
    for heading in headings:
        if heading.level == 1:
            part = heading.number
            yield (part, ""), heading
        elif heading.level == _DEEPEST:
            yield (part, heading.number), heading


def _agree(entry: Heading, section: Section) -> bool:
    """Return whether two titles are one, perhaps cut short or without the name of the unit."""
    if DAMAGED in entry.title + section.title:
        return True
    if squeeze(section.title).startswith(squeeze(entry.title)):
        return True
    short, long = sorted((_matter(entry.title), _matter(section.title)), key=len)
    return long.startswith(short) or long.endswith(short)


def _matter(title: str) -> str:
    """Return a title without the unit, whose name has checks of its own."""
    words = squeeze(title)
    named = load_attribution().entity.heading.search(words)
    return _IDLE.sub("", words.replace(named["name"], "") if named else words)


def _other_title(seen: Evidence, entry: Heading, section: Section) -> Made:
    found = verdict.of_words(False, section.title, entry.title)
    quotes = [first_line(seen, section.span), seen.quote(entry.start, entry.end)]
    return made("attribution.contents", f"{section.number}{section.title}", found, quotes)


@check("attribution")
def headings_of_forms(seen: Evidence) -> Iterator[Made]:
    """自评表上面的标题写的是这张表的项目。"""
    project = load_attribution().project
    fails: list[Made] = []
    for section in seen.sections:
        heading = first_line(seen, section.span)
        told = project.names.search(squeeze(heading.text))
        form = _form_below(seen, heading.end) if told else None
        if told is None or form is None:
            continue
        name = form.single["name"][0].span
        words = [project.bare.sub("", squeeze(words)) for words in (told["name"], name.text)]
        if _is_shortened(*words):
            found = verdict.of_words(False, words[0], words[1])
            quotes = [heading, *_title(seen, form), name]
            fails.append(made("attribution.project.heading", words[1], found, quotes))
    yield from one_or_all(seen, "attribution.project.heading", fails)


def _form_below(seen: Evidence, end: int) -> FormView | None:
    """Return the form right below a heading, if it names its project."""
    forms = (form for form in seen.forms if form.single.get("name"))
    return next((f for f in forms if end <= f.table.span.start <= end + _BELOW), None)


def _title(seen: Evidence, form: FormView) -> Iterator[Span]:
    """Yield the line above a form that is its title."""
    span = form.table.span
    at = squeeze(span.text[:_BELOW]).find(squeeze(form.table.title)) if form.table.title else -1
    if at == 0:
        yield first_line(seen, span)


def _is_shortened(one: str, other: str) -> bool:
    """Return whether one name is the other with some of its characters left out."""
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    return len(short) < len(long) and all(letter in letters for letter in short)
