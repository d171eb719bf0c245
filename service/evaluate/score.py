"""Counts of what was right against a labelled corpus, and their table for people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

# Lines in brackets repeat what other lines count, and stay out of the sum.
_REPEATED = "("
# The numerals that are none: they can only be taken for one by mistake.
NO_QUANTITY = "(no quantity)"


@dataclass(slots=True)
class Tally:
    """Counts of one line: labelled, found, right in every respect, said without a label."""

    labelled: int = 0
    found: int = 0
    right: int = 0
    extra: int = 0

    def add(self, other: Tally) -> None:
        """Count another line in."""
        self.labelled += other.labelled
        self.found += other.found
        self.right += other.right
        self.extra += other.extra


@dataclass(slots=True)
class Score:
    """The tallies by block and line, and every miss in words."""

    blocks: dict[str, dict[str, Tally]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Tally))
    )
    misses: list[str] = field(default_factory=list)

    def total(self, block: str) -> Tally:
        """Return the sum of a block's lines."""
        total = Tally()
        for line, tally in self.blocks[block].items():
            if not line.startswith(_REPEATED):
                total.add(tally)
        return total


@dataclass(frozen=True, slots=True)
class _Block:
    """How a block is printed: its name, and what its four counts are called."""

    name: str
    labelled: str
    found: str
    right: str
    extra: str


_BLOCKS = (
    _Block("facts", "labelled", "found", "right kind", "spurious"),
    _Block("links", "labelled", "found", "right", "wrong"),
    _Block("cells", "labelled", "found", "right", "unlabelled"),
    _Block("context", "labelled", "said", "right", "unlabelled"),
    _Block("statements", "labelled", "found", "right", "spurious"),
    _Block("mismatches", "labelled", "reported", "severity", ""),
    _Block("findings", "made", "labelled", "severity", "false errors"),
)


def table(score: Score) -> str:
    """Return the whole score as aligned text."""
    return "\n\n".join(
        "\n".join(_lines(score, block)) for block in _BLOCKS if score.blocks[block.name]
    )


def _lines(score: Score, block: _Block) -> list[str]:
    tallies = score.blocks[block.name]
    lines = [
        f"{block.name:<24}{block.labelled:>9}{block.found:>16}{block.right:>16}{block.extra:>14}"
    ]
    lines += [_line(name, tallies[name], block) for name in sorted(tallies)]
    if len(lines) > 2:
        lines.append(_line("all", score.total(block.name), block))
    return [line.rstrip() for line in lines]


def _line(name: str, tally: Tally, block: _Block) -> str:
    if name == NO_QUANTITY:
        return f"{name:<24}{tally.labelled:>9}{'':>32}{_share(tally.extra, tally.labelled):>14}"
    found = _share(tally.found, tally.labelled)
    right = _share(tally.right, tally.labelled)
    extra = str(tally.extra) if block.extra else ""
    return f"{name:<24}{tally.labelled:>9}{found:>16}{right:>16}{extra:>14}"


def _share(part: int, whole: int) -> str:
    """Return a count with its percentage, rounded down so that 100.0% means all.

    >>> _share(1999, 2000)
    '1999   99.9%'
    """
    permille = part * 1000 // whole if whole else 0
    return f"{part} {permille // 10:>4}.{permille % 10}%" if whole else str(part)
