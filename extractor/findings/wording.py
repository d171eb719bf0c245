"""A failed check in words: what the numbers are, what they should be, who is to blame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from fractions import Fraction

from extractor.evidence import Evidence
from extractor.findings.arithmetic import Arithmetic, braced, trimmed, unbraced
from extractor.findings.causes import Cause
from extractor.findings.formula import QUOTIENTS, Formula, parse
from extractor.findings.hints import Hint, Hints
from extractor.findings.repairs import as_printed
from extractor.model import Cell, Check, Fact
from extractor.numbers import round_half_up
from extractor.readings import FACTORS
from extractor.text import squeeze
from rules.loaders.messages import FIELDS, Messages

# A sum with more parts than this is not written out.
_MOST_TERMS = 6
_DASH = "/"
# What the numbers of a quotient are called in sentences, the tested one aside.
_ROLES = {
    "share": ("part", "whole"),
    "rate": ("change", "current"),
    "completion": ("change", "current"),
}
# Targets and results are quoted with their sign and unit: ≥7场, 97%—100%.
_PRINTED_WHOLE = frozenset({"target", "result", "expected", "last_year", "two_years_ago", "year"})
# So many relations that agree again are named.
_MOST_RELATIONS = 4
# Indicators are named by whole sentences.
_LONGEST_NAME = 30
# Words quoted inside a sentence: the evidence has them whole.
_LONGEST_QUOTE = 40
_INNER_MARKS = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts checks into the words of one language."""

    seen: Evidence
    messages: Messages
    hints: Hints
    # The numbers that an error is blamed on.
    convicted: frozenset[str] = frozenset()

    # ---- names and numbers --------------------------------------------------------------------

    def name(self, ref: str, beside: str = "") -> str:
        """Return what a number is, in the words of the report; a table is named once."""
        fact = self.seen.fact_by_id.get(ref)
        if fact is not None:
            return self._fact(fact)
        cell = self.seen.cell_by_id.get(ref)
        if cell is not None:
            return self._cell(cell, beside)
        if self.seen.forms.get(ref) is not None:
            return self._table("stated_score", ref)
        view = self.seen.views.get(ref)
        return self._table("table_row" if view and view.lines else "table", ref)

    def _fact(self, fact: Fact) -> str:
        words = self.messages.words
        key = f"amount_{fact.measure}" if fact.kind == "amount" else fact.kind
        template = words.get(key) or words.get(fact.kind) or words["fact"]
        subject = _inner(_unquoted(fact.subject.removesuffix("占")))
        return template.format(subject=subject or words["no_subject"])

    def _cell(self, cell: Cell, beside: str) -> str:
        header = _DASH.join(dict.fromkeys(cell.column_header))
        row = cell.row_header
        if cell.account is not None:
            row = f"{cell.account.code or ''} {cell.account.name}".strip()
        elif not row:
            # A label that prints its own number: 产出指标（50分）.
            row = _shortened(squeeze(cell.text))
        table = cell.id.partition("/")[0]
        key = "cell" if header else "cell_without_column"
        if table == beside.partition("/")[0]:
            key += "_beside"
        return self._table(key, table, row=_inner(_shortened(row)), column=_inner(header))

    def _table(self, key: str, table: str, **parts: str) -> str:
        return self.messages.words[key].format(table=self._title(table), **parts)

    def number(self, ref: str) -> str:
        """Return a number with its unit as printed, or that it is blank."""
        cell = self.seen.cell_by_id.get(ref)
        if cell is not None and cell.column_key in _PRINTED_WHOLE and cell.unit not in FACTORS:
            return _shortened("".join(cell.text.split())) or self.messages.words["nothing"]
        reading = self.seen.reading(ref)
        if reading is None or reading.operand.value is None:
            return self.messages.words["nothing"]
        return self._told(ref, reading.operand.value)

    def _told(self, ref: str, value: str) -> str:
        """Return a value of a number as a person says it: a change of -31.7% is 下降31.7%."""
        fact = self.seen.fact_by_id.get(ref)
        shown = self.with_unit(value, self.unit(ref))
        if fact is None or fact.kind not in ("change", "change_rate") or not value.strip("-0."):
            return shown
        way = "decrease" if value.startswith("-") else "increase"
        return self.messages.words[f"{fact.kind}_{way}"].format(value=shown.removeprefix("-"))

    def with_unit(self, value: str, unit: str) -> str:
        """Return a value with its unit as the language sets them: 6.2%, 29.91万元, 29.91 万元."""
        gap = "" if unit in ("", "%") else self.messages.words["unit_gap"]
        return f"{value}{gap}{unit}"

    def unit(self, ref: str) -> str:
        """Return the unit of a number."""
        fact = self.seen.fact_by_id.get(ref)
        if fact is not None:
            return fact.unit or ""
        cell = self.seen.cell_by_id.get(ref)
        if cell is not None and cell.unit:
            return cell.unit
        table = ref.partition("/")[0]
        view = self.seen.views.get(table) or self.seen.lists.get(table)
        return view.unit if view else ""

    def value(self, ref: str, value: Fraction) -> str:
        """Return another value as this number would be printed."""
        reading = self.seen.reading(ref)
        if reading is None:
            return str(value)
        return self._told(ref, _plain(as_printed(value, reading)))

    # ---- sentences ----------------------------------------------------------------------------

    def title(self, check: Check) -> str:
        """Return a few words on what is wrong."""
        title = self.messages.of(check.rule).title
        if check.status == "rounding":
            return self.messages.words["rounding_title"].format(title=title)
        return title

    def formula(self, check: Check) -> str | None:
        """Return the arithmetic in printed numbers, as a person writes it."""
        return Arithmetic(self.seen, self.unit).written(check, parse(check))

    def explanation(self, cause: Cause) -> str:
        """Return one sentence that a finance clerk understands."""
        check, culprit, value = cause.check, cause.culprit, cause.value
        formula = parse(check)
        words = self.messages.words
        message = self.messages.of(check.rule)
        template = message.single if formula.form == "sum" and len(formula.refs) == 2 else ""
        sentence = (template or message.sentence).format_map(
            dict.fromkeys(FIELDS, "") | self._quotes(check) | self._fields(check, formula)
        )
        hint = self.hints.find(check, formula, culprit) if check.status == "fail" else None
        if check.status == "rounding":
            sentence += self._rounding(check)
        elif culprit and value is not None and self._is_to_blame(culprit, formula):
            mended = self._mended(cause, culprit)
            sentence += words["culprit_of_many" if mended else "culprit"].format(
                name=self.name(culprit, formula.refs[0]),
                value=self.value(culprit, value),
                relations=mended,
            )
        whole = sentence + self._hint(hint, formula) + words["sentence_end"]
        # English begins with a capital; a name that comes first is written as inside a sentence.
        return whole[0].upper() + whole[1:]

    def _rounding(self, check: Check) -> str:
        """Return that a difference is a rounding, and what else is wrong with its numbers."""
        refs = [operand.ref for operand in check.operands]
        wrong = next((ref for ref in refs if ref in self.convicted), None)
        if wrong is None:
            return self.messages.words["rounding"]
        return self.messages.words["rounding_of_wrong"].format(name=self.name(wrong, refs[0]))

    def _mended(self, cause: Cause, culprit: str) -> str:
        """Return what agrees once the number is right: 行内各栏、科目层级与《支出决算表》."""
        checks = (cause.check, *cause.consequences)
        names = [*dict.fromkeys(n for check in checks for n in self._relations(check, culprit))]
        if len(names) < 2:
            return ""
        *first, last = names[:_MOST_RELATIONS]
        return f"{self.messages.words['list'].join(first)}{self.messages.words['list_end']}{last}"

    def _relations(self, check: Check, culprit: str) -> Iterator[str]:
        """Yield what a check holds a number against: other tables, the text, or its own parts."""
        own = culprit.partition("/")[0]
        tables = [operand.ref.partition("/")[0] for operand in check.operands]
        others = [table for table in tables if table != own]
        if others and own in tables and own not in self.seen.fact_by_id:
            for table in others:
                told = table in self.seen.fact_by_id
                yield self.messages.relations["text"] if told else self._quoted(table)
        elif any(table not in self.seen.fact_by_id for table in others):
            yield from (self._quoted(t) for t in others if t not in self.seen.fact_by_id)
        else:
            patterns = self.messages.relations.items()
            yield from (name for rule, name in patterns if fnmatchcase(check.rule, rule))

    def _quoted(self, table: str) -> str:
        return f"《{_shortened(self._title(table))}》"

    def _is_to_blame(self, culprit: str | None, formula: Formula) -> bool:
        """Return whether to name the number to blame: it is told already as a wrong rate."""
        if culprit not in self.seen.fact_by_id and culprit not in self.seen.cell_by_id:
            return False
        return culprit != formula.refs[0] or formula.form not in QUOTIENTS

    def _hint(self, hint: Hint | None, formula: Formula) -> str:
        if hint is None:
            return ""
        return self.messages.hints[hint.key].format(
            actual=self.number(hint.actual) if hint.actual else "",
            name=self.name(hint.other, formula.refs[0]) if hint.other else "",
            value=self.number(hint.other) if hint.other else "",
        )

    def _words(self, check: Check) -> dict[str, str]:
        """Return what a comparison of words can be told with."""
        refs = [operand.ref for operand in check.operands]
        comma = self.messages.words["list"]
        return {
            "actual": check.actual or "",
            "expected": check.expected or "",
            "what": self.name(refs[0]) if refs else "",
            "denied": self._denied(refs[0]) if refs else "",
            "others": comma.join(map(self._valued, refs[1:])),
            "both": comma.join(map(self.number, refs[:2])),
            "value": self.number(refs[0]) if refs else "",
            "table": self._title(refs[0].partition("/")[0]) if refs else "",
        }

    def _quotes(self, check: Check) -> dict[str, str]:
        quotes = [_shortened(_inner(squeeze(q.text)), _LONGEST_QUOTE) for q in check.quotes]
        return {"quote": quotes[0], "other_quote": quotes[-1]} if quotes else {}

    def _denied(self, ref: str) -> str:
        fact = self.seen.fact_by_id.get(ref)
        return squeeze(fact.span.text) if fact is not None else ""

    def _valued(self, ref: str) -> str:
        return f"{self.name(ref)} {self.number(ref)}"

    def _title(self, table: str) -> str:
        found = self.seen.table_by_id.get(table)
        title = (squeeze(found.title) if found is not None else "") or table
        form = self.seen.forms.get(table)
        if form is not None and form.project and form.project not in title:
            # Each project has a form of the same title.
            title = f"{title}·{form.project}"
        return title

    def _fields(self, check: Check, formula: Formula) -> dict[str, str]:
        if formula.form == "words":
            return self._words(check)
        refs = [operand.ref for operand in check.operands]
        tested, others = refs[0], refs[1:]
        whole = formula.form == "whole"
        low = formula.relation in ("<=", "<")
        fields = {
            "what": self.name(tested),
            "actual": check.actual or "" if whole else self.number(tested),
            "expected": trimmed(check.expected)
            if whole
            else self._told(tested, trimmed(check.expected)),
            "recomputed": self._recomputed(check, tested),
            "difference": self._difference(check, "" if whole else self.unit(tested)),
            "sum": self._sum(formula),
            "limit": self.messages.words["at_most" if low else "at_least"],
            "other": self._other(tested, others[0]) if others else "",
            "other_value": self.number(others[0]) if others else "",
        }
        names = _ROLES.get(formula.form, ("current", "prior"))
        for role, ref in zip(names, others, strict=False):
            fields[role] = self.number(ref)
        return fields

    def _other(self, tested: str, ref: str) -> str:
        """Return what the other number is; a form can have a row twice."""
        name = self.name(ref, tested)
        alike = name == self.name(tested, tested)
        return self.messages.words["same_row"] if alike and tested != ref else name

    def _difference(self, check: Check, unit: str) -> str:
        off = trimmed(check.difference).lstrip("-")
        if unit == "%":
            # 99.2% and 99.0% are not 0.20% apart.
            return self.messages.words["points"].format(value=off)
        return self.with_unit(off, unit)

    def _recomputed(self, check: Check, ref: str) -> str:
        """Return the right value with as many decimals as are printed, and more exactly."""
        reading = self.seen.reading(ref)
        if reading is None or check.expected is None:
            return ""
        shown = round_half_up(Fraction(check.expected), reading.decimals)
        printed = self._told(ref, _plain(shown))
        exact = trimmed(check.expected)
        if Decimal(exact) == shown:
            return printed
        if printed != self.with_unit(_plain(shown), self.unit(ref)):
            exact = exact.removeprefix("-")  # the verb has said it
        return self.messages.words["exactly"].format(
            printed=printed, exact=self.with_unit(exact, self.unit(ref))
        )

    def _sum(self, formula: Formula) -> str:
        """Return the parts of a sum as they are printed: 207.87 + 57.32."""
        start = 0 if formula.form == "whole" else 1
        terms = list(zip(formula.signs, formula.refs, strict=False))[start:]
        mixed = len({self.unit(ref) for ref in formula.refs}) > 1
        shown = "".join(self._term(sign, ref, mixed) for sign, ref in terms[:_MOST_TERMS])
        shown = unbraced(shown) or self.messages.words["nothing"]
        if len(terms) > _MOST_TERMS:
            return f"{shown} {self.messages.words['more_terms'].format(count=len(terms))}"
        return shown

    def _term(self, sign: int, ref: str, with_unit: bool) -> str:
        reading = self.seen.reading(ref)
        value = (reading.operand.value if reading else None) or "0"
        # What stands on the left side of the formula has changed its sign.
        shown = self.with_unit(value, self.unit(ref)) if with_unit else value
        return f" {'+' if sign < 0 else '-'} {braced(shown)}"


def _shortened(words: str, longest: int = _LONGEST_NAME) -> str:
    """Return the beginning of words that are a whole sentence."""
    return words if len(words) <= longest else f"{words[:longest]}…"


def _unquoted(words: str) -> str:
    """Return words without the marks around the whole of them."""
    whole = words.startswith("“") and words.find("”") == len(words) - 1
    return words.strip("“”") if whole or words.count("“") != words.count("”") else words


def _inner(words: str) -> str:
    """Return words that will stand in quotation marks, their own marks being single ones."""
    return words.translate(_INNER_MARKS)


def _plain(value: Decimal) -> str:
    return format(value, "f")
