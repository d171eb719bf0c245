"""Runs rules/sums: the parts that a section lists add up to their whole, their shares to 100."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, takewhile

import regex

from extractor.checks import verdict
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, made
from extractor.evidence import Evidence
from extractor.model import Fact
from extractor.readings import Reading
from rules.loaders.sums import SumRule, load_sums

_MEASURES = ("initial_budget", "budget", "final", "other")
# 等 behind the last part: the list says itself that it is not complete.
_OPEN_END = regex.compile(r"[^。；，\n]{0,4}等(?:方面|项目|支出|科目|用途)?(?=[。；，、\s]|$)")
# 总计 is told with what was carried over, 合计 without it.
_WITH_CARRIED = regex.compile("总计|^总")
_LOOK_BEHIND = 16
_ECONOMIC = "3"
_SPECIFIC_FUNDS = frozenset({"general", "fund", "capital"})


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a whole; ``partial`` where one that belongs there is not printed.

    ``open`` where the list need not be complete: then the whole is no less than its parts;
    ``beside`` is what the parts are of as well: the income of other funds.
    """

    whole: Fact
    parts: tuple[Fact, ...]
    partial: bool
    open: bool = False
    beside: tuple[Fact, ...] = ()


def run_sums(seen: Evidence) -> Iterator[Made]:
    """Yield every sum of parts that the narrative lists, and the sum of their shares."""
    for rule in load_sums(seen.kind).sums:
        if not seen.views.holds(rule.when):
            continue
        for facts in _groups(seen, rule):
            for found in _find(seen, rule, facts):
                yield from _test(seen, rule, found)
            if rule.changes and rule.required:
                yield from _changes_alone(seen, rule, facts)


def _test(seen: Evidence, rule: SumRule, found: Parts) -> Iterator[Made]:
    whole = reading_of(seen, found.whole)
    parts = [reading_of(seen, part) for part in found.parts]
    terms = [(1, part) for part in parts if part is not None]
    if whole is None or len(terms) < len(parts):
        return
    beside = [reading for fact in found.beside if (reading := reading_of(seen, fact))]
    terms += [(-1, reading) for reading in beside]
    total = verdict.of_sum(whole, terms, ">=" if found.open else "=")
    name = f"{rule.id}.partial" if found.partial and total.status == "fail" else rule.id
    # The parts are meant by the rule; which of them are printed may change with a correction.
    yield Made(name, meaning(seen, [found.whole]), rule.why, total)
    shares = [] if _lacks_some(found, whole, terms) else _shares(seen, found)
    if shares and total.status != "fail":
        readings = [reading for share in shares if (reading := reading_of(seen, share))]
        if len(readings) == len(shares):
            yield made("share.whole", meaning(seen, [found.whole]), verdict.of_whole(readings))
    yield from _changes(seen, rule, found)


def _changes(seen: Evidence, rule: SumRule, found: Parts) -> Iterator[Made]:
    """Compare the change of a whole with those of its parts, where all tell theirs since one time.

    What there was of the whole last year, and is no more, has no part here.
    """
    if not rule.changes or found.partial or found.open:
        return
    for change in seen.figures.about(found.whole, "change"):
        actual, terms = reading_of(seen, change), []
        for part in found.parts:
            own = _since(seen, part, "change", change)
            reading = reading_of(seen, own)
            if reading is not None:
                terms.append((1, reading))
            elif _since(seen, part, "level", change) is None:
                terms.clear()
                break
        if actual is not None and terms:
            yield made("change.parts", meaning(seen, [change]), verdict.of_sum(actual, terms))


def _changes_alone(seen: Evidence, rule: SumRule, facts: Sequence[Fact]) -> Iterator[Made]:
    """Compare a change with those that its sentence goes on with, of parts told without amounts.

    支出增加82万元，其中基本支出增加104万元，项目支出减少22万元.
    """
    changes = [fact for fact in facts if fact.kind == "change"]
    for at, change in enumerate(changes):
        actual = reading_of(seen, change)
        if actual is None or change.of is None or not rule.whole.search(seen.subject(change)):
            continue
        parts = list(takewhile(partial(_in_its_sentence, seen, change), changes[at + 1 :]))
        names = [seen.subject(part) for part in parts]
        each_once = all(sum(map(bool, map(p.search, names))) == 1 for p in rule.required)
        if each_once and len(parts) == len(rule.required) and not any(one.of for one in parts):
            terms = [(1, reading) for part in parts if (reading := reading_of(seen, part))]
            yield made("change.parts", meaning(seen, [change]), verdict.of_sum(actual, terms))


def _in_its_sentence(seen: Evidence, change: Fact, part: Fact) -> bool:
    """Return whether a change is told in the sentence of another, since the same time."""
    base = (change.base_period, change.base_measure)
    same = (part.base_period, part.base_measure) == base
    return same and "。" not in seen.text[change.span.end : part.span.start]


def _since(seen: Evidence, part: Fact, kind: str, change: Fact) -> Fact | None:
    """Return the change of a part, or that there is none, since the time of another change."""
    base = (change.base_period, change.base_measure)
    told = seen.figures.about(part, kind)
    return next((one for one in told if (one.base_period, one.base_measure) == base), None)


def _lacks_some(found: Parts, whole: Reading, terms: Sequence[verdict.Term]) -> bool:
    """Return whether an open list gives less than the whole: its shares need not be 100."""
    return found.open and whole.value > sum(term.value for _, term in terms)


def _shares(seen: Evidence, found: Parts) -> list[Fact]:
    """Return the shares of all parts, or none where a part that is not 0 has no share."""
    shares = []
    for part in found.parts:
        own = [
            share
            for share in seen.figures.about(part, "share")
            if share.whole == found.whole.id and share.unit == "%"
        ]
        if own:
            shares.append(own[0])
        elif part.value.strip("-0."):
            return []
    return shares if len(shares) > 1 else []


# ---- which facts are parts of which -----------------------------------------------------------


def _groups(seen: Evidence, rule: SumRule) -> Iterator[Sequence[Fact]]:
    """Yield the facts of the sections that a rule reads, together by topic."""
    by_topic = seen.figures.by_topic
    if set(by_topic) <= {""}:
        yield by_topic.get("", [])
        return
    for topic in rule.topics:
        facts = seen.figures.under(topic)
        if facts:
            yield facts


def _find(seen: Evidence, rule: SumRule, facts: Sequence[Fact]) -> Iterator[Parts]:
    """Yield the wholes of a section with the parts that follow each."""
    by_measure: dict[str | None, list[Fact]] = {}
    for fact in facts:
        if _is_item(seen, rule, fact):
            by_measure.setdefault(fact.measure, []).append(fact)
    for measure in _MEASURES if rule.kind == "amount" else (None,):
        items = by_measure.get(measure)
        if items is None:
            continue
        if rule.accounts == "children":
            yield from _contained(seen, items)
            continue
        wholes = [i for i, fact in enumerate(items) if _is_whole(seen, rule, fact)]
        if not wholes:
            yield from _with_outer_whole(seen, rule, items, measure)
        for index, start in enumerate(wholes[:1] if rule.minus else wholes):
            end = wholes[index + 1] if index + 1 < len(wholes) else len(items)
            following = items[start + 1 : end]
            following = items if rule.minus else _listed(seen, rule, items[start], following)
            found = _parts(seen, rule, items[start], following, facts)
            if found is not None:
                yield found


def _listed(seen: Evidence, rule: SumRule, whole: Fact, items: list[Fact]) -> list[Fact]:
    """Return those behind a whole that stand before the words that end its list."""
    if not items:
        return items
    ends = rule.until.search(seen.text, whole.span.end, items[-1].span.end)
    return [i for i in items if i.span.start < ends.start()] if ends else items


def _is_item(seen: Evidence, rule: SumRule, fact: Fact) -> bool:
    return (
        fact.kind == rule.kind
        and (fact.period in (None, seen.year) or rule.kind == "count" or rule.stock)
        and (not rule.unit or fact.unit == rule.unit)
    )


def _is_whole(seen: Evidence, rule: SumRule, fact: Fact) -> bool:
    return fact.account is None and rule.whole.search(seen.subject(fact)) is not None


def _with_outer_whole(
    seen: Evidence, rule: SumRule, items: list[Fact], measure: str | None
) -> Iterator[Parts]:
    """Yield the parts whose whole stands in a section before: 规模情况 has it, 结构情况 lists."""
    outer = {topic.partition(".")[0] for topic in rule.topics if "." in topic}
    before = [
        fact
        for fact in chain.from_iterable(seen.figures.under(topic) for topic in sorted(outer))
        if fact.measure == measure and _is_item(seen, rule, fact) and _is_whole(seen, rule, fact)
    ]
    if before and items:
        found = _parts(seen, rule, before[0], items, items)
        if found is not None:
            yield found


def _parts(
    seen: Evidence, rule: SumRule, whole: Fact, items: Sequence[Fact], facts: Sequence[Fact]
) -> Parts | None:
    own = [item for item in items if _same_fund(seen, whole, item)]
    if rule.accounts:
        found = _accounts(seen, rule, whole, own)
        told = [fact for fact in facts if fact.measure == whole.measure]
        beside = (_first(seen, pattern, told) for pattern in rule.beside)
        return found and replace(found, beside=tuple(filter(None, beside)))
    if rule.each is not None:
        # A plan counts what there was at the end of the year before.
        own = [item for item in own if item.period == whole.period]
        listed = [item for item in own if rule.each.search(seen.subject(item))]
        ends = _is_open(seen, listed) or _lacks_rest(seen, rule, listed)
        ends = ends or _lists_others(seen, whole, listed, own)
        return Parts(whole, tuple(listed), ends, open=ends) if listed else None
    carried = rule.carried if _WITH_CARRIED.search(seen.subject(whole)) else ()
    patterns, others = rule.required, (*rule.optional, *carried)
    required = [_first(seen, pattern, own) for pattern in patterns]
    if rule.flat and None in required:
        flat = [_first(seen, pattern, own) for pattern in rule.flat]
        if flat.count(None) - len(flat) < required.count(None) - len(required):
            patterns, required = rule.flat, flat
            others = (*rule.optional, *rule.flat_optional, *carried)
    optional = [_first(seen, pattern, own) for pattern in others]
    parts = tuple(dict.fromkeys(part for part in (*required, *optional) if part is not None))
    minus = [_first(seen, pattern, own) for pattern in rule.minus]
    if len(parts) < min(2, len(patterns) + len(others)) or (
        rule.complete and None in (*required, *minus)
    ):
        return None
    lacking = [p for p, part in zip(patterns, required, strict=True) if part is None]
    partial = any(not _is_denied(pattern, facts) for pattern in lacking)
    partial = partial or (rule.complete and None in optional)
    off = tuple(fact for fact in minus if fact is not None)
    ordered = tuple(sorted(parts, key=lambda part: part.span.start))
    return Parts(whole, ordered, partial, beside=off)


def _same_fund(seen: Evidence, whole: Fact, part: Fact) -> bool:
    """Return whether a part can be of the whole's money: 一般公共预算 has no 国有资本 in it.

    财政拨款 has, and no heading says that a list of it is one of 一般公共预算 alone.
    """
    of_whole, of_part = seen.fund(whole), seen.fund(part)
    if of_whole == "general" and of_part == "fiscal" and not seen.topic(whole):
        return seen.views.holds("only_general")
    return of_whole == of_part or not {of_whole, of_part} <= _SPECIFIC_FUNDS


def _lists_others(
    seen: Evidence, whole: Fact, listed: Sequence[Fact], items: Sequence[Fact]
) -> bool:
    """Return whether the sentence counts things of names that are not known to be parts."""
    others = (item for item in items if item not in listed)
    return any("。" not in seen.text[whole.span.end : item.span.start] for item in others)


def _lacks_rest(seen: Evidence, rule: SumRule, listed: Sequence[Fact]) -> bool:
    """Return whether nothing in a list says that it is complete: 其他商品和服务支出5万元."""
    rest = rule.rest
    return rest is not None and not any(rest.search(seen.subject(part)) for part in listed)


def _first(seen: Evidence, pattern: regex.Pattern[str], items: Iterable[Fact]) -> Fact | None:
    return next((f for f in items if _is_named(f) and pattern.search(seen.subject(f))), None)


def _is_named(fact: Fact) -> bool:
    """Return whether a fact is known by its name: accounts of the 功能分类 are by their code."""
    return fact.account is None or (fact.account.code or "").startswith(_ECONOMIC)


def _is_denied(pattern: regex.Pattern[str], facts: Iterable[Fact]) -> bool:
    """Return whether the section says that there is none of it: 未发生公务接待费支出."""
    return any(f.kind == "nil" and pattern.search(f.subject.strip("“”")) for f in facts)


def _contained(seen: Evidence, items: list[Fact]) -> Iterator[Parts]:
    """Yield every account with the accounts below it that contain no other one."""
    once: dict[str, Fact] = {}
    for item in items:
        if item.account is not None and item.account.code is not None:
            once.setdefault(item.account.code, item)
    for code, whole in once.items():
        below = {c: fact for c, fact in once.items() if c != code and c.startswith(code)}
        if below:
            leaves = _leaves(below)
            lacks = not _covers_table(seen, code, below)
            yield Parts(whole, tuple(leaves), lacks, open=lacks)


def _covers_table(seen: Evidence, code: str, listed: Collection[str]) -> bool:
    """Return whether the list has every account that the expenditure table prints below a 类."""
    view = seen.views.get("T05")
    if view is None or view.empty:
        return False
    below = [key.removeprefix("account:") for key in view.rows if key.startswith(f"account:{code}")]
    leaves = [one for one in below if not any(o != one and o.startswith(one) for o in below)]
    return all(leaf.startswith(tuple(listed)) for leaf in leaves)


def _accounts(seen: Evidence, rule: SumRule, whole: Fact, items: list[Fact]) -> Parts | None:
    """Return the accounts that a list gives, each once."""
    once: dict[str, Fact] = {}
    for item in items:
        if item.account is not None:
            once.setdefault(item.account.code or item.account.name, item)
    kind = "economic" if rule.accounts == "economic" else "functional"
    topic = seen.topic(whole)
    coded = {
        code: item
        for code, item in once.items()
        if seen.rules.account_kind(item.account.code if item.account else None, topic) == kind
    }
    keep = _classes(coded) if rule.accounts == "class" else _leaves(coded)
    if not keep:
        return None
    alone = len(keep) == 1 and not _covers_table(seen, "", coded)
    unnamed = [item for item in items if _is_unnamed(seen, item, whole)]
    ends = alone or _is_open(seen, keep) or _lacks_budgets(seen, rule, whole, keep)
    parts = sorted((*keep, *unnamed), key=lambda part: part.span.start)
    return Parts(whole, tuple(parts), ends or bool(unnamed), open=ends)


def _is_unnamed(seen: Evidence, item: Fact, whole: Fact) -> bool:
    """Return whether an amount has a share of the whole, and nothing tells whose it is."""
    if item.account is not None or seen.rule_for(item) is not None:
        return False
    return any(share.whole == whole.id for share in seen.figures.about(item, "share"))


def _classes(coded: dict[str, Fact]) -> list[Fact]:
    return [fact for code, fact in coded.items() if not code.isdigit() or len(code) == 3]


def _leaves(coded: dict[str, Fact]) -> list[Fact]:
    """Return the accounts that contain no other one of the list."""
    return [
        fact
        for code, fact in coded.items()
        if not any(other != code and other.startswith(code) for other in coded)
    ]


def _lacks_budgets(seen: Evidence, rule: SumRule, whole: Fact, keep: list[Fact]) -> bool:
    """Return whether some accounts of the list print an outcome and no budget."""
    if whole.measure != "initial_budget":
        return False
    budgets = {part.account.code for part in keep if part.account}
    outcomes = {
        fact.account.code
        for topic in rule.topics
        for fact in seen.figures.under(topic)
        if fact.account and fact.kind == "amount" and fact.measure == "final"
    }
    return any(
        code and not any(budget and budget.startswith(code) for budget in budgets)
        for code in outcomes
    )


def _is_open(seen: Evidence, parts: Sequence[Fact]) -> bool:
    """Return whether 等 follows the last part."""
    end = max((part.span.end for part in parts), default=0)
    return _OPEN_END.match(seen.text, end, end + _LOOK_BEHIND) is not None
