"""Which column a printed value belongs to where blank cells left no trace.

Pure arithmetic on whole numbers: every row has its printed values in order and all the ordered
choices of columns for them; sums that hold inside the table and between tables leave fewer and
fewer choices. A sum that no choice satisfies is a contradiction of the report: it decides
nothing. What several choices satisfy stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from extractor.tables.flow.choices import (
    Choice,
    PrintedRow,
    Shares,
    Sum,
    Term,
    choices,
    grouped,
    supported_shares,
)

# Choices that are tried one by one, and terms of sums that are looked at to find out which of
# them contradict each other.
MAX_PROBES = 200
MAX_STEPS = 100_000


class Placement:
    """The choices that are left for every row; ``settle`` narrows them down.

    The ``derived`` sums follow from the others; they are asked where those contradict each other
    or leave rows open.
    """

    def __init__(
        self,
        rows: Sequence[PrintedRow],
        sums: Iterable[Sum],
        derived: Callable[[], Iterable[Sum]] = tuple,
    ) -> None:
        self._rows = rows
        self._start = [choices(row) for row in rows]
        self._choices = list(self._start)
        self._more = derived
        self._sums: list[Sum] = []
        self._broken: list[bool] = []
        self._sums_of: dict[int, list[int]] = {}
        # What each term of each sum could put in, and for which choices that was worked out.
        self._known: list[list[tuple[list[Choice], Shares]]] = []
        self._added(sums)
        self._steps = MAX_STEPS

    def _added(self, sums: Iterable[Sum]) -> range:
        """Take up the sums that have something to decide, and return their numbers."""
        first = len(self._sums)
        self._sums.extend(short for each in sums if (short := self._open_part(each)) is not None)
        fresh = self._sums[first:]
        self._broken.extend([False] * len(fresh))
        self._known.extend([([], {})] * len(each.terms) for each in fresh)
        for index, each in enumerate(fresh, start=first):
            for term in each.terms:
                self._sums_of.setdefault(term.row, []).append(index)
        return range(first, len(self._sums))

    def _open_part(self, each: Sum) -> Sum | None:
        """Return the sum without blank rows, or None where nothing is left to decide."""
        terms = tuple(term for term in each.terms if self._rows[term.row].values)
        if not all(self._start[term.row] for term in terms) or all(
            self._is_fixed(term) for term in terms
        ):
            return None
        return Sum(terms, each.half, each.at_most)

    def _is_fixed(self, term: Term) -> bool:
        if len(self._start[term.row]) == 1:
            return True
        leading = self._rows[term.row].leading
        return leading is not None and all(column == leading for _, column in term.columns)

    def settle(self) -> None:
        """Drop every choice that the sums rule out.

        Where sums contradict each other, the choices remain under which the fewest fail.
        """
        self._propagate(range(len(self._sums)))
        if self._open_rows():
            self._propagate(self._take_derived())
        if self._late():
            self._take_derived()
            self._reconcile()
        else:
            self._probe()

    def _take_derived(self) -> range:
        """Take up the sums that follow from the others, once."""
        more, self._more = self._more, tuple
        return self._added(more())

    def columns(self, row: int) -> tuple[tuple[int, ...], ...]:
        """Return for each value of the row the columns where it can stand, from left to right."""
        if not self._choices[row]:
            return (tuple(range(self._rows[row].width)),) * len(self._rows[row].values)
        ways = [
            [column for column, value in enumerate(choice) if value is not None]
            for choice in self._choices[row]
        ]
        return tuple(tuple(sorted(set(columns))) for columns in zip(*ways, strict=True))

    def _open_rows(self) -> list[int]:
        return [row for row in self._sums_of if len(self._choices[row]) > 1]

    def _late(self) -> bool:
        """Return whether sums fail only because others were believed before them."""
        ended, self._choices = self._choices, self._start
        late = any(
            broken and self._supported(index) is not None
            for index, broken in enumerate(self._broken)
        )
        self._choices = ended
        return late

    def _reconcile(self) -> None:
        """Keep the choices under which as few sums fail as must.

        Of every set of sums that contradict each other one is wrong, nobody knows which: what
        remains without any one of them stays possible.
        """
        everything = range(len(self._sums))
        cores = self._cores(everything)
        loose = {index for core in cores for index in core}
        if self._conflict(_without(everything, loose)) is not None:
            self._choices = self._start
            return
        result = self._choices
        for core in cores:
            ends = self._ends(_without(everything, loose.difference(core)), core)
            meet = _met(result, ends)
            result = meet if all(meet) else result
        self._choices = list(result)
        # A row may have ended in a place where it adds up no better than in another one.
        self._choices = [
            left + [choice for choice in self._natural(row, left) if choice not in left]
            for row, left in enumerate(result)
        ]

    def _natural(self, row: int, left: list[Choice]) -> list[Choice]:
        """Return the choices with which a row adds up best in itself, then with the other rows."""
        if len(self._start[row]) < 2:
            return []
        own = [at for at in self._sums_of.get(row, ()) if len(self._sums[at].terms) == 1]
        natural = self._best(row, self._start[row], own)
        if self._steps > 0 and any(choice not in left for choice in natural):
            natural = self._best(row, natural, self._sums_of.get(row, ()))
        return natural

    def _best(self, row: int, possible: list[Choice], sums: Sequence[int]) -> list[Choice]:
        """Return the choices under which the fewest of these sums fail."""
        before = self._choices[row]
        failures: list[int] = []
        for choice in possible:
            self._choices[row] = [choice]
            failures.append(sum(self._supported(at) is None for at in sums))
        self._choices[row] = before
        self._steps -= len(possible) * sum(len(self._sums[at].terms) for at in sums)
        fewest = min(failures)
        return [choice for choice, count in zip(possible, failures, strict=True) if count == fewest]

    def _cores(self, everything: Iterable[int]) -> list[list[int]]:
        """Return sets of sums that contradict each other, no sum in two of them."""
        cores: list[list[int]] = []
        rest = dict.fromkeys(everything)
        while self._steps > 0 and (conflict := self._conflict(rest)) is not None:
            cores.append(self._smallest(conflict))
            rest = _without(rest, cores[-1])
        return cores

    def _smallest(self, conflict: list[int]) -> list[int]:
        """Return as few of these sums as still contradict each other."""
        size = len(conflict)
        while size > 1:
            size = (size + 1) // 2
            at = 0
            while at < len(conflict) and self._steps > 0:
                fewer = self._conflict(conflict[:at] + conflict[at + size :])
                if fewer is None:
                    at += size
                else:
                    conflict = fewer
        return conflict

    def _ends(self, sums: Iterable[int], core: Sequence[int]) -> list[list[list[Choice]]]:
        """Return what remains where each sum of the core in turn is taken to be the wrong one."""
        ends: list[list[list[Choice]]] = []
        for index in core if len(core) > 1 else ():
            if self._steps <= 0:
                return []
            if self._conflict(_without(sums, [index])) is None:
                ends.append(self._choices)
        return ends

    def _conflict(self, sums: Iterable[int]) -> list[int] | None:
        """Apply these sums alone; return those that contradict each other, None where none do."""
        self._choices = list(self._start)
        waiting = dict.fromkeys(sums)
        taking_part = set(waiting)
        reasons: dict[int, list[int]] = {}
        while waiting:
            index = next(iter(waiting))
            del waiting[index]
            narrowed = self._supported(index)
            self._steps -= len(self._sums[index].terms)
            if narrowed is None:
                return self._explained(index, reasons)
            for row, kept in narrowed:
                self._choices[row] = kept
                reasons.setdefault(row, []).append(index)
                waiting.update((at, None) for at in self._sums_of[row] if at in taking_part)
        return None

    def _explained(self, failed: int, reasons: Mapping[int, Sequence[int]]) -> list[int]:
        """Return a sum that fails with all those that narrowed down its rows before."""
        found: dict[int, None] = {}
        waiting = [failed]
        while waiting:
            index = waiting.pop()
            if index not in found:
                found[index] = None
                for term in self._sums[index].terms:
                    waiting.extend(reasons.get(term.row, ()))
        return list(found)

    def _propagate(self, start: Iterable[int]) -> None:
        """Apply the sums until nothing changes; those that nothing satisfies are set aside."""
        waiting = dict.fromkeys(start)
        while waiting:
            index = next(iter(waiting))
            del waiting[index]
            if self._broken[index]:
                continue
            narrowed = self._supported(index)
            if narrowed is None:
                self._broken[index] = True
                continue
            for row, kept in narrowed:
                self._choices[row] = kept
                waiting.update(dict.fromkeys(self._sums_of[row]))

    def _supported(self, index: int) -> list[tuple[int, list[Choice]]] | None:
        """Return the rows with fewer choices than before, or None where no choice satisfies it."""
        each = self._sums[index]
        shares = self._shares(index)
        kept = supported_shares(shares, each.half, each.at_most)
        if kept is None:
            return None
        return [
            (term.row, [choice for value in left for choice in share[value]])
            for term, share, left in zip(each.terms, shares, kept, strict=True)
            if len(left) < len(share)
        ]

    def _shares(self, index: int) -> list[Shares]:
        """Group the choices of each row of a sum by what they put into it."""
        known = self._known[index]
        for at, term in enumerate(self._sums[index].terms):
            left = self._choices[term.row]
            if known[at][0] is not left:
                known[at] = left, grouped(left, term.columns)
        return [shares for _, shares in known]

    def _probe(self) -> None:
        """Try each choice of each open row, and drop those that no longer fit the other rows."""
        probes = 0
        changed = True
        while changed:
            changed = False
            for row in self._open_rows():
                left = self._choices[row]
                probes += len(left)
                if probes > MAX_PROBES:
                    return
                kept = [choice for choice in left if self._fits(row, choice)]
                if 0 < len(kept) < len(left):
                    self._choices[row] = kept
                    self._propagate(self._sums_of[row])
                    changed = True

    def _fits(self, row: int, choice: Choice) -> bool:
        """Return whether no more sums fail once the row is taken to stand like this."""
        choices_before, broken_before = list(self._choices), list(self._broken)
        self._choices[row] = [choice]
        self._propagate(self._sums_of[row])
        fits = self._broken == broken_before
        self._choices, self._broken = choices_before, broken_before
        return fits


def _without(sums: Iterable[int], left_out: Collection[int]) -> dict[int, None]:
    return {index: None for index in sums if index not in left_out}


def _met(
    result: Sequence[list[Choice]], ends: Sequence[Sequence[list[Choice]]]
) -> list[list[Choice]]:
    """Return of the choices of every row those that some of the outcomes leave."""
    if not ends:
        return list(result)
    return [
        [choice for choice in kept if any(choice in left for left in lefts)]
        for kept, lefts in zip(result, zip(*ends, strict=True), strict=True)
    ]
