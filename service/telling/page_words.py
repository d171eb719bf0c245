"""What the pages say themselves, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from rules.terms import Lang


@dataclass(frozen=True, slots=True)
class PageWords:
    """What a page says itself, in one language."""

    language: str
    checked: str
    read: str
    unit: str
    skip: str
    filters: str
    search: str
    search_hint: str
    all_classes: str
    keys: str
    shown: str
    legend: str
    legend_mark: str
    formula: str
    written: str
    recomputed: str
    difference: str
    tolerance: str
    same_cause: str
    rule: str
    link: str
    coverage: str
    state: str
    duty: str
    why: str
    unread: str
    clean: str
    row: str
    text: str
    tables: str
    fact_keys: str
    in_text: str
    by: str


PAGE_WORDS: dict[Lang, PageWords] = {
    "zh": PageWords(
        language="zh-CN",
        checked="核对结果",
        read="提取的数据",
        unit="金额单位",
        skip="跳到正文",
        filters="筛选",
        search="搜索",
        search_hint="词语、数字、科目……",
        all_classes="全部类别",
        keys="快捷键：j 下一处，k 上一处，/ 搜索，Esc 清除",
        shown="显示 {n} 处，共 {all} 处",
        legend="图例",
        legend_mark="这样标出的，是要看的数",
        formula="算式",
        written="写的是",
        recomputed="重算",
        difference="相差",
        tolerance="四舍五入最多差",
        same_cause="同一原因的其他不符",
        rule="规则",
        link="此处的链接",
        coverage="应检查的事项",
        state="结果",
        duty="应检查",
        why="说明",
        unread="读取时的问题",
        clean="没有发现需要处理的问题。",
        row="行",
        text="正文",
        tables="表格",
        fact_keys="快捷键：j 下一个，k 上一个；点击数字，跳到表里的同一个数",
        in_text="正文里的同一个数",
        by="由 gouji 生成；只核对数字和说法是否前后一致，不判断事项本身。",
    ),
    "en": PageWords(
        language="en",
        checked="Findings",
        read="Data",
        unit="unit",
        skip="Skip to the content",
        filters="Filter",
        search="Search",
        search_hint="word, number, account …",
        all_classes="all classes",
        keys="Keys: j next, k previous, / search, Esc clear",
        shown="{n} of {all} shown",
        legend="Legend",
        legend_mark="mark the numbers to look at",
        formula="Formula",
        written="stated",
        recomputed="recomputed",
        difference="difference",
        tolerance="rounding allows ±",
        same_cause="More of the same cause",
        rule="rule",
        link="link to this finding",
        coverage="What ought to be checked",
        state="state",
        duty="duty",
        why="why",
        unread="Trouble while reading",
        clean="Nothing needs attention.",
        row="row",
        text="Text",
        tables="Tables",
        fact_keys="Keys: j next, k previous; click a number to go to the same number in a table",
        in_text="the same number in the text",
        by="Made by gouji, which checks whether figures and statements agree, "
        "not whether they are justified.",
    ),
}
