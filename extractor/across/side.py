"""One report as it is compared with others: its numbers carry the id of the report."""

from __future__ import annotations

from functools import cached_property

from msgspec.structs import replace

from extractor.across.units import Units, find_units
from extractor.evidence import Evidence
from extractor.findings.formula import parse
from extractor.frame import Frame
from extractor.model import Check, Fact, Operand, Report, ReportInfo, Warning_
from extractor.notices import Notice, TableName
from extractor.readings import Reading, blank
from extractor.views import TableView
from rules.loaders.across import CrossPlace

# So many digits of a report's id tell it from all others of a comparison.
_SHORT = 12
# What these classes hold to be equal is one number, printed more than once.
_ONE_NUMBER = frozenset(
    {"table_arithmetic", "table_table", "narrative_table", "narrative_narrative"}
)


class Side:
    """A report, what was read of it, and its numbers by meaning."""

    def __init__(self, report: Report) -> None:
        info = report.report
        self.info: ReportInfo = info
        frame = Frame(info.kind, info.entity, info.fiscal_year, info.unit)
        self.seen = Evidence(
            report.sections,
            report.tables,
            report.facts,
            report.links,
            frame,
            report.text or "",
            tuple(map(_notice, report.warnings)),
        )
        self._checks = report.checks

    @cached_property
    def units(self) -> Units:
        """The units of which the department consists, as far as it says."""
        return find_units(self.seen)

    @property
    def mark(self) -> str:
        """What tells the report from all others of a comparison."""
        return mark_of(self.info.id)

    def one_of(self, ref: str) -> str:
        """Return the ref that stands for a number, of all those where the report prints it."""
        return _root(self._same, ref)

    @cached_property
    def _same(self) -> dict[str, str]:
        """Where each number is printed before, as the report's own checks found."""
        found: dict[str, str] = {}
        for check in self._checks:
            one, other = self._equal(check) or ("", "")
            first, second = _root(found, one), _root(found, other)
            if first != second:
                found[second] = first
        return found

    def _equal(self, check: Check) -> tuple[str, str] | None:
        """Return two numbers that a check holds to be one: a sum with one part is that part."""
        if check.status != "pass" or check.check_class not in _ONE_NUMBER:
            return None
        formula = parse(check)
        if formula.form != "sum" or formula.relation != "=":
            return None
        values = {ref: reading.value for ref in formula.refs if (reading := self.seen.reading(ref))}
        refs = [ref for ref in formula.refs if values.get(ref) != 0]
        if len(refs) != 2 or values.get(refs[0]) != values.get(refs[1]):
            return None
        return refs[0], refs[1]

    def marked(self, reading: Reading) -> Reading:
        """Return a number whose ref says in which report it stands."""
        ref = f"{self.mark}:{reading.ref}"
        return replace(reading, ref=ref, operand=Operand(ref=ref, value=reading.operand.value))

    def fact(self, fact: Fact | None) -> Reading | None:
        """Return the number of a fact; 约 and 近 cannot be computed with."""
        if fact is None or fact.approximate:
            return None
        reading = self.seen.reading(fact.id)
        return self.marked(reading) if reading else None

    def is_unsure(self, check: Check) -> bool:
        """Return whether a number of this report that a check takes may have been misread."""
        marked = (operand.ref.partition(":") for operand in check.operands)
        return any(self._is_unsure(ref) for mark, _, ref in marked if mark == self.mark)

    def _is_unsure(self, ref: str) -> bool:
        fact = self.seen.fact_by_id.get(ref)
        table = self.seen.table_by_id.get(ref.partition("/")[0])
        unsure = (table is not None and table.unsure) or (fact is not None and fact.ocr)
        return unsure or self.seen.proves_nothing

    def view(self, table: str) -> TableView | None:
        """Return a table that could be read whole."""
        view = self.seen.views.get(table)
        return None if view is None or view.damaged else view

    def cell(self, place: CrossPlace) -> Reading | None:
        """Return the number of a cell, 0 where it is blank; None where it is not printed at all."""
        view = self.view(place.table)
        if view is None:
            return None
        if view.empty:
            return self.marked(blank(view.id, view.factor)) if view.table.columns else None
        line = view.rows.get(place.row)
        if line is None or place.column not in line.cells or line.doubts:
            return None
        return self.marked(view.of_line(line, place.column))


def _notice(warning: Warning_) -> Notice:
    """Return what a report said that it could not read; its sentence is of no use any more."""
    table = {"table": TableName("", warning.table)} if warning.table else {}
    return Notice(warning.code, warning.page, table)


def mark_of(report: str) -> str:
    """Return what tells a report from all others of a comparison, of its id."""
    return report[:_SHORT]


def _root(same: dict[str, str], ref: str) -> str:
    while ref in same:
        ref = same[ref]
    return ref
