"""Random sets of official tables that agree with each other, in the layouts of many places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st

from rules.loaders.accounts import load_accounts
from tests.table_looks import Amounts, Look, coded, half_row, halves, is_body, tree

PARTS = ("personnel", "public", "project")
GENERAL = ("2010301", "2010302", "2013105", "2050101", "2080501", "2080599", "2100101", "2210203")
FUND, CAPITAL = ("2120801", "2120803", "2296002"), ("2230105", "2230201")
_INCOMES = {
    "income:general": "一般公共预算财政拨款收入",
    "income:fund": "政府性基金预算财政拨款收入",
    "income:capital": "国有资本经营预算财政拨款收入",
    "income:superior": "上级补助收入",
    "income:business": "事业收入",
    "income:operating": "经营收入",
    "income:subordinate": "附属单位上缴收入",
    "income:other": "其他收入",
}
_SOURCES = {
    "fiscal": "财政拨款收入",
    "superior": "上级补助收入",
    "business": "事业收入",
    "operating": "经营收入",
    "subordinate": "附属单位上缴收入",
    "other": "其他收入",
}
PEOPLE, _OFFICE = ("30101", "30102", "30301", "30302"), ("30201", "30202", "31002")
_NUMERALS = "一二三四五六七八九十"


#: Title, rows and amounts of a table.
ReportTable = tuple[str, list[list[str]], Amounts]


@dataclass(frozen=True)
class TableReport:
    """A text, the unit that it is printed in, and what has to be read of each table."""

    text: str
    unit: str
    amounts: Mapping[str, Amounts]


def table_report(random: Random) -> TableReport:
    """Return the nine tables of final accounts, all from the same money."""
    look = Look(**any_look(random))
    tables = final_tables(look)
    unit = "万元" if look.scale == 1 else "元"
    lines = ["某市某某局2024年度部门决算", "第二部分 2024年度部门决算表"]
    lines += printed(look, tables)
    amounts = {f"T{number:02d}": read for number, (_, _, read) in enumerate(tables, start=1)}
    scaled = {
        table: {place: cents * look.scale for place, cents in read.items() if cents}
        for table, read in amounts.items()
        # An empty table without a title can be any.
        if look.titled or any(read.values())
    }
    return TableReport(look.gap.join(lines) + "\n", unit, scaled)


def any_look(random: Random) -> dict[str, Any]:
    """Return how some place prints its tables: the fields of a Look."""
    return {
        "random": random,
        "separator": random.choice("\t|"),
        "blank": random.choice(("", "0", "0.00", "—", "-")),
        "scale": random.choice((1, 10_000)),
        "grouped": random.random() < 0.5,
        "total_first": random.random() < 0.5,
        "ruled": random.random() < 0.5,
        "numbered": random.random() < 0.5,
        "code_style": random.choice(("whole", "levels", "parts", "in name")),
        "ragged": random.random() < 0.3,
        "spaced": random.random() < 0.3,
        "merged": random.random() < 0.3,
        "gap": random.choice(("\n", "\n", "\r\n", "\n\n")),
        "page": random.choice((0, 0, 7, 9, 12)),
        "titled": random.random() < 0.8,
    }


def final_tables(look: Look) -> list[ReportTable]:
    """Return title, rows and amounts of T01 to T09."""
    spent = spending(look.random)
    economic = economic_accounts(spent, look.random)
    return [
        _summary(look, spent),
        _income(look, spent),
        _expenditure(look, spent),
        _fiscal(look, spent),
        _general(look, spent),
        _basic(look, economic),
        _fund(look, spent),
        _capital(look, spent),
        _three_public(look),
    ]


def printed(look: Look, tables: Sequence[ReportTable], note: str = "") -> Iterator[str]:
    """Yield the lines of tables, each with its caption, and a note below those without money."""
    unit = "万元" if look.scale == 1 else "元"
    for number, (title, body, amounts) in enumerate(tables, start=1):
        yield from _caption(look, title, f"公开{number:02d}表", f"单位：{unit}")
        head = next(at for at, row in enumerate(body) if is_body(look, row))
        yield from look.lines(head, body)
        if note and not any(amounts.values()):
            yield note


#: Reports of all looks.
table_reports = st.integers(0, 2**32).map(lambda seed: table_report(Random(seed)))

Spent = dict[str, dict[str, int]]


def spending(random: Random) -> Spent:
    """Return cents by 项 and kind of money; ``own`` is what other income pays."""
    spent: Spent = {}
    for code in random.sample(GENERAL, random.randint(1, 6)):
        spent[code] = {part: _cents(random) for part in PARTS}
        spent[code]["personnel"] += 1
        if random.random() < 0.3:
            spent[code]["own"] = _cents(random)
    for codes in (FUND, CAPITAL):
        for code in random.sample(codes, random.randint(0, len(codes))):
            spent[code] = {"project": 1 + _cents(random)}
    return spent


def _cents(random: Random) -> int:
    return random.choice((0, random.randint(1, 500), random.randint(1, 50_000_000)))


def economic_accounts(spent: Spent, random: Random) -> dict[str, int]:
    """Return the basic expenditure of 一般公共预算 by economic account."""
    found: dict[str, int] = {}
    for part, codes in (("personnel", PEOPLE), ("public", _OFFICE)):
        left = sum_of(spent, GENERAL, part)
        for code in codes[:-1]:
            found[code] = random.randint(0, left)
            left -= found[code]
        found[codes[-1]] = left
    return found


def sum_of(spent: Spent, codes: Sequence[str], *parts: str) -> int:
    return sum(spent[code].get(part, 0) for code in codes if code in spent for part in parts)


def _caption(look: Look, title: str, code: str, unit: str) -> list[str]:
    if not look.titled:
        return ["", unit]
    heading = look.random.choice((title, f"2024年度{title}", f"2024年度部门{title}"))
    if "财政拨款" in title:
        heading = look.random.choice((title, f"2024年度{title}"))
    return look.random.choice(
        (
            [heading, code, f"部门：某市某某局 金额{unit}"],
            [code, heading, unit],
            [heading, f"{code} {unit}"],
        )
    )


def by_level(codes: Sequence[str], columns: Mapping[str, Mapping[str, int]]) -> Amounts:
    """Return the amounts of the total and of every level; ``columns`` is code → cents by key."""
    found: Amounts = {}
    for key, cents in columns.items():
        found["total", key] = sum(cents.values())
        for code in tree(codes):
            below = [amount for other, amount in cents.items() if other.startswith(code)]
            found[f"account:{code}", key] = sum(below)
    return found


def permuted(look: Look, columns: Mapping[str, str]) -> dict[str, str]:
    """Return the columns with the order of all but the first changed."""
    first, *others = columns
    look.random.shuffle(others)
    return {key: columns[key] for key in (first, *others)}


def _income(look: Look, spent: Spent) -> ReportTable:
    codes = list(spent)
    fiscal = {code: sum_of(spent, [code], *PARTS) for code in codes}
    own = {code: spent[code].get("own", 0) for code in codes}
    none = dict.fromkeys(codes, 0)
    by_key = {key: none for key in _SOURCES} | {"fiscal": fiscal, "business": own}
    amounts = by_level(codes, {"total": {c: fiscal[c] + own[c] for c in codes}, **by_key})
    columns = permuted(look, {"total": "本年收入合计", **_SOURCES})
    body = coded(look, codes, [list(columns.values())], list(columns), amounts)
    return look.random.choice(("收入决算表", "收入总体情况表")), body, amounts


def _expenditure(look: Look, spent: Spent) -> ReportTable:
    codes = list(spent)
    basic = {c: sum_of(spent, [c], "personnel", "public", "own") for c in codes}
    project = {c: sum_of(spent, [c], "project") for c in codes}
    none = dict.fromkeys(codes, 0)
    amounts = by_level(
        codes,
        {
            "total": {c: basic[c] + project[c] for c in codes},
            "basic": basic,
            "project": project,
            "to_superior": none,
            "operating": none,
            "to_subordinate": none,
        },
    )
    names = {
        "total": "本年支出合计",
        "basic": "基本支出",
        "project": "项目支出",
        "to_superior": "上缴上级支出",
        "operating": "经营支出",
        "to_subordinate": "对附属单位补助支出",
    }
    columns = permuted(look, names)
    body = coded(look, codes, [list(columns.values())], list(columns), amounts)
    return look.random.choice(("支出决算表", "支出总体情况表")), body, amounts


def _general(look: Look, spent: Spent) -> ReportTable:
    codes = [code for code in spent if code in GENERAL]
    parts = {part: {c: sum_of(spent, [c], part) for c in codes} for part in PARTS}
    basic = {c: parts["personnel"][c] + parts["public"][c] for c in codes}
    total = {c: basic[c] + parts["project"][c] for c in codes}
    columns = {"total": total, "basic": basic, **parts}
    if look.random.random() < 0.5:
        heads = [["本年支出", "", ""], ["小计", "基本支出", "项目支出"]]
        keys = ["total", "basic", "project"]
    else:
        heads = [["合计", "基本支出", "", "", "项目支出"], ["", "小计", "人员经费", "公用经费", ""]]
        keys = ["total", "basic", *PARTS]
    amounts = by_level(codes, {key: columns[key] for key in keys})
    title = look.random.choice(
        ("一般公共预算财政拨款支出决算表", "一般公共预算支出决算表", "一般公共预算支出情况表")
    )
    return title, coded(look, codes, heads, keys, amounts), amounts


def _flow_columns(look: Look, spent: Spent, all_codes: Sequence[str]) -> ReportTable:
    codes = [code for code in spent if code in all_codes]
    money = {c: sum_of(spent, [c], "project") for c in codes}
    none = dict.fromkeys(codes, 0)
    columns = {
        "opening": none,
        "income": money,
        "total": money,
        "basic": none,
        "project": money,
        "closing": none,
    }
    heads = [
        ["年初结转和结余", "本年收入", "本年支出", "", "", "年末结转和结余"],
        ["", "", "小计", "基本支出", "项目支出", ""],
    ]
    amounts = by_level(codes, columns)
    return "", coded(look, codes, heads, list(columns), amounts), amounts


def _fund(look: Look, spent: Spent) -> ReportTable:
    _, body, amounts = _flow_columns(look, spent, FUND)
    return "政府性基金预算财政拨款收入支出决算表", body, amounts


def _capital(look: Look, spent: Spent) -> ReportTable:
    codes = [code for code in spent if code in CAPITAL]
    money = {c: sum_of(spent, [c], "project") for c in codes}
    columns = {"total": money, "basic": dict.fromkeys(codes, 0), "project": money}
    amounts = by_level(codes, columns)
    heads = [["合计", "基本支出", "项目支出"]]
    body = coded(look, codes, heads, list(columns), amounts)
    return "国有资本经营预算财政拨款支出决算表", body, amounts


def _basic(look: Look, economic: Mapping[str, int]) -> ReportTable:
    codes = tree(list(economic))
    amounts: Amounts = {}
    for code in codes:
        below = [cents for other, cents in economic.items() if other.startswith(code)]
        amounts[f"account:{code}", "final"] = sum(below)
    people = sum(economic[code] for code in PEOPLE)
    office = sum(economic[code] for code in _OFFICE)
    amounts["personnel_total", "final"] = people
    amounts["public_total", "final"] = office
    left = [code for code in codes if code[:3] in ("301", "303")]
    right = [code for code in codes if code not in left]
    body = [["人员经费", "", "", "公用经费", "", ""], ["科目编码", "科目名称", "决算数"] * 2]
    for at in range(max(len(left), len(right))):
        row: list[str] = []
        for side in (left, right):
            if at < len(side):
                code = side[at]
                name = load_accounts().names[code][0]
                row += [code, name, look.number(amounts[f"account:{code}", "final"])]
            else:
                row += ["", "", ""]
        body.append(row)
    body.append(["人员经费合计", "", look.number(people), "公用经费合计", "", look.number(office)])
    return "一般公共预算财政拨款基本支出决算表", body, amounts


def sums_of_classes(spent: Spent, *parts: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, money in spent.items():
        cents = sum(money.get(part, 0) for part in parts)
        found[code[:3]] = found.get(code[:3], 0) + cents
    return dict(sorted(found.items()))


def listed(at: int, name: str) -> str:
    return f"{_NUMERALS[at]}、{name}"


def _summary(look: Look, spent: Spent) -> ReportTable:
    money = {key: 0 for key in _INCOMES}
    money["income:general"] = sum_of(spent, GENERAL, *PARTS)
    money["income:fund"] = sum_of(spent, FUND, *PARTS)
    money["income:capital"] = sum_of(spent, CAPITAL, *PARTS)
    money["income:business"] = sum_of(spent, list(spent), "own")
    classes = sums_of_classes(spent, *PARTS, "own")
    total = sum(classes.values())
    carried = look.random.choice((0, 1234))
    left = [(listed(at, _INCOMES[key]), key, money[key]) for at, key in enumerate(_INCOMES)]
    right = [
        (listed(at, load_accounts().names[code][0]), f"account:{code}", cents)
        for at, (code, cents) in enumerate(classes.items())
    ]
    ends = [
        (("本年收入合计", "income_total", total), ("本年支出合计", "expenditure_total", total)),
        (("年初结转和结余", "opening", carried), ("年末结转和结余", "closing", carried)),
        (
            ("总计", "grand_income", total + carried),
            ("总计", "grand_expenditure", total + carried),
        ),
    ]
    amounts: Amounts = {(key, "amount"): cents for _, key, cents in [*left, *right]}
    amounts |= {(key, "amount"): cents for end in ends for _, key, cents in end}
    word = look.random.choice(("金额", "决算数"))
    body = halves(look, [word], [word], left, [(n, k, [c]) for n, k, c in right])
    for one, (name, _, cents) in ends:
        body.append(half_row(look, len(body), one, (name, [cents]), 1))
    return look.random.choice(("收入支出决算总表", "收支决算总表")), body, amounts


def _fiscal(look: Look, spent: Spent) -> ReportTable:
    funds = {"general": GENERAL, "fund": FUND, "capital": CAPITAL}
    money = {fund: sum_of(spent, codes, *PARTS) for fund, codes in funds.items()}
    names = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    left = [
        (listed(at, name), f"income:{fund}", money[fund])
        for at, (fund, name) in enumerate(zip(funds, names, strict=True))
    ]
    amounts: Amounts = {(key, "amount"): cents for _, key, cents in left}
    right: list[tuple[str, str, list[int]]] = []
    for at, code in enumerate(sums_of_classes(spent, *PARTS)):
        cents = [
            sum(sum_of(spent, [c], *PARTS) for c in codes if c.startswith(code))
            for codes in funds.values()
        ]
        row = [sum(cents), *cents]
        right.append((listed(at, load_accounts().names[code][0]), f"account:{code}", row))
    total = [sum(money.values()), *money.values()]
    keys = ("total", *funds)
    heads = [look.random.choice(("合计", "小计")), *names]
    body = halves(look, ["决算数"], heads, left, right)
    for name, other, key, other_key in (
        ("本年收入合计", "本年支出合计", "income_total", "expenditure_total"),
        ("总计", "总计", "grand_income", "grand_expenditure"),
    ):
        body.append(half_row(look, len(body), (name, key, total[0]), (other, total), 4))
        amounts[key, "amount"] = total[0]
        right.append((other, other_key, total))
    amounts |= {
        (row, key): cents for _, row, each in right for key, cents in zip(keys, each, strict=True)
    }
    return "财政拨款收入支出决算总表", body, amounts


_ITEMS = {
    "abroad": "因公出国（境）费",
    "vehicle_purchase": "公务用车购置费",
    "vehicle_operation": "公务用车运行维护费",
    "reception": "公务接待费",
}
ORDER = ("total", "abroad", "vehicles", "vehicle_purchase", "vehicle_operation", "reception")


def _three_public(look: Look) -> ReportTable:
    amounts: Amounts = {}
    spent, more = ({item: item_of_three(look.random) for item in _ITEMS} for _ in range(2))
    # No outcome is above its budget.
    planned = {item: cents + more[item] for item, cents in spent.items()}
    for measure, items in (("budget", planned), ("final", spent)):
        items["vehicles"] = items["vehicle_purchase"] + items["vehicle_operation"]
        items["total"] = items["abroad"] + items["vehicles"] + items["reception"]
        amounts |= {("total", f"{measure}:{item}"): cents for item, cents in items.items()}
    layout = look.random.choice((_in_blocks, _in_pairs, _upright))
    return "财政拨款“三公”经费支出决算表", layout(look, amounts), amounts


def item_of_three(random: Random) -> int:
    # A table that has a few single digits alone may be its own row of column numbers.
    return random.choice((0, random.randint(30_000, 5_000_000)))


def _in_blocks(look: Look, amounts: Amounts) -> list[list[str]]:
    vehicles = ["公务用车购置及运行维护费", "", ""]
    half = ["合计", _ITEMS["abroad"], *vehicles, _ITEMS["reception"]]
    small = ["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""]
    measures = ["预算数", *[""] * 5, "决算数", *[""] * 5]
    values = [
        look.number(amounts["total", f"{measure}:{item}"])
        for measure in ("budget", "final")
        for item in ORDER
    ]
    return [measures, half * 2, small * 2, values]


def _in_pairs(look: Look, amounts: Amounts) -> list[list[str]]:
    head = [
        "合计",
        "",
        _ITEMS["abroad"],
        "",
        "公务用车购置及运行维护费",
        *[""] * 5,
        "公务接待费",
        "",
    ]
    small = [*[""] * 4, "小计", "", "公务用车购置费", "", "公务用车运行维护费", "", "", ""]
    values = [
        look.number(amounts["total", f"{measure}:{item}"])
        for item in ORDER
        for measure in ("budget", "final")
    ]
    return [head, small, ["预算数", "决算数"] * 6, values]


def _upright(look: Look, amounts: Amounts) -> list[list[str]]:
    names = {
        "total": "“三公”经费合计",
        "abroad": "1.因公出国（境）费",
        "vehicles": "2.公务用车购置及运行维护费",
        "vehicle_purchase": "（1）公务用车购置费",
        "vehicle_operation": "（2）公务用车运行维护费",
        "reception": "3.公务接待费",
    }
    rows = [
        [name, *(look.number(amounts["total", f"{m}:{item}"]) for m in ("budget", "final"))]
        for item, name in names.items()
    ]
    return [["项目", "预算数", "决算数"], *rows]
