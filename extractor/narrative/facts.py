"""Doc → Facts: what each fact is about (`of`, `whole`), its reason, and ids in text order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import regex
from msgspec.structs import replace
from spacy.tokens import Doc

from extractor.document import Document
from extractor.model import Fact, Reason
from extractor.narrative import draft
from extractor.narrative.counted import counted_part, counted_whole
from extractor.narrative.draft import PLANS, Found, Meaning

_TOTALS = regex.compile(
    r"本年度?|当年|年度|全部|全年|总决算|决算(?=合计|总计|总额)|总额|总计|总体|合计|总数|总(?=收入$|支出$|收支$)|(?<=收支|、支)总预算$|(?<=.)收支预算$|金额|数额|数$|的|类支出$|[“”]"
)
# What one mention of a thing has behind its name and another has not.
_TAIL = regex.compile(r"(?:经费|费用?)?(?:支出|收入)?(?:决算|预算)?(?:数|总额)?$")
# 收入总计…，支出总计…。收、支总计减少: what is said of both is said of the later.
_BOTH_SIDES = regex.compile(r"收(?:入)?[、和与及]?支(?:出)?$")
# 收入、支出决算总计…。收、支总计增加: both sides, by their short names and by their long ones.
_SIDES = regex.compile(r"收入[、和与及]支出(?:决算)?$")
# What a share can be of, of all money and of one fund's.
_KINDS_OF_SPENDING = ("基本支出", "项目支出")
# 2023年度“三公”经费财政拨款支出决算中，公务接待费支出决算…，占…: the whole, by its name.
_ANNOUNCES = regex.compile(
    r"[（）一二三四\d.、]{0,4}(?:20\d\d年度?)?(?P<whole>[^，。；：\d]{3,30}?)(?:决算|预算)?(?:数)?中[，：]"
)
_PARTS = regex.compile("其中|包括|含")
_NO_SPENDING = regex.compile(r"收入|结转|结余")
# So many facts before a share its whole is looked for.
_FAR = 60
_CLAUSE = regex.compile("[，。；：、]")
_CUE = 24
_POINTS = frozenset({"个百分点", "百分点"})
_TOLD = frozenset({"amount", "count", "measurement", "ratio"})
_COUNTS = frozenset({"count"})
_SCALES = "万亿千百"
_RATES = frozenset({"ratio", "share", "completion_rate"})


def collect(doc: Doc) -> list[Found]:
    """Return the readings of one Doc with their places in the document."""
    stretch = draft.stretch(doc)
    reasons = {index: cause for cause in draft.causes(doc) for index in cause.explains}
    found = []
    for index, (reading, meaning) in enumerate(
        zip(draft.readings(doc), draft.meanings(doc), strict=True)
    ):
        start, end = stretch.folded.place(reading.start, reading.end)
        found.append(Found(reading, meaning, reasons.get(index), stretch, start, end))
    return found


def to_facts(document: Document, found: Iterable[Found]) -> tuple[Fact, ...]:
    """Return the facts in text order."""
    ordered = sorted(found, key=lambda item: (item.start, item.end))
    links = _Links(ordered)
    return tuple(
        _fact(document, f"F{index + 1}", item, links.of(index), links.whole(index), links)
        for index, item in enumerate(ordered)
    )


class _Links:
    """Finds for each reading the amount that it is about, among those before it."""

    def __init__(self, ordered: Sequence[Found]) -> None:
        self._items = ordered
        self._keys = [_key(item.meaning.subject) for item in ordered]
        self._of: dict[int, int | None] = {}
        self._totals: dict[str, list[int]] = {}
        for index, item in enumerate(ordered):
            if item.kind == "amount":
                self._totals.setdefault(self._keys[index], []).append(index)

    def meaning(self, index: int) -> Meaning:
        """Return what it speaks of; listed numbers and shares speak of what they are of."""
        item, of = self._items[index], self.of(index)
        if of is None or not (item.reading.turns > 1 or self._holds_its_whole(index)):
            return item.meaning
        part = self._items[of].meaning
        of_whole = f"占{item.reading.whole}" if item.kind == "share" else ""
        subject = f"{part.subject}{of_whole}"
        return replace(item.meaning, subject=subject, account=part.account, fund=part.fund)

    def of(self, index: int) -> int | None:
        """Return the fact that this one is about."""
        if index not in self._of:
            self._of[index] = self._find_of(index)
        return self._of[index]

    def _find_of(self, index: int) -> int | None:
        item = self._items[index]
        if item.reading.turns > 1:
            paired = self._paired(index)
            if paired is None and _is_money(item):
                paired = self._paired_before(index)
            if paired is not None or not _is_money(item):
                return paired
        match item.kind:
            case "change" | "change_rate" | "level":
                return self._about(index, plans=_compares_plans(item))
            case "completion_rate":
                return self._about(index, plans=False, strict=True)
            case "share":
                return self._part(index)
            case _:
                return None

    def _paired(self, index: int) -> int | None:
        """Return the number that a list of changes means in its turn: 45批、132人次，分别下降…."""
        reading = self._items[index].reading
        told = [
            i
            for i in range(max(0, index - 3 * reading.turns), index)
            if self._items[i].kind in _TOLD and self._items[index].follows(self._items[i])
        ]
        return told[reading.turn - reading.turns] if len(told) >= reading.turns else None

    def _paired_before(self, index: int) -> int | None:
        """Return the amount that a list of changes means in its turn, of the sentence before.

        收入、支出总计分别为120万元、110万元。与上年相比，各增加20万元、10万元.
        """
        item = self._items[index]
        told = [i for i in self._before(index) if not item.follows(self._items[i])]
        last = self._items[told[0]].reading.sentence if told else None
        told = [i for i in reversed(told) if self._items[i].reading.sentence == last]
        return told[item.reading.turn] if len(told) == item.reading.turns else None

    def _before(self, index: int) -> list[int]:
        """Return the money amounts before it in its stretch, nearest first."""
        stretch = self._items[index].stretch
        found = []
        for i in range(index - 1, -1, -1):
            if self._items[i].stretch is not stretch:
                break
            if self._items[i].kind == "amount":
                found.append(i)
        return found

    def _about(self, index: int, *, plans: bool, strict: bool = False) -> int | None:
        item = self._items[index]
        wanted = self._keys[index]
        if _counts(item):
            return self._counted(index)
        fitting = [i for i in self._before(index) if self._fits(i, plans, strict)]
        fitting = self._of_period(item, fitting)
        same = next((i for i in fitting if self._keys[i] == wanted), None)
        if same is not None:
            return same
        planned = None if plans or strict else self._plan_alone(index)
        if planned is not None:
            return planned
        akin = self._akin(fitting, wanted)
        if akin is not None and not strict:
            return akin
        near = next((i for i in fitting if item.follows(self._items[i])), None)
        if near is not None or strict or item.kind == "change":
            return near
        return self._change_before(index) or self._counted(index)

    def _plan_alone(self, index: int) -> int | None:
        """Return the plan of this name that its sentence tells without an outcome."""
        item, wanted = self._items[index], self._keys[index]
        told = [i for i in self._before(index) if item.follows(self._items[i])]
        if any(self._items[i].meaning.measure not in PLANS for i in told):
            return None
        return next((i for i in told if self._keys[i] == wanted), None)

    def _akin(self, fitting: list[int], wanted: str) -> int | None:
        """Return the amount whose name is another for this one, or one side of it."""
        side = _BOTH_SIDES.sub("支出", wanted)
        if side != wanted:
            # 支出总计…，其中：本年支出合计…。收入支出总体与上年相比: the total, not its part.
            totals = (i for i in fitting if "总计" in self._items[i].meaning.subject)
            fitting = [*(i for i in totals if self._keys[i] == side), *fitting]
        for i in fitting:
            key = self._keys[i]
            if key == side or _akin(key, wanted) or key.endswith(f"（{wanted}）"):
                return i
        return None

    def _of_period(self, item: Found, fitting: list[int]) -> list[int]:
        """Return the amounts of the change's own year: of two years, not the one before."""
        period = item.meaning.period
        return [i for i in fitting if self._items[i].meaning.period == period] or fitting

    def _change_before(self, index: int) -> int | None:
        """Return what the change is about that the rate goes with: 减少0.5万元，下降4.76%."""
        before = self._items[index - 1] if index else None
        if before is None or before.kind != "change" or not self._items[index].follows(before):
            return None
        return self.of(index - 1)

    def _counted(self, index: int) -> int | None:
        """Return the count that a change of a count is about: 群访62起，…其中群访增加26%."""
        item = self._items[index]
        wanted = item.meaning.own
        points = item.reading.quantity is not None and item.reading.quantity.unit in _POINTS
        kinds = _RATES if points else _COUNTS
        found = []
        for i in range(index - 1, -1, -1):
            other = self._items[i]
            if other.stretch is not item.stretch:
                break
            if other.kind not in kinds or not (points or _same_things(item, other)):
                continue
            subject = other.meaning.subject
            named = wanted and subject and (subject in wanted or wanted in subject)
            if named or (not wanted and item.follows(other) and not other.meaning.aside):
                found.append(i)
        return next(iter(self._of_period(item, found)), None)

    def _fits(self, index: int, plans: bool, strict: bool) -> bool:
        """Return whether the amount is a plan, where one is wanted, or an outcome."""
        meaning = self._items[index].meaning
        planned = meaning.measure in PLANS
        if self._items[index].stretch.frame.kind == "budget" and not strict:
            return not plans or planned
        return planned is plans

    def _part(self, index: int) -> int | None:
        counted = counted_part(self._items, index)
        if counted is not None:
            return counted
        item = self._items[index]
        before = self._before(index)
        if item.meaning.own:
            wanted = _key(item.meaning.own)
            return next((i for i in before if self._keys[i] == wanted), None)
        for i in before:
            other = self._items[i]
            if not item.follows(other):
                return None
            if other.reading.at > item.reading.cue:
                continue
            # （含本级机关451.62万元，…），占99%: the part stands before the bracket.
            if not other.meaning.aside or i == before[-1]:
                return i
        return None

    def _holds_its_whole(self, index: int) -> bool:
        """Return whether its words hold an amount: 占支出总额500万元的80%."""
        item = self._items[index]
        return index > 0 and self._items[index - 1].reading.at > item.reading.cue

    def whole(self, index: int) -> int | None:
        """Return the whole of a share, or the budget of a completion rate."""
        item = self._items[index]
        if item.kind == "completion_rate":
            return self._budget(index)
        if item.kind != "share":
            return None
        part = self.of(index)
        if part is not None and self._items[part].kind == "count":
            return counted_whole(self._items, index, part)
        if item.reading.whole:
            return self._named_whole(index, _key(item.reading.whole))
        return self._unnamed_whole(index)

    def _budget(self, index: int) -> int | None:
        """Return the plan that was completed: of the same subject, beside its outcome."""
        wanted = self._keys[index]
        outcome = self.of(index)
        before = [i for i in self._before(index) if i != outcome]
        named = _plan_named(self._items[index])
        before.sort(key=lambda i: self._items[i].meaning.measure != named)
        for i in before:
            if self._fits(i, plans=True, strict=True) and self._keys[i] == wanted:
                return i
        beside = before[:1]
        fits = [i for i in beside if self._fits(i, plans=True, strict=True)]
        return next((i for i in fits if self._items[index].follows(self._items[i])), None)

    def _named_whole(self, index: int, wanted: str) -> int | None:
        part = self.of(index)
        near = self._of_period(self._items[index], self._before(index))
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
            if i != part and self._keys[i].endswith(wanted) and not self._is_part_of(i, wanted):
                return i
        bare = wanted.replace("一般公共预算", "")
        for i in reversed(self._totals.get(bare, ())):
            if i < index and self._items[i].meaning.fund == ("general" if bare != wanted else fund):
                return i
        return None

    def _of_this_section(self, index: int, wanted: str, part: int | None) -> int | None:
        """Return 财政拨款基本支出 for 占基本支出, where the section tells of no other."""
        if not wanted.startswith(_KINDS_OF_SPENDING):
            return None
        own = [i for i in self._before(index) if i != part and self._keys[i].endswith(wanted)]
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
        wanted = _key(named["whole"])
        part = self.of(index)
        measure = self._items[part].meaning.measure if part is not None else "final"
        for i in range(index - 1, max(-1, index - _FAR), -1):
            other = self._items[i]
            if other.kind == "amount" and other.meaning.measure == measure and i != part:
                key = self._keys[i]
                if key.removesuffix("支出") == wanted.removesuffix("支出"):
                    return i
        return None

    def _unnamed_whole(self, index: int) -> int | None:
        """Return the total that the section, or the sentence, begins with."""
        announced = self._announced(index)
        if announced is not None:
            return announced
        part = self.of(index)
        item = self._items[index]
        named = self._named_before(index)
        if named is not None:
            return self.whole(named)
        near = [i for i in self._before(index) if i != part and not self._is_part(i)]
        near = self._of_period(item, near)
        if part is not None:
            near = [i for i in near if not self._is_of_other_side(part, i)] or near
            alike = self._items[part].meaning.measure
            near = [i for i in near if self._items[i].meaning.measure == alike] or near
        if item.meaning.within:
            near = self._last_told(item, near)
        paragraph = item.stretch.folded.text.rfind("\n", 0, item.reading.start)
        near = [i for i in near if self._items[i].reading.end > paragraph] or near
        here = [i for i in near if item.follows(self._items[i])]
        if here and not self._siblings_only(index):
            return here[-1]
        if near and not self._siblings_only(index):
            return near[-1]
        return self._total_before(index)

    def _is_of_other_side(self, part: int, whole: int) -> bool:
        """Return whether one is an income, or what is left over, and the other an expenditure."""
        words = self._items[whole].meaning.subject
        if self._items[part].meaning.account is not None:
            return _NO_SPENDING.search(words) is not None
        return False

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
        return unnamed and self.of(index + 1) == index

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
        return named is not None and _key(self._items[named].reading.whole) == whole

    def _siblings_only(self, index: int) -> bool:
        """Return whether the section begins with a part, so that its whole stands before it."""
        before = self._before(index)
        return bool(before) and self._is_part(before[-1])

    def _total_before(self, index: int) -> int | None:
        """Return what the section before begins with, where it is about the same thing."""
        item = self._items[index]
        topic = (item.stretch.topic or "").partition(".")[0]
        part = self.of(index)
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

    def sign(self, index: int) -> int:
        """Return the sign of a rate whose wording leaves it open: that of its sentence's change."""
        item = self._items[index]
        for i in range(index - 1, max(-1, index - 4), -1):
            other = self._items[i]
            if other.kind == "change" and item.follows(other):
                return -1 if other.meaning.direction == "decrease" else 1
        return 1


def _plan_named(item: Found) -> str | None:
    """Return which plan a completion rate names: 完成年初预算的90%, 完成调整预算的95%."""
    start = item.reading.start
    words = _CLAUSE.split(item.stretch.folded.text[max(0, start - _CUE) : start])[-1]
    if "年初" in words:
        return "initial_budget"
    return "budget" if "调整" in words or "全年" in words else None


def _is_money(item: Found) -> bool:
    return item.reading.quantity is not None and item.reading.quantity.family == "amount"


def _counts(item: Found) -> bool:
    """Return whether it is a change of a count: 增加3批次."""
    quantity = item.reading.quantity
    return item.kind == "change" and quantity is not None and quantity.family == "count"


def _same_things(change: Found, count: Found) -> bool:
    """Return whether a change can be one of that count: 增加3,200件 is none of 210人."""
    changed, counted = change.reading.quantity, count.reading.quantity
    if change.kind != "change" or changed is None or counted is None:
        return True
    return (changed.unit or "").lstrip(_SCALES) == (counted.unit or "").lstrip(_SCALES)


def _compares_plans(item: Found) -> bool:
    """Return whether a change is that of the plan since last year's plan."""
    meaning = item.meaning
    return meaning.base_measure in PLANS and meaning.base_period != meaning.period


def _akin(one: str, other: str) -> bool:
    """Return whether one name is the end of the other, or both are but for their last words.

    支出 and 收入、支出; 公务接待费 and 公务接待费支出决算.
    """
    if not one or not other:
        return False
    if one.endswith(other) or other.endswith(one):
        return True
    bare = _TAIL.sub("", one)
    return bool(bare) and bare == _TAIL.sub("", other)


def _key(subject: str) -> str:
    """Return a subject without the words that two mentions of one thing differ in."""
    bare = _TOTALS.sub("", subject)
    return _SIDES.sub("收、支", bare) if "支出" in bare and "收入" in bare else bare


def _fact(
    document: Document,
    identifier: str,
    item: Found,
    of: int | None,
    whole: int | None,
    links: _Links,
) -> Fact:
    index = int(identifier[1:]) - 1
    meaning, reading = links.meaning(index), item.reading
    negative = meaning.direction == "decrease" or (
        reading.pattern.id == "change_rate.template" and links.sign(index) < 0
    )
    quantity, span = reading.quantity, document.span(item.start, item.end)
    return Fact.trusted(
        {
            "id": identifier,
            "kind": reading.pattern.kind,
            "value": _printed(item, negative),
            "unit": quantity.unit if quantity else None,
            "approximate": quantity.approximate if quantity else False,
            "measure": meaning.measure,
            "subject": meaning.subject,
            "account": meaning.account,
            "fund": meaning.fund,
            "period": meaning.period,
            "base_period": meaning.base_period,
            "base_measure": meaning.base_measure,
            "direction": meaning.direction,
            "reason": _reason(document, item),
            "of": None if of is None else f"F{of + 1}",
            "whole": None if whole is None else f"F{whole + 1}",
            "section": item.stretch.section,
            "span": span,
            "rule": reading.pattern.id,
            "ocr": document.is_recognized(span),
        }
    )


def _printed(item: Found, negative: bool) -> str:
    if item.reading.quantity is None:
        return "0"
    value = item.reading.quantity.value
    return str(-value if negative and value else value)


def _reason(document: Document, item: Found) -> Reason | None:
    if item.cause is None:
        return None
    folded = item.stretch.folded
    start, end = folded.place(item.cause.start, item.cause.end)
    text = "".join(document.text[start:end].split("\n"))
    return Reason(text=text, span=document.span(start, end))
