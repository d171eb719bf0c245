"""Which number each reading is about: the amount that a change or a share speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from extractor.narrative.counted import counted_part
from extractor.narrative.draft import Found
from rules.loaders.wording import load_wording
from rules.terms import PLANS

_NAMES = load_wording().names
_POINTS = frozenset({"个百分点", "百分点"})
_TOLD = frozenset({"amount", "count", "measurement", "ratio"})
_COUNTS = frozenset({"count"})
# The names of one report come again and again: so many are kept.
_KNOWN = 4096
_SCALES = "万亿千百"
_RATES = frozenset({"ratio", "share", "completion_rate"})


class Abouts:
    """Finds for each reading the one that it is about, among those before it.

    ``items`` are all readings of a report in text order; ``keys`` are their subjects, without the
    words that two mentions of one thing differ in; ``amounts`` are the money amounts by their key.
    """

    def __init__(self, ordered: Sequence[Found]) -> None:
        self.items = ordered
        self.keys = [key_of(item.meaning.subject) for item in ordered]
        self._of: dict[int, int | None] = {}
        self.amounts: dict[str, list[int]] = {}
        for i, item in enumerate(ordered):
            if item.kind == "amount":
                self.amounts.setdefault(self.keys[i], []).append(i)

    def of(self, index: int) -> int | None:
        """Return the fact that this one is about."""
        if index not in self._of:
            self._of[index] = self._find_of(index)
        return self._of[index]

    def _find_of(self, index: int) -> int | None:
        item = self.items[index]
        if item.reading.turns > 1:
            paired = self._paired(index)
            if paired is None and _is_money(item):
                paired = self._paired_before(index)
            if paired is None and item.kind == "change_rate":
                paired = self._paired_with_its_change(index)
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
        reading = self.items[index].reading
        told = [
            i
            for i in range(max(0, index - 3 * reading.turns), index)
            if self.items[i].kind in _TOLD and self.items[index].follows(self.items[i])
        ]
        return told[reading.turn - reading.turns] if len(told) >= reading.turns else None

    def _paired_before(self, index: int) -> int | None:
        """Return the amount that a list of changes means in its turn, of the sentence before.

        收入、支出总计分别为120万元、110万元。与上年相比，各增加20万元、10万元.
        """
        item = self.items[index]
        told = [i for i in self.before(index) if not item.follows(self.items[i])]
        last = self.items[told[0]].reading.sentence if told else None
        told = [i for i in reversed(told) if self.items[i].reading.sentence == last]
        return told[item.reading.turn] if len(told) == item.reading.turns else None

    def _paired_with_its_change(self, index: int) -> int | None:
        """Return what the change in the same turn is about: 各减少2万元、1万元，各下降20%、10%."""
        item, change = self.items[index], index - self.items[index].reading.turns
        if change < 0 or not item.follows(self.items[change]):
            return None
        reading = self.items[change].reading
        alike = (reading.turn, reading.turns) == (item.reading.turn, item.reading.turns)
        return self.of(change) if alike and self.items[change].kind == "change" else None

    def before(self, index: int) -> list[int]:
        """Return the money amounts before it in its stretch, nearest first."""
        stretch = self.items[index].stretch
        found = []
        for i in range(index - 1, -1, -1):
            if self.items[i].stretch is not stretch:
                break
            if self.items[i].kind == "amount":
                found.append(i)
        return found

    def _about(self, index: int, *, plans: bool, strict: bool = False) -> int | None:
        item = self.items[index]
        wanted = self.keys[index]
        if _counts(item):
            return self._counted(index)
        if not item.meaning.own and index and item.follows(self.items[index - 1]):
            last = self.items[index - 1]
            if item.kind == "change_rate" and _counts(last):
                return self.of(index - 1)
            if item.kind == "level" and last.kind == "count":
                return index - 1
        fitting = [i for i in self.before(index) if self.fits(i, plans, strict)]
        fitting = self.of_period(item, fitting)
        same = next((i for i in fitting if self.keys[i] == wanted), None)
        if same is not None:
            return same
        planned = None if plans or strict else self._plan_alone(index)
        if planned is not None:
            return planned
        akin = self._akin(fitting, wanted)
        if akin is not None and not strict:
            return akin
        if item.meaning.own:
            # 支出100万元，其中人员经费增加5万元: what it names itself was not told here.
            told = self._told_before(index, plans)
            return told if told is not None or item.kind == "change" else self._counted(index)
        if self._goes_on_with_a_change(index):
            return self.of(index - 1)
        near = next((i for i in fitting if item.follows(self.items[i])), None)
        if near is not None or strict or item.kind == "change":
            return near
        return self._change_before(index) or self._counted(index)

    def _plan_alone(self, index: int) -> int | None:
        """Return the plan of this name that its sentence tells without an outcome."""
        item, wanted = self.items[index], self.keys[index]
        told = [i for i in self.before(index) if item.follows(self.items[i])]
        if any(self.items[i].meaning.measure not in PLANS for i in told):
            return None
        return next((i for i in told if self.keys[i] == wanted), None)

    def _akin(self, fitting: list[int], wanted: str) -> int | None:
        """Return the amount whose name is another for this one, or one side of it."""
        side = _NAMES.both_sides.sub("支出", wanted)
        if side != wanted:
            # 支出总计…，其中：本年支出合计…。收入支出总体与上年相比: the total, not its part.
            totals = (i for i in fitting if "总计" in self.items[i].meaning.subject)
            fitting = [*(i for i in totals if self.keys[i] == side), *fitting]
        for i in fitting:
            key = self.keys[i]
            if key == side or _akin(key, wanted) or key.endswith(f"（{wanted}）"):
                return i
        return None

    def of_period(self, item: Found, fitting: list[int]) -> list[int]:
        """Return the amounts of the change's own year: of two years, not the one before."""
        own = [i for i in fitting if self.items[i].meaning.period == item.meaning.period]
        base = item.meaning.base_period
        # What it is compared with is not what changed.
        return own or [i for i in fitting if base is None or self.items[i].meaning.period != base]

    def _told_before(self, index: int, plans: bool) -> int | None:
        """Return the amount of this very name that sections before tell, where all tell one."""
        item = self.items[index]
        if not item.reading.quantity or not self.keys[index]:
            return None
        found = [
            i
            for i in self.amounts.get(self.keys[index], ())
            if i < index and self.fits(i, plans, False) and _is_of_one_kind(self.items[i], item)
        ]
        told = {_quantity(self.items[i]) for i in found}
        return found[-1] if len(told) == 1 else None

    def _goes_on_with_a_change(self, index: int) -> bool:
        """Return whether it is the rate of the change right before it: 增加5万元，增长6%."""
        item, before = self.items[index], self.items[index - 1] if index else None
        if before is None or (before.kind, item.kind) != ("change", "change_rate"):
            return False
        return item.follows(before) and item.meaning.subject == before.meaning.subject

    def _change_before(self, index: int) -> int | None:
        """Return what the change is about that the rate goes with: 减少0.5万元，下降4.76%."""
        before = self.items[index - 1] if index else None
        if before is None or before.kind != "change" or not self.items[index].follows(before):
            return None
        return self.of(index - 1)

    def _counted(self, index: int) -> int | None:
        """Return the count that a change of a count is about: 群访62起，…其中群访增加26%."""
        item = self.items[index]
        wanted = item.meaning.own
        points = item.reading.quantity is not None and item.reading.quantity.unit in _POINTS
        kinds = _RATES if points else _COUNTS
        found = []
        for i in range(index - 1, -1, -1):
            other = self.items[i]
            if other.stretch is not item.stretch:
                break
            if other.kind not in kinds or not (points or _same_things(item, other)):
                continue
            subject = other.meaning.subject
            named = wanted and subject and (subject in wanted or wanted in subject)
            if named or (not wanted and item.follows(other) and not other.meaning.aside):
                found.append(i)
        return next(iter(self.of_period(item, found)), None)

    def fits(self, index: int, plans: bool, strict: bool) -> bool:
        """Return whether the amount is a plan, where one is wanted, or an outcome."""
        meaning = self.items[index].meaning
        planned = meaning.measure in PLANS
        if self.items[index].stretch.frame.kind == "budget" and not strict:
            return not plans or planned
        return planned is plans

    def _part(self, index: int) -> int | None:
        counted = counted_part(self.items, index)
        if counted is not None:
            return counted
        item = self.items[index]
        before = self.before(index)
        if item.meaning.own:
            wanted = key_of(item.meaning.own)
            return next((i for i in before if self.keys[i] == wanted), None)
        for i in before:
            other = self.items[i]
            if not item.follows(other):
                return None
            if other.reading.at > item.reading.cue:
                continue
            # （含本级机关451.62万元，…），占99%: the part stands before the bracket.
            if not other.meaning.aside or item.meaning.aside or i == before[-1]:
                return i
        return None

    def sign(self, index: int) -> int:
        """Return the sign of a rate whose wording leaves it open: that of its sentence's change."""
        item = self.items[index]
        for i in range(index - 1, max(-1, index - 4), -1):
            other = self.items[i]
            if other.kind == "change" and item.follows(other):
                return -1 if other.meaning.direction == "decrease" else 1
        return 1

    def falls_short(self, index: int) -> bool:
        """Return whether the outcome that a difference is about is less than its plan beside it."""
        of, item = self.of(index), self.items[index]
        if of is None:
            return False
        plans = (self.items[i] for i in self.before(index) if item.follows(self.items[i]))
        plan = next((plan for plan in plans if plan.meaning.measure in PLANS), None)
        outcome = self.items[of].reading.quantity
        if plan is None or plan.reading.quantity is None or outcome is None:
            return False
        return outcome.value < plan.reading.quantity.value


def _is_of_one_kind(amount: Found, change: Found) -> bool:
    """Return whether a change can be that of the amount: of its year, fund and account."""
    one, other = amount.meaning, change.meaning
    return (one.period, one.fund, one.account) == (other.period, other.fund, other.account)


def _quantity(item: Found) -> tuple[Decimal, str | None] | None:
    quantity = item.reading.quantity
    return None if quantity is None else (quantity.value, quantity.unit)


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
    if not one or not other or _NAMES.side.fullmatch(one):
        # 支出总计100万元，其中基本支出增加5万元: the part is not the whole.
        return False
    if one.startswith(_NAMES.rest) is not other.startswith(_NAMES.rest):
        return False
    if one.endswith(other) or other.endswith(one):
        return True
    bare = _NAMES.tail.sub("", one)
    return bool(bare) and bare == _NAMES.tail.sub("", other)


def akin_by_tail(one: str, other: str) -> bool:
    """Return whether two keys differ in their last words alone: 政府采购 and 政府采购支出."""
    return _NAMES.tail.sub("", one) == _NAMES.tail.sub("", other)


@lru_cache(maxsize=_KNOWN)
def key_of(subject: str) -> str:
    """Return a subject without the words that two mentions of one thing differ in."""
    bare = _NAMES.totals.sub("", subject).replace("收支", "收、支")
    return _NAMES.sides.sub("收、支", bare) if "支出" in bare and "收入" in bare else bare
