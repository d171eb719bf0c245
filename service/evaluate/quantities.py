"""Facts against labelled numerals, by containment; links by the meaning of their cells."""

from __future__ import annotations

from extractor.model import Fact
from service.evaluate.compared import STATEMENTS, Compared, number, same_quantity, told
from service.evaluate.labels import Numeral
from service.evaluate.score import NO_QUANTITY


def score_quantities(one: Compared) -> None:
    """Score the labelled quantities with their links, and what was taken for one."""
    _score_non_quantities(one, _score_labelled(one))


def _score_labelled(one: Compared) -> set[str]:
    """Score the labelled quantities; return the facts that they account for."""
    taken = set()
    for label in one.labels.numerals:
        fact = one.quantity(label)
        if fact and (label.kind != "-" or label.tolerable):
            taken.add(fact.id)
        if label.kind == "-" or label.tolerable:
            continue
        tally = one.score.blocks["facts"][label.kind]
        tally.labelled += 1
        found = fact is not None and same_quantity(fact, label)
        tally.found += found
        right = found and fact is not None and fact.kind == label.kind
        tally.right += right
        if not right:
            wanted = f"{label.kind} {label.value} {label.unit}"
            one.miss(label.start, f"fact {wanted}: {told(fact)}")
        _score_links(one, label, fact)
    return taken


def _score_non_quantities(one: Compared, taken: set[str]) -> None:
    tally = one.score.blocks["facts"][NO_QUANTITY]
    for label in one.labels.numerals:
        tally.labelled += label.kind == "-" and not label.tolerable
    for fact in one.report.facts:
        if fact.kind in STATEMENTS or fact.id in taken:
            continue
        inside = any(
            label.kind == "-" and fact.span.start <= label.start < fact.span.end
            for label in one.labels.numerals
        )
        if inside or one.labels.in_full(fact.span.start):
            one.score.blocks["facts"][fact.kind].extra += 1
            tally.extra += 1
            one.miss(fact.span.start, f"spurious {told(fact)}")


def _score_links(one: Compared, label: Numeral, fact: Fact | None) -> None:
    """A link found is one of those labelled; another is wrong if its cell differs."""
    linked = one.linked[fact.id] if fact else []
    wanted = [cell for address in label.links for cell in one.addresses.find(address)]
    right = [cell for cell in linked if cell in wanted]
    tally = one.score.blocks["links"]["equals"]
    if label.links:
        tally.labelled += 1
        tally.found += bool(right)
        tally.right += bool(right)
        if not right:
            reason = "not linked" if wanted else "no such cell"
            one.miss(label.start, f"link {label.text} {';'.join(label.links)}: {reason}")
    if fact is None or not one.labels.in_full(label.start):
        return
    values = {number(fact.value), *(number(cell.value) for cell in wanted)}
    for cell in linked:
        if cell not in wanted and number(cell.value) not in values:
            tally.extra += 1
            one.miss(label.start, f"wrong link {label.text} → {cell.id} {cell.value}")
