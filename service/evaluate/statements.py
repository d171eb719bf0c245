"""Statements of none and of no change, by overlap; cells of tables, by their addresses."""

from __future__ import annotations

from service.evaluate.compared import STATEMENTS, Compared, number, overlap, told


def score_statements(one: Compared) -> None:
    """Score what says that there is none, or no change."""
    taken = set()
    for label in one.labels.statements:
        place = (label.start, label.end)
        near = [f for f in one.report.facts if f.kind in STATEMENTS and overlap(place, f.span)]
        taken |= {fact.id for fact in near}
        if label.tolerable:
            continue
        tally = one.score.blocks["statements"][label.kind]
        tally.labelled += 1
        half = (label.end - label.start) / 2
        right = any(f.kind == label.kind and overlap(place, f.span) >= half for f in near)
        tally.found += bool(near)
        tally.right += right
        if not right:
            one.miss(label.start, f"{label.kind}: {told(near[0] if near else None)}")
    for fact in one.report.facts:
        if fact.kind in STATEMENTS and fact.id not in taken:
            one.score.blocks["statements"][fact.kind].extra += 1
            one.miss(fact.span.start, f"spurious {told(fact)}")


def score_cells(one: Compared) -> None:
    """Score the labelled cells, and amounts of official tables without a label."""
    matched = set()
    for label in one.labels.cells:
        cells = one.addresses.find(f"{label.table}:{label.row}:{label.column}")
        matched |= {cell.id for cell in cells}
        tally = one.score.blocks["cells"][label.table]
        tally.labelled += 1
        tally.found += bool(cells)
        right = any(number(cell.value) == number(label.value) for cell in cells)
        tally.right += right
        if not right:
            told = ", ".join(f"{cell.id} {cell.value}" for cell in cells) or "no such cell"
            one.miss(0, f"cell {label.table}:{label.row}:{label.column} {label.value}: {told}")
    if not one.labels.cells:
        return
    for cell in one.addresses.official():
        if cell.id not in matched and number(cell.value):
            one.score.blocks["cells"][cell.id.partition("/")[0]].extra += 1
            one.miss(cell.span.start, f"unlabelled cell {cell.id} {cell.value}")
