"""Accounts of the 功能分类 that the text names or explains against the rows with money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import regex
from msgspec import Struct

from extractor.checks import verdict
from extractor.checks._lists import (
    accounts_under,
    amount_of,
    find_items,
    has_money,
    joined,
    name_of,
)
from extractor.checks._words import first_line
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact, Section
from extractor.readings import Reading
from extractor.text import Folded
from extractor.views import Line, TableView
from rules.loaders.accounts import load_accounts, loose
from rules.loaders.enumerations import load_enumerations
from rules.loaders.wording import load_wording

_SPENDING = {
    "final_accounts": ("T05", "T03", "T07", "T08", "T02"),
    "budget": ("T05", "T03", "T09", "T11"),
}
_FUNDS = ("general_budget", "government_fund", "state_capital")
_LIST_NUMBER = regex.compile(r"^[\d.、．\s]+")
# A printed name may be cut: so many characters of it tell which it is.
_ENOUGH = 6


class _Row(Struct, frozen=True, gc=False):
    """A row with money, and the table that prints it first."""

    view: TableView
    line: Line

    @property
    def name(self) -> str:
        return name_of(self.line)

    @property
    def reading(self) -> Reading:
        return amount_of(self.view, self.line)


_Rows = Mapping[str, _Row]
# No account path reaches over these, and each has one of those.
_CLAUSE = regex.compile(r"[^，。；：\n]+")
_PATH_SIGN = regex.compile(r"类）|[-\d]")


def _rows(seen: Evidence) -> _Rows:
    """Return the accounts with money of all expenditure tables; none where a code is unknown."""
    rows: dict[str, _Row] = {}
    for table in _SPENDING[seen.kind]:
        view = seen.views.get(table)
        if view is None:
            continue
        if any(key.startswith("account:?") for key in view.rows):
            return {}
        for key, line in view.rows.items():
            if key.startswith("account:") and has_money(line):
                rows.setdefault(key.removeprefix("account:"), _Row(view, line))
    return rows


# ---- 情况说明 ----------------------------------------------------------------------------------


@check("enumeration")
def accounts_without_a_row(seen: Evidence) -> Iterator[Made]:
    """情况说明里有金额的类款项，报表里都有这一行；金额相同的行可能是它的另一个名称。"""
    rows = _rows(seen)
    # Some print the 项 alone: their 类 and 款 are there as well.
    printed = {code[:length] for code in rows for length in (3, 5, 7)}
    told = {fact.account.code for fact in seen.facts if fact.account} if rows else set()
    untold = [row for code, row in rows.items() if len(code) == 7 and code not in told]
    unknown: set[str] = set()
    for fact in seen.facts if rows else ():
        if fact.account is None or not _is_spending(seen, fact) or fact.account.name in unknown:
            continue
        key, name = meaning(seen, [fact]), fact.account.name
        if fact.account.code in printed:
            yield made("account.unknown", key, verdict.of_words(True, name))
            continue
        unknown.add(name)
        amount = reading_of(seen, fact)
        alike = [row for row in untold if amount and row.reading.value == amount.value]
        if len(alike) == 1:
            found = verdict.of_words(False, name, alike[0].name, [alike[0].reading])
            yield made("account.renamed", key, found, [fact.span])
        else:
            yield made("account.unknown", key, verdict.of_words(False, name), [fact.span])


def _is_spending(seen: Evidence, fact: Fact) -> bool:
    """Return whether a fact is what an account of the 功能分类 spends in the report's year."""
    # A path that leads to no code is of the 功能分类: only that has （款） and （项）.
    code = (fact.account.code or "2") if fact.account else ""
    return (
        fact.kind == "amount"
        and code.startswith("2")
        and fact.period == seen.year
        and fact.measure == ("budget" if seen.kind == "budget" else "final")
        and _is_printed(seen, fact)
        and seen.topic(fact).startswith(_FUNDS)
    )


def _is_printed(seen: Evidence, fact: Fact) -> bool:
    """Return whether the tables can print so little money: 5元 is 0.00 in a table in 万元."""
    views = (view for table in _SPENDING[seen.kind] if (view := seen.views.get(table)))
    reading = seen.reading(fact.id)
    return reading is not None and reading.value > max(view.precision for view in views)


@check("enumeration")
def purposes_without_a_row(seen: Evidence) -> Iterator[Made]:
    """“主要用于……”列举的款项，报表里这一类下都有这一行。"""
    rows, rules = _rows(seen), load_enumerations()
    for section in seen.sections_on("general_budget") if rows else ():
        folded = seen.folded(section)
        classes = [fact for fact in seen.figures.under("general_budget") if _is_class(fact, rows)]
        for match in rules.purpose.finditer(folded.text) if classes else ():
            yield from _purposes(seen, rows, classes, folded, match)


def _is_class(fact: Fact, rows: _Rows) -> bool:
    code = fact.account.code if fact.account else None
    return code is not None and len(code) == 3 and code in rows


def _purposes(
    seen: Evidence,
    rows: _Rows,
    classes: Sequence[Fact],
    folded: Folded,
    match: regex.Match[str],
) -> Iterator[Made]:
    """Compare one list with the rows under the 类 whose amount stands before it."""
    start, _ = folded.place(*match.span("items"))
    before = [fact for fact in classes if fact.span.start < start]
    account = before[-1].account if before else None
    if account is None or account.code is None:
        return
    above = account.code
    items = list(find_items(match["items"], match.start("items"), accounts_under((above,), {})))
    unknown = [item for item in items if not any(code in rows for code in item.codes)]
    below = [row.reading for code, row in rows.items() if len(code) == 5 and code[:3] == above]
    found = verdict.of_words(
        not unknown,
        joined(item.name for item in unknown or items),
        operands=below if unknown else (),
    )
    quotes = [seen.quote(*folded.place(item.start, item.end)) for item in unknown]
    if items:
        yield made("purpose.unknown", above, found, quotes)


# ---- 名词解释 ----------------------------------------------------------------------------------


@check("enumeration")
def accounts_explained(seen: Evidence) -> Iterator[Made]:
    """名词解释列出的“本部门使用的支出功能分类科目”，就是报表里有金额的项级科目。"""
    rows = {code: row for code, row in _rows(seen).items() if len(code) == 7}
    section = _account_glossary(seen) if rows else None
    if section is None:
        return
    folded = seen.folded(section)
    paths = _paths(folded.text)
    names = {code: loose(row.name) for code, row in rows.items()}
    used = {path: _explained_by(path, names) for path in paths}
    # Where hardly any entry is a row, codes or names were misread.
    if sum(map(bool, used.values())) > 1:
        yield from _explained(seen, section, folded, rows, used)


def _paths(text: str) -> Iterator[regex.Match[str]]:
    """Yield the account paths of a text, clause by clause: most of it explains them."""
    path = load_wording().subject.account_path
    for clause in _CLAUSE.finditer(text):
        if _PATH_SIGN.search(clause[0]):
            yield from path.finditer(text, clause.start(), clause.end())


def _account_glossary(seen: Evidence) -> Section | None:
    heading = load_enumerations().glossary
    glossary = [section for section in seen.sections if section.role == "glossary"]
    return next((one for one in glossary if heading.search(one.title)), None)


def _explained_by(path: regex.Match[str], names: Mapping[str, str]) -> list[str]:
    """Return the rows that a path leads to: by its 项, its 类, and its 款 where that is known."""
    item = loose(path["item"] or "")
    alike = [code for code, name in names.items() if item and _alike(name, item)]
    if not alike:
        return []
    known = load_accounts().loose
    classes = known.get(loose(_LIST_NUMBER.sub("", path["class"] or "")), ())
    parts = [one for one in known.get(loose(path["part"] or ""), ()) if len(one) == 5]
    return [
        code
        for code in alike
        if (not classes or code[:3] in classes) and (not parts or code[:5] in parts)
    ]


def _alike(cut: str, whole: str) -> bool:
    """Return whether two wordings are one account; the printed one may be cut."""
    return cut == whole or (len(cut) >= _ENOUGH and whole.startswith(cut))


def _explained(
    seen: Evidence,
    section: Section,
    folded: Folded,
    rows: _Rows,
    used: Mapping[regex.Match[str], list[str]],
) -> Iterator[Made]:
    """Compare what is explained with what has money, both ways."""
    heading = first_line(seen, section.span)
    items = [path for path in used if path["item"]]
    unused = [path for path in items if not used[path]]
    found = verdict.of_words(not unused, joined(path["item"] for path in unused or items))
    quotes = [seen.quote(*folded.place(path.start("part"), path.end())) for path in unused]
    yield made("glossary.unused", "", found, [heading, *quotes] if unused else ())
    explained = {code for codes in used.values() for code in codes}
    missing = [row for code, row in rows.items() if code not in explained]
    found = verdict.of_words(
        not missing,
        joined(row.name for row in missing or rows.values()),
        operands=[row.reading for row in missing],
    )
    yield made("glossary.missing", "", found, [heading] if missing else ())
