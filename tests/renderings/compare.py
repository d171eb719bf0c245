"""What a rendering of a report says otherwise than its text: cells, facts, errors, warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from extractor import Report
from extractor.model import Check, Finding
from extractor.text import squeeze

# Findings, each with its checks: its own, and those that fail for the same cause.
_Told = Mapping[Finding, tuple[Check, ...]]


def cells(report: Report) -> Counter[tuple[str, ...]]:
    """Count the cells of the official tables by table, row and value."""
    return Counter(
        (table.id, squeeze(cell.row_header), cell.value or "")
        for table in report.tables
        if table.id.startswith("T")
        for cell in table.cells
    )


def facts(report: Report) -> Counter[tuple[str | None, ...]]:
    """Count the facts by what they say, wherever they stand."""
    return Counter((fact.kind, fact.value, fact.unit) for fact in report.facts)


def errors(report: Report) -> set[str]:
    """Return the keys of what is found to be wrong."""
    return {finding.key for finding in _errors(report)}


def _errors(report: Report) -> _Told:
    return _with_checks(report, lambda finding: finding.severity == "error")


def _milder(report: Report) -> _Told:
    """Return what is told, though not as an error: a table without lines may err."""
    return _with_checks(report, lambda finding: finding.severity != "error")


def _with_checks(report: Report, is_wanted: Callable[[Finding], bool]) -> _Told:
    checks = {check.id: check for check in report.checks}
    return {
        finding: (finding, *(checks[one] for one in finding.consequences))
        for finding in filter(is_wanted, report.findings)
    }


def _others(some: _Told, others: _Told) -> _Told:
    """Return those that are not among the others, neither by key nor by rule and numbers.

    A form whose name is lost is another form by its key; what is wrong in it is the same. So it is
    where one tells what the other names as a consequence: it is of the same number.
    """
    heads = {name for finding in others for name in _names(finding)}
    known = {name for checks in others.values() for check in checks for name in _names(check)}
    return {
        finding: checks
        for finding, checks in some.items()
        if known.isdisjoint(_names(finding))
        and heads.isdisjoint(name for check in checks for name in _names(check))
    }


def _names(check: Check) -> Iterator[tuple[str, ...]]:
    """Yield the key of a check, and its rule with what it compares."""
    yield (check.key,)
    values = sorted(operand.value for operand in check.operands if operand.value)
    if values:
        yield check.rule, *values


def _told(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(f"{finding.rule}: {finding.explanation}" for finding in findings)


def _warnings(report: Report) -> Counter[str]:
    return Counter(warning.code for warning in report.warnings)


@dataclass(frozen=True)
class Difference:
    """How far a rendering is from its text; what is told of it says where."""

    false: tuple[str, ...]
    missing: tuple[str, ...]
    lowered: tuple[str, ...]
    cells_lost: tuple[tuple[str, ...], ...]
    cells_added: tuple[tuple[str, ...], ...]
    facts: int
    facts_lost: tuple[tuple[str | None, ...], ...]
    warnings: tuple[str, ...]

    @property
    def facts_found(self) -> float:
        """The share of the facts of the text that it has."""
        return 1 - len(self.facts_lost) / max(self.facts, 1)

    @property
    def same(self) -> bool:
        """Whether its tables are those of the text, and no error is false or goes untold."""
        return not (self.false or self.missing or self.cells_lost or self.cells_added)

    def __str__(self) -> str:
        return (
            f"errors +{len(self.false)} -{len(self.missing)}"
            f"{f' ({len(self.lowered)} as warnings)' if self.lowered else ''}  "
            f"cells +{len(self.cells_added)} -{len(self.cells_lost)}  "
            f"facts {self.facts_found:.1%}  "
            f"warnings +{len(self.warnings)}"
        )

    def told(self) -> tuple[str, ...]:
        """Return one line for each thing that differs."""
        return (
            *(f"false error    {words}" for words in self.false),
            *(f"missing error  {words}" for words in self.missing),
            *(f"as a warning   {words}" for words in self.lowered),
            *(f"cell added     {' · '.join(cell)}" for cell in self.cells_added),
            *(f"cell lost      {' · '.join(cell)}" for cell in self.cells_lost),
            *(f"fact lost      {' '.join(filter(None, fact))}" for fact in self.facts_lost),
            *(f"warning        {code}" for code in self.warnings),
        )


def compared(here: Report, there: Report) -> Difference:
    """Return what a rendering says otherwise than the text."""
    said, wanted = _errors(here), _errors(there)
    lost = _others(wanted, said)
    missing = _others(lost, _milder(here))
    seen, printed = cells(here), cells(there)
    return Difference(
        false=_told(_others(said, wanted)),
        missing=_told(missing),
        lowered=_told(one for one in lost if one not in missing),
        cells_lost=tuple((printed - seen).elements()),
        cells_added=tuple((seen - printed).elements()),
        facts=facts(there).total(),
        facts_lost=tuple((facts(there) - facts(here)).elements()),
        warnings=tuple((_warnings(here) - _warnings(there)).elements()),
    )
