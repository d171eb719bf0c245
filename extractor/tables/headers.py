"""Where the amounts of a sheet stand, and what its printed header says about each.

Text made from PDF has headers that slipped sideways: the row of column numbers (栏次 1 2 3) says
where amounts stand; without one the body does; the header's words are then dealt out in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractor.tables.numerals import amount, is_nil
from extractor.tables.stitch import Sheet

# Headers are at most five rows; with caption rows in the grid a few more.
_MAX_HEADER = 9

_LABEL = re.compile(
    r"(?:(?:收入|支出|预算)?项目(?:（.*）)?|行次?|次|栏次|[类款项]{1,3}|序号|备注|说明|功能分.?|单位|部门|级次|目|年度|年份"
    r"|.*(?:科目|编码|代码|名称|类别|类型|项目单位|预算单位|经济分类|功能分类)(?:（.*）)?)"
)
_UNIT_CODE = re.compile(r"(?:预算)?(?:单位|部门)(?:（单位）)?(?:代码|编码|编号)")
_ACCOUNT_CODE = re.compile(r"类|款|项|.*(?:科目|分类)(?:代码|编码|编号)")
_COLUMN_NUMBER = re.compile(r"(\d{1,2})(?:[=＝（(].*)?")
# So many numbers that count on number columns, whatever they begin with.
_COUNTED = 4
_NUMBER_ROW_WORDS = frozenset(
    {
        "栏次",
        "栏",
        "次",
        "行次",
        "行",
        "类",
        "款",
        "项",
        "类款",
        "款项",
        "类款项",
        "-",
        "—",
        "——",
        "*",
        "**",
        "***",
    }
)
_CODE = re.compile(r"(?!20\d\d$)\d{3,12}")
_LISTED = re.compile(r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d[.、]")
_TOTAL = re.compile(r"(?:栏次)?(?:合计|总计|本年收入合计|本年支出合计)")
_DECIMAL = re.compile(r"-?[\d,]+\.\d+|-?\d{1,3}(?:,\d{3})+")
_YEAR = re.compile(r"20\d\d")
_WORDS = re.compile(r"[\u3400-\u9fff]{2}")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One half or group: its label columns, and its amount columns as numbers from 1."""

    labels: range
    first: int
    amounts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The parts of a sheet: ``amounts`` are grid columns, ``paths`` what is printed above each."""

    body: int
    amounts: tuple[int, ...]
    paths: tuple[Path, ...]
    blocks: tuple[Block, ...]
    label_words: str
    # Label columns with the codes of units, where other columns have those of accounts.
    unit_codes: frozenset[int] = frozenset()
    # What stands above each label column of the first block.
    heads: Path = ()
    # Columns of amounts that no heading names: the header lacks some of its cells.
    unnamed: frozenset[int] = frozenset()


def read_header(sheet: Sheet, skipped: int = 0) -> Header:
    """Return the parts of the sheet; its first ``skipped`` rows are its caption."""
    numbered = _number_row(sheet, skipped)
    body = _first_body_row(sheet, skipped) if numbered is None else numbered + 1
    rows = [
        row
        for index, row in enumerate(sheet.texts[skipped:body], start=skipped)
        if index != numbered and any(row)
    ]
    if body < len(sheet.texts):
        rows.append(_header_words(sheet.texts[body]))
    own = _paths(rows, sheet.width)
    printed = {column for column, path in enumerate(own) if path and not _is_label(path[-1])}
    amounts = _amount_columns(sheet, body, numbered, printed)
    # 单位代码 131, under a number of its own: 1.
    amounts = tuple(c for c in amounts if c in printed or not _holds_codes(sheet, body, own[c], c))
    paths = _paths_over(rows, own, printed, amounts)
    blocks = _blocks(sheet, body, own, amounts)
    columns = [column for block in blocks for column in block.labels]
    words = "".join(own[column][-1] for column in columns if own[column])
    units = frozenset(c for c in columns if own[c] and _UNIT_CODE.fullmatch(own[c][-1]))
    others = any(own[c] and _ACCOUNT_CODE.fullmatch(own[c][-1]) for c in columns)
    heads = [own[c][-1] if own[c] else "" for c in (blocks[0].labels if blocks else ())]
    return Header(
        body,
        amounts,
        tuple(map(_clean, paths)),
        blocks,
        words,
        units if others else frozenset(),
        tuple(heads),
        frozenset(_unnamed(sheet, body, blocks)),
    )


def is_number_row(texts: Sequence[str]) -> bool:
    """Return whether a row only numbers the columns: 栏次 1 2 3.

    >>> is_number_row(["栏次", "1", "2"]), is_number_row(["2", "3", "4", "5"]), is_number_row(["2"])
    (True, True, False)
    >>> is_number_row(["类款", "项", "栏次", "1", "2", "3"])
    True
    """
    return _column_numbers(texts) is not None


def _is_label(word: str) -> bool:
    return bool(_LABEL.fullmatch(word))


def _number_row(sheet: Sheet, skipped: int) -> int | None:
    for index in range(skipped, min(skipped + _MAX_HEADER, len(sheet.texts))):
        if _column_numbers(sheet.texts[index]):
            return index
    return None


def _column_numbers(texts: Sequence[str]) -> list[int] | None:
    """Return the columns that hold 1, 2, 3 … where nothing else stands in the row.

    So many that count on are column numbers though the first columns of a table were lost.
    """
    columns: list[int] = []
    worded = False
    first = 1
    for column, text in enumerate(texts):
        if not text:
            continue
        match = _COLUMN_NUMBER.fullmatch(text)
        if match and not columns:
            first = int(match[1])
        if match and int(match[1]) == len(columns) + first:
            columns.append(column)
        elif text in _NUMBER_ROW_WORDS:
            worded = True
        else:
            return None
    if first != 1:
        return columns if len(columns) >= _COUNTED else None
    return columns if columns and (worded or len(columns) > 2) else None


def _first_body_row(sheet: Sheet, skipped: int) -> int:
    for index in range(skipped, len(sheet.texts)):
        if _is_body(sheet.texts[index]):
            return index
    return len(sheet.texts)


def _is_body(texts: Sequence[str]) -> bool:
    words = [text for text in texts if text]
    if not words:
        return False
    if any(_CODE.fullmatch(text) or _LISTED.match(text) for text in words[:3]):
        return True
    if any(_DECIMAL.fullmatch(text) for text in words):
        return True
    if len(words) == 1 and texts[0].endswith(("合计", "总计")):
        # In the first column it is the label of a blank row, elsewhere a heading.
        return True
    numbers = sum(amount(text) is not None or is_nil(text) for text in words)
    return numbers == len(words) or (numbers == len(words) - 1 and _begins_row(*words))


def _header_words(texts: Sequence[str]) -> list[str]:
    """Return the words over columns that share the row of the total, which has amounts as well.

    合计 | 2002.80 | 合计 | 基本支出 | 项目支出: the last three part the column above them.
    """
    first = next((c for c, text in enumerate(texts) if amount(text) is not None), len(texts))
    words = [text if c > first and _WORDS.search(text) else "" for c, text in enumerate(texts)]
    return words if sum(map(bool, words)) > 1 and _TOTAL.fullmatch(texts[0]) else [""] * len(texts)


def _begins_row(name: str, *numbers: str) -> bool:
    """Return whether a word with nothing but numbers behind it is the name of a row.

    合计 is a header, too. Years and the numbers of columns stand in headers, a nought does not.
    """
    if _TOTAL.fullmatch(name) or (numbers and name.endswith(("合计", "总计"))):
        return True
    if not numbers or _is_label(name):
        return False
    return all(map(_is_nought, numbers)) or (len(numbers) > 1 and not _are_counted(numbers))


def _are_counted(numbers: Sequence[str]) -> bool:
    """Return whether numbers are years, or go up by one as those of columns do."""
    if not all(map(str.isdecimal, numbers)):
        return False
    values = list(map(int, numbers))
    steps = {after - before for before, after in pairwise(values)}
    return all(map(_YEAR.fullmatch, numbers)) or steps == {1}


def _is_nought(text: str) -> bool:
    return text == "0" or is_nil(text)


def _paths(rows: Sequence[Sequence[str]], width: int) -> list[Path]:
    """Return the header words above every column, outermost first.

    A blank under a group's name belongs to the group when the column has a name of its own
    further down; else the cell above it was merged downwards.
    """
    paths: list[Path] = []
    carried = [""] * len(rows)
    for column in range(width):
        deepest = max((i for i, row in enumerate(rows) if row[column]), default=-1)
        path: list[str] = []
        for level in range(deepest + 1):
            word = rows[level][column]
            if word:
                carried[level] = word
                carried[level + 1 :] = [""] * (len(rows) - level - 1)
            if carried[level] and (not path or path[-1] != carried[level]):
                path.append(carried[level])
        paths.append(tuple(path))
    return paths


def _clean(path: Path) -> Path:
    """Return the path without levels that only say 项目, its single characters as one word.

    合 over 计 is the heading of a narrow column.
    """
    groups = [(is_cut, [*own]) for is_cut, own in groupby(path, lambda word: len(word) == 1)]
    words = [word for is_cut, own in groups for word in (["".join(own)] if is_cut else own)]
    return (*(word for word in words[:-1] if not _is_label(word)), *words[-1:])


def _amount_columns(
    sheet: Sheet, body: int, numbered: int | None, printed: set[int]
) -> tuple[int, ...]:
    worded, counted = _body_columns(sheet, body)
    if numbered is not None:
        columns = _column_numbers(sheet.texts[numbered]) or []
        # Some number the columns of codes and names too.
        return tuple(column for column in columns if worded[column] <= counted[column])
    if not printed or all(worded[column] <= counted[column] + 1 for column in printed):
        return tuple(sorted(printed)) or tuple(c for c, n in enumerate(counted) if n)
    return _window(sheet, len(printed), worded, counted)


def _holds_codes(sheet: Sheet, body: int, path: Path, column: int) -> bool:
    """Return whether a column is headed as one of codes, and holds nothing else."""
    if not path or not (_UNIT_CODE.fullmatch(path[-1]) or _ACCOUNT_CODE.fullmatch(path[-1])):
        return False
    texts = [row[column] for row in sheet.texts[body:] if row[column]]
    return bool(texts) and all(_CODE.fullmatch(text) or _TOTAL.fullmatch(text) for text in texts)


def _body_columns(sheet: Sheet, body: int) -> tuple[list[int], list[int]]:
    """Return how many words and how many decimal amounts each column holds below the header."""
    worded = [0] * sheet.width
    counted = [0] * sheet.width
    for texts in sheet.texts[body:]:
        for column, text in enumerate(texts):
            if not text:
                continue
            if _DECIMAL.fullmatch(text):
                counted[column] += 1
            elif _WORDS.search(text) and not _TOTAL.fullmatch(text) and text != "栏次":
                worded[column] += 1
    return worded, counted


def _window(
    sheet: Sheet, count: int, worded: Sequence[int], counted: Sequence[int]
) -> tuple[int, ...]:
    """Return so many neighbouring columns without words that hold the amounts, rightmost first."""
    numeric = [column for column, number in enumerate(counted) if number]
    for start in range(sheet.width - count, -1, -1):
        columns = range(start, start + count)
        inside = not numeric or (start <= numeric[0] and numeric[-1] < start + count)
        if inside and all(worded[column] <= counted[column] for column in columns):
            return tuple(columns)
    return tuple(numeric)


def _paths_over(
    rows: Sequence[Sequence[str]], own: list[Path], printed: set[int], amounts: tuple[int, ...]
) -> list[Path]:
    """Return the header path of each amount column, dealt out in order where the header slipped."""
    if printed.issuperset(amounts) and len(printed) == len(amounts):
        return [own[column] for column in amounts]
    if len(printed) != len(amounts) and printed & set(amounts):
        return [own[column] if column in printed else () for column in amounts]
    return _paths([_dealt(row, amounts) for row in rows if amounts], len(amounts))


def _dealt(row: Sequence[str], amounts: tuple[int, ...]) -> list[str]:
    """Return the words of one header row over the amount columns, one each or by nearness."""
    words = [(column, word) for column, word in enumerate(row) if word and not _is_label(word)]
    if len(words) == len(amounts):
        return [word for _, word in words]
    dealt = [""] * len(amounts)
    for column, word in words:
        at = next((i for i, place in enumerate(amounts) if place >= column and not dealt[i]), -1)
        dealt[at] = dealt[at] or word
    return dealt


def _blocks(
    sheet: Sheet, body: int, own: Sequence[Path], amounts: tuple[int, ...]
) -> tuple[Block, ...]:
    """Return the halves or groups: a column of labels between amounts begins a new one."""
    blocks: list[Block] = []
    begin, first = 0, 0
    for index, column in enumerate(amounts):
        following = amounts[index + 1] if index + 1 < len(amounts) else None
        if following is None or _holds_labels(sheet, body, own, range(column + 1, following)):
            labels = range(begin, amounts[first])
            blocks.append(Block(labels, first + 1, amounts[first : index + 1]))
            begin, first = column + 1, index + 1
    return tuple(blocks)


def tails(blocks: Sequence[Block], width: int) -> list[range]:
    """Return the columns behind the amounts of each block."""
    ends = [*(block.labels.start for block in blocks), width][1:]
    return [range(block.amounts[-1] + 1, end) for block, end in zip(blocks, ends, strict=True)]


def _unnamed(sheet: Sheet, body: int, blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the columns beside the headed ones that hold amounts in the same rows as these.

    An amount that slipped aside leaves its own column blank.
    """
    for block, tail in zip(blocks, tails(blocks, sheet.width), strict=True):
        for texts in sheet.texts[body:]:
            for near, columns in ((block.amounts[0], block.labels), (block.amounts[-1], tail)):
                if _is_amount(texts[near]):
                    yield from (column for column in columns if _is_amount(texts[column]))


def _is_amount(text: str) -> bool:
    """Return whether a cell has an amount, and not mere signs or more digits than one has."""
    return _DECIMAL.fullmatch(text) is not None and amount(text) is not None


def _holds_labels(sheet: Sheet, body: int, own: Sequence[Path], columns: range) -> bool:
    return any(
        (own[column] and _is_label(own[column][-1]))
        or any(_WORDS.search(row[column]) for row in sheet.texts[body:])
        for column in columns
    )
