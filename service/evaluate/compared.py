"""A report beside its labels: what both say at a place, and the score that comes of it."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, InvalidOperation

from extractor.model import Cell, Fact, Report, Span
from extractor.text import squeeze
from service.evaluate.cell_addresses import CellAddresses
from service.evaluate.labels import Labels, Numeral, Range
from service.evaluate.score import Score

STATEMENTS = ("nil", "level")


class Compared:
    """What was read of one report, what is known of it by hand, and the score to write into."""

    def __init__(self, report: Report, labels: Labels, score: Score) -> None:
        self.report = report
        self.labels = labels
        self.score = score
        self.facts = {fact.id: fact for fact in report.facts}
        self.addresses = CellAddresses(report)
        self.at: dict[int, list[Fact]] = defaultdict(list)
        for fact in report.facts:
            for offset in range(fact.span.start, fact.span.end):
                self.at[offset].append(fact)
        self.linked: dict[str, list[Cell]] = defaultdict(list)
        for link in report.links:
            if link.relation == "equals":
                self.linked[link.fact].append(self.addresses.cells[link.cell])

    def miss(self, start: int, what: str) -> None:
        """Note what is not as the label at this place has it."""
        self.score.misses.append(f"{self.labels.name} {start}: {what}")

    def quantity(self, label: Numeral) -> Fact | None:
        """Return the quantity that holds the numeral, the most similar one where several do."""
        holding = [f for f in self.at[label.start] if f.span.end >= label.end]
        quantities = [f for f in holding if f.kind not in STATEMENTS]
        return min(
            quantities,
            key=lambda f: (not same_quantity(f, label), f.kind != label.kind, len(f.span.text)),
            default=None,
        )

    def span(self, ref: str) -> Span | None:
        """Return where a fact or cell stands."""
        if ref in self.facts:
            return self.facts[ref].span
        return self.addresses.span(ref)


def told(fact: Fact | None) -> str:
    """Return a fact for the list of misses."""
    return f"{fact.kind} {fact.value} {fact.unit or ''} by {fact.rule}" if fact else "nothing"


def same_quantity(fact: Fact, label: Numeral) -> bool:
    """Return whether a fact has the value and the unit of the label."""
    same_unit = squeeze(fact.unit or "") == squeeze(label.unit)
    return same_unit and number(fact.value) == number(label.value)


def number(text: str | None) -> Decimal | None:
    """Return the number, a blank being zero; None for what is no number."""
    try:
        return Decimal((text or "0").replace(",", ""))
    except InvalidOperation:
        return None


def overlap(place: Range, span: Span) -> int:
    """Return how many characters two places have in common."""
    return max(0, min(place[1], span.end) - max(place[0], span.start))
