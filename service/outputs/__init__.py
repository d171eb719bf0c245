"""Report → text or file: one module per format, found in these tables by the command line."""

from __future__ import annotations

from typing import Literal

from service.outputs import csv, docx, html, json, pdf, sarif, text, xlsx
from service.outputs._form import Form, Make, Unfit, Write

ExtractFormat = Literal["json", "jsonl", "csv", "html"]
CheckFormat = Literal["text", "json", "csv", "html", "sarif", "xlsx", "pdf", "docx"]

EXTRACT_OUTPUTS: dict[ExtractFormat, Write] = {
    "json": json.write,
    "jsonl": json.write_lines,
    "csv": csv.write_facts,
    "html": html.write_documents,
}
# Made of one report and of the file that it was read from.
FILE_OUTPUTS: dict[CheckFormat, Make] = {
    "xlsx": xlsx.make,
    "pdf": pdf.mark,
    "docx": docx.mark,
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
    "FILE_OUTPUTS",
    "CheckFormat",
    "ExtractFormat",
    "Form",
    "Make",
    "Unfit",
    "Write",
]
