"""A small report made by hand, so that outputs are tested without the stages that fill one."""

from __future__ import annotations

from extractor.model import (
    Accounted,
    Cell,
    Check,
    Column,
    Coverage,
    Evidence,
    Fact,
    Finding,
    Link,
    Numerals,
    Obligation,
    Operand,
    Report,
    ReportInfo,
    Section,
    Span,
    Table,
    Warning_,
)

TEXT = """第二部分 2024年度部门决算表
收入支出决算总表
项目\t金额
总计\t517.23
结转\t
第三部分 2024年度部门决算情况说明
一、收入支出决算总体情况说明
上一句说明。2024年度支出总计517.22 万元，比2023年
减少7.04万元，下降1.34%。下一句说明。
"""


def span(text: str) -> Span:
    """Return the place where these words first stand in TEXT."""
    start = TEXT.index(text)
    return Span(start=start, end=start + len(text), text=text)


def _from(start: str, end: str | None = None) -> Span:
    begin = TEXT.index(start)
    stop = TEXT.index(end) if end else len(TEXT)
    return Span(start=begin, end=stop, text=TEXT[begin:stop])


def make_report(*findings: Finding, source: str = "hand.txt") -> Report:
    """Return the report with these findings."""
    return Report(
        report=ReportInfo(
            id="0" * 64,
            source=source,
            media_type="text/plain",
            kind="final_accounts",
            entity="某某中心",
            fiscal_year=2024,
            unit="万元",
            pages=None,
        ),
        sections=_sections(),
        tables=(_table(),),
        facts=(_fact("F1", "517.22 万元", "517.22", "amount"), _change()),
        links=(Link(fact="F1", cell="T01/R1/C1", relation="equals"),),
        checks=(make_check("K1", "pass"), make_check("K2", "fail")),
        findings=findings,
        coverage=Coverage(
            obligations=(
                _duty("one", "总计一致", "passed", ("K1",)),
                _duty("two", "支出总计一致", "failed", ("K2",)),
                _duty("three", "收入决算表", "not_checkable", (), "没有找到《收入决算表》（T02）"),
            ),
            facts=Accounted(checked=1, unchecked=("F2",)),
            cells=Accounted(checked=0, unchecked=("T01/R1/C1",)),
            numerals=Numerals(facts=2, no_quantities=3, unread=()),
        ),
        warnings=(Warning_(code="damaged_table", message="收入决算表没有数据行。"),),
    )


def _duty(
    id_: str, title: str, state: str, checks: tuple[str, ...], why: str | None = None
) -> Obligation:
    return Obligation.model_validate(
        {
            "id": id_,
            "title": title,
            "class": "narrative_table",
            "state": state,
            "checks": checks,
            "why": why,
        }
    )


def _sections() -> tuple[Section, ...]:
    return (
        Section(
            id="S1",
            parent=None,
            number="第二部分",
            title="2024年度部门决算表",
            level=1,
            role="tables",
            topic=None,
            span=_from("第二部分", "第三部分"),
        ),
        Section(
            id="S2",
            parent=None,
            number="第三部分",
            title="2024年度部门决算情况说明",
            level=1,
            role="narrative",
            topic=None,
            span=_from("第三部分"),
        ),
        Section(
            id="S3",
            parent="S2",
            number="一",
            title="收入支出决算总体情况说明",
            level=2,
            role="narrative",
            topic="overall",
            span=_from("一、"),
        ),
    )


def _table() -> Table:
    def cell(row: int, header: str, text: str, place: Span) -> Cell:
        return Cell(
            id=f"T01/R{row}/C1",
            row=row,
            column=1,
            row_header=header,
            account=None,
            column_header=("支出", "金额"),
            text=text,
            value=text or None,
            unit="万元",
            span=place,
        )

    blank = TEXT.index("结转\t") + 3
    return Table(
        id="T01",
        kind="income_expenditure_summary",
        code=None,
        title="收入支出决算总表",
        unit="万元",
        columns=(Column(column=1, header=("支出", "金额"), unit="万元"),),
        cells=(
            cell(1, "总计", "517.23", span("517.23")),
            cell(2, "结转", "", Span(start=blank, end=blank, text="")),
        ),
        span=_from("收入支出决算总表", "第三部分"),
    )


def _fact(id_: str, words: str, value: str, kind: str, **more: object) -> Fact:
    fields: dict[str, object] = {
        "id": id_,
        "kind": kind,
        "value": value,
        "unit": "万元",
        "approximate": False,
        "measure": "final",
        "subject": "支出总计",
        "account": None,
        "fund": None,
        "period": "2024",
        "base_period": None,
        "base_measure": None,
        "direction": None,
        "reason": None,
        "of": None,
        "whole": None,
        "section": "S3",
        "span": span(words),
        "rule": "amount.total",
    }
    return Fact.model_validate(fields | more)


def _change() -> Fact:
    return _fact("F2", "7.04万元", "-7.04", "change", measure=None, of="F1", direction="decrease")


def make_check(id_: str, status: str) -> Check:
    """Return the comparison of the total in the text with the table."""
    return Check.model_validate(
        {
            "id": id_,
            "key": "abc",
            "rule": "overall.total",
            "class": "narrative_table",
            "status": status,
            "message": "支出总计与收入支出决算总表",
            "expression": "F1 = T01/R1/C1",
            "expected": "517.2300",
            "actual": "517.22",
            "difference": "-0.0100",
            "tolerance": "0.0050",
            "operands": (
                Operand(ref="F1", value="517.22"),
                Operand(ref="T01/R1/C1", value="517.23"),
            ),
        }
    )


def make_finding(severity: str = "error", explanation: str = "两处应当相等。") -> Finding:
    """Return a finding with a fact on one side and two cells on the other, one of them blank."""
    check = make_check("K2", "fail").model_dump(by_alias=True)
    cells = {cell.id: cell for cell in _table().cells}
    return Finding.model_validate(
        check
        | {
            "severity": severity,
            "title": "说明与表不一致",
            "explanation": explanation,
            "evidence": (
                Evidence(ref="F1", span=span("517.22 万元")),
                *(Evidence(ref=ref, span=cell.span) for ref, cell in cells.items()),
            ),
            "consequences": ("K1",),
            "formula": "517.22 ≠ 517.23",
        }
    )
