"""How bad a failed check is: an identity that does not hold, or an assumption."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from extractor.findings.slips import Slip
from extractor.model import Check, ReportKind
from rules.loaders.links import load_links
from rules.loaders.messages import load_own_severities, load_severities
from rules.loaders.sets import per_rule_set
from rules.terms import Severity

_LINK = "link."


def severity_of(check: Check, kind: ReportKind, slips: Sequence[Slip], *, unsure: bool) -> Severity:
    """Return the severity: rounding is never above info, all parts blank is an assumption.

    An amount ten thousand times off is an error whatever the relation rests on; for all else the
    user's own rules go first. What rests on a number that is unsure, for it may have been misread,
    is no error.
    """
    if check.status == "rounding":
        return "info"
    severity = _of_failure(check, kind, slips)
    return "warning" if severity == "error" and unsure else severity


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
