"""Facts, cells and tables made by hand, for tests of the stages that read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractor.evidence import Evidence
from extractor.frame import Frame
from extractor.model import Account, Cell, Column, Fact, Section, Span, Table
from extractor.notices import Notice

NOWHERE = Span(start=0, end=0, text="")
FINAL = Frame(kind="final_accounts", entity=None, fiscal_year=2024, unit="万元")
PLAN = Frame(kind="budget", entity=None, fiscal_year=2024, unit="万元")

Rows = Mapping[str, Mapping[str, str | None]]


def fact(identifier: str, value: str, **fields: Any) -> Fact:
    """Return a fact: an amount of the report's own year in 万元, where nothing else is said."""
    kind = fields.pop("kind", "amount")
    plain: dict[str, Any] = {
        "unit": "%" if kind in ("share", "change_rate", "completion_rate") else "万元",
        "approximate": False,
        "measure": "final" if kind == "amount" else None,
        "subject": "",
        "account": None,
        "fund": None,
        "period": "2024",
        "base_period": None,
        "base_measure": None,
        "direction": None,
        "reason": None,
        "of": None,
        "whole": None,
        "section": None,
        "span": NOWHERE,
        "rule": "by hand",
    }
    return Fact(id=identifier, kind=kind, value=value, **{**plain, **fields})


def table(identifier: str, rows: Rows, unit: str = "万元", name: str = "") -> Table:
    """Return a table by row key and column key; None is a blank cell."""
    columns = list(dict.fromkeys(key for row in rows.values() for key in row))
    cells = [
        _cell(f"{identifier}/R{r}/C{c}", r, c, row_key, column, row[column], unit, name)
        for r, (row_key, row) in enumerate(rows.items(), start=1)
        for c, column in enumerate(columns, start=1)
        if column in row
    ]
    return Table(
        id=identifier,
        kind="by hand",
        code=None,
        title=f"表{identifier}",
        unit=unit,
        columns=tuple(
            Column(column=n, header=(key,), unit=unit, key=key)
            for n, key in enumerate(columns, start=1)
        ),
        cells=tuple(cells),
        span=NOWHERE,
    )


def _cell(
    identifier: str,
    row: int,
    column: int,
    row_key: str,
    column_key: str,
    value: str | None,
    unit: str,
    name: str,
) -> Cell:
    code = row_key.removeprefix("account:") if row_key.startswith("account:") else None
    known = None if code is None or code.startswith("?") else code
    account = Account(code=known, name=name or code.lstrip("?")) if code else None
    return Cell(
        id=identifier,
        row=row,
        column=column,
        row_header=row_key,
        account=account,
        column_header=(column_key,),
        text=value or "",
        value=value,
        unit=unit,
        span=NOWHERE,
        row_key=row_key,
        column_key=column_key,
    )


def section(topic: str) -> Section:
    """Return a section whose id is its topic."""
    return Section(
        id=topic,
        parent=None,
        number="一",
        title=topic,
        level=2,
        role="narrative",
        topic=topic,
        span=NOWHERE,
    )


def evidence(
    *tables: Table,
    facts: tuple[Fact, ...] = (),
    frame: Frame = FINAL,
    warnings: tuple[Notice, ...] = (),
) -> Evidence:
    """Return the evidence of tables and facts; a fact's section is named for its topic."""
    topics = dict.fromkeys(one.section for one in facts if one.section)
    sections = tuple(section(topic) for topic in topics)
    return Evidence(sections, tables, facts, (), frame, "", warnings)
