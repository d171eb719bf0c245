"""Where the official tables stand in reading-order text: titles, and the lines below them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from extractor.document import Document, Line
from extractor.model import Section
from extractor.numbers import MONEY_UNIT, MONEY_UNITS
from extractor.tables.flow.marks import page_numbers
from extractor.text import squeeze
from rules.loaders.flow import FlowRule, load_flow
from rules.loaders.tables import TableRule

_TITLE_LINE = regex.compile(r"表\s*(?:[（(][^（）()]*[）)])?$")
# A title is short, ends with 表 and is no sentence: `…情况详见附表。` is none.
_TITLE = regex.compile(r"[^。；，]{3,60}?表(?:[（(][^（）()]{1,24}[）)])?")
_LIST_NUMBER = regex.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.、])"
)
_PRINTED_CODE = regex.compile(r"(?:(?:财?决?公开|预算|附)(?:表)?)?\d{1,2}(?:-\d)?表$")
_UNIT = regex.compile(rf"单位[：:]?(?:人民币)?({MONEY_UNIT})")
# What a page made text leaves behind the last cell of a row.
_BARS = "| "
_TITLE_SIGNS = ("表", "）", ")")
# The unit of amounts stands beside the title, never further down.
_CAPTION_LINES = 4
# The rest of a title that was broken: `…基本支出决算` / `明细表`.
_TITLE_END = regex.compile(r"[^。；，\d：:]{0,12}表(?:[（(][^（）()]{1,12}[）)])?")
_TITLE_BEGIN = regex.compile(r"[^。；，：:]*(?:决算|预算|支出|收支|经费)[^。；，：:]{0,8}")


@dataclass(frozen=True, slots=True)
class Region:
    """The lines below one title, without page marks and captions."""

    rule: TableRule
    lines: tuple[Line, ...]
    unit: int
    end: int
    text: str = field(repr=False)


def find_regions(
    document: Document, sections: Sequence[Section], rules: Sequence[TableRule], unit: str | None
) -> list[Region]:
    """Return the places that have the title of an official table, in text order."""
    titles = list(_titles(document, rules))
    parts = {section.span.start for section in sections if section.level == 1}
    stops = sorted({index for index, _, _ in titles} | _line_indexes(document, parts))
    stops.append(len(document.lines))
    numbers = page_numbers(document.lines) if titles else frozenset()
    regions: list[Region] = []
    for begin, after, rule in titles:
        if rule is None:
            continue
        end = stops[bisect_right(stops, begin)]
        regions.append(_region(document, rule, after, end, unit, numbers))
    return regions


def _titles(
    document: Document, rules: Sequence[TableRule]
) -> Iterator[tuple[int, int, TableRule | None]]:
    """Yield (line of the title, first line below, rule); the rule is None for other tables."""
    lines = document.lines
    for index, line in enumerate(lines):
        text = line.text.rstrip(_BARS) if line.text.endswith("|") else line.text
        if len(text) > 80 or not text.endswith(_TITLE_SIGNS):
            continue
        if not _TITLE_LINE.search(text):
            continue
        title = title_of(text)
        if title is None:
            continue
        begin, rule = index, _rule(title, rules)
        if rule is None and index and _TITLE_END.fullmatch(title) and len(title) < 14:
            above = squeeze(lines[index - 1].text)
            if _TITLE_BEGIN.fullmatch(above) and not _PRINTED_CODE.search(above):
                begin, rule = index - 1, _rule(above + title, rules)
        if rule is not None or begin == index:
            yield begin, index + 1, rule


def title_of(text: str) -> str | None:
    """Return the squeezed title that a line prints, or None where it is none.

    >>> title_of("2023 年收支预算总表"), title_of("预算 01 表"), title_of("详见附表。")
    ('2023年收支预算总表', None, None)
    """
    title = _LIST_NUMBER.sub("", squeeze(text))
    title = title if not _PRINTED_CODE.search(title) else _PRINTED_CODE.sub("", title)
    return title if _TITLE.fullmatch(title) else None


def _rule(title: str, rules: Sequence[TableRule]) -> TableRule | None:
    return next(
        (rule for rule in rules if any(pattern.search(title) for pattern in rule.titles)), None
    )


def _line_indexes(document: Document, starts: set[int]) -> set[int]:
    return {document.line_index(start) for start in starts}


def _region(
    document: Document,
    rule: TableRule,
    begin: int,
    end: int,
    unit: str | None,
    numbers: frozenset[int],
) -> Region:
    flow = load_flow()
    caption = squeeze("".join(line.text for line in document.lines[begin : begin + _CAPTION_LINES]))
    declared = _UNIT.search(caption)
    lines = [document.lines[at] for at in range(begin, end) if at not in numbers]
    kept = tuple(_table_lines(lines, flow))
    return Region(
        rule=rule,
        lines=kept,
        unit=MONEY_UNITS[declared[1] if declared else unit or "万元"],
        end=kept[-1].end if kept else document.lines[begin - 1].end,
        text=document.text,
    )


def _table_lines(lines: Sequence[Line], flow: FlowRule) -> Iterator[Line]:
    """Yield the lines up to the first note or sentence, without page marks and captions."""
    caption = 0
    for line in lines:
        text = squeeze(line.text).rstrip(_BARS)
        if not text:
            continue
        if flow.note.match(text) or "。" in text:
            return
        if flow.is_leftover(text):
            # The next page may begin with the caption again.
            caption = 0
        elif caption < _CAPTION_LINES and flow.caption.fullmatch(text):
            caption += 1
        else:
            caption += 1
            yield line
