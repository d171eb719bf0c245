"""Document → section tree with roles and topics; title page → kind, entity, year and unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from extractor.document import Document, Heading, Line
from extractor.frame import Frame
from extractor.model import ReportKind, Section, SectionRole
from extractor.text import narrow, squeeze
from rules.loaders.sections import load_sections

_CHINESE = "一二三四五六七八九十廿百"
_NUMBERED = regex.compile(
    rf"""[\s#*]*(?:[-•]\s+)?\**(?:
      (?P<part>第\s*[{_CHINESE}]+\s*(?:部分|章))[\s：:、]*
    | (?P<chapter>[{_CHINESE}]{{1,3}})\s*[、．]\s*
    | [（(]\s*(?P<clause>[{_CHINESE}]{{1,3}})\s*[）)][\s、．.]*
    | (?P<item>\d{{1,2}})\s*[.、．](?!\d)\s*
    )(?P<title>.*)""",
    regex.VERBOSE | regex.DOTALL,
)
_LEVELS = {"part": 1, "chapter": 2, "clause": 3, "item": 4}
# （一）机关运行经费支出情况。2023年度…: the heading and what it heads stand in one paragraph.
_RUN_IN = regex.compile(
    r"(?P<title>[^，。；：:\d]{4,30})(?:[。．]|(?<!经费)[：:])(?!.{0,3}指)(?=.)"
)
# A word of each of them, so that other items are passed over at once.
_SAYS_A_MATTER = re.compile("机关运行|行政经费|采购|购买服务|国有资产|绩效")
# （三）具体情况。2023年度一般公共预算财政拨款支出…: a heading of the section that it stands in.
_VIEW = regex.compile(r"[^，。；：:\d]{0,24}(?:总体|结构|具体)情况(?:说明)?")
_SAYS = re.compile(f"{_SAYS_A_MATTER.pattern}|总体情况|结构情况|具体情况")
# 1. heads a section only where it names one of the other matters that the outline asks for.
_OTHER_MATTERS = frozenset({"operating_costs", "procurement", "services", "assets", "performance"})
_MATTER = regex.compile(r"[^，。；：:\d]{4,30}(?:情况|说明|经费)")
_CONTENTS = regex.compile(r"目录|目次|contents", regex.IGNORECASE)
_LEADER = regex.compile(r"[.．…·\-—_\s]{2,}\d{0,3}$|\s\d{1,3}$")
# A heading is a title, not a sentence: it has no inner sentence sign and states no amount.
_SENTENCE = regex.compile(r"[；;！!]|[。].|：.|:.|\d\s*(?:万元|亿元|元|%)|，.*，.*，")
_NAMES_ALL = regex.compile(r"(?:概况|表|说明|情况|附件|解释|结果|职责|设置|构成|安排|变动|依据)$")
_ITEM = regex.compile(r"\d{1,2}\s*[.、．]")
# Markdown's signs around a heading.
_MARKS = "#* "
_MAX_TITLE = 60
_CONTINUATION = regex.compile(r"[^。；！？：:，]{1,24}")
_CAPTION = regex.compile(
    r"单位[：:]|部门[：:]|公开\s*\d+\s*表|预算\s*\d+\s*表|\d{4}\s*年\s*\d{1,2}\s*月"
)


class Outline(Struct, frozen=True):
    """The sections of a report, and what its table of contents lists."""

    sections: tuple[Section, ...]
    contents: tuple[Heading, ...]


def find_sections(document: Document) -> tuple[Section, ...]:
    """Return the tree in text order; a table of contents and its entries are not sections."""
    return find_outline(document).sections


def find_outline(document: Document) -> Outline:
    """Return the sections, and apart from them the entries of a table of contents."""
    found = list(_headings(document))
    contents = _contents_range(document, found)
    headings = _outside_contents(document, found, contents)
    kept = set(headings)
    if not any(heading.level == 1 for heading in headings):
        headings = _with_plain(document, headings, contents)
    sections = tuple(_tree(document, _outside_tables(headings)))
    listed = (replace(h, title=_LEADER.sub("", h.title)) for h in found if h not in kept)
    return Outline(sections, tuple(listed))


def _headings(document: Document) -> Iterator[Heading]:
    lines = document.lines
    index = 0
    grids = [(grid.start, grid.end) for grid in document.grids]
    grid_at = 0
    while index < len(lines):
        line = lines[index]
        while grid_at < len(grids) and grids[grid_at][1] <= line.start:
            grid_at += 1
        inside = grid_at < len(grids) and grids[grid_at][0] <= line.start
        match = None if inside else _NUMBERED.match(line.text)
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        ahead = _run_in(match) if match is not None else ""
        if match is not None and ahead:
            kind = _kind_of(match)
            number = squeeze(match[kind])
            yield Heading(line.start, line.end, _LEVELS[kind], number, ahead)
        if match is None or ahead or not _heads(match, following):
            index += 1
            continue
        last = _last_title_line(lines, index, match)
        title = squeeze("".join(piece.text for piece in lines[index : last + 1]))
        kind = _kind_of(match)
        number = squeeze(match[kind])
        folded = _NUMBERED.match(title.lstrip("-•"))
        yield Heading(
            start=line.start,
            end=lines[last].end,
            level=_LEVELS[kind],
            number=number,
            title=(folded["title"] if folded else title).rstrip("。：.*#"),
        )
        index = last + 1


def _kind_of(match: regex.Match[str]) -> str:
    return next(name for name in _LEVELS if match[name])


def _heads(match: regex.Match[str], following: str) -> bool:
    """Return whether a numbered line is a heading."""
    if match["item"]:
        if len(match["title"]) > _MAX_TITLE or not _SAYS_A_MATTER.search(match["title"]):
            return False
        title = squeeze(match["title"]).rstrip("。：.*#")
        return bool(_MATTER.fullmatch(title)) and _is_other_matter(title)
    return _is_title(match["title"], following) or _is_title_below(match, following)


def _run_in(match: regex.Match[str]) -> str:
    """Return the title that a paragraph begins with, or "" where it does not report on a topic."""
    if match["part"] or not _SAYS.search(match["title"][:_MAX_TITLE]):
        return ""
    opening = _RUN_IN.match(match["title"])
    title = squeeze(opening["title"]).strip(_MARKS) if opening else ""
    if not title or not (_NAMES_ALL.search(title) or title.endswith("经费")):
        return ""
    of_section = not match["item"] and _VIEW.fullmatch(title) is not None
    return title if of_section or _is_other_matter(title) else ""


def _is_other_matter(title: str) -> bool:
    return load_sections().topic(title) in _OTHER_MATTERS


def _with_plain(
    document: Document, headings: list[Heading], contents: tuple[int, int]
) -> list[Heading]:
    """Return the headings with those that some places print without 第…部分 or any number."""
    plain = list(_plain_headings(document))
    if not plain:
        return headings
    opening = _contents_opening(document)
    if opening is not None and contents[1] <= opening.end:
        # The entries of a table of contents stand between its title and the first part.
        start = next((each.start for each in plain if each.start > opening.end), opening.end)
        headings = [each for each in headings if not opening.start <= each.start < start]
    return sorted([*headings, *plain], key=lambda heading: heading.start)


def _plain_headings(document: Document) -> Iterator[Heading]:
    """Yield the lines that are titles of parts; one that recurs before any sentence is an entry."""
    rules = load_sections()
    found: list[tuple[Line, str]] = []
    entries_end = 0
    for line in document.lines:
        if "。" in line.text:
            entries_end = entries_end or len(found)
        text = line.text.strip(_MARKS)
        numbered = _NUMBERED.match(text) or _ITEM.match(text)
        if len(text) > _MAX_TITLE or numbered or _LEADER.search(text):
            continue
        if document.in_grid(line.start):
            continue
        title = squeeze(text)
        if rules.is_plain(title):
            found.append((line, title))
    titles = [title for _, title in found]
    tables = False
    for at, (line, title) in enumerate(found):
        is_table = rules.role(title) == "tables"
        # The titles of all tables together open one part.
        entry = at < entries_end and any(other.endswith(title) for other in titles[at + 1 :])
        if entry or (tables and is_table):
            continue
        tables = is_table
        yield Heading(line.start, line.end, 1, "", title)


def _is_title(rest: str, following: str) -> bool:
    """Return whether the words behind a number are a title: no sentence, and none that goes on."""
    title = squeeze(rest).rstrip("*#")
    if not title or len(title) > _MAX_TITLE or _SENTENCE.search(title.rstrip("。")):
        return False
    if title.endswith("。"):
        # `（一）…决算总体情况说明。` is a heading, `（五）承办上级交办的其他工作。` is not.
        named = title.rstrip("。")
        return bool(_NAMES_ALL.search(named)) or named.endswith("机关运行经费")
    goes_on = "，" in title and bool(following) and not _NUMBERED.match(following)
    return bool(_NAMES_ALL.search(title)) or not goes_on


def _is_title_below(match: regex.Match[str], following: str) -> bool:
    """Return whether a bare 第…部分 has its title on the next line."""
    return bool(match["part"]) and not match["title"].strip() and _is_title(following, "")


def _last_title_line(lines: Sequence[Line], index: int, match: regex.Match[str]) -> int:
    """Return the line on which a wrapped 第…部分 title ends."""
    if not match["part"] or _NAMES_ALL.search(squeeze(lines[index].text)):
        return index
    following = index + 1
    if following >= len(lines):
        return index
    text = lines[following].text
    plain = not _NUMBERED.match(text) and not _CAPTION.search(text) and "\t" not in text
    return following if plain and _CONTINUATION.fullmatch(text) else index


def _outside_contents(
    document: Document, headings: list[Heading], contents: tuple[int, int]
) -> list[Heading]:
    """Drop the headings that a table of contents lists, and entries with dotted leaders."""
    start, end = contents
    return [
        heading
        for heading in headings
        if not start <= heading.start < end
        and not _is_entry(document.text[heading.start : heading.end])
    ]


def _is_entry(line: str) -> bool:
    """Return whether a line ends as an entry of a table of contents; a sentence may end in 12."""
    return _LEADER.search(line) is not None and "。" not in line


def _outside_tables(headings: list[Heading]) -> list[Heading]:
    """Drop the numbered rows of tables: a heading among tables names a table."""
    rules = load_sections()
    kept: list[Heading] = []
    among_tables, lifted = 0, False
    for heading in headings:
        role = rules.role(heading.title)
        lifted = lifted or (among_tables == 1 and _opens_part(heading, role))
        if lifted and heading.level == _LEVELS["chapter"]:
            heading = replace(heading, level=1)
        if heading.level <= among_tables:
            among_tables = 0
        if among_tables and role not in {"tables", "attachment"}:
            continue
        if not among_tables and role == "tables" and heading.level < 3:
            among_tables = heading.level
        kept.append(heading)
    return kept


def _opens_part(heading: Heading, role: str | None) -> bool:
    """Return whether a part begins behind tables whose titles stand a level above it.

    Where parts are numbered 一、二、三, a title without a number seems to be one of them.
    """
    ends = heading.title.endswith(("情况说明", "名词解释"))
    return heading.level == _LEVELS["chapter"] and role in ("narrative", "glossary") and ends


def _contents_range(document: Document, headings: list[Heading]) -> tuple[int, int]:
    """Return where the table of contents stands: from 目录 to where its first entry recurs."""
    opening = _contents_opening(document)
    if opening is None:
        return 0, 0
    listed = [heading for heading in headings if heading.start > opening.start]
    if not listed:
        return opening.start, opening.end
    first = listed[0]
    again = next(
        (h for h in listed[1:] if (h.level, h.number) == (first.level, first.number)), None
    )
    if again is None or first.level == again.level == 3:
        return opening.start, opening.end
    if first.level > 1:
        # Without 第…部分 the numbering restarts often: the entry itself must come again.
        again = next((h for h in listed[1:] if h.title[:6] == first.title[:6]), None)
        if again is None:
            return opening.start, opening.end
    return opening.start, again.start


def _contents_opening(document: Document) -> Line | None:
    return next(
        (
            line
            for line in document.lines[:400]
            if len(line.text) < _MAX_TITLE and _CONTENTS.fullmatch(squeeze(line.text).strip(_MARKS))
        ),
        None,
    )


def _tree(document: Document, headings: list[Heading]) -> Iterator[Section]:
    rules = load_sections()
    open_: list[tuple[int, str, SectionRole, str | None]] = []
    ends = _ends(headings, len(document.text))
    for index, heading in enumerate(headings):
        while open_ and open_[-1][0] >= heading.level:
            open_.pop()
        parent = open_[-1] if open_ else None
        own = rules.role(heading.title)
        role: SectionRole = _role(own, parent[2] if parent else None)
        above = parent[3] if parent else None
        topic = _topic(heading, role) or _view_of(above, heading.title) or above
        if topic == "fiscal_expenditure" and above is not None:
            # （一）财政拨款支出决算总体情况 under 一般公共预算财政拨款支出.
            topic = above
        identifier = f"S{index + 1}"
        open_.append((heading.level, identifier, role, topic))
        yield Section(
            id=identifier,
            parent=parent[1] if parent else None,
            number=heading.number,
            title=heading.title,
            level=heading.level,
            role=role,
            topic=topic,
            span=document.span(heading.start, ends[index]),
        )


def _view_of(above: str | None, title: str) -> str | None:
    """Return what 总体情况, 结构情况 or 具体情况 speaks of in a section on the 一般公共预算."""
    if above != "general_budget" or not _VIEW.fullmatch(title):
        return None
    return load_sections().topic(f"一般公共预算{title}")


_OF_WHOLE_REPORT = regex.compile(r"(?:部门|单位)(?:决算|预算)|(?:决算|预算)情况说明$")


def _topic(heading: Heading, role: SectionRole) -> str | None:
    """Return what the heading reports on; a part that explains everything has no topic."""
    if role not in {"narrative", "work_review"}:
        return None
    if (
        heading.level == 1
        and _OF_WHOLE_REPORT.search(heading.title)
        and "三公" not in heading.title
    ):
        return None
    return load_sections().topic(heading.title)


def _role(own: str | None, inherited: SectionRole | None) -> SectionRole:
    """Return the role: under tables, a glossary or attachments every heading keeps that role."""
    if inherited in {"tables", "glossary", "attachment", "overview"}:
        return inherited
    if inherited == "narrative" and own in {"tables", "overview", "narrative"}:
        return "narrative"
    return own or inherited or "narrative"  # type: ignore[return-value]  # the loader names roles


def _ends(headings: list[Heading], length: int) -> list[int]:
    """Return where each section ends: at the next heading of its level or above."""
    ends = [length] * len(headings)
    open_: list[int] = []
    for index, heading in enumerate(headings):
        while open_ and headings[open_[-1]].level >= heading.level:
            ends[open_.pop()] = heading.start
        open_.append(index)
    return ends


# ---- the frame -------------------------------------------------------------------------------

_TITLE = regex.compile(
    r"(?P<year>(?:19|20)\d\d)年?度?|(?P<kind>(?:部门|单位)?(?P<what>决算|预算)(?:公开|情况|报告|说明)?)"
)
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
_UNIT = regex.compile(r"(?:金额)?单位[：:]\s*(?:人民币)?\s*(?P<unit>万元|亿元|千元|元)")
_YEAR = regex.compile(r"(20\d\d)\s*年")
_ENDS_LIKE_ENTITY = regex.compile(
    r"(?:局|委|委员会|中心|办|办公室|院|校|学校|厅|处|所|站|队|支队|大队|会|馆|团|府|部|社|场|园|公司|机关|本级|街道|街|乡|镇|库|台|署|检察院|法院|院|组|科|基地|协会|联合会|党校|幼儿园|中学|小学|大学|医院|总队|政协|人大|总工会|妇联|团委|纪委|监委)(?:[（(](?:汇总|本级|机关)[）)])?$"
)


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
    for line in document.lines[:12]:
        text = squeeze(line.text)
        votes["final_accounts"] += 5 * text.count("决算")
        votes["budget"] += (
            5 * text.count("预算公开") + 5 * text.count("部门预算") + 2 * text.count("单位预算")
        )
    for section in sections:
        weight = 3 if section.level == 1 else 1
        votes["final_accounts"] += weight * ("决算" in section.title)
        votes["budget"] += weight * (
            "预算" in section.title
            and "决算" not in section.title
            and "公共预算" not in section.title
        )
    for line in document.lines:
        if len(line.text) < 40 and line.text.endswith("表"):
            text = squeeze(line.text)
            votes["final_accounts"] += "决算" in text
            votes["budget"] += "预算" in text and "决算" not in text
    if not votes.total():
        return None
    return "final_accounts" if votes["final_accounts"] >= votes["budget"] else "budget"


def _fiscal_year(
    document: Document, sections: Sequence[Section], kind: ReportKind | None
) -> int | None:
    """Return the year that titles name; a plan is often published with last year's figures."""
    votes: Counter[int] = Counter()
    word = "预算" if kind == "budget" else "决算"
    for line in document.lines[:12]:
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
    head = [squeeze(line.text).strip(_MARKS) for line in document.lines[:12]]
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
    name = regex.sub(r"^(?:20\d\d年(?:度)?|年度|部门名称|单位名称|第[一二三四]部分)", "", name)
    name = regex.sub(r"[（(]汇总[）)]|(?:20\d\d)?年度?$|的$", "", name)
    return (
        name.removesuffix("部门").removesuffix("单位") if name.endswith(("部门", "单位")) else name
    )


def _unit(document: Document) -> str | None:
    units: Counter[str] = Counter()
    for line in document.lines:
        if "单位" in line.text and len(line.text) < 80:
            match = _UNIT.search(squeeze(line.text))
            if match:
                units[match["unit"]] += 1
    return max(units, key=lambda unit: units[unit]) if units else None
