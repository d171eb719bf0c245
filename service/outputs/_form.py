"""What the user asked of an output, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO, TypeAlias

from rules.terms import SEVERITIES, ExplainedError, Lang, Severity
from service.telling import worst_first

if TYPE_CHECKING:
    from extractor.model import Finding, Report


@dataclass(frozen=True, slots=True)
class Form:
    """The wishes that outputs share."""

    lang: Lang = "zh"
    # Several files were asked for, even where only one of them could be read.
    many: bool = False
    color: bool = False
    min_severity: Severity = "info"
    with_text: bool = False
    coverage: bool = False

    def shown(self, report: Report) -> list[Finding]:
        """Return the findings that are severe enough: all outputs number them in this order."""
        return sorted(self._wanted(report), key=worst_first)

    def trimmed(self, report: Report) -> Report:
        """Return the report with only these findings, and without its text unless asked for."""
        text = report.text if self.with_text else None
        return report.model_copy(update={"findings": self._wanted(report), "text": text})

    def _wanted(self, report: Report) -> tuple[Finding, ...]:
        least = SEVERITIES.index(self.min_severity)
        return tuple(f for f in report.findings if SEVERITIES.index(f.severity) <= least)


class Unfit(ExplainedError):
    """The output cannot be made of this file."""


# Reports come one by one, so that a long run shows its first results at once.
Write: TypeAlias = Callable[["Iterable[Report]", TextIO, Form], None]
# One report and the bytes that it was read from → the file.
Make: TypeAlias = Callable[["Report", bytes, Form], bytes]
