"""How bad a failed check is: an identity that does not hold, or an assumption."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

from extractor.evidence import Evidence
from extractor.findings.slips import find_slip
from extractor.model import Check, Severity
from rules._links import load_links
from rules._messages import load_severities

_LINK = "link."


def severity_of(check: Check, seen: Evidence) -> Severity:
    """Return the severity: rounding is never above info, all parts blank is an assumption.

    An amount ten thousand times off is an error whatever the relation rests on.
    """
    if check.status == "rounding":
        return "info"
    if find_slip(check, seen) is not None:
        return "error"
    if check.rule.startswith(_LINK):
        return _of_link(check.rule.removeprefix(_LINK), seen.kind)
    if check.expression.endswith(" = 0"):
        return "warning"
    return _by_rule(check.rule)


@cache
def _by_rule(rule: str) -> Severity:
    found = (each.severity for each in load_severities() if fnmatchcase(rule, each.rule))
    return _narrow(next(found, "error"))


@cache
def _of_link(rule: str, kind: str) -> Severity:
    found = (each.severity for each in load_links(kind).rules if each.id == rule)
    return _narrow(next(found, "error"))


def _narrow(severity: str) -> Severity:
    if severity == "warning":
        return "warning"
    return "info" if severity == "info" else "error"
