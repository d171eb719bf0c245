"""The command that shows the rules: `gouji rules`."""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.console import either, fail, spoken
from service.cli.options import Rules


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
        fail(error.message(spoken()))
    if rule is None:
        for line in catalogue(own):
            typer.echo(line)
        return
    text = definition(rule, own)
    if text is None:
        chinese = f"没有叫 {rule} 的规则；gouji rules 列出全部规则"
        fail(either(spoken(), chinese, f"no rule is called {rule}; gouji rules lists all of them"))
    typer.echo(text)
