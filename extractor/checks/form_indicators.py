"""Targets and results of performance forms: reached or explained, in one unit, told alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import regex
from msgspec.structs import replace

from extractor.bounds import Bound, Bounded, in_one_unit
from extractor.checks import verdict
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.form_rows import FormLine, operand_of
from extractor.form_views import FormView
from extractor.model import Cell, Span
from extractor.readings import ZERO
from extractor.text import squeeze
from rules.loaders.forms import load_forms

# Twice the target and more: 年初指标值设定明显偏低 (财预〔2020〕10号).
_FAR = 2
_ONE = Decimal(1)
# 完成，累计访问量11万余次: the one quantity that a result told in words holds.
_TOLD = regex.compile(
    r"\d+(?:\.\d+)?(?P<ten_thousand>[万亿])?[余多]?(?P<unit>[\p{Han}%]{1,3}?)(?=\W|$)"
)
_NAME = regex.compile(r"\p{Han}{2}")
_DATES = frozenset("年月日号时分")
# Words of two characters that every explanation and every indicator can share.
_COMMON = frozenset(
    (
        "工作",
        "项目",
        "完成",
        "情况",
        "指标",
        "数量",
        "预算",
        "人员",
        "单位",
        "管理",
        "服务",
        "资金",
        "满意",
        "人数",
        "次数",
        "及时",
    )
)
# The whole unit's form and the project's repeat one indicator: one finding shows both.
_ONCE = frozenset({"form.target.unit", "form.target.far"})
# What a comparison of a result with its target is called, reached or not.
_TARGETS = frozenset({"form.target", "form.target.explained", "form.target.unexplained"})
# So many missed targets are shown against a sentence that says that all were reached.
_MOST_MISSED = 6
_KEYS = ("expected", "target", "result", "last_year", "two_years_ago")


@dataclass(frozen=True, slots=True)
class _Indicator:
    """One indicator with what its target and its result allow."""

    form: FormView
    line: FormLine
    target: Bounded
    result: Bounded

    @property
    def relation(self) -> str:
        """``>=`` where more is better, ``<=`` where the target is a limit; empty: unknown."""
        bound = self.target.bound
        words = load_forms().words
        if bound.comparator == "≤" or (bound.low == ZERO and bound.comparator in ("", "=")):
            return "<="
        if bound.comparator in ("≥", "—"):
            return ">="
        names = (self.line.name, *self.line.levels)
        return "" if any(words.less_is_better.search(name) for name in names) else ">="

    def meaning(self) -> str:
        return _meaning(self.form, self.line)


@check("narrative_narrative")
def results_against_targets(seen: Evidence) -> Iterator[Made]:
    """实际完成值达到目标值，没有达到的写明原因；两者单位相同；说全部达成的，全部达到了。"""
    found = list(_results(seen))
    yield from found
    compared = [one for one in found if one.rule in _TARGETS]
    for claim in _claims(seen) if compared else ():
        yield _held_against(claim, compared)


def _results(seen: Evidence) -> Iterator[Made]:
    told: dict[tuple[str, str, str], list[Made]] = {}
    for form in seen.forms:
        for line in form.part("indicators"):
            target, result = line.cells.get("target"), line.cells.get("result")
            if target is None or result is None:
                continue
            for found in _indicator(form, line, target, result):
                if found.rule in _ONCE:
                    words = (line.name, squeeze(target.text), squeeze(result.text))
                    told.setdefault(words, []).append(found)
                else:
                    yield found
    yield from map(_together, told.values())


def _claims(seen: Evidence) -> Iterator[Span]:
    """Yield where the text says that all targets were reached."""
    for section in seen.sections_on("performance"):
        folded = seen.folded(section)
        for match in load_forms().words.all_reached.finditer(folded.text):
            yield seen.quote(*folded.place(*match.span()))


def _held_against(claim: Span, compared: Sequence[Made]) -> Made:
    words = squeeze(claim.text)
    missed = [one.verdict.operands[0] for one in compared if _is_missed(one)]
    if not missed:
        return made("form.told.reached", words, verdict.of_words(True, words), [claim])
    found = verdict.of_claim(words, words, missed[:_MOST_MISSED])
    return made("form.told.reached", words, found, [claim])


def _is_missed(one: Made) -> bool:
    return one.rule != "form.target" or one.verdict.status == "fail"


def _together(found: list[Made]) -> Made:
    """Return one comparison for an indicator that several forms print with the same fault."""
    first = found[0]
    operands = tuple(operand for one in found for operand in one.verdict.operands)
    return replace(first, verdict=replace(first.verdict, operands=operands))


def _indicator(form: FormView, line: FormLine, target: Cell, result: Cell) -> Iterator[Made]:
    aim, reached = form.bound(target), form.bound(result)
    if aim is None:
        return
    if reached is None:
        yield from _told_in_words(form, line, target, result, aim)
        return
    yield from _percent(form, line, target, result)
    if squeeze(target.text) == squeeze(result.text):
        found = verdict.of_alike(operand_of(result), operand_of(target), True)
        yield made("form.target", _meaning(form, line), found)
        return
    alike = in_one_unit(aim.unit, reached.unit, load_forms().alike)
    if not alike or _is_ratio_of_percent(aim, reached):
        if not alike:
            found = verdict.of_alike(operand_of(result), operand_of(target), False)
            yield made("form.target.unit", _meaning(form, line), found)
        return
    one = _Indicator(form, line, _bounded(target, aim), _bounded(result, reached))
    yield from _reached(one)


def _told_in_words(
    form: FormView, line: FormLine, target: Cell, result: Cell, aim: Bound
) -> Iterator[Made]:
    """Compare the unit of a target with that of the one quantity that the result tells."""
    told = list(_TOLD.finditer(squeeze(result.text)))
    if len(told) != 1 or not aim.unit or aim.unit == "%":
        return
    unit = told[0]["unit"]
    if unit[0] in _DATES or in_one_unit(aim.unit, unit, load_forms().alike):
        return
    found = verdict.of_alike(operand_of(result), operand_of(target), False)
    yield made("form.target.unit", _meaning(form, line), found)


def _percent(form: FormView, line: FormLine, target: Cell, result: Cell) -> Iterator[Made]:
    """Name a 1 that stands for 100%: the value is the same, the form is not."""
    for one, other in ((result, target), (target, result)):
        aim, bound = form.bound(other), form.bound(one)
        if aim is not None and bound is not None and _is_ratio_of_percent(aim, bound):
            found = verdict.of_alike(operand_of(one), operand_of(other), False)
            yield made("form.percent", _meaning(form, line), found)
            return


def _is_ratio_of_percent(percent: Bound, ratio: Bound) -> bool:
    """Return whether one is 100% and the other 1."""
    return percent.unit == "%" and not ratio.unit and ratio.low == _ONE and not ratio.comparator


def _reached(one: _Indicator) -> Iterator[Made]:
    relation = one.relation
    if not relation:
        return
    found = verdict.of_target(one.result, one.target, relation)
    if found.status == "pass":
        yield made("form.target", one.meaning(), found)
        yield from _far_beyond(one, relation)
        return
    yield from _full_score(one)
    yield from _explained(one, relation)


def _explained(one: _Indicator, relation: str) -> Iterator[Made]:
    """Ask for the reason of a miss: in the row, else in the field for deviations."""
    remark, deviation = one.line.cells.get("deviation"), one.form.deviation
    own = squeeze(remark.text) if remark else ""
    words = load_forms().words
    if own and not words.no_deviation.search(own):
        return (yield from _told(one, "form.target.explained", relation, remark))
    if deviation is None:
        remarks = one.form.remarks
        if remarks is not None:
            yield from _told(one, "form.target", relation, remark or remarks)
        return
    field = deviation.content or deviation.label
    if deviation.denies:
        yield from _told(one, "form.target", relation, field)
    elif _speaks_of(deviation.words, one.line.name):
        yield from _told(one, "form.target.explained", relation, field)
    else:
        yield from _told(one, "form.target.unexplained", relation, field)


def _told(one: _Indicator, rule: str, relation: str, field: Cell | None) -> Iterator[Made]:
    """Yield how a miss is told; one that is explained passes."""
    beside = [operand_of(field)] if field else []
    if rule == "form.target.explained":
        found = verdict.of_missed(one.result, one.target, relation, beside)
    else:
        found = verdict.of_target(one.result, one.target, relation, beside)
    yield made(rule, one.meaning(), found)


def _speaks_of(explanation: str, name: str) -> bool:
    """Return whether an explanation shares a telling word of two characters with an indicator."""
    pairs = {name[i : i + 2] for i in range(len(name) - 1)} - _COMMON
    return any(pair in explanation for pair in pairs if regex.fullmatch(r"\p{Han}{2}", pair))


def _far_beyond(one: _Indicator, relation: str) -> Iterator[Made]:
    """Name a result of twice its target and more where the form says that nothing deviates."""
    deviation = one.form.deviation
    aim, value = one.target.end(True), one.result.end(True)
    if relation != ">=" or one.target.bound.unit == "%" or aim <= ZERO or value < _FAR * aim:
        return
    if deviation is not None and (
        deviation.denies or not _speaks_of(deviation.words, one.line.name)
    ):
        field = deviation.content or deviation.label
        found = verdict.of_far(one.result, one.target, [operand_of(field)])
        yield made("form.target.far", one.meaning(), found)


def _full_score(one: _Indicator) -> Iterator[Made]:
    score, weight = (one.line.cells.get(key) for key in ("score", "weight"))
    got = one.form.read(score) if score else None
    worth = one.form.read(weight) if weight else None
    if got is not None and worth is not None and worth.value:
        found = verdict.of_order(got, "<", worth)
        yield made("form.target.score", one.meaning(), found)


@check("narrative_narrative")
def execution_as_indicator(seen: Evidence) -> Iterator[Made]:
    """预算执行率这一指标的完成值与同一张表的执行率一致。"""
    name = load_forms().words.execution
    for form in seen.forms:
        rates = [line.cells["rate"] for line in form.part("execution") if "rate" in line.cells]
        for line in form.part("indicators"):
            result = line.cells.get("result")
            told = form.bound(result) if result else None
            if not rates or result is None or told is None or not name.search(line.name):
                continue
            rate = form.bound(rates[0])
            if rate is not None and rate.unit == told.unit == "%":
                found = verdict.of_within(_bounded(rates[0], rate), _bounded(result, told))
                yield made("form.execution", _meaning(form, line), found)


# ---- the same indicator in two forms -----------------------------------------------------------


@check("narrative_narrative")
def indicators_told_alike(seen: Evidence) -> Iterator[Made]:
    """同一指标在整体表和项目表里的目标值、实际完成值相同。"""
    for overall, projects in seen.forms.families:
        if overall is None:
            continue
        own, theirs = _by_name([overall]), _by_name(projects)
        for name, lines in own.items():
            yield from _within(name, [*lines, *theirs.get(name, ())][: len(lines) + 1])
        for name, found in theirs.items():
            if name in own:
                yield from _between(own[name], found)


_Lines = list[tuple[FormView, FormLine]]


def _by_name(forms: Sequence[FormView]) -> dict[tuple[str, bool], _Lines]:
    """Return the indicators by name, and by whether they are of one year or of many."""
    found: dict[tuple[str, bool], _Lines] = {}
    for form in forms:
        for line in form.part("indicators"):
            # ≥80%: a value that slipped into the column of names is no name.
            if _NAME.search(line.name):
                key = (line.name, "expected" in line.cells)
                found.setdefault(key, []).append((form, line))
    return found


def _is_generic(name: str) -> bool:
    return load_forms().words.generic.search(name) is not None


def _within(name: tuple[str, bool], lines: _Lines) -> Iterator[Made]:
    """Compare an indicator that one form prints for several goals; a project's is shown beside."""
    form = lines[0][0]
    own = [pair for pair in lines if pair[0] is form]
    if _is_generic(name[0]) or len(own) < 2:
        return
    for one, other in pairwise(own):
        for compared, found in _compare(one, other):
            beside = [
                operand_of(cell)
                for _, line in lines[len(own) :]
                for key, cell in line.cells.items()
                if found.verdict.status == "fail" and key == compared
            ]
            operands = (*found.verdict.operands, *beside)
            yield replace(found, verdict=replace(found.verdict, operands=operands))


def _between(own: _Lines, found: _Lines) -> Iterator[Made]:
    """Compare the whole unit's indicator with each project's; a generic one where it is one."""
    if _is_generic(own[0][1].name) and (len(own) > 1 or len(found) > 1):
        return
    for other in found:
        pairs = [[made for _, made in _compare(one, other)] for one in own]
        made_pairs = [pair for pair in pairs if pair]
        best = next(
            (pair for pair in made_pairs if all(m.verdict.status == "pass" for m in pair)), None
        )
        yield from best or (made_pairs[0] if made_pairs else [])


def _compare(
    one: tuple[FormView, FormLine], other: tuple[FormView, FormLine]
) -> Iterator[tuple[str, Made]]:
    """Yield the first value that two forms tell in two ways, or that they tell one alike.

    With it goes the key of its column.
    """
    same: tuple[str, Made] | None = None
    harmless: tuple[str, Made] | None = None
    for key in _KEYS:
        cells = one[1].cells.get(key), other[1].cells.get(key)
        if cells[0] is None or cells[1] is None:
            continue
        bounds = one[0].bound(cells[0]), other[0].bound(cells[1])
        if bounds[0] is None or bounds[1] is None:
            continue
        rule = _difference(bounds[0], bounds[1])
        if rule and _of_unknown_years(one[0], other[0]) and "%" not in _units(*bounds):
            continue
        found = verdict.of_alike(operand_of(cells[0]), operand_of(cells[1]), not rule)
        meaning = f"{_meaning(*one)}|{_meaning(*other)}|{key}"
        if rule == "form.alike":
            yield key, made(rule, meaning, found)
            return
        if rule:
            harmless = harmless or (key, made(rule, meaning, found))
        else:
            same = same or (key, made("form.alike", meaning, found))
    found_one = harmless or same
    if found_one is not None:
        yield found_one


def _of_unknown_years(one: FormView, other: FormView) -> bool:
    """Return whether only one form tells its year's targets apart: counts grow with the years."""
    apart = [any("expected" in x.cells for x in f.part("indicators")) for f in (one, other)]
    return apart[0] != apart[1]


def _units(*bounds: Bound | None) -> set[str]:
    return {bound.unit for bound in bounds if bound is not None}


def _difference(one: Bound, other: Bound) -> str:
    """Return the rule for how two values differ, empty where they are the same."""
    if _is_ratio_of_percent(one, other) or _is_ratio_of_percent(other, one):
        return "form.percent"
    if not in_one_unit(one.unit, other.unit, load_forms().alike):
        return "form.alike"
    signs = {one.comparator.replace("=", ""), other.comparator.replace("=", "")}
    if one.ends != other.ends or signs == {"≥", "≤"}:
        return "form.alike"
    same = len(signs) == 1 and one.strict == other.strict and one.high == other.high
    return "" if same else "form.alike.sign"


def _bounded(cell: Cell, bound: Bound) -> Bounded:
    return Bounded(operand_of(cell), bound)


def _meaning(form: FormView, line: FormLine) -> str:
    owner = form.project or form.organisation or squeeze(form.table.title)
    return f"{owner}|{line.name}"
