"""The sums that decide columns: what the rule files say must add up, over rows not yet placed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from extractor.tables.flow.choices import PrintedRow, Sum, Term
from extractor.tables.flow.tables import FlowTable, TableRow
from rules.loaders.conditions import Condition
from rules.loaders.flow import load_flow
from rules.loaders.tables import Equal, Equation, Relation, load_across
from rules.loaders.tables import Term as RuleTerm
from rules.terms import OTHER_INCOMES

# Amounts as whole numbers: ten-thousandths of a 元.
_SCALE = 10_000
_HALF_CENT, _HALF_WHOLE = 50, 5_000
_SHARED_COLUMNS = ("total", "basic", "personnel", "public", "project")
_CARRIED = ("opening", "surplus_used", "closing", "surplus_distribution")
_BY_FUND = ("opening:general", "opening:fund", "opening:capital")
_FISCAL_INCOMES = ("income:general", "income:fund", "income:capital")
_SUBDIVIDED = ("account", "unit")
_TOTALS = ("total", "subtotal")


class LedgerRow(Struct, frozen=True, gc=False):
    """One printed row: its number in the ledger and the meaning of its columns."""

    number: int
    row: TableRow
    keys: tuple[str | None, ...]

    def column(self, key: str) -> int | None:
        """Return the column of this meaning."""
        return self.keys.index(key) if key in self.keys else None


class Ledger:
    """All rows of the tables that stand together, numbered, and the sums that bind them."""

    def __init__(self, tables: Sequence[FlowTable], report_kind: str) -> None:
        self._tables = {table.rule.id: table for table in tables}
        self._kind = report_kind
        self.rows: list[PrintedRow] = []
        self.places: list[tuple[FlowTable, TableRow]] = []
        self._of: dict[str, list[LedgerRow]] = {}
        self._by_key: dict[tuple[str, str], LedgerRow | None] = {}
        self._halves: dict[str, int] = {}
        self._overs: dict[tuple[str, int], tuple[tuple[int, tuple[int, ...]], ...]] = {}
        self._code_lists: dict[tuple[str, str], list[str]] = {}
        for table in tables:
            self._enter(table)
        self._open = {
            table: any(0 < len(entry.row.values) < len(entry.keys) for entry in entries)
            for table, entries in self._of.items()
        }
        self._conditions = self._told_conditions()
        self.rows = [
            replace(printed, over=self._over(table, row.block))
            if 0 < len(printed.values) < printed.width
            else printed
            for printed, (table, row) in zip(self.rows, self.places, strict=True)
        ]
        # 财政拨款收入总计 is made of the income of the year alone.
        self._nothing_carried = self._amount("T04", "grand_income") == sum(
            self._amount("T04", key) for key in _FISCAL_INCOMES
        )

    def _enter(self, table: FlowTable) -> None:
        mine = self._of.setdefault(table.rule.id, [])
        unit = table.region.unit
        exact = all("." not in value.text for row in table.rows for value in row.values)
        self._halves[table.rule.id] = (_HALF_WHOLE if exact and unit == 1 else _HALF_CENT) * unit
        leading = [_leading(table, block) for block in range(len(table.blocks))]
        for row in table.rows:
            block = table.blocks[row.block]
            printed = PrintedRow(
                values=tuple(int(Decimal(v.amount) * unit * _SCALE) for v in row.values),
                width=block.width,
                leading=leading[row.block],
            )
            entry = LedgerRow(len(self.rows), row, table.keys[row.block])
            self.rows.append(printed)
            self.places.append((table, row))
            mine.append(entry)
            if row.key:
                place = (table.rule.id, row.key)
                # A key that stands twice names no row.
                self._by_key[place] = None if place in self._by_key else entry

    def _over(self, table: FlowTable, block: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Return the columns that add up others in the same row, with those."""
        known = self._overs.get((table.rule.id, block))
        if known is None:
            keys = table.keys[block]
            known = tuple(
                (keys.index(left), parts)
                for relation in table.rule.relations
                if (left := _whole(relation)) in keys
                and self._applies(relation.when, table.rule.id)
                if (parts := _printed_parts(relation, keys))
            )
            self._overs[table.rule.id, block] = known
        return known

    # ---- inside one table --------------------------------------------------------------------

    def sums(self) -> list[Sum]:
        """Return every sum that holds; first those that decide most: rows, then sister tables."""
        rows: list[Sum] = []
        columns: list[Sum] = []
        for table in self._open_tables():
            for relation in table.rule.relations:
                if self._applies(relation.when, table.rule.id):
                    found = columns if relation.over == "columns" else rows
                    found.extend(self._inside(table, relation))
        for equal in (*load_across(self._kind), *load_flow().bounds[self._kind]):
            if self._can_compare(equal):
                rows.extend(self._across(equal))
        return rows + columns

    def own_sums(self, table: FlowTable) -> Iterator[tuple[str, Sum]]:
        """Yield what must add up inside one table: along its rows by relation, and downwards."""
        for relation in table.rule.relations:
            if self._applies(relation.when, table.rule.id):
                along = relation.over == "rows" and relation.equation is not None
                for each in self._inside(table, relation):
                    yield relation.id if along else "", each

    def derived(self) -> Iterator[Sum]:
        """Yield for parents with parts of parts: parent = sum of its last rows."""
        for table in self._open_tables():
            if any(relation.equation is None for relation in table.rule.relations):
                entries, half = self._of[table.rule.id], self._halves[table.rule.id]
                yield from self._families(entries, half, last=True)

    def _open_tables(self) -> list[FlowTable]:
        """Return the tables in which some row has fewer values than columns."""
        return [table for table in self._tables.values() if self._open[table.rule.id]]

    def _inside(self, table: FlowTable, relation: Relation) -> Iterator[Sum]:
        entries, half = self._of[table.rule.id], self._halves[table.rule.id]
        if relation.equation is None:
            yield from self._families(entries, half, last=False)
        elif relation.over == "rows":
            for entry in entries:
                yield from _along(entry, relation.equation, half)
        else:
            yield from self._down(table, relation.equation, half)

    def _families(self, entries: Sequence[LedgerRow], half: int, last: bool) -> Iterator[Sum]:
        """Yield for every parent and column: parent = sum of its children, or of its last rows."""
        families = _families(entries)
        for parent, children in families.values():
            rows = _last_rows(children, families) if last else children
            if last and len(rows) == len(children):
                continue
            leading = self.rows[parent.number].leading
            for column in range(len(parent.keys)):
                if column != leading:
                    terms = [Term(parent.number, ((1, column),))]
                    terms.extend(Term(row.number, ((-1, column),)) for row in rows)
                    yield Sum(tuple(terms), half)

    def _down(self, table: FlowTable, equation: Equation, half: int) -> Iterator[Sum]:
        signed: list[tuple[int, LedgerRow]] = []
        for side, terms in ((1, equation.left), (-1, equation.right)):
            for term in terms:
                for entry in self._entries(table.rule.id, term):
                    signed.append((side * term.sign, entry))
        if len(signed) > 1 and self._entries(table.rule.id, equation.left[0]):
            keys = {key: None for _, entry in signed for key in entry.keys if key}
            for key in keys:
                terms_of = [
                    Term(entry.number, ((sign, column),))
                    for sign, entry in signed
                    if (column := entry.column(key)) is not None
                ]
                if len(terms_of) == len(signed):
                    yield Sum(tuple(terms_of), half)

    def _entries(self, table: str, term: RuleTerm) -> list[LedgerRow]:
        if not term.summed:
            entry = self._by_key.get((table, term.path[0]))
            return [entry] if entry else []
        prefix = term.path[0].partition("*")[0]
        rows = [entry for entry in self._of[table] if entry.row.key.startswith(prefix)]
        return _tops(rows) if prefix == "account:" else rows

    # ---- between tables ----------------------------------------------------------------------

    def _can_compare(self, equal: Equal) -> bool:
        tables = {term.path[0] for term in (*equal.equation.left, *equal.equation.right)}
        if not all(table in self._tables for table in tables):
            return False
        return any(self._open[table] for table in tables) and self._applies(equal.when)

    def _across(self, equal: Equal) -> Iterator[Sum]:
        equation = equal.equation
        at_most = equation.relation != "="
        turn = -1 if equation.relation == ">=" else 1
        for row, column in self._bindings(equation):
            terms: list[Term] = []
            complete = True
            for side, rule_terms in ((turn, equation.left), (-turn, equation.right)):
                for term in rule_terms:
                    made = self._cell(term, side * term.sign, row, column, at_most)
                    complete = complete and made is not None
                    terms.extend(made or ())
            if complete and terms:
                half = max(self._halves[t.path[0]] for t in (*equation.left, *equation.right))
                yield Sum(tuple(terms), half, at_most)

    def _cell(
        self, term: RuleTerm, sign: int, row: str, column: str, optional: bool
    ) -> list[Term] | None:
        """Return the operand; none at all for a row that is not printed, None where unknown."""
        table, row_path, column_path = term.path
        column_key = column_path.replace("{column}", column)
        for name in ("{class}", "{account}", "{unit}"):
            row_path = row_path.replace(name, row)
        if term.summed:
            entries = self._entries(table, RuleTerm(term.sign, (row_path,), summed=True))
        else:
            entry = self._by_key.get((table, row_path))
            if entry is None and (table, row_path) in self._by_key:
                return None
            entries = [entry] if entry else []
        columns = [(entry, entry.column(column_key)) for entry in entries]
        # An account without a row has no money; a summary without the line words it differently.
        known = optional or row_path.startswith(("account:", "unit:"))
        known = known or (table == "T04" and row_path in _BY_FUND and self._nothing_carried)
        if not entries and not (known and self._prints_column(table, column_key)):
            return None
        if any(at is None for _, at in columns):
            return None
        return [Term(entry.number, ((sign, at),)) for entry, at in columns if at is not None]

    def _prints_column(self, table: str, key: str) -> bool:
        return any(key in keys for keys in self._tables[table].keys)

    def _bindings(self, equation: Equation) -> Iterator[tuple[str, str]]:
        terms = (*equation.left, *equation.right)
        tables = list(dict.fromkeys(term.path[0] for term in terms))
        columns = [""]
        if any("{column}" in term.path[2] for term in terms):
            columns = [
                key
                for key in _SHARED_COLUMNS
                if all(self._prints_column(table, key) for table in tables)
            ]
        yield from product(self._rows_for("".join(term.path[1] for term in terms), tables), columns)

    def _rows_for(self, paths: str, tables: Sequence[str]) -> list[str]:
        if "{unit}" in paths:
            return self._codes(tables, "unit:", everywhere=True)
        if "{class}" in paths:
            return [code for code in self._codes(tables, "account:") if len(code) == 3]
        if "{account}" in paths:
            depths = [set(map(len, self._codes([table], "account:"))) for table in tables]
            return [
                code
                for code in self._codes(tables, "account:")
                if all(len(code) in depth for depth in depths if depth)
            ]
        return [""]

    def _codes(self, tables: Sequence[str], prefix: str, everywhere: bool = False) -> list[str]:
        found = [self._codes_of(table, prefix) for table in tables]
        codes = dict.fromkeys(code for codes in found for code in codes)
        return [c for c in codes if not everywhere or all(c in codes_of for codes_of in found)]

    def _codes_of(self, table: str, prefix: str) -> list[str]:
        known = self._code_lists.get((table, prefix))
        if known is None:
            keys = (entry.row.key for entry in self._of[table])
            known = [key.removeprefix(prefix) for key in keys if key.startswith(prefix)]
            self._code_lists[table, prefix] = known
        return known

    # ---- conditions --------------------------------------------------------------------------

    def _applies(self, when: Sequence[Condition], own: str = "") -> bool:
        """Return whether all conditions hold; ``own`` is the table that the relation is of."""

        def prints(table: str, key: str) -> bool | None:
            table = table or own
            return self._prints(table, key) if table in self._tables else None

        return all(condition.holds(prints, self._conditions.get) for condition in when)

    def _prints(self, table: str, key: str) -> bool:
        entry = self._by_key.get((table, key))
        return self._prints_column(table, key) or bool(entry and entry.row.values)

    def _told_conditions(self) -> dict[str, bool]:
        """Return what holds of the whole report, as far as T01 and T04 tell without columns."""
        conditions = {
            "only_fiscal": "T01" in self._tables and self._are_blank("T01", OTHER_INCOMES),
            "no_carry": "T01" in self._tables and self._are_blank("T01", _CARRIED),
            "opening_by_fund": "T04" in self._tables
            and (self._are_blank("T04", ["opening"]) or not self._are_blank("T04", _BY_FUND)),
        }
        carried = self._amount("T01", "opening")
        if carried and carried != self._amount("T04", "opening"):
            conditions["only_fiscal"] = False
        return conditions

    def _are_blank(self, table: str, keys: Iterable[str]) -> bool:
        return not any(self._amount(table, key) for key in keys)

    def _amount(self, table: str, key: str) -> int:
        """Return the first value of a row, 0 where it is blank."""
        entry = self._by_key.get((table, key))
        return self.rows[entry.number].values[0] if entry and entry.row.values else 0


def _leading(table: FlowTable, block: int) -> int | None:
    """Return the column that no filled row leaves blank: a 合计 that all others are part of."""
    keys = table.keys[block]
    if "total" in keys and None not in keys:
        parts = {"total"}
        for relation in [*table.rule.relations] * 2:
            if _whole(relation) in parts and relation.equation:
                parts.update(term.path[0] for term in relation.equation.right)
        return keys.index("total") if parts.issuperset(keys) else None
    if table.rule.measures:
        # 预算数 may be blank where 决算数 is not, and the other way round.
        return None
    leaves = [leaf for cell in table.blocks[block].amounts for leaf in cell.leaves()]
    return 0 if leaves and leaves[0].head.name in _TOTALS else None


def _whole(relation: Relation) -> str | None:
    """Return the column that is plainly the sum of others, None where the relation says no such."""
    equation = relation.equation
    if relation.over != "rows" or equation is None or equation.relation != "=":
        return None
    plain = len(equation.left) == 1 and all(term.sign > 0 for term in equation.right)
    return equation.left[0].path[0] if plain else None


def _printed_parts(relation: Relation, keys: Sequence[str | None]) -> tuple[int, ...]:
    terms = relation.equation.right if relation.equation else ()
    return tuple(keys.index(term.path[0]) for term in terms if term.path[0] in keys)


def _along(entry: LedgerRow, equation: Equation, half: int) -> Iterator[Sum]:
    """Yield the sum across the columns of one row, if the layout has them."""
    left = [(term.sign, entry.column(term.path[0])) for term in equation.left]
    right = [(-term.sign, entry.column(term.path[0])) for term in equation.right]
    printed = [(sign, at) for sign, at in right if at is not None]
    if any(at is None for _, at in left) or len(printed) < min(2, len(right)):
        return
    if not entry.row.values:
        return
    columns = tuple((sign, at) for sign, at in [*left, *printed] if at is not None)
    yield Sum((Term(entry.number, columns),), half, equation.relation == "<=")


_Families = dict[int, tuple[LedgerRow, list[LedgerRow]]]


def _last_rows(children: Sequence[LedgerRow], families: _Families) -> list[LedgerRow]:
    """Return the rows without parts below these; they show where a subtotal is wrong."""
    found: list[LedgerRow] = []
    for child in children:
        family = families.get(child.number)
        found.extend(_last_rows(family[1], families) if family else [child])
    return found


def _families(entries: Sequence[LedgerRow]) -> _Families:
    """Return every row that has parts, by its number, with them."""
    total = next((entry for entry in entries if entry.row.key == "total"), None)
    parents = _parents(entries)
    children: dict[int, list[LedgerRow]] = {}
    by_number = {entry.number: entry for entry in entries}
    for entry in entries:
        if entry.row.code:
            above = parents.get(entry.number) or total
            if above is not None:
                children.setdefault(above.number, []).append(entry)
    return {number: (by_number[number], below) for number, below in children.items()}


def _tops(entries: Sequence[LedgerRow]) -> list[LedgerRow]:
    parents = _parents(entries)
    return [entry for entry in entries if entry.number not in parents]


def _parents(entries: Sequence[LedgerRow]) -> dict[int, LedgerRow]:
    """Return the row above each: by the beginning of its code, projects by their place."""
    by_key = {entry.row.key: entry for entry in entries}
    found: dict[int, LedgerRow] = {}
    unit = group = None
    for entry in entries:
        kind, _, code = entry.row.key.partition(":")
        above = None
        if kind in _SUBDIVIDED:
            prefixes = (f"{kind}:{code[:length]}" for length in range(len(code) - 1, 0, -1))
            above = next((by_key[prefix] for prefix in prefixes if prefix in by_key), None)
            unit, group = entry, None
        elif kind == "group":
            above, group = unit, entry
        elif kind == "project":
            above = group or unit
        if above is not None:
            found[entry.number] = above
    return found
