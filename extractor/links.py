"""Fact ↔ cell: which cells of the official tables hold the quantity that a fact states.

A link rests on meaning alone (subject, account, fund, measure, period), never on equal values,
so that it survives the number being wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from extractor.evidence import Evidence
from extractor.model import Fact, Link


def with_links(evidence: Evidence) -> Evidence:
    """Return the evidence with the links of all its facts, in the order of the facts."""
    links = tuple(found for fact in evidence.facts for found in _links(evidence, fact))
    return evidence.with_links(links)


def _links(evidence: Evidence, fact: Fact) -> Iterator[Link]:
    rule = evidence.rule_for(fact)
    if rule is None or rule.relation == "compared":
        return
    found = {
        cell.id: cell for address in rule.cells for cell in evidence.views.cells_at(address, fact)
    }
    if rule.relation == "part_of_sum":
        # Of the tables of three funds those that have this money.
        found = {key: cell for key, cell in found.items() if cell.value is not None} or found
    partly = rule.relation == "part_of_sum" and len(found) > 1
    relation: Literal["equals", "part_of_sum"] = "part_of_sum" if partly else "equals"
    for key in found:
        yield Link.trusted({"fact": fact.id, "cell": key, "relation": relation})
