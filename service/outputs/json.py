"""The document itself, as the output contract words it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from extractor.model import Report
    from service.outputs._form import Form


def write(reports: Iterable[Report], out: TextIO, form: Form) -> None:
    """Write one document, or an array where several files were asked for."""
    documents = (form.trimmed(report).model_dump_json(indent=2) for report in reports)
    if not form.many:
        for document in documents:
            out.write(document + "\n")
        return
    separator = "["
    for document in documents:
        out.write(f"{separator}\n{document}")
        separator = ","
    out.write("[]\n" if separator == "[" else "\n]\n")


def write_lines(reports: Iterable[Report], out: TextIO, form: Form) -> None:
    """Write one document on each line."""
    for report in reports:
        out.write(form.trimmed(report).model_dump_json() + "\n")
