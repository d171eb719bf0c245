"""What the checks look at: everything that was read, by meaning, with the look-ups they share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from extractor.document import Document, Heading
from extractor.figures import Figures, Subjects
from extractor.form_views import Forms
from extractor.frame import Frame
from extractor.model import Cell, Fact, Link, Measure, Numerals, ReportKind, Section, Span, Table
from extractor.notices import TORN_FORM, Notice, proves_nothing
from extractor.readings import Reading, blank, read_number
from extractor.text import Folded, fold, squeeze
from extractor.views import Tables, TableView
from rules.loaders.links import MEASURE_OF, LinkRule, LinkRules, Words, load_links
from rules.terms import PLANS


@dataclass(frozen=True)  # no slots: the look-ups below are made once, when first asked for
class Evidence:
    """Everything that was read of one report."""

    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    frame: Frame
    text: str = ""
    warnings: tuple[Notice, ...] = ()
    document: Document | None = None
    contents: tuple[Heading, ...] = ()
    numerals: Numerals | None = None

    def with_links(self, links: tuple[Link, ...]) -> Evidence:
        """Return the same with links; what was looked up before is kept."""
        linked = replace(self, links=links)
        kept = {name: value for name, value in vars(self).items() if name != "links"}
        vars(linked).update({**kept, "links": links})
        return linked

    @cached_property
    def views(self) -> Tables:
        """The official tables by meaning."""
        return Tables(self.tables, self.frame, self.warnings)

    @cached_property
    def forms(self) -> Forms:
        """The performance forms by meaning; none where the text mixed their cells."""
        torn = any(notice.key == TORN_FORM for notice in self.warnings)
        return Forms(() if torn else self.tables, self.frame, self.text, self.quote)

    @property
    def proves_nothing(self) -> bool:
        """Whether the file holds several reports, or other characters than those printed."""
        return proves_nothing(self.warnings)

    @cached_property
    def fact_by_id(self) -> dict[str, Fact]:
        """Every fact by its id."""
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def cell_by_id(self) -> dict[str, Cell]:
        """Every cell by its id."""
        return {cell.id: cell for table in self.tables for cell in table.cells}

    @cached_property
    def table_by_id(self) -> dict[str, Table]:
        """Every table by its id."""
        return {table.id: table for table in self.tables}

    @cached_property
    def section_by_id(self) -> dict[str, Section]:
        """Every section by its id."""
        return {section.id: section for section in self.sections}

    @cached_property
    def links_of(self) -> dict[str, list[Link]]:
        """The links of each fact."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.fact, []).append(link)
        return found

    @property
    def kind(self) -> ReportKind:
        """The kind of report whose rules apply; a bare passage is read as 决算."""
        return self.frame.kind or "final_accounts"

    @cached_property
    def rules(self) -> LinkRules:
        """The rules that say which fact is which quantity."""
        return load_links(self.kind)

    @cached_property
    def _readings(self) -> dict[str, Reading | None]:
        return {}

    def reading(self, ref: str) -> Reading | None:
        """Return what a fact's or cell's number stands for; None where there is none."""
        known = self._readings
        if ref not in known:
            known[ref] = self._read(ref)
        return known[ref]

    @cached_property
    def lists(self) -> dict[str, TableView]:
        """The tables that are neither official nor a form."""
        unit = self.frame.unit or "万元"
        return {
            table.id: TableView(table, unit, damaged=False)
            for table in self.tables
            if table.kind == "other"
        }

    def _read(self, ref: str) -> Reading | None:
        fact = self.fact_by_id.get(ref)
        if fact is not None:
            return read_number(ref, fact.value, fact.unit or _unit_of_silence(fact, self.frame))
        table = ref.partition("/")[0]
        form, view = self.forms.get(table), self.views.get(table)
        if form is not None:
            return form.reading(ref)
        if view is None:
            view = self.lists.get(table)
        if view is None:
            return None
        cell = self.cell_by_id.get(ref)
        reading = view.read(cell) if cell else None
        return reading or blank(ref, view.factor)

    def cell_of(self, fact: Fact) -> Cell | None:
        """Return the cell of a form in whose sentence a fact stands."""
        return self._cells_of_facts.get(fact.id)

    @cached_property
    def _cells_of_facts(self) -> dict[str, Cell]:
        cells = [c for t in self.tables if not t.is_official for c in t.cells if c.text]
        cells.sort(key=lambda cell: cell.span.start)
        starts = [cell.span.start for cell in cells]
        found = {}
        for fact in self.facts if cells else ():
            cell = cells[bisect_right(starts, fact.span.start) - 1]
            if cell.span.start <= fact.span.start < cell.span.end:
                found[fact.id] = cell
        return found

    @cached_property
    def _subjects(self) -> Subjects:
        return Subjects(self.sections, self.frame, self.rules)

    def topic(self, fact: Fact) -> str:
        """Return what the fact's section reports on, empty where that is not known."""
        return self._subjects.topic(fact)

    def subject(self, fact: Fact) -> str:
        """Return the fact's subject without blanks, year, and the name of who reports."""
        return self._subjects.subject(fact)

    def fund(self, fact: Fact) -> str:
        """Return whose money the fact counts: none (all), fiscal, general, fund or capital."""
        return self._subjects.fund(fact)

    @cached_property
    def _rules_for(self) -> dict[str, LinkRule | None]:
        return {}

    def rule_for(self, fact: Fact) -> LinkRule | None:
        """Return the rule that says which quantity of the tables the fact states, or None."""
        if fact.kind != "amount" or fact.period not in (None, self.year):
            return None
        known = self._rules_for
        if fact.id not in known:
            known[fact.id] = self._rule_for(fact)
        return known[fact.id]

    def _rule_for(self, fact: Fact) -> LinkRule | None:
        topic, account = self.topic(fact), fact.account
        words = Words(
            subject=self.subject(fact),
            topic=topic,
            fund=self.fund(fact),
            measure=fact.measure,
            account=self.rules.account_kind(account.code, topic) if account else "",
            code=account.code if account else None,
            zero=fact.value.strip("-0.") == "",
        )
        return self.rules.rule_for(words)

    def rule_of_words(self, words: str, topic: str = "", zero: bool = False) -> LinkRule | None:
        """Return the rule that says which quantity of the report's year words name, or None."""
        subject = self.rules.bare(squeeze(words))
        return self.rules.rule_for(
            Words(
                subject=subject,
                topic=topic,
                fund=self.rules.fund(subject, topic, None, None),
                measure=MEASURE_OF[self.kind],
                account="",
                code=None,
                zero=zero,
            )
        )

    def cell_of_words(self, words: str) -> Reading | None:
        """Return the number in the tables that words name: 占一般公共预算项目支出总额."""
        rule = self.rule_of_words(words)
        for address in rule.cells if rule and rule.relation == "equals" else ():
            view = self.views.get(address.table)
            if view is not None and self.views.holds(address.when):
                reading = view.reading(address.row, address.column)
                if reading is not None:
                    return reading
        return None

    def plan_of(self, outcome: Fact, plans: Sequence[Measure] = PLANS) -> Reading | None:
        """Return the budget that the tables print for an outcome, where they print one alone."""
        found: dict[Decimal, Reading] = {}
        for measure in plans:
            rule = self._rule_for(outcome.model_copy(update={"measure": measure}))
            for address in rule.cells if rule and rule.relation == "equals" else ():
                view = self.views.get(address.table)
                if view is None or view.damaged or not self.views.holds(address.when):
                    continue
                printed = view.columns | view.printed_columns
                if address.row in view.rows and address.column in printed:
                    reading = view.reading_or_blank(address.row, address.column)
                    found.setdefault(reading.value, reading)
        return next(iter(found.values())) if len(found) == 1 else None

    @cached_property
    def figures(self) -> Figures:
        """The facts by what they are about."""
        return Figures(self.facts, self._subjects)

    @cached_property
    def year(self) -> str | None:
        """The fiscal year of the report."""
        return str(self.frame.fiscal_year) if self.frame.fiscal_year else None

    def quote(self, start: int, end: int) -> Span:
        """Return the words between two offsets, as evidence that is no fact and no cell."""
        if self.document is not None:
            return self.document.span(start, end)
        return Span(start=start, end=end, text=self.text[start:end])

    @cached_property
    def _folded(self) -> dict[str, Folded]:
        return {}

    def folded(self, section: Section) -> Folded:
        """Return the running text of a section and of all below it."""
        known = self._folded
        if section.id not in known:
            known[section.id] = fold(self.text, section.span.start, section.span.end)
        return known[section.id]

    def sections_on(self, topic: str) -> list[Section]:
        """Return the sections that report on something, each with those below it."""
        found = [s for s in self.sections if s.topic and (s.topic + ".").startswith(topic + ".")]
        ids = {section.id for section in found}
        return [section for section in found if section.parent not in ids]

    def span(self, ref: str) -> Span | None:
        """Return where a fact, cell or table stands."""
        fact = self.fact_by_id.get(ref)
        if fact is not None:
            return fact.span
        cell = self.cell_by_id.get(ref)
        if cell is not None:
            return cell.span
        form = self.forms.get(ref)
        if form is not None:
            return form.stated_score
        view = self.views.get(ref)
        return view.headline if view else None


def _unit_of_silence(fact: Fact, frame: Frame) -> str | None:
    """Return the unit that an amount without one has: `支出决算为4.19。` forgets its 万元."""
    return (frame.unit or "万元") if fact.kind in ("amount", "change") else None
