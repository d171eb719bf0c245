"""Check → Finding: what a person should look at, how bad it is, in words, with both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.evidence import Evidence
from extractor.findings.causes import Cause, find_causes
from extractor.findings.coverage import coverage
from extractor.findings.hints import Hints
from extractor.findings.repairs import as_printed
from extractor.findings.severity import severity_of
from extractor.findings.slips import Slip, find_slips
from extractor.findings.trust import Trust
from extractor.findings.unread import told
from extractor.findings.wording import Wording
from extractor.model import Check, Finding, Mend, Span
from extractor.model import Evidence as Quote
from rules.loaders.messages import load_messages
from rules.terms import SEVERITIES, Lang, Severity

__all__ = ["coverage", "explain", "told"]


def explain(checks: Sequence[Check], evidence: Evidence, lang: Lang) -> tuple[Finding, ...]:
    """Return the findings, errors first, each with the checks that fail for the same cause."""
    looked_at = [check for check in checks if check.status in ("fail", "rounding")]
    slips = {check.id: find_slips(check, evidence) for check in looked_at}
    trust = Trust(checks, evidence)
    severities = {
        check.id: severity_of(check, evidence.kind, slips[check.id], unsure=trust.is_unsure(check))
        for check in looked_at
    }
    causes = find_causes(checks, severities, slips, evidence)
    roundings = [check for check in checks if check.status == "rounding"]
    echoes = [
        check for check in roundings if any(_is_echo(check, c, slips[c.check.id]) for c in causes)
    ]
    # Nobody may be told to leave as it is what is an error elsewhere.
    convicted = frozenset(cause.culprit for cause in causes if cause.culprit)
    wording = Wording(evidence, load_messages(lang), Hints(evidence, slips, checks), convicted)
    causes += [Cause(check, (), None, None) for check in roundings if check not in echoes]
    found = []
    for cause in causes:
        together = (severities[check.id] for check in (cause.check, *cause.consequences))
        worst = min(together, key=SEVERITIES.index)
        because = [c for c in echoes if _is_echo(c, cause, slips[cause.check.id])]
        found.append(_finding(cause, worst, because, evidence, wording))
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))


def _finding(
    cause: Cause, severity: Severity, echoes: Sequence[Check], seen: Evidence, wording: Wording
) -> Finding:
    check = cause.check
    following = [*cause.consequences, *echoes]
    fields = {name: getattr(check, name) for name in Check.model_fields}
    return Finding.trusted(
        {
            **fields,
            "severity": severity,
            "title": wording.title(check),
            "explanation": wording.explanation(cause),
            "evidence": tuple(_quotes(cause, seen)),
            "consequences": tuple(one.id for one in following),
            "formula": wording.formula(check),
            "mend": _mend(cause, seen),
        }
    )


def _mend(cause: Cause, seen: Evidence) -> Mend | None:
    """Return the number to blame and its right value, in its own unit and as many decimals."""
    reading = seen.reading(cause.culprit) if cause.culprit else None
    if reading is None or cause.culprit is None or cause.value is None:
        return None
    return Mend(ref=cause.culprit, value=format(as_printed(cause.value, reading), "f"))


def _is_echo(check: Check, cause: Cause, slips: Sequence[Slip]) -> bool:
    """Return whether a check is off by a rounding only because of a number that is wrong."""
    refs = [operand.ref for operand in check.operands]
    if any(slip.ref in refs for slip in slips):
        return True
    return bool(cause.consequences) and cause.culprit in refs


def _row_name(seen: Evidence, ref: str, blank: Span) -> Span:
    """Return the name before a blank cell in its row, for there is nothing to see in the cell."""
    cell = seen.cell_by_id.get(ref)
    name = cell.row_header.rpartition(" ")[2] if cell is not None else ""
    start = seen.text.rfind(name, seen.text.rfind("\n", 0, blank.start) + 1, blank.start)
    return seen.quote(start, start + len(name)) if name and start >= 0 else blank


def _quotes(cause: Cause, seen: Evidence) -> Iterator[Quote]:
    """Yield the places to look at: the operands, and the cells that confirm a fact."""
    shown: set[str] = set()
    refs = [operand.ref for operand in cause.check.operands]
    if cause.check.check_class == "narrative_arithmetic":
        refs += [link.cell for ref in refs for link in seen.links_of.get(ref, ())[:1]]
    for ref in refs:
        span = seen.span(ref)
        if span is None or ref in shown:
            continue
        shown.add(ref)
        span = span if span.text else _row_name(seen, ref, span)
        yield Quote.trusted(
            {"ref": ref if "/" in ref or ref in seen.fact_by_id else None, "span": span}
        )
    told = (cause.check,) if refs else (cause.check, *cause.consequences)
    for span in (span for check in told for span in check.quotes):
        yield Quote.trusted({"ref": None, "span": span})
