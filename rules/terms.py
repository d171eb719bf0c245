"""What every layer calls the same: languages, severities, kinds, and errors in both languages."""

from __future__ import annotations

from typing import Literal

# What people are told things in; what a report says itself stays Chinese.
Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
Severity = Literal["error", "warning", "info"]
# The worst first.
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

# What rules and the document of a report call the same.
ReportKind = Literal["final_accounts", "budget"]
SectionRole = Literal["overview", "tables", "narrative", "work_review", "glossary", "attachment"]
FactKind = Literal[
    "amount",
    "change",
    "change_rate",
    "share",
    "completion_rate",
    "count",
    "ratio",
    "measurement",
    "calculation",
    "nil",
    "level",
]
Measure = Literal["final", "initial_budget", "budget", "other"]
# The plan as it was changed during the year, and as it began.
PLANS: tuple[Measure, ...] = ("budget", "initial_budget")
Direction = Literal["increase", "decrease", "unchanged"]
# Rows of incomes that are no fiscal appropriation: where all are blank, all money is 财政拨款.
OTHER_INCOMES = (
    "income:special_account",
    "income:superior",
    "income:business",
    "income:operating",
    "income:subordinate",
    "income:other",
    "surplus_used",
)
# Columns that stand beside the amounts of the year, by how their keys begin: last year's, how
# both differ, and what else only compares.
PRIOR, CHANGE, RATE = "prior:", "change:", "rate:"
BESIDE = (PRIOR, CHANGE, RATE, "beside:")


class ExplainedError(Exception):
    """Base of what a person can mend: it says what is wrong and what to do, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self._messages: dict[Lang, str] = {"zh": zh, "en": en}

    def message(self, lang: Lang = "zh") -> str:
        """Return what is wrong and what to do about it, in Chinese or English."""
        return self._messages[lang]
