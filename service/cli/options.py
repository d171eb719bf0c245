"""The options that several commands have, in the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rules.terms import Lang

Db = Annotated[Path, typer.Option("--db", help="The database; made where there is none.")]
MadeDb = Annotated[Path, typer.Option("--db", help="The database that gouji batch made.")]
Rules = Annotated[
    Path | None,
    typer.Option("--rules", metavar="DIR", help="Your own rules, laid over the shipped ones."),
]
Out = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file.")]
Language = Annotated[
    Lang,
    typer.Option("--lang", envvar="GOUJI_LANG", help="Language of explanations and messages."),
]

DB = Path("gouji.db")
