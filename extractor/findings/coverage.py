"""What was checked, and what was not: an empty list of findings must mean something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from extractor.evidence import Evidence
from extractor.model import Accounted, Check, Coverage, Obligation, ObligationState
from rules.loaders.messages import load_messages
from rules.loaders.obligations import ObligationRule, duties_of, load_obligations
from rules.loaders.tables import load_tables
from rules.terms import Lang


def coverage(evidence: Evidence, checks: Sequence[Check], lang: Lang = "zh") -> Coverage:
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
        if table.is_official
        for cell in table.cells
        if cell.value is not None
    ]
    return Coverage(
        obligations=tuple(_Duties(evidence, checks, lang)),
        facts=_account(facts, bound),
        cells=_account(cells, bound),
        numerals=evidence.numerals,
    )


def _account(refs: Sequence[str], bound: set[str]) -> Accounted:
    unchecked = tuple(ref for ref in refs if ref not in bound)
    return Accounted(checked=len(refs) - len(unchecked), unchecked=unchecked)


class _Duties:
    """Judges every duty of one kind of report, in the words of one language."""

    def __init__(self, seen: Evidence, checks: Sequence[Check], lang: Lang) -> None:
        self._seen = seen
        self._lang = lang
        self._messages = load_messages(lang)
        self._titles = {table.id: table.title for table in load_tables(seen.kind)}
        by_rule: dict[str, list[Check]] = defaultdict(list)
        for check in checks:
            by_rule[check.rule].append(check)
        self._of_duty: dict[str, list[Check]] = defaultdict(list)
        for rule, made in by_rule.items():
            for duty in duties_of(seen.kind, rule):
                self._of_duty[duty] += made

    def __iter__(self) -> Iterator[Obligation]:
        for rule in load_obligations(self._seen.kind):
            made = self._of_duty[rule.id]
            state, why = self._state(rule, made)
            yield Obligation.model_validate(
                {
                    "id": rule.id,
                    "title": rule.title(self._lang),
                    "class": rule.check_class,
                    "state": state,
                    "checks": tuple(check.id for check in made),
                    "why": why,
                }
            )

    def _state(
        self, rule: ObligationRule, made: Sequence[Check]
    ) -> tuple[ObligationState, str | None]:
        """Return how a duty went, and why it does not apply or cannot be checked."""
        states = {check.status for check in made}
        if "fail" in states:
            return "failed", None
        if states & {"pass", "rounding"}:
            return "passed", None
        for table in rule.tables:
            lacking = self._state_of_table(table)
            if lacking is not None:
                return lacking
        if "unverifiable" in states:
            return "not_checkable", self._say("lacking", places=self._missing_in(made))
        return self._without_checks(rule)

    def _state_of_table(self, table: str) -> tuple[ObligationState, str] | None:
        """Return why nothing could be compared with a table; None where it is there."""
        view = self._seen.views.get(table)
        if view is not None and not view.damaged and not view.empty:
            return None
        named = {"table": self._titles.get(table, table), "id": table}
        if view is None:
            return "not_checkable", self._say("no_table", **named)
        if view.damaged:
            return "not_checkable", self._say("damaged", **named)
        return "not_applicable", self._say("empty", **named)

    def _missing_in(self, made: Sequence[Check]) -> str:
        """Return the sections and tables where an operand is missing."""
        refs = {o.ref.partition(":")[0]: None for c in made for o in c.operands if o.value is None}
        places = dict.fromkeys(self._place(ref) for ref in refs)
        return self._messages.words["list"].join(places)

    def _place(self, ref: str) -> str:
        fact = self._seen.fact_by_id.get(ref)
        if fact is None:
            table = ref.partition("/")[0]
            return f"《{self._titles.get(table, table)}》（{table}）"
        section = self._seen.section_by_id.get(fact.section or "")
        return section.title if section else fact.subject

    def _without_checks(self, rule: ObligationRule) -> tuple[ObligationState, str]:
        """Return the state of a duty for which nothing could be compared."""
        kinds = {form.table.kind for form in self._seen.forms}
        if rule.forms and kinds.isdisjoint(rule.forms):
            return "not_checkable", self._say("no_form")
        if not rule.topics:
            key = "nothing_to_compare" if rule.tables else "not_written"
            return "not_applicable", self._say(key)
        names = self._messages.topics
        topics = self._messages.words["list"].join(names.get(t, t) for t in rule.topics)
        found = (section.topic or "" for section in self._seen.sections)
        if not any(_is_under(topic, rule.topics) for topic in found):
            return "not_checkable", self._say("no_section", topics=topics)
        stated = (
            fact.kind not in ("nil", "level")
            for topic in rule.topics
            for fact in self._seen.figures.under(topic)
        )
        key = "nothing_of_this_kind" if any(stated) else "states_none"
        return "not_applicable", self._say(key, topics=topics)

    def _say(self, key: str, **parts: str) -> str:
        return self._messages.coverage[key].format(**parts)


def _is_under(topic: str, prefixes: Iterable[str]) -> bool:
    return any(topic == prefix or topic.startswith(prefix + ".") for prefix in prefixes)
