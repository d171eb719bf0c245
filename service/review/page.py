"""The review page of a report, and how every page for people is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rules.terms import Lang
from service.review.document import ReviewedReport
from service.review.words import REVIEW_WORDS
from service.telling.page_words import PAGE_WORDS
from service.telling.templates import templates_of
from service.telling.words import WORDS, counted

if TYPE_CHECKING:
    from extractor.model import Report
    from service.store import Comparison, Decision, FindingRow

_TEMPLATES = templates_of("service.review")


def filled(template: str, lang: Lang, *, logged_in: bool = False, **values: Any) -> str:
    """Return a page: a template with its words and values."""
    return _TEMPLATES.get_template(template).render(
        lang=lang,
        suffix="?lang=en" if lang == "en" else "",
        words=WORDS[lang],
        basic=PAGE_WORDS[lang],
        page=REVIEW_WORDS[lang],
        logged_in=logged_in,
        **values,
    )


def review_page(
    report: Report,
    lang: Lang,
    decisions: Mapping[str, Decision],
    between: Sequence[FindingRow],
    behind: Comparison | None,
    *,
    logged_in: bool,
) -> str:
    """Return the page that shows a report beside its findings, to decide on them.

    ``between`` are findings that rest on other reports too, ``behind`` how many may be missing.
    """
    reviewed = ReviewedReport(report, REVIEW_WORDS[lang].on_page, between, WORDS[lang].front)
    info, words = report.report, WORDS[lang]
    return filled(
        "review.html.j2",
        lang,
        logged_in=logged_in,
        report=info,
        head=words.title.format(
            entity=info.entity or "?", year=info.fiscal_year or "?", kind=words.kinds[info.kind]
        ),
        counts=counted(report, len(report.findings), words),
        findings=reviewed.findings,
        blocks=reviewed.blocks if report.text else (),
        between=reviewed.between,
        compared=behind,
        wanted=reviewed.wanted,
        classes=reviewed.classes,
        decisions=decisions,
        warnings=report.warnings,
    )
