"""What a reviewer's checklist asks, which rules answer, and which test shows it.

``tests/checklist.toml`` is the list; ``rules/CHECKLIST.md`` is printed from it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.corpus import ROOT


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a reviewer asks; ``rules`` are patterns of rule ids."""

    group: str
    asks: str
    english: str
    rules: tuple[str, ...]
    tried: str

    def answered_by(self, rule: str) -> bool:
        """Return whether a rule is one of those that answer."""
        return any(fnmatchcase(rule, pattern) for pattern in self.rules)

    @property
    def place(self) -> tuple[str, str]:
        """The file of the test, below ``tests``, and the name of the test in it."""
        file, _, name = self.tried.partition("::" if "::" in self.tried else ": ")
        return file, name


def questions() -> tuple[Question, ...]:
    """Return the checklist in its order."""
    read = tomllib.loads((ROOT / "tests" / "checklist.toml").read_text(encoding="utf-8"))
    return tuple(
        Question(group["title"], each["asks"], each["english"], tuple(each["rules"]), each["tried"])
        for group in read["group"]
        for each in group["item"]
    )


def table() -> None:
    """Print the checklist, a table for each of its groups."""
    group = ""
    for each in questions():
        if each.group != group:
            group = each.group
            print(f"\n## {group}\n", "| asks | answered by | tried in |", sep="\n")
            print("|---|---|---|")
        file, name = each.place
        rules = ", ".join(f"`{rule}`" for rule in each.rules)
        test = f"[{file}](../tests/{file})" + (f": {name}" if name else "")
        print(f"| {each.asks}<br>{each.english} | {rules} | {test} |")
