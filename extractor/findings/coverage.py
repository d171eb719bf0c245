"""What was checked, and what was not: an empty list of findings must mean something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from extractor.evidence import Evidence
from extractor.model import Accounted, Check, Coverage, Obligation, ObligationState
from rules._obligations import ObligationRule, load_obligations
from rules._tables import load_tables


def coverage(evidence: Evidence, checks: Sequence[Check]) -> Coverage:
    """Return the duties of this kind of report, and which numbers no check looked at."""
    bound = {
        operand.ref
        for check in checks
        if check.status != "unverifiable"
        for operand in check.operands
    }
    facts = [fact.id for fact in evidence.facts]
    cells = [
        cell.id
        for table in evidence.tables
        if table.id.startswith("T")
        for cell in table.cells
        if cell.value is not None
    ]
    return Coverage(
        obligations=tuple(_obligations(evidence, checks)),
        facts=_account(facts, bound),
        cells=_account(cells, bound),
    )


def _account(refs: Sequence[str], bound: set[str]) -> Accounted:
    unchecked = tuple(ref for ref in refs if ref not in bound)
    return Accounted(checked=len(refs) - len(unchecked), unchecked=unchecked)


def _obligations(seen: Evidence, checks: Sequence[Check]) -> Iterable[Obligation]:
    by_rule: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        by_rule[check.rule].append(check)
    for rule in load_obligations(seen.kind):
        made = [check for name in by_rule if rule.covers(name) for check in by_rule[name]]
        state, why = _state(seen, rule, made)
        yield Obligation.model_validate(
            {
                "id": rule.id,
                "title": rule.title,
                "class": rule.check_class,
                "state": state,
                "checks": tuple(check.id for check in made),
                "why": why,
            }
        )


def _state(
    seen: Evidence, rule: ObligationRule, made: Sequence[Check]
) -> tuple[ObligationState, str | None]:
    """Return how a duty went, and why it does not apply or cannot be checked."""
    states = {check.status for check in made}
    if "fail" in states:
        return "failed", None
    if states & {"pass", "rounding"}:
        return "passed", None
    titles = {table.id: table.title for table in load_tables(seen.kind)}
    for table in rule.tables:
        view = seen.views.get(table)
        name = f"《{titles.get(table, table)}》（{table}）"
        if view is None:
            return "not_checkable", f"没有找到{name}"
        if view.damaged:
            return "not_checkable", f"{name}的表体已损坏"
        if view.empty:
            return "not_applicable", f"{name}没有数据"
    if "unverifiable" in states:
        lacking = [operand.ref for operand in made[0].operands if operand.value is None]
        return "not_checkable", f"缺少要比较的数：{'、'.join(lacking)}"
    return _without_checks(seen, rule)


def _without_checks(seen: Evidence, rule: ObligationRule) -> tuple[ObligationState, str]:
    """Return the state of a duty for which nothing could be compared."""
    if not rule.topics:
        lacking = "表内没有可以比较的数" if rule.tables else "报告里没有写这样的内容"
        return "not_applicable", lacking
    topics = [section.topic or "" for section in seen.sections]
    if not any(_is_under(topic, rule.topics) for topic in topics):
        return "not_checkable", "情况说明里没有找到这一节"
    stated = [
        fact
        for topic in rule.topics
        for fact in seen.figures.under(topic)
        if fact.kind not in ("nil", "level")
    ]
    if stated:
        return "not_applicable", "这一节没有可以这样核对的数"
    return "not_applicable", "这一节写明没有，或没有写金额"


def _is_under(topic: str, prefixes: Iterable[str]) -> bool:
    return any(topic == prefix or topic.startswith(prefix + ".") for prefix in prefixes)
