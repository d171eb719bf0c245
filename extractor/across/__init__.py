"""Report against report: years of a unit, plan and outcome, a department and its units.

    document = compare_reports(reports)

``compare_all`` does the same for thousands, which need not fit in memory: they are opened when they
are compared, a few at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from extractor.across.brief import Brief, brief_of, kept_brief, read_brief
from extractor.across.causes import group
from extractor.across.copies import is_copy
from extractor.across.findings import explain
from extractor.across.identities import compare
from extractor.across.relations import Related, relate
from extractor.across.side import Side, mark_of
from extractor.checks.rule import Numbering
from extractor.findings.severity import severity_of
from extractor.model import Check, CrossFinding, CrossRelation, CrossReport, Report
from rules.terms import SEVERITIES, Lang, Severity

__all__ = [
    "Brief",
    "Side",
    "brief_of",
    "compare_all",
    "compare_reports",
    "kept_brief",
    "read_brief",
]

# A department is compared with all its units at once.
_OPEN = 32


def compare_reports(reports: Iterable[Report], lang: Lang = "zh") -> CrossReport:
    """Return what these reports say against each other."""
    sides = {report.report.id: Side(report) for report in reports}
    return compare_all([brief_of(side) for side in sides.values()], sides.__getitem__, lang)


def compare_all(
    briefs: Sequence[Brief], opened: Callable[[str], Side], lang: Lang = "zh"
) -> CrossReport:
    """Return what reports say against each other; ``opened`` gives the report of an id."""
    side_of = lru_cache(maxsize=_OPEN)(opened)
    relations = relate(briefs, lambda one, other: is_copy(side_of(one.id), side_of(other.id)))
    checks, severities, reports = _compared(relations, side_of, lang)
    ids = {mark_of(brief.id): brief.id for brief in briefs}
    causes = group(checks, severities, lambda mark: side_of(ids[mark]))
    findings = explain(causes, severities, reports, side_of, lang)
    related = {report for relation in relations for report in relation.reports}
    return CrossReport(
        reports=tuple(brief.info for brief in briefs if brief.id in related),
        relations=tuple(map(_relation, relations)),
        checks=tuple(checks),
        findings=tuple(sorted(findings, key=_worst_first)),
    )


def _compared(
    relations: Sequence[Related], side_of: Callable[[str], Side], lang: Lang
) -> tuple[list[Check], dict[str, Severity], dict[str, tuple[str, ...]]]:
    """Return the checks of all relations, how bad each is, and of which reports it is."""
    checks: list[Check] = []
    severities: dict[str, Severity] = {}
    reports: dict[str, tuple[str, ...]] = {}
    numbering = Numbering(lang)
    for related in relations:
        sides = [side_of(report) for report in related.reports]
        for made in compare(related, sides):
            check = numbering.check(made, "cross_report")
            checks.append(check)
            if check.status in ("fail", "rounding"):
                unsure = any(side.is_unsure(check) for side in sides)
                severities[check.id] = severity_of(check, sides[0].seen.kind, (), unsure=unsure)
                reports[check.id] = related.reports
    return checks, severities, reports


def _worst_first(finding: CrossFinding) -> tuple[int, int]:
    return SEVERITIES.index(finding.severity), int(finding.id[1:])


def _relation(related: Related) -> CrossRelation:
    return CrossRelation(kind=related.kind, reports=related.reports, missing=related.names)
