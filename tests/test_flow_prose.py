"""Forms that are printed as running prose: a blank, or nothing, stands where a cell ends."""

from __future__ import annotations

from extractor.load import load
from extractor.tables.flow import flow_forms
from extractor.text import squeeze

HEAD = "部门整体绩效目标申报表\n项目名称 某某\n"
INDICATORS = (
    "年度绩效指标 一级指标 二级指标 三级指标 前年 上年 预计当 年实现 指标值确 定依据"
    " 产出指标 数量指标 补助人数 20 人 30 人 30 人 计划数据"
)


def forms(words: str) -> list[list[list[str]]]:
    """Return the cells of the forms that a paragraph below the head of one holds."""
    document = load(f"{HEAD}{words}\n".encode())
    return [
        [[squeeze(cell.text) for cell in row if cell.text] for row in grid.rows]
        for grid in flow_forms(document, ()).grids
    ]


def cells(words: str) -> list[str]:
    return [cell for rows in forms(words) for row in rows for cell in row]


def test_rows_that_cannot_be_told_apart_stay_one_cell() -> None:
    """A blank before 平方 is no line break: half a calculation would be a wrong one."""
    words = (
        "项目支出情况 项目名称 支出项目类别 项目总预 算 项目本年 度预算 项目主要支 出方向和用 途"
        " 资产营 运经费 特定目标 21 21 1.会议资料 费 2 万元； 2.公房房 租 1.35 万元/年 ( 200.44"
        " 平方，5.59 元/平方/月 *12 月=1.35 万元"
    )
    assert any("200.44平方，5.59元" in cell for cell in cells(words))


def test_a_header_ends_though_the_first_name_is_glued_to_it() -> None:
    words = (
        "项目支出情况 项目名称 支出项目类别 项目总预 算 项目本年 度预算 项目主要支 出方向和用途"
        "资产营 运经费 特定目标类 21 21 1.会议费 2 万元；"
    )
    assert cells(words)[-5:] == ["资产营运经费", "特定目标类", "21", "21", "1.会议费2万元；"]


def test_values_that_all_say_the_same_are_whole_wherever_they_are_broken() -> None:
    words = f"{INDICATORS} 质量指标 服务能力 与水平 明显提 升 明显提升 明显 提升 计划数据"
    (rows,) = forms(words)
    values = ["明显提升"] * 3
    assert rows[-1] == ["质量指标", "服务能力与水平", *values, "计划数据"]


def test_values_that_differ_are_one_fragment_each() -> None:
    (rows,) = forms(f"{INDICATORS} 质量指标 服务能力 一般 较好 优秀 计划数据")
    assert rows[-1] == ["质量指标", "服务能力", "一般", "较好", "优秀", "计划数据"]


def test_a_sentence_behind_a_basis_ends_with_its_stop() -> None:
    basis = "计划数据：涉及 12 家 单位，每家 各 1 人。"
    words = f"{INDICATORS[:-4]}{basis} 走访次数 2 次 3 次 4 次 计划数据"
    (rows,) = forms(words)
    assert rows[-2][-1] == "计划数据：涉及12家单位，每家各1人。"
    assert rows[-1] == ["走访次数", "2次", "3次", "4次", "计划数据"]


def test_a_sentence_behind_a_basis_ends_where_the_next_row_has_a_level() -> None:
    basis = "计划数据：按照 进度 完成各 项任务"
    words = f"{INDICATORS[:-4]}{basis} 效益指标 社会效益指标 走访次数 2 次 3 次 4 次 计划数据"
    (rows,) = forms(words)
    assert rows[-2][-1] == "计划数据：按照进度完成各项任务"
    assert rows[-1][:3] == ["效益指标", "社会效益指标", "走访次数"]


def test_a_form_ends_at_the_title_of_another_though_its_unit_is_glued_to_it() -> None:
    title = "2024年项目支出绩效目标申报表"
    project = "项目名称 某工作经费 项目代码 42010322403T000000107 品名 数量 金额 打印纸 10 1"
    words = f"{INDICATORS} {title}单位：万元 {project}"
    first, second = forms(words)
    assert first[-1][-1] == "计划数据"
    assert second[0][:2] == ["项目名称", "某工作经费"]


def test_two_amounts_without_a_blank_are_two() -> None:
    words = (
        "部门总体资金情况 总体资金情况 当年金额 占比 近两年收支金额 2022 年 2021 年 收入构成"
        " 财政拨款 160.96 100% 117.63118.69 财政专户管理资金 单位资金 合计 160.96 100%"
        " 117.63 118.69 支出构成 人员类项目支出 160.96 100% 117.63 118.69"
    )
    row = next(row for (rows,) in [forms(words)] for row in rows if "财政拨款" in row)
    assert row[-4:] == ["160.96", "100%", "117.63", "118.69"]
