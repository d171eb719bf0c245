"""A failed check in words: what the numbers are, what they should be, who is to blame."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from extractor.evidence import Evidence
from extractor.findings.formula import Formula, parse
from extractor.findings.hints import SLIPS, Hint, find_hint
from extractor.model import Cell, Check, Fact
from extractor.numbers import round_half_up
from rules._messages import Messages

# A sum with more parts than this is not written out.
_MOST_TERMS = 6
_DASH = "/"


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts checks into the words of one language."""

    seen: Evidence
    messages: Messages

    # ---- names and numbers --------------------------------------------------------------------

    def name(self, ref: str) -> str:
        """Return what a number is, in the words of the report."""
        fact = self.seen.fact_by_id.get(ref)
        if fact is not None:
            return self._fact(fact)
        cell = self.seen.cell_by_id.get(ref)
        if cell is not None:
            return self._cell(cell)
        view = self.seen.views.get(ref)
        return self._table("table_row" if view and view.lines else "table", ref)

    def _fact(self, fact: Fact) -> str:
        words = self.messages.words
        key = f"amount_{fact.measure}" if fact.kind == "amount" else fact.kind
        template = words.get(key) or words.get(fact.kind) or words["fact"]
        return template.format(subject=fact.subject.removesuffix("占").strip("“”"))

    def _cell(self, cell: Cell) -> str:
        header = _DASH.join(dict.fromkeys(cell.column_header))
        row = cell.row_header
        if cell.account is not None:
            row = f"{cell.account.code or ''} {cell.account.name}".strip()
        key = "cell" if header else "cell_without_column"
        return self._table(key, cell.id.partition("/")[0], row=row, column=header)

    def _table(self, key: str, table: str, **parts: str) -> str:
        titles = {one.id: one.title for one in self.seen.tables}
        title = "".join(titles.get(table, table).split()) or table
        return self.messages.words[key].format(table=title, **parts)

    def number(self, ref: str) -> str:
        """Return a number with its unit as printed, or that it is blank."""
        reading = self.seen.reading(ref)
        if reading is None or reading.operand.value is None:
            return self.messages.words["nothing"]
        return self._with_unit(reading.operand.value, self.unit(ref))

    def _with_unit(self, value: str, unit: str) -> str:
        """Return a value with its unit as the language sets them: 6.2%, 29.91万元, 29.91 万元."""
        gap = "" if unit in ("", "%") else self.messages.words["unit_gap"]
        return f"{value}{gap}{unit}"

    def unit(self, ref: str) -> str:
        """Return the unit of a number."""
        fact = self.seen.fact_by_id.get(ref)
        if fact is not None:
            return fact.unit or ""
        view = self.seen.views.get(ref.partition("/")[0])
        return view.unit if view else ""

    def value(self, ref: str, value: Fraction) -> str:
        """Return another value as this number would be printed."""
        reading = self.seen.reading(ref)
        if reading is None:
            return str(value)
        shown = round_half_up(value / Fraction(reading.factor), reading.decimals)
        return self._with_unit(_plain(shown), self.unit(ref))

    # ---- sentences ----------------------------------------------------------------------------

    def title(self, check: Check) -> str:
        """Return a few words on what is wrong."""
        return self.messages.of(check.rule).title

    def explanation(self, check: Check, culprit: str | None, value: Fraction | None) -> str:
        """Return one sentence that a finance clerk understands."""
        formula = parse(check)
        words = self.messages.words
        sentence = self.messages.of(check.rule).sentence.format_map(self._fields(check, formula))
        hint = find_hint(check, formula, self.seen) if check.status == "fail" else None
        if check.status == "rounding":
            sentence += words["rounding"]
        elif culprit is not None and value is not None and _adds(formula, culprit, hint):
            sentence += words["culprit"].format(
                name=self.name(culprit), value=self.value(culprit, value)
            )
        return sentence + self._hint(hint) + words["sentence_end"]

    def _hint(self, hint: Hint | None) -> str:
        if hint is None:
            return ""
        return self.messages.hints[hint.key].format(
            actual=self.number(hint.actual) if hint.actual else "",
            name=self.name(hint.other) if hint.other else "",
            value=self.number(hint.other) if hint.other else "",
        )

    def _fields(self, check: Check, formula: Formula) -> dict[str, str]:
        refs = [operand.ref for operand in check.operands]
        tested, others = refs[0], refs[1:]
        whole = formula.form == "whole"
        unit = "" if whole else self.unit(tested)
        low = formula.relation in ("<=", "<")
        fields = {
            "what": self.name(tested),
            "actual": check.actual or "" if whole else self.number(tested),
            "expected": self._with_unit(_trimmed(check.expected), unit),
            "recomputed": self._recomputed(check, tested),
            "difference": self._with_unit(_trimmed(check.difference).lstrip("-"), unit),
            "sum": self._sum(formula),
            "limit": self.messages.words["at_most" if low else "at_least"],
            "other": self.name(others[0]) if others else "",
            "other_value": self.number(others[0]) if others else "",
        }
        roles = {"share": ("part", "whole"), "rate": ("change", "current")}
        names = roles.get(formula.form, ("current", "prior"))
        for role, ref in zip(names, others, strict=False):
            fields[role] = self.number(ref)
        return {**dict.fromkeys(("part", "whole", "change", "current", "prior"), ""), **fields}

    def _recomputed(self, check: Check, ref: str) -> str:
        """Return the right value with as many decimals as are printed, and more exactly."""
        reading = self.seen.reading(ref)
        if reading is None or check.expected is None:
            return ""
        shown = round_half_up(Fraction(check.expected), reading.decimals)
        printed = self._with_unit(_plain(shown), self.unit(ref))
        exact = _trimmed(check.expected)
        if Decimal(exact) == shown:
            return printed
        return self.messages.words["exactly"].format(
            printed=printed, exact=self._with_unit(exact, self.unit(ref))
        )

    def _sum(self, formula: Formula) -> str:
        """Return the parts of a sum as they are printed: 207.87 + 57.32."""
        start = 0 if formula.form == "whole" else 1
        terms = list(zip(formula.signs, formula.refs, strict=False))[start:]
        mixed = len({self.unit(ref) for ref in formula.refs}) > 1
        shown = "".join(self._term(sign, ref, mixed) for sign, ref in terms[:_MOST_TERMS])
        shown = shown.removeprefix(" + ") or self.messages.words["nothing"]
        if len(terms) > _MOST_TERMS:
            return f"{shown} {self.messages.words['more_terms'].format(count=len(terms))}"
        return shown

    def _term(self, sign: int, ref: str, with_unit: bool) -> str:
        reading = self.seen.reading(ref)
        value = (reading.operand.value if reading else None) or "0"
        # What stands on the left side of the formula has changed its sign.
        shown = self._with_unit(value, self.unit(ref)) if with_unit else value
        return f" {'+' if sign < 0 else '-'} {shown}"


def _adds(formula: Formula, culprit: str, hint: Hint | None) -> bool:
    """Return whether to name the number to blame: nobody else is, nor is it told already."""
    if hint is not None and hint.key in SLIPS:
        return hint.other == culprit
    return culprit != formula.refs[0] or formula.form not in ("share", "rate", "growth")


def _trimmed(value: str | None) -> str:
    """Return a recomputed number without idle zeros, but with the two decimals of money."""
    if value is None:
        return ""
    whole, _, decimals = value.partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals.ljust(2, '0')}" if decimals else whole


def _plain(value: Decimal) -> str:
    return format(value, "f")
