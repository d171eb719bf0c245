"""Groups failing checks by their cause: the one printed number that, changed, mends them all.

Each round takes the number whose change mends the most failing checks and breaks the fewest
passing ones, puts the right value in its place, and goes on with what still fails. Of several
numbers that would do, the one is to blame that a slip of the hand explains; where more than one
is left, nobody is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from extractor.findings.formula import QUOTIENTS, Formula
from extractor.findings.repairs import ANYTHING, DIGIT, SLIP
from extractor.findings.search import Numbers, Proposal, Search
from extractor.findings.slips import Slip
from extractor.model import Check
from rules.terms import Severity

# Beyond so many failing checks the file was misread, not miscalculated: no search for causes.
_MOST_FAILING = 400
# A number and its two parts.
_FEW_PARTS = 3
_WRONG_UNIT, _OUT_OF_STEP = "attribution.unit", "rows.out_of_step"
_CHANGE, _VERB = "change", "direction.change"
_CLASSES_BY_CLOSENESS = (
    "table_arithmetic",
    "narrative_table",
    "narrative_arithmetic",
    "narrative_narrative",
    "table_table",
    "direction",
    "calculation",
    "cross_report",
)


class Cause(Struct, frozen=True, gc=False):
    """The check nearest the cause, what else fails because of it, and the number to blame.

    ``value`` is what the number should be, in 元 or its own unit, where that can be told.
    """

    check: Check
    consequences: tuple[Check, ...]
    culprit: str | None
    value: Fraction | None


def find_causes(
    checks: Sequence[Check],
    severities: Mapping[str, Severity],
    slips: Mapping[str, Sequence[Slip]],
    seen: Numbers,
) -> list[Cause]:
    """Return every failing check once: as the finding of its cause, or as a consequence."""
    failing = [check for check in checks if check.status == "fail"]
    causes = list(_worded_alike(failing))
    if len(failing) > _MOST_FAILING:
        causes += [Cause(check, (), None, None) for check in _untold(failing, causes)]
    else:
        causes += _wrong_captions(_untold(failing, causes), slips)
        causes += _rows_out_of_step(_untold(failing, causes))
        left = _untold(failing, causes)
        others = [check for check in checks if check.status in ("pass", "rounding")]
        search = Search(left, others, severities, seen)
        found = list(_shared_causes(search))
        found += [_lone_cause(search, check) for check in _untold(left, found)]
        causes += _with_their_verbs(list(_without_echoes(found, search, seen)))
    order = {check.id: index for index, check in enumerate(failing)}
    return sorted(causes, key=lambda cause: order[cause.check.id])


def _untold(failing: Sequence[Check], causes: Sequence[Cause]) -> list[Check]:
    told = {check.id for cause in causes for check in (cause.check, *cause.consequences)}
    return [check for check in failing if check.id not in told]


def _worded_alike(failing: Sequence[Check]) -> Iterator[Cause]:
    """Yield what is worded wrongly, in the same words again and again: it is mended in one go."""
    alike: dict[tuple[str, str, str | None], list[Check]] = {}
    for check in failing:
        if check.quotes and not check.operands and check.actual:
            alike.setdefault((check.rule, check.actual, check.expected), []).append(check)
    for first, *others in alike.values():
        if others:
            yield Cause(first, tuple(others), None, None)


def _rows_out_of_step(failing: Sequence[Check]) -> Iterator[Cause]:
    """Yield rows that print the amounts of others, with all that fails because of them."""
    left = {check.id: check for check in failing if check.rule != _OUT_OF_STEP}
    for shift in (check for check in failing if check.rule == _OUT_OF_STEP):
        cells = {operand.ref for operand in shift.operands}
        because = [c for c in left.values() if any(o.ref in cells for o in c.operands)]
        for check in because:
            del left[check.id]
        yield Cause(shift, tuple(because), None, None)


def _wrong_captions(
    failing: Sequence[Check], slips: Mapping[str, Sequence[Slip]]
) -> Iterator[Cause]:
    """Yield each table with a wrong unit, and what is ten thousand times off because of it."""
    left = {check.id: check for check in failing}
    for caption in (check for check in failing if check.rule == _WRONG_UNIT):
        table = caption.operands[0].ref.partition("/")[0] + "/" if caption.operands else ""
        mended = [
            check
            for check in left.values()
            if any(operand.ref.startswith(table) for operand in check.operands)
            and table
            and check is not caption
            and slips[check.id]
        ]
        for check in (caption, *mended):
            del left[check.id]
        yield Cause(caption, tuple(mended), None, None)


def _shared_causes(search: Search) -> Iterator[Cause]:
    """Yield the causes of two or more failing checks, the most telling first."""
    candidates = [ref for ref, checks in search.of.items() if len(checks) > 1]
    proposals: dict[str, Proposal | None] = {}
    while True:
        for ref in candidates:
            if ref not in proposals:
                proposals[ref] = search.propose(ref)
        found = [p for ref in candidates if (p := proposals[ref])]
        worthy = [p for p in found if len(p.mended) > 1 and _is_one_cause(search, p)]
        best = max(worthy, key=lambda p: p.order, default=None)
        if best is None:
            return
        equal = [p for p in worthy if p.order == best.order and p.mended == best.mended]
        certain = len(equal) == 1 and best.is_convincing and search.accuses(best)
        mended = search.settle(best, certain)
        for ref in search.beside(best.ref):
            proposals.pop(ref, None)
        nearest = min(mended, key=lambda check: _distance(search, check, best.ref))
        rest = tuple(check for check in mended if check is not nearest)
        if certain:
            yield Cause(nearest, rest, best.ref, best.repair.value)
        else:
            yield Cause(nearest, rest, None, None)


def _is_one_cause(search: Search, proposal: Proposal) -> bool:
    """Return whether what a number mends is one matter, and no chance that more fits than one."""
    return proposal.is_convincing or all(search.is_exact(check) for check in proposal.mended)


def _distance(search: Search, check: Check, culprit: str) -> tuple[bool, int, int]:
    """Return how far a check is from the number to blame: one that tests it is nearest."""
    refs = search.formulas[check.id].refs
    return refs[0] != culprit, _CLASSES_BY_CLOSENESS.index(check.check_class), len(refs)


def _lone_cause(search: Search, check: Check) -> Cause:
    """Return the cause of one failing check: the number that stands out among those in it."""
    formula = search.formulas[check.id]
    if check.id not in search.left or _blames_nobody(search, check):
        return Cause(check, (), None, None)
    # What fails with more than this check, and is not mended with it, is no one number's fault.
    refs = [ref for ref in dict.fromkeys(formula.refs) if search.of.get(ref) == [check]]
    found = (search.propose(ref) for ref in refs)
    proposals = [p for p in found if p is not None and not p.repair.is_of_nothing]
    best = _standing_out(formula, [p for p in proposals if not p.broken])
    if best is not None and best.repair.likelihood == ANYTHING and _may_be_none(check, formula):
        best = None
    return Cause(check, (), best.ref if best else None, best.repair.value if best else None)


def _may_be_none(check: Check, formula: Formula) -> bool:
    """Return whether something else than a number may be wrong: words, or a part left out."""
    is_long = len(formula.refs) > _FEW_PARTS and formula.form not in QUOTIENTS
    return is_long or check.check_class == "direction"


def _standing_out(formula: Formula, proposals: Sequence[Proposal]) -> Proposal | None:
    """Return the one number that breaks nothing, or the one that a slip explains.

    Of a quotient with nobody else to blame it is the result: a clerk copies amounts, and works
    out rates. One wrong digit tells little among the many parts of a sum.
    """
    if len(proposals) == 1:
        return proposals[0]
    is_quotient = formula.form in QUOTIENTS
    for likelihood in (SLIP, DIGIT) if is_quotient else (SLIP,):
        slipped = [p for p in proposals if p.repair.likelihood == likelihood]
        if slipped:
            proposals = slipped
            break
    if len(proposals) == 1:
        return proposals[0]
    return next((p for p in proposals if is_quotient and p.ref == formula.refs[0]), None)


def _blames_nobody(search: Search, check: Check) -> bool:
    """Return whether no one number would be right: a part may be missing, or many values do."""
    is_doubtful = check.rule.endswith(".partial") or not search.is_serious(check)
    return is_doubtful or not search.is_exact(check)


def _without_echoes(causes: Sequence[Cause], search: Search, seen: Numbers) -> Iterator[Cause]:
    """Yield the causes, and with each what is said in words only because its number is wrong.

    That 预算 and 决算 differ needs a reason; once the wrong one is put right, they do not.
    """
    blamed = {cause.culprit: cause for cause in causes if cause.culprit is not None}
    echoes: dict[str, list[Check]] = {}
    for cause in causes:
        if search.formulas[cause.check.id].form == "words":
            culprit = _echo_of(cause.check, blamed, seen)
            if culprit is not None:
                echoes.setdefault(culprit, []).append(cause.check)
    taken = {check.id for checks in echoes.values() for check in checks}
    for cause in causes:
        if cause.check.id not in taken:
            yield replace(
                cause, consequences=(*cause.consequences, *echoes.pop(cause.culprit or "", ()))
            )


def _with_their_verbs(causes: Sequence[Cause]) -> Iterator[Cause]:
    """Yield the causes: a verb against two amounts is told with the change that is not theirs."""
    verbs = {cause.check.id: cause for cause in causes if cause.check.rule == _VERB}
    for cause in causes:
        if cause.check.rule == _CHANGE:
            own = [verb.check for verb in verbs.values() if _refs(verb) <= _refs(cause)]
            for verb in own:
                del verbs[verb.id]
            yield replace(cause, consequences=(*cause.consequences, *own))
        elif cause.check.rule != _VERB:
            yield cause
    yield from verbs.values()


def _refs(cause: Cause) -> set[str]:
    return {operand.ref for operand in cause.check.operands}


def _echo_of(check: Check, blamed: Mapping[str, Cause], seen: Numbers) -> str | None:
    """Return the number to blame for that two numbers, which words compare, differ at all."""
    refs = [operand.ref for operand in check.operands]
    if len(refs) != 2:
        return None
    for ref, other in (refs, refs[::-1]):
        right, reading = blamed.get(ref), seen.reading(other)
        if right is not None and reading is not None and right.value == Fraction(reading.value):
            return ref
    return None
