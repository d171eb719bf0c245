"""One quantity that the text tells twice: by what it is, or because the sentence is the same."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence

import regex

from extractor.checks import verdict
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Cell, Fact
from extractor.text import squeeze
from rules.loaders.told_twice import SentenceRules, load_told_twice
from rules.terms import PLANS

_CHANGES = frozenset({"change", "change_rate"})
_TOLD = frozenset({"count", "ratio", "measurement", "change_rate", "amount"})
# What these are is said by their subject, not by the words around: …比上年下降31.7%.
_NAMED = frozenset({"amount", "change_rate"})
# Words and digits; signs and blanks differ between two copies of one sentence.
_NOISE = regex.compile(r"[^\p{Han}\p{L}\d]+")
_THIS_YEAR = re.compile("本年度?(?:收入|支出|拨款)中")
_FAR = 200
_HAN = regex.compile(r"\p{Han}")
_DIGITS = regex.compile(r"\d+(?:[.,，]\s?\d+)*")
# 79% 387.98 359.18: numbers side by side are a row of a table, whoever took it for a sentence.
_ROW = regex.compile(r"\d[%％]?\s+[≥≤＞＜><=]?\d")
# So much text around a number is compared at most.
_REACH = 48
# Sentences that begin alike and are not the same: more than these are a form, not a copy.
_MOST_TRIED = 8
# Parts of a report that hold forms; a project whose form was not read.
_ECONOMIC = "3"
_OF_FORMS, _UNKNOWN = ("tables", "attachment"), "?"


@check("narrative_narrative")
def figures_told_twice(seen: Evidence) -> Iterator[Made]:
    """同一科目、同一口径的数在情况说明里出现几次，每次都应相同；同一增减也是。"""
    groups: dict[Hashable, list[Fact]] = {}
    accounts: dict[Hashable, Hashable] = {}
    for fact in seen.facts:
        key = _identity(seen, fact)
        if fact.kind == "amount":
            name = _name(seen, fact)
            if fact.account is not None and key is not None:
                # A name that stands for two accounts is none.
                accounts[name] = key if accounts.get(name, key) == key else None
            # 行政运行…支出决算为…。2024年行政运行支出…: told again without its path.
            key = key or accounts.get(name)
        if key is not None:
            groups.setdefault(key, []).append(fact)
    for facts in groups.values():
        rule = "told.change" if facts[0].kind in _CHANGES else "told.figure"
        yield from _each_like_the_first(seen, rule, facts)


def _name(seen: Evidence, fact: Fact) -> Hashable:
    return seen.subject(fact), fact.measure, fact.period, fact.section


def _identity(seen: Evidence, fact: Fact) -> Hashable | None:
    """Return what makes a fact one certain quantity; None where that is not certain."""
    if fact.kind == "amount":
        return _figure(seen, fact)
    if fact.kind not in _CHANGES or (fact.base_period is None and fact.base_measure is None):
        return None
    current = seen.figures.current(fact)
    if current is None or seen.subject(current) != seen.subject(fact):
        # 其中人员经费减少…: what is changed is not what the sentence began with.
        return None
    figure = _figure(seen, current)
    base = (fact.base_period, fact.base_measure)
    return None if figure is None else (fact.kind, fact.unit == "%", *base, figure)


def _figure(seen: Evidence, fact: Fact) -> Hashable | None:
    """Return the cells that an amount is by definition, or the account whose plan it is."""
    code = fact.account.code if fact.account else None
    # 基本支出…其中商品和服务支出…；项目支出…其中商品和服务支出…: of either, or of both.
    if fact.measure in PLANS and code is not None and not code.startswith(_ECONOMIC):
        return fact.measure, fact.period, code, seen.fund(fact)
    rule = seen.rule_for(fact)
    if rule is None or rule.relation != "equals" or rule.severity != "error":
        return None
    account = (fact.account.code or fact.account.name) if fact.account else None
    whose = seen.subject(fact) if rule.by_subject else None
    return rule.id, account or whose, fact.measure, _is_of_the_year_alone(seen, fact)


def _is_of_the_year_alone(seen: Evidence, fact: Fact) -> bool:
    """Return whether its sentence leaves out what was carried over: 本年收入中，一般公共预算…."""
    end = fact.span.start
    start = max(seen.text.rfind("。", 0, end), end - _FAR, 0)
    return seen.text.find("中", start, end) >= 0 and bool(_THIS_YEAR.search(seen.text, start, end))


def _each_like_the_first(seen: Evidence, rule: str, facts: Sequence[Fact]) -> Iterator[Made]:
    readings = [(fact, reading) for fact in facts if (reading := reading_of(seen, fact))]
    for fact, actual in readings[1:]:
        first, other = readings[0]
        found = verdict.of_same(actual, other)
        yield made(rule, meaning(seen, [fact, first]), found)


# ---- the same sentence ------------------------------------------------------------------------


@check("narrative_narrative")
def sentences_told_twice(seen: Evidence) -> Iterator[Made]:
    """重点工作、绩效、情况说明里的同一句话，除数字外文字相同，数字也应相同。"""
    rules = load_told_twice().sentence
    groups: dict[tuple[str, str | None, str], list[_Told]] = {}
    for fact in seen.facts:
        if fact.kind not in _TOLD or _identity(seen, fact) is not None:
            continue
        told = _Told(seen, fact, seen.cell_of(fact))
        anchor = told.left[-rules.before :]
        if len(anchor) == rules.before and not told.is_row:
            groups.setdefault((fact.kind, fact.unit, anchor), []).append(told)
    for group in groups.values():
        for index, told in enumerate(group[1:], start=1):
            tried = group[: min(index, _MOST_TRIED)]
            first = next((one for one in tried if _same_sentence(rules, one, told)), None)
            if first is not None and not _of_two_projects(seen, told, first):
                yield from _same_number(seen, rules, told, first)


class _Told:
    """A fact with the words around it, numerals replaced by one sign."""

    __slots__ = ("_behind", "cell", "fact", "is_row", "left")

    def __init__(self, seen: Evidence, fact: Fact, cell: Cell | None) -> None:
        start, end = fact.span.start, fact.span.end
        low = max(start - _REACH, cell.span.start if cell else 0)
        high = min(end + _REACH, cell.span.end if cell else len(seen.text))
        self.fact = fact
        self.cell = cell
        self.is_row = _ROW.search(seen.text, low, high) is not None
        self.left = _words(seen.text[low:start])
        self._behind = seen.text[end:high]

    @property
    def counts_what_follows(self) -> bool:
        """Whether the thing counted stands behind it: 2个中心, not 中心2个."""
        return _HAN.match(self._behind) is not None

    @property
    def right(self) -> str:
        """The words behind it; few facts are ever compared so far."""
        return _words(self._behind)


def _words(text: str) -> str:
    return _DIGITS.sub("#", _NOISE.sub("", text))


def _same_sentence(rules: SentenceRules, one: _Told, other: _Told) -> bool:
    """Return whether two numbers stand in copies of one sentence, in two places."""
    if one.cell is None and other.cell is None and one.fact.section == other.fact.section:
        return False
    periods = {one.fact.period, other.fact.period} - {None}
    if len(periods) > 1 or (one.cell is not None and one.cell is other.cell):
        return False
    if one.fact.kind == "count" and one.counts_what_follows is not other.counts_what_follows:
        return False
    before = _common(reversed(one.left), reversed(other.left))
    after = _common(one.right, other.right)
    if before + after < rules.together or rules.repeated.search(one.left[-before:]):
        return False
    return one.fact.kind not in _NAMED or _names_the_same(one, other)


def _of_two_projects(seen: Evidence, one: _Told, other: _Told) -> bool:
    """Return whether the forms of two projects say the same of their own money."""
    first, second = (_project_of(seen, told) for told in (one, other))
    return bool(first and second) and (first != second or first == _UNKNOWN)


def _project_of(seen: Evidence, told: _Told) -> str:
    """Return the project in whose form a fact stands, if it stands in one."""
    if told.cell is not None:
        form = seen.forms.get(_table(told.cell))
        return form.project if form is not None else ""
    # Among forms stand the words of those that were not read as such.
    section = seen.section_by_id.get(told.fact.section or "")
    return _UNKNOWN if section is not None and section.role in _OF_FORMS else ""


def _names_the_same(one: _Told, other: _Told) -> bool:
    """Return whether two amounts name the same thing, and not only the row that they stand in."""
    names = [
        (fact.subject, fact.measure, fact.account, fact.fund, fact.base_measure)
        for fact in (one.fact, other.fact)
    ]
    row = one.cell.row_header if one.cell else ""
    return names[0] == names[1] and squeeze(names[0][0]) != squeeze(row)


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    """Return how many signs two texts have in common from where they begin."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _same_number(seen: Evidence, rules: SentenceRules, told: _Told, first: _Told) -> Iterator[Made]:
    fact, other = told.fact, first.fact
    actual, expected = seen.reading(fact.id), seen.reading(other.id)
    if actual is None or expected is None or fact.approximate != other.approximate:
        return
    rule = "told.sentence.stages" if _may_differ(rules, told.cell, first.cell) else "told.sentence"
    yield made(rule, meaning(seen, [fact, other]), verdict.of_same(actual, expected))


def _may_differ(rules: SentenceRules, one: Cell | None, other: Cell | None) -> bool:
    """Return whether one tells a goal and the other a result, or each its own project."""
    if _is_planned(rules, one) != _is_planned(rules, other):
        return True
    return one is not None and other is not None and _table(one) != _table(other)


def _table(cell: Cell) -> str:
    return cell.id.partition("/")[0]


def _is_planned(rules: SentenceRules, cell: Cell | None) -> bool:
    if cell is None:
        return False
    return rules.planned.search(cell.row_header + "".join(cell.column_header)) is not None
