"""The facts of a report by what they are about: who speaks of what, and where else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from extractor.frame import Frame
from extractor.model import Fact, Section
from extractor.text import squeeze
from rules.loaders.links import LinkRules

Identity = tuple[str, str, str | None, str | None]


class Subjects:
    """What each fact is about, and whose money it counts, in words that facts can be told by."""

    def __init__(self, sections: Sequence[Section], frame: Frame, rules: LinkRules) -> None:
        self._topics = {section.id: section.topic or "" for section in sections}
        self._entity = frame.entity or ""
        self._rules = rules
        self._subjects: dict[str, str] = {}
        self._funds: dict[str, str] = {}

    def topic(self, fact: Fact) -> str:
        """Return what the fact's section reports on, empty where that is not known."""
        return self._topics.get(fact.section or "", "")

    def subject(self, fact: Fact) -> str:
        """Return the fact's subject without blanks, year, and the name of who reports."""
        known = self._subjects.get(fact.id)
        if known is None:
            subject = squeeze(fact.subject).removeprefix(self._entity)
            known = self._subjects[fact.id] = self._rules.bare(subject)
        return known

    def fund(self, fact: Fact) -> str:
        """Return whose money the fact counts: none (all), fiscal, general, fund or capital."""
        known = self._funds.get(fact.id)
        if known is None:
            code = fact.account.code if fact.account else None
            known = self._rules.fund(self.subject(fact), self.topic(fact), fact.fund, code)
            self._funds[fact.id] = known
        return known


class Figures:
    """Look-ups from fact to fact."""

    def __init__(self, facts: Sequence[Fact], subjects: Subjects) -> None:
        self._subjects = subjects
        self._by_id = {fact.id: fact for fact in facts}
        self._about: dict[str, list[Fact]] = {}
        self._amounts: dict[Identity, list[Fact]] = {}
        self.by_topic: dict[str, list[Fact]] = {}
        self._under: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.of is not None:
                self._about.setdefault(fact.of, []).append(fact)
            if fact.kind == "amount" and not fact.approximate:
                key = self._identity(fact, fact.measure, fact.period)
                self._amounts.setdefault(key, []).append(fact)
            self.by_topic.setdefault(subjects.topic(fact), []).append(fact)

    def _identity(self, fact: Fact, measure: str | None, period: str | None) -> Identity:
        account = fact.account
        subject = (account.code or account.name) if account else self._subjects.subject(fact)
        return subject, self._subjects.fund(fact), measure, period

    def under(self, topic: str) -> Sequence[Fact]:
        """Return the facts of all sections with this topic, or with one below it."""
        known = self._under.get(topic)
        if known is None:
            below = topic + "."
            known = self._under[topic] = [
                fact
                for name, facts in self.by_topic.items()
                if name == topic or name.startswith(below)
                for fact in facts
            ]
        return known

    def about(self, fact: Fact, kind: str) -> list[Fact]:
        """Return the facts of a kind that are about this one."""
        return [other for other in self._about.get(fact.id, ()) if other.kind == kind]

    def current(self, fact: Fact) -> Fact | None:
        """Return the amount that a change, rate, share or level is about."""
        return self._by_id.get(fact.of or "")

    def whole(self, fact: Fact) -> Fact | None:
        """Return the whole of a share, or the budget of a completion rate."""
        return self._by_id.get(fact.whole or "")

    def same(self, fact: Fact, measure: str | None, period: str | None) -> Fact | None:
        """Return the amount of the same subject with another measure or period.

        Of several, one in the same section; of those, the nearest before the fact.
        """
        found = self._amounts.get(self._identity(fact, measure, period), [])
        at = bisect_right(found, fact.span.start, key=lambda other: other.span.start)
        # They stand in text order, and so do sections: its own one is right beside the fact.
        before = [other for other in found[max(0, at - 2) : at] if other.id != fact.id][-1:]
        beside = [*before, *found[at : at + 1]]
        near = (other for other in beside if other.section == fact.section)
        return next(near, beside[0] if beside else None)

    def off_the_plan(self, rate: Fact) -> Fact | None:
        """Return the printed difference from the plan that a completion rate goes with."""
        for other in self._about.get(rate.of or "", ()):
            if other.kind == "change" and other.base_measure in ("initial_budget", "budget"):
                return other
        return None

    def change_beside(self, rate: Fact) -> Fact | None:
        """Return the printed change that a rate of change goes with."""
        base = (rate.base_period, rate.base_measure)
        for other in self._about.get(rate.of or "", ()):
            if other.kind == "change" and (other.base_period, other.base_measure) == base:
                return other
        return None
