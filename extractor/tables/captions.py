"""What is printed above a grid: title, printed code, amount unit; each line has one role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from extractor.document import Document, Line
from extractor.numbers import MONEY_UNIT
from extractor.text import squeeze

# A wrapped title, its code, two lines of owner, unit, date and score: seldom more.
_REACH = 9
_MAX_TITLE = 70

# `单位：元江县财政局` is an owner.
_UNIT = regex.compile(
    rf"[（(]?(?:金额)?单位：?(?:人民币)?(?P<unit>{MONEY_UNIT})[）)]?"
    r"(?=$|\P{Han}|公开|预算|决算|附|财|部门|单位|编制)"
)
_CODE = re.compile(
    r"(?P<code>(?:财决|财预|公开|部门|预算|决算|附件|附|批复){1,3}表?\d{1,2}(?:-\d{1,2})?表?"
    r"|(?<!\d)表\d{1,2}(?:-\d{1,2})?)(?![\d年月日])"
)
_OWNER = re.compile(
    r"(?:(?:部门|单位)(?:/(?:部门|单位))?(?:名称)?|报送单位|编报部门|主管部门|编制单位|编制部门|填报单位|填报部门|预算单位|预算部门|公开部门|公开单位"
    r"|单位名称|部门名称|编报单位|项目单位|填报日期|填表日期|日期|自评得分|自评分数)(?:（.{1,4}）)?："
)
_FURNITURE = re.compile(
    r"[-—–_=：:|+·.，,\d]+|第\d+页(?:，?共\d+页)?|[（(]?(?:续上?页?|续表)[）)]?"
)
# 基本支出表——人员经费（工资福利支出）（按政府预算经济分类）: what is behind 表 parts it further.
_TITLE = re.compile(
    r"表(?:[—-]{1,2}[\u3400-\u9fff]{2,12})?(?:(?:（[^（）]*）|\([^()]*\)){1,2}|[一二三四]|\d)?$"
)
_HEAD = re.compile(
    r"\d{4}年|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.、]|附[件表]|第.部分"
)
_STOP = re.compile(r"[。；！？：]$|^(?:注|备注|说明)(?:：|\d)|^目录$")
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.、])")
_CONTINUES = re.compile(r"[（(]续(?:表|上页|\d)?[）)]|^续表?[：:]|续表$")
_CONTINUED = re.compile(r"[（(]?续(?:表|上页)?[）)]?")


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above one grid; ``start`` is where it begins."""

    title: str
    code: str | None
    unit: str | None
    start: int

    @property
    def name(self) -> str:
        """The title without its number and without 续表, for comparing."""
        return _CONTINUED.sub("", _NUMBER.sub("", squeeze(self.title)))

    @property
    def continues(self) -> bool:
        """Whether the title says that it is the one before: …表（续）."""
        return _CONTINUES.search(squeeze(self.title)) is not None


def is_furniture(line: str) -> bool:
    """Return whether the squeezed line is a page number, a stray numeral or a rule, no words."""
    return bool(_FURNITURE.fullmatch(line))


def is_caption(text: str) -> bool:
    """Return whether the squeezed text is a title, a code, a unit or an owner, and no data."""
    rest = _CODE.sub("", _UNIT.sub("", text))
    return rest != text or bool(_OWNER.match(text) or (_TITLE.search(text) and len(text) > 4))


def lines_above(document: Document, floor: int, start: int) -> Iterator[Line]:
    """Yield the printed lines between two offsets, the nearest first."""
    index = document.line_index(start - 1) if start else -1
    while index >= 0 and document.lines[index].start >= floor:
        if document.lines[index].end <= start:
            yield document.lines[index]
        index -= 1


def caption_above(document: Document, floor: int, start: int) -> Caption:
    """Return the caption of the grid that starts here; nothing above ``floor`` belongs to it."""
    lines: list[tuple[Line, str]] = []
    for line in lines_above(document, floor, start):
        flat = squeeze(line.text).rstrip("|") if len(line.text) <= 2 * _MAX_TITLE else line.text
        if len(lines) == _REACH or len(flat) > _MAX_TITLE or _is_stop(flat):
            break
        lines.append((line, flat))
    return _caption(lines, start)


def caption_of_cells(texts: Iterable[tuple[int, str, str]], start: int) -> Caption:
    """Return the caption that the leading rows of a grid hold: (offset, text, squeezed)."""
    lines = [(Line(offset, offset + len(text), text), flat) for offset, text, flat in texts]
    return _caption(lines[::-1], start)


def _is_stop(flat: str) -> bool:
    return bool(_STOP.search(flat)) and not _OWNER.match(flat)


def _caption(lines: list[tuple[Line, str]], start: int) -> Caption:
    code = unit = None
    title: list[Line] = []
    begin = start
    for index, (line, flat) in enumerate(lines):
        found_unit, found_code = _UNIT.search(flat), _CODE.search(flat)
        words = _CODE.sub("", _UNIT.sub("", flat))
        could_be = _TITLE.search(words) and not _OWNER.match(words)
        whole = _whole_title(lines, index, words) if could_be else []
        # 表 alone is the end of a wrapped title, or what is left of a code.
        is_title = len(whole) > 1 or (len(whole) == 1 and len(words) > 2)
        if title and (is_title or not (found_unit or found_code)):
            break
        unit = unit or (found_unit["unit"] if found_unit else None)
        code = code or (found_code["code"] if found_code else None)
        if is_title:
            title = whole
        if is_title or found_unit or found_code or _OWNER.match(flat):
            begin = (title[0] if is_title else line).start
    return Caption(_text(title), code, unit, begin)


def _whole_title(lines: list[tuple[Line, str]], index: int, words: str) -> list[Line]:
    """Return the line of the title, after the line above where the title is wrapped."""
    line = lines[index][0]
    if len(words) < 12 and not _HEAD.match(words) and index + 1 < len(lines):
        above, flat = lines[index + 1]
        if _HEAD.match(flat) and not _TITLE.search(flat) and not is_caption(flat):
            return [above, line]
    return [line]


def _text(title: list[Line]) -> str:
    # What a page made text leaves behind the last cell of a row is no part of a title.
    whole = "".join(line.text.rstrip("| ") for line in title)
    flat = squeeze(whole)
    words = _CODE.sub("", _UNIT.sub("", flat))
    # The line is quoted as printed, unless a code or unit stands in it.
    return whole.lstrip("# ").replace("**", "") if words == flat else words.lstrip("#")
