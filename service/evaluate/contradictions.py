"""Findings against labelled contradictions, by the places that they show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from extractor.model import Finding
from service.evaluate.compared import Compared
from service.evaluate.labels import Mismatch, Range


def score_mismatches(one: Compared) -> None:
    """Score the labelled contradictions, and the findings that are made."""
    places = {finding.id: list(_places(one, finding)) for finding in one.report.findings}
    told: dict[str, list[Mismatch]] = defaultdict(list)
    for label in one.labels.mismatches:
        needed = min(2, len(label.places))
        hits = [
            finding
            for finding in one.report.findings
            if sum(_hit(place, places[finding.id]) for place in label.places) >= needed
        ]
        for finding in hits:
            told[finding.id].append(label)
        _score_mismatch(one, label, hits)
    for finding in one.report.findings:
        _score_finding(one, finding, told[finding.id])


def _score_mismatch(one: Compared, label: Mismatch, hits: list[Finding]) -> None:
    if label.check_class == "artefact":
        return
    for line in (label.check_class, f"(all {label.severity})"):
        tally = one.score.blocks["mismatches"][line]
        tally.labelled += 1
        tally.found += bool(hits)
        tally.right += any(finding.severity == label.severity for finding in hits)
    if not hits:
        what = f"{label.id} {label.severity} {label.check_class}: not reported: {label.why}"
        one.miss(label.places[0][0], what)


def _score_finding(one: Compared, finding: Finding, labels: list[Mismatch]) -> None:
    real = [label for label in labels if label.check_class != "artefact"]
    start = finding.evidence[0].span.start if finding.evidence else 0
    for line in (finding.check_class, f"(all {finding.severity})"):
        tally = one.score.blocks["findings"][line]
        tally.labelled += 1
        tally.found += bool(real)
        tally.right += any(label.severity == finding.severity for label in real)
        tally.extra += finding.severity == "error" and not any(
            label.severity == "error" for label in real
        )
    if not real:
        kind = "artefact reported" if labels else "unlabelled finding"
        what = f"{kind} {finding.severity} {finding.check_class} {finding.rule}"
        one.miss(start, f"{what}: {finding.explanation}")


def _places(one: Compared, finding: Finding) -> Iterator[Range]:
    """Yield every place that the finding or one of its consequences shows."""
    for piece in finding.evidence:
        yield piece.span.start, piece.span.end
    checks = {check.id: check for check in one.report.checks}
    for check in (finding, *(checks[each] for each in finding.consequences)):
        for operand in check.operands:
            span = one.span(operand.ref)
            if span:
                yield span.start, span.end


def _hit(place: Range, shown: Iterable[Range]) -> bool:
    """Return whether something shown touches the place; a blank cell is a point."""
    return any(
        (start < place[1] and place[0] < end) or (start == end and place[0] <= start <= place[1])
        for start, end in shown
    )
