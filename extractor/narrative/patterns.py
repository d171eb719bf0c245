"""Runs the declarative patterns: the first that fits a quantity reads it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import regex
from spacy.language import Language
from spacy.tokens import Doc

from extractor.narrative import draft
from extractor.narrative.draft import Reading, Sentence
from rules.loaders.narrative import Pattern, load_narrative
from rules.loaders.sets import per_rule_set


@per_rule_set
def _prefilter() -> tuple[dict[str, list[Pattern]], list[Pattern]]:
    """Return the patterns that each literal wakes, and those of last resort."""
    woken: dict[str, list[Pattern]] = {}
    defaults = [pattern for pattern in load_narrative().patterns if pattern.default]
    for pattern in load_narrative().patterns:
        for literal in () if pattern.default else pattern.needs:
            woken.setdefault(literal, []).append(pattern)
    return woken, defaults


@per_rule_set
def _order() -> dict[str, int]:
    return {pattern.id: index for index, pattern in enumerate(load_narrative().patterns)}


@Language.component(
    "gouji_patterns", assigns=["doc._.readings"], requires=["doc._.skeleton", "doc._.sentences"]
)
def read_patterns(doc: Doc) -> Doc:
    """Leave one reading for every quantity that a pattern claims, and for every statement."""
    woken, defaults = _prefilter()
    order = _order()
    text = draft.skeleton(doc).text
    claims = _Claims(doc)
    planned = draft.stretch(doc).planned
    present = [literal for literal in woken if literal in text]
    for index, sentence in enumerate(draft.sentences(doc)):
        words = text[sentence.start : sentence.end]
        awake = {
            pattern.id: pattern
            for literal in present
            if literal in words
            for pattern in woken[literal]
            if not (planned and pattern.kind == "nil")
        }
        claims.run(sorted(awake.values(), key=lambda p: order[p.id]), index, sentence)
        claims.run(defaults, index, sentence)
    draft.put(doc, "readings", claims.in_text_order())
    return doc


class _Claims:
    """The readings so far: one numeral, one reading."""

    def __init__(self, doc: Doc) -> None:
        self._skeleton = draft.skeleton(doc)
        self._quantities = draft.quantities(doc)
        self._index = {at: i for i, at in enumerate(self._skeleton.at)}
        self._taken: dict[int, Reading] = {}
        self._statements: list[Reading] = []

    def run(self, patterns: Iterable[Pattern], index: int, sentence: Sentence) -> None:
        """Let the patterns claim what is free in this sentence."""
        text = self._skeleton.text
        places = self._skeleton.at
        numbers = places[bisect_left(places, sentence.start) : bisect_left(places, sentence.end)]
        for pattern in patterns:
            if not pattern.states and all(at in self._taken for at in numbers):
                continue
            for match in pattern.regex.finditer(text, sentence.start, sentence.end):
                if pattern.states:
                    self._state(pattern, index, match)
                else:
                    self._claim(pattern, index, match)

    def _claim(self, pattern: Pattern, index: int, match: regex.Match[str]) -> None:
        places = match.starts("value")
        whole = match.groupdict().get("whole") or ""
        for turn, at in enumerate(places):
            number = self._index.get(at)
            if number is None or at in self._taken:
                continue
            quantity = self._quantities[number]
            if pattern.zero and quantity.value:
                continue
            self._taken[at] = Reading(
                pattern=pattern,
                sentence=index,
                cue=at if turn else match.start(),
                at=at,
                start=quantity.start,
                end=quantity.end,
                quantity=quantity,
                whole=whole,
                what="",
                turn=turn,
                turns=len(places),
            )

    def _state(self, pattern: Pattern, index: int, match: regex.Match[str]) -> None:
        start, end = match.span("statement")
        back = self._skeleton.back
        self._statements.append(
            Reading(
                pattern=pattern,
                sentence=index,
                cue=start,
                at=start,
                start=back[start],
                end=back[end],
                quantity=None,
                whole="",
                what=match.groupdict().get("what") or "",
            )
        )

    def in_text_order(self) -> tuple[Reading, ...]:
        """Return all readings by place."""
        return tuple(sorted([*self._taken.values(), *self._statements], key=lambda r: r.start))
