"""What the whole report is about: kind, entity, fiscal year and unit of amounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from extractor.document import Document
from extractor.model import ReportKind, Section
from extractor.text import MARKS, narrow, squeeze

# So many lines at most stand on it.
_TITLE_PAGE = 12
_REPORT_TITLE = regex.compile(
    r"""(?:(?P<year>20\d\d)年(?:度)?)?(?P<entity>[^\d，。；：]{2,40}?)(?:[（(](?:汇总|本级)[）)])?
        (?:(?P<year2>20\d\d)年(?:度)?)?(?:部门|单位)?(?P<what>决算|预算)(?:公开|信息公开)?(?:说明|报告|情况)?""",
    regex.VERBOSE,
)
_OF_ENTITY = regex.compile(
    r"(?P<entity>[^\d，。；：“”]{2,40}?)(?:20\d\d年度?)?(?:概况|(?:部门|单位)(?:决算|预算)(?:表|情况说明|公开))"
)
_ENTITY_CAPTION = regex.compile(
    r"(?:填报|编制|预算)?(?:单位|部门)(?:名称)?[：:](?!\s*(?:万元|元|亿元))(?P<entity>[^\s：:\t]{4,40})"
)
_BEFORE_NAME = regex.compile(r"^(?:20\d\d年(?:度)?|年度|部门名称|单位名称|第[一二三四]部分)")
_AROUND_NAME = regex.compile(r"[（(]汇总[）)]|(?:20\d\d)?年度?$|的$")
_UNIT = regex.compile(r"(?:金额)?单位[：:]\s*(?:人民币)?\s*(?P<unit>万元|亿元|千元|元)")
# 较2020年度决算数减少: the year that it is compared with.
_YEAR = regex.compile(r"(?<![较比与同]\s{0,2})(20\d\d)\s*年")
_ENDS_LIKE_ENTITY = regex.compile(
    r"(?:局|委|委员会|中心|办|办公室|院|校|学校|厅|处|所|站|队|支队|大队|会|馆|团|府|部|社|场|园|公司|机关|本级|街道|街|乡|镇|库|台|署|检察院|法院|院|组|科|基地|协会|联合会|党校|幼儿园|中学|小学|大学|医院|总队|政协|人大|总工会|妇联|团委|纪委|监委)(?:[（(](?:汇总|本级|机关)[）)])?$"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The facts about the report that every later stage reads its numbers by."""

    kind: ReportKind | None
    entity: str | None
    fiscal_year: int | None
    unit: str | None


def find_frame(document: Document, sections: Sequence[Section]) -> Frame:
    """Read kind, entity, fiscal year and unit from title page, headings and tables together."""
    kind = _kind(document, sections)
    return Frame(
        kind=kind,
        entity=_entity(document, sections),
        fiscal_year=_fiscal_year(document, sections, kind),
        unit=_unit(document),
    )


def _kind(document: Document, sections: Sequence[Section]) -> ReportKind | None:
    """Return what the title page and the headings speak of: 决算 or 预算."""
    votes: Counter[str] = Counter()
    for line in document.lines[:_TITLE_PAGE]:
        text = squeeze(line.text)
        plans = 5 * text.count("预算公开") + 5 * text.count("部门预算") + 2 * text.count("单位预算")
        votes.update(final_accounts=5 * text.count("决算"), budget=plans)
    for section in sections:
        weight, title = 3 if section.level == 1 else 1, section.title
        plans = "预算" in title and "决算" not in title and "公共预算" not in title
        votes.update(final_accounts=weight * ("决算" in title), budget=weight * plans)
    for line in document.lines:
        if len(line.text) < 40 and line.text.endswith("表"):
            text = squeeze(line.text)
            outcome = "决算" in text
            votes.update(final_accounts=outcome, budget="预算" in text and not outcome)
    if not votes.total():
        return None
    return "final_accounts" if votes["final_accounts"] >= votes["budget"] else "budget"


def _fiscal_year(
    document: Document, sections: Sequence[Section], kind: ReportKind | None
) -> int | None:
    """Return the year that titles name; a plan is often published with last year's figures."""
    votes: Counter[int] = Counter()
    word = "预算" if kind == "budget" else "决算"
    for line in document.lines[:_TITLE_PAGE]:
        votes.update({int(y): 4 for y in _YEAR.findall(narrow(line.text)) if word in line.text})
    for section in sections:
        votes.update({int(y): 2 for y in _YEAR.findall(section.title)})
    for line in document.lines:
        if len(line.text) < 60 and word in line.text:
            votes.update(int(y) for y in _YEAR.findall(narrow(line.text))[:1])
    if not votes:
        votes.update(int(y) for y in _YEAR.findall(narrow(document.text[:20_000])))
    return max(votes, key=lambda year: (votes[year], year)) if votes else None


def _entity(document: Document, sections: Sequence[Section]) -> str | None:
    """Return the name that title page, part headings and table captions agree on."""
    votes: Counter[str] = Counter()
    head = [squeeze(line.text).strip(MARKS) for line in document.lines[:_TITLE_PAGE]]
    for index, text in enumerate(head):
        for candidate in (text, "".join(head[index : index + 2])):
            match = _REPORT_TITLE.match(candidate)
            if match:
                votes[_bare(match["entity"])] += 3
        votes[_bare(text)] += 2
    for section in sections:
        match = _OF_ENTITY.match(section.title)
        if section.level == 1 and match:
            votes[_bare(match["entity"])] += 4
    for name in _captions(document):
        votes[_bare(name)] += 1
    named = {name: n for name, n in votes.items() if _ENDS_LIKE_ENTITY.search(name) and n > 0}
    return max(named, key=lambda name: (named[name], len(name)), default=None)


def _captions(document: Document) -> Iterator[str]:
    for line in document.lines:
        if len(line.text) < 80 and ("：" in line.text or ":" in line.text):
            match = _ENTITY_CAPTION.match(line.text)
            if match:
                yield squeeze(match["entity"])


def _bare(name: str) -> str:
    """Return the name without 年度, 汇总 and the words of a title around it."""
    name = _AROUND_NAME.sub("", _BEFORE_NAME.sub("", name))
    return name.removesuffix("部门").removesuffix("单位")


def _unit(document: Document) -> str | None:
    units: Counter[str] = Counter()
    for line in document.lines:
        if "单位" in line.text and len(line.text) < 80:
            match = _UNIT.search(squeeze(line.text))
            if match:
                units[match["unit"]] += 1
    return max(units, key=lambda unit: units[unit]) if units else None
