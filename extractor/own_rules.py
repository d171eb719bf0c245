"""A user's folder of rules, opened: read by ``rules``, and its patterns tried on their examples."""

from __future__ import annotations

from pathlib import Path

from extractor.frame import find_frame
from extractor.load import plain
from extractor.model import Fact
from extractor.narrative import read_narrative
from extractor.sections import find_sections
from rules.loaders.files import RuleError
from rules.loaders.narrative import Pattern, load_narrative
from rules.loaders.own import load_folder
from rules.loaders.sets import SHIPPED, RuleSet, per_rule_set
from rules.loaders.sets import using as using_rules


def open_rules(folder: str | Path | None) -> RuleSet:
    """Return the rules to go by: the shipped ones, with those of a folder over them.

    Raises RuleError where the folder's rules are wrong, or do not do what their examples say.
    """
    if folder is None:
        return SHIPPED
    rules = load_folder(Path(folder))
    with using_rules(rules):
        _try_own_patterns()
    return rules


@per_rule_set
def _try_own_patterns() -> None:
    for file, pattern in load_narrative().own:
        problem = _problem(pattern)
        if problem is not None:
            raise RuleError(file, pattern.id, *problem)


def _problem(pattern: Pattern) -> tuple[str, str, str] | None:
    """Return the field that is wrong and why, twice; None where the pattern does what it says."""
    for example in pattern.examples:
        found = [f for f in _facts(example.text) if f.rule == pattern.id]
        if (example.value, example.unit) not in [(f.value, f.unit) for f in found]:
            told = ", ".join(f"{f.value}{f.unit or ''}" for f in found)
            text = repr(example.text)
            return (
                "examples",
                f"{text} 里找到的是 {told or '空的'}",
                f"it finds {told or 'nothing'} in {text}",
            )
    for text in pattern.counterexamples:
        if any(fact.rule == pattern.id for fact in _facts(text)):
            return "counterexamples", f"{text!r} 里找到了数", f"it finds something in {text!r}"
    return None


def _facts(text: str) -> tuple[Fact, ...]:
    document = plain.load_text(text)
    sections = find_sections(document)
    return read_narrative(document, sections, (), find_frame(document, sections)).facts
