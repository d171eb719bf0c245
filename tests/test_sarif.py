"""SARIF: valid by the official schema, every place where the decoded text has it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from extractor.model import Report
from service.outputs import CHECK_OUTPUTS, Form
from tests.corpus import ROOT
from tests.reports import TEXT, make_finding, make_report

SCHEMA = json.loads((ROOT / "tests" / "schemas" / "sarif-schema-2.1.0.json").read_text("utf-8"))


def log_of(*reports: Report, form: Form | None = None) -> dict[str, Any]:
    out = io.StringIO()
    CHECK_OUTPUTS["sarif"](reports, out, form or Form())
    log: dict[str, Any] = json.loads(out.getvalue())
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    return log


def test_the_log_of_every_report_is_valid_and_points_at_its_text(
    read: Callable[[str], Report], name: str
) -> None:
    report = read(name)
    (run,) = log_of(report)["runs"]
    text = report.text or ""
    lines = text.replace("\r\n", "\n").split("\n")
    assert len(run["results"]) == len(report.findings)
    for result, finding in zip(run["results"], Form().shown(report), strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == finding.rule
        assert result["partialFingerprints"]["goujiKey/v1"] == finding.key
        places = [*result["locations"], *result["relatedLocations"]]
        assert len(places) == len(finding.evidence)
        for place, piece in zip(places, finding.evidence, strict=True):
            region = place["physicalLocation"]["region"]
            end = region["charOffset"] + region["charLength"]
            assert text[region["charOffset"] : end] == piece.span.text
            line = lines[region["startLine"] - 1][region["startColumn"] - 1 :]
            assert line.startswith(piece.span.text.splitlines()[0] if piece.span.text else "")


def test_a_log_says_what_was_found_where() -> None:
    report = make_report(make_finding()).model_copy(update={"text": TEXT})
    (run,) = log_of(report)["runs"]
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("overall.total", "error")
    assert result["message"]["text"] == "两处应当相等。"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 8
    assert [place["id"] for place in result["relatedLocations"]] == [1, 2]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["help"]["text"].endswith("gouji rules overall.total")
    assert run["invocations"][0]["toolExecutionNotifications"][0]["level"] == "warning"


@pytest.mark.parametrize(
    ("severity", "level"), [("error", "error"), ("warning", "warning"), ("info", "note")]
)
def test_a_level_for_each_severity(severity: str, level: str) -> None:
    (run,) = log_of(make_report(make_finding(severity)))["runs"]
    assert run["results"][0]["level"] == level


def test_a_file_name_is_a_uri() -> None:
    (run,) = log_of(make_report(source="报告 1.txt"), make_report(source="/a/b.txt"))["runs"]
    uris = [one["location"]["uri"] for one in run["artifacts"]]
    assert uris == ["%E6%8A%A5%E5%91%8A%201.txt", "file:///a/b.txt"]


def test_a_page_of_a_pdf_has_no_offsets() -> None:
    report = make_report(make_finding())
    info = report.report.model_copy(update={"media_type": "application/pdf"})
    (run,) = log_of(report.model_copy(update={"report": info, "text": TEXT}))["runs"]
    assert "region" not in run["results"][0]["locations"][0]["physicalLocation"]
