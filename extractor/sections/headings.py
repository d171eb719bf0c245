"""The lines of a document that are headings: numbered, or titles of parts without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import regex

from extractor.document import LEVELS, Document, Heading, Line
from extractor.sections.contents import LEADER
from extractor.text import MARKS, squeeze
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
# （一）机关运行经费支出情况。2023年度…: the heading and what it heads stand in one paragraph.
_RUN_IN = regex.compile(
    r"(?P<title>[^，。；：:\d]{4,30})(?:[。．]|(?<!经费)[：:]|[：:](?=20\d\d年))(?!.{0,3}指)(?=.)"
)
# A word of each of them, so that other items are passed over at once.
_SAYS_A_MATTER = re.compile("机[关构]运行|行政经费|采购|购买服务|国有资产|绩效")
# （三）具体情况。2023年度一般公共预算财政拨款支出…: a heading of the section that it stands in.
VIEW = regex.compile(r"[^，。；：:\d]{0,24}(?:总体|结构|具体)情况(?:说明)?")
_SAYS = re.compile(f"{_SAYS_A_MATTER.pattern}|三公|总体情况|结构情况|具体情况")
# 1. heads a section only where it names one of the other matters that the outline asks for.
_OTHER_MATTERS = frozenset({"operating_costs", "procurement", "services", "assets", "performance"})
_MATTERS = _OTHER_MATTERS | {"three_public"}
_MATTER = regex.compile(r"[^，。；：:\d]{4,30}(?:情况|说明|经费)")
# A heading is a title, not a sentence: it has no inner sentence sign and states no amount.
_SENTENCE = regex.compile(r"[；;！!]|[。].|：.|:.|\d\s*(?:万元|亿元|元|%)|，.*，.*，")
# （一）年初结转34.56 / 万元，…: a sentence that the end of a line cuts in or behind its number,
# before it (…年初预算数 / 为34.56万元), or before a sign.
_CUT_NUMBER = re.compile(r"\d[.,，]?[万亿]?$")
_REST_OF_NUMBER = re.compile(r"\s*(?:\d{0,4}(?:\.\d+)?\s*(?:[万亿]?元|[%％]))")
_GOES_ON = re.compile(r"\s*(?:[，。；、）]|[为是达]?\s*\d[\d,]*(?:\.\d+)?\s*(?:[万亿]?元|[%％]))")
_NAMES_ALL = regex.compile(r"(?:概况|表|说明|情况|附件|解释|结果|职责|设置|构成|安排|变动|依据)$")
_ITEM = regex.compile(r"\d{1,2}\s*[.、．]")
_MAX_TITLE = 60
_CONTINUATION = regex.compile(r"[^。；！？：:，]{1,24}")
_CAPTION = regex.compile(
    r"单位[：:]|部门[：:]|公开\s*\d+\s*表|预算\s*\d+\s*表|\d{4}\s*年\s*\d{1,2}\s*月"
)


def find_numbered(document: Document) -> Iterator[Heading]:
    """Yield the numbered lines outside tables that are titles, or begin with one, in text order."""
    lines, done = document.lines, 0
    for index, line in enumerate(lines):
        match = _NUMBERED.match(line.text) if index >= done else None
        if match is None or document.in_grid(line.start):
            continue
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        title = _run_in(match)
        if title:
            yield _heading(match, line.start, line.end, title)
        elif _heads(match, following):
            done = _title_end(lines, index, match)
            title = squeeze("".join(piece.text for piece in lines[index:done]))
            yield _heading(match, line.start, lines[done - 1].end, _bare(title))


def _heading(match: regex.Match[str], start: int, end: int, title: str) -> Heading:
    level = next(name for name in LEVELS if match[name])
    return Heading(start, end, LEVELS[level], squeeze(match[level]), title)


def _bare(title: str) -> str:
    """Return a title without its number and the signs around it."""
    numbered = _NUMBERED.match(title.lstrip("-•"))
    return (numbered["title"] if numbered else title).rstrip("。：.*#")


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
    title = squeeze(opening["title"]).strip(MARKS) if opening else ""
    if not title or not (
        _NAMES_ALL.search(title) or title.endswith(("经费", "经费预算", "政府采购"))
    ):
        return ""
    if match["item"]:
        return title if _is_other_matter(title) else ""
    of_section = VIEW.fullmatch(title) is not None
    return title if of_section or load_sections().topic(title) in _MATTERS else ""


def _is_other_matter(title: str) -> bool:
    return load_sections().topic(title) in _OTHER_MATTERS


def _is_title(rest: str, following: str) -> bool:
    """Return whether the words behind a number are a title: no sentence, and none that goes on."""
    title = squeeze(rest).rstrip("*#")
    if len(title) > _MAX_TITLE:
        # An entry of a table of contents is as long as its page is wide.
        title = squeeze(LEADER.sub("", rest))
    if not title or len(title) > _MAX_TITLE or _SENTENCE.search(title.rstrip("。")):
        return False
    cut = _CUT_NUMBER.search(title) and _REST_OF_NUMBER.match(following)
    if cut or _GOES_ON.match(following):
        return False
    if title.endswith("。"):
        # `（一）…决算总体情况说明。` is a heading, `（五）承办上级交办的其他工作。` is not.
        named = title.rstrip("。")
        return bool(_NAMES_ALL.search(named)) or named.endswith("运行经费")
    goes_on = "，" in title and bool(following) and not _NUMBERED.match(following)
    return bool(_NAMES_ALL.search(title)) or not goes_on


def _is_title_below(match: regex.Match[str], following: str) -> bool:
    """Return whether a bare 第…部分 has its title on the next line."""
    return bool(match["part"]) and not match["title"].strip() and _is_title(following, "")


def _title_end(lines: Sequence[Line], index: int, match: regex.Match[str]) -> int:
    """Return the line behind a title: a 第…部分 may go on, on the next one."""
    following = index + 1
    if not match["part"] or _NAMES_ALL.search(squeeze(lines[index].text)):
        return following
    text = lines[following].text if following < len(lines) else ""
    plain = not _NUMBERED.match(text) and not _CAPTION.search(text) and "\t" not in text
    return following + 1 if plain and _CONTINUATION.fullmatch(text) else following


# ---- without a number ---------------------------------------------------------------------------


def find_plain(document: Document) -> Iterator[Heading]:
    """Yield the titles of parts without a number; the titles of all tables open one part.

    One that recurs before any sentence is an entry of a table of contents.
    """
    rules = load_sections()
    found, before_sentences = _plain_titles(document)
    titles = [title for _, title in found]
    among_tables = False
    for at, (line, title) in enumerate(found):
        is_table = rules.role(title) == "tables"
        recurs = at < before_sentences and any(other.endswith(title) for other in titles[at + 1 :])
        if recurs or (among_tables and is_table):
            continue
        among_tables = is_table
        yield Heading(line.start, line.end, LEVELS["part"], "", title)


def _plain_titles(document: Document) -> tuple[list[tuple[Line, str]], int]:
    """Return the lines that read as titles of parts, and how many stand before any sentence."""
    rules = load_sections()
    found: list[tuple[Line, str]] = []
    before_sentences = 0
    for line in document.lines:
        if "。" in line.text:
            before_sentences = before_sentences or len(found)
        text = line.text.strip(MARKS)
        if len(text) > _MAX_TITLE or _is_numbered(text) or LEADER.search(text):
            continue
        title = squeeze(text)
        if rules.is_plain(title) and not document.in_grid(line.start):
            found.append((line, title))
    return found, before_sentences


def _is_numbered(text: str) -> bool:
    return _NUMBERED.match(text) is not None or _ITEM.match(text) is not None
