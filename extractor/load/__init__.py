"""Bytes → Document: one module per format, chosen by what the bytes are, not by the name."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from extractor.document import Beside, Document, Grid
from extractor.errors import EmptyInput
from extractor.load import isolation, media, plain
from extractor.load.limits import Limits
from extractor.notices import Notice
from extractor.text import DAMAGED

# No report comes near it; what is larger is refused before it is read.
MAX_BYTES = 200_000_000
# A page takes a few seconds.
OCR_SECONDS = 1800


def load(data: bytes, *, ocr: bool = False) -> Document:
    """Return the document of these bytes; raises the InputError that fits.

    With ``ocr`` pages of a PDF that are only images are read too, for as long as the limits allow.
    """
    if not data.strip(b"\0 \t\r\n\f\v\xef\xbb\xbf\xff\xfe"):
        raise EmptyInput(
            "文件是空的。请确认是完整的报告。", "The file is empty. Check that it is whole."
        )
    kind = media.media_type(data)
    if kind == media.TEXT:
        return _noticed(plain.load(data))
    limits = Limits.from_environment()
    if ocr and not limits.ocr_seconds:
        limits = replace(limits, ocr_seconds=OCR_SECONDS)
    document = isolation.load(kind, data, limits)
    return document if kind == media.PDF else _noticed(document)


def _noticed(document: Document) -> Document:
    """Return the document with a notice of the characters that are damaged in the file itself."""
    damaged = document.text.count(DAMAGED)
    if not damaged:
        return document
    notice = Notice("damaged_characters", None, {"count": damaged})
    return replace(document, warnings=(*document.warnings, notice))


def joined(report: Document, tables: Document) -> Document:
    """Return one document of a report and of the file that holds its tables, one behind the other.

    Offsets count through both; the media type and the pages are those of the report, and what was
    recognised or could not be read is known of either.
    """
    gap = "\n\n"
    shift = len(report.text) + len(gap)
    lines = tuple(
        structs.replace(line, start=line.start + shift, end=line.end + shift)
        for line in tables.lines
    )
    return replace(
        report,
        text=report.text + gap + tables.text,
        lines=report.lines + lines,
        grids=report.grids + tuple(_shifted(grid, shift) for grid in tables.grids),
        recognized=report.recognized | {page + (report.pages or 0) for page in tables.recognized},
        warnings=report.warnings + tuple(replace(n, beside=True) for n in tables.warnings),
        beside=Beside(shift, tables.layout),
    )


def _shifted(grid: Grid, shift: int) -> Grid:
    rows = tuple(
        tuple(structs.replace(cell, start=cell.start + shift, end=cell.end + shift) for cell in row)
        for row in grid.rows
    )
    return replace(grid, rows=rows, start=grid.start + shift, end=grid.end + shift)
