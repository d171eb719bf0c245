"""Shares of counts: 办理案件1200件，其中民事案件800件，占66.67%."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.narrative.draft import Found

_CUE = regex.compile("其中|包括|分为")
# 占总数的66.67%: what the list is of, by no name of its own.
_ALL = regex.compile(r"(?:总|全部)?(?:总数|总量|总额|全部|数量|比例|比重)?")
_SCALES = "万亿千百"


def counted_part(items: Sequence[Found], index: int) -> int | None:
    """Return the count right before a share that names nothing of its own."""
    share, before = items[index], index - 1
    if before < 0 or share.meaning.own or not share.follows(items[before]):
        return None
    return before if items[before].kind == "count" else None


def counted_whole(items: Sequence[Found], index: int, part: int) -> int | None:
    """Return the count that the list with the part in it is of, by its name or by its place."""
    share = items[index]
    if not _ALL.fullmatch(share.reading.whole):
        return None
    text, start = share.stretch.folded.text, items[part].reading.start
    before = [i for i in _before(items, part) if _unit(items[i]) == _unit(items[part])]
    for i in before:
        if _CUE.search(text, items[i].reading.end, start):
            return i
    return None


def _before(items: Sequence[Found], index: int) -> Iterator[int]:
    """Yield the counts before it in its sentence, nearest first."""
    for i in range(index - 1, -1, -1):
        if not items[index].follows(items[i]):
            return
        if items[i].kind == "count":
            yield i


def _unit(item: Found) -> str:
    quantity = item.reading.quantity
    return (quantity.unit or "").lstrip(_SCALES) if quantity else ""
