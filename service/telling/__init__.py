"""How a report is told to people, by the outputs and by the review page alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.terms import SEVERITIES

if TYPE_CHECKING:
    from extractor.model import Finding


def worst_first(finding: Finding) -> tuple[int, int]:
    """Return what puts findings into the order of severity, and of the document."""
    first = finding.evidence[0].span.start if finding.evidence else 0
    return SEVERITIES.index(finding.severity), first
