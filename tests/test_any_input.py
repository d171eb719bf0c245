"""Whatever the bytes are: a Report whose spans are right, or an InputError that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import regex
from hypothesis import example, given

from extractor import InputError, Report, extract, extract_narrative
from extractor.load import load
from extractor.model import Span
from tests.corpus import REPORTS, text_of
from tests.strategies import files, jumbles, shredded_reports

_DECIMAL = regex.compile(r"-?\d+(?:\.\d+)?")
PROSPECTUS = (
    "公司2024年年度报告。本公司董事会保证本报告内容的真实。营业收入517.22万元，同比增长3%。\n" * 40
)


def spans(report: Report) -> Iterator[Span]:
    """Yield every span of a report."""
    for section in report.sections:
        yield section.span
    for table in report.tables:
        yield table.span
        yield from (cell.span for cell in table.cells)
    for fact in report.facts:
        yield fact.span
        if fact.reason:
            yield fact.reason.span
    for finding in report.findings:
        yield from (piece.span for piece in finding.evidence)


def assert_well_formed(report: Report, text: str) -> None:
    """Check that every span quotes the text and that every reference leads somewhere."""
    for span in spans(report):
        assert text[span.start : span.end] == span.text
    values = [fact.value for fact in report.facts]
    values += [cell.value for table in report.tables for cell in table.cells if cell.value]
    assert [value for value in values if not _DECIMAL.fullmatch(value)] == []
    facts = {fact.id for fact in report.facts}
    cells = {cell.id for table in report.tables for cell in table.cells}
    tables = {table.id for table in report.tables}
    assert len(facts) == len(report.facts)
    for fact in report.facts:
        assert {fact.of, fact.whole} - {None} <= facts
    for link in report.links:
        assert link.fact in facts
        assert link.cell in cells
    for check in (*report.checks, *report.findings):
        # A missing operand is named by what it would be.
        present = {operand.ref for operand in check.operands if operand.value is not None}
        assert present <= facts | cells | tables
    checks = {check.id for check in report.checks}
    assert {finding.id for finding in report.findings} <= checks
    assert {each for finding in report.findings for each in finding.consequences} <= checks


def test_every_span_of_a_real_report_quotes_it(read: Callable[[str], Report], name: str) -> None:
    assert_well_formed(read(name), text_of(name))


@given(files())
@example(b"")
@example(b"\xff\xfe")
@example("第三部分 2024年度部门决算情况说明\n支出决算为4.19。".encode("utf-16"))
def test_any_bytes_give_a_report_or_an_input_error(data: bytes) -> None:
    try:
        report = extract(data)
    except InputError:
        return
    assert_well_formed(report, load(data).text)


@given(shredded_reports())
def test_a_shredded_report_is_a_report_or_an_input_error(text: str) -> None:
    try:
        report = extract(text.encode())
    except InputError:
        return
    assert_well_formed(report, text)


@given(jumbles)
def test_any_passage_gives_a_report_or_an_input_error(text: str) -> None:
    try:
        report = extract_narrative(text, fiscal_year=2024)
    except InputError:
        return
    for fact in report.facts:
        assert text[fact.span.start : fact.span.end] == fact.span.text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (bytes(range(256)) * 40, "unsupported_type"),
        (b"PK\x03\x04" + bytes(400), "corrupt"),
        (b"1" * 100_000_000, "too_large"),
        (PROSPECTUS.encode(), "not_a_report"),
        (b"name,amount\nrent,12.50\n" * 200, "not_a_report"),
    ],
    ids=["nothing", "blanks", "noise", "zip", "100 MB of digits", "prospectus", "bank csv"],
)
def test_what_is_no_report_says_so(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        extract(data)
    assert caught.value.code == code


def test_a_report_without_tables_still_has_its_facts() -> None:
    lines = text_of("004").splitlines(keepends=True)
    report = extract("".join(line for line in lines if "\t" not in line).encode())
    assert report.facts
    assert not any(table.cells for table in report.tables)
    assert report.links == ()


def test_the_part_of_a_report_that_tells_what_a_unit_buys_and_owns_is_read() -> None:
    text = (
        "某某科技馆2024年单位预算公开说明\n政府采购预算1.70万元，其中：货物类1.00万元，"
        "占58.8%；服务类0.70万元，占41.2%。\n国有资产占有使用情况：共有车辆1辆。\n"
    )
    assert [check.status for check in extract(text.encode()).checks if check.rule == "share"] == [
        "pass",
        "pass",
    ]


def test_tables_without_a_narrative_are_still_tables(read: Callable[[str], Report]) -> None:
    text = text_of("004")
    narrative = regex.search(r"\n第三部分[^\t\n]*情况说明\s*\n", text)
    assert narrative is not None
    report = extract(text[: narrative.start()].encode())
    official = {table.id for table in read("004").tables if table.id.startswith("T")}
    assert {table.id for table in report.tables} == official
    assert report.links == ()


def test_a_file_a_path_and_bytes_say_the_same() -> None:
    path = REPORTS["000"]
    data = path.read_bytes()
    with path.open("rb") as file:
        assert extract(file, filename="a").facts == extract(data, filename="a").facts
    assert extract(path, filename="a") == extract(str(path), filename="a")


def test_a_glossary_path_that_ends_at_its_second_level_is_no_fault() -> None:
    text = text_of("001")
    line = text.rindex("\n", 0, text.rindex("（项）"))
    path = "\n社会保障和就业支出（类）行政事业单位养老支出（款）：反映养老方面的支出。"
    report = extract((text[:line] + path + text[line:]).encode())
    assert [c.status for c in report.checks if c.rule == "glossary.unused"] == ["pass"]
