"""Compares what the program says of a report with its labels.

A numeral is matched by containment, a statement by overlap, a link by the meaning of its cell, a
contradiction by the places that it shows; ``corpus/labels/README.md`` has the rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from extractor.model import Cell, Fact, Finding, Report, Span
from extractor.text import squeeze
from service.evaluate.cell_addresses import CellAddresses
from service.evaluate.labels import Context, Labels, Mismatch, Numeral, Range
from service.evaluate.score import NO_QUANTITY, Score

STATEMENTS = ("nil", "level")
# A stated cause has no sharp edge: four fifths of it in common is the same cause.
SAME_REASON = 0.8
_NO_CONTEXT = Context(-1, "", "", "", None, None, None)


class Judge:
    """Compares one report with its labels and writes into the score."""

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

    def judge(self) -> None:
        """Score everything that the labels know."""
        taken = self._score_quantities()
        self._score_non_quantities(taken)
        self._score_contexts()
        self._score_statements()
        self._score_cells()
        self._score_mismatches()

    def _miss(self, start: int, what: str) -> None:
        self.score.misses.append(f"{self.labels.name} {start}: {what}")

    # ---- facts and links ------------------------------------------------------------------

    def _fact(self, label: Numeral) -> Fact | None:
        """Return the quantity that holds the numeral, the most similar one where several do."""
        holding = [f for f in self.at[label.start] if f.span.end >= label.end]
        quantities = [f for f in holding if f.kind not in STATEMENTS]
        return min(
            quantities,
            key=lambda f: (not _same_quantity(f, label), f.kind != label.kind, len(f.span.text)),
            default=None,
        )

    def _score_quantities(self) -> set[str]:
        """Score the labelled quantities; return the facts that they account for."""
        taken = set()
        for label in self.labels.numerals:
            fact = self._fact(label)
            if fact and (label.kind != "-" or label.tolerable):
                taken.add(fact.id)
            if label.kind == "-" or label.tolerable:
                continue
            tally = self.score.blocks["facts"][label.kind]
            tally.labelled += 1
            found = fact is not None and _same_quantity(fact, label)
            tally.found += found
            right = found and fact is not None and fact.kind == label.kind
            tally.right += right
            if not right:
                wanted = f"{label.kind} {label.value} {label.unit}"
                self._miss(label.start, f"fact {wanted}: {_told(fact)}")
            self._score_links(label, fact)
        return taken

    def _score_non_quantities(self, taken: set[str]) -> None:
        tally = self.score.blocks["facts"][NO_QUANTITY]
        for label in self.labels.numerals:
            tally.labelled += label.kind == "-" and not label.tolerable
        for fact in self.report.facts:
            if fact.kind in STATEMENTS or fact.id in taken:
                continue
            inside = any(
                label.kind == "-" and fact.span.start <= label.start < fact.span.end
                for label in self.labels.numerals
            )
            if inside or self.labels.in_full(fact.span.start):
                self.score.blocks["facts"][fact.kind].extra += 1
                tally.extra += 1
                self._miss(fact.span.start, f"spurious {_told(fact)}")

    def _score_links(self, label: Numeral, fact: Fact | None) -> None:
        """A link found is one of those labelled; another is wrong if its cell differs."""
        linked = self.linked[fact.id] if fact else []
        wanted = [cell for address in label.links for cell in self.addresses.find(address)]
        right = [cell for cell in linked if cell in wanted]
        tally = self.score.blocks["links"]["equals"]
        if label.links:
            tally.labelled += 1
            tally.found += bool(right)
            tally.right += bool(right)
            if not right:
                reason = "not linked" if wanted else "no such cell"
                self._miss(label.start, f"link {label.text} {';'.join(label.links)}: {reason}")
        if fact is None or not self.labels.in_full(label.start):
            return
        values = {_number(fact.value), *(_number(cell.value) for cell in wanted)}
        for cell in linked:
            if cell not in wanted and _number(cell.value) not in values:
                tally.extra += 1
                self._miss(label.start, f"wrong link {label.text} → {cell.id} {cell.value}")

    # ---- context --------------------------------------------------------------------------

    def _score_contexts(self) -> None:
        known = {context.start: context for context in self.labels.contexts}
        unstated = {
            label.start
            for label in self.labels.numerals
            if label.kind != "-" and not label.tolerable and self.labels.in_full(label.start)
        } - known.keys()
        for context in self.labels.contexts:
            self._score_context(context.start, context, self._any_fact(context.start))
        for start in sorted(unstated):
            self._score_context(start, _NO_CONTEXT, self._any_fact(start))
        for label in self.labels.numerals:
            if label.kind != "-" and not label.tolerable:
                self._score_measure(label)

    def _any_fact(self, start: int) -> Fact | None:
        return min(self.at[start], key=lambda f: len(f.span.text), default=None)

    def _score_measure(self, label: Numeral) -> None:
        fact = self._fact(label)
        self._compare(label.start, "measure", label.measure, (fact and fact.measure) or "")
        if label.kind != "count":
            self._compare(label.start, "period", label.period, (fact and fact.period) or "")

    def _score_context(self, start: int, context: Context, fact: Fact | None) -> None:
        for name in ("direction", "base_period", "base_measure"):
            said = getattr(fact, name) if fact else None
            self._compare(start, name, getattr(context, name), said or "")
        for name in ("of", "whole"):
            about = self.facts.get(getattr(fact, name) or "") if fact else None
            self._compare_offset(start, name, getattr(context, name), about)
        self._compare_reason(start, context.reason, fact)

    def _compare(self, start: int, name: str, wanted: str, said: str) -> None:
        tally = self.score.blocks["context"][name]
        if wanted:
            tally.labelled += 1
            tally.found += bool(said)
            tally.right += wanted == said
        elif said:
            tally.extra += 1
        if wanted and wanted != said:
            self._miss(start, f"{name} {wanted}: {said or 'nothing'}")

    def _compare_offset(self, start: int, name: str, wanted: int | None, said: Fact | None) -> None:
        hit = wanted is not None and said is not None and _holds(said.span, wanted)
        shown = str(said.span.start) if said else ""
        label = "" if wanted is None else str(wanted)
        self._compare(start, name, label, label if hit else shown)

    def _compare_reason(self, start: int, wanted: Range | None, fact: Fact | None) -> None:
        tally = self.score.blocks["context"]["reason"]
        said = fact.reason.span if fact and fact.reason else None
        if wanted:
            tally.labelled += 1
            tally.found += said is not None
            right = said is not None and _likeness(wanted, said) >= SAME_REASON
            tally.right += right
            if not right:
                self._miss(start, f"reason at {wanted[0]}: {said.text if said else 'nothing'!r}")
        elif said and not any(
            context.reason and _overlap(context.reason, said) for context in self.labels.contexts
        ):
            tally.extra += 1
            self._miss(start, f"reason that is none: {said.text!r}")

    # ---- statements and cells -------------------------------------------------------------

    def _score_statements(self) -> None:
        taken = set()
        for label in self.labels.statements:
            place = (label.start, label.end)
            near = [
                f for f in self.report.facts if f.kind in STATEMENTS and _overlap(place, f.span)
            ]
            taken |= {fact.id for fact in near}
            if label.tolerable:
                continue
            tally = self.score.blocks["statements"][label.kind]
            tally.labelled += 1
            half = (label.end - label.start) / 2
            right = any(f.kind == label.kind and _overlap(place, f.span) >= half for f in near)
            tally.found += bool(near)
            tally.right += right
            if not right:
                self._miss(label.start, f"{label.kind}: {_told(near[0] if near else None)}")
        for fact in self.report.facts:
            if fact.kind in STATEMENTS and fact.id not in taken:
                self.score.blocks["statements"][fact.kind].extra += 1
                self._miss(fact.span.start, f"spurious {_told(fact)}")

    def _score_cells(self) -> None:
        matched = set()
        for label in self.labels.cells:
            cells = self.addresses.find(f"{label.table}:{label.row}:{label.column}")
            matched |= {cell.id for cell in cells}
            tally = self.score.blocks["cells"][label.table]
            tally.labelled += 1
            tally.found += bool(cells)
            right = any(_number(cell.value) == _number(label.value) for cell in cells)
            tally.right += right
            if not right:
                told = ", ".join(f"{cell.id} {cell.value}" for cell in cells) or "no such cell"
                self._miss(
                    0, f"cell {label.table}:{label.row}:{label.column} {label.value}: {told}"
                )
        if not self.labels.cells:
            return
        for cell in self.addresses.official():
            if cell.id not in matched and _number(cell.value):
                self.score.blocks["cells"][cell.id.partition("/")[0]].extra += 1
                self._miss(cell.span.start, f"unlabelled cell {cell.id} {cell.value}")

    # ---- contradictions -------------------------------------------------------------------

    def _score_mismatches(self) -> None:
        places = {finding.id: list(self._places(finding)) for finding in self.report.findings}
        told: dict[str, list[Mismatch]] = defaultdict(list)
        for label in self.labels.mismatches:
            needed = min(2, len(label.places))
            hits = [
                finding
                for finding in self.report.findings
                if sum(_hit(place, places[finding.id]) for place in label.places) >= needed
            ]
            for finding in hits:
                told[finding.id].append(label)
            self._score_mismatch(label, hits)
        for finding in self.report.findings:
            self._score_finding(finding, told[finding.id])

    def _score_mismatch(self, label: Mismatch, hits: list[Finding]) -> None:
        if label.check_class == "artefact":
            return
        for line in (label.check_class, f"(all {label.severity})"):
            tally = self.score.blocks["mismatches"][line]
            tally.labelled += 1
            tally.found += bool(hits)
            tally.right += any(finding.severity == label.severity for finding in hits)
        if not hits:
            what = f"{label.id} {label.severity} {label.check_class}: not reported: {label.why}"
            self._miss(label.places[0][0], what)

    def _score_finding(self, finding: Finding, labels: list[Mismatch]) -> None:
        real = [label for label in labels if label.check_class != "artefact"]
        start = finding.evidence[0].span.start if finding.evidence else 0
        for line in (finding.check_class, f"(all {finding.severity})"):
            tally = self.score.blocks["findings"][line]
            tally.labelled += 1
            tally.found += bool(real)
            tally.right += any(label.severity == finding.severity for label in real)
            tally.extra += finding.severity == "error" and not any(
                label.severity == "error" for label in real
            )
        if not real:
            kind = "artefact reported" if labels else "unlabelled finding"
            what = f"{kind} {finding.severity} {finding.check_class} {finding.rule}"
            self._miss(start, f"{what}: {finding.explanation}")

    def _places(self, finding: Finding) -> Iterator[Range]:
        """Yield every place that the finding or one of its consequences shows."""
        for piece in finding.evidence:
            yield piece.span.start, piece.span.end
        checks = {check.id: check for check in self.report.checks}
        for check in (finding, *(checks[each] for each in finding.consequences)):
            for operand in check.operands:
                span = self._span(operand.ref)
                if span:
                    yield span.start, span.end

    def _span(self, ref: str) -> Span | None:
        if ref in self.facts:
            return self.facts[ref].span
        return self.addresses.span(ref)


def _told(fact: Fact | None) -> str:
    return f"{fact.kind} {fact.value} {fact.unit or ''} by {fact.rule}" if fact else "nothing"


def _same_quantity(fact: Fact, label: Numeral) -> bool:
    same_unit = squeeze(fact.unit or "") == squeeze(label.unit)
    return same_unit and _number(fact.value) == _number(label.value)


def _number(text: str | None) -> Decimal | None:
    """Return the number, a blank being zero; None for what is no number."""
    try:
        return Decimal((text or "0").replace(",", ""))
    except InvalidOperation:
        return None


def _holds(span: Span, offset: int) -> bool:
    return span.start <= offset < span.end


def _overlap(place: Range, span: Span) -> int:
    return max(0, min(place[1], span.end) - max(place[0], span.start))


def _likeness(place: Range, span: Span) -> float:
    """Return the share of both that is common to both."""
    both = max(place[1], span.end) - min(place[0], span.start)
    return _overlap(place, span) / both


def _hit(place: Range, shown: Iterable[Range]) -> bool:
    """Return whether something shown touches the place; a blank cell is a point."""
    return any(
        (start < place[1] and place[0] < end) or (start == end and place[0] <= start <= place[1])
        for start, end in shown
    )
