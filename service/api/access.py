"""Who may do what: bearer tokens with scopes, and the open door of a service on loopback."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.api.problems import Problem
from service.store import SCOPES, Store

Scope = Literal["read", "write", "review"]
COOKIE = "gouji_token"
# How long a revoked token may still be good, and how often the database is asked.
_FRESH_SECONDS = 1.0

_bearer = HTTPBearer(auto_error=False, description="`gouji token add NAME --scope read`")


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: the name of the token, or nobody in particular where no token is needed."""

    name: str
    scopes: frozenset[str]


_ANYBODY = Person("", frozenset(SCOPES))


class Door:
    """Knows whether tokens are needed: always off loopback, and on it once there is one."""

    def __init__(self, store: Store, is_loopback: bool) -> None:
        self._store = store
        self._is_loopback = is_loopback
        self._asked_at = float("-inf")
        self._open = False

    def is_open(self) -> bool:
        """Return whether anybody who can connect may do anything."""
        now = time.monotonic()
        if now - self._asked_at > _FRESH_SECONDS:
            self._open = self._is_loopback and not self.has_tokens()
            self._asked_at = now
        return self._open

    def person(self, secret: str | None) -> Person | None:
        """Return whose secret it is; None where a token is needed and this is none."""
        if secret is None:
            return _ANYBODY if self.is_open() else None
        token = self._store.tokens.check(secret)
        return Person(token.name, token.scopes) if token else None

    def has_tokens(self) -> bool:
        """Return whether anybody has a token that is still good."""
        return any(token.revoked_at is None for token in self._store.tokens.all())


def secret_of(request: Request, given: HTTPAuthorizationCredentials | None) -> str | None:
    """Return the secret of a request: from its header, or from the cookie of the review page."""
    if given is None and "authorization" in request.headers:
        # Another scheme, or nothing behind it: whoever says who they are is not taken for anybody.
        return ""
    return given.credentials if given else request.cookies.get(COOKIE)


def person_who(request: Request, scope: Scope, secret: str | None) -> Person:
    """Return who asks; raises a Problem where they may not."""
    door: Door = request.app.state.door
    person = door.person(secret)
    if person is None:
        raise Problem("unauthorized", headers={"WWW-Authenticate": 'Bearer realm="gouji"'})
    if scope not in person.scopes:
        raise Problem("forbidden")
    return person


Given = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]


def _reader(request: Request, given: Given) -> Person:
    return person_who(request, "read", secret_of(request, given))


def _writer(request: Request, given: Given) -> Person:
    return person_who(request, "write", secret_of(request, given))


def _reviewer(request: Request, given: Given) -> Person:
    return person_who(request, "review", secret_of(request, given))


Reader = Annotated[Person, Depends(_reader)]
Writer = Annotated[Person, Depends(_writer)]
Reviewer = Annotated[Person, Depends(_reviewer)]
