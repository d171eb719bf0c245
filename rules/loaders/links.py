"""Which quantity of the tables a fact states: subject, fund and measure → rows and columns.

Equal values never make a link: a link must survive the number being wrong.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import product
from operator import attrgetter
from pathlib import Path

import regex

from rules.loaders.files import ROOT, Entry, read_toml
from rules.loaders.sets import own, own_entries, per_rule_set

FUNDS = ("none", "fiscal", "general", "fund", "capital")
MEASURES = ("final", "initial_budget", "budget", "other")
ACCOUNTS = ("", "functional", "economic")
# What an amount of the report's own year is, where a rule does not say.
MEASURE_OF = {"final_accounts": "final", "budget": "budget"}
# ``compared``: ought to be the same, yet is not the same quantity by definition: no link.
RELATIONS = ("equals", "part_of_sum", "compared")
SEVERITIES = ("error", "warning")
CONDITIONS = (
    "only_fiscal",
    "only_general",
    "no_fund",
    "no_carry",
    "adjusted_column",
    "opening_by_fund",
    "no_institutions",
)

# The row of the account that a subject names before its bracket.
WHOSE = "account:{whose}"
# Sections that tell of one fund alone; 财政拨款基本支出 can be of all.
_OF_ONE_FUND = ("general_budget", "government_fund", "state_capital")
_ADDRESS = regex.compile(
    r"(?P<table>T\d\d)/(?P<row>[^/\s]+)/(?P<column>[^/\s]+)(?: if (?P<when>(?:not )?\w+))?"
)
_TABLE = regex.compile(r"(?P<table>T\d\d)(?P<row>)(?P<column>)(?: if (?P<when>(?:not )?\w+))?")
_ECONOMIC = regex.compile("3")


@dataclass(frozen=True, slots=True)
class Address:
    """Cells by meaning: table, row key, column key, and the condition under which it counts.

    ``account:{code}`` is the row of the fact's account, ``account:{whose}`` that of the account
    whose part it is: 行政运行（基本支出）; ``project:{name}`` that of the project with its name;
    ``unit:{root}``, ``unit:{own}`` and ``unit:{others}`` are the department, its 本级 and the
    units below it.
    """

    table: str
    row: str
    column: str
    when: str


@dataclass(frozen=True, slots=True)
class LinkRule:
    """Facts with these words state the quantity that stands in these cells."""

    id: str
    why: str
    subject: regex.Pattern[str]
    example: str
    funds: frozenset[str]
    measures: frozenset[str]
    topics: tuple[str, ...]
    account: str
    codes: regex.Pattern[str]
    nonzero: bool
    relation: str
    # The tables, each under its condition, whose cells may hold more than what the fact states.
    at_most: tuple[Address, ...]
    # The tables that print this very quantity, whatever the others rest on.
    certain: frozenset[str]
    severity: str
    cells: tuple[Address, ...]

    @property
    def by_subject(self) -> bool:
        """Return whether the subject says which row it is: 行政运行（基本支出）."""
        return any(address.row == WHOSE for address in self.cells)


@dataclass(frozen=True, slots=True)
class Words:
    """What a fact says of the quantity that it states."""

    subject: str
    topic: str
    fund: str
    measure: str | None
    account: str
    code: str | None
    zero: bool


@dataclass(frozen=True, slots=True)
class FundRule:
    """A subject, or the code of an account, that says whose money it is."""

    fund: str
    subject: regex.Pattern[str]
    codes: regex.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class LinkRules:
    """All link rules of one kind of report; the first that fits a fact decides."""

    rules: tuple[LinkRule, ...]
    strip: tuple[regex.Pattern[str], ...]
    funds: tuple[FundRule, ...]
    topic_funds: tuple[tuple[str, str], ...]
    by_kind: dict[tuple[str, str, str], tuple[LinkRule, ...]]

    def bare(self, subject: str) -> str:
        """Return the subject without the year, 本部门 and other words that every one can have."""
        for pattern in self.strip:
            subject = pattern.sub("", subject)
        return subject

    def fund(self, subject: str, topic: str, stated: str | None, code: str | None) -> str:
        """Return whose money it is: as worded, as read, else as the section has it.

        财政拨款支出 in a section on 一般公共预算财政拨款支出 is that of the 一般公共预算.
        """
        worded = stated
        for rule in self.funds:
            if rule.subject.search(subject) or (code and rule.codes and rule.codes.match(code)):
                worded = rule.fund
                break
        if worded is not None and not (worded == "fiscal" and _is_under(topic, _OF_ONE_FUND)):
            return worded
        for prefix, fund in self.topic_funds:
            if topic == prefix or topic.startswith(prefix + "."):
                return fund
        return "none"

    def account_kind(self, code: str | None, topic: str) -> str:
        """Return whether an account is of the 功能分类 or the 经济分类."""
        if code:
            return "economic" if _ECONOMIC.match(code) else "functional"
        return "economic" if topic == "basic" else "functional"

    def rule_for(self, words: Words) -> LinkRule | None:
        """Return the first rule that fits, or None."""
        candidates = self.by_kind.get((words.account, words.measure or "", words.fund), ())
        return next((rule for rule in candidates if _fits(rule, words)), None)


def _by_kind(rules: tuple[LinkRule, ...]) -> dict[tuple[str, str, str], tuple[LinkRule, ...]]:
    """Return the rules, still in order, by account, measure and fund: most facts meet few."""
    found: dict[tuple[str, str, str], tuple[LinkRule, ...]] = {}
    for rule in rules:
        for measure, fund in product(rule.measures, rule.funds):
            key = (rule.account, measure, fund)
            found[key] = (*found.get(key, ()), rule)
    return found


def _fits(rule: LinkRule, words: Words) -> bool:
    return (
        not (rule.nonzero and words.zero)
        and (not rule.topics or _is_under(words.topic, rule.topics))
        and (not rule.codes.pattern or rule.codes.match(words.code or "") is not None)
        and rule.subject.search(words.subject) is not None
    )


def _is_under(topic: str, topics: tuple[str, ...]) -> bool:
    """Return whether a topic is one of these or below it; ``none`` is a section without one."""
    return any((topic or "none") == one or topic.startswith(one + ".") for one in topics)


@per_rule_set
def load_links(report_kind: str) -> LinkRules:
    """Return the link rules of ``final_accounts`` or ``budget``."""
    file = ROOT / "links" / f"{report_kind}.toml"
    entry = read_toml(file)
    changes = _own_links(report_kind)
    shipped = (_rule(each, MEASURE_OF[report_kind]) for each in entry.entries("link"))
    # The first rule that fits decides: the user's own go before.
    links = (*changes.values(), *(rule for rule in shipped if rule.id not in changes))
    rules = LinkRules(
        rules=links,
        by_kind=_by_kind(links),
        strip=entry.patterns("strip"),
        funds=tuple(_fund(each) for each in entry.entries("fund")),
        topic_funds=tuple(_topic_funds(entry, file)),
    )
    entry.done()
    _require_unique_ids(rules, file)
    return rules


def _own_links(report_kind: str) -> dict[Hashable, LinkRule]:
    whole = own(f"links/{report_kind}.toml")
    measure = MEASURE_OF[report_kind]
    found = own_entries(whole, "link", lambda each: _rule(each, measure), attrgetter("id"))
    if whole is not None:
        whole.done()
    return found


def _rule(entry: Entry, measure: str) -> LinkRule:
    rule = LinkRule(
        id=entry.text("id"),
        why=entry.text("why"),
        subject=entry.pattern("subject", ""),
        example=entry.text("example", ""),
        funds=frozenset(entry.texts("funds", FUNDS) or ("none",)),
        measures=frozenset(entry.texts("measures", MEASURES) or (measure,)),
        topics=entry.words("topics"),
        account=entry.choice("account", ACCOUNTS, ""),
        codes=entry.pattern("codes", ""),
        nonzero=entry.flag("nonzero", False),
        relation=entry.choice("relation", RELATIONS, "equals"),
        at_most=tuple(read_addresses(entry, "at_most", _TABLE)),
        certain=frozenset(entry.words("certain")),
        severity=entry.choice("severity", SEVERITIES, "error"),
        cells=tuple(read_addresses(entry)),
    )
    entry.done()
    if not rule.account and not rule.example:
        raise entry.error("example", "有 subject 就要有例子", "a subject needs an example")
    return rule


def read_addresses(
    entry: Entry, field: str = "cells", form: regex.Pattern[str] = _ADDRESS
) -> Iterator[Address]:
    """Yield the cells of a rule; raises RuleError where one is no address."""
    for source in entry.words(field):
        match = form.fullmatch(source)
        if match is None:
            raise entry.error(
                field, f"{source!r} 不是“表/行/栏”", f"{source!r} is no table/row/column"
            )
        when = match["when"] or ""
        if when and when.removeprefix("not ") not in CONDITIONS:
            raise entry.error(
                field,
                f"{when!r} 不可用，可以是 {'、'.join(CONDITIONS)}",
                f"{when!r} is none of {', '.join(CONDITIONS)}",
            )
        yield Address(match["table"], match["row"], match["column"], when)


def _fund(entry: Entry) -> FundRule:
    codes = entry.pattern("codes", "")
    rule = FundRule(
        entry.choice("fund", FUNDS), entry.pattern("subject"), codes if codes.pattern else None
    )
    entry.done()
    return rule


def _topic_funds(entry: Entry, file: Path) -> Iterator[tuple[str, str]]:
    for source in entry.words("topic_funds"):
        topic, _, fund = source.partition(" = ")
        if fund not in FUNDS:
            raise Entry(file, {}).error(
                "topic_funds", f"{source!r} 不是“topic = fund”", f"{source!r} is no topic = fund"
            )
        yield topic, fund


def _require_unique_ids(rules: LinkRules, file: Path) -> None:
    seen: set[str] = set()
    for rule in rules.rules:
        if rule.id in seen:
            raise Entry(file, {}, rule.id).error("id", "用了两次", "used twice")
        seen.add(rule.id)
