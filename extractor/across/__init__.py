"""Report against report: years of a unit, plan and outcome, a department and its units.

    briefs = [Brief(Side(report)) for report in reports]
    document = compare_all(briefs, by_id.__getitem__)

Reports are opened when they are compared, a few at a time: thousands need not fit in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from extractor.across.findings import explain
from extractor.across.identities import compare
from extractor.across.relations import Related, relate
from extractor.across.side import Brief, Side
from extractor.checks._rule import key_of, norms_in, to_check
from extractor.model import Check, CrossFinding, CrossRelation, CrossReport, Report

__all__ = ["Brief", "Side", "compare_all", "compare_reports"]

# A department is compared with all its units at once.
_OPEN = 32


def compare_reports(reports: Iterable[Report], lang: str = "zh") -> CrossReport:
    """Return what these reports say against each other."""
    sides = {report.report.id: Side(report) for report in reports}
    return compare_all([Brief(side) for side in sides.values()], sides.__getitem__, lang)


def compare_all(
    briefs: Sequence[Brief], opened: Callable[[str], Side], lang: str = "zh"
) -> CrossReport:
    """Return what reports say against each other; ``opened`` gives the report of an id."""
    side_of = lru_cache(maxsize=_OPEN)(opened)
    relations = relate(briefs)
    checks: list[Check] = []
    findings: list[CrossFinding] = []
    keys: Counter[str] = Counter()
    for related in relations:
        sides = [side_of(report) for report in related.reports]
        norm = norms_in(lang)
        for made in compare(related, sides):
            key = _unique(key_of(made, "cross_report"), keys)
            check = to_check(made, len(checks) + 1, "cross_report", key, norm(made))
            checks.append(check)
            findings += explain(check, sides, lang)
    related_ids = {report for related in relations for report in related.reports}
    return CrossReport(
        reports=tuple(brief.info for brief in briefs if brief.id in related_ids),
        relations=tuple(map(_relation, relations)),
        checks=tuple(checks),
        findings=tuple(sorted(findings, key=lambda one: _RANKS[one.severity])),
    )


_RANKS = {"error": 0, "warning": 1, "info": 2}


def _unique(key: str, keys: Counter[str]) -> str:
    keys[key] += 1
    return key if keys[key] == 1 else f"{key}-{keys[key]}"


def _relation(related: Related) -> CrossRelation:
    return CrossRelation(kind=related.kind, reports=related.reports, missing=related.names)
