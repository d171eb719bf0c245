"""What people read: a title and one sentence for every rule, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache

from rules._files import ROOT, Entry, read_toml

LANGUAGES = ("zh", "en")
SEVERITIES = ("error", "warning", "info")


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
    """All messages of one language."""

    messages: tuple[Message, ...]
    words: dict[str, str]
    hints: dict[str, str]
    coverage: dict[str, str]
    topics: dict[str, str]
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


@cache
def load_messages(language: str) -> Messages:
    """Return the messages in ``zh`` or ``en``."""
    entry = read_toml(ROOT / "messages" / f"{language}.toml")
    messages = Messages(
        messages=tuple(_message(each, language) for each in entry.entries("message")),
        words=entry.strings("words"),
        hints=entry.strings("hints"),
        coverage=entry.strings("coverage"),
        topics=entry.strings("topics"),
    )
    entry.done()
    return messages


def _message(entry: Entry, language: str) -> Message:
    message = Message(
        rule=entry.text("rule"),
        title=entry.text("title"),
        sentence=entry.text("sentence"),
        single=entry.text("single", ""),
        # The rules say in Chinese what must agree: their own `why`.
        norm="" if language == "zh" else entry.text("norm"),
    )
    entry.done()
    return message


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """Rules whose failure is less than an error, and why."""

    rule: str
    severity: str
    why: str


@cache
def load_severities() -> tuple[SeverityRule, ...]:
    """Return the exceptions to: a failed check is an error."""
    entry = read_toml(ROOT / "severity.toml")
    rules = tuple(_severity(each) for each in entry.entries("severity"))
    entry.done()
    return rules


def _severity(entry: Entry) -> SeverityRule:
    rule = SeverityRule(entry.text("rule"), entry.choice("severity", SEVERITIES), entry.text("why"))
    entry.done()
    return rule
