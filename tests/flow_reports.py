"""Random account tables that add up, printed as reading-order text without their blank cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from rules.loaders.accounts import load_accounts

# Column heading → what adds up to it.
PARTS = {
    "人员经费": ("personnel",),
    "公用经费": ("public",),
    "项目支出": ("project",),
    "基本支出": ("personnel", "public"),
    "小计": ("personnel", "public"),
    "合计": ("personnel", "public", "project"),
}
EXPENDITURE = ("合计", "基本支出", "项目支出")
REVERSED = ("合计", "项目支出", "基本支出")
GENERAL = ("合计", "小计", "人员经费", "公用经费", "项目支出")
ECONOMIC = ("合计", "人员经费", "公用经费")
_PARTS = ("personnel", "public", "project")
_ECONOMIC_OF = {"personnel": "30101", "public": "30201"}
_MOST_LEAVES = 7
_CENT = Decimal("0.01")

# Amounts of one 项, in tenths of a cent: what is printed is rounded.
Leaf = Mapping[str, int]


@dataclass(frozen=True)
class PrintedTable:
    """A table with the title, the heading lines and the rows that it is printed with."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[str, ...]], ...]  # code, name, one numeral per column or ""


@dataclass(frozen=True)
class FlowText:
    """A text, and the tables that it was made from."""

    text: str
    tables: tuple[PrintedTable, ...]


def _functional_items() -> list[str]:
    """Return the 项 that random reports spend money on, several of the same 款 among them."""
    codes = sorted(code for code in load_accounts().names if len(code) == 7 and code[0] == "2")
    kept = [code for code in codes if not code.startswith("223")]
    return kept[:8] + kept[120:126] + kept[400:404] + kept[600:603]


_ITEMS = _functional_items()
_amounts = st.integers(0, 40) | st.integers(0, 9_999_999) | st.just(0)
_leaves = st.fixed_dictionaries(
    {"personnel": _amounts, "public": _amounts, "project": _amounts}
).filter(lambda leaf: any(leaf.values()))


@st.composite
def flow_texts(draw: st.DrawFn) -> FlowText:
    """One to three tables about the same money, in one of the looks of a conversion."""
    spent: dict[str, Leaf] = draw(
        st.dictionaries(st.sampled_from(_ITEMS), _leaves, min_size=1, max_size=_MOST_LEAVES)
    )
    if draw(st.booleans()):
        # Without fractions of a cent.
        spent = {code: {k: v * 10 for k, v in leaf.items()} for code, leaf in spent.items()}
    tables = _tables(spent, draw(st.sampled_from((EXPENDITURE, REVERSED))))
    kept = draw(st.sampled_from((tables[:1], tables[:2], tables)))
    return FlowText(_printed(kept, draw(st.randoms(use_true_random=False))), tuple(kept))


@st.composite
def wrong_texts(draw: st.DrawFn) -> FlowText:
    """Large amounts without coincidences; one number in the first two tables is wrong."""
    random = draw(st.randoms(use_true_random=True))
    codes = random.sample(_ITEMS, random.randint(2, _MOST_LEAVES))
    spent: dict[str, Leaf] = {
        code: {part: random.choice((0, random.randint(10**4, 10**8) * 10)) for part in _PARTS}
        for code in codes
    }
    spent = {code: leaf for code, leaf in spent.items() if any(leaf.values())}
    tables = _tables(spent or {codes[0]: {"project": 10**6}}, EXPENDITURE)
    at = random.randrange(2)
    tables[at] = _spoiled(tables[at], random)
    return FlowText(_printed(tables, random), tuple(tables))


def _spoiled(table: PrintedTable, random: Random) -> PrintedTable:
    rows = list(table.rows)
    number = random.randrange(len(rows))
    code, name, cells = rows[number]
    column = random.choice([at for at, cell in enumerate(cells) if cell])
    wrong = f"{Decimal(cells[column].replace(',', '')) + random.randint(1, 10**5) * _CENT:,}"
    rows[number] = (code, name, (*cells[:column], wrong, *cells[column + 1 :]))
    return replace(table, rows=tuple(rows))


def _tables(spent: Mapping[str, Leaf], order: tuple[str, ...]) -> list[PrintedTable]:
    basic = {
        _ECONOMIC_OF[part]: {part: sum(leaf.get(part, 0) for leaf in spent.values())}
        for part in ("personnel", "public")
    }
    basic = {code: leaf for code, leaf in basic.items() if any(leaf.values())}
    tables = [
        _table("部门支出总表", order, spent),
        _table("一般公共预算支出表", GENERAL, spent),
    ]
    return [*tables, _table("一般公共预算基本支出表", ECONOMIC, basic)] if basic else tables


def _table(title: str, columns: tuple[str, ...], spent: Mapping[str, Leaf]) -> PrintedTable:
    codes = sorted({code[:length] for code in spent for length in (3, 5, 7)})
    rows = [("", "合计", _cells(columns, list(spent.values())))]
    for code in codes:
        below = [leaf for other, leaf in spent.items() if other.startswith(code)]
        rows.append((code, load_accounts().names[code][0], _cells(columns, below)))
    return PrintedTable(title, columns, tuple(rows))


def _cells(columns: Sequence[str], leaves: Sequence[Leaf]) -> tuple[str, ...]:
    """Return what is printed in each column; nothing where there is no money."""
    amounts = [
        sum(leaf.get(part, 0) for part in PARTS[column] for leaf in leaves) for column in columns
    ]
    return tuple(f"{Decimal(n) / 1000:,.2f}" if n else "" for n in amounts)


def _printed(tables: Sequence[PrintedTable], random: Random) -> str:
    """Return the lines of all tables: blank cells leave no trace, long words may be broken."""
    breaks, gap = random.random() < 0.5, random.choice(("\n", "\n\n"))
    lines: list[str] = []
    for table in tables:
        heading = _heading(table)
        lines.extend((table.title, "单位：万元", *heading))
        for code, name, cells in table.rows:
            lines.extend(_lines(code, name, " ".join(filter(None, cells)), breaks, random))
            if random.random() < 0.1:
                lines.extend((f"— {random.randint(1, 99)} —", *heading))
    return gap.join(lines) + "\n"


def _heading(table: PrintedTable) -> tuple[str, ...]:
    words = " ".join(table.columns)
    if table.columns == GENERAL:
        words = "合计 基本支出 项目支出\n小计 人员经费 公用经费"
    first, *others = f"科目编码 科目名称 {words}".split("\n")
    return (first, *others)


def _lines(code: str, name: str, values: str, breaks: bool, random: Random) -> Iterator[str]:
    if breaks and code and random.random() < 0.3:
        cut = random.randint(1, len(name)) if len(name) > 8 else len(name)
        yield code
        yield from filter(None, (name[:cut], name[cut:]))
        yield values
    elif breaks and len(name) > 8:
        yield f"{code} {name[:6]}"
        yield f"{name[6:]} {values}"
    else:
        yield " ".join(filter(None, (code, name, values)))


INCOMES = (
    "一、一般公共预算财政拨款收入",
    "二、政府性基金预算财政拨款收入",
    "三、国有资本经营预算财政拨款收入",
    "四、上级补助收入",
    "五、事业收入",
    "六、经营收入",
    "本年收入合计",
    "总计",
)
CLASSES = (
    "一、一般公共服务支出",
    "二、外交支出",
    "五、教育支出",
    "八、社会保障和就业支出",
    "九、卫生健康支出",
    "十九、住房保障支出",
    "本年支出合计",
    "总计",
)
_numerals = st.integers(0, 9_999_999).map(lambda cents: f"{Decimal(cents) * _CENT:,.2f}")
_halves = st.lists(st.just("") | _numerals, min_size=len(INCOMES), max_size=len(INCOMES))


@st.composite
def summaries(draw: st.DrawFn) -> tuple[str, list[tuple[str, str]]]:
    """收入支出决算总表: label and amount of both halves on one line, any amount may be blank."""
    incomes, classes = draw(_halves), draw(_halves)
    numbered = draw(st.booleans())
    head = "项目 行次 金额 项目 行次 金额\n栏次 1 栏次 2" if numbered else "项目 金额 项目 金额"
    lines = ["收入支出决算总表", "单位：万元", "收入 支出", *head.split("\n")]
    rows: list[tuple[str, str]] = []
    for number, halves in enumerate(zip(INCOMES, incomes, CLASSES, classes, strict=True), 1):
        income, amount, name, other = halves
        first, second = (f" {number}", f" {number + 30}") if numbered else ("", "")
        words = f"{income}{first} {amount} {name}{second} {other}"
        lines.append(" ".join(words.split()))
        rows.extend(((income, amount), (name, other)))
    return draw(st.sampled_from(("\n", "\n\n"))).join(lines) + "\n", rows
