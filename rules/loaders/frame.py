"""Loads ``frame.toml``: how title page, headings and captions say what a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.loaders.files import ROOT, Pattern, read_record, read_toml


@dataclass(frozen=True, slots=True)
class FrameRules:
    """The wordings of names, years and units; and the words that make a text a report."""

    title: Pattern
    of_entity: Pattern
    caption: Pattern
    before_name: Pattern
    around_name: Pattern
    ends_like_entity: Pattern
    unit: Pattern
    year: Pattern
    outline: Pattern
    outline_words: int


@cache
def load_frame() -> FrameRules:
    """Return the wordings; raises RuleError with file and field."""
    return read_record(FrameRules, read_toml(ROOT / "frame.toml"))
