"""The tables of a report are read whatever they look like: other rules, breaks and widths."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from extractor import Report, extract
from extractor.load import load
from tests.corpus import PDFS
from tests.platypus import Look, as_pdf
from tests.renderings.compare import cells, errors, facts

Read = Callable[[str], Report]

RULED = {
    "000": Look(cut=True, repeated=False),
    "002": Look(shaded=True, wide=True, size=9),
    "004": Look(padding=2, size=7),
}
WITHOUT_LINES = {
    "000": Look(standing=False, wide=True, repeated=False),
    "001": Look(standing=False, lying=False, wide=True, padding=8),
    "002": Look(standing=False, wide=True, lying=False, shaded=True),
    "004": Look(standing=False, wide=True),
}


# Its forms are prose in the PDF that is printed anew.
FORMS = {"003": Look(standing=False, wide=True, repeated=False)}


@cache
def printed(name: str, look: Look) -> Report:
    return extract(as_pdf(load(PDFS[name].read_bytes()), look))


@pytest.mark.parametrize(("name", "look"), [*RULED.items(), *WITHOUT_LINES.items(), *FORMS.items()])
def test_the_official_tables_have_the_same_cells(name: str, look: Look, read: Read) -> None:
    assert cells(printed(name, look)) == cells(read(name))


@pytest.mark.parametrize(("name", "look"), RULED.items())
def test_a_ruled_report_says_the_same(name: str, look: Look, read: Read) -> None:
    here, there = printed(name, look), read(name)
    assert (facts(here) & facts(there)).total() >= 0.99 * facts(there).total()
    assert facts(here).total() <= facts(there).total()
    assert errors(here) == errors(there)


@pytest.mark.parametrize(("name", "look"), WITHOUT_LINES.items())
def test_without_lines_the_errors_are_the_same_but_those_of_forms(
    name: str, look: Look, read: Read
) -> None:
    here, there = printed(name, look), read(name)
    assert (facts(here) & facts(there)).total() >= 0.98 * facts(there).total()
    assert errors(here) <= errors(there)
    assert errors(there) - errors(here) <= of_forms(there)
    assert {warning.code for warning in here.warnings} >= {"table_without_lines"}


def of_forms(report: Report) -> set[str]:
    """Return the findings that rest on a form: without lines, no sum says which number is which."""
    checks = {check.id: check for check in report.checks}
    return {
        finding.key
        for finding in report.findings
        for check in (finding, *(checks[id_] for id_ in finding.consequences))
        if any(operand.ref.startswith("A") for operand in check.operands)
    }
