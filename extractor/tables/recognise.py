"""Which official table a sheet is: by title, columns and rows together, never by its number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from extractor.tables.captions import Caption, caption_of_cells, is_caption
from extractor.tables.columns import column_keys, item_key, measure_keys, measure_of
from extractor.tables.headers import Header, read_header
from extractor.tables.numerals import money
from extractor.tables.rows import Line, read_lines
from extractor.tables.stitch import Sheet
from rules.loaders.tables import TableRule
from rules.terms import BESIDE

# Titles of tables that look like official ones and are others.
_OTHER = re.compile(r"绩效|自评|申报|重点工作|项目支出|经济分类|采购|购买服务|资产|债务|转移支付")
_HEADER_WORDS = re.compile(r"科目|行次|栏次|基本支出|财政拨款|公务接待|预算数|决算数|结转")
_YEAR = regex.compile(r"20\d\d年(?:度|\d{1,2}月(?:\d{1,2}日)?)?")
_MAX_CAPTION_ROWS = 9
# Half of the columns must say what the title says; without a title nearly all of them.
_ENOUGH, _CERTAIN = 0.5, 0.75
# A table of 机关运行经费 alone is no table of the three items.
_FEWEST_ITEMS = 2
_LAYOUTS_WITH_CODES = ("accounts", "groups", "units", "projects")


@dataclass(frozen=True, slots=True)
class Official:
    """A sheet that is an official table, taken apart.

    ``keys`` has the meaning of each amount column; with ``upright`` they are measures, and the
    items of the 三公 table stand in the rows. With ``measured`` the rows are the measures.
    """

    rule: TableRule
    sheet: Sheet
    caption: Caption
    header: Header
    lines: list[Line]
    keys: tuple[str | None, ...]
    upright: bool
    measured: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    official: Official
    rank: int
    fit: float

    @property
    def order(self) -> tuple[int, float, bool, int]:
        """What speaks for it: title, columns, rows, and how special the codes of its rows are."""
        official = self.official
        return self.rank, -self.fit, not official.lines, -len(official.rule.codes.pattern)


def recognise(
    sheets: Sequence[Sheet], rules: Sequence[TableRule]
) -> tuple[dict[str, Official], list[Sheet]]:
    """Return the official tables by id, and all other sheets in document order.

    The surest pair of sheet and table goes first; a sheet that lost its table to a surer one can
    still be another, a report without titles has several tables with the same columns.
    """
    found = [each for sheet in sheets for each in _candidates(sheet, rules)]
    best: dict[str, Official] = {}
    taken: set[int] = set()
    for candidate in sorted(found, key=lambda each: each.order):
        official = candidate.official
        if official.rule.id not in best and id(official.sheet) not in taken:
            best[official.rule.id] = official
            taken.add(id(official.sheet))
    rest = [sheet for sheet in sheets if id(sheet) not in taken]
    return {key: best[key] for key in sorted(best)}, rest


def _candidates(sheet: Sheet, rules: Sequence[TableRule]) -> Iterator[_Candidate]:
    """Yield the tables that the sheet can be; those that its title names go first."""
    skipped = _caption_rows(sheet)
    caption = _caption(sheet, skipped)
    title = caption.name
    ranked = [(rule, _title_rank(rule, title)) for rule in rules]
    titled = [(rule, rank) for rule, rank in ranked if rank is not None]
    if not titled and (_OTHER.search(title) or not _looks_official(sheet)):
        return
    bare = _without_units(sheet)
    header = read_header(bare, skipped)
    named = [_candidate(sheet, bare, caption, header, rule, rank) for rule, rank in titled]
    fitting = [each for each in named if each.fit >= _ENOUGH or not header.paths]
    if fitting:
        yield from fitting
        return
    last = len(rules)
    for rule in rules:
        candidate = _candidate(sheet, bare, caption, header, rule, last)
        if candidate.fit >= _CERTAIN and _rows_agree(rule, candidate.official):
            yield candidate


def _without_units(sheet: Sheet) -> Sheet:
    """Return a sheet whose amounts stand alone, though their cells print their unit, too."""
    texts = [[money(text)[0] for text in row] for row in sheet.texts]
    return sheet if texts == sheet.texts else replace(sheet, texts=texts)


def _caption_rows(sheet: Sheet) -> int:
    """Return how many leading rows hold title, code, unit or owner instead of a header."""
    for index, row in enumerate(sheet.texts[:_MAX_CAPTION_ROWS]):
        captions = [is_caption(text) for text in row if text and not _YEAR.fullmatch(text)]
        # A year stands between owner and unit; alone it heads a column.
        if not all(captions) or (any(row) and not captions):
            return index
    return 0


def _caption(sheet: Sheet, skipped: int) -> Caption:
    above = sheet.caption
    if not skipped:
        return above
    cells = [cell for row in sheet.cells[:skipped] for cell in row if cell and cell.text]
    texts = [text for row in sheet.texts[:skipped] for text in row if text]
    inside = caption_of_cells(
        ((cell.start, cell.text, text) for cell, text in zip(cells, texts, strict=True)),
        sheet.start,
    )
    return Caption(
        inside.title or above.title,
        inside.code or above.code,
        inside.unit or above.unit,
        min(above.start, sheet.start),
    )


def _title_rank(rule: TableRule, title: str) -> int | None:
    return next((i for i, pattern in enumerate(rule.titles) if pattern.search(title)), None)


def _looks_official(sheet: Sheet) -> bool:
    """Return whether a sheet without a telling title has the words of an official header."""
    words = "".join(text for row in sheet.texts[:4] for text in row)
    return bool(_HEADER_WORDS.search(words))


def _candidate(
    sheet: Sheet, bare: Sheet, caption: Caption, header: Header, rule: TableRule, rank: int
) -> _Candidate:
    coded = rule.layout in _LAYOUTS_WITH_CODES
    lines = read_lines(bare, header, coded)
    upright = rule.layout == "single_row" and _is_upright(rule, lines)
    measured = rule.layout == "single_row" and _is_measured(rule, header, lines)
    keys = measure_keys(rule, header) if upright else column_keys(rule, header, measured=measured)
    own = [key for key in keys if key is None or not key.startswith(BESIDE)]
    fit = sum(key is not None for key in own) / max(len(own), 1)
    if upright and any(key is not None for key in own):
        # Beside it stand last year's, how they differ, or what each fund has of it.
        fit = 1.0
    official = Official(rule, sheet, caption, header, lines, keys, upright, measured)
    return _Candidate(official, rank, fit)


def _is_measured(rule: TableRule, header: Header, lines: Sequence[Line]) -> bool:
    """Return whether the rows are 预算数 and 决算数, and the header names the items alone."""
    if not rule.measures or any(measure_of(rule, path) for path in header.paths):
        return False
    return len({measure_of(rule, (line.label,)) for line in lines[:4]} - {None}) > 1


def _is_upright(rule: TableRule, lines: Sequence[Line]) -> bool:
    """Return whether the items stand in the rows: 1. 因公出国（境）费, 2. …"""
    return len({item_key(rule, line.label) for line in lines[:12]} - {None}) > 2


def _rows_agree(rule: TableRule, official: Official) -> bool:
    """Return whether the rows are such as this table has; decides only where no title does."""
    blocks = len(official.header.blocks)
    if rule.layout == "halves":
        return blocks == 2 and any("收入" in line.label for line in official.lines)
    if rule.layout == "single_row":
        items = {key for key in official.keys if key is not None}
        return official.upright or (blocks == 1 and len(items) > _FEWEST_ITEMS)
    # 类, 款 and 项 may stand in columns of their own.
    codes = ["".join(part for _, part in line.codes) for line in official.lines if line.codes]
    return bool(codes) and all(rule.codes.match(code) for code in codes)
