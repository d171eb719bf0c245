"""“无……”, “未发生……” against the cells and the sentences that state the same quantity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extractor.checks import verdict
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact
from extractor.readings import Reading, blank
from extractor.text import squeeze
from rules.loaders.links import LinkRule
from rules.loaders.nil_statements import NilRule, load_nil_statements

# So many characters before the word of denial may say of which year or plan it speaks.
_BEFORE = 24


@check("nil_statement")
def none_against_numbers(seen: Evidence) -> Iterator[Made]:
    """写明“无”“未发生”的，表里和文中同一个数为空或为 0。"""
    stated = _stated_by_rule(seen)
    for fact in seen.facts:
        if fact.kind == "nil" and _is_of_this_year(seen, fact):
            yield from _against_same(seen, fact, stated)
            for name in _names(fact):
                yield from _against_counts(seen, fact, name)


def _against_same(
    seen: Evidence, fact: Fact, stated: Mapping[str, Sequence[Reading]]
) -> Iterator[Made]:
    """Compare a statement with every cell and sentence that has one of the numbers it denies."""
    found: dict[str, Reading] = {}
    for name in _names(fact):
        rule = seen.rule_of_words(name, seen.topic(fact), zero=True)
        if rule is not None and rule.relation == "equals":
            others = [*_cells(seen, fact, rule), *stated.get(rule.id, ())]
            found.update({reading.ref: reading for reading in others})
    if found:
        denied = [reading for reading in found.values() if reading.value]
        result = verdict.of_none(_zero(seen, fact), denied or list(found.values()))
        yield made("nil", squeeze(fact.subject), result)


def _cells(seen: Evidence, fact: Fact, rule: LinkRule) -> Iterator[Reading]:
    for address in rule.cells:
        view = seen.views.get(address.table)
        if view is None or view.damaged or not seen.views.holds(address.when):
            continue
        cells = seen.views.cells_at(address, fact)
        found = [reading for cell in cells if (reading := seen.reading(cell.id)) is not None]
        yield from found or [blank(view.id, view.factor)]


def _names(fact: Fact) -> Iterator[str]:
    """Yield each quantity that one statement denies."""
    rules = load_nil_statements()
    subject = squeeze(fact.subject).strip("“”").replace("”", "").replace("“", "")
    for part in rules.parts.split(subject):
        both = next((pair for pair in rules.both if part and part.endswith(pair[0])), None)
        if both is None:
            yield part
        else:
            yield from (part.removesuffix(both[0]) + end for end in both[1])


def _is_of_this_year(seen: Evidence, fact: Fact) -> bool:
    """Return whether it denies the report's own quantity, not last year's, not the plan's."""
    section = seen.section_by_id.get(fact.section or "")
    if fact.period not in (None, seen.year) or (
        section is not None and section.role not in ("narrative", "tables")
    ):
        return False
    rules = load_nil_statements()
    before = squeeze(seen.text[max(0, fact.span.start - _BEFORE) : fact.span.start])
    planned = seen.kind != "budget" and rules.planned.search(before)
    return not planned and not rules.elsewhere.search(before)


def _against_counts(seen: Evidence, fact: Fact, name: str) -> Iterator[Made]:
    for rule in load_nil_statements().rules:
        if not rule.words.search(name):
            continue
        for other in _counted(seen, rule):
            reading = seen.reading(other.id)
            if reading is not None:
                found = verdict.of_none(_zero(seen, fact), [reading])
                yield Made(rule.id, f"{name}|{seen.subject(other)}", rule.why, found)


def _counted(seen: Evidence, rule: NilRule) -> Iterator[Fact]:
    """Yield the facts of this year that state the quantity of a rule."""
    for topic in rule.topics:
        for other in seen.figures.under(topic):
            if (
                other.kind in ("amount", "count")
                and other.unit in rule.units
                and other.period in (None, seen.year)
                and other.measure in (None, "final", "budget", "other")
                and rule.subject.search(seen.subject(other))
            ):
                yield other


def _zero(seen: Evidence, fact: Fact) -> Reading:
    """Return the 0 that a statement of none stands for."""
    reading = seen.reading(fact.id)
    if reading is None:
        raise ValueError(f"{fact.id} is no statement of none")
    return reading


def _stated_by_rule(seen: Evidence) -> Mapping[str, Sequence[Reading]]:
    """Return the amounts of the year by the rule that says which quantity each of them is."""
    stated: dict[str, list[Reading]] = {}
    for fact in seen.facts:
        rule = seen.rule_for(fact) if fact.kind == "amount" else None
        reading = seen.reading(fact.id) if rule else None
        if rule is not None and reading is not None:
            stated.setdefault(rule.id, []).append(reading)
    return stated
