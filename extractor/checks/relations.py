"""Runs the Σ and ↔ lines of rules/tables, so that most table checks are data.

A column that the layout does not print drops out of a relation; a relation whose cells are all
blank is not made; one that fails where a number could not be read is unverifiable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from msgspec import Struct

from extractor.checks import verdict
from extractor.checks.rule import Made
from extractor.readings import Reading
from extractor.views import Line, Tables, TableView
from rules.loaders.conditions import Condition
from rules.loaders.tables import Equal, Equation, Relation, TableRule, Term
from rules.terms import PRIOR

Terms = list[tuple[int, Reading]]

_LEVELS = ("account", "unit", "group", "project")
_CLASS, _ACCOUNT, _UNIT, _COLUMN = "{class}", "{account}", "{unit}", "{column}"
# The columns that every table by account has under the same name.
_SHARED_COLUMNS = ("total", "basic", "personnel", "public", "project")


# ---- inside one table -------------------------------------------------------------------------


def in_table(view: TableView, rule: TableRule, tables: Tables) -> Iterator[Made]:
    """Yield every comparison that the relations of a table ask for."""
    for relation in rule.relations:
        if not _applies(relation.when, tables, view):
            continue
        if relation.equation is None:
            yield from _hierarchy(view, relation)
        elif relation.over == "rows":
            yield from _across(view, relation, relation.equation)
        else:
            yield from _down(view, relation, relation.equation)


def _applies(when: Sequence[Condition], tables: Tables, own: TableView | None = None) -> bool:
    """Return whether all conditions hold; ``own`` is the table that the relation is of."""

    def prints(table: str, key: str) -> bool | None:
        view = tables.get(table) if table else own
        return None if view is None else view.prints(key)

    return all(condition.holds(prints, tables.holds) for condition in when)


def _across(view: TableView, relation: Relation, equation: Equation) -> Iterator[Made]:
    """Compare the columns of every row."""
    tested, others = _sides(equation)
    printed = view.columns | view.printed_columns
    keys = [(term.sign, term.path[0]) for term in others if term.path[0] in printed]
    column = tested.path[0]
    if column not in view.columns or len(keys) < min(2, len(others)):
        return
    complete = _takes_every_column(view, column, others)
    for line in view.lines:
        if not line.doubts and not any(key in line.cells for _, key in keys):
            # The halves of a summary have columns of their own.
            continue
        readings = line.readings
        terms = [(sign, readings[key]) for sign, key in keys if key in readings]
        doubt = line.doubts[0] if line.doubts else None
        if complete and column in readings and len(line.loose) == len(line.doubts):
            # Whatever their columns are, all that the row prints are parts of its total.
            terms += [(1, reading) for reading in line.loose]
            doubt = None
        if not terms and column not in readings:
            continue
        made = verdict.of_sum(view.of_line(line, column), terms, equation.relation)
        yield Made(relation.id, f"{view.id}|{line.key}", relation.why, made.unless(doubt))
    yield from _across_last_year(view, relation, equation)


def _across_last_year(view: TableView, relation: Relation, equation: Equation) -> Iterator[Made]:
    """Compare what the rows print of the year before in the same columns."""
    tested, others = _sides(equation)
    items = view.items_of_last_year
    keys = [(term.sign, PRIOR + term.path[0]) for term in others if term.path[0] in items]
    if tested.path[0] not in items or len(keys) < min(2, len(others)):
        return
    for line in view.lines:
        actual = line.beside.get(PRIOR + tested.path[0])
        terms = [(sign, line.beside[key]) for sign, key in keys if key in line.beside]
        if actual is not None and not line.doubts:
            made = verdict.of_sum(actual, terms, equation.relation)
            yield Made(relation.id, f"{view.id}|{line.key}|{PRIOR}", relation.why, made)


def _takes_every_column(view: TableView, column: str, others: Sequence[Term]) -> bool:
    """Return whether a number of a row is the sum of all other columns that the table prints."""
    parts = {term.path[0] for term in others if term.sign > 0}
    return view.printed_columns - {column} <= parts


def _down(view: TableView, relation: Relation, equation: Equation) -> Iterator[Made]:
    """Compare the rows of every column."""
    tested, others = _sides(equation)
    line = view.rows.get(tested.path[0])
    lines = [(term.sign, row) for term in others for row in _lines_of(view, term)]
    if line is None or not lines:
        return
    doubt = _first_doubt(view, [line, *(row for _, row in lines)])
    for column in _columns(view):
        terms = [(sign, row.readings[column]) for sign, row in lines if column in row.readings]
        if not terms and column not in line.readings:
            continue
        made = verdict.of_sum(view.of_line(line, column), terms, equation.relation)
        if made.status == "fail":
            made = _with_unnamed(view, line, column, terms, equation.relation) or made
        yield Made(relation.id, f"{view.id}|{line.key}|{column}", relation.why, made.unless(doubt))


def _with_unnamed(
    view: TableView, line: Line, column: str, terms: Terms, relation: str
) -> verdict.Verdict | None:
    """Return the sum that holds with the rows whose meaning is not known, if one does."""
    cell = line.cells.get(column)
    others = view.unnamed.get(cell.column, []) if cell else []
    every = [*terms, *((1, reading) for reading in others)]
    made = verdict.of_sum(view.of_line(line, column), every, relation) if others else None
    return made if made is not None and made.status != "fail" else None


def _sides(equation: Equation) -> tuple[Term, Sequence[Term]]:
    """Return the number to test and the terms of its sum; what stands beside it changes sides."""
    left, right = equation.left, equation.right
    if len(left) > 1 and len(right) == 1 and equation.relation == "=":
        left, right = right, left
    moved = [Term(-term.sign, term.path, term.summed) for term in left[1:]]
    return left[0], [*right, *moved]


def _lines_of(view: TableView, term: Term) -> Iterable[Line]:
    if not term.summed:
        line = view.rows.get(term.path[0])
        return [line] if line else []
    prefix = term.path[0].partition("*")[0]
    if prefix == "account:":
        return _tops(view)
    return [line for line in view.lines if line.key.startswith(prefix)]


def _tops(view: TableView) -> list[Line]:
    """Return the account rows that no other row of the table contains."""
    tree = _tree(view)
    return [line for line in view.lines if line.key.startswith("account:") and id(line) in tree.top]


def _columns(view: TableView) -> list[str]:
    """Return the columns in printed order."""
    return list(dict.fromkeys(key for line in view.lines for key in line.cells))


def _first_doubt(view: TableView, lines: Iterable[Line]) -> str | None:
    """Return what cannot be read of these rows, or the table where rows may be missing."""
    if view.damaged:
        return view.id
    return next((line.doubts[0] for line in lines if line.doubts), None)


# ---- 合计 = Σ类, 类 = Σ款, 款 = Σ项 --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tree:
    """Which rows make up which: children by the identity of their parent row."""

    children: dict[int, list[Line]]
    top: frozenset[int]
    doubtful: frozenset[int]


def _hierarchy(view: TableView, relation: Relation) -> Iterator[Made]:
    tree = _tree(view)
    for line in view.lines:
        children = tree.children.get(id(line))
        if not children:
            continue
        doubt = _first_doubt(view, [line, *children])
        if id(line) in tree.doubtful:
            doubt = doubt or line.key
        for column in line.cells:
            terms = [(1, child.readings[column]) for child in children if column in child.readings]
            if not terms and column not in line.readings:
                continue
            made = verdict.of_sum(view.of_line(line, column), terms)
            yield Made(
                relation.id, f"{view.id}|{line.key}|{column}", relation.why, made.unless(doubt)
            )


def _tree(view: TableView) -> _Tree:
    """Return the tree of accounts, units and projects.

    Accounts and units are contained by the prefix of their codes, wherever they are printed;
    groups and projects by their place below a unit.
    """
    total = view.rows.get("total")
    by_code = {line.key: line for line in view.lines if line.key.startswith(("account:", "unit:"))}
    parents: dict[int, Line] = {}
    children: dict[int, list[Line]] = {}
    unit = group = None
    for line in view.lines:
        kind, _, code = line.key.partition(":")
        if kind not in _LEVELS or (code.startswith("?") and kind != "project"):
            continue
        if kind in ("account", "unit"):
            parent = _by_prefix(by_code, kind, code) or total
        elif "/" in code and kind == "project":
            parent = _by_prefix(by_code, "unit", code) or total
        else:
            parent = unit if kind == "group" else group or unit or total
        unit, group = _opened(line, kind, unit, group)
        if parent is not None and parent is not line:
            parents[id(line)] = parent
            children.setdefault(id(parent), []).append(line)
    top = frozenset(id(row) for row in view.lines if parents.get(id(row), total) is total)
    return _Tree(children, top, _doubtful(view, parents, total))


def _opened(
    line: Line, kind: str, unit: Line | None, group: Line | None
) -> tuple[Line | None, Line | None]:
    """Return the unit and the group that the next project stands under."""
    if kind == "unit":
        return line, None
    return unit, line if kind == "group" else group


def _by_prefix(by_code: dict[str, Line], kind: str, code: str) -> Line | None:
    """Return the row with the longest code that begins this one."""
    for length in range(len(code) - 1, 0, -1):
        line = by_code.get(f"{kind}:{code[:length]}")
        if line is not None:
            return line
    return None


def _doubtful(view: TableView, parents: dict[int, Line], total: Line | None) -> frozenset[int]:
    """Return the rows whose sum may lack a row, or have one too many: those above the last one.

    They are above a row with an unknown code, or a project whose unit has no row.
    """
    if not any(":?" in line.key or "/" in line.key for line in view.lines):
        return frozenset()
    units = {line.key for line in view.lines if line.key.startswith("unit:")}
    unsure = {id(line) for line in view.lines if _is_unsure(line, units)}
    found: set[int] = set()
    above: dict[int, Line] = {}
    for line in view.lines:
        columns = {cell.column for cell in line.cells.values()}
        if id(line) not in unsure:
            above.update(dict.fromkeys(columns, line))
            continue
        near = next((above[column] for column in columns if column in above), None)
        for row in (near, parents.get(id(line))):
            while row is not None:
                found.add(id(row))
                row = parents.get(id(row))
        found.update([id(total)] if total else [])
    return frozenset(found)


def _is_unsure(line: Line, units: set[str]) -> bool:
    kind, _, code = line.key.partition(":")
    owner, _, project = code.partition("/")
    orphan = kind == "project" and bool(project) and bool(units) and f"unit:{owner}" not in units
    return code.startswith("?") or orphan


# ---- across tables ----------------------------------------------------------------------------


class _Place(Struct, frozen=True, gc=False):
    """One operand of a relation across tables, its placeholders filled."""

    view: TableView
    row: str
    column: str


def across(
    tables: Tables, rules: Iterable[Equal], of_other_funds: frozenset[str] = frozenset()
) -> Iterator[Made]:
    """Yield every comparison between cells of two tables, or of one in no one row or column.

    The tables of other funds than 一般公共预算 may be missing where all money is of that fund.
    """
    spare = of_other_funds if tables.holds("only_general") else frozenset()
    for rule in rules:
        needed = dict.fromkeys(term.path[0] for term in rule.equation.terms)
        views = {table: view for table in needed if (view := tables.get(table))}
        enough = spare.issuperset(needed.keys() - views.keys()) and len(views) >= min(
            2, len(needed)
        )
        if enough and _applies(rule.when, tables):
            yield from _equal(rule, views)


def is_of_one_table(rule: Equal) -> bool:
    """Return whether all operands of a relation stand in the same table."""
    return len({term.path[0] for term in rule.equation.terms}) == 1


def _equal(rule: Equal, views: dict[str, TableView]) -> Iterator[Made]:
    damaged = next((view.id for view in views.values() if view.damaged), None)
    tested, others = _sides(rule.equation)
    others = [term for term in others if term.path[0] in views]
    if tested.path[0] not in views:
        return
    for row, column in _bindings(rule.equation, views):
        place = _place(views, tested, row, column)
        places = [(term.sign, one) for term in others for one in _places(views, term, row, column)]
        if not places or not all(_is_laid_out(one) for one in [place, *(p for _, p in places)]):
            continue
        terms = [(sign, reading) for sign, one in places if (reading := _read(one)) is not None]
        actual = _read(place)
        if not terms and actual is None:
            continue
        if damaged is not None:
            made = verdict.missing(actual or terms[0][1], damaged)
        else:
            actual = actual or place.view.reading_or_blank(place.row, place.column)
            made = _compare(actual, terms, places, rule.equation.relation)
        yield Made(rule.id, f"{row}|{column}", rule.why, made)


def _compare(
    actual: Reading, terms: Terms, places: list[tuple[int, _Place]], relation: str
) -> verdict.Verdict:
    if not terms:
        # Show the blank that was compared, so that a reader sees both sides.
        terms = [(sign, one.view.reading_or_blank(one.row, one.column)) for sign, one in places[:1]]
    if len(terms) == 1 and terms[0][0] > 0 and relation == "=":
        return verdict.of_same(actual, terms[0][1])
    return verdict.of_sum(actual, terms, relation)


def _bindings(equation: Equation, views: dict[str, TableView]) -> Iterator[tuple[str, str]]:
    """Yield every account, unit and column that the placeholders can stand for."""
    rows = _rows_for(equation, views)
    columns = [""]
    if any(_COLUMN in term.path[2] for term in equation.terms):
        columns = [
            key for key in _SHARED_COLUMNS if all(key in view.columns for view in views.values())
        ]
    yield from product(rows, columns)


def _rows_for(equation: Equation, views: dict[str, TableView]) -> list[str]:
    rows = "".join(term.path[1] for term in equation.terms)
    if _UNIT in rows:
        return _shared(views, "unit:")
    if _CLASS in rows:
        # Some places print only the last level of accounts, by unit, or a summary by 基本支出,
        # 项目支出 and what else there is.
        if any(not view.empty and not _has_class(view) for view in views.values()):
            return []
        return [code for code in _codes(views) if len(code) == 3]
    if _ACCOUNT in rows:
        depths = [{len(code) for code in _codes({view.id: view})} for view in views.values()]
        printed = [depth for depth in depths if depth]
        return [code for code in _codes(views) if all(len(code) in depth for depth in printed)]
    return [""]


def _has_class(view: TableView) -> bool:
    return any(len(code) == 3 for code in _codes({view.id: view}))


def _codes(views: dict[str, TableView]) -> list[str]:
    """Return the known account codes of all tables, in printed order."""
    keys = (key for view in views.values() for key in view.rows if key.startswith("account:"))
    codes = dict.fromkeys(key.removeprefix("account:") for key in keys)
    return [code for code in codes if code.isdigit()]


def _shared(views: dict[str, TableView], prefix: str) -> list[str]:
    """Return what all tables print under this prefix, in the order of the first."""
    first, *rest = views.values()
    keys = [key for key in first.rows if key.startswith(prefix)]
    return [key.removeprefix(prefix) for key in keys if all(key in view.rows for view in rest)]


def _place(views: dict[str, TableView], term: Term, row: str, column: str) -> _Place:
    table, row_path, column_path = term.path
    for name in (_CLASS, _ACCOUNT, _UNIT):
        row_path = row_path.replace(name, row)
    return _Place(views[table], row_path, column_path.replace(_COLUMN, column))


def _places(views: dict[str, TableView], term: Term, row: str, column: str) -> Iterator[_Place]:
    if not term.summed:
        yield _place(views, term, row, column)
        return
    view = views[term.path[0]]
    tops = _tops(view)
    if any(":?" in line.key and line.readings for line in tops):
        # An amount of an unknown account may be part of another row.
        return
    for line in tops:
        yield _Place(view, line.key, term.path[2])


def _is_laid_out(place: _Place) -> bool:
    """Return whether the table has this place at all: an account not listed is 0, a row not."""
    view = place.view
    if view.empty:
        return True
    line = view.rows.get(place.row)
    if line is not None:
        # The halves of a summary have columns of their own; one not decided is not there either.
        return place.column in line.cells and (place.column in line.readings or not line.doubts)
    return place.row.startswith(("account:", "unit:")) and place.column in view.listed_columns


def _read(place: _Place) -> Reading | None:
    return place.view.reading(place.row, place.column)
