"""Forms in reading-order text: labels and their contents, and the small tables among them.

What belongs to no known label stays with the label before it: nothing that is printed gets lost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from extractor.document import Document, Grid, GridCell, Line
from extractor.model import Section
from extractor.tables.flow.breaks import at_blanks, is_prose, runs_on
from extractor.tables.flow.form_rows import FormRow, HeadWord, Words, table_rows
from extractor.tables.flow.form_sums import decided
from extractor.tables.flow.marks import page_numbers
from extractor.tables.flow.pieces import Cell, Piece
from extractor.tables.flow.stream import Stream, read_stream
from extractor.text import squeeze
from rules.loaders.flow import load_flow
from rules.loaders.flow_forms import FlowForms, Label, SmallTable, load_flow_forms
from rules.loaders.forms import load_forms

_TITLE_LINE = regex.compile(r"表\s*(?:[（(][^（）()]*[）)])?$")
_MAX_TITLE = 60
_TITLE_LINES = 3
_YEAR = regex.compile(r"20\d\d ?年")
_INNER_TITLE = regex.compile(r"20\d\d年[^，。；：]*(?:申报|自评)表")
_UNIT = regex.compile(r"(?:金额)?单位[：:]")


@dataclass(frozen=True, slots=True)
class Form:
    """One form with its printed title."""

    title: str
    grid: Grid


@dataclass(frozen=True, slots=True)
class _Title:
    """The line of a title and whether it is that of a form."""

    line: int
    text: str
    is_form: bool


@dataclass(slots=True)
class _Part:
    """A label or a header with what follows it, as places in the stream."""

    start: int
    body: int
    end: int = 0
    label: Label | None = None
    table: SmallTable | None = None
    words: Words = field(default_factory=list)


def form_grids(
    document: Document, sections: Sequence[Section], taken: Sequence[Grid]
) -> Iterator[Form]:
    """Yield every form; what an official table holds is no form."""
    titles = list(_titles(document))
    stops = {document.line_index(s.span.start) for s in sections if s.level == 1}
    stops |= {title.line for title in titles}
    # A table whose first cell is blank starts before its first line.
    ends = [line.end for line in document.lines]
    stops |= {bisect_right(ends, grid.start) for grid in taken}
    ordered = sorted({*stops, len(document.lines)})
    numbers = page_numbers(document.lines) if titles else frozenset()
    for title in titles:
        if title.is_form:
            end = ordered[bisect_right(ordered, title.line)]
            below = [document.lines[at] for at in range(title.line + 1, end) if at not in numbers]
            for name, lines in _apart(document, title.text, below):
                grid = _read_form(document, lines)
                if grid is not None:
                    yield Form(name, grid)


def _apart(
    document: Document, title: str, lines: Sequence[Line]
) -> Iterator[tuple[str, Sequence[Line]]]:
    """Yield the lines of every form: in lines that run on, the title of another can stand."""
    if not (runs_on(document.text, lines) or is_prose(lines)):
        yield title, lines
        return
    parts = [part for line in lines for part in at_blanks(line)]
    begin = 0
    for at, part in enumerate(parts):
        inner = _inner_title(parts, at) if _YEAR.match(part.text) else None
        if inner is not None:
            yield title, parts[begin:at]
            title, begin = inner[0], at + inner[1]
    yield title, parts[begin:]


def _inner_title(lines: Sequence[Line], at: int) -> tuple[str, int] | None:
    """Return the title of a form that starts here, and its lines; the unit follows it."""
    for count in range(1, _TITLE_LINES + 1):
        title = squeeze("".join(line.text for line in lines[at : at + count]))
        following = lines[at + count : at + count + 1]
        if _INNER_TITLE.fullmatch(title) and following and _UNIT.match(following[0].text):
            return title, count
    return None


def _titles(document: Document) -> Iterator[_Title]:
    patterns = [pattern for form in load_forms().forms for pattern in form.titles]
    for index, line in enumerate(document.lines):
        text = line.text
        if not text.endswith(_TITLE_SIGNS) or len(text) > _MAX_TITLE:
            continue
        if _TITLE_LINE.search(text):
            title = squeeze(line.text)
            if "。" not in title and len(title) > _MIN_TITLE and not title.endswith(_INNER):
                yield _Title(index, title, any(pattern.search(title) for pattern in patterns))


# 长期绩效目标表 stands inside a form.
_INNER = ("长期绩效目标表", "年度绩效目标表")
_MIN_TITLE = 5
_FEWEST_LABELS = 3
_MOST_GLUED = 4
_TITLE_SIGNS = ("表", "）", ")")
_CAPTION_LINES = 3


def _read_form(document: Document, lines: Sequence[Line]) -> Grid | None:
    kept = [line for at, line in enumerate(lines) if not _is_leftover(line, at)]
    stream = read_stream(document, kept)
    if not stream.pieces:
        return None
    parts = _parts(stream, load_flow_forms())
    labels = sum(part.label is not None for part in parts)
    if labels < _FEWEST_LABELS and all(part.table is None for part in parts):
        # A title above prose, or above a table whose rows are lost.
        return None
    return _grid(document.text, list(_rows(stream, parts)))


def _is_leftover(line: Line, at: int) -> bool:
    """Return whether a line is a page mark or, near the title, a caption."""
    flow = load_flow()
    if flow.is_leftover(line.text.replace(" ", "")):
        return True
    return at < _CAPTION_LINES and flow.caption.fullmatch(squeeze(line.text)) is not None


def _parts(stream: Stream, rules: FlowForms) -> list[_Part]:
    """Cut the stream where a label or the header of a small table starts."""
    parts = [_Part(0, 0)]
    indicators: _Part | None = None
    text, first = stream.text, rules.first
    done = 0
    for number, at in enumerate(stream.starts[:-1]):
        if at < done or text[at] not in first:
            continue
        before, leads = parts[-1], stream.pieces[number].first
        # In a small table only what opens a line can end it.
        if not (leads or at == before.body or before.table is None):
            continue
        while (part := _part_at(stream, at, leads, parts[-1], indicators, rules)) is not None:
            parts[-1].end = part.start
            parts.append(part)
            at = done = part.body
            if part.table is not None and part.table.rows == "indicators":
                indicators = part
            # Where a piece starts, all but a table without a header is found from there.
            if at >= len(text) or (stream.is_start(at) and not (indicators and part.label)):
                break
    parts[-1].end = len(text)
    return [part for part in parts if part.end > part.start]


def _part_at(
    stream: Stream,
    at: int,
    first: bool,
    before: _Part,
    indicators: _Part | None,
    rules: FlowForms,
) -> _Part | None:
    """Return the label or header that starts at this place."""
    adjacent = at == before.body and at > 0
    leads = first or adjacent
    opening = stream.text[at]
    if opening in rules.first:
        for table in rules.tables:
            if leads and opening in table.first:
                part = _header_at(stream, at, table)
                if part is not None:
                    return part
        part = _label_at(stream, at, rules, before.table, leads)
        if part is not None:
            return part
    if indicators is not None and adjacent and before.label is not None:
        return _headless(stream, at, indicators, rules)
    return None


def _header_at(stream: Stream, at: int, table: SmallTable) -> _Part | None:
    words: Words = []
    place = at
    while (word := table.word(stream.text, place)) is not None and word[1] > place:
        words.append(HeadWord(word[0], place, word[1]))
        place = word[1]
    while words and not stream.is_start(words[-1].end):
        if stream.torn and len(words) > table.least:
            break
        words.pop()
    if len(words) < table.least:
        return None
    return _Part(at, words[-1].end, table=table, words=words)


def _label_at(
    stream: Stream, at: int, rules: FlowForms, inside: SmallTable | None, leads: bool
) -> _Part | None:
    found = rules.label(stream.text, at)
    if found is None:
        return None
    label, end = found
    if not leads and not label.inline:
        return None
    if inside is not None and inside.id in label.not_in:
        return None
    if not _ends_well(stream, end, rules):
        return None
    return _Part(at, end, label=label)


def _ends_well(stream: Stream, end: int, rules: FlowForms) -> bool:
    """Return whether a label ends here: with its word, a colon, or glued to the next one."""
    for _ in range(_MOST_GLUED):
        if stream.is_start(end) or stream.text[end - 1] in "：:":
            return True
        following = rules.label(stream.text, end)
        if following is None:
            break
        end = following[1]
    return any(_header_at(stream, end, table) is not None for table in rules.tables)


def _headless(stream: Stream, at: int, like: _Part, rules: FlowForms) -> _Part | None:
    """Return a table of indicators without a header: it has the columns of the one before."""
    first = rules.indicators.level1.match(stream.text, at)
    if first is None or not stream.is_start(first.end()):
        return None
    second = rules.indicators.level2.match(stream.text, first.end())
    if second is None or not stream.is_start(second.end()):
        return None
    return _Part(at, at, table=like.table, words=[HeadWord(w.word, at, at) for w in like.words])


# ---- rows ------------------------------------------------------------------------------------


def _rows(stream: Stream, parts: Sequence[_Part]) -> Iterator[FormRow]:
    """Yield the rows: labels on one printed line side by side, small tables row by row."""
    row: list[Cell] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        targets = _targets(stream, parts, at) if part.table is not None else 0
        if part.table is None and not _starts_row(stream, part, parts[at - 1] if at else None):
            row.extend(_field(stream, part))
            at += 1
            continue
        if row:
            yield FormRow(tuple(enumerate(row)))
            row = []
        if part.table is None:
            row = _field(stream, part)
        else:
            made = table_rows(stream, part.table, part.words, part.body, part.end)
            yield from decided(made, part.words, _fields(stream, parts))
            yield from _side_by_side(stream, parts[at + 1 : at + 1 + targets])
        at += 1 + targets
    if row:
        yield FormRow(tuple(enumerate(row)))


def _starts_row(stream: Stream, part: _Part, before: _Part | None) -> bool:
    if before is None or before.table is not None:
        return True
    if _is_opening(part) and not _is_opening(before) and before.body == before.end:
        # `长期目标 1：` / `目标 1：…`: the second is the content of the first.
        return False
    return stream.cut(part.start, part.end)[0].first


def _fields(stream: Stream, parts: Sequence[_Part]) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Yield the labels of the form with their contents."""
    for part in parts:
        if part.label is not None and not part.label.opens:
            yield stream.text[part.start : part.body], stream.cut(part.body, part.end)


def _is_opening(part: _Part) -> bool:
    return part.label is not None and part.label.opens


def _field(stream: Stream, part: _Part) -> list[Cell]:
    """Return label and content as cells; words without a label are one cell."""
    if part.label is None or part.label.opens:
        return [Cell(stream.cut(part.start, part.end))]
    label, content = stream.cut(part.start, part.body), stream.cut(part.body, part.end)
    return [Cell(label), Cell(content)] if content else [Cell(label)]


def _targets(stream: Stream, parts: Sequence[_Part], at: int) -> int:
    """Return how many contents `目标 1：…` follow a header of 长期目标 and 年度目标 in pairs."""
    count = 0
    while at + 1 + count < len(parts) and _is_opening(parts[at + 1 + count]):
        count += 1
    numbers = Counter(_number(stream, part) for part in parts[at + 1 : at + 1 + count])
    return count if set(numbers.values()) == {2} else 0


def _number(stream: Stream, part: _Part) -> str:
    return stream.text[part.start : part.body]


def _side_by_side(stream: Stream, parts: Sequence[_Part]) -> Iterator[FormRow]:
    """Yield the long-term target of each number beside the one of the year."""
    pairs: dict[str, list[Cell]] = {}
    for part in parts:
        cell = Cell(stream.cut(part.start, part.end))
        pairs.setdefault(_number(stream, part), []).append(cell)
    for cells in pairs.values():
        yield FormRow(tuple(enumerate(cells)))


def _grid(text: str, rows: Sequence[FormRow]) -> Grid:
    made: list[tuple[GridCell, ...]] = []
    place = 0
    for number, row in enumerate(rows):
        cells = []
        for column, cell in row.cells:
            cells.append(cell.at(text, number, column, place, row.spans.get(column, (1, 1))))
            place = max(place, cells[-1].end)
        made.append(tuple(cells))
    filled = [cell for cells in made for cell in cells if cell.text]
    start, end = min(cell.start for cell in filled), max(cell.end for cell in filled)
    return Grid(tuple(made), start, end, flowing=True)
