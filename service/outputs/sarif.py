"""SARIF 2.1.0, for tools that collect findings: one run, every finding with both its places."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

import regex

from service.telling.places import Places, tidy

if TYPE_CHECKING:
    from extractor.model import Evidence, Finding, Report, Span
    from service.outputs._form import Form

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
_NEWLINE = regex.compile(r"\r\n|\n")


def write(reports: Iterable[Report], out: TextIO, form: Form) -> None:
    """Write one log with one run over all reports."""
    run = _Run(form)
    for report in reports:
        run.add(report)
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run.as_dict()]}
    json.dump(log, out, ensure_ascii=False, indent=2)
    out.write("\n")


class _Run:
    """Collects the rules, the files and the results of one run."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._rules: dict[str, dict[str, Any]] = {}
        self._artifacts: list[dict[str, Any]] = []
        self._results: list[dict[str, Any]] = []
        self._notes: list[dict[str, Any]] = []

    def add(self, report: Report) -> None:
        """Add a report and its findings."""
        file = _File(report, len(self._artifacts))
        self._artifacts.append(file.artifact())
        self._results += [self._result(finding, file) for finding in self._form.shown(report)]
        self._notes += [
            {"descriptor": {"id": one.code}, "level": "warning", "message": {"text": one.message}}
            for one in report.warnings
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the run as SARIF words it."""
        driver = {
            "name": "gouji",
            "version": version("gouji"),
            "language": _LANGUAGES[self._form.lang],
            "rules": list(self._rules.values()),
        }
        return {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [
                {"executionSuccessful": True, "toolExecutionNotifications": self._notes}
            ],
            "artifacts": self._artifacts,
            "results": self._results,
        }

    def _result(self, finding: Finding, file: _File) -> dict[str, Any]:
        first, *others = [file.location(piece) for piece in finding.evidence]
        related = [{"id": number, **place} for number, place in enumerate(others, start=1)]
        return {
            "ruleId": finding.rule,
            "ruleIndex": self._rule(finding),
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.explanation},
            "locations": [first],
            "relatedLocations": related,
            "partialFingerprints": {"goujiKey/v1": finding.key},
            "properties": {
                "class": finding.check_class,
                "title": finding.title,
                "formula": finding.formula,
                "actual": finding.actual,
                "expected": finding.expected,
                "consequences": list(finding.consequences),
            },
        }

    def _rule(self, finding: Finding) -> int:
        """Return the number of the finding's rule; the most severe finding names its level."""
        if finding.rule not in self._rules:
            self._rules[finding.rule] = {
                "id": finding.rule,
                "shortDescription": {"text": finding.title},
                "fullDescription": {"text": finding.message},
                "help": {"text": f"{finding.message}\n\ngouji rules {finding.rule}"},
                "defaultConfiguration": {"level": _LEVELS[finding.severity]},
                "properties": {"tags": [finding.check_class]},
            }
        return list(self._rules).index(finding.rule)


class _File:
    """One report as a file in which places are pointed at."""

    def __init__(self, report: Report, index: int) -> None:
        self._report = report
        self._index = index
        self._places = Places(report)
        # Offsets of a page's text lead nowhere in a PDF: there a place is its page.
        self._text = report.text if report.report.media_type.startswith("text/") else None
        ends = [match.end() for match in _NEWLINE.finditer(self._text or "")]
        self._lines = [0, *ends]

    def artifact(self) -> dict[str, Any]:
        """Return the file, known by its hash."""
        info = self._report.report
        return {
            "location": {"uri": _uri(info.source)},
            "mimeType": info.media_type,
            "hashes": {"sha-256": info.id},
            "properties": {"entity": info.entity, "fiscalYear": info.fiscal_year},
        }

    def location(self, piece: Evidence) -> dict[str, Any]:
        """Return where a piece of evidence stands, for programs and in words."""
        where = self._places.describe(piece.ref, piece.span) or self._report.report.source
        physical: dict[str, Any] = {
            "artifactLocation": {
                "uri": _uri(self._report.report.source),
                "index": self._index,
            }
        }
        if self._text is not None:
            physical["region"] = self._region(piece.span)
        place = {
            "physicalLocation": physical,
            "logicalLocations": [{"fullyQualifiedName": where}],
            "message": {"text": f"{where}: {tidy(piece.span.text)}"},
        }
        return place | ({"properties": {"page": piece.span.page}} if piece.span.page else {})

    def _region(self, span: Span) -> dict[str, Any]:
        start, end = self._line_and_column(span.start), self._line_and_column(span.end)
        return {
            "startLine": start[0],
            "startColumn": start[1],
            "endLine": end[0],
            "endColumn": end[1],
            "charOffset": span.start,
            "charLength": span.end - span.start,
            "snippet": {"text": span.text},
        }

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1


def _uri(source: str) -> str:
    """Return the file's name as a URI; a relative one stays relative."""
    path = PurePath(source)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
