"""Report → text: one module per format, found in these two tables by the command line."""

from __future__ import annotations

from typing import Literal

from service.outputs import csv, html, json, sarif, text
from service.outputs._form import Form, Lang, Severity, Write

ExtractFormat = Literal["json", "jsonl", "csv", "html"]
CheckFormat = Literal["text", "json", "csv", "html", "sarif"]

EXTRACT_OUTPUTS: dict[ExtractFormat, Write] = {
    "json": json.write,
    "jsonl": json.write_lines,
    "csv": csv.write_facts,
    "html": html.write_documents,
}
CHECK_OUTPUTS: dict[CheckFormat, Write] = {
    "text": text.write,
    "json": json.write,
    "csv": csv.write_findings,
    "html": html.write_findings,
    "sarif": sarif.write,
}

__all__ = [
    "CHECK_OUTPUTS",
    "EXTRACT_OUTPUTS",
    "CheckFormat",
    "ExtractFormat",
    "Form",
    "Lang",
    "Severity",
    "Write",
]
