"""Doc → Facts: readings with their places, what each is about, its reason, ids in text order."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace
from spacy.tokens import Doc

from extractor.document import Document
from extractor.model import Fact, Reason
from extractor.narrative import draft
from extractor.narrative.about import Abouts
from extractor.narrative.draft import Found, Meaning
from extractor.narrative.wholes import Wholes


def collect(doc: Doc) -> list[Found]:
    """Return the readings of one Doc with their places in the document."""
    stretch = draft.stretch(doc)
    # What has its cause already is not explained by that of what follows.
    reasons = {index: cause for cause in reversed(draft.causes(doc)) for index in cause.explains}
    found = []
    for index, (reading, meaning) in enumerate(
        zip(draft.readings(doc), draft.meanings(doc), strict=True)
    ):
        start, end = stretch.folded.place(reading.start, reading.end)
        found.append(Found(reading, meaning, reasons.get(index), stretch, start, end))
    return found


def to_facts(document: Document, found: Iterable[Found]) -> tuple[Fact, ...]:
    """Return the facts in text order."""
    abouts = Abouts(sorted(found, key=lambda item: (item.start, item.end)))
    wholes = Wholes(abouts)
    return tuple(_fact(document, index, abouts, wholes) for index in range(len(abouts.items)))


def _fact(document: Document, index: int, abouts: Abouts, wholes: Wholes) -> Fact:
    item, of, whole = abouts.items[index], abouts.of(index), wholes.whole(index)
    meaning, reading = _meaning(index, abouts, wholes), item.reading
    negative = meaning.direction == "decrease" or _is_negative(index, abouts)
    quantity, span = reading.quantity, document.span(item.start, item.end)
    return Fact.trusted(
        {
            "id": f"F{index + 1}",
            "kind": reading.pattern.kind,
            "value": _printed(item, negative),
            "unit": quantity.unit if quantity else None,
            "approximate": quantity.approximate if quantity else False,
            "measure": meaning.measure,
            "subject": meaning.subject,
            "account": meaning.account,
            "fund": meaning.fund,
            "period": meaning.period,
            "base_period": meaning.base_period,
            "base_measure": meaning.base_measure,
            "direction": meaning.direction,
            "reason": _reason(document, item),
            "of": None if of is None else f"F{of + 1}",
            "whole": None if whole is None else f"F{whole + 1}",
            "section": item.stretch.section,
            "span": span,
            "rule": reading.pattern.id,
            "ocr": document.is_recognized(span),
        }
    )


def _is_negative(index: int, abouts: Abouts) -> bool:
    """Return whether a change whose wording leaves its sign open is one for less."""
    match abouts.items[index].reading.pattern.id:
        case "change_rate.template":
            return abouts.sign(index) < 0
        case "change.difference":
            return abouts.falls_short(index)
        case _:
            return False


def _meaning(index: int, abouts: Abouts, wholes: Wholes) -> Meaning:
    """Return what it speaks of; listed numbers and shares speak of what they are of."""
    item, of = abouts.items[index], abouts.of(index)
    if of is None or not (item.reading.turns > 1 or wholes.holds_its_whole(index)):
        return item.meaning
    part = abouts.items[of].meaning
    of_whole = f"占{item.reading.whole}" if item.kind == "share" else ""
    subject = f"{part.subject}{of_whole}"
    return replace(item.meaning, subject=subject, account=part.account, fund=part.fund)


def _printed(item: Found, negative: bool) -> str:
    if item.reading.quantity is None:
        return "0"
    value = item.reading.quantity.value
    return str(-value if negative and value else value)


def _reason(document: Document, item: Found) -> Reason | None:
    if item.cause is None:
        return None
    folded = item.stretch.folded
    start, end = folded.place(item.cause.start, item.cause.end)
    text = "".join(document.text[start:end].split("\n"))
    return Reason(text=text, span=document.span(start, end))
