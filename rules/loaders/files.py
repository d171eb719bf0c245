"""Reading one TOML table of a rule file strictly: every error names file, id and field."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import regex

ROOT = Path(__file__).parents[1]

_T = TypeVar("_T")


class RuleError(Exception):
    """A rule file that cannot be used; the message names the file, the id and the field.

    A file that is wrong as a whole has neither id nor field.
    """

    def __init__(self, file: Path, rule: str, field: str, problem: str) -> None:
        # A shipped file goes by its name among the rules, a user's by its path.
        shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
        place = f"[{rule}] {field}: " if rule else ""
        super().__init__(f"{shown.as_posix()}: {place}{problem}")


class Entry:
    """One table of a rule file whose fields are taken one by one; what is left over is an error."""

    def __init__(self, file: Path, values: Mapping[str, object], rule: str | None = None) -> None:
        self.file = file
        self._left = dict(values)
        self.rule = rule or str(
            self._left.get("id") or self._left.get("key") or self._left.get("rule") or "?"
        )

    def error(self, field: str, problem: str) -> RuleError:
        """Return the error to raise for this field."""
        return RuleError(self.file, self.rule, field, problem)

    def _take(self, field: str, kind: type[_T], default: _T | None) -> _T:
        value = self._left.pop(field, default)
        if not isinstance(value, kind):
            raise self.error(field, "missing" if value is None else f"must be {kind.__name__}")
        return value

    def text(self, field: str, default: str | None = None) -> str:
        """Return a text that is not empty, unless the default allows it."""
        value = self._take(field, str, default)
        if not value and default is None:
            raise self.error(field, "is empty")
        return value

    def flag(self, field: str, default: bool) -> bool:
        """Return true or false."""
        return self._take(field, bool, default)

    def number(self, field: str, default: int | None = None) -> int:
        """Return a whole number."""
        return self._take(field, int, default)

    def strings(self, field: str) -> dict[str, str]:
        """Return a table of texts by name."""
        values = self._take(field, dict, None)
        for name, value in values.items():
            if not isinstance(value, str):
                raise self.error(field, f"{name} is no text")
        return dict(values)

    def choice(self, field: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """Return a text that is one of the choices."""
        value = self.text(field, default)
        if value not in choices:
            raise self.error(field, f"{value!r} is none of {', '.join(filter(None, choices))}")
        return value

    def texts(self, field: str, choices: Iterable[str]) -> tuple[str, ...]:
        """Return a list of texts, each one of the choices."""
        allowed = frozenset(choices)
        found = self._take(field, list, [])
        for value in found:
            if value not in allowed:
                raise self.error(field, f"{value!r} is none of {', '.join(sorted(allowed))}")
        return tuple(found)

    def pattern(self, field: str, default: str | None = None) -> regex.Pattern[str]:
        """Return one regular expression, compiled."""
        return self.compiled(field, self.text(field, default))

    def patterns(self, field: str) -> tuple[regex.Pattern[str], ...]:
        """Return a list of regular expressions, compiled."""
        return tuple(self.compiled(field, source) for source in self._take(field, list, []))

    def compiled(self, field: str, source: str) -> regex.Pattern[str]:
        """Return a regular expression that stands in a field, compiled."""
        try:
            return regex.compile(source)
        except (regex.error, TypeError) as error:
            raise self.error(field, f"{source!r}: {error}") from error

    def words(self, field: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the field is missing."""
        values = self._take(field, list, [])
        if not all(isinstance(value, str) and value for value in values):
            raise self.error(field, "must be a list of texts")
        return tuple(values)

    def lists(self, field: str) -> tuple[tuple[str, ...], ...]:
        """Return a list of lists of texts."""
        values = self._take(field, list, [])
        if not all(isinstance(v, list) and all(isinstance(t, str) for t in v) for v in values):
            raise self.error(field, "must be a list of lists of texts")
        return tuple(tuple(value) for value in values)

    def table(self, field: str) -> Entry:
        """Return a table inside this one."""
        return Entry(self.file, self._take(field, dict, None), field)

    def entries(self, field: str) -> list[Entry]:
        """Return the tables of an array of tables."""
        found = self._take(field, list, [])
        if not all(isinstance(values, dict) for values in found):
            raise self.error(field, f"must be written as [[{field}]]")
        return [Entry(self.file, values) for values in found]

    def done(self) -> None:
        """Raise if a field is left that nobody took: a misspelt name must not go unseen."""
        for field in self._left:
            raise self.error(field, "unknown field")


def read_toml(file: Path) -> Entry:
    """Return the whole of a TOML file; raises RuleError where it is no TOML."""
    return parse_toml(file, read_text(file))


def read_text(file: Path) -> str:
    """Return the text of a rule file; raises RuleError where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(file, "", "", str(error)) from error


def parse_toml(file: Path, text: str) -> Entry:
    """Return the whole of a TOML file; raises RuleError where it is no TOML."""
    try:
        return Entry(file, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(file, "", "", str(error)) from error
