"""Tables without lines: what the sums decide is read, what they leave open is marked."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given

from extractor import Report, extract
from extractor.document import Document, Grid, GridCell
from extractor.frame import Frame
from extractor.load import load
from extractor.model import ReportKind
from extractor.sections import find_sections
from extractor.tables.flow import FlowRead, flow_grids
from extractor.tables.flow.choices import PrintedRow, Sum, Term, choices
from extractor.tables.flow.place import Placement
from extractor.text import squeeze
from rules.loaders import files, flow_forms
from rules.loaders import flow as flow_rules
from rules.loaders.files import RuleError
from tests.corpus import CORPUS, REPORTS, ROOT
from tests.flow_reports import FlowText, PrintedTable, flow_texts, summaries, wrong_texts

NUMERAL = re.compile(r"-?[\d,]+\.\d+")
OFFICIAL = ("T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10")
# What stands around a form and is no part of it.
FRAME = re.compile(r"单位[：:]万元|续上页|20\d\d年.*申报表")


def flow(text: str, kind: ReportKind = "budget") -> tuple[Document, FlowRead]:
    """Read a text whose tables lost their lines."""
    document = load(text.encode())
    return document, flow_grids(document, (), Frame(kind, None, None, "万元"))


@cache
def seed() -> tuple[Document, FlowRead]:
    """Return the report of the corpus whose tables lost their lines."""
    document = load(REPORTS["003"].read_bytes())
    frame = Frame("budget", None, None, "万元")
    return document, flow_grids(document, find_sections(document), frame)


def forms() -> list[Grid]:
    """Return its forms: they follow the official tables."""
    _, read = seed()
    return list(read.grids[len(OFFICIAL) :])


def ink(text: str) -> str:
    """Return what is printed, without blanks and line breaks."""
    return "".join(text.split())


def places(cell: GridCell) -> tuple[tuple[int, int], ...]:
    """Return where the words of a cell stand."""
    return cell.pieces or ((cell.start, cell.end),)


# ---- the labelled report ---------------------------------------------------------------------


def headings(grid: Grid) -> tuple[int, list[str]]:
    """Return how many rows the header has, and the path of headings above each column."""
    depth = next(
        (at for at, row in enumerate(grid.rows) if any(NUMERAL.fullmatch(c.text) for c in row)),
        len(grid.rows),
    )
    paths: list[list[str]] = [[] for _ in range(grid.width)]
    for cell in (cell for row in grid.rows[:depth] for cell in row if cell.text):
        for column in range(cell.column, cell.column + cell.column_span):
            paths[column].append(cell.text)
    return depth, ["/".join(path) for path in paths]


def amounts(table: str, grid: Grid) -> Iterator[tuple[str, str, str, Decimal]]:
    """Yield table, row, column and value of every amount, named as the labels name them."""
    depth, paths = headings(grid)
    unit = ""
    for row in grid.rows[depth:]:
        label = ""
        for cell in row:
            if NUMERAL.fullmatch(cell.text):
                path = paths[cell.column]
                column = path if "本年拨款" in path else path.rpartition("/")[2]
                name = f"{unit}/{label}" if label == "31" else label or "合计"
                yield table, name, column, Decimal(cell.text.replace(",", ""))
            elif cell.text and (cell.column == 0 or not label or table in ("T01", "T04")):
                label = squeeze(cell.text)
                unit = label if len(label) == 6 else unit


def test_every_labelled_amount_stands_in_its_row_and_column() -> None:
    path = CORPUS / "labels" / "seed003.tables.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        truth = Counter(
            (row["table"], squeeze(row["row"]), row["column"], Decimal(row["value"]))
            for row in csv.DictReader(lines, delimiter="\t")
        )
    _, read = seed()
    found = Counter(
        amount
        for table, grid in zip(OFFICIAL, read.grids, strict=False)
        for amount in amounts(table, grid)
    )
    assert truth - found == Counter()
    assert found - truth == Counter()
    assert not any(c.undecided for grid in read.grids[: len(OFFICIAL)] for c in grid.cells())


def test_every_cell_says_where_its_words_stand() -> None:
    document, read = seed()
    for grid in read.grids:
        for cell in grid.cells():
            parts = places(cell)
            assert (parts[0][0], parts[-1][1]) == (cell.start, cell.end)
            assert ink("".join(document.text[a:b] for a, b in parts)) == ink(cell.text)
            assert "\n" not in cell.text


def test_no_printed_character_of_a_form_is_lost_or_read_twice() -> None:
    document, _ = seed()
    read = Counter(
        at for g in forms() for c in g.cells() for a, b in places(c) for at in range(a, b)
    )
    start = document.text.index("\n", document.text.rindex("申报表", 0, forms()[0].start))
    for line in document.lines[document.line_index(start) + 1 :]:
        inked = [at for at in range(line.start, line.end) if not document.text[at].isspace()]
        if not FRAME.fullmatch(ink(line.text)):
            assert [read[at] for at in inked] == [1] * len(inked), line.text


def texts_of(grids: list[Grid]) -> list[str]:
    return [ink(cell.text) for grid in grids for cell in grid.cells()]


@pytest.mark.parametrize(
    "sentence",
    [
        "103批共517人，其中群访62起",
        "3000元/笔*30笔=90000元",
    ],
)
def test_a_sentence_that_lines_broke_stands_in_one_cell(sentence: str) -> None:
    assert any(sentence in text for text in texts_of(forms()))


def test_marks_of_pages_are_in_no_cell() -> None:
    assert not any("续上页" in text or "单位：万元" in text for text in texts_of(forms()))


def test_labels_of_forms_are_cells_of_their_own() -> None:
    words = Counter(texts_of(forms()))
    assert words["项目名称"] >= words["立项依据"] == words["项目代码"] > 5


# ---- random tables ---------------------------------------------------------------------------


def mistakes(printed: PrintedTable, grid: Grid) -> list[str]:
    """Return the rows that say something else than was printed, and do not say that they may."""
    depth, _ = headings(grid)
    found: list[str] = []
    for row, (code, name, cells) in zip(grid.rows[depth:], printed.rows, strict=True):
        got = [cell.text for cell in row]
        assert ink("".join(got[:2])) == code + name
        assert list(filter(None, got[2:])) == list(filter(None, cells)), "a value got lost"
        if not any(cell.undecided for cell in row) and got[2:] != list(cells):
            found.append(f"{printed.title} {code}: {got[2:]} for {cells}")
    return found


@given(flow_texts())
def test_tables_that_add_up_are_rebuilt_or_marked(printed: FlowText) -> None:
    _, read = flow(printed.text)
    for table, grid in zip(printed.tables, read.grids, strict=True):
        assert mistakes(table, grid) == []
    marked = any(cell.undecided for grid in read.grids for cell in grid.cells())
    assert marked == any(warning.code == "column_undecided" for warning in read.warnings)


@given(wrong_texts())
def test_one_wrong_number_puts_no_other_in_a_wrong_column(printed: FlowText) -> None:
    _, read = flow(printed.text)
    for table, grid in zip(printed.tables, read.grids, strict=True):
        assert mistakes(table, grid) == []


@given(summaries())
def test_amounts_of_both_halves_stay_with_their_labels(
    summary: tuple[str, list[tuple[str, str]]],
) -> None:
    text, printed = summary
    _, read = flow(text, "final_accounts")
    rows = [[cell.text for cell in row] for row in read.grids[0].rows]
    body = rows[next(at for at, row in enumerate(rows) if printed[0][0] in row) :]
    found = [
        (row[at], row[at + width - 1])
        for row in body
        for width in (len(row) // 2,)
        for at in (0, width)
    ]
    assert found == printed


def test_an_account_table_in_groups_deals_its_rows_out() -> None:
    text = """一般公共预算财政拨款基本支出决算表
单位：万元
人员经费 公用经费
科目编码 科目名称 决算数 科目编码 科目名称 决算数 科目编码 科目名称 决算数
301 工资福利支出 90.00 302 商品和服务支出 10.00 310 资本性支出 1.00
30101 基本工资 90.00 30201 办公费 10.00 31002 办公设备购置 1.00
30102 津贴补贴 30202 印刷费
303 对个人和家庭的补助 5.00 31003 专用设备购置
30302 退休费 5.00
人员经费合计 95.00 公用经费合计 11.00
"""
    _, read = flow(text, "final_accounts")
    (grid,) = read.grids
    where = {c.text: (c.row, c.column) for c in grid.cells() if c.text}
    assert [where[code][1] for code in ("30101", "30201", "31002", "30202", "31003")] == [
        *(0, 3, 6),
        *(3, 6),
    ]
    assert read.warnings == ()


def test_a_row_with_more_numbers_than_columns_is_a_warning() -> None:
    text = """部门支出总表
单位：万元
科目编码 科目名称 合计 基本支出 项目支出
合计 3.00 2.00 1.00 7.00
201 一般公共服务支出 3.00 2.00 1.00
"""
    _, read = flow(text)
    assert [warning.code for warning in read.warnings] == ["row_with_too_many_values"]


# ---- where values can stand ------------------------------------------------------------------


def where(rows: list[PrintedRow], sums: list[Sum]) -> list[tuple[tuple[int, ...], ...]]:
    """Return for each row the columns that each of its values can stand in."""
    placement = Placement(rows, sums)
    placement.settle()
    return [placement.columns(row) for row in range(len(rows))]


def across(row: int, half: int = 0) -> Sum:
    """First column = second + third."""
    return Sum((Term(row, ((1, 0), (-1, 1), (-1, 2))),), half)


def down(column: int, parent: int, *children: int) -> Sum:
    """The parent is the sum of its children in this column."""
    parts = (Term(child, ((-1, column),)) for child in children)
    return Sum((Term(parent, ((1, column),)), *parts), 0)


def printed(*values: int) -> PrintedRow:
    return PrintedRow(values, 3, leading=0)


def test_as_many_values_as_columns_need_no_sum() -> None:
    assert where([printed(9, 1, 1)], [across(0)]) == [((0,), (1,), (2,))]


def test_the_sum_of_the_parts_decides() -> None:
    rows = [printed(9, 4, 5), printed(4, 4), printed(5, 5)]
    found = where(rows, [across(0), down(1, 0, 1, 2), down(2, 0, 1, 2)])
    assert found[1:] == [((0,), (1,)), ((0,), (2,))]


def test_what_two_choices_satisfy_stays_open() -> None:
    rows = [printed(8, 4, 4), printed(4, 4), printed(4, 4)]
    found = where(rows, [down(1, 0, 1, 2), down(2, 0, 1, 2)])
    assert found[1:] == [((0,), (1, 2)), ((0,), (1, 2))]


def test_rounding_is_no_contradiction() -> None:
    rows = [printed(101, 50), printed(50, 50)]
    parts = Sum((Term(0, ((1, 1),)), Term(1, ((-1, 1),))), 50)
    assert where([PrintedRow((100, 100), 2), printed(149, 149)], [parts])
    assert where(rows, [across(0, half=50), parts])[0] == ((0,), (1, 2))


def test_a_wrong_number_stands_where_most_sums_want_it() -> None:
    rows = [printed(9, 4, 5), printed(4, 7), printed(5, 5)]
    found = where(rows, [across(0), across(1), down(1, 0, 1, 2), down(2, 0, 1, 2)])
    assert found == [((0,), (1,), (2,)), ((0,), (1,)), ((0,), (2,))]


def test_sums_that_contradict_each_other_decide_nothing() -> None:
    # Nobody can say in which of the five columns the wrong 7 should have been a 4.
    rows = [PrintedRow((9, 4, 5), 6, 0), PrintedRow((4, 7), 6, 0), PrintedRow((5, 5), 6, 0)]
    sums = [down(column, 0, 1, 2) for column in range(1, 6)]
    found = where(rows, sums)
    doubtful = [columns for row in found for columns in row[1:]]
    assert doubtful
    assert all(len(columns) > 1 for columns in doubtful)


def test_a_subtotal_is_not_blank_beside_its_parts() -> None:
    row = PrintedRow((9, 5, 4), 4, leading=0, over=((1, (2, 3)),))
    assert choices(row) == [(9, 5, 4, None), (9, 5, None, 4)]


def test_a_bound_rules_out_what_is_too_large() -> None:
    bound = Sum((Term(0, ((1, 1),)), Term(1, ((-1, 1),))), 0, at_most=True)
    assert where([printed(9, 9), PrintedRow((9, 3, 6), 3)], [bound])[0] == ((0,), (2,))


def test_too_many_choices_are_all_left_open() -> None:
    wide = PrintedRow(tuple(range(12)), 24)
    assert choices(wide) == []
    assert where([wide], [])[0][0] == tuple(range(24))


# ---- forms -----------------------------------------------------------------------------------

FORM = """2024 年项目支出（绩效目标）申报表

单位：万元

项目名称 稳定工作经费

项目代码 42010322403T000000107

立项依据

《关于做好稳定工作的通知》。2023 年接待来访 103 批共 517 人，

续上页

其中群访 62 起。

项目内容 测算依据及说明 财政拨款金额

困难补助 3000 元/笔*30 笔

=90000 元

9

— 7 —

品名 数量 金额

打印纸 10 1
"""


def rows_of(grid: Grid) -> list[list[str]]:
    return [[ink(cell.text) for cell in row] for row in grid.rows]


def test_labels_texts_and_amounts_of_a_form_are_cells() -> None:
    document, read = flow(FORM)
    (grid,) = read.grids
    assert rows_of(grid) == [
        ["项目名称", "稳定工作经费"],
        ["项目代码", "42010322403T000000107"],
        ["立项依据", "《关于做好稳定工作的通知》。2023年接待来访103批共517人，其中群访62起。"],
        ["项目内容", "测算依据及说明", "财政拨款金额"],
        ["困难补助", "3000元/笔*30笔=90000元", "9"],
        ["品名", "数量", "金额"],
        ["打印纸", "10", "1"],
    ]
    pieces = grid.rows[2][1].pieces
    assert [ink(document.text[start:end])[-5:] for start, end in pieces] == ["517人，", "访62起。"]


def test_a_number_that_a_line_of_a_text_ends_with_is_no_amount_of_a_row() -> None:
    text = FORM.replace("3000 元/笔*30 笔", "补助\n\n3.5\n\n元/笔*30 笔")
    _, read = flow(text)
    assert ["困难补助", "补助3.5元/笔*30笔=90000元", "9"] in rows_of(read.grids[0])


def test_values_of_past_years_that_may_be_missing_are_marked() -> None:
    text = """部门整体绩效目标申报表
项目名称 某某
项目代码 42010322403T000000107
一级指标 二级指标 三级指标 上年 预计当年实现 指标值确定依据
产出指标 数量指标 补助人数 20 人 30 人 计划数据
质量指标 补助准确率 100% 计划数据
"""
    _, read = flow(text)
    (grid,) = read.grids
    marked = {ink(cell.text): cell.undecided for cell in grid.cells() if cell.text}
    assert not marked["20人"]
    assert marked["100%"]
    assert [warning.code for warning in read.warnings] == ["column_undecided"]


def test_a_row_whose_numbers_differ_fails_whatever_their_columns_are(
    read: Callable[[str], Report],
) -> None:
    report = read("003")
    cells = {cell.id: cell for table in report.tables for cell in table.cells}
    text = report.text or ""
    rows = [check for check in report.checks if check.rule == "T10.across"]
    parts = [cells[check.operands[1].ref] for check in rows if len(check.operands) == 2]
    projects = [part.span for part in parts if (part.row_key or "").startswith("project:")]
    assert projects
    for part in projects[-4:]:
        wrong = f"{text[: part.end - 2]}1{text[part.end - 1 :]}"
        failed = {check.rule for check in extract(wrong.encode()).checks if check.status == "fail"}
        assert "T10.across" in failed, part.text


def test_prose_below_a_title_is_no_form() -> None:
    _, read = flow("2024年项目支出绩效目标申报表\n本部门没有项目支出。\n因此没有数据。\n")
    assert read.grids == ()


# ---- rule files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('role = "owner"', 'role = "boss"', "role"),
        ('children = ["budget", "final"]', 'children = ["nobody"]', "children"),
        ('name = "owner"', 'name = "code"', "用了两次"),
        ('report_kind = "budget"', 'report_kind = "novel"', "report_kind"),
        ("leftovers = [", "leftover = [", "leftover: 没有这个字段"),
    ],
)
def test_an_error_in_the_rules_for_tables_names_its_place(
    rule_files: Path, old: str, new: str, problem: str
) -> None:
    spoil(rule_files / "tables" / "flow.toml", old, new)
    with pytest.raises(RuleError, match=rf"tables/flow\.toml.*{problem}"):
        flow_rules.load_flow.__wrapped__()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('rows = "amounts"', 'rows = "rows"', "rows"),
        ('not_in = ["indicators"]', 'not_in = ["nothing"]', "not_in"),
        ("'品名'", "'[品]名'", "普通的字"),
        ("least = 3", "fewest = 3", "least"),
    ],
)
def test_an_error_in_the_rules_for_forms_names_its_place(
    rule_files: Path, old: str, new: str, problem: str
) -> None:
    spoil(rule_files / "tables" / "flow_forms.toml", old, new)
    with pytest.raises(RuleError, match=rf"tables/flow_forms\.toml.*{problem}"):
        flow_forms.load_flow_forms.__wrapped__()


@pytest.fixture
def rule_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the rule files that the loaders read instead of the real ones."""
    copytree(ROOT / "rules", tmp_path, dirs_exist_ok=True)
    for module in (files, flow_rules, flow_forms):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    return tmp_path


def spoil(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
