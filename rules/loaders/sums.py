"""What must add up inside the narrative: the parts that a section lists, and their whole."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

import regex

from rules.loaders.files import ROOT, Entry, read_toml
from rules.loaders.links import CONDITIONS, Address, read_addresses
from rules.loaders.sets import laid_over, own, own_entries, per_rule_set

KINDS = ("amount", "count")
ACCOUNTS = ("", "class", "leaf", "economic", "children")
_ID = attrgetter("id")


@dataclass(frozen=True, slots=True)
class SumRule:
    """The facts of a section that are parts of a whole.

    ``required`` parts must all be printed for a difference to be an error; ``optional`` ones may
    be missing because they are nothing; where one of the required is not printed, but all of
    ``flat`` are, those are the parts, with ``flat_optional``; ``each`` takes every fact that it
    matches; the list ends where the text says ``until``; ``accounts`` takes every 类, or every
    account that no other one contains. With ``children`` every account is a whole, and the
    accounts below it are its parts.
    """

    id: str
    why: str
    kind: str
    unit: str
    topics: tuple[str, ...]
    whole: regex.Pattern[str]
    required: tuple[regex.Pattern[str], ...]
    optional: tuple[regex.Pattern[str], ...]
    flat: tuple[regex.Pattern[str], ...]
    flat_optional: tuple[regex.Pattern[str], ...]
    each: regex.Pattern[str] | None
    accounts: str
    when: str
    # The changes of the parts since last year make up that of the whole.
    changes: bool
    # What the parts are of as well: the income of the other funds beside that of the first.
    beside: tuple[regex.Pattern[str], ...]
    # What there is at a day, in a plan that of the year before: 截至2024年底，资产总额….
    stock: bool
    # Parts of what is told with all that was carried over: 收入总计 has 年初结转 in it.
    carried: tuple[regex.Pattern[str], ...]
    # What is taken off, wherever the section tells it: 年初 = 支出 + 年末 - 收入.
    minus: tuple[regex.Pattern[str], ...]
    # Nothing is said where one of the required or of those taken off is not printed.
    complete: bool
    until: regex.Pattern[str]
    # The part that says of a list with ``each`` that it is complete.
    rest: regex.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class WeightedRule:
    """Shares of several wholes that make up one amount."""

    id: str
    why: str
    topics: tuple[str, ...]
    result: regex.Pattern[str]
    share: regex.Pattern[str]
    wholes: tuple[regex.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class WithinRule:
    """A part that is never more than its whole; or an outcome never more than its plan.

    The whole is a fact with the words ``whole``, or the first of the ``cells`` that is printed.
    """

    id: str
    why: str
    topics: tuple[str, ...]
    part: regex.Pattern[str]
    whole: regex.Pattern[str] | None
    cells: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class SumRules:
    """All rules of one kind of report."""

    sums: tuple[SumRule, ...]
    weighted: tuple[WeightedRule, ...]
    within: tuple[WithinRule, ...]


@per_rule_set
def load_sums(report_kind: str) -> SumRules:
    """Return what adds up in the narrative of ``final_accounts`` or ``budget``."""
    entry = read_toml(ROOT / "sums" / f"{report_kind}.toml")
    sums = tuple(_sum(each) for each in entry.entries("sum"))
    weighted = tuple(_weighted(each) for each in entry.entries("weighted"))
    within = tuple(_within(each) for each in entry.entries("within"))
    entry.done()
    whole = own(f"sums/{report_kind}.toml")
    own_sums = own_entries(whole, "sum", _sum, _ID)
    own_weighted = own_entries(whole, "weighted", _weighted, _ID)
    own_within = own_entries(whole, "within", _within, _ID)
    if whole is not None:
        whole.done()
    return SumRules(
        laid_over(sums, own_sums, _ID),
        laid_over(weighted, own_weighted, _ID),
        laid_over(within, own_within, _ID),
    )


def _sum(entry: Entry) -> SumRule:
    each, rest = entry.pattern("each", ""), entry.pattern("rest", "")
    rule = SumRule(
        id=entry.text("id"),
        why=entry.text("why"),
        kind=entry.choice("kind", KINDS, "amount"),
        unit=entry.text("unit", ""),
        topics=entry.words("topics"),
        whole=entry.pattern("whole", ""),
        required=entry.patterns("required"),
        flat=entry.patterns("flat"),
        flat_optional=entry.patterns("flat_optional"),
        optional=entry.patterns("optional"),
        each=each if each.pattern else None,
        accounts=entry.choice("accounts", ACCOUNTS, ""),
        when=entry.choice("when", ("", *CONDITIONS), ""),
        changes=entry.flag("changes", False),
        beside=entry.patterns("beside"),
        stock=entry.flag("stock", False),
        carried=entry.patterns("carried"),
        minus=entry.patterns("minus"),
        complete=entry.flag("complete", False),
        until=entry.pattern("until", "(?!)"),
        rest=rest if rest.pattern else None,
    )
    entry.done()
    if not (rule.required or rule.optional or rule.each or rule.accounts):
        raise entry.error("required", "合计要有各部分", "a sum needs parts")
    if not rule.whole.pattern and rule.accounts != "children":
        raise entry.error("whole", "没有写", "is missing")
    return rule


def _weighted(entry: Entry) -> WeightedRule:
    rule = WeightedRule(
        id=entry.text("id"),
        why=entry.text("why"),
        topics=entry.words("topics"),
        result=entry.pattern("result"),
        share=entry.pattern("share"),
        wholes=entry.patterns("wholes"),
    )
    entry.done()
    return rule


def _within(entry: Entry) -> WithinRule:
    whole = entry.pattern("whole", "")
    rule = WithinRule(
        id=entry.text("id"),
        why=entry.text("why"),
        topics=entry.words("topics"),
        part=entry.pattern("part"),
        whole=whole if whole.pattern else None,
        cells=tuple(read_addresses(entry)),
    )
    entry.done()
    return rule
