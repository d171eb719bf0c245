"""A list and the total behind it: 会议费1万元，培训费2万元，差旅费3万元，三项合计6万元.

And an amount with what each fund has of it: 5万元（其中：一般公共预算支出3万元；政府性基金…2万元）.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from extractor.checks import verdict
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact
from extractor.numbers import parse_chinese
from extractor.text import squeeze
from rules.loaders.listed import load_listed

_NAME = 60
# What is no part of a list of plain amounts, or is a part that was not read; a year is neither.
_NOT_PLAIN = regex.compile(r"20\d\d年(*SKIP)(*FAIL)|[\d（()）]")
# “三公”经费（一般公共预算支出）: what one fund has of it.
_OF_FUND = regex.compile(r"（[^（）]{0,4}(?:一般公共预算|政府性基金|国有资本经营)[^（）]*）$")
_FUNDS = 3


@check("narrative_arithmetic")
def lists_added_up(seen: Evidence) -> Iterator[Made]:
    """列举之后写明合计的，合计等于所列各数之和。"""
    closing = load_listed().closing
    for index, total in enumerate(seen.facts):
        if total.kind != "amount" or not index:
            continue
        words = squeeze(seen.text[seen.facts[index - 1].span.end : total.span.start])
        told = closing.fullmatch(words)
        if told is None:
            continue
        parts = _parts(seen, seen.facts[:index], total)
        if len(parts) > 1 and (told["count"] is None or parse_chinese(told["count"]) == len(parts)):
            yield from _tested(seen, total, parts, "listed.sum.behind")


@check("narrative_arithmetic")
def funds_in_brackets(seen: Evidence) -> Iterator[Made]:
    """括号里按三本账分列的，各数之和等于括号前的总数。"""
    found: list[tuple[Fact, list[Fact]]] = []
    for fact in seen.facts:
        if fact.kind != "amount":
            continue
        bracket = fact.subject.endswith("）") and _OF_FUND.search(fact.subject)
        if found and bracket and fact.subject.startswith(found[-1][0].subject):
            found[-1][1].append(fact)
        else:
            found.append((fact, []))
    for total, parts in found:
        if len(parts) > 1 and all(_alike(part, total) for part in parts):
            name = "listed.sum.funds" if len(parts) == _FUNDS else "listed.sum.partial"
            yield from _tested(seen, total, parts, name)


def _parts(seen: Evidence, before: Sequence[Fact], total: Fact) -> list[Fact]:
    """Return the amounts from where the list begins; none where another number is among them."""
    begin, end = load_listed().begin, total.span.start
    parts: list[Fact] = []
    for fact in reversed(before):
        words = seen.text[fact.span.end : end]
        begins = begin.split(words)
        if _NOT_PLAIN.search(begins[-1]):
            return []
        if len(begins) > 1 or fact.section != total.section:
            return parts
        if not _alike(fact, total):
            return []
        parts.insert(0, fact)
        end = fact.span.start
    first = begin.split(seen.text[max(0, end - _NAME) : end])[-1]
    return [] if _NOT_PLAIN.search(first) else parts


def _alike(part: Fact, total: Fact) -> bool:
    return not part.approximate and (part.kind, part.unit, part.measure, part.period) == (
        *(total.kind, total.unit, total.measure),
        total.period,
    )


def _tested(seen: Evidence, total: Fact, parts: Sequence[Fact], name: str) -> Iterator[Made]:
    whole = reading_of(seen, total)
    terms = [(1, reading) for part in parts if (reading := reading_of(seen, part))]
    if whole is not None and len(terms) == len(parts):
        found = verdict.of_sum(whole, terms)
        yield made(name, meaning(seen, [total, *parts]), found)
