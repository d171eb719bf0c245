"""What leaves the house: the report document of the output contract, as frozen models.

Numbers that carry meaning are decimal strings, never floats. Fields that no other stage fills
later have no default: a model is made whole, or not at all.
"""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

# The terms of the document that rules speak in, too.
from rules.terms import Direction as Direction
from rules.terms import FactKind as FactKind
from rules.terms import Measure as Measure
from rules.terms import ReportKind as ReportKind
from rules.terms import SectionRole as SectionRole
from rules.terms import Severity

Status = Literal["pass", "rounding", "fail", "unverifiable"]
CheckClass = Literal[
    "narrative_table",
    "narrative_arithmetic",
    "narrative_narrative",
    "table_arithmetic",
    "table_table",
    "direction",
    "enumeration",
    "nil_statement",
    "attribution",
    "calculation",
    "completeness",
    "editorial",
    "cross_report",
]
ObligationState = Literal["passed", "failed", "not_applicable", "not_checkable"]


# The models are frozen: their slots are filled as pydantic itself does, past __setattr__.
_new = object.__new__
_fill, _fill_named, _fill_extra, _fill_private = (
    BaseModel.__dict__[f"__{slot}__"].__set__
    for slot in ("dict", "pydantic_fields_set", "pydantic_extra", "pydantic_private")
)


class Model(BaseModel):
    """Base of all that leaves: immutable, and nothing unnamed gets in."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    # The names of all fields; instances share it, for a frozen one gets no more fields set.
    _named: ClassVar[set[str]]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls._named = set(cls.model_fields)

    @classmethod
    def trusted(cls, fields: dict[str, object]) -> Self:
        """Return a model of fields that the caller has right, all of them and by their own names.

        Nothing is validated, and the fields themselves are taken over, not a copy: a report has
        thousands of spans and cells, made in one place each.
        """
        made = _new(cls)
        _fill(made, fields)
        _fill_named(made, cls._named)
        _fill_extra(made, None)
        _fill_private(made, None)
        return made


class Span(Model):
    """A place in the input: offsets are Unicode code points, ``text`` is what stands there."""

    start: int = Field(description="Offset of the first character.")
    end: int = Field(description="Offset behind the last character.")
    text: str = Field(description="Exactly the characters between the two offsets.")
    page: int | None = Field(default=None, description="Page, from 1; null without pages.")
    boxes: tuple[tuple[float, float, float, float], ...] | None = Field(
        default=None, description="[x0, top, x1, bottom] in PDF points from the page's top left."
    )


class ReportInfo(Model):
    """Whose report it is, of which year and kind, and in which unit it counts money."""

    id: str = Field(description="SHA-256 of the input bytes, hex; of tables in a second file not.")
    source: str = Field(description="File name as given.")
    media_type: str = Field(description="Media type of the input.")
    kind: ReportKind | None = Field(description="Outcome or plan; null for a bare passage.")
    entity: str | None = Field(description="The unit that reports.")
    fiscal_year: int | None = Field(description="The year that is reported.")
    unit: str | None = Field(description="The declared unit of amounts, usually 万元.")
    pages: int | None = Field(description="Number of pages; null without pages.")


class Section(Model):
    """One heading with all that stands under it."""

    id: str = Field(description="S1, S2 … in text order.")
    parent: str | None = Field(description="Id of the section above.")
    number: str = Field(description="The printed number: 第三部分, 一, （二）, 1.")
    title: str = Field(description="The heading without its number.")
    level: int = Field(description="1 for 第…部分, 2 for 一、, 3 for （一）, 4 for 1.")
    role: SectionRole = Field(description="What the section is for.")
    topic: str | None = Field(description="What it reports on: income, basic, three_public …")
    span: Span = Field(description="From the heading to the end of its last subsection.")


class Account(Model):
    """A row of the 功能分类 or 经济分类."""

    code: str | None = Field(description="Digits of the code; null where it cannot be known.")
    name: str = Field(description="Name as the standard or the report words it.")
    inferred: bool = Field(
        default=False, description="Code or name was cut, missing or repeated in the file."
    )


class Column(Model):
    """One amount column."""

    column: int = Field(description="Number among the amount columns, from 1.")
    header: tuple[str, ...] = Field(description="Header path from the outermost level inwards.")
    unit: str | None = Field(description="Unit of its amounts.")
    key: str | None = Field(default=None, description="Meaning: total, basic, project, general …")


class Cell(Model):
    """One cell of one table."""

    id: str = Field(description="T04/R25/C2")
    row: int = Field(description="Body row, from 1.")
    column: int = Field(description="Amount column, from 1 across the whole width.")
    row_header: str = Field(description="The label of the row on this side of the table.")
    account: Account | None = Field(description="The account of the row.")
    column_header: tuple[str, ...] = Field(description="Header path of the column.")
    text: str = Field(description="What is printed, blanks trimmed.")
    value: str | None = Field(description="Decimal string; null where blank or no number.")
    unit: str | None = Field(description="Unit of the value.")
    span: Span = Field(description="Where it stands; an empty span where blank.")
    row_key: str | None = Field(
        default=None, description="Meaning of the row: total, account:2080502, income:general …"
    )
    column_key: str | None = Field(default=None, description="Meaning of the column.")


class Table(Model):
    """One table, whatever number of pages it runs over."""

    id: str = Field(description="T01 … by meaning, A01 … for all others in document order.")
    kind: str = Field(description="Meaning of the table.")
    code: str | None = Field(description="Printed code: 公开01表.")
    title: str = Field(description="Printed title.")
    unit: str | None = Field(description="Unit declared beside the table.")
    columns: tuple[Column, ...] = Field(description="The amount columns.")
    cells: tuple[Cell, ...] = Field(description="All cells, row by row.")
    span: Span = Field(description="From the title to the last cell.")
    unsure: bool = Field(
        default=False, description="Whether it is drawn without lines, or read from a picture."
    )

    @property
    def is_official(self) -> bool:
        """Whether it is one of the tables of the outline, T01 …, and no form or other table."""
        return self.id.startswith("T")


class Reason(Model):
    """The cause that the report states for a change."""

    text: str = Field(description="The words of the cause, line breaks removed.")
    span: Span = Field(description="Where they stand.")


class Fact(Model):
    """One quantity, or one quantity-free statement, that the narrative asserts."""

    id: str = Field(description="F1, F2 … in text order.")
    kind: FactKind = Field(description="What sort of quantity it is.")
    value: str = Field(description="Decimal string in `unit`, signed.")
    unit: str | None = Field(description="As printed, blanks removed; null for nil and level.")
    approximate: bool = Field(description="约, 近, 余, 多, 超, 以上.")
    measure: Measure | None = Field(description="For amounts: outcome, plan or other.")
    subject: str = Field(description="What is measured, as the report words it.")
    account: Account | None = Field(description="The account that the subject is.")
    fund: str | None = Field(description="general, fund, capital or fiscal (all three).")
    period: str | None = Field(description="Fiscal year of the value.")
    base_period: str | None = Field(description="Fiscal year it is compared with.")
    base_measure: Measure | None = Field(description="What a change is measured against.")
    direction: Direction | None = Field(description="As worded, for changes.")
    reason: Reason | None = Field(description="The stated cause of the change.")
    of: str | None = Field(description="Id of the fact that it is about.")
    whole: str | None = Field(description="Id of the whole (share) or budget (completion rate).")
    section: str | None = Field(description="Id of the section.")
    span: Span = Field(description="From the first digit to the end of the unit.")
    rule: str = Field(description="The rule that found it.")
    ocr: bool = Field(default=False, description="Read by OCR from the picture of a page.")


class Link(Model):
    """A fact and a cell that hold the same quantity by definition."""

    fact: str = Field(description="Id of the fact.")
    cell: str = Field(description="Id of the cell.")
    relation: Literal["equals", "part_of_sum"] = Field(description="How they belong together.")


class Operand(Model):
    """One number that a check looked at."""

    ref: str = Field(description="Id of a fact, a cell, or a table without rows.")
    value: str | None = Field(description="Its value; null where it is missing.")


class Check(Model):
    """One comparison that was made, passed or not."""

    id: str = Field(description="K1, K2 … in the order of classes and places.")
    key: str = Field(description="Hash of rule, class and meaning of the operands.")
    rule: str = Field(description="The rule that made it.")
    check_class: CheckClass = Field(alias="class", description="What must agree.")
    status: Status = Field(description="The verdict on intervals.")
    message: str = Field(description="One sentence on what was compared.")
    expression: str = Field(description="The relation that was tested.")
    expected: str | None = Field(description="Recomputed value, two places more than printed.")
    actual: str | None = Field(description="Printed value tested.")
    difference: str | None = Field(description="actual − expected.")
    tolerance: str | None = Field(description="Half-width that rounding allows.")
    operands: tuple[Operand, ...] = Field(description="The numbers that took part.")
    quotes: tuple[Span, ...] = Field(
        default=(), description="The words that took part, where no fact or cell stands."
    )

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )


class Evidence(Model):
    """One side of a finding, quoted."""

    ref: str | None = Field(description="Fact or cell; null where it is text alone.")
    span: Span = Field(description="The place to look at.")


class Mend(Model):
    """The printed number that is most likely wrong, and what it should be."""

    ref: str = Field(description="The fact or cell to blame.")
    value: str = Field(description="Decimal string in its own unit, signed as a fact's value.")


class Finding(Check):
    """A check that a person should look at."""

    severity: Severity = Field(description="error, warning or info.")
    title: str = Field(description="A few words.")
    explanation: str = Field(description="One sentence that a finance clerk understands.")
    evidence: tuple[Evidence, ...] = Field(description="Both sides.")
    consequences: tuple[str, ...] = Field(description="Ids of checks that fail for this cause.")
    formula: str | None = Field(
        description="The arithmetic as written on paper: 3 ÷ 4 × 100% = 75%."
    )
    mend: Mend | None = Field(
        default=None, description="What would mend them all; null where several numbers might."
    )


class Obligation(Model):
    """One thing that ought to be checked in a report of this kind."""

    id: str = Field(description="Name of the obligation.")
    title: str = Field(description="What ought to be checked.")
    check_class: CheckClass = Field(alias="class", description="What must agree.")
    state: ObligationState = Field(description="How it went.")
    checks: tuple[str, ...] = Field(description="The checks that were made for it.")
    why: str | None = Field(description="Why it does not apply or cannot be checked.")

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )


class Accounted(Model):
    """How many of the facts or cells a check looked at, and which ones none did."""

    checked: int = Field(description="Number that at least one check looked at.")
    unchecked: tuple[str, ...] = Field(description="Ids of those that no check binds.")


class Numerals(Model):
    """What became of the numerals of the narrative, each counted once."""

    facts: int = Field(description="Number that are facts.")
    no_quantities: int = Field(
        description="Number that are no quantities: years, list numbers, codes, thresholds."
    )
    unread: tuple[Span, ...] = Field(description="Those that were not understood.")


class Coverage(Model):
    """What was checked, and what was not."""

    obligations: tuple[Obligation, ...] = Field(description="Every duty of this kind of report.")
    facts: Accounted = Field(description="Facts.")
    cells: Accounted = Field(description="Cells of T01–T11 that are not blank.")
    numerals: Numerals | None = Field(
        default=None,
        description="Numerals of the narrative; null in a document stored by an earlier version.",
    )


class Warning_(Model):
    """Something that could not be read, or was read with damage."""

    code: str = Field(description="Stable name.")
    message: str = Field(description="What and where.")
    page: int | None = Field(default=None, description="Page, where the input has pages.")
    table: str | None = Field(default=None, description="Id of the table, where it is about one.")


class Report(Model):
    """One report as data."""

    schema_: str = Field(default="gouji/1", alias="schema", description="Version of this form.")
    report: ReportInfo = Field(description="Whose report it is.")
    sections: tuple[Section, ...] = Field(description="The section tree.")
    tables: tuple[Table, ...] = Field(description="All tables.")
    facts: tuple[Fact, ...] = Field(description="All facts, in text order.")
    links: tuple[Link, ...] = Field(description="Facts and the cells that hold the same.")
    checks: tuple[Check, ...] = Field(description="Every check, passed ones too.")
    findings: tuple[Finding, ...] = Field(description="The checks a person should look at.")
    coverage: Coverage = Field(description="What was checked, and what was not.")
    warnings: tuple[Warning_, ...] = Field(description="What could not be read.")
    text: str | None = Field(default=None, description="The decoded text, where asked for.")

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )


class CrossEvidence(Evidence):
    """One side of a finding between reports, quoted with the report that it stands in."""

    report: str = Field(description="Id of the report.")
    source: str = Field(description="File name of the report.")
    entity: str | None = Field(description="The unit that reports.")
    fiscal_year: int | None = Field(description="The year that is reported.")
    kind: ReportKind | None = Field(description="Outcome or plan.")


class CrossFinding(Finding):
    """A finding between reports; it belongs to the one whose number was tested."""

    report: str = Field(description="Id of the report that was tested.")
    reports: tuple[str, ...] = Field(description="Ids of all reports that it rests on.")
    evidence: tuple[CrossEvidence, ...] = Field(description="Both documents.")


class CrossRelation(Model):
    """Reports that belong together."""

    kind: str = Field(description="year, plan, version, units, row, or why nothing binds them.")
    reports: tuple[str, ...] = Field(description="Ids, the report that is tested first.")
    missing: tuple[str, ...] = Field(description="Units whose reports are not here.")


class CrossReport(Model):
    """What several reports say against each other."""

    schema_: str = Field(default="gouji-across/1", alias="schema", description="Version.")
    reports: tuple[ReportInfo, ...] = Field(description="The reports that were related.")
    relations: tuple[CrossRelation, ...] = Field(description="Which belong together, and how.")
    checks: tuple[Check, ...] = Field(description="Every check; refs begin with the report's id.")
    findings: tuple[CrossFinding, ...] = Field(description="The checks a person should look at.")

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )
