"""Where something stands in a report, in words: section titles, table names, the line around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from extractor.model import Cell, Fact, Finding, Report, Section, Span, Table

# Where a quotation may begin and end; a line break alone does not end a sentence made from PDF.
_CELL_ENDS = "\t|"
_STOPS = "。；！？" + _CELL_ENDS
_REACH = 48
_BLANKS = regex.compile(r"\s+")
_GAP = regex.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence: pieces of text in their order, those that matter marked True."""

    pieces: tuple[tuple[str, bool], ...]


def tidy(text: str) -> str:
    """Return the text on one line, without the blanks that a broken line leaves between words.

    >>> tidy("支\\n\\n出决算为  17.27 万元")
    '支出决算为17.27万元'
    """
    return _BLANKS.sub(" ", _GAP.sub("", text))


class Places:
    """Looks up the places of one report; ``front`` names what stands before its first heading."""

    def __init__(self, report: Report, front: str = "") -> None:
        self._front = front
        self.cells: dict[str, Cell] = {c.id: c for table in report.tables for c in table.cells}
        self.facts: dict[str, Fact] = {fact.id: fact for fact in report.facts}
        self.tables: dict[str, Table] = {table.id: table for table in report.tables}
        self._sections: dict[str, Section] = {section.id: section for section in report.sections}

    def span(self, ref: str) -> Span | None:
        """Return the place of a fact, a cell or a table; None where the id is none of them."""
        found = self.facts.get(ref) or self.cells.get(ref) or self.tables.get(ref)
        return found.span if found else None

    def written(self, finding: Finding) -> str:
        """Return the number that was tested, with its unit; empty where words were tested."""
        if finding.actual is None or not finding.operands:
            return ""
        ref = finding.operands[0].ref
        found = self.facts.get(ref) or self.cells.get(ref)
        return f"{finding.actual}{(found.unit if found else None) or ''}"

    def off(self, finding: Finding) -> str:
        """Return how far off the number is, without idle zeros; empty where none was computed."""
        # Imported here: `gouji --help` needs nothing of the library.
        from extractor.findings.arithmetic import trimmed

        return trimmed(finding.difference)

    def mend(self, finding: Finding) -> tuple[str, str | None]:
        """Return the number that is most likely wrong and what it should be, where one is."""
        if finding.mend is None or (span := self.span(finding.mend.ref)) is None:
            return "", None
        return self.describe(finding.mend.ref, span), finding.mend.value

    def section(self, offset: int) -> Section | None:
        """Return the innermost section that holds the offset."""
        holding = (s for s in self._sections.values() if s.span.start <= offset < s.span.end)
        return max(holding, key=lambda s: (s.span.start, s.level), default=None)

    def heading(self, offset: int) -> str:
        """Return the titles of the sections around the offset, outermost first."""
        titles: list[str] = []
        section = self.section(offset)
        while section is not None:
            titles.append(_numbered(section))
            section = self._sections.get(section.parent) if section.parent else None
        return " › ".join(reversed(titles))

    def describe(self, ref: str | None, span: Span) -> str:
        """Return in words where a piece of evidence stands."""
        if ref in self.cells:
            return self._describe_cell(self.cells[ref])
        if ref in self.tables:
            return table_name(self.tables[ref])
        table = None if ref else self._table_at(span)
        return table_name(table) if table else self.heading(span.start) or self._front

    def quoted(self, ref: str | None, span: Span) -> str:
        """Return a piece of evidence as printed; a number of a cell torn by blanks is one."""
        torn = ref in self.cells and self.cells[ref].value is not None
        return "".join(span.text.split()) if torn else tidy(span.text)

    def _table_at(self, span: Span) -> Table | None:
        """Return the official table that prints this place: a row that it lacks is quoted so."""
        holding = (t for t in self.tables.values() if t.span.start <= span.start < t.span.end)
        return next((table for table in holding if table.is_official), None)

    def _describe_cell(self, cell: Cell) -> str:
        table = table_name(self.tables[cell.id.partition("/")[0]])
        header = "/".join(map(tidy, cell.column_header))
        return " · ".join(filter(None, [table, account_row(cell), header]))

    def quote(self, spans: Sequence[Span], reach: int = _REACH) -> Quote:
        """Return the sentence around spans that stand in it together, cut to a readable length."""
        text, base = self._around(spans[0])
        places = sorted({(span.start - base, span.end - base) for span in spans})
        at = places[0][0]
        pieces = [(_left(text[:at], reach), False)]
        for start, end in places:
            pieces += [(text[at:start], False), (text[max(at, start) : end], True)]
            at = end
        pieces.append((_right(text[at:], reach), False))
        return Quote(tuple((tidy(piece), marked) for piece, marked in pieces))

    def together(self, first: Span, second: Span) -> bool:
        """Return whether two places are near enough to be read as one quotation."""
        start, end = min(first.end, second.end), max(first.start, second.start)
        if end - start > _REACH:
            return False
        text, base = self._around(first)
        if second.start < base or second.end > base + len(text):
            return False
        return not any(sign in _CELL_ENDS for sign in text[start - base : end - base])

    def _around(self, span: Span) -> tuple[str, int]:
        """Return the body of the section that holds the span, and the offset it begins at."""
        section = self.section(span.start)
        if section is None or section.span.end < span.end:
            return span.text, span.start
        body = _body(section)
        if span.start < section.span.start + body:
            body = 0
        return section.span.text[body:], section.span.start + body


def _body(section: Section) -> int:
    """Return where the text behind the heading begins: the heading can be wrapped."""
    left = len(_BLANKS.sub("", section.number + section.title))
    for at, char in enumerate(section.span.text):
        if left <= 0 and char == "\n":
            return at + 1
        left -= not char.isspace()
    return 0


def _numbered(section: Section) -> str:
    number = section.number
    if number and number[-1].isalnum():
        number += " " if number.startswith("第") else "、"
    return number + tidy(section.title)


def account_row(cell: Cell) -> str:
    """Return the label of the cell's row, with its code where it is an account."""
    row = tidy(cell.row_header)
    if cell.account is None:
        return row
    return f"{cell.account.code or ''} {row or tidy(cell.account.name)}".strip()


def table_name(table: Table) -> str:
    """Return the id and the printed title of a table."""
    return f"{table.id} {tidy(table.title)}".strip()


def _left(before: str, reach: int) -> str:
    piece = before[-reach:]
    stop = max(piece.rfind(sign) for sign in _STOPS) + 1
    cut = stop == 0 and len(before) > reach
    return ("…" if cut else "") + piece[stop:].lstrip()


def _right(after: str, reach: int) -> str:
    piece = after[:reach]
    found = [at for at in map(piece.find, _STOPS) if at >= 0]
    if found:
        return piece[: min(found)].rstrip()
    return piece.rstrip() + ("…" if len(after) > reach else "")
