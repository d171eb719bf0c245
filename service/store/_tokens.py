"""Who may use the HTTP API: names with scopes; of the secret only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from service.store._connection import Connection
from service.store._write import now

SCOPES = ("read", "write", "review")
_PREFIX = "gouji_"


@dataclass(frozen=True, slots=True)
class Token:
    """What is known about a token without its secret."""

    name: str
    scopes: frozenset[str]
    created_at: str
    revoked_at: str | None


class Tokens:
    """Makes, checks and revokes tokens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, name: str, scopes: Iterable[str]) -> str:
        """Return a new secret, which nobody can be shown again; ValueError for a taken name."""
        chosen = sorted(set(scopes))
        if not chosen or not set(chosen) <= set(SCOPES):
            raise ValueError(f"scopes are {', '.join(SCOPES)}")
        # 256 random bits need no slow hash: nobody can guess one.
        secret = _PREFIX + secrets.token_urlsafe(32)
        try:
            with self._connection.writing() as db:
                db.conn.execute(
                    "INSERT INTO tokens (name, secret_sha256, scopes, created_at) "
                    "VALUES (?, ?, ?, ?)",
                    (name, _hash(secret), " ".join(chosen), now()),
                )
        except sqlite3.IntegrityError:
            raise ValueError(f"a token is called {name} already") from None
        return secret

    def check(self, secret: str) -> Token | None:
        """Return whose secret it is; None where it is nobody's, or no longer."""
        row = self._connection.row(
            "SELECT name, scopes, created_at, revoked_at FROM tokens "
            "WHERE secret_sha256 = ? AND revoked_at IS NULL",
            (_hash(secret),),
        )
        return _token(row) if row else None

    def revoke(self, name: str) -> bool:
        """End a token; returns whether there was one."""
        with self._connection.writing() as db:
            ended = db.conn.execute(
                "UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
                (now(), name),
            )
            return ended.rowcount > 0

    def all(self) -> list[Token]:
        """Return every token, revoked ones too."""
        rows = self._connection.rows(
            "SELECT name, scopes, created_at, revoked_at FROM tokens ORDER BY id"
        )
        return [_token(row) for row in rows]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(row: tuple[str, str, str, str | None]) -> Token:
    name, scopes, created_at, revoked_at = row
    return Token(name, frozenset(scopes.split()), created_at, revoked_at)
