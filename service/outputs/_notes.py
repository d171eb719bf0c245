"""What a finding says where it stands in the document itself: one note for each place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.terms import SEVERITIES, Severity
from service.telling.places import Places
from service.telling.words import WORDS

if TYPE_CHECKING:
    from extractor.model import Finding, Report, Span
    from service.outputs._form import Form

AUTHOR = "gouji"
# What is longer is a table or a section: its first line stands for it.
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Note:
    """One place with all that the findings say of it; ``severity`` is that of the worst."""

    span: Span
    severity: Severity
    texts: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether the place is marked from its beginning to its end, and not its first line."""
        return len(self.span.text) <= _LONGEST


def notes_of(report: Report, form: Form) -> list[Note]:
    """Return one note for each place that a finding quotes, in the order of the text."""
    places = Places(report)
    said: dict[tuple[int, int], list[tuple[Finding, int, Span]]] = {}
    for number, finding in enumerate(form.shown(report), start=1):
        for piece in finding.evidence:
            key = (piece.span.start, piece.span.end)
            told = said.setdefault(key, [])
            if all(other.id != finding.id for other, _, _ in told):
                told.append((finding, number, piece.span))
    return [
        Note(
            span=told[0][2],
            severity=min((f.severity for f, _, _ in told), key=SEVERITIES.index),
            texts=tuple(_text(finding, number, places, form) for finding, number, _ in told),
        )
        for _, told in sorted(said.items())
    ]


def _text(finding: Finding, number: int, places: Places, form: Form) -> str:
    words = WORDS[form.lang]
    return words.note.format(
        number=number,
        severity=words.severity[finding.severity],
        title=finding.title,
        explanation=finding.explanation,
        basis=basis(finding, places, form),
    )


def basis(finding: Finding, places: Places, form: Form) -> str:
    """Return the arithmetic in printed numbers, and the rule that asks for it."""
    words = WORDS[form.lang]
    rule = words.rule.format(rule=finding.rule)
    if finding.formula is None:
        return rule
    figures = words.figures.format(formula=finding.formula, actual=places.written(finding))
    # Words and limits have no difference, and what is printed exactly no rounding.
    if finding.difference is not None:
        figures += words.off.format(difference=places.off(finding))
    if finding.tolerance is not None:
        figures += words.reach.format(tolerance=finding.tolerance)
    return f"{figures}{words.semicolon}{rule}"
