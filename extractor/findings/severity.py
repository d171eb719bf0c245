"""How bad a failed check is: an identity that does not hold, or an assumption."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from extractor.evidence import Evidence
from extractor.findings.slips import Slip
from extractor.model import Check, ReportKind, Severity
from rules.loaders.links import load_links
from rules.loaders.messages import load_own_severities, load_severities
from rules.loaders.sets import per_rule_set

_LINK = "link."


def severity_of(check: Check, seen: Evidence, slips: Sequence[Slip]) -> Severity:
    """Return the severity: rounding is never above info, all parts blank is an assumption.

    An amount ten thousand times off is an error whatever the relation rests on; for all else the
    user's own rules go first. What rests on a place that may have been misread is no error.
    """
    if check.status == "rounding":
        return "info"
    severity = _of_failure(check, seen.kind, slips)
    return "warning" if severity == "error" and _is_unsure(check, seen) else severity


def _is_unsure(check: Check, seen: Evidence) -> bool:
    """Return whether a number of the check may have been misread."""
    document = seen.document
    if document is None:
        return False
    refs = [operand.ref for operand in check.operands]
    places = (*(seen.span(ref) for ref in refs), *check.quotes)
    # Where a part of a table has no lines, what stands in the rest may be another column's.
    of = {ref.partition("/")[0] for ref in refs}
    tables = (table.span for table in seen.tables if table.id in of)
    return any(place is not None and document.is_unsure(place) for place in (*places, *tables))


def _of_failure(check: Check, kind: ReportKind, slips: Sequence[Slip]) -> Severity:
    if slips:
        return "error"
    own = _by_user(check.rule)
    if own is not None:
        return own
    if check.rule.startswith(_LINK):
        return _of_link(check.rule.removeprefix(_LINK), kind)
    if check.expression.endswith(" = 0"):
        return "warning"
    return _by_rule(check.rule)


@per_rule_set
def _by_user(rule: str) -> Severity | None:
    """Return what the user's own rules say of it."""
    found = (each.severity for each in load_own_severities() if fnmatchcase(rule, each.rule))
    severity = next(found, None)
    return None if severity is None else _narrow(severity)


@per_rule_set
def _by_rule(rule: str) -> Severity:
    found = (each.severity for each in load_severities() if fnmatchcase(rule, each.rule))
    return _narrow(next(found, "error"))


@per_rule_set
def _of_link(rule: str, kind: str) -> Severity:
    found = (each.severity for each in load_links(kind).rules if each.id == rule)
    return _narrow(next(found, "error"))


def _narrow(severity: str) -> Severity:
    if severity == "warning":
        return "warning"
    return "info" if severity == "info" else "error"
