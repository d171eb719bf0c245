"""Loads ``sections.toml``: which heading means which role and topic."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import get_args

import regex

from rules.loaders.files import ROOT, Entry, read_toml
from rules.terms import SectionRole

ROLES: tuple[SectionRole, ...] = get_args(SectionRole)


@dataclass(frozen=True, slots=True)
class SectionRules:
    """Ordered (value, pattern) pairs; the first that matches a heading decides."""

    roles: tuple[tuple[SectionRole, regex.Pattern[str]], ...]
    topics: tuple[tuple[str, regex.Pattern[str]], ...]
    plain: tuple[regex.Pattern[str], ...]

    def is_plain(self, line: str) -> bool:
        """Return whether a line without blanks is the title of a part that has no number."""
        return any(pattern.fullmatch(line) for pattern in self.plain)

    def role(self, title: str) -> SectionRole | None:
        """Return the role that this heading names, or None."""
        return next((role for role, pattern in self.roles if pattern.search(title)), None)

    def topic(self, title: str) -> str | None:
        """Return the topic that this heading names, or None."""
        return next((topic for topic, pattern in self.topics if pattern.search(title)), None)


@cache
def load_sections() -> SectionRules:
    """Return the heading rules."""
    whole = read_toml(ROOT / "sections.toml")
    rules = SectionRules(
        roles=tuple(_role(entry) for entry in whole.entries("role")),
        topics=tuple(_topic(entry) for entry in whole.entries("topic")),
        plain=tuple(_title(entry) for entry in whole.entries("plain")),
    )
    whole.done()
    return rules


def _role(entry: Entry) -> tuple[SectionRole, regex.Pattern[str]]:
    return entry.choice("role", ROLES), _title(entry)


def _topic(entry: Entry) -> tuple[str, regex.Pattern[str]]:
    return entry.text("topic"), _title(entry)


def _title(entry: Entry) -> regex.Pattern[str]:
    title = entry.pattern("title")
    entry.done()
    return title
