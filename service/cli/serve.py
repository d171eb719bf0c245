"""The commands of the HTTP service: `gouji serve` and `gouji token`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.commands import Command, Commands
from service.cli.console import (
    complain,
    either,
    fail,
    fail_to_store,
    fail_to_use,
    fail_without,
    spoken,
)
from service.cli.options import DB, Db, MadeDb, Rules

if TYPE_CHECKING:
    import socket

    from service.store import Store


class Scope(StrEnum):
    """What a token can allow; the command line library knows no lists of literals."""

    READ = "read"
    WRITE = "write"
    REVIEW = "review"


token = typer.Typer(
    name="token",
    cls=Commands,
    help="Tokens of the HTTP API: who may read, upload and review.",
    rich_markup_mode=None,
)


def serve(
    db: Db = DB,
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port.")] = 8000,
    rules: Rules = None,
) -> None:
    """Serve the HTTP API and the review page.

    On this machine alone anybody may do anything, until there is a token; elsewhere nobody may
    without one, and the service does not start before there is one.

    Rules are read when the service starts, and not again before it starts anew.
    """
    from extractor import RuleError
    from service.own_rules import held, reading_version

    try:
        # Before the copy that is used then: what is wrong is told by the names that people gave.
        reading_version(rules)
    except RuleError as error:
        fail(error.message(spoken()))
    except OSError as error:
        fail_to_use(rules or "", error, spoken())
    with held(rules) as own:
        _serve(db, host, port, own)


def _serve(db: Path, host: str, port: int, rules: Path | None) -> None:
    from extractor.load.limits import BadLimit
    from service.api import Settings, create_app
    from service.api.observe import set_up_logs
    from service.api.server import listening, run
    from service.store import StoreError

    try:
        settings = Settings(db, host, port, rules)
        app = create_app(settings)
    except BadLimit as error:
        fail(error.message(spoken()))
    except StoreError as error:
        fail_to_store(db, error, spoken())
    if not settings.is_loopback and not app.state.door.has_tokens():
        add = f"gouji token add NAME --scope read --db {db}"
        chinese = f"别人也能访问 {host}，却没有令牌保护：请用 {add} 建一个，或不写 --host"
        english = f"others can reach {host}, and no token guards it: make one with {add}"
        fail(either(spoken(), chinese, f"{english}, or leave --host out"))
    try:
        at = listening(settings)
    except OSError as error:
        fail_to_use(f"{host}:{port}", error, spoken())
    set_up_logs()
    chinese = f"（接口说明在 /docs，数据库是 {db}）"
    complain(f"{_address(at)}  {either(spoken(), chinese, f'(API: /docs, database: {db})')}")
    run(app, settings, at)


def _address(at: socket.socket) -> str:
    host, port, *_ = at.getsockname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


@token.command(
    "add",
    cls=Command,
    epilog="Examples:\n\n\b\n  gouji token add 审核组 --scope read --scope review",
)
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is.")],
    scope: Annotated[
        list[Scope], typer.Option("--scope", help="What it allows; may be given several times.")
    ] = [Scope.READ],  # noqa: B006  # typer reads it, nobody changes it
    db: Db = DB,
) -> None:
    """Make a token and print its secret, once: only a hash of it is kept."""
    with _opened(db) as store:
        try:
            secret = store.tokens.create(name, scope)
        except ValueError:
            taken = f"a token is called {name} already"
            fail(either(spoken(), f"已经有叫 {name} 的令牌", taken))
    typer.echo(secret)


@token.command("list", cls=Command)
def list_(db: MadeDb = DB) -> None:
    """List the tokens: name, what each allows, when it was made and revoked."""
    _must_exist(db)
    with _opened(db) as store:
        for each in store.tokens.all():
            said = either(spoken(), "已停用", "revoked")
            ended = f"{said} {each.revoked_at}" if each.revoked_at else ""
            columns = (each.name, ",".join(sorted(each.scopes)), each.created_at, ended)
            typer.echo("\t".join(columns).rstrip())


@token.command("revoke", cls=Command)
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is.")],
    db: MadeDb = DB,
) -> None:
    """End a token: whoever has it is refused from now on."""
    _must_exist(db)
    with _opened(db) as store:
        if not store.tokens.revoke(name):
            fail(either(spoken(), f"没有叫 {name} 的令牌", f"no token is called {name}"))


def _must_exist(db: Path) -> None:
    if not db.exists():
        fail_without(db, spoken())


@contextmanager
def _opened(db: Path) -> Iterator[Store]:
    from service.store import Store, StoreError

    try:
        with Store.open(db) as store:
            yield store
    except StoreError as error:
        fail_to_store(db, error, spoken())
