"""Random budgets, tables and narrative, that are true and rounded wherever they print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from tests.press import PRIVATE, Press, RoundingLook, true_book
from tests.table_looks import Amounts, coded, half_row, halves, is_body
from tests.table_reports import (
    CAPITAL,
    FUND,
    GENERAL,
    ORDER,
    PARTS,
    PEOPLE,
    ReportTable,
    Spent,
    any_look,
    by_level,
    economic_accounts,
    item_of_three,
    listed,
    spending,
    sum_of,
    sums_of_classes,
)
from tests.telling import NUMBERS, Story, WholeReport, name, path

_UNITS = {"403": "某市某某局", "403001": "某市某某局本级", "403002": "某市某某中心"}
_INCOMES = {
    "income:general": "一般公共预算拨款收入",
    "income:fund": "政府性基金预算拨款收入",
    "income:capital": "国有资本经营预算拨款收入",
    "income:special_account": "财政专户管理资金收入",
    "income:business": "事业收入",
    "income:operating": "事业单位经营收入",
    "income:superior": "上级补助收入",
    "income:subordinate": "附属单位上缴收入",
    "income:other": "其他收入",
}
_FUNDS = {"general": GENERAL, "fund": FUND, "capital": CAPITAL}


def plan_report(random: Random) -> WholeReport:
    """Return a budget: eleven tables, and the sections that explain them."""
    press = Press(random)
    fields = any_look(random) | {"titled": True, "page": 0}
    look = RoundingLook(**fields, press=press, whole_yuan=random.random() < 0.3)
    tables = _tables(look)
    story = Story(press, true_book(tables), 2025, "预算")
    lines = ["某市某某局2025年部门预算", "第二部分 2025年部门预算情况说明"]
    for number, (title, tell) in zip(NUMBERS, SECTIONS.items(), strict=False):
        lines += [f"{number}、{title}", *tell(story)]
    lines += ["第三部分 预算公开报表", *_printed(look, tables)]
    return WholeReport("\n".join(lines) + "\n", press)


# ---- the tables ---------------------------------------------------------------------------------


def _tables(look: RoundingLook) -> list[ReportTable]:
    spent = spending(look.random)
    return [
        _summary(look, spent),
        _income(look, spent),
        _expenditure(look, spent),
        _fiscal(look, spent),
        _general(look, spent),
        _by_unit(look, spent),
        _basic(look, spent),
        _three_public(look),
        _of_fund(look, spent, FUND, "政府性基金预算支出表"),
        _projects(look, spent),
        _of_fund(look, spent, CAPITAL, "国有资本经营预算支出表"),
    ]


def _printed(look: RoundingLook, tables: Sequence[ReportTable]) -> Iterator[str]:
    unit = "万元" if look.scale == 1 else "元"
    for number, (title, body, amounts) in enumerate(tables, start=1):
        yield from (f"预算{number:02d}表", f"2025年{title}", f"单位：{unit}")
        head = next(at for at, row in enumerate(body) if is_body(look, row))
        yield from look.lines(head, body)
        if amounts and not any(amounts.values()):
            yield "注：本部门没有这类资金，本表为空表。"


def _summary(look: RoundingLook, spent: Spent) -> ReportTable:
    money = dict.fromkeys(_INCOMES, 0)
    money |= {f"income:{fund}": sum_of(spent, codes, *PARTS) for fund, codes in _FUNDS.items()}
    money["income:business"] = sum_of(spent, list(spent), "own")
    classes = sums_of_classes(spent, *PARTS, "own")
    total = sum(classes.values())
    left = [(listed(at, word), key, money[key]) for at, (key, word) in enumerate(_INCOMES.items())]
    right = [
        (listed(at, name(code)), f"account:{code}", [fen])
        for at, (code, fen) in enumerate(classes.items())
    ]
    body = halves(look, ["预算数"], ["预算数"], left, right)
    amounts: Amounts = {(key, "amount"): fen for _, key, fen in left}
    amounts |= {(key, "amount"): fen for _, key, (fen,) in right}
    for one, other, keys in (
        ("本年收入合计", "本年支出合计", ("income_total", "expenditure_total")),
        ("收入总计", "支出总计", ("grand_income", "grand_expenditure")),
    ):
        body.append(half_row(look, len(body), (one, keys[0], total), (other, [total]), 1))
        amounts |= {(key, "amount"): total for key in keys}
    return "收支预算总表", body, amounts


def _units(
    look: RoundingLook, heads: list[list[str]], keys: Sequence[str], total: Mapping[str, int]
) -> list[list[str]]:
    """Return a table by unit: the department, and what its two units have of each column."""
    own, rest = _halves(total)
    body = [["单位编码", "单位名称", *heads[0]], *(["", "", *more] for more in heads[1:])]
    body.append(["合计", "", *_numbers(look, keys, total)])
    for (code, unit), money in zip(_UNITS.items(), (total, own, rest), strict=True):
        body.append([code, unit, *_numbers(look, keys, money)])
    return body


def _halves(total: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Return what each of the two units has."""
    own = {key: fen * 37 // 100 for key, fen in total.items()}
    return own, {key: fen - own[key] for key, fen in total.items()}


def _numbers(look: RoundingLook, keys: Sequence[str], money: Mapping[str, int]) -> list[str]:
    sums = {
        "total": tuple(money),
        "current": tuple(money),
        "general": PARTS,
        "basic": ("personnel", "public"),
    }
    return [look.number(sum(money.get(part, 0) for part in sums.get(key, (key,)))) for key in keys]


def _income(look: RoundingLook, spent: Spent) -> ReportTable:
    total = {part: sum_of(spent, GENERAL, part) for part in PARTS}
    total |= {fund: sum_of(spent, _FUNDS[fund], *PARTS) for fund in ("fund", "capital")}
    total["business"] = sum_of(spent, list(spent), "own")
    names = ["一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "事业收入"]
    heads = [["合计", "本年收入", *[""] * 5], ["", "小计", *names]]
    keys = ("total", "current", "general", "fund", "capital", "special_account", "business")
    return "收入预算总表", _units(look, heads, keys, total), {}


def _expenditure(look: RoundingLook, spent: Spent) -> ReportTable:
    codes = list(spent)
    basic = {c: sum_of(spent, [c], "personnel", "public", "own") for c in codes}
    project = {c: sum_of(spent, [c], "project") for c in codes}
    none = dict.fromkeys(codes, 0)
    columns = {
        "合计": ("total", {c: basic[c] + project[c] for c in codes}),
        "基本支出": ("basic", basic),
        "项目支出": ("project", project),
        "事业单位经营支出": ("operating", none),
        "上缴上级支出": ("to_superior", none),
        "对附属单位补助支出": ("to_subordinate", none),
    }
    amounts = by_level(codes, dict(columns.values()))
    keys = [key for key, _ in columns.values()]
    return "支出预算总表", coded(look, codes, [list(columns)], keys, amounts), amounts


def _fiscal(look: RoundingLook, spent: Spent) -> ReportTable:
    money = {fund: sum_of(spent, codes, *PARTS) for fund, codes in _FUNDS.items()}
    names = ["一般公共预算", "政府性基金预算", "国有资本经营预算"]
    left = [
        (listed(at, f"{word}拨款"), f"income:{fund}", money[fund])
        for at, (fund, word) in enumerate(zip(_FUNDS, names, strict=True))
    ]
    amounts: Amounts = {(key, "amount"): fen for _, key, fen in left}
    right: list[tuple[str, str, list[int]]] = []
    for at, code in enumerate(sums_of_classes(spent, *PARTS)):
        row = [
            sum_of(spent, [c for c in codes if c.startswith(code)], *PARTS)
            for codes in _FUNDS.values()
        ]
        right.append((listed(at, name(code)), f"account:{code}", [sum(row), *row]))
    total = [sum(money.values()), *money.values()]
    body = halves(look, ["预算数"], ["合计", *names], left, right)
    for one, other in (("本年收入合计", "本年支出合计"), ("收入总计", "支出总计")):
        body.append(half_row(look, len(body), (one, "", total[0]), (other, total), 4))
    amounts["grand_income", "amount"] = total[0]
    return "财政拨款收支预算总表", body, amounts


_PEOPLE_HEADS = [["合计", "基本支出", "", "", "项目支出"], ["", "小计", "人员经费", "公用经费", ""]]
_PEOPLE_KEYS = ("total", "basic", *PARTS)


def _general(look: RoundingLook, spent: Spent) -> ReportTable:
    codes = [code for code in spent if code in GENERAL]
    parts = {part: {c: sum_of(spent, [c], part) for c in codes} for part in PARTS}
    basic = {c: parts["personnel"][c] + parts["public"][c] for c in codes}
    total = {c: basic[c] + parts["project"][c] for c in codes}
    amounts = by_level(codes, {"total": total, "basic": basic, **parts})
    body = coded(look, codes, _PEOPLE_HEADS, _PEOPLE_KEYS, amounts)
    return "一般公共预算支出表（分功能科目）", body, amounts


def _by_unit(look: RoundingLook, spent: Spent) -> ReportTable:
    total = {part: sum_of(spent, GENERAL, part) for part in PARTS}
    body = _units(look, _PEOPLE_HEADS, _PEOPLE_KEYS, total)
    return "一般公共预算支出表（分单位）", body, {}


def _basic(look: RoundingLook, spent: Spent) -> ReportTable:
    money = economic_accounts(spent, look.random)
    people = {code: fen if code in PEOPLE else 0 for code, fen in money.items()}
    office = {code: fen - people[code] for code, fen in money.items()}
    amounts = by_level(list(money), {"total": money, "personnel": people, "public": office})
    heads, keys = [["合计", "人员经费", "公用经费"]], ("total", "personnel", "public")
    # 经济分类 has no 项: no place prints it in three columns.
    plain = replace(look, code_style="whole")
    return "一般公共预算基本支出表", coded(plain, list(money), heads, keys, amounts), amounts


def _three_public(look: RoundingLook) -> ReportTable:
    items = {item: item_of_three(look.random) for item in ORDER}
    items["vehicles"] = items["vehicle_purchase"] + items["vehicle_operation"]
    items["total"] = items["abroad"] + items["vehicles"] + items["reception"]
    heads = [
        ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费"],
        ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""],
    ]
    amounts: Amounts = {("total", item): fen for item, fen in items.items()}
    body = [*heads, [look.number(items[item]) for item in ORDER]]
    return "一般公共预算“三公”经费支出表", body, amounts


def _of_fund(look: RoundingLook, spent: Spent, all_codes: Sequence[str], title: str) -> ReportTable:
    codes = [code for code in spent if code in all_codes]
    money = {c: sum_of(spent, [c], "project") for c in codes}
    none = dict.fromkeys(codes, 0)
    amounts = by_level(codes, {"total": money, "basic": none, "project": money})
    heads, keys = [["合计", "基本支出", "项目支出"]], ("total", "basic", "project")
    return title, coded(look, codes, heads, keys, amounts), amounts


def _projects(look: RoundingLook, spent: Spent) -> ReportTable:
    whole = {fund: sum_of(spent, codes, "project") for fund, codes in _FUNDS.items()}
    own, rest = _halves(whole)
    body = [
        ["项目编码", "项目名称", "项目单位", "合计", "本年拨款", "", ""],
        ["", "", "", "", "一般公共预算", "政府性基金预算", "国有资本经营预算"],
    ]
    for code, label, unit, money in (
        ("合计", "", "", whole),
        ("403", _UNITS["403"], "", whole),
        ("403001", _UNITS["403001"], "", own),
        ("31", "本级支出项目", "", own),
        ("42010322403T000000107", "信息系统运行维护", _UNITS["403001"], own),
        ("403002", _UNITS["403002"], "", rest),
        ("31", "本级支出项目", "", rest),
        ("42010322403T000000108", "专项业务工作", _UNITS["403002"], rest),
    ):
        fens = [sum(money.values()), *money.values()]
        body.append([code, label, unit, *(look.number(fen) for fen in fens)])
    return "项目支出预算表", body, {}


# ---- the sections -------------------------------------------------------------------------------


def overall(story: Story) -> list[str]:
    total = story.of("T01", "grand_income")
    change = story.change(total, "收支总预算")
    return [f"2025年部门收支总预算{story.press.money(total)}，{change}。"]


def income(story: Story) -> list[str]:
    total = story.of("T01", "grand_income")
    parts = {word: story.of("T01", key) for key, word in _INCOMES.items()}
    return [
        f"2025年部门收入预算{story.press.money(total)}，其中：{story.with_shares(parts, total, '')}"
    ]


def expenditure(story: Story) -> list[str]:
    total = story.of("T03", "total", "total")
    keys = {"基本支出": "basic", "项目支出": "project"}
    parts = {word: story.of("T03", "total", key) for word, key in keys.items()}
    return [
        f"2025年部门支出预算{story.press.money(total)}，其中：{story.with_shares(parts, total, '')}"
    ]


def fiscal_overall(story: Story) -> list[str]:
    total = story.of("T04", "grand_income")
    parts = {word: story.of("T04", key) for key, word in _INCOMES.items()}
    told = "、".join(f"{word}{story.press.money(part)}" for word, part in parts.items() if part)
    return [f"2025年财政拨款收支总预算{story.press.money(total)}。收入包括：{told}。"]


def general_budget(story: Story) -> list[str]:
    total, basic, people, office, project = (
        story.of("T05", "total", key) for key in ("total", "basic", *PARTS)
    )
    money = story.press.money
    lines = [
        "（一）一般公共预算拨款规模变化情况",
        f"2025年一般公共预算拨款{money(total)}，{story.change(total, '一般公共预算拨款')}。",
        "（二）一般公共预算拨款结构情况",
        f"基本支出{money(basic)}{story.share(basic, total)}，其中：人员经费{money(people)}，"
        f"公用经费{money(office)}；项目支出{money(project)}{story.share(project, total)}。",
        "（三）一般公共预算拨款具体使用情况",
    ]
    for number, (code, fen) in enumerate(story.leaves("T05").items(), start=1):
        change = story.change(fen)
        lines.append(
            f"{number}.{path(code)}{story.pick('', '2025年预算数为')}{money(fen)}，{change}。"
        )
    return lines


def basic(story: Story) -> list[str]:
    total = story.of("T07", "total", "total")
    lines = [f"2025年一般公共预算基本支出{story.press.money(total)}，按部门预算支出经济分类包括："]
    for number, (code, fen) in enumerate(story.classes("T07").items(), start=1):
        lines.append(f"{number}.{name(code)}{story.press.money(fen)}。")
    return lines


def three_public(story: Story) -> list[str]:
    def told(item: str) -> str:
        fen = story.of("T08", "total", item)
        return f"{story.press.money(fen)}，{story.change(fen)}"

    items = ("total", "abroad", "vehicles", "reception")
    total, *parts = (story.of("T08", "total", item) for item in items)
    story.add_up_last_year(total, parts)
    return [
        f"2025年一般公共预算安排“三公”经费预算{told('total')}。具体情况如下：",
        f"（一）因公出国（境）费{told('abroad')}。",
        f"（二）公务用车购置及运行维护费{told('vehicles')}。",
        f"（三）公务接待费{told('reception')}。",
    ]


def other_funds(story: Story) -> list[str]:
    total = story.of("T09", "total", "total")
    if not total:
        return ["本部门2025年没有使用政府性基金预算安排的支出。"]
    return [f"2025年政府性基金预算支出{story.press.money(total)}。"]


def procurement(story: Story) -> list[str]:
    parts = [story.random.randint(PRIVATE, 90_000_000) for _ in range(3)]
    goods, works, services = (story.press.money(fen) for fen in parts)
    total = story.press.money(sum(parts))
    return [f"2025年政府采购预算{total}，其中：货物{goods}，工程{works}，服务{services}。"]


def operating_costs(story: Story) -> list[str]:
    office = story.of("T05", "total", "public")
    return [f"2025年机关运行经费预算{story.press.money(office, guarded=False)}。"]


def assets(story: Story) -> list[str]:
    return ["2024年末本部门国有资产占用情况：无车辆，无单位价值100万元以上的设备。"]


SECTIONS = {
    "收支预算总体安排情况": overall,
    "收入预算安排情况": income,
    "支出预算安排情况": expenditure,
    "财政拨款收支预算总体情况": fiscal_overall,
    "一般公共预算支出安排情况": general_budget,
    "一般公共预算基本支出安排情况": basic,
    "一般公共预算“三公”经费支出情况": three_public,
    "政府性基金预算支出安排情况": other_funds,
    "机关运行经费安排情况": operating_costs,
    "政府采购预算安排情况": procurement,
    "国有资产占用情况": assets,
    "预算绩效管理情况": lambda _: ["2025年本部门项目支出全部实行绩效目标管理。"],
}
