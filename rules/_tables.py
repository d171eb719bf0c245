"""The official tables: how each is recognised, what its rows and columns mean, what adds up.

One file per table, ``tables/<report kind>/<kind>.toml``, and one ``across.toml`` per report kind
for what must be equal in two tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import regex

from rules._files import ROOT, Entry, read_toml

REPORT_KINDS = ("final_accounts", "budget")
LAYOUTS = ("halves", "accounts", "groups", "single_row", "units", "projects")
SIDES = ("", "income", "expenditure")
ACROSS_FILE = "across.toml"

_KEY = r"[A-Za-z0-9_:*?{}]+"
_TERM = regex.compile(rf"(?:(?P<all>sum)\()?(?P<path>{_KEY}(?:/{_KEY}){{0,2}})(?(all)\))")
_SIGN = regex.compile(r"\s+([+-])\s+")
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


@dataclass(frozen=True, slots=True)
class Relation:
    """What must add up inside one table, in every row or in every column.

    ``equation`` is None for ``hierarchy``: 合计 = Σ类, 类 = Σ款, 款 = Σ项.
    """

    id: str
    why: str
    over: str
    equation: Equation | None
    when: str


@dataclass(frozen=True, slots=True)
class Equal:
    """What must be equal, or not exceed, between cells of two or more tables."""

    id: str
    why: str
    equation: Equation
    when: str


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


@cache
def load_tables(report_kind: str) -> tuple[TableRule, ...]:
    """Return the official tables of ``final_accounts`` or ``budget``, by id."""
    folder = ROOT / "tables" / report_kind
    files = sorted(file for file in folder.glob("*.toml") if file.name != ACROSS_FILE)
    rules = sorted((_table(file) for file in files), key=lambda rule: rule.id)
    for rule, following in pairwise(rules):
        if rule.id == following.id:
            raise Entry(folder / f"{following.kind}.toml", {}, rule.id).error("id", "used twice")
    return tuple(rules)


@cache
def load_across(report_kind: str) -> tuple[Equal, ...]:
    """Return what must agree between the tables of one kind of report."""
    file = ROOT / "tables" / report_kind / ACROSS_FILE
    if not file.exists():
        return ()
    whole = read_toml(file)
    tables = {rule.id: rule for rule in load_tables(report_kind)}
    found = tuple(_equal(entry, tables) for entry in whole.entries("equal"))
    whole.done()
    return found


def _table(file: Path) -> TableRule:
    entry = read_toml(file)
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
    if rule.kind != file.stem:
        raise entry.error("kind", f"the file is called {file.name}")
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
        when=entry.text("when", ""),
    )
    entry.done()
    return relation


def _equal(entry: Entry, tables: dict[str, TableRule]) -> Equal:
    equal = Equal(
        id=entry.text("id"),
        why=entry.text("why"),
        equation=parse_equation(entry, entry.text("equation"), 3),
        when=entry.text("when", ""),
    )
    entry.done()
    for term in (*equal.equation.left, *equal.equation.right):
        table, _, column = term.path
        if table not in tables:
            raise entry.error("equation", f"there is no table {table}")
        if "{" not in column and column not in tables[table].column_keys():
            raise entry.error("equation", f"{table} has no column {column}")
    return equal


def parse_equation(entry: Entry, source: str, depth: int) -> Equation:
    """Return ``total = basic + project`` in parts; ``depth`` 3 asks for table/row/column."""
    sides = _RELATION.split(source.strip())
    if len(sides) != 3:
        raise entry.error("equation", f"{source!r} needs one of =, <=, >=")
    left, relation, right = sides
    return Equation(source, _terms(entry, left, depth), relation, _terms(entry, right, depth))


def _terms(entry: Entry, side: str, depth: int) -> tuple[Term, ...]:
    pieces = ["+", *_SIGN.split(side)]
    found = []
    for sign, piece in zip(pieces[::2], pieces[1::2], strict=True):
        match = _TERM.fullmatch(piece)
        path = tuple(match["path"].split("/")) if match else ()
        if match is None or len(path) != depth or ("*" in piece) != bool(match["all"]):
            raise entry.error("equation", f"{piece!r} is no operand")
        found.append(Term(-1 if sign == "-" else 1, path, bool(match["all"])))
    return tuple(found)


def _require_known_keys(entry: Entry, rule: TableRule) -> None:
    """Raise where a relation over the columns of a row names a column that is not declared."""
    columns = rule.column_keys()
    for relation in rule.relations:
        if relation.over != "rows" or relation.equation is None:
            continue
        for term in (*relation.equation.left, *relation.equation.right):
            if not term.summed and term.path[0] not in columns:
                raise entry.error(relation.id, f"there is no column {term.path[0]}")
