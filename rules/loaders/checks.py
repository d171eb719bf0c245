"""The checks that are functions: name, class and norm of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rules.loaders.files import ROOT, Entry, read_toml


@dataclass(frozen=True, slots=True)
class NamedCheck:
    """One check of extractor/checks that is more than a line of data."""

    id: str
    check_class: str
    why: str


@cache
def load_checks() -> dict[str, NamedCheck]:
    """Return the checks that are functions, by id."""
    entry = read_toml(ROOT / "checks.toml")
    checks = [_check(each) for each in entry.entries("check")]
    entry.done()
    return {check.id: check for check in checks}


def _check(entry: Entry) -> NamedCheck:
    check = NamedCheck(entry.text("id"), entry.text("class"), entry.text("why"))
    entry.done()
    return check
