"""The bench of renderings: what a rendering says otherwise is seen and told, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractor import Report, extract
from extractor.load import load
from tests.corpus import PDFS, text_of
from tests.renderings.__main__ import TOOLS, totals
from tests.renderings.compare import compared

Read = Callable[[str], Report]
# A report whose tables have no error in this row, with another number in it.
ROW, WRONG = "2210203\t\t购房补贴\t4.89", "2210203\t\t购房补贴\t7.89"


def test_a_report_printed_by_reportlab_says_the_same(read: Read) -> None:
    tool = next(tool for tool in TOOLS if tool.name == "reportlab")
    data = tool.looks["ruled"](load(PDFS["000"].read_bytes()))
    seen = compared(extract(data), read("000"))
    assert seen.same
    assert seen.told() == ()
    assert seen.facts_lost == ()


@pytest.fixture
def wrong() -> Report:
    assert ROW in text_of("000")
    return extract(text_of("000").replace(ROW, WRONG, 1).encode())


def test_errors_that_the_text_lacks_are_false_and_the_others_missing(
    read: Read, wrong: Report
) -> None:
    there, back = compared(wrong, read("000")), compared(read("000"), wrong)
    assert there.false
    assert (back.false, back.missing) == (there.missing, there.false)
    assert not there.same
    assert not back.same


def test_cells_are_lost_and_added_by_row_and_value(read: Read, wrong: Report) -> None:
    seen = compared(wrong, read("000"))
    assert len(seen.cells_lost) == len(seen.cells_added) == 1
    assert (seen.cells_lost[0][-1], seen.cells_added[0][-1]) == ("4.89", "7.89")
    assert any(line.startswith("cell lost") and line.endswith("4.89") for line in seen.told())
    lines = list(totals([("tool", "look", "000", seen)]))
    assert [line.split()[:3] for line in lines[1:]] == [["tool", "1", "0"], ["all", "1", "0"]]


def test_what_is_told_of_a_form_without_its_name_is_no_other_error(
    read: Read, wrong: Report
) -> None:
    renamed = wrong.model_copy(
        update={"findings": tuple(f.model_copy(update={"key": f.id}) for f in wrong.findings)}
    )
    seen = compared(renamed, wrong)
    assert seen.same
    assert not compared(renamed, read("000")).same


def test_an_error_told_by_another_check_of_the_same_cause_is_no_other_error(wrong: Report) -> None:
    checks = {check.id: check for check in wrong.checks}
    led = next(f for f in wrong.findings if f.severity == "error" and len(f.consequences) > 1)
    follower = checks[led.consequences[-1]]
    told = led.model_copy(
        update={**{name: getattr(follower, name) for name in type(follower).model_fields}}
        | {"consequences": ()}
    )
    others = tuple(told if finding is led else finding for finding in wrong.findings)
    seen = compared(wrong.model_copy(update={"findings": others}), wrong)
    assert (seen.false, seen.missing) == ((), ())
