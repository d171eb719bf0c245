"""Small reports that belong together, true and rounded where they print: years, plans, units.

Money is in 元 and printed in 万元, so that every printed number is a rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from extractor import Report, extract

PLACE = "云岭省东江市临河区"
ACCOUNTS = {"2010301": "行政运行", "2010302": "一般行政管理事务"}
_PATHS = {
    "2010301": "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）",
    "2010302": "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）一般行政管理事务（项）",
}
_COMMON = ("一般公共服务支出", "政府办公厅（室）及相关机构事务")


@dataclass(frozen=True)
class Money:
    """What a unit has in one year, in 元: by account, its 三公, and what it carries over."""

    basic: int
    project: int
    cars: int
    opening: int = 0
    closing: int = 0

    @property
    def spent(self) -> int:
        return self.basic + self.project

    @property
    def income(self) -> int:
        return self.spent + self.closing - self.opening

    def plus(self, other: Money) -> Money:
        return Money(
            self.basic + other.basic,
            self.project + other.project,
            self.cars + other.cars,
            self.opening + other.opening,
            self.closing + other.closing,
        )


def any_money(random: Random, opening: int = 0) -> Money:
    """Return money of one year, after what the year before left over."""
    basic, project = random.randint(2_000_000, 90_000_000), random.randint(900_000, 30_000_000)
    return Money(
        basic, project, random.randint(9_000, 300_000), opening, random.randint(0, 800_000)
    )


@dataclass(frozen=True)
class Paper:
    """One report before it is printed; ``wrong`` are numbers printed otherwise, by their names."""

    kind: str
    entity: str
    year: int
    money: Money
    prior: Money | None = None
    plan: Money | None = None
    units: Mapping[str, Money] | None = None
    version: str = "部门"
    wrong: Mapping[str, str] | None = None
    mission: str = ""

    def but(self, **wrong: str) -> Paper:
        """Return the same with numbers of these names printed wrong."""
        return replace(self, wrong=wrong)

    def n(self, name: str, yuan: int) -> str:
        return (self.wrong or {}).get(name) or printed(yuan)

    def read(self) -> Report:
        """Return the report as the program reads it."""
        text = "\n".join(_final(self) if self.kind == "决算" else _budget(self)) + "\n"
        source = f"{self.entity}{self.year}{self.version}{self.kind}.txt"
        return extract(text.encode(), filename=source)


def printed(yuan: int) -> str:
    """Return money in 万元, two decimals."""
    return str((Decimal(yuan) / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP))


def _title(paper: Paper) -> list[str]:
    lines = [f"{paper.entity}{paper.year}年度{paper.version}{paper.kind}", "第一部分 概况"]
    lines += ["一、机构设置情况"]
    if paper.mission:
        return [*lines, paper.mission]
    if not paper.units:
        return [*lines, f"{paper.entity}{paper.kind}由单位本级{paper.kind}组成。"]
    lines += [f"本部门由机关及下属{len(paper.units)}家二级单位组成，分别是："]
    return [*lines, *(f"{n}、{unit}" for n, unit in enumerate(paper.units, start=1))]


def _change(paper: Paper, name: str, now: int, before: int) -> str:
    by = abs(now - before)
    if not by:
        return f"与{paper.year - 1}年度持平"
    verb, rate = ("增加", "增长") if now >= before else ("减少", "下降")
    shown = (Decimal(by) / Decimal(before) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"与{paper.year - 1}年度相比，{verb}{paper.n(name, by)}万元，{rate}{shown}%"


def _general(paper: Paper, title: str) -> list[str]:
    money, n = paper.money, paper.n
    rows = [("", "合计"), ("201", _COMMON[0]), ("20103", _COMMON[1])]
    lines = [title, "单位：万元", "科目编码\t科目名称\t合计\t基本支出\t项目支出"]
    for code, name in rows:
        both = (n("spent", money.spent), n("basic", money.basic), n("project", money.project))
        lines.append("\t".join((code or name, name if code else "", *both)))
    basic = (n("basic", money.basic), n("basic", money.basic), "")
    project = (n("project", money.project), "", n("project", money.project))
    for (code, name), row in zip(ACCOUNTS.items(), (basic, project), strict=True):
        lines.append("\t".join((code, name, *row)))
    return lines


def _final(paper: Paper) -> list[str]:
    money, n, year = paper.money, paper.n, paper.year
    total = n("total", money.spent + money.closing)
    both = [n("income", money.income), n("spent", money.spent)]
    carried = [n("opening", money.opening), n("closing", money.closing)]
    lines = [
        *_title(paper),
        f"第二部分 {year}年度部门决算表",
        "收入支出决算总表",
        "单位：万元",
        "收入\t\t\t支出\t\t",
        "项目\t行次\t金额\t项目\t行次\t金额",
        f"一、一般公共预算财政拨款收入\t1\t{both[0]}\t一、一般公共服务支出\t31\t{both[1]}",
        f"本年收入合计\t27\t{both[0]}\t本年支出合计\t57\t{both[1]}",
        f"年初结转和结余\t29\t{carried[0]}\t年末结转和结余\t59\t{carried[1]}",
        f"总计\t31\t{total}\t总计\t61\t{total}",
        *_general(paper, "一般公共预算财政拨款支出决算表"),
        "财政拨款“三公”经费支出决算表",
        "单位：万元",
        "项目\t预算数\t决算数",
        *_three_public(paper),
        f"第三部分 {year}年度部门决算情况说明",
        "一、收入支出决算总体情况说明",
        f"{year}年度收、支总计均为{total}万元。{_told_total(paper)}",
        "二、一般公共预算财政拨款支出决算情况说明",
        *_told_general(paper),
    ]
    return lines


def _three_public(paper: Paper) -> list[str]:
    planned = paper.n("cars_planned", paper.plan.cars if paper.plan else paper.money.cars)
    spent = paper.n("cars", paper.money.cars)
    return [
        f"“三公”经费合计\t{planned}\t{spent}",
        "1.因公出国（境）费\t\t",
        f"2.公务用车购置及运行维护费\t{planned}\t{spent}",
        "（1）公务用车购置费\t\t",
        f"（2）公务用车运行维护费\t{planned}\t{spent}",
        "3.公务接待费\t\t",
    ]


def _told_total(paper: Paper) -> str:
    money, prior = paper.money, paper.prior
    if prior is None:
        return ""
    now, before = money.spent + money.closing, prior.spent + prior.closing
    return f"{_change(paper, 'total_change', now, before)}，主要原因是工作安排有调整。"


def _told_general(paper: Paper) -> list[str]:
    money, n, year = paper.money, paper.n, paper.year
    told = f"{year}年度一般公共预算财政拨款支出{n('spent', money.spent)}万元。"
    if paper.prior is not None:
        told += f"{_change(paper, 'spent_change', money.spent, paper.prior.spent)}。"
    lines = ["（一）一般公共预算财政拨款支出决算总体情况", told]
    if paper.plan is None:
        return lines
    lines += ["（二）一般公共预算财政拨款支出决算具体情况"]
    pairs = ((paper.plan.basic, money.basic), (paper.plan.project, money.project))
    for (code, path), (planned, spent) in zip(_PATHS.items(), pairs, strict=True):
        lines.append(
            f"{path}年初预算为{n(f'planned_{code}', planned)}万元，"
            f"支出决算为{printed(spent)}万元，决算与预算不同的主要原因是工作安排有调整。"
        )
    return lines


def _budget(paper: Paper) -> list[str]:
    money, n, year = paper.money, paper.n, paper.year
    total = n("total", money.spent)
    told = ""
    if paper.prior is not None:
        told = f"{_change(paper, 'total_change', money.spent, paper.prior.spent)}。"
    return [
        *_title(paper),
        f"第二部分 {year}年部门预算情况说明",
        "一、收支预算总体安排情况",
        f"{year}年部门收支总预算{total}万元。{told}",
        "第三部分 预算公开报表",
        "收支预算总表",
        "单位：万元",
        "收入\t\t支出\t",
        "项目\t预算数\t项目\t预算数",
        f"一、一般公共预算拨款收入\t{total}\t一、一般公共服务支出\t{total}",
        f"本年收入合计\t{total}\t本年支出合计\t{total}",
        f"收入总计\t{total}\t支出总计\t{total}",
        *_general(paper, "一般公共预算支出表（分功能科目）"),
        "一般公共预算“三公”经费支出表",
        "单位：万元",
        "合计\t因公出国（境）费\t公务用车购置及运行维护费\t\t\t公务接待费",
        "\t\t小计\t公务用车购置费\t公务用车运行维护费\t",
        f"{n('cars', money.cars)}\t\t{n('cars', money.cars)}\t\t{n('cars', money.cars)}\t",
    ]


def two_years(random: Random, kind: str = "决算") -> list[Paper]:
    """Return this year's report of a unit and last year's."""
    before = any_money(random)
    now = any_money(random, before.closing)
    name = f"{PLACE}某某服务中心"
    return [Paper(kind, name, 2024, now, before), Paper(kind, name, 2023, before)]


def plan_and_outcome(random: Random) -> list[Paper]:
    """Return the final accounts of a unit and its budget of the same year."""
    plan, now = any_money(random), any_money(random)
    name = f"{PLACE}人民政府国有资产监督管理局"
    return [
        Paper("决算", "临河区国资局", 2024, now, plan=plan),
        Paper("预算", name, 2024, plan),
    ]


def department(random: Random, kind: str = "决算") -> list[Paper]:
    """Return a department, its own share, and its two units."""
    name = f"{PLACE}某某局"
    units = {f"{PLACE}甲乙服务中心": any_money(random), f"{PLACE}丙丁管理所": any_money(random)}
    own = any_money(random)
    whole = own
    for money in units.values():
        whole = whole.plus(money)
    return [
        Paper(kind, name, 2024, whole, units=units),
        Paper(kind, f"{name}（本级）", 2024, own, version="单位"),
        *(Paper(kind, unit, 2024, money, version="单位") for unit, money in units.items()),
    ]


def versions(random: Random, kind: str = "决算") -> list[Paper]:
    """Return the two reports of a department without units: 部门 and 单位."""
    money, name = any_money(random), f"{PLACE}某某局"
    return [Paper(kind, name, 2024, money), Paper(kind, name, 2024, money, version="单位")]


def read_all(papers: Sequence[Paper]) -> list[Report]:
    """Return the reports as the program reads them."""
    return [paper.read() for paper in papers]
