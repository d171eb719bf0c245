"""The whole story: bytes → Document → sections, tables, facts → links → checks → Report."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from extractor.checks import run_checks
from extractor.document import Document
from extractor.errors import EmptyInput, NotAReport, TooLarge
from extractor.evidence import Evidence
from extractor.findings import coverage, explain, told
from extractor.frame import Frame, find_frame
from extractor.links import with_links
from extractor.load import MAX_BYTES, joined, load, plain
from extractor.model import Check, Coverage, Finding, Report, ReportInfo, Table
from extractor.narrative import read_narrative
from extractor.one_report import of_the_whole
from extractor.own_rules import open_rules
from extractor.sections import find_outline, find_sections
from extractor.tables import read_tables
from extractor.views import name_of
from rules.loaders.frame import load_frame
from rules.loaders.sets import using
from rules.terms import Lang

Judgement = tuple[tuple[Check, ...], tuple[Finding, ...], Coverage]

Source = str | Path | bytes | BinaryIO


@contextmanager
def _collector_held_back() -> Iterator[None]:
    """Let no garbage collection fall into the reading of a report.

    What is read is kept, and has next to no cycles: the collector would look through all of it
    again and again, the longer the report the more, and find nothing. It goes on counting, and so
    makes up for it afterwards.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_collector_held_back()
def extract(
    source: Source,
    *,
    filename: str | None = None,
    tables: Source | None = None,
    rules: str | Path | None = None,
    lang: Lang = "zh",
    ocr: bool = False,
) -> Report:
    """Read one report; raises an InputError with a code for input that is none.

    ``source`` is a path, the bytes, or a binary file; so is ``tables``, a second file with the
    official tables of the same report. Offsets then count through both texts. ``rules`` is a
    folder whose rules go over ours; a RuleError says what is wrong there. ``ocr`` reads the pages
    of a PDF that are only images, too; it needs the extra ``gouji[ocr]`` and Tesseract.
    """
    with using(open_rules(rules)):
        return _extract(source, filename, tables, lang, ocr)


def _extract(
    source: Source, filename: str | None, tables: Source | None, lang: Lang, ocr: bool
) -> Report:
    data, name = _read(source, filename)
    document = load(data, ocr=ocr)
    if tables is not None:
        document = joined(document, load(_read(tables, None)[0], ocr=ocr))
    return _to_report(document, data, name, read_evidence(document), lang)


def read_evidence(document: Document) -> Evidence:
    """Return everything that was read of a document: the extraction, without a check."""
    outline = find_outline(document)
    sections, contents = outline.sections, outline.contents
    frame = find_frame(document, sections)
    read = read_tables(document, sections, frame)
    _require_a_report(document, read.tables)
    frame = _complete(frame, read.tables)
    told = read_narrative(document, sections, read.tables, frame)
    whole = of_the_whole(sections, read.tables, told.facts)
    warnings = (*document.warnings, *read.warnings, *whole, *told.warnings)
    seen = Evidence(
        sections,
        read.tables,
        told.facts,
        (),
        frame,
        document.text,
        warnings,
        document,
        contents,
        told.numerals,
    )
    return with_links(seen)


def judge(evidence: Evidence, lang: Lang = "zh") -> Judgement:
    """Return every check, the findings among them, and what was not checked."""
    checks = run_checks(evidence, lang)
    return checks, explain(checks, evidence, lang), coverage(evidence, checks, lang)


def extract_narrative(
    text: str,
    *,
    fiscal_year: int | None = None,
    rules: str | Path | None = None,
    lang: Lang = "zh",
) -> Report:
    """Read the facts of a bare passage, without tables and without a title page."""
    with using(open_rules(rules)):
        return _extract_narrative(text, fiscal_year, lang)


@_collector_held_back()
def _extract_narrative(text: str, fiscal_year: int | None, lang: Lang) -> Report:
    data = text.encode("utf-8", errors="replace")
    if not text.strip():
        raise EmptyInput("没有文字。请提供一段情况说明。", "There is no text. Give a passage.")
    document = plain.load_text(text)
    sections = find_sections(document)
    named = find_frame(document, sections)
    frame = replace(named, entity=None, fiscal_year=fiscal_year or named.fiscal_year)
    told = read_narrative(document, sections, (), frame)
    warnings = (*document.warnings, *told.warnings)
    evidence = Evidence(
        sections,
        (),
        told.facts,
        (),
        frame,
        document.text,
        warnings,
        document,
        numerals=told.numerals,
    )
    return _to_report(document, data, "", evidence, lang)


def _read(source: Source, filename: str | None) -> tuple[bytes, str]:
    """Return the bytes and the name; what is far too large is refused before it is read."""
    if isinstance(source, bytes):
        return source, filename or ""
    if isinstance(source, str | Path):
        path = Path(source)
        _require_size(path.stat().st_size)
        return path.read_bytes(), filename or path.name
    data = source.read(MAX_BYTES + 1)
    _require_size(len(data))
    return data, filename or Path(str(getattr(source, "name", ""))).name


def _require_size(size: int) -> None:
    if size > MAX_BYTES:
        raise TooLarge.above(MAX_BYTES // 1_000_000)


def _require_a_report(document: Document, tables: Sequence[Table]) -> None:
    if any(table.is_official and table.cells for table in tables):
        return
    rules = load_frame()
    words = {match.group().strip('“”"') for match in rules.outline.finditer(document.text)}
    if len(words) < rules.outline_words:
        raise NotAReport(
            "这不像部门（单位）决算公开或预算公开报告：没有找到公开报表，也没有情况说明的用语。请确认文件。",
            "This does not look like a final-accounts or budget disclosure. Check the file.",
        )


def _complete(frame: Frame, tables: Sequence[Table]) -> Frame:
    """Return the frame with the entity that the tables by unit name, where no title did.

    It has the shortest code; of several, the unit that is printed first.
    """
    if frame.entity:
        return frame
    units = [
        (len(cell.row_key), name_of(cell))
        for table in tables
        for cell in table.cells
        if cell.row_key and cell.row_key.startswith("unit:")
    ]
    return replace(frame, entity=min(units, key=itemgetter(0))[1]) if units else frame


def _to_report(
    document: Document, data: bytes, name: str, evidence: Evidence, lang: Lang
) -> Report:
    frame = evidence.frame
    checks, findings, covered = judge(evidence, lang)
    info = ReportInfo(
        id=hashlib.sha256(data).hexdigest(),
        source=name,
        media_type=document.media_type,
        kind=frame.kind,
        entity=frame.entity,
        fiscal_year=frame.fiscal_year,
        unit=frame.unit,
        pages=document.pages,
    )
    return Report.model_construct(
        schema_="gouji/1",
        report=info,
        sections=evidence.sections,
        tables=evidence.tables,
        facts=evidence.facts,
        links=evidence.links,
        checks=checks,
        findings=findings,
        coverage=covered,
        warnings=told(evidence.warnings, lang),
        text=document.text,
    )
