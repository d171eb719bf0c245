"""The command line: parse, call, print, exit code; nothing else.

Everything heavy is imported inside the command that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from service import cli_across, cli_batch, cli_service
from service.outputs import (
    CHECK_OUTPUTS,
    EXTRACT_OUTPUTS,
    FILE_OUTPUTS,
    CheckFormat,
    ExtractFormat,
    Form,
    Lang,
    Make,
    Severity,
    Unfit,
    Write,
)

if TYPE_CHECKING:
    from extractor.model import Report

CLEAN, FINDINGS, BAD_INPUT = 0, 1, 2
# EX_SOFTWARE of sysexits.h: a fault of ours must not pass for "findings".
OUR_FAULT = 70
CORPUS = Path(__file__).parents[1] / "corpus"

app = typer.Typer(
    name="gouji",
    help="Reads Chinese budget and final-accounts disclosures (部门预算/决算公开): the numbers out "
    "as data, and where the report contradicts itself.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="Reports: PDF, .docx, .html, .xlsx, .txt or .md."),
]
Tables = Annotated[
    Path | None,
    typer.Option("--tables", help="A second file with the tables of the report (one FILE only)."),
]
Rules = Annotated[
    Path | None,
    typer.Option("--rules", metavar="DIR", help="Your own rules, laid over the shipped ones."),
]
Ocr = Annotated[
    bool,
    typer.Option("--ocr", help="Read pages that are only images, by OCR (needs gouji[ocr])."),
]
Out = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file.")]
Language = Annotated[Lang, typer.Option("--lang", help="Language of explanations and messages.")]


def main() -> None:
    """Run the command line; the console script of the package."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Consoles and pipes of Windows, and LANG=C, would fail on the first Chinese sign.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="gouji")
    except Exception:
        traceback.print_exc()
        sys.exit(OUR_FAULT)


@app.callback(invoke_without_command=True)
def gouji(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        typer.echo(f"gouji {version('gouji')}")
        raise typer.Exit


@app.command(
    epilog="Examples:\n\n\b\n"
    "  gouji extract report.txt > report.json\n"
    "  gouji extract --format csv -o facts.csv 2023.txt 2024.txt\n"
    "  gouji extract --include text report.txt | jq '.facts[].value'"
)
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
    reading = Reading(files, lang, tables, rules, ocr)
    wishes = Form(lang=lang, many=len(files) > 1, with_text=include == "text")
    _print(EXTRACT_OUTPUTS[form], reading, output, wishes)
    raise typer.Exit(BAD_INPUT if reading.failed else CLEAN)


@app.command(
    epilog="Examples:\n\n\b\n"
    "  gouji check report.txt\n"
    "  gouji check --min-severity error --lang en report.txt\n"
    "  gouji check --format csv -o findings.csv reports/*.txt\n"
    "  gouji check --format html -o findings.html report.txt\n"
    "  gouji check --format pdf -o marked.pdf report.pdf\n"
    "  gouji check narrative.docx --tables tables.xlsx\n"
    "  gouji check --rules our-rules report.txt\n\n"
    "Exit code: 0 no finding is an error, 1 some are, 2 a file could not be read."
)
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
    reading = Reading(files, lang, tables, rules, ocr)
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
    worst = FINDINGS if reading.errors else CLEAN
    raise typer.Exit(BAD_INPUT if reading.failed else worst)


@app.command(
    epilog="Examples:\n\n\b\n  gouji rules\n  gouji rules T03.across\n"
    "  gouji rules --rules our-rules",
)
def rules(
    rule: Annotated[str | None, typer.Argument(metavar="ID", help="Show this one whole.")] = None,
    own: Rules = None,
) -> None:
    """List the rules, or show one.

    Narrative patterns, tables, relations and checks, one line each; with ID the whole definition
    and an example.
    """
    from extractor import RuleError
    from extractor.own_rules import open_rules
    from service.catalogue import catalogue, definition

    try:
        open_rules(own)
    except RuleError as error:
        _fail(str(error))
    if rule is None:
        for line in catalogue(own):
            typer.echo(line)
        return
    text = definition(rule, own)
    if text is None:
        _fail(f"no rule is called {rule}; `gouji rules` lists them")
    typer.echo(text)


@app.command(
    epilog="Examples:\n\n\b\n  gouji evaluate\n  gouji evaluate --misses corpus",
)
def evaluate(
    corpus: Annotated[
        Path,
        typer.Argument(
            metavar="CORPUS", help="Folder with reports/ and labels/.", show_default=False
        ),
    ] = CORPUS,
    misses: Annotated[bool, typer.Option("--misses", help="List every miss as well.")] = False,
) -> None:
    """Score the program on labelled reports.

    Facts, links, table cells, context, statements and findings against labels made by hand.
    """
    from service.evaluate import score_corpus
    from service.score import table

    try:
        score = score_corpus(corpus)
    except OSError as error:
        _fail(f"no labelled corpus: {error}")
    typer.echo(table(score))
    if misses:
        typer.echo("\n".join(score.misses))


app.command(
    epilog="Examples:\n\n\b\n"
    "  gouji batch reports/ --db gouji.db\n"
    "  gouji batch 2024.zip 'downloads/**/*.pdf' --db gouji.db --failures failures.jsonl\n\n"
    "Exit code: 0 every file is in the database, 2 some could not be read, 3 the database could "
    "not be written; run it again to finish."
)(cli_batch.batch)
app.command(
    epilog="Examples:\n\n\b\n"
    "  gouji across --db gouji.db\n"
    "  gouji across --format csv -o across.csv\n\n"
    "Exit code: 0 no finding is an error, 1 some are, 2 the database could not be used."
)(cli_across.across)
app.command(
    epilog="Examples:\n\n\b\n"
    "  gouji export findings -o findings.xlsx\n"
    "  gouji export amounts --year 2024 --db gouji.db -o amounts.csv"
)(cli_batch.export)
app.command(
    epilog="Examples:\n\n\b\n  gouji serve\n  gouji serve --db 2024.db --port 8080\n"
    "  gouji serve --rules our-rules",
)(cli_service.serve)
app.add_typer(cli_service.token)


class Reading:
    """Reads the files one by one; what cannot be read is told on stderr, and the rest goes on."""

    def __init__(
        self, files: Sequence[Path], lang: Lang, tables: Path | None, rules: Path | None, ocr: bool
    ) -> None:
        if tables is not None and len(files) > 1:
            _fail("--tables goes with one report")
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

        try:
            return extract(
                file,
                filename=str(file),
                tables=self.tables,
                rules=self.rules,
                lang=self.lang,
                ocr=self.ocr,
            )
        except OSError as error:
            _complain(f"{error.filename or file}: {error.strerror or error}")
        except InputError as error:
            _complain(f"{file}: {error.message(self.lang)} [{error.code}]")
        except RuleError as error:
            _fail(str(error))
        return None


def _print(write: Write, reading: Reading, output: Path | None, form: Form) -> None:
    if output is None:
        write(reading, sys.stdout, form)
        return
    page = io.StringIO()
    write(reading, page, form)
    if not reading.read:
        return
    try:
        output.write_text(page.getvalue(), encoding="utf-8", newline="\n")
    except OSError as error:
        _fail(f"{output}: {error.strerror or error}")


def _make(make: Make, name: str, reading: Reading, output: Path | None, form: Form) -> None:
    """Write a file of one report: no console shows it, and two would be two files."""
    if output is None or form.many:
        _fail(f"--format {name} takes one FILE and needs -o")
    try:
        for report in reading:
            output.write_bytes(make(report, reading.files[0].read_bytes(), form))
    except Unfit as error:
        _fail(error.messages[form.lang])
    except OSError as error:
        _fail(f"{output}: {error.strerror or error}")


def _on_terminal(stream: io.TextIOBase | object) -> bool:
    return isinstance(stream, io.TextIOBase) and stream.isatty()


def _complain(message: str) -> None:
    typer.echo(f"gouji: {message}", err=True)


def _fail(message: str) -> NoReturn:
    _complain(message)
    raise typer.Exit(BAD_INPUT)
