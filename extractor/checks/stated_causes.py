"""Stated causes against what they explain: 减少5万元，增加的主要原因是."""

from __future__ import annotations

from collections.abc import Iterator

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
    explained: dict[int, list[Fact]] = {}
    for fact in seen.facts:
        if fact.reason is not None and fact.direction in _MOVES:
            explained.setdefault(fact.reason.span.start, []).append(fact)
    for start, facts in explained.items():
        words = fold(seen.text, facts[-1].span.end, start)
        # Other words between them may speak of something else that moved.
        match = rules.cause.fullmatch(words.text)
        if match is None:
            continue
        way = "increase" if match["increase"] else "decrease"
        # A cause may be of either of two changes: since last year, against the budget.
        told = next((fact for fact in facts if fact.direction == way), facts[-1])
        actual = reading_of(seen, told)
        if actual is not None and actual.value:
            found = verdict.of_direction(actual, way == "increase")
            quote = seen.quote(*words.place(*match.span("told")))
            yield made("direction.cause", meaning(seen, [told]), found, [quote])
