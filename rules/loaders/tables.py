"""The official tables: how each is recognised, what its rows and columns mean, what adds up.

One file per table, ``tables/<report kind>/<kind>.toml``, and one ``across.toml`` per report kind
for what must be equal in two tables.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import get_args

import regex

from rules.loaders.conditions import Condition, read_conditions
from rules.loaders.files import ROOT, Entry, RuleError, read_toml
from rules.loaders.sets import laid_over, own, own_entries, own_files, per_rule_set
from rules.terms import ReportKind

REPORT_KINDS: tuple[ReportKind, ...] = get_args(ReportKind)
LAYOUTS = ("halves", "accounts", "groups", "single_row", "units", "projects")
SIDES = ("", "income", "expenditure")
ACROSS_FILE = "across.toml"
_ID = attrgetter("id")
_NAME = attrgetter("key", "side", "after")

_KEY = r"[A-Za-z0-9_:*?{}]+"
_TERM = regex.compile(rf"(?:(?P<all>sum)\()?(?P<path>{_KEY}(?:/{_KEY}){{0,2}})(?(all)\))")
_SIGN = regex.compile(r"\s+([+-])\s+")
_ROWS = regex.compile(r"account:(?:\d{3,7}|\{class\}|\{account\})|unit:\{unit\}|\w+:\*")
_RELATION = regex.compile(r"\s*(<=|>=|=)\s*")


@dataclass(frozen=True, slots=True)
class Term:
    """One operand: ``path`` is (key,) inside a table, (table, row, column) across tables.

    Where it is ``summed`` it is the sum of everything that a ``*`` in the path matches.
    """

    sign: int
    path: tuple[str, ...]
    summed: bool


@dataclass(frozen=True, slots=True)
class Equation:
    """``left`` stands in ``relation`` to the sum of ``right``."""

    text: str
    left: tuple[Term, ...]
    relation: str
    right: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """Both sides."""
        return (*self.left, *self.right)


@dataclass(frozen=True, slots=True)
class Relation:
    """What must add up inside one table, in every row or in every column.

    ``equation`` is None for ``hierarchy``: 合计 = Σ类, 类 = Σ款, 款 = Σ项.
    """

    id: str
    why: str
    over: str
    equation: Equation | None
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Equal:
    """What must be equal, or not exceed, between cells of two or more tables."""

    id: str
    why: str
    equation: Equation
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A column or a row with a meaning, and the wordings that show it.

    ``side`` binds a row to one half of a table with two halves; ``after`` to the lines that
    follow another row, where the same wording means something else further up.
    """

    key: str
    names: tuple[regex.Pattern[str], ...]
    side: str
    after: str


# Compared by identity: a rule is loaded once, and serves as a key of caches.
@dataclass(frozen=True, slots=True, eq=False)
class TableRule:
    """One official table of one kind of report.

    ``codes`` is what the codes of all its rows look like. Where it has ``measures`` (预算数,
    决算数), each is crossed with every column.
    """

    id: str
    kind: str
    title: str
    why: str
    layout: str
    required: bool
    codes: regex.Pattern[str]
    titles: tuple[regex.Pattern[str], ...]
    measures: tuple[Named, ...]
    columns: tuple[Named, ...]
    rows: tuple[Named, ...]
    relations: tuple[Relation, ...]

    def column_keys(self) -> frozenset[str]:
        """Return every column key that a cell of this table can have: ``final:abroad``."""
        keys = frozenset(named.key for named in self.columns)
        if not self.measures:
            return keys
        return frozenset(f"{measure.key}:{key}" for measure in self.measures for key in keys)

    def knows(self, key: str) -> bool:
        """Return whether a row or a column can have this key."""
        return self.knows_row(key) or key in self.column_keys()

    def knows_row(self, key: str) -> bool:
        """Return whether a row can have this key: declared, an account, a unit, all of a kind."""
        return bool(_ROWS.fullmatch(key)) or any(named.key == key for named in self.rows)


@per_rule_set
def load_tables(report_kind: str) -> tuple[TableRule, ...]:
    """Return the official tables of ``final_accounts`` or ``budget``, by id."""
    folder = ROOT / "tables" / report_kind
    files = sorted(file for file in folder.glob("*.toml") if file.name != ACROSS_FILE)
    shipped = {file.name: _table(read_toml(file)) for file in files}
    for entry in own_files(f"tables/{report_kind}"):
        name = entry.file.name
        if name in shipped:
            shipped[name] = _extended(shipped[name], entry)
        elif name != ACROSS_FILE:
            shipped[name] = _table(entry)
    rules = sorted(shipped.values(), key=lambda rule: rule.id)
    for rule, following in pairwise(rules):
        if rule.id == following.id:
            raise Entry(folder / f"{following.kind}.toml", {}, rule.id).error(
                "id", "用了两次", "used twice"
            )
    return tuple(rules)


@per_rule_set
def load_across(report_kind: str) -> tuple[Equal, ...]:
    """Return what must agree between the tables of one kind of report."""
    relative = f"tables/{report_kind}/{ACROSS_FILE}"
    tables = {rule.id: rule for rule in load_tables(report_kind)}
    whole = read_toml(ROOT / relative)
    found = tuple(_equal(entry, tables) for entry in whole.entries("equal"))
    whole.done()
    changed = own(relative)
    changes = own_entries(changed, "equal", lambda entry: _equal(entry, tables), _ID)
    if changed is not None:
        changed.done()
    return laid_over(found, changes, _ID)


def _extended(rule: TableRule, entry: Entry) -> TableRule:
    """Return a shipped table with what a user's file of the same name says of it."""
    titles = entry.patterns("titles")
    measures, columns, rows = (
        own_entries(entry, field, _named, _NAME) for field in ("measures", "columns", "rows")
    )
    relations = own_entries(entry, "relations", _relation, _ID)
    entry.done()
    extended = replace(
        rule,
        titles=(*rule.titles, *titles),
        measures=laid_over(rule.measures, measures, _NAME),
        columns=laid_over(rule.columns, columns, _NAME),
        rows=laid_over(rule.rows, rows, _NAME),
        relations=laid_over(rule.relations, relations, _ID),
    )
    _require_known_keys(entry, extended)
    return extended


def _table(entry: Entry) -> TableRule:
    rule = TableRule(
        id=entry.text("id"),
        kind=entry.text("kind"),
        title=entry.text("title"),
        why=entry.text("why"),
        layout=entry.choice("layout", LAYOUTS),
        required=entry.flag("required", False),
        codes=entry.pattern("codes", ""),
        titles=entry.patterns("titles"),
        measures=tuple(_named(each) for each in entry.entries("measures")),
        columns=tuple(_named(each) for each in entry.entries("columns")),
        rows=tuple(_named(each) for each in entry.entries("rows")),
        relations=tuple(_relation(each) for each in entry.entries("relations")),
    )
    entry.done()
    if rule.kind != entry.file.stem:
        raise entry.error(
            "kind", f"与文件名 {entry.file.name} 不同", f"the file is called {entry.file.name}"
        )
    _require_known_keys(entry, rule)
    return rule


def _named(entry: Entry) -> Named:
    named = Named(
        entry.text("key"),
        entry.patterns("names"),
        entry.choice("side", SIDES, ""),
        entry.text("after", ""),
    )
    entry.done()
    return named


def _relation(entry: Entry) -> Relation:
    source = entry.text("equation")
    relation = Relation(
        id=entry.text("id"),
        why=entry.text("why"),
        over=entry.choice("over", ("rows", "columns")),
        equation=None if source == "hierarchy" else parse_equation(entry, source, 1),
        when=read_conditions(entry),
    )
    entry.done()
    return relation


def _equal(entry: Entry, tables: dict[str, TableRule]) -> Equal:
    equal = Equal(
        id=entry.text("id"),
        why=entry.text("why"),
        equation=parse_equation(entry, entry.text("equation"), 3),
        when=read_conditions(entry),
    )
    entry.done()
    for condition in equal.when:
        rule = tables.get(condition.table)
        if condition.key and (rule is None or not rule.knows(condition.key)):
            raise _unknown(entry, "when", condition)
    for term in equal.equation.terms:
        table, row, column = term.path
        if table not in tables:
            raise entry.error("equation", f"没有 {table} 这张表", f"there is no table {table}")
        if not tables[table].knows_row(row):
            raise entry.error("equation", f"{table} 没有 {row} 这一行", f"{table} has no row {row}")
        if "{" not in column and column not in tables[table].column_keys():
            raise entry.error(
                "equation", f"{table} 没有 {column} 这一栏", f"{table} has no column {column}"
            )
    return equal


def _unknown(entry: Entry, field: str, condition: Condition) -> RuleError:
    """Return the error for a condition on a row or column that is not declared."""
    return entry.error(
        field,
        f"{condition.text!r} 说的行或栏没有定义",
        f"{condition.text!r} names no row or column that is declared",
    )


def parse_equation(entry: Entry, source: str, depth: int) -> Equation:
    """Return ``total = basic + project`` in parts; ``depth`` 3 asks for table/row/column."""
    sides = _RELATION.split(source.strip())
    if len(sides) != 3:
        raise entry.error(
            "equation", f"{source!r} 里要有 =、<=、>= 之一", f"{source!r} needs one of =, <=, >="
        )
    left, relation, right = sides
    return Equation(source, _terms(entry, left, depth), relation, _terms(entry, right, depth))


def _terms(entry: Entry, side: str, depth: int) -> tuple[Term, ...]:
    pieces = ["+", *_SIGN.split(side)]
    found = []
    for sign, piece in zip(pieces[::2], pieces[1::2], strict=True):
        match = _TERM.fullmatch(piece)
        path = tuple(match["path"].split("/")) if match else ()
        if match is None or len(path) != depth or ("*" in piece) != bool(match["all"]):
            raise entry.error("equation", f"{piece!r} 不是可以计算的项", f"{piece!r} is no operand")
        found.append(Term(-1 if sign == "-" else 1, path, bool(match["all"])))
    return tuple(found)


def _require_known_keys(entry: Entry, rule: TableRule) -> None:
    """Raise where a relation names a column or a row that is not declared."""
    columns = rule.column_keys()
    for relation in rule.relations:
        for condition in relation.when:
            if condition.table or (condition.key and not rule.knows(condition.key)):
                raise _unknown(entry, f"{relation.id} when", condition)
        if relation.equation is None:
            continue
        for term in relation.equation.terms:
            key = term.path[0]
            if relation.over == "rows" and not term.summed and key not in columns:
                raise entry.error(relation.id, f"没有 {key} 这一栏", f"there is no column {key}")
            if relation.over == "columns" and not rule.knows_row(key):
                raise entry.error(relation.id, f"没有 {key} 这一行", f"there is no row {key}")
