"""The commands that read reports and print: `gouji extract` and `gouji check`."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rules.terms import Lang, Severity
from service.cli.console import Exit, complain, either, fail, reason
from service.cli.files import spare, whole
from service.cli.options import Language, Out, Rules
from service.outputs import (
    CHECK_OUTPUTS,
    EXTRACT_OUTPUTS,
    FILE_OUTPUTS,
    CheckFormat,
    ExtractFormat,
    Form,
    Make,
    Unfit,
    Write,
)

if TYPE_CHECKING:
    from extractor.model import Report

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="Reports: PDF, .docx, .html, .xlsx, .txt or .md."),
]
Tables = Annotated[
    Path | None,
    typer.Option("--tables", help="A second file with the tables of the report (one FILE only)."),
]
Ocr = Annotated[
    bool,
    typer.Option("--ocr", help="Read pages that are only images, by OCR (needs gouji[ocr])."),
]


def extract(
    files: Files,
    form: Annotated[
        ExtractFormat,
        typer.Option("--format", help="csv: one row per fact; html: the text, facts marked."),
    ] = "json",
    output: Out = None,
    include: Annotated[
        Literal["text"] | None,
        typer.Option("--include", help="Put the decoded text in: offsets count its characters."),
    ] = None,
    tables: Tables = None,
    rules: Rules = None,
    ocr: Ocr = False,
    lang: Language = "zh",
) -> None:
    """Print reports as data.

    Sections, tables, facts, links, checks and findings: one document for each report, an array
    where there are several files.
    """
    spare(output, [*files, tables], lang)
    reading = ReportReader(files, lang, tables, rules, ocr)
    wishes = Form(lang=lang, many=len(files) > 1, with_text=include == "text")
    _print(EXTRACT_OUTPUTS[form], reading, output, wishes)
    raise typer.Exit(Exit.BAD_INPUT if reading.failed else Exit.CLEAN)


def check(
    files: Files,
    form: Annotated[
        CheckFormat,
        typer.Option(
            "--format",
            help="csv: one row per finding; html: one page to mail and print; sarif: 2.1.0; "
            "xlsx: a workbook with formulas; pdf, docx: a copy of the report, marked.",
        ),
    ] = "text",
    output: Out = None,
    tables: Tables = None,
    rules: Rules = None,
    ocr: Ocr = False,
    lang: Language = "zh",
    min_severity: Annotated[
        Severity, typer.Option("--min-severity", help="Leave out what is less severe.")
    ] = "info",
    coverage: Annotated[
        bool,
        typer.Option("--coverage", help="List what ought to be checked, and what nothing binds."),
    ] = False,
) -> None:
    """Print where reports contradict themselves.

    Findings by severity, both sides quoted where they stand, with the recomputed number.
    """
    spare(output, [*files, tables], lang)
    reading = ReportReader(files, lang, tables, rules, ocr)
    color = output is None and _on_terminal(sys.stdout) and not os.environ.get("NO_COLOR")
    wishes = Form(
        lang=lang,
        many=len(files) > 1,
        color=color,
        min_severity=min_severity,
        coverage=coverage,
    )
    if form in FILE_OUTPUTS:
        _make(FILE_OUTPUTS[form], form, reading, output, wishes)
    else:
        _print(CHECK_OUTPUTS[form], reading, output, wishes)
    worst = Exit.FINDINGS if reading.errors else Exit.CLEAN
    raise typer.Exit(Exit.BAD_INPUT if reading.failed else worst)


class ReportReader:
    """Reads the files one by one; what cannot be read is told on stderr, and the rest goes on."""

    def __init__(
        self, files: Sequence[Path], lang: Lang, tables: Path | None, rules: Path | None, ocr: bool
    ) -> None:
        if tables is not None and len(files) > 1:
            fail(either(lang, "--tables 只能配一份报告", "--tables goes with one report"))
        self.files = files
        self.tables = tables
        self.rules = rules
        self.ocr = ocr
        self.lang = lang
        self.read = 0
        self.failed = False
        self.errors = False

    def __iter__(self) -> Iterator[Report]:
        for number, file in enumerate(self.files, start=1):
            self._progress(f"[{number}/{len(self.files)}] {file.name}")
            report = self._read(file)
            self._progress("")
            if report is None:
                self.failed = True
                continue
            self.read += 1
            self.errors |= any(finding.severity == "error" for finding in report.findings)
            yield report

    def _progress(self, line: str) -> None:
        """Show the line in place of the one before, where somebody watches and has to wait."""
        if len(self.files) > 1 and _on_terminal(sys.stderr):
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()

    def _read(self, file: Path) -> Report | None:
        from extractor import InputError, RuleError, extract
        from extractor.load.limits import BadLimit

        try:
            return extract(
                file,
                filename=str(file),
                tables=self.tables,
                rules=self.rules,
                lang=self.lang,
                ocr=self.ocr,
            )
        except IsADirectoryError:
            english = "a folder; gouji batch reads all that is in it"
            complain(f"{file}: {either(self.lang, '这是目录；gouji batch 读整个目录', english)}")
        except OSError as error:
            complain(f"{error.filename or file}: {reason(error, self.lang)}")
        except InputError as error:
            complain(f"{file}: {error.message(self.lang)} [{error.code}]")
        except RuleError as error:
            fail(error.message(self.lang))
        except BadLimit as error:
            fail(error.message(self.lang))
        return None


def _print(write: Write, reading: ReportReader, output: Path | None, form: Form) -> None:
    if output is None:
        write(reading, sys.stdout, form)
        return
    page = io.StringIO()
    write(reading, page, form)
    if not reading.read:
        return
    with whole(output, form.lang) as half:
        half.write_text(page.getvalue(), encoding="utf-8", newline="\n")


def _make(make: Make, name: str, reading: ReportReader, output: Path | None, form: Form) -> None:
    """Write a file of one report: no console shows it, and two would be two files."""
    if output is None or form.many:
        chinese = f"--format {name} 只能用于一份文件，并且要用 -o 指明写到哪里"
        fail(either(form.lang, chinese, f"--format {name} takes one FILE and needs -o"))
    try:
        for report in reading:
            with whole(output, form.lang) as half:
                half.write_bytes(make(report, reading.files[0].read_bytes(), form))
    except Unfit as error:
        fail(error.message(form.lang))


def _on_terminal(stream: io.TextIOBase | object) -> bool:
    return isinstance(stream, io.TextIOBase) and stream.isatty()
