"""Which whole a share is of, and which plan a completion rate is against."""

from __future__ import annotations

from bisect import bisect_left

import regex

from extractor.narrative.about import Abouts, akin_by_tail, key_of
from extractor.narrative.counted import counted_whole
from extractor.narrative.draft import Found

# What a share can be of, of all money and of one fund's.
_KINDS_OF_SPENDING = ("基本支出", "项目支出")
# 2023年度“三公”经费财政拨款支出决算中，公务接待费支出决算…，占…: the whole, by its name.
# 本年收入的具体构成为：财政拨款收入…，占….
_ANNOUNCES = regex.compile(
    r"(?:[^，。；：\n]{0,24}?20\d\d年度?|[（）一二三四\d.、]{0,4})"
    r"(?P<whole>(?!年)[^，。；：\d]{3,30}?)(?:决算|预算)?(?:数)?"
    r"(?:中|的?(?:具体)?(?:构成|组成|结构)(?:情况)?(?:为|是|如下)?)[，：]"
)
_PARTS = regex.compile("其中|包括|含")
_NO_SPENDING = regex.compile(r"收入|结转|结余")
# So many facts before a share its whole is looked for.
_FAR = 60
# 收入, 基本支出: so short a name is the end of many others.
_SHORT = 5
_CLAUSE = regex.compile("[，。；：、]")
_CUE = 24


class Wholes:
    """Finds them among the amounts before: by their names, or by where they stand."""

    def __init__(self, abouts: Abouts) -> None:
        self._abouts = abouts
        self._items = abouts.items
        self._keys = abouts.keys
        self._totals = abouts.amounts

    def whole(self, index: int) -> int | None:
        """Return the whole of a share, or the budget of a completion rate."""
        item = self._items[index]
        if item.kind == "completion_rate":
            return self._budget(index)
        if item.kind != "share":
            return None
        part = self._abouts.of(index)
        if part is not None and self._items[part].kind == "count":
            return counted_whole(self._items, index, part)
        if item.reading.whole:
            return self._named_whole(index, key_of(item.reading.whole))
        return self._unnamed_whole(index)

    def holds_its_whole(self, index: int) -> bool:
        """Return whether its words hold an amount: 占支出总额500万元的80%."""
        item = self._items[index]
        return index > 0 and self._items[index - 1].reading.at > item.reading.cue

    def _budget(self, index: int) -> int | None:
        """Return the plan that was completed: of the same subject, beside its outcome."""
        wanted = self._keys[index]
        outcome = self._abouts.of(index)
        before = [i for i in self._abouts.before(index) if i != outcome]
        named = _plan_named(self._items[index])
        before.sort(key=lambda i: self._items[i].meaning.measure != named)
        for i in before:
            if self._abouts.fits(i, plans=True, strict=True) and self._keys[i] == wanted:
                return i
        beside = before[:1]
        fits = [i for i in beside if self._abouts.fits(i, plans=True, strict=True)]
        return next((i for i in fits if self._items[index].follows(self._items[i])), None)

    def _named_whole(self, index: int, wanted: str) -> int | None:
        part = self._abouts.of(index)
        near = self._abouts.of_period(self._items[index], self._abouts.before(index))
        for i in near:
            if i != part and self._keys[i] == wanted:
                return i
        own = self._of_this_section(index, wanted, part)
        if own is not None:
            return own
        totals = self._totals.get(wanted, [])
        stop = bisect_left(totals, index)
        near_totals = [i for i in totals[max(0, stop - 2) : stop] if i != part]
        if near_totals:
            return near_totals[-1]
        fund = self._items[index].meaning.fund
        for i in near:
            if i != part and _is_named(self._keys[i], wanted) and not self._is_part_of(i, wanted):
                return i
        bare = wanted.replace("一般公共预算", "")
        for i in reversed(self._totals.get(bare, ())):
            if i < index and self._items[i].meaning.fund == ("general" if bare != wanted else fund):
                return i
        return next((i for i in near if i != part and self._is_called(i, wanted)), None)

    def _is_called(self, index: int, whole: str) -> bool:
        """Return whether an amount has the whole's name but for its last word.

        占政府采购支出总额 where 政府采购总额 was told, and no part of it.
        """
        named = akin_by_tail(self._keys[index], whole)
        return named and not self._items[index].meaning.aside and not self._is_part(index)

    def _of_this_section(self, index: int, wanted: str, part: int | None) -> int | None:
        """Return 财政拨款基本支出 for 占基本支出, where the section tells of no other."""
        if not wanted.startswith(_KINDS_OF_SPENDING):
            return None
        own = [
            i for i in self._abouts.before(index) if i != part and self._keys[i].endswith(wanted)
        ]
        return own[0] if own else None

    def _announced(self, index: int) -> int | None:
        """Return the total that the sentence begins with in words: “三公”经费支出决算中，…占…."""
        item = self._items[index]
        text = item.stretch.folded.text
        start = max(
            text.rfind("。", 0, item.reading.start), text.rfind("\n", 0, item.reading.start)
        )
        named = _ANNOUNCES.match(text, start + 1, item.reading.start)
        if named is None:
            return None
        wanted = key_of(named["whole"])
        part = self._abouts.of(index)
        measure = self._items[part].meaning.measure if part is not None else "final"
        for i in range(index - 1, max(-1, index - _FAR), -1):
            other = self._items[i]
            if other.kind == "amount" and other.meaning.measure == measure and i != part:
                key = self._keys[i]
                if _is_one(key, wanted):
                    return i
        return None

    def _unnamed_whole(self, index: int) -> int | None:
        """Return the total that the section, or the sentence, begins with."""
        announced = self._announced(index)
        if announced is not None:
            return announced
        part = self._abouts.of(index)
        item = self._items[index]
        named = self._named_before(index)
        if named is not None:
            return self.whole(named)
        near = [i for i in self._abouts.before(index) if i != part and not self._is_part(i)]
        near = self._abouts.of_period(item, near)
        if part is not None:
            near = [i for i in near if not self._is_nought(i) or self._is_nought(part)]
            near = [i for i in near if not self._is_of_other_side(part, i)] or near
            alike = self._items[part].meaning.measure
            near = [i for i in near if self._items[i].meaning.measure == alike] or near
        if item.meaning.within:
            near = self._last_told(item, near)
        paragraph = item.stretch.folded.text.rfind("\n", 0, item.reading.start)
        here = [i for i in near if self._items[i].reading.end > paragraph]
        near = here or [i for i in near if part is None or not self._is_less(i, part)]
        here = [i for i in near if item.follows(self._items[i])]
        if here and not self._siblings_only(index):
            return here[-1]
        if near and not self._siblings_only(index):
            return near[-1]
        return self._total_before(index)

    def _is_nought(self, index: int) -> bool:
        quantity = self._items[index].reading.quantity
        return quantity is not None and not quantity.value

    def _is_less(self, whole: int, part: int) -> bool:
        """Return whether an amount of another paragraph is too small to be the whole."""
        of, quantity = self._items[whole].reading.quantity, self._items[part].reading.quantity
        return (
            of is not None
            and quantity is not None
            and of.unit == quantity.unit
            and (of.value or 0) < (quantity.value or 0)
        )

    def _is_of_other_side(self, part: int, whole: int) -> bool:
        """Return whether one is an income, or what is left over, and the other an expenditure."""
        words, own = (self._items[i].meaning.subject for i in (whole, part))
        spent = self._items[part].meaning.account is not None or own.endswith("支出")
        return spent and _NO_SPENDING.search(words) is not None and "支出" not in words

    def _last_told(self, item: Found, near: list[int]) -> list[int]:
        """Return those of this sentence, and of the last one before it that states any."""
        sentences = {i: self._items[i].reading.sentence for i in near}
        before = [n for n in sentences.values() if n < item.reading.sentence]
        last = max(before, default=item.reading.sentence)
        return [i for i in near if sentences[i] >= last]

    def _is_part(self, index: int) -> bool:
        """Return whether a share speaks of this amount: a part is not the whole."""
        if index + 1 >= len(self._items):
            return False
        following = self._items[index + 1]
        # 180万元，占本年支出合计的89.55%: a part of something else can be the whole here.
        unnamed = following.kind == "share" and not following.reading.whole
        return unnamed and self._abouts.of(index + 1) == index

    def _named_before(self, index: int) -> int | None:
        """Return the share before that names the whole: 基本支出占总支出的60%，项目支出占40%."""
        item = self._items[index]
        for at in range(index - 1, -1, -1):
            other = self._items[at]
            if not item.follows(other):
                return None
            if other.kind == "share":
                between = item.stretch.folded.text[other.reading.end : item.reading.start]
                return at if other.reading.whole and not _PARTS.search(between) else None
        return None

    def _is_part_of(self, index: int, whole: str) -> bool:
        """Return whether the share behind an amount is one of this whole: a part is not it."""
        share = index + 1
        if share >= len(self._items) or self._items[share].kind != "share":
            return False
        named = share if self._items[share].reading.whole else self._named_before(share)
        return named is not None and key_of(self._items[named].reading.whole) == whole

    def _siblings_only(self, index: int) -> bool:
        """Return whether the section begins with a part, so that its whole stands before it."""
        before = self._abouts.before(index)
        return bool(before) and self._is_part(before[-1])

    def _total_before(self, index: int) -> int | None:
        """Return what the section before begins with, where it is about the same thing."""
        item = self._items[index]
        topic = (item.stretch.topic or "").partition(".")[0]
        part = self._abouts.of(index)
        measure = self._items[part].meaning.measure if part is not None else None
        found, stretch = None, None
        for i in range(index - 1, -1, -1):
            other = self._items[i]
            if other.stretch is item.stretch:
                continue
            stretch = stretch or other.stretch
            if other.stretch is not stretch or (stretch.topic or "").partition(".")[0] != topic:
                break
            if other.kind == "amount" and measure in (None, other.meaning.measure):
                found = i
        return found


def _is_one(key: str, wanted: str) -> bool:
    """Return whether a name is the one that is wanted, perhaps with whose it is before it."""
    short = wanted.removesuffix("支出")
    return key in (wanted, short) or (len(short) > _SHORT and _is_named(key, wanted))


def _is_named(key: str, wanted: str) -> bool:
    """Return whether a name ends with the one that is wanted: 安排的“三公”经费支出, “三公”经费."""
    short = wanted.removesuffix("支出")
    return key.endswith(wanted) or (len(short) > 2 and key.removesuffix("支出").endswith(short))


def _plan_named(item: Found) -> str | None:
    """Return which plan a completion rate names: 完成年初预算的90%, 完成调整预算的95%."""
    start = item.reading.start
    words = _CLAUSE.split(item.stretch.folded.text[max(0, start - _CUE) : start])[-1]
    if "年初" in words:
        return "initial_budget"
    return "budget" if "调整" in words or "全年" in words else None
