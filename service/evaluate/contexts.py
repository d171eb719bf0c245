"""What sentences say of a quantity: year, base, direction, cause, whole."""

from __future__ import annotations

from extractor.model import Fact, Span
from service.evaluate.compared import Compared, overlap
from service.evaluate.labels import Context, Numeral, Range

# A stated cause has no sharp edge: four fifths of it in common is the same cause.
SAME_REASON = 0.8
_NO_CONTEXT = Context(-1, "", "", "", None, None, None)


def score_contexts(one: Compared) -> None:
    """Score what is stated beside each quantity, and what is said of it without a label."""
    known = {context.start: context for context in one.labels.contexts}
    unstated = {
        label.start
        for label in one.labels.numerals
        if label.kind != "-" and not label.tolerable and one.labels.in_full(label.start)
    } - known.keys()
    for context in one.labels.contexts:
        _score_context(one, context.start, context, _any_fact(one, context.start))
    for start in sorted(unstated):
        _score_context(one, start, _NO_CONTEXT, _any_fact(one, start))
    for label in one.labels.numerals:
        if label.kind != "-" and not label.tolerable:
            _score_measure(one, label)


def _any_fact(one: Compared, start: int) -> Fact | None:
    return min(one.at[start], key=lambda f: len(f.span.text), default=None)


def _score_measure(one: Compared, label: Numeral) -> None:
    fact = one.quantity(label)
    _compare(one, label.start, "measure", label.measure, (fact and fact.measure) or "")
    if label.kind != "count":
        _compare(one, label.start, "period", label.period, (fact and fact.period) or "")


def _score_context(one: Compared, start: int, context: Context, fact: Fact | None) -> None:
    for name in ("direction", "base_period", "base_measure"):
        said = getattr(fact, name) if fact else None
        _compare(one, start, name, getattr(context, name), said or "")
    for name in ("of", "whole"):
        about = one.facts.get(getattr(fact, name) or "") if fact else None
        _compare_offset(one, start, name, getattr(context, name), about)
    _compare_reason(one, start, context.reason, fact)


def _compare(one: Compared, start: int, name: str, wanted: str, said: str) -> None:
    tally = one.score.blocks["context"][name]
    if wanted:
        tally.labelled += 1
        tally.found += bool(said)
        tally.right += wanted == said
    elif said:
        tally.extra += 1
    if wanted and wanted != said:
        one.miss(start, f"{name} {wanted}: {said or 'nothing'}")


def _compare_offset(
    one: Compared, start: int, name: str, wanted: int | None, said: Fact | None
) -> None:
    hit = wanted is not None and said is not None and _holds(said.span, wanted)
    shown = str(said.span.start) if said else ""
    label = "" if wanted is None else str(wanted)
    _compare(one, start, name, label, label if hit else shown)


def _compare_reason(one: Compared, start: int, wanted: Range | None, fact: Fact | None) -> None:
    tally = one.score.blocks["context"]["reason"]
    said = fact.reason.span if fact and fact.reason else None
    if wanted:
        tally.labelled += 1
        tally.found += said is not None
        right = said is not None and _likeness(wanted, said) >= SAME_REASON
        tally.right += right
        if not right:
            one.miss(start, f"reason at {wanted[0]}: {said.text if said else 'nothing'!r}")
    elif said and not any(
        context.reason and overlap(context.reason, said) for context in one.labels.contexts
    ):
        tally.extra += 1
        one.miss(start, f"reason that is none: {said.text!r}")


def _holds(span: Span, offset: int) -> bool:
    return span.start <= offset < span.end


def _likeness(place: Range, span: Span) -> float:
    """Return the share of both that is common to both."""
    both = max(place[1], span.end) - min(place[0], span.start)
    return overlap(place, span) / both
