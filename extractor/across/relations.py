"""Which reports speak of one unit, or of a department and its units; decided by names alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractor.across.brief import Brief
from extractor.across.names import Name, is_same, read_name

Key = tuple[tuple[str, ...], str]
IsCopy = Callable[[Brief, Brief], bool]
# So many candidates of an unsure name are told.
_MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Related:
    """Reports that belong together, the one that is tested first.

    ``kind`` is a relation of rules/across.toml, or the reason why nothing binds them; ``names``
    are the units that are missing, ``row`` the row of a unit in the tables of its department.
    """

    kind: str
    reports: tuple[str, ...]
    names: tuple[str, ...] = ()
    row: str = ""


def relate(briefs: Sequence[Brief], is_copy: IsCopy) -> list[Related]:
    """Return everything that relates these reports, in the order of the reports."""
    directory = _Directory(briefs)
    found = list(directory.without_copies(is_copy))
    for family in directory.families.values():
        found += _of_one_unit(family)
    kept = {brief.id for family in directory.families.values() for brief in family}
    for brief in briefs:
        if brief.name.core and brief.id not in kept:
            continue
        if brief.units.names and not brief.own:
            found += _of_department(brief, directory)
        found += directory.unsure(brief)
    return list(dict.fromkeys(found))


class _Directory:
    """The reports of each unit, found by a name that may leave out the outer places."""

    def __init__(self, briefs: Sequence[Brief]) -> None:
        self._places: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._within: dict[Key, set[tuple[str, ...]]] = defaultdict(set)
        for brief in briefs:
            places, core = brief.name.places, brief.name.core
            if core and places not in self._places[core]:
                self._places[core].add(places)
                for start in range(len(places)):
                    self._within[places[start:], core].add(places)
        self.families: dict[Key, list[Brief]] = defaultdict(list)
        for brief in briefs:
            if brief.name.core:
                self.families[self.key(brief.name)].append(brief)

    def key(self, name: Name) -> Key:
        """Return the fullest form of a name, where only one goes with it."""
        fullest = self._fullest(name)
        return (fullest[0] if len(fullest) == 1 else name.places), name.core

    def _fullest(self, name: Name) -> list[tuple[str, ...]]:
        longer = self._within.get((name.places, name.core), set())
        return [p for p in longer if not any(p != q and q[-len(p) :] == p for q in longer)]

    def without_copies(self, is_copy: IsCopy) -> Iterator[Related]:
        """Keep of two files of one report that with more in it; yields which and in whose place."""
        for key, family in self.families.items():
            kept: list[Brief] = []
            for several in _slots(family).values():
                for copies in _copies(several, is_copy):
                    kept.append(copies[0])
                    if len(copies) > 1:
                        yield Related("copy", tuple(brief.id for brief in copies))
            self.families[key] = [brief for brief in family if brief in kept]

    def of(self, printed: str, department: Brief) -> list[Brief]:
        """Return the reports of a unit that its department names, often without the place."""
        name = read_name(printed)
        if not name.places:
            name = Name(department.name.places, name.core, name.own)
        if is_same(name, department.name):
            return []
        places, core = self.key(name)
        # The unit may leave out outer places that its department names.
        shorter = ((places[start:], core) for start in range(len(places)))
        return next((self.families[key] for key in shorter if key in self.families), [])

    def unsure(self, brief: Brief) -> Iterator[Related]:
        """Yield the reports whose unit may be this one: its name leaves open which."""
        name = brief.name
        if not name.core:
            return
        open_to = self._fullest(name) if name.places else self._places[name.core] - {()}
        if name.places and len(open_to) < 2:
            return
        reports = [self.families[p, name.core] for p in sorted(open_to)]
        near = [family[0].id for family in reports if family][:_MOST_CANDIDATES]
        if near:
            yield Related("unsure", (brief.id, *near))


_Slot = tuple[str | None, int | None, bool]


def _slots(family: Sequence[Brief]) -> dict[_Slot, list[Brief]]:
    """Return the reports by kind, year and version; a unit that has none below has one version.

    It may call its report 单位决算 this year and 部门决算 the next.
    """
    years = {(brief.kind, brief.year, brief.own) for brief in family}
    both = any((kind, year, not own) in years for kind, year, own in years)
    versions = both or any(brief.units.names for brief in family)
    slots: dict[_Slot, list[Brief]] = defaultdict(list)
    for brief in family:
        slots[brief.kind, brief.year, versions and brief.own].append(brief)
    return slots


def _copies(several: Sequence[Brief], is_copy: IsCopy) -> list[list[Brief]]:
    """Return the reports of one slot by what they say, the fullest file of each first."""
    found: list[list[Brief]] = []
    for brief in sorted(several, key=lambda one: one.size, reverse=True):
        same = next((copies for copies in found if is_copy(copies[0], brief)), None)
        if same is None:
            found.append([brief])
        else:
            same.append(brief)
    return found


def _of_one_unit(family: Sequence[Brief]) -> Iterator[Related]:
    """Yield the years, the plan and outcome, and the versions of one unit."""
    slots = _slots(family)
    for several in slots.values():
        if len(several) > 1:
            yield Related("twice", tuple(brief.id for brief in several))
    single = {slot: several[0] for slot, several in slots.items() if len(several) == 1}
    for (kind, year, own), brief in single.items():
        if kind is None or year is None:
            continue
        before = single.get((kind, year - 1, own))
        if before is not None:
            yield Related("year", (brief.id, before.id))
        plan = single.get(("budget", year, own)) if kind == "final_accounts" else None
        if plan is not None:
            yield Related("plan", (brief.id, plan.id))
        version = None if own else single.get((kind, year, True))
        if version is not None and not brief.units.names:
            alone = brief.units.alone
            yield Related("version" if alone else "unbound", (brief.id, version.id))
    yield from _unbound(single)


def _unbound(single: dict[_Slot, Brief]) -> Iterator[Related]:
    """Yield reports a year apart that only a third one, which is not here, would bind."""
    for (kind, year, own), brief in single.items():
        if kind != "final_accounts" or year is None:
            continue
        for plan_year in (year - 1, year + 1):
            plan = single.get(("budget", plan_year, own))
            between = [("budget", year, own), ("final_accounts", plan_year, own)]
            if plan is not None and not any(slot in single for slot in between):
                yield Related("unbound", (brief.id, plan.id))


def _of_department(department: Brief, directory: _Directory) -> Iterator[Related]:
    """Yield what relates a department to its units, and to those whose reports do not fit."""
    family = directory.families[directory.key(department.name)]
    same = [b for b in family if (b.kind, b.year) == (department.kind, department.year)]
    own = [brief for brief in same if brief.own]
    parts, missing, others = list(own[:1]), [] if own else [f"{department.entity}本级"], []
    for printed in department.units.names:
        reports = directory.of(printed, department)
        fitting = _fitting(reports, department)
        if fitting is None:
            missing.append(printed)
            others += [b for b in reports if _is_near(b, department)][:1]
        else:
            parts.append(fitting)
    ids = tuple(dict.fromkeys(brief.id for brief in parts))
    if ids and not missing and department.units.complete:
        yield Related("units", (department.id, *ids))
    elif ids:
        yield Related("units.missing", (department.id, *ids), tuple(missing))
    for other in others:
        yield Related("unbound", (department.id, other.id))
    yield from _rows(department, own, directory)


def _fitting(reports: Sequence[Brief], department: Brief) -> Brief | None:
    """Return the one report of a unit that is of the department's year and kind."""
    same = [b for b in reports if (b.kind, b.year) == (department.kind, department.year)]
    whole = [brief for brief in same if not brief.own] or same
    return whole[0] if len(whole) == 1 else None


def _is_near(brief: Brief, department: Brief) -> bool:
    if brief.year is None or department.year is None:
        return False
    return abs(brief.year - department.year) <= 1


def _rows(department: Brief, own: Sequence[Brief], directory: _Directory) -> Iterator[Related]:
    for printed, row in department.units.rows.items():
        name = read_name(printed)
        is_own = name.own or is_same(name, department.name)
        reports = own if is_own else directory.of(printed, department)
        brief = _fitting(reports, department)
        if brief is not None:
            yield Related("row", (department.id, brief.id), row=row)
