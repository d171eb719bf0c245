"""What people read: a title and one sentence for every rule, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from operator import attrgetter
from string import Formatter

from rules.loaders.files import ROOT, Entry, read_toml
from rules.loaders.sets import own, own_entries, per_rule_set
from rules.terms import SEVERITIES

# What a sentence can be told with; what a check does not have is empty.
FIELDS = frozenset(
    {"what", "actual", "expected", "recomputed", "difference", "limit", "sum", "other"}
    | {"other_value", "part", "whole", "change", "current", "prior"}
    | {"quote", "other_quote", "denied", "others", "both", "value", "table"}
)
# What a warning is told with, beside the page; a code can have several sentences.
WARNINGS: dict[str, frozenset[str]] = {
    "cell_unreadable": frozenset({"table", "rows"}),
    "columns_unnamed": frozenset({"table", "amounts"}),
    "column_undecided": frozenset({"table", "rows"}),
    "column_undecided.form": frozenset({"table", "rows"}),
    "damaged_characters": frozenset({"count"}),
    "hidden_sheet": frozenset({"sheet"}),
    "narrative_missing": frozenset(),
    "numerals_not_read": frozenset({"count", "numbers"}),
    "ocr_timeout": frozenset(),
    "ocr_unavailable.chinese": frozenset(),
    "ocr_unavailable.packages": frozenset(),
    "ocr_unavailable.picture": frozenset(),
    "ocr_unavailable.tesseract": frozenset(),
    "page_damaged": frozenset(),
    "page_recognized": frozenset(),
    "page_size": frozenset(),
    "page_too_large": frozenset(),
    "page_without_text": frozenset(),
    "row_with_too_many_values": frozenset({"table", "rows"}),
    "several_reports": frozenset({"heading"}),
    "sheet_cut": frozenset({"sheet", "rows", "columns"}),
    "sheet_order": frozenset(),
    "table_damaged": frozenset({"table"}),
    "table_incomplete": frozenset({"table"}),
    "table_missing": frozenset({"table"}),
    "table_missing.all": frozenset({"tables"}),
    "table_missing.others": frozenset({"table", "tables"}),
    "table_torn": frozenset({"table"}),
    "table_torn.form": frozenset({"table"}),
    "table_without_lines": frozenset(),
    "table_without_lines.pages": frozenset({"last"}),
    "table_without_rows": frozenset(),
    "text_cut": frozenset({"text"}),
    "text_cut.aside": frozenset(),
    "words_overprinted": frozenset(),
    "words_sideways": frozenset({"text"}),
    "words_struck": frozenset({"text"}),
    "text_garbled": frozenset({"example"}),
    "unreadable_characters": frozenset({"count"}),
}
_RULE = attrgetter("rule")


@dataclass(frozen=True, slots=True)
class Message:
    """How a failed check of some rules is told.

    ``single`` is the sentence where only one number stands on the other side, if it differs;
    ``norm`` says what must agree, in a language that the rules themselves do not speak.
    """

    rule: str
    title: str
    sentence: str
    single: str
    norm: str


@dataclass(frozen=True, slots=True)
class Messages:
    """All messages of one language; ``relations`` name what a rule holds a number against."""

    messages: tuple[Message, ...]
    words: dict[str, str]
    hints: dict[str, str]
    coverage: dict[str, str]
    topics: dict[str, str]
    relations: dict[str, str]
    warnings: dict[str, str]
    _known: dict[str, Message | None] = field(default_factory=dict, compare=False, repr=False)

    def find(self, rule: str) -> Message | None:
        """Return the first message whose pattern fits the rule's id."""
        if rule not in self._known:
            found = (m for m in self.messages if fnmatchcase(rule, m.rule))
            self._known[rule] = next(found, None)
        return self._known[rule]

    def of(self, rule: str) -> Message:
        """Return the message of a rule; raises KeyError where nobody wrote one."""
        message = self.find(rule)
        if message is None:
            raise KeyError(rule)
        return message


@per_rule_set
def load_messages(language: str) -> Messages:
    """Return the messages in ``zh`` or ``en``."""
    entry = read_toml(ROOT / "messages" / f"{language}.toml")
    messages = Messages(
        messages=(
            *own_messages(language),
            *(_message(each, language) for each in entry.entries("message")),
        ),
        words=entry.strings("words"),
        hints=entry.strings("hints"),
        coverage=entry.strings("coverage"),
        topics=entry.strings("topics"),
        relations=entry.strings("relations"),
        warnings=_warnings(entry.table("warnings")),
    )
    entry.done()
    return messages


def own_messages(language: str) -> tuple[Message, ...]:
    """Return the user's messages: the first that fits is told, so they come first."""
    whole = own(f"messages/{language}.toml")
    found = own_entries(whole, "message", lambda each: _message(each, language), _RULE)
    if whole is not None:
        whole.done()
    return tuple(found.values())


def _warnings(entry: Entry) -> dict[str, str]:
    """Return the sentence of every warning; none may be missing, none more may be there."""
    found = {key: _template(entry, key, None, names | {"page"}) for key, names in WARNINGS.items()}
    entry.done()
    return found


def _message(entry: Entry, language: str) -> Message:
    message = Message(
        rule=entry.text("rule"),
        title=entry.text("title"),
        sentence=_template(entry, "sentence", None, FIELDS),
        single=_template(entry, "single", "", FIELDS),
        # The rules say in Chinese what must agree: their own `why`.
        norm="" if language == "zh" else entry.text("norm"),
    )
    entry.done()
    return message


def _template(entry: Entry, field: str, default: str | None, known: frozenset[str]) -> str:
    text = entry.text(field, default)
    try:
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise entry.error(field, f"括号不成对（{error}）", str(error)) from error
    if names - known:
        raise entry.error(
            field,
            f"句子里不能用 {'、'.join(sorted(names - known))}",
            f"{', '.join(sorted(names - known))} is no field of a sentence",
        )
    return text


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """Rules whose failure is less than an error, and why."""

    rule: str
    severity: str
    why: str


@per_rule_set
def load_severities() -> tuple[SeverityRule, ...]:
    """Return the exceptions to: a failed check is an error."""
    entry = read_toml(ROOT / "severity.toml")
    rules = tuple(_severity(each) for each in entry.entries("severity"))
    entry.done()
    return rules


@per_rule_set
def load_own_severities() -> tuple[SeverityRule, ...]:
    """Return what the user says of severities; it goes before all that the rules say."""
    whole = own("severity.toml")
    found = own_entries(whole, "severity", _severity, _RULE)
    if whole is not None:
        whole.done()
    return tuple(found.values())


def _severity(entry: Entry) -> SeverityRule:
    rule = SeverityRule(entry.text("rule"), entry.choice("severity", SEVERITIES), entry.text("why"))
    entry.done()
    return rule
