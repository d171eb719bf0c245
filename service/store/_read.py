"""Lists of reports, findings and sentences, filtered and page by page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

from service.store._connection import Connection
from service.store._pack import RANKS
from service.store._rows import (
    Comparison,
    FindingFilter,
    FindingRow,
    Listing,
    Page,
    Quotation,
    ReportFilter,
    ReportRow,
    SentenceRow,
)
from service.store._search import find
from service.store._write import SHIFT

Item = TypeVar("Item")
_REPORT_HAS = {
    "error": "r.errors > 0",
    "warning": "r.errors + r.warnings > 0",
    "info": "r.errors + r.warnings + r.infos > 0",
}


_REPORT = ", ".join(
    "r.sha256" if field.name == "id" else f"r.{field.name}" for field in fields(ReportRow)
)
_STALE = (
    "(f.class = 'cross_report' AND EXISTS (SELECT 1 FROM finding_reports AS s "
    "WHERE s.report = f.report AND s.n = f.n AND NOT EXISTS "
    "(SELECT 1 FROM compared_as_they_are AS c WHERE c.sha256 = s.sha256)))"
)
_FINDING = (
    "r.sha256, r.source, r.entity, r.fiscal_year, r.kind, f.id, f.key, f.rule, f.class, "
    "f.severity, f.title, f.explanation, f.expected, f.actual, f.difference, f.tolerance, "
    "f.formula, f.evidence, f.decision, coalesce(d.note, ''), coalesce(d.who, ''), "
    f"coalesce(d.decided_at, ''), {_STALE}"
)
_FINDING_ORDER = "f.rank, f.report DESC, f.n"


def reports(
    connection: Connection, wanted: ReportFilter, page: Page, number: int | None = None
) -> Listing[ReportRow]:
    """List reports, the newest first."""
    conditions, values = _of_report(wanted.entity, wanted.year, wanted.kind)
    if number is not None:
        conditions.append("r.id = ?")
        values.append(number)
    if wanted.severity:
        conditions.append(_REPORT_HAS[wanted.severity])
    if wanted.q:
        return _with_words(connection, wanted.q, conditions, values, page)
    source = f"reports AS r WHERE {_all(conditions)}"
    rows = _page(connection, f"SELECT {_REPORT} FROM {source} ORDER BY r.id DESC", values, page)
    return _listing([ReportRow(*row) for row in rows], page, _count(connection, source, values))


def _with_words(
    connection: Connection, words: str, conditions: list[str], values: list[Any], page: Page
) -> Listing[ReportRow]:
    """List the reports that hold the words, as far as the page asks."""
    allowed = None
    if conditions:
        sql = f"SELECT r.id FROM reports AS r WHERE {_all(conditions)}"
        allowed = {row[0] for row in connection.rows(sql, values)}
    hits = find(connection, words)
    numbers = hits.reports(_offset(page) + page.size + 1, allowed)
    wanted = numbers[_offset(page) :][: page.size + 1]
    sql = (
        f"SELECT {_REPORT} FROM reports AS r WHERE r.id IN (SELECT value FROM json_each(?)) "
        "ORDER BY r.id DESC"
    )
    rows = connection.rows(sql, (json.dumps(wanted),))
    total = len(numbers) if hits.complete else None
    return _listing([ReportRow(*row) for row in rows], page, total)


def findings(
    connection: Connection, wanted: FindingFilter, page: Page, number: int | None = None
) -> Listing[FindingRow]:
    """List findings across reports, the worst first."""
    about, about_values = _of_report(wanted.entity, wanted.year, wanted.kind)
    conditions, values = _of_finding(wanted)
    if number is not None:
        conditions.append("f.report = ?")
        values.append(number)
    if about:
        conditions.append(f"f.report IN (SELECT r.id FROM reports AS r WHERE {_all(about)})")
        values += about_values
    source = f"findings AS f WHERE {_all(conditions)}"
    places = f"SELECT f.report, f.n FROM {source} ORDER BY {_FINDING_ORDER} LIMIT ? OFFSET ?"
    rows = connection.rows(
        f"SELECT {_FINDING} FROM ({places}) AS p "
        "JOIN findings AS f ON f.report = p.report AND f.n = p.n "
        "JOIN reports AS r ON r.id = f.report "
        "LEFT JOIN decisions AS d ON d.report = f.report AND d.key = f.key "
        f"ORDER BY {_FINDING_ORDER}",
        (*values, page.size + 1, _offset(page)),
    )
    return _listing([_finding(row) for row in rows], page, _count(connection, source, values))


def comparison(connection: Connection) -> Comparison:
    """Return how much the last comparison of reports has seen."""
    there = _count(connection, "reports", ())
    rests = connection.row("SELECT 1 FROM finding_reports UNION ALL SELECT 1 FROM compared LIMIT 1")
    if rests is None:
        return Comparison(0, there, 0, ever=False)
    compared = _count(connection, "compared_as_they_are", ())
    stale = _count(connection, f"findings AS f WHERE f.class = 'cross_report' AND {_STALE}", ())
    return Comparison(compared, there - compared, stale, ever=True)


def sentences(connection: Connection, words: str, page: Page) -> Listing[SentenceRow]:
    """List the sentences that hold a phrase, those of the newest reports first."""
    hits = find(connection, words)
    numbers = hits.sentences(_offset(page) + page.size + 1)
    rows = connection.rows(
        'SELECT r.sha256, r.source, r.entity, r.fiscal_year, s.section, s.start, s."end", '
        f"rtrim(s.text) FROM sentences AS s JOIN reports AS r ON r.id = s.id >> {SHIFT} "
        "WHERE s.id IN (SELECT value FROM json_each(?)) ORDER BY s.id DESC",
        (json.dumps(numbers[_offset(page) :][: page.size + 1]),),
    )
    total = len(numbers) if hits.complete else None
    return _listing([SentenceRow(*row) for row in rows], page, total)


def _of_report(
    entity: str | None, year: int | None, kind: str | None
) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if entity:
        conditions.append("instr(r.entity, ?)")
        values.append(entity)
    if year is not None:
        conditions.append("r.fiscal_year = ?")
        values.append(year)
    if kind:
        conditions.append("r.kind = ?")
        values.append(kind)
    return conditions, values


def _of_finding(wanted: FindingFilter) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if wanted.severity:
        conditions.append("f.rank <= ?")
        values.append(RANKS[wanted.severity])
    for column in ("rule", "decision"):
        value = getattr(wanted, column)
        if value:
            conditions.append(f"f.{column} = ?")
            values.append(value)
    if wanted.classes:
        conditions.append(f"f.class IN ({', '.join('?' * len(wanted.classes))})")
        values += wanted.classes
    if wanted.between:
        rests = "SELECT report, n FROM finding_reports WHERE sha256 = ?"
        conditions.append(f"(f.report, f.n) IN ({rests})")
        values.append(wanted.between)
    return conditions, values


def _all(conditions: Sequence[str]) -> str:
    return " AND ".join(conditions) or "1"


def _offset(page: Page) -> int:
    return (page.number - 1) * page.size


def _page(connection: Connection, sql: str, values: Sequence[Any], page: Page) -> list[Any]:
    """Return the rows of a page, and one more where there is another page."""
    return connection.rows(f"{sql} LIMIT ? OFFSET ?", (*values, page.size + 1, _offset(page)))


def _count(connection: Connection, source: str, values: Sequence[Any]) -> int:
    found = connection.row(f"SELECT count(*) FROM {source}", values)
    return int(found[0]) if found else 0


def _listing(items: list[Item], page: Page, total: int | None) -> Listing[Item]:
    return Listing(tuple(items[: page.size]), page, total, more=len(items) > page.size)


def _finding(row: tuple[Any, ...]) -> FindingRow:
    values = list(row)
    values[17] = tuple(Quotation(**each) for each in json.loads(values[17]))
    values[-1] = bool(values[-1])
    return FindingRow(*values)
