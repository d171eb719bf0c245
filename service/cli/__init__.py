"""The command line: parse, call, print, exit code; nothing else.

Everything heavy is imported inside the command that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import io
import sys
import traceback
from functools import partial
from importlib.metadata import version
from typing import Annotated

import typer

from service.cli.across import across
from service.cli.batch import batch
from service.cli.commands import Command, Commands
from service.cli.console import Exit
from service.cli.delete import delete
from service.cli.evaluate import evaluate
from service.cli.export import export
from service.cli.reports import check, extract
from service.cli.rules import rules
from service.cli.serve import serve, token

app = typer.Typer(
    name="gouji",
    help="Reads Chinese budget and final-accounts disclosures (部门预算/决算公开): the numbers out "
    "as data, and where the report contradicts itself.",
    cls=Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
        sys.exit(Exit.OUR_FAULT)


@app.callback(invoke_without_command=True)
def gouji(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if show_version:
        typer.echo(f"gouji {version('gouji')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(Exit.BAD_INPUT)


command = partial(app.command, cls=Command)
command(
    epilog="Examples:\n\n\b\n"
    "  gouji extract report.txt > report.json\n"
    "  gouji extract --format csv -o facts.csv 2023.txt 2024.txt\n"
    "  gouji extract --include text report.txt | jq '.facts[].value'"
)(extract)
command(
    epilog="Examples:\n\n\b\n"
    "  gouji check report.txt\n"
    "  gouji check --min-severity error --lang en report.txt\n"
    "  gouji check --format csv -o findings.csv reports/*.txt\n"
    "  gouji check --format html -o findings.html report.txt\n"
    "  gouji check --format pdf -o marked.pdf report.pdf\n"
    "  gouji check narrative.docx --tables tables.xlsx\n"
    "  gouji check --rules our-rules report.txt\n\n"
    "Exit code: 0 no finding is an error, 1 some are, 2 a file could not be read."
)(check)
command(
    epilog="Examples:\n\n\b\n  gouji rules\n  gouji rules T03.across\n"
    "  gouji rules --rules our-rules",
)(rules)
command(
    epilog="Examples:\n\n\b\n  gouji evaluate\n  gouji evaluate --misses corpus",
)(evaluate)
command(
    epilog="Examples:\n\n\b\n"
    "  gouji batch reports/ --db gouji.db\n"
    "  gouji batch 2024.zip 'downloads/**/*.pdf' --db gouji.db --failures failures.jsonl\n\n"
    "Exit code: 0 every file is in the database, 2 some could not be read, 3 the database could "
    "not be written, 130 it was stopped by Ctrl-C; run it again to finish."
)(batch)
command(
    epilog="Examples:\n\n\b\n"
    "  gouji across --db gouji.db\n"
    "  gouji across --format csv -o across.csv\n\n"
    "Exit code: 0 no finding is an error, 1 some are, 2 the database could not be used."
)(across)
command(
    epilog="Examples:\n\n\b\n"
    "  gouji export findings -o findings.xlsx\n"
    "  gouji export amounts --year 2024 --db gouji.db -o amounts.csv"
)(export)
command(
    epilog="Examples:\n\n\b\n  gouji delete draft.pdf\n  gouji delete --yes ID --db 2024.db",
)(delete)
command(
    epilog="Examples:\n\n\b\n  gouji serve\n  gouji serve --db 2024.db --port 8080\n"
    "  gouji serve --rules our-rules",
)(serve)
app.add_typer(token)
