"""What ought to be checked in a report of each kind, whatever happens to be read of it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from operator import attrgetter

from rules.loaders.files import ROOT, Entry, read_toml
from rules.loaders.sets import laid_over, own, own_entries, per_rule_set
from rules.loaders.tables import REPORT_KINDS
from rules.terms import Lang

_ID = attrgetter("id")


@dataclass(frozen=True, slots=True)
class ObligationRule:
    """One duty: its checks, and the tables, sections and kinds of forms that it needs."""

    id: str
    reports: tuple[str, ...]
    check_class: str
    why: str
    english: str
    rules: tuple[str, ...]
    tables: tuple[str, ...]
    topics: tuple[str, ...]
    forms: tuple[str, ...]

    def title(self, lang: Lang) -> str:
        """Return what ought to be checked, in Chinese or in English."""
        return self.why if lang == "zh" else self.english

    def covers(self, rule: str) -> bool:
        """Return whether the checks of a rule belong to this duty."""
        return any(fnmatchcase(rule, pattern) for pattern in self.rules)


@per_rule_set
def load_obligations(report_kind: str) -> tuple[ObligationRule, ...]:
    """Return the duties of ``final_accounts`` or ``budget``, in the order of the file."""
    entry = read_toml(ROOT / "obligations.toml")
    shipped = tuple(_obligation(each) for each in entry.entries("obligation"))
    entry.done()
    rules = laid_over(shipped, own_obligations(), _ID)
    return tuple(rule for rule in rules if report_kind in rule.reports)


@per_rule_set
def duties_of(report_kind: str, rule: str) -> tuple[str, ...]:
    """Return the ids of the duties that the checks of a rule belong to."""
    return tuple(duty.id for duty in load_obligations(report_kind) if duty.covers(rule))


@per_rule_set
def own_obligations() -> dict[Hashable, ObligationRule]:
    """Return the duties that the user adds or changes, by id."""
    whole = own("obligations.toml")
    found = own_entries(whole, "obligation", _obligation, _ID)
    if whole is not None:
        whole.done()
    return found


def _obligation(entry: Entry) -> ObligationRule:
    rule = ObligationRule(
        id=entry.text("id"),
        reports=entry.texts("reports", REPORT_KINDS),
        check_class=entry.text("class"),
        why=entry.text("why"),
        english=entry.text("english"),
        rules=entry.words("rules"),
        tables=entry.words("tables"),
        topics=entry.words("topics"),
        forms=entry.words("forms"),
    )
    entry.done()
    return rule
