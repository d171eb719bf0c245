"""Tables: small layouts as cases, and the seeds, where the domain itself is the oracle."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from extractor import extract
from extractor.document import Document, Grid, GridCell
from extractor.frame import Frame, find_frame
from extractor.load import load
from extractor.model import Cell, ReportKind, Table
from extractor.sections import find_sections
from extractor.tables import TablesRead, read_tables
from extractor.tables.headers import read_header
from extractor.tables.stitch import stitch
from rules.loaders.accounts import load_accounts
from rules.loaders.files import Entry, RuleError
from rules.loaders.forms import load_forms
from rules.loaders.tables import load_across, load_tables, parse_equation
from tests.corpus import REPORTS, ROOT, text_of
from tests.strategies import damaged_reports

CASES = sorted((ROOT / "tests" / "cases" / "tables").glob("*.txt"))
FINAL_ACCOUNTS = [name for name in REPORTS if name != "003"]
# What the reports themselves contradict, found by recomputing: nothing else may not add up.
CONTRADICTIONS = {
    ("004", "T05", "basic"),
}
HALF_CENT = Decimal("0.005")


def tables_of(text: str, kind: ReportKind | None) -> TablesRead:
    """Read a bare text as a report of this kind."""
    return read_tables(load(text.encode()), (), Frame(kind, None, None, None))


def seed(name: str) -> tuple[Document, dict[str, Table]]:
    """Return the document of a report of the corpus, and its tables by id."""
    document = load(REPORTS[name].read_bytes())
    kind: ReportKind = "budget" if name == "003" else "final_accounts"
    read = read_tables(document, (), Frame(kind, None, None, "万元"))
    return document, {table.id: table for table in read.tables}


def described(cell: Cell) -> str:
    """Return a cell as the case files write it."""
    account = "-"
    if cell.account:
        account = f"{cell.account.code}{'!' * cell.account.inferred} {cell.account.name}"
    parts = (
        cell.id.partition("/")[2],
        cell.row_key,
        cell.column_key,
        "/".join(cell.column_header),
        cell.value,
        account,
    )
    return " | ".join(part or "-" for part in parts)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_layout_is_read_as_its_case_says(case: Path) -> None:
    head, _, rest = case.read_text(encoding="utf-8").partition("\n--- text\n")
    text, _, expected = rest.partition("--- tables\n")
    kind: ReportKind = "budget" if head.startswith("budget") else "final_accounts"
    read = tables_of(text, kind)
    printed = [f"warnings {warning.code}" for warning in read.warnings]
    for table in read.tables:
        printed.append(
            f"{table.id} {table.kind} {table.unit or '-'} {table.code or '-'} {table.title or '-'}"
        )
        printed.extend(f"{table.id} {described(cell)}" for cell in table.cells)
    missing = [line for line in lines_of(expected) if line not in printed]
    assert missing == []


@pytest.mark.parametrize("dressed", [r"**\g<0>**", r"<b>\g<0></b>", r"<p>\g<0></p>", r"\g<0><br>"])
def test_markup_around_its_numbers_changes_no_table(dressed: str) -> None:
    case = (ROOT / "tests" / "cases" / "tables" / "bars.txt").read_text(encoding="utf-8")
    text = case.partition("\n--- text\n")[2].partition("\n--- tables\n")[0]
    plain, marked = (
        [[described(cell) for cell in table.cells] for table in tables_of(told, None).tables]
        for told in (text, re.sub(r"(?<=\| )[\d,]+\.\d\d(?= \|)", dressed, text))
    )
    assert plain == marked


@pytest.mark.parametrize("unit", ["元", "千元", "万元", "百万元", "亿元"])
def test_a_unit_of_money_is_declared_for_table_and_report_alike(unit: str) -> None:
    case = (ROOT / "tests" / "cases" / "tables" / "bars.txt").read_text(encoding="utf-8")
    text = case.partition("\n--- text\n")[2].partition("\n--- tables\n")[0]
    text = text.replace("单位：元", f"单位：{unit}")
    document = load(text.encode())
    assert find_frame(document, find_sections(document)).unit == unit
    assert {table.unit for table in tables_of(text, None).tables} == {unit}


@pytest.mark.parametrize("unit", ["元", " 元", "万元", "亿"])
def test_cells_may_print_their_unit_behind_each_amount(unit: str) -> None:
    case = (ROOT / "tests" / "cases" / "tables" / "bars.txt").read_text(encoding="utf-8")
    text = case.partition("\n--- text\n")[2].partition("\n--- tables\n")[0]
    plain, told = (
        [
            (described(cell), cell.unit)
            for table in tables_of(each, None).tables
            for cell in table.cells
        ]
        for each in (text, re.sub(r"(?<=\| )[\d,]+\.\d\d(?= \|)", rf"\g<0>{unit}", text))
    )
    assert [cell for cell, _ in plain] == [cell for cell, _ in told]
    assert {of for cell, of in told if "." in cell.split(" | ")[4]} == {unit.strip()}
    assert {of for cell, of in told if "." not in cell.split(" | ")[4]} == {"元"}


@pytest.mark.parametrize(
    ("cell", "is_wrong"),
    [
        ("517.22万元", False),
        ("5,172,200.00元", False),
        ("5172199.36 元", False),
        ("517.22元", True),
    ],
)
def test_an_amount_in_a_unit_of_its_own_is_checked_by_what_it_is_worth(
    cell: str, is_wrong: bool
) -> None:
    text = text_of("000")
    known = {finding.key for finding in extract(text.encode()).findings}
    report = extract(text.replace("\t517.22", f"\t{cell}", 1).encode())
    wrong = {f.rule for f in report.findings if f.severity == "error" and f.key not in known}
    assert ("T01.income" in wrong) == is_wrong
    assert report.warnings == ()


def lines_of(expected: str) -> list[str]:
    """Return the expected lines, each cell with the id of the table above it."""
    table = ""
    lines = []
    for line in expected.splitlines():
        if line.startswith(("T", "A")):
            table = line.split()[0]
        lines.append(line if line.startswith(("T", "A", "w")) else f"{table} {line}")
    return lines


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_cell_quotes_the_text_where_it_stands(name: str) -> None:
    document, tables = seed(name)
    for table in tables.values():
        assert table.span.text == document.text[table.span.start : table.span.end]
        for cell in table.cells:
            assert cell.span.text == document.text[cell.span.start : cell.span.end]
            assert cell.text == "" or cell.span.text.strip() != ""


@given(damaged_reports().filter(str.strip))
def test_damage_is_survived_and_ids_stay_unique(text: str) -> None:
    read = tables_of(text, None)
    document = load(text.encode())
    ids = [cell.id for table in read.tables for cell in table.cells]
    assert len(ids) == len(set(ids))
    for table in read.tables:
        for cell in table.cells:
            assert cell.span.text == document.text[cell.span.start : cell.span.end]


@pytest.mark.parametrize("name", FINAL_ACCOUNTS)
def test_all_nine_tables_of_final_accounts_are_found(name: str) -> None:
    _, tables = seed(name)
    official = [key for key in tables if key.startswith("T")]
    assert official == [f"T{number:02d}" for number in range(1, 10)]
    for table in tables.values():
        assert None not in [column.key for column in table.columns if table.id.startswith("T")]


def amounts(table: Table) -> dict[tuple[str, str], Decimal]:
    """Return the printed amounts by meaning."""
    return {
        (cell.row_key or "", cell.column_key or ""): Decimal(cell.value)
        for cell in table.cells
        if cell.value is not None
    }


@pytest.mark.parametrize("name", FINAL_ACCOUNTS)
@pytest.mark.parametrize("key", ["T02", "T03", "T05", "T08"])
def test_accounts_add_up_to_their_parents(name: str, key: str) -> None:
    _, tables = seed(name)
    printed = amounts(tables[key])
    codes = {row.partition(":")[2] for row, _ in printed if row.startswith("account:")}
    for column in {column for _, column in printed}:
        for parent in ("", *codes):
            children = [code for code in codes if is_child(code, parent)]
            row = f"account:{parent}" if parent else "total"
            if not children or (name, key, column) in CONTRADICTIONS:
                continue
            parts = [printed.get((f"account:{code}", column), Decimal(0)) for code in children]
            difference = printed.get((row, column), Decimal(0)) - sum(parts)
            assert abs(difference) <= HALF_CENT * (len(children) + 1), (row, column)


def is_child(code: str, parent: str) -> bool:
    """Return whether a code is one level below another; 类 are below nothing."""
    return len(code) == (len(parent) + 2 if parent else 3) and code.startswith(parent)


@pytest.mark.parametrize("name", FINAL_ACCOUNTS)
def test_the_halves_of_a_summary_balance(name: str) -> None:
    _, tables = seed(name)
    for key, column in (("T01", "amount"), ("T04", "total")):
        printed = amounts(tables[key])
        assert printed["grand_income", "amount"] == printed["grand_expenditure", column]
        classes = [v for (r, c), v in printed.items() if r.startswith("account:") and c == column]
        total = printed["expenditure_total", column]
        assert abs(total - sum(classes)) <= HALF_CENT * (len(classes) + 1)


@pytest.mark.parametrize("name", FINAL_ACCOUNTS)
def test_basic_expenditure_adds_up_by_economic_account(name: str) -> None:
    _, tables = seed(name)
    printed = amounts(tables["T06"])
    classes = {row.partition(":")[2] for row, _ in printed if len(row) == len("account:301")}
    assert {"301", "302", "303"} <= classes
    for code in classes:
        row = f"account:{code}"
        parts = [v for (r, _), v in printed.items() if r.startswith(row) and r != row]
        assert abs(printed[row, "final"] - sum(parts)) <= HALF_CENT * (len(parts) + 1)
    people = printed["account:301", "final"] + printed["account:303", "final"]
    assert abs(printed["personnel_total", "final"] - people) <= HALF_CENT * 3


def test_a_row_counts_body_rows_and_both_halves_share_it() -> None:
    _, tables = seed("000")
    cells = {cell.id: cell for cell in tables["T01"].cells}
    assert cells["T01/R27/C1"].row_key == "income_total"
    assert cells["T01/R27/C2"].row_key == "expenditure_total"
    assert cells["T01/R27/C1"].column_header == ("收入", "金额")
    assert tables["T04"].columns[1].header == ("决算数", "小计")


def test_a_blank_cell_has_no_value_and_an_empty_place() -> None:
    _, tables = seed("000")
    blank = next(cell for cell in tables["T01"].cells if cell.id == "T01/R2/C1")
    assert (blank.value, blank.text, blank.span.start) == (None, "", blank.span.end)


def test_a_table_cut_by_a_blank_line_is_one_table() -> None:
    _, tables = seed("000")
    kinds = [table.kind for key, table in tables.items() if key.startswith("A")]
    assert kinds == ["work_progress", "performance_overall", *["performance_project"] * 3]


def test_a_header_cut_by_a_page_break_is_one_header() -> None:
    header = (
        "人员经费\t\t\t公用经费\t\t\n\n\n科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数\n"
    )
    body = "301\t工资福利支出\t5.00\t302\t商品和服务支出\t3.00\n"
    read = tables_of(f"一般公共预算财政拨款基本支出决算表\n{header}{body}", "final_accounts")
    assert [cell.value for table in read.tables for cell in table.cells] == ["5.00", "3.00"]


def test_columns_go_on_below_their_repeated_headings_wherever_these_stand() -> None:
    header = "科目编码及名称\t本年支出合计\t基本支出\t项目支出\n"
    first = "201\t一般公共服务支出\t9.00\t4.00\t5.00\n20103\t政府办公厅\t9.00\t4.00\t5.00\n"
    second = "205教育支出\t3.00\t\t3.00\n20501教育管理事务\t3.00\t\t3.00\n"
    third = "2050101行政运行\t3.00\t\t3.00\n合计\t12.00\t4.00\t8.00\n"
    wide = header.replace("\t", "\t\t", 1)
    text = f"支出决算表\n{wide}{first}\n\n— 3 —\n\n{header}{second}\n\n{third}"
    (table,) = tables_of(text, "final_accounts").tables
    keys = ("total", "basic", "project")
    assert {k: [c.value for c in table.cells if c.column_key == k] for k in keys} == {
        "total": ["9.00", "9.00", "3.00", "3.00", "3.00", "12.00"],
        "basic": ["4.00", "4.00", None, None, None, "4.00"],
        "project": ["5.00", "5.00", "3.00", "3.00", "3.00", "8.00"],
    }


def test_the_numbers_of_columns_stand_beside_those_of_the_code() -> None:
    text = (
        "一般公共预算财政拨款支出决算表\n功能分类科目编码\t\t科目名称\t小计\t基本支出\t项目支出\n"
        "类\t款 项\t栏次\t1\t2\t3\n\t208\t社会保障和就业支出\t5.00\t4.00\t1.00\n"
    )
    (table,) = tables_of(text, "final_accounts").tables
    assert [column.header for column in table.columns] == [("小计",), ("基本支出",), ("项目支出",)]


def test_the_owner_and_the_unit_may_stand_apart_from_their_table() -> None:
    text = (
        "公开07表\n政府性基金预算财政拨款收入支出决算表\n\n编制单位：某某局\t\t金额单位：元\n\n"
        "科目代码\t科目名称\t年初结转和结余\t本年收入\t小计\t基本支出\t项目支出\t年末结转和结余\n"
        "合计\t\t\t\t\t\t\t\n"
    )
    (table,) = tables_of(text, "final_accounts").tables
    assert (table.id, table.unit) == ("T07", "元")


def test_a_table_of_contents_is_no_table() -> None:
    _, tables = seed("004")
    assert tables["A01"].kind == "work_progress"


def test_a_missing_table_is_a_warning_and_an_empty_one_is_none() -> None:
    read = tables_of(
        "2024年度收入决算表\n科目编码\t科目名称\t本年收入合计\n合计\t\t1.00\n", "final_accounts"
    )
    missing = [notice.table for notice in read.warnings if notice.code == "table_missing"]
    assert "T01" in missing
    assert {"T02", "T07"}.isdisjoint(missing)


def test_merged_header_cells_may_come_as_spans() -> None:
    text = "本年支出 小计 基本支出 合计 9.00 8.00"
    place = {word: (text.index(word), text.index(word) + len(word)) for word in text.split()}

    def cell(row: int, column: int, word: str, wide: int = 1) -> GridCell:
        return GridCell(row, column, *place[word], word, column_span=wide)

    rows = (
        (cell(0, 1, "本年支出", 2),),
        (cell(1, 1, "小计"), cell(1, 2, "基本支出")),
        (cell(2, 0, "合计"), cell(2, 1, "9.00"), cell(2, 2, "8.00")),
    )
    document = Document(text, "text/plain", (), (Grid(rows, 0, len(text)),))
    header = read_header(stitch(document)[0])
    assert header.paths == (("本年支出", "小计"), ("本年支出", "基本支出"))


@pytest.mark.parametrize("over", ["", "本年支出"])
def test_a_heading_of_one_character_over_another_is_one_word(over: str) -> None:
    (table,) = tables_of(
        f"2024年度支出决算表\n单位：万元\n科目编码\t科目名称\t{over}\t\t\n\t\t合\t基本支出\t项目支出\n"
        "\t\t计\t\t\n合计\t\t9.00\t8.00\t1.00\n201\t一般公共服务支出\t9.00\t8.00\t1.00\n",
        "final_accounts",
    ).tables
    assert [cell.column_key for cell in table.cells][:3] == ["total", "basic", "project"]


@pytest.mark.parametrize("kind", ["final_accounts", "budget"])
def test_rule_files_load(kind: str) -> None:
    rules = load_tables(kind)
    assert [rule.id for rule in rules] == sorted({rule.id for rule in rules})
    assert all(rule.titles and rule.columns and rule.why for rule in rules)
    assert load_across(kind) == load_across(kind)
    assert load_forms().forms


def test_every_official_title_is_its_own_table() -> None:
    for kind in ("final_accounts", "budget"):
        for rule in load_tables(kind):
            found = [
                other.id
                for other in load_tables(kind)
                if any(pattern.search(rule.title) for pattern in other.titles)
            ]
            assert rule.id in found


def test_accounts_stand_below_their_parents() -> None:
    accounts = load_accounts()
    for code in accounts.names:
        assert len(code) == 3 or code[:-2] in accounts.names


@pytest.mark.parametrize(
    "equation", ["total basic", "total = sum(basic", "total = sum(basic)", "= a"]
)
def test_an_equation_that_cannot_be_read_names_its_place(equation: str) -> None:
    entry = Entry(ROOT / "rules" / "tables" / "x.toml", {"id": "T03.across"})
    with pytest.raises(RuleError, match=r"tables/x\.toml: \[T03\.across\] equation"):
        parse_equation(entry, equation, 1)


def test_signs_in_a_column_without_a_heading_are_no_amount() -> None:
    case = (ROOT / "tests" / "cases" / "tables" / "columns_without_headings.txt").read_text("utf-8")
    body = case.partition("--- text\n")[2].partition("--- tables")[0]
    # The amounts of the third column, behind the names and a blank one.
    body = re.sub(r"\t\t\d+\.00\t", "\t\t,,.5\t", body)
    told = [
        one for one in tables_of(body, "final_accounts").warnings if one.code == "columns_unnamed"
    ]
    assert [one.details["amounts"] for one in told] == [("3.00",)]
