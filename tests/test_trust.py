"""Numbers and rows that a table without lines lost, or took for others, raise no error."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace as with_

from extractor import Report, extract
from extractor.document import Document, Grid, GridCell
from extractor.load import load
from extractor.load.plain import load_text
from extractor.model import Finding
from extractor.notices import Notice
from extractor.pipeline import judge, read_evidence
from tests.table_reports import TableReport, table_reports
from tests.typeset import as_pdf

Row = tuple[GridCell, ...]


def errors(document: Document) -> list[Finding]:
    _, findings, _ = judge(read_evidence(document))
    return [finding for finding in findings if finding.severity == "error"]


def misread(document: Document, random: Random) -> Document:
    """Return the document as if no line were drawn, and a number misread or a row lost."""
    grids = [replace(grid, aligned=True) for grid in document.grids]
    number, rows = random.choice(list(_changes(grids)))
    grids[number] = replace(grids[number], rows=rows)
    return replace(document, grids=tuple(grids))


def _changes(grids: Sequence[Grid]) -> Iterator[tuple[int, tuple[Row, ...]]]:
    """Yield the number of a grid, and what may be made of its rows for each amount in it."""
    for number, grid in enumerate(grids):
        for at, row in enumerate(grid.rows):
            above, below = grid.rows[:at], grid.rows[at + 1 :]
            amounts = [n for n, cell in enumerate(row) if n and "." in cell.text]
            for columns in (amounts, *([column] for column in amounts)):
                for torn in _torn(row, columns):
                    yield number, (*above, *torn, *below)
            for column, cell in enumerate(row[1:], start=1):
                if "." in cell.text:
                    yield number, (*above, *below)
                    for changed in _misreadings(row, column):
                        yield number, (*above, changed, *below)


def _misreadings(row: Row, column: int) -> Iterator[Row]:
    """Yield a row with an amount lost, in the blank cell before it, or taken for words there."""
    before, cell = row[column - 1], row[column]
    yield _with(row, {column: _blank(cell)})
    if not before.text:
        yield _with(row, {column - 1: _taken(before, cell), column: _blank(cell)})
    elif not before.text[-1].isdigit():
        joined = with_(before, end=cell.end, text=f"{before.text}{cell.text}")
        yield _with(row, {column - 1: joined, column: _blank(cell)})


def _torn(row: Row, columns: Sequence[int]) -> Iterator[tuple[Row, Row]]:
    """Yield a row whose amounts are torn, and the one below that their last digits make."""
    cut = {column: _part(row[column], 0, -1) for column in columns}
    rest = {column: _part(row[column], -1, None) for column in columns}
    for name in (_blank(row[0]), row[0]):
        yield _with(row, cut), _with(tuple(map(_blank, row)), {0: name, **rest})


def _part(cell: GridCell, first: int, last: int | None) -> GridCell:
    places = range(cell.start, cell.end)[first:last]
    return with_(cell, start=places.start, end=places.stop, text=cell.text[first:last], pieces=())


def _with(row: Row, changed: dict[int, GridCell]) -> Row:
    return tuple(changed.get(number, cell) for number, cell in enumerate(row))


def _blank(cell: GridCell) -> GridCell:
    return with_(cell, start=cell.end, text="", pieces=())


def _taken(cell: GridCell, other: GridCell) -> GridCell:
    return with_(cell, start=other.start, end=other.end, text=other.text, pieces=other.pieces)


@given(table_reports, st.randoms(use_true_random=False))
def test_what_is_misread_or_lost_without_lines_raises_no_error(
    report: TableReport, random: Random
) -> None:
    assume("|" not in report.text)
    document = load(as_pdf(report.text, random))
    assert errors(misread(document, random)) == []


FORM = """2024年度部门决算

第四部分 附件

2024年度某区司法局整体绩效自评表

单位名称\t某区司法局\t\t\t\t
基本支出总额\t\t300.00万元\t\t项目支出总额\t\t84.00万元
预算执行情况（万元）\t\t部门整体支出总额\t预算数（A）\t执行数（B）\t执行率（B/A）
\t\t\t400.00\t384.00\t96%

财政拨款收入、一般公共预算、基本支出和项目支出见上表。
"""


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize(("amount", "severity"), [("0.01", "warning"), ("99.00", "error")])
def test_a_part_that_a_form_told_from_words_may_lack_is_no_error(
    amount: str, severity: str, alone: bool, read: Callable[[str], Report]
) -> None:
    report = read("003")
    cells = {cell.id: cell for table in report.tables for cell in table.cells}
    details = (check for check in report.checks if check.rule == "form.details")
    check = next(check for check in details if (len(check.operands) == 2) is alone)
    part = cells[check.operands[-1].ref]
    text = report.text or ""
    changed = text[: part.span.start] + amount + text[part.span.end :]
    told = [f for f in extract(changed.encode()).findings if f.key == check.key]
    assert [finding.severity for finding in told] == [severity]


def without_lines(text: str) -> Document:
    document = load(as_pdf(text, Random(1)))
    return replace(document, grids=tuple(replace(grid, aligned=True) for grid in document.grids))


def test_of_a_form_without_lines_what_its_label_or_its_sum_tells_is_certain() -> None:
    told = {
        finding.rule: finding.severity
        for old, new in (("84.00万元", "64.00万元"), ("96%", "69%"))
        for finding in judge(read_evidence(without_lines(FORM.replace(old, new))))[1]
    }
    # Of three numbers that do not come out together, any may be another column's.
    assert told["form.overall"] == "error"
    assert told["form.rate"] == "warning"


def test_pages_in_a_guessed_order_raise_no_error() -> None:
    told = "2024年度一般公共预算财政拨款基本支出800万元，上年为750万元，增加60万元；项目支出0万元。"
    document = load_text(told)
    assert [finding.rule for finding in errors(document)] == ["change"]
    assert errors(replace(document, warnings=(Notice("sheet_order"),))) == []


TABLE = """2024年度部门决算

第二部分 2024年度部门决算表

支出决算表
公开03表
单位：万元
科目代码\t科目名称\t本年支出合计\t基本支出\t项目支出\t上缴上级支出\t经营支出\t对附属单位补助支出
\t合计\t60.50\t45.50\t15.00\t\t\t
201\t一般公共服务支出\t30.50\t20.50\t10.00\t\t\t
20103\t政府办公厅（室）及相关机构事务\t30.50\t20.50\t10.00\t\t\t
2010301\t行政运行\t20.50\t20.50\t\t\t\t
2010302\t一般行政管理事务\t10.00\t\t10.00\t\t\t
204\t公共安全支出\t30.00\t25.00\t5.00\t\t\t
20406\t司法\t30.00\t25.00\t5.00\t\t\t
2040601\t行政运行\t25.00\t25.00\t\t\t\t
2040602\t一般行政管理事务\t5.00\t\t5.00\t\t\t

第三部分 2024年度部门决算情况说明

2024年度支出合计60.50万元，其中：基本支出45.50万元，项目支出15.00万元。
"""


def severities(text: str) -> set[tuple[str, str]]:
    _, findings, _ = judge(read_evidence(without_lines(text)))
    return {(finding.rule, finding.severity) for finding in findings if "T03" in finding.rule}


def test_a_whole_that_lacks_parts_in_several_columns_may_have_lost_a_row() -> None:
    less = TABLE.replace("合计\t60.50\t45.50", "合计\t59.50\t44.50")
    rows = TABLE.splitlines(keepends=True)
    lost = "".join(row for row in rows if not row.startswith("204"))
    assert ("T03.hierarchy", "warning") in severities(lost)
    assert not any(severity == "error" for _, severity in severities(lost))
    assert ("T03.hierarchy", "error") in severities(less)


def test_a_table_without_lines_that_holds_a_piece_of_an_amount_proves_nothing() -> None:
    wrong = TABLE.replace("合计\t60.50", "合计\t59.50")
    torn = wrong.replace("2040602\t一般行政管理事务\t5.00", "2040602\t一般行政管理事务\t5.")
    assert any(severity == "error" for _, severity in severities(wrong))
    assert not any(severity == "error" for _, severity in severities(torn))
