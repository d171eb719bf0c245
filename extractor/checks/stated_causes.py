"""Stated causes against what they explain: 减少5万元，增加的主要原因是."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.checks import verdict
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact
from extractor.text import fold
from rules.loaders.directions import load_directions

_MOVES = ("increase", "decrease")


@check("direction")
def causes_of_changes(seen: Evidence) -> Iterator[Made]:
    """说明原因时所称的增加、减少，与所说明的增减方向一致。"""
    rules = load_directions()
    moved = [fact for fact in seen.facts if fact.direction in _MOVES]
    for number, last in enumerate(moved):
        reason, behind = last.reason, moved[number + 1 : number + 2]
        if reason is None or any(fact.span.start < reason.span.start for fact in behind):
            continue
        words = fold(seen.text, last.span.end, reason.span.start)
        # Other words between them may speak of something else that moved.
        match = rules.cause.fullmatch(words.text)
        if match is None:
            continue
        way = "increase" if match["increase"] else "decrease"
        # It may be of any change since the cause before: against the budget, or of the total.
        told = next((f for f in _since_last_cause(moved, number) if f.direction == way), last)
        actual = reading_of(seen, told)
        if actual is not None and actual.value:
            found = verdict.of_direction(actual, way == "increase")
            quote = seen.quote(*words.place(*match.span("told")))
            yield made("direction.cause", meaning(seen, [told]), found, [quote])


def _since_last_cause(moved: Sequence[Fact], number: int) -> Iterator[Fact]:
    """Yield a change and those before it in its section, back to where another cause ends."""
    last = moved[number]
    for fact in reversed(moved[: number + 1]):
        another = fact.reason is not None and fact.reason != last.reason
        if another or fact.section != last.section:
            return
        yield fact
