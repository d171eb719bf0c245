"""The rules in use: those that come with the program, and a user's folder over them.

A set of rules is chosen for the extent of one call (``with using(rules): …``) and seen by that
call alone; what is made of its files is kept with the set, so that two sets never share anything.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from rules.loaders.files import Entry, parse_toml

_P = ParamSpec("_P")
_R = TypeVar("_R")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """The shipped rules with the files of a user's folder over them, by relative path."""

    folder: Path | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    memory: dict[Hashable, Any] = field(default_factory=dict, repr=False)


SHIPPED = RuleSet()
_ACTIVE: ContextVar[RuleSet] = ContextVar("rules in use", default=SHIPPED)


@contextmanager
def using(rules: RuleSet) -> Iterator[None]:
    """Let everything inside the block go by these rules."""
    token = _ACTIVE.set(rules)
    try:
        yield
    finally:
        _ACTIVE.reset(token)


def per_rule_set(make: Callable[_P, _R]) -> Callable[_P, _R]:
    """Keep what a function makes of its arguments, for each set of rules by itself."""

    @wraps(make)
    def kept(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        memory = _ACTIVE.get().memory
        key = (make, args, *kwargs.items())
        if key not in memory:
            memory[key] = make(*args, **kwargs)
        found: _R = memory[key]
        return found

    return kept


def own(relative: str) -> Entry | None:
    """Return a file of the user's folder, None where there is none."""
    rules = _ACTIVE.get()
    if rules.folder is None or relative not in rules.texts:
        return None
    return parse_toml(rules.folder / relative, rules.texts[relative])


def own_files(folder: str) -> Iterator[Entry]:
    """Yield the files of the user's folder that stand directly in one of its folders, by name."""
    for relative in sorted(_ACTIVE.get().texts):
        if relative.rpartition("/")[0] == folder:
            entry = own(relative)
            if entry is not None:
                yield entry


def own_entries(
    whole: Entry | None, field: str, make: Callable[[Entry], _T], key: Callable[[_T], Hashable]
) -> dict[Hashable, _T]:
    """Return the entries of a user's file by what names them; two of one name are an error."""
    found: dict[Hashable, _T] = {}
    for entry in whole.entries(field) if whole else ():
        one = make(entry)
        if key(one) in found:
            raise entry.error(field, "用了两次", "used twice")
        found[key(one)] = one
    return found


def laid_over(
    shipped: tuple[_T, ...], changes: Mapping[Hashable, _T], key: Callable[[_T], Hashable]
) -> tuple[_T, ...]:
    """Return the shipped entries, changed ones in their place, and the new ones behind them."""
    new = dict(changes)
    kept = tuple(new.pop(key(one), one) for one in shipped)
    return (*kept, *new.values())
