"""Random final accounts, tables and narrative, that are true and rounded wherever they print."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from tests.press import PRIVATE, Press, RoundingLook, true_book
from tests.table_reports import any_look, final_tables, printed
from tests.telling import NUMBERS, TELLING, Story, WholeReport, last_year, name, path


def final_report(random: Random) -> WholeReport:
    """Return final accounts: the nine tables, and the sections that explain them."""
    press = Press(random)
    whole_yuan = random.random() < 0.3
    # Without titles a table that is empty can be any.
    look = RoundingLook(**any_look(random) | {"titled": True}, press=press, whole_yuan=whole_yuan)
    tables = final_tables(look)
    lines = ["某市某某局2024年度部门决算", "第二部分 2024年度部门决算表"]
    lines += printed(look, tables, "注：本单位没有这类资金，本表为空表。")
    lines.append("第三部分 2024年度部门决算情况说明")
    story = Story(press, true_book(tables), 2024)
    for number, (title, tell) in zip(NUMBERS, SECTIONS.items(), strict=True):
        lines += [f"{number}、{title}", *tell(story)]
    lines += work_review(story)
    return WholeReport("\n".join(lines) + "\n", press)


# ---- the sections -------------------------------------------------------------------------------


def overall(story: Story) -> list[str]:
    total = story.of("T01", "grand_income")
    money = story.press.money(total)
    words = story.pick(f"收、支总计均为{money}", f"收入总计{money}，支出总计{money}")
    return [f"2024年度{words}。{story.change(total, '收、支总计')}。"]


def income(story: Story) -> list[str]:
    total = story.of("T01", "income_total")
    lines = [
        f"2024年度收入合计{story.press.money(total)}，{story.change(total, '收入合计')}。其中："
    ]
    fiscal, business = story.of("T02", "total", "fiscal"), story.of("T02", "total", "business")
    parts = {"财政拨款收入": fiscal, "事业收入": business}
    return [lines[0] + story.with_shares(parts, total, "本年收入")]


def expenditure(story: Story) -> list[str]:
    total = story.of("T03", "total", "total")
    basic, project = story.of("T03", "total", "basic"), story.of("T03", "total", "project")
    parts = {"基本支出": basic, "项目支出": project}
    shares = story.with_shares(parts, total, "本年支出")
    change = story.change(total, "支出合计")
    return [f"2024年度支出合计{story.press.money(total)}，{change}。其中：{shares}"]


def fiscal_overall(story: Story) -> list[str]:
    total = story.of("T04", "grand_income")
    change = story.change(total, "财政拨款收、支总计")
    lines = [f"2024年度财政拨款收、支总计均为{story.press.money(total)}。{change}。"]
    general = story.of("T04", "income:general")
    lines.append(
        f"2024年度财政拨款收入中，一般公共预算财政拨款收入{story.press.money(general)}，"
        f"{story.change(general)}。"
    )
    return lines


def general_budget(story: Story) -> list[str]:
    total, whole = story.of("T05", "total", "total"), story.of("T03", "total", "total")
    money = story.press.money(total)
    change = story.change(total, "一般公共预算财政拨款支出")
    return [
        "（一）一般公共预算财政拨款支出决算总体情况",
        f"2024年度一般公共预算财政拨款支出{money}{story.share(total, whole, '本年支出合计的')}。"
        f"{change}。",
        "（二）一般公共预算财政拨款支出决算结构情况",
        *_structure(story, total),
        "（三）一般公共预算财政拨款支出决算具体情况",
        *_details(story, total),
    ]


def _structure(story: Story, total: int) -> list[str]:
    lines = [
        f"2024年度一般公共预算财政拨款支出{story.press.money(total)}，"
        f"主要用于以下方面：{story.pick('', '')}"
    ]
    for number, (code, fen) in enumerate(story.classes("T05").items(), start=1):
        told = f"{name(code)}{story.pick('', '（类）')}{story.press.money(fen)}"
        lines.append(f"{number}.{told}{story.share(fen, total)}。")
    return lines


def _details(story: Story, total: int) -> list[str]:
    spent = story.leaves("T05")
    budgets = {code: last_year(story.random, fen) for code, fen in spent.items()}
    lines = [
        "2024年度一般公共预算财政拨款支出"
        + _outcome(story, total, sum(budgets.values()), explained=False)
        + "。其中："
    ]
    for number, (code, fen) in enumerate(spent.items(), start=1):
        lines.append(f"{number}.{path(code)}{_outcome(story, fen, budgets[code])}。")
    return lines


def _outcome(story: Story, outcome: int, budget: int, *, explained: bool = True) -> str:
    """Return budget, outcome, rate of completion, and a reason where they differ."""
    told = f"年初预算为{story.press.money(budget)}，支出决算为{story.press.money(outcome)}"
    told += story.completion(outcome, budget, "年初预算")
    if outcome == budget or not explained:
        return told
    verb = "大于" if outcome > budget else "小于"
    return f"{told}，支出决算数{verb}年初预算数的主要原因是年中调整了工作安排"


def basic(story: Story) -> list[str]:
    total = story.of("T05", "total", "basic")
    people, office = (story.of("T06", row, "final") for row in ("personnel_total", "public_total"))
    told = [
        f"{word}{story.press.money(fen)}，主要包括：{_listed(story, digits)}"
        for word, fen, digits in (("人员经费", people, "13"), ("公用经费", office, "20"))
    ]
    head = f"2024年度一般公共预算财政拨款基本支出{story.press.money(total)}，其中："
    return [head, *(f"{line}。" for line in told)]


def _listed(story: Story, kinds: str) -> str:
    names = [
        name(row.removeprefix("account:"))
        for (row, _), fen in story.book["T06"].items()
        if len(row) == len("account:30101") and fen > PRIVATE and row[10] in kinds
    ]
    return "、".join(names or ["无"]) + "等"


def government_fund(story: Story) -> list[str]:
    total = story.of("T07", "total", "total")
    if not total:
        return ["本单位2024年度无政府性基金预算财政拨款收入支出。"]
    return [
        f"2024年度政府性基金预算财政拨款年初结转和结余{story.press.money(0)}，"
        f"本年收入{story.press.money(total)}，本年支出{story.press.money(total)}，"
        f"年末结转和结余{story.press.money(0)}。"
    ]


def state_capital(story: Story) -> list[str]:
    total = story.of("T08", "total", "total")
    if not total:
        return ["本单位2024年度无国有资本经营预算财政拨款支出。"]
    return [f"2024年度国有资本经营预算财政拨款支出{story.press.money(total)}。"]


def three_public(story: Story) -> list[str]:
    items = ("total", "abroad", "vehicles", "reception")
    total, *parts = (story.of("T09", "total", f"final:{item}") for item in items)
    story.add_up_last_year(total, parts)
    # Where nothing was spent nobody went abroad, and nobody was received.
    abroad, _, reception = (int(bool(part)) for part in parts)
    return [
        f"2024年度“三公”经费财政拨款支出{_item(story, 'total')}。",
        f"1.因公出国（境）费{_item(story, 'abroad')}。"
        f"全年因公出国（境）团组{2 * abroad}个，累计{5 * abroad}人次。",
        f"2.公务用车购置及运行维护费{_item(story, 'vehicles')}。其中："
        f"公务用车购置费支出{_money(story, 'vehicle_purchase')}，"
        f"公务用车运行维护费支出{_money(story, 'vehicle_operation')}，公务用车保有量为1辆。",
        f"3.公务接待费{_item(story, 'reception')}。"
        f"国内公务接待{3 * reception}批次、{20 * reception}人次。",
    ]


def _money(story: Story, item: str) -> str:
    return story.press.money(story.of("T09", "total", f"final:{item}"))


def _item(story: Story, item: str) -> str:
    budget, final = (story.of("T09", "total", f"{m}:{item}") for m in ("budget", "final"))
    told = f"预算为{story.press.money(budget, guarded=False)}，支出决算为{story.press.money(final)}"
    told += story.completion(final, budget, "预算")
    return f"{told}。{story.change(final)}"


def operating_costs(story: Story) -> list[str]:
    # A department may sum up units that have none: less than all 公用经费 is only a warning.
    office = story.of("T06", "public_total", "final")
    return [f"2024年度机关运行经费支出{story.press.money(office, guarded=False)}。"]


def procurement(story: Story) -> list[str]:
    parts = [story.random.randint(PRIVATE, 90_000_000) for _ in range(3)]
    total = sum(parts)
    smaller = total * story.random.randint(30, 100) // 100
    money = story.press.money
    goods, works, services = (money(fen) for fen in parts)
    share = story.share(smaller, total, "政府采购支出总额的")
    return [
        f"2024年度政府采购支出总额{money(total)}，其中：政府采购货物支出{goods}、"
        f"政府采购工程支出{works}、政府采购服务支出{services}。"
        f"授予中小企业合同金额{money(smaller, guarded=bool(share), part_of=total)}{share}。"
    ]


def assets(story: Story) -> list[str]:
    uses = ("主要负责人用车", "机要通信用车", "应急保障用车", "执法执勤用车", "其他用车")
    cars = {use: story.random.randint(0, 12) for use in uses} | {"其他用车": 1}
    told = "、".join(f"{use}{story.press.count(number)}辆" for use, number in cars.items())
    total = story.press.count(sum(cars.values()))
    return [f"截至2024年12月31日，本单位共有车辆{total}辆，其中，{told}。"]


def performance(story: Story) -> list[str]:
    whole = story.of("T05", "total", "project")
    if whole < TELLING:
        return ["本单位2024年度无项目绩效自评。"]
    first, second = whole * 3 // 10, whole * 2 // 10
    spent = (first, second, whole - first - second)
    money = story.press.money(whole, part_of=whole)
    share = story.share(whole, whole, "一般公共预算项目支出总额的")
    lines = [f"根据预算绩效管理要求，共涉及项目{len(spent)}个，资金{money}{share}。"]
    for number, (project, fen) in enumerate(zip(_PROJECTS, spent, strict=True), start=1):
        budget = fen * story.random.randint(100, 140) // 100
        planned, outcome = (story.press.money(one, part_of=budget) for one in (budget, fen))
        rate = story.press.rate(Fraction(fen, budget))
        lines.append(
            f"{number}.{project}绩效自评综述：项目全年预算数为{planned}，"
            f"执行数为{outcome}，完成预算{rate}。"
        )
    return lines


_PROJECTS = ("窗口服务保障项目", "信息系统运行维护项目", "专项业务工作经费项目")


def work_review(story: Story) -> list[str]:
    groups, single = story.random.randint(3, 90), story.random.randint(3, 90)
    count = story.press.count
    return [
        "第四部分 2024年重点工作完成情况",
        f"一、信访接待。全年接待来访{count(groups + single)}批次，其中，群访{count(groups)}批次，"
        f"个人来访{count(single)}批次。",
        f"二、档案管理。全年整理案卷{count(groups + 2 * single)}卷，分别为文书{count(groups)}卷、"
        f"会计{count(2 * single)}卷。",
    ]


SECTIONS = {
    "收入支出决算总体情况说明": overall,
    "收入决算情况说明": income,
    "支出决算情况说明": expenditure,
    "财政拨款收入支出决算总体情况说明": fiscal_overall,
    "一般公共预算财政拨款支出决算情况说明": general_budget,
    "一般公共预算财政拨款基本支出决算情况说明": basic,
    "政府性基金预算财政拨款收入支出决算情况说明": government_fund,
    "国有资本经营预算财政拨款支出决算情况说明": state_capital,
    "财政拨款“三公”经费支出决算情况说明": three_public,
    "机关运行经费支出说明": operating_costs,
    "政府采购支出说明": procurement,
    "国有资产占用情况说明": assets,
    "预算绩效情况说明": performance,
}
