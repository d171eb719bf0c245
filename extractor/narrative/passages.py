"""Which text is narrative: the paragraphs of each section, and the cells that hold sentences."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import regex

from extractor.document import Document, Line, lines_of
from extractor.frame import Frame
from extractor.model import Cell, Measure, Section, Table
from extractor.narrative.accounts import AccountNames
from extractor.narrative.draft import Stretch
from extractor.text import Folded, fold, fold_pieces, portions, squeeze

# Words without which a paragraph can hold neither a quantity nor a statement.
_WORTH = re.compile(
    r"\d|[一二两三四五六七八九十百千](?:名|部|家|户|台|辆|套|场|起|次|份|座|栋|所|间|年|人)|百分之|[为是]零|无|未|不涉及|没有|不存在|持平|一致|相同|增减|（项|\(项|主要内容|０|１|２|３|４|５|６|７|８|９"
)
_CAPTION = re.compile(
    r"\s*(?:图|表)\s*\d+\s*[：:]|[-—–·~\s]*\d{1,3}(?:/\d{1,3})?[-—–·~\s]*$|\s*续上?[页表]\s*$|第\s*\d+\s*页"
)
_MARK = re.compile(r"[-—–·~]{0,2}\d{1,3}[-—–·~]{0,2}|\d{1,3}/\d{1,3}|第\d{1,3}页.{0,8}")
# （一）机关运行经费支出情况。本单位为事业单位，无机关 / 运行经费支出: text behind a heading.
_RUNS_ON = re.compile(r"[。；]\s*[^。；]{4,}$")
_ENDS = re.compile(r"[。！？!?]\s*(?:\*\*|</p>)?$")
_OPENS = re.compile(
    r"\s*(?:[（(]\s*[\d一二三四五六七八九十]{1,3}\s*[）)]|\d{1,2}\s*[.、．](?!\d)|[一二三四五六七八九十]{1,3}\s*、|[①-⑳]|第[一二三四五六七八九十]+部分|注\s*[：:]|[-•●□☑]\s)"
)
# A cell that holds a value alone, with comparator, unit and range, is no sentence.
_VALUE = regex.compile(
    r"(?:约|近|不少于|不低于|不超过|大于|小于)?[≥≤><=＞＜﹥﹤]*\s*[-—]?[\d,.]+\s*[%\p{Han}/（）()]{0,8}(?:(?:[-—–~～至/、]|以)[≥≤><=]*\s*[\d,.]*\s*[%\p{Han}]{0,6})?"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_PRIOR_YEARS = re.compile(r"上年|前年|前两年|近两年|以前年度|上一年")
_PLANNED = re.compile(r"目标(?!.*完成)|依据|标准")
# Among tables only sentences are told; what else stands there are rows that no grid holds.
_NOTE = re.compile(r"[，。；：=*]|[本我](?:部门|单位)|无.*(?:支出|收入|预算)")
# Before the first heading stand title and contents; a sentence with a number is told there as well.
_SENTENCE = re.compile(r"\d[^。；\n]*[。；]|[，：][^，。；\n]*\d")
_SPENT = re.compile(r"^(?!.*预算).*决算")
# What stands above the first sentence: titles, and lines of contents.
_TITLES = re.compile(r"^\s*\S{0,12}\s*$|(?:说明|情况|公开|[决预]算|报告|目\s*录|表)\s*$")
_LEADERS = re.compile(r"[.…·]{3}")
_NARRATED = frozenset({"narrative", "overview", "tables", "attachment", "work_review"})
_OUTCOME_TOPICS = frozenset(
    (
        "overall",
        "income",
        "expenditure",
        "fiscal_overall",
        "fiscal_expenditure",
        "general_budget",
        "basic",
        "government_fund",
        "state_capital",
        "three_public",
        "operating_costs",
        "procurement",
        "services",
        "assets",
        "transfer",
    )
)

# Every reading looks back through its stretch; the longest of a report has 2,300 characters.
_LONGEST = 10_000


def find_stretches(
    document: Document, sections: Sequence[Section], tables: Sequence[Table], frame: Frame
) -> Iterator[Stretch]:
    """Yield all text in which facts are looked for, in no particular order."""
    book = AccountNames.of(tables)
    grids = [grid.start for grid in document.grids]
    where = _Where(sections, frame, book)
    for section, lines in _by_section(_narrative_lines(document, tables), where):
        pieces = list(_paragraphs(lines, where.starts, grids))
        for folded in _portions(_joined(document.text, pieces)):
            yield where.stretch(folded, section)
    for table in tables:
        if not table.is_official:
            for cell in table.cells:
                if _is_sentence(cell.text):
                    for folded in _portions(_folded(document.text, cell)):
                        yield where.cell(folded, cell)


def _folded(text: str, cell: Cell) -> Folded:
    """Return the words of a cell without the page mark that stands between its lines."""
    start, end = cell.span.start, cell.span.end
    left = squeeze(cell.text) if text.find("\n", start, end) >= 0 else ""
    if not left or len(squeeze(text[start:end])) == len(left):
        return fold(text, start, end)
    pieces: list[tuple[int, int]] = []
    for line in lines_of(text[start:end]):
        own = squeeze(line.text)
        if left.startswith(own):
            pieces.append((start + line.start, start + line.end))
            left = left[len(own) :]
        elif not _MARK.fullmatch(own):
            return fold(text, start, end)
    return fold(text, start, end) if left else fold_pieces(text, pieces)


class _Where:
    """Finds the section of a place and what holds there."""

    def __init__(self, sections: Sequence[Section], frame: Frame, book: AccountNames) -> None:
        self.sections = sections
        self.frame = frame
        self.book = book
        self.offsets = [section.span.start for section in sections]
        self.starts = frozenset(self.offsets)

    def section(self, offset: int) -> Section | None:
        """Return the innermost section: headings stand in text order, so the last one begun."""
        index = bisect_right(self.offsets, offset) - 1
        return self.sections[index] if index >= 0 else None

    def stretch(self, folded: Folded, section: Section | None) -> Stretch:
        """Return prose with what is known of its section."""
        topic = section.topic if section else None
        reports = section is None or (
            section.role == "narrative"
            and ((topic or "").partition(".")[0] in _OUTCOME_TOPICS or self.frame.kind == "budget")
        )
        measure = self._measure(section) if reports else "other"
        return self._made(folded, section, measure, self.frame.fiscal_year)

    def cell(self, folded: Folded, cell: Cell) -> Stretch:
        """Return the sentences of a cell; what looks back names its years or has none."""
        label = cell.row_header
        year = None if _PRIOR_YEARS.search(label) else self.frame.fiscal_year
        section = self.section(cell.span.start)
        return self._made(folded, section, "other", year, label)

    def _measure(self, section: Section | None) -> Measure:
        # 2021年“三公”经费决算情况: a plan can tell what was spent the year before.
        spent = section is not None and _SPENT.search(section.title) is not None
        return "budget" if self.frame.kind == "budget" and not spent else "final"

    def _made(
        self,
        folded: Folded,
        section: Section | None,
        measure: Measure,
        year: int | None,
        label: str = "",
    ) -> Stretch:
        return Stretch(
            folded=folded,
            section=section.id if section else None,
            topic=section.topic if section else None,
            frame=self.frame,
            book=self.book,
            year=year,
            measure=measure,
            planned=bool(_PLANNED.search(label)),
            title=label or (section.title if section else ""),
        )


def _narrative_lines(document: Document, tables: Sequence[Table]) -> Iterator[Line]:
    """Yield the lines outside grids and rebuilt tables that are no caption and no page number."""
    held = [(grid.start, grid.end) for grid in document.grids]
    starts = [grid.start for grid in document.grids]
    for table in tables:
        first = bisect_left(starts, table.span.start)
        if first == bisect_right(starts, table.span.end) or (
            table.cells and table.cells[0].span.start < starts[first]
        ):
            # No grid holds it, or its beginning: it was rebuilt from lines.
            held.append((table.span.start, table.span.end))
        elif table.is_official:
            # Its title, and what stands beside it: 预算09表 单位：万元. Scores stand above forms.
            held.append((table.span.start, starts[first]))
    held.sort()
    at = 0
    for line in document.lines:
        while at < len(held) and held[at][1] <= line.start:
            at += 1
        inside = at < len(held) and held[at][0] <= line.start
        if not inside and not _CAPTION.match(line.text):
            yield line


def _by_section(
    lines: Iterator[Line], where: _Where
) -> Iterator[tuple[Section | None, list[Line]]]:
    """Yield the lines of each section in which facts are looked for."""
    run: list[Line] = []
    current: Section | None = None
    for line in lines:
        section = where.section(line.start)
        if run and section is not current:
            yield current, run if current else _telling(run)
            run = []
        current = section
        if _is_told(line, section):
            run.append(line)
    if run:
        yield current, run if current or not where.sections else _telling(run)


def _telling(lines: Sequence[Line]) -> list[Line]:
    """Return the lines before the first heading that are sentences with a number."""
    kept: list[Line] = []
    sentence: list[Line] = []
    for line in lines:
        if _LEADERS.search(line.text):
            sentence = []
        elif sentence or not _TITLES.search(line.text):
            sentence.append(line)
        if _ENDS.search(line.text) or line.text.rstrip().endswith(("：", ":")) or line is lines[-1]:
            kept += sentence if _SENTENCE.search("".join(one.text for one in sentence)) else []
            sentence = []
    return kept


def _is_told(line: Line, section: Section | None) -> bool:
    if section is None:
        return True
    if section.role not in _NARRATED:
        return False
    return section.role != "tables" or _NOTE.search(line.text) is not None


def _paragraphs(
    lines: Sequence[Line], headings: frozenset[int], grids: Sequence[int]
) -> Iterator[list[tuple[int, int]]]:
    """Yield paragraphs as pieces to join: a line goes on until a sign ends it or a number opens.

    None goes on behind a grid: what stands above it is a caption.
    """
    pieces: list[tuple[int, int]] = []
    worth = False
    for index, line in enumerate(lines):
        pieces.append((line.start, line.end))
        worth = worth or bool(_WORTH.search(line.text))
        following = lines[index + 1] if index + 1 < len(lines) else None
        if (
            following is None
            or (line.start in headings and not _RUNS_ON.search(line.text))
            or following.start in headings
            or _ENDS.search(line.text)
            or _OPENS.match(following.text)
            or bisect_right(grids, line.end) < bisect_right(grids, following.start)
        ):
            if worth:
                yield pieces
            pieces, worth = [], False


def _joined(text: str, paragraphs: Sequence[list[tuple[int, int]]]) -> Folded:
    """Return the folded paragraphs as one text, a line feed between them."""
    parts: list[str] = []
    origin: list[int] = []
    for pieces in paragraphs:
        folded = fold_pieces(text, pieces)
        if folded.text:
            if parts:
                parts.append("\n")
                origin.append(folded.origin[0])
            parts.append(folded.text)
            origin.extend(folded.origin)
    return Folded("".join(parts), tuple(origin))


def _portions(folded: Folded) -> Iterator[Folded]:
    """Yield a text whole, or in portions where no report has one so long."""
    for start, end in portions(folded.text, 0, len(folded.text), _LONGEST):
        if start < end:
            yield folded.slice(start, end)


def _is_sentence(text: str) -> bool:
    if len(text) < 6 or not _WORTH.search(text):
        return False
    return not _VALUE.fullmatch(text.strip()) and len(_HAN.findall(text[:60])) >= 5
