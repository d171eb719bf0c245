"""Reading one TOML table of a rule file strictly: every error names file, id and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import regex

from rules.terms import ExplainedError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

ROOT = Path(__file__).parents[1]
Pattern = regex.Pattern[str]
StdPattern = re.Pattern[str]

_KINDS: dict[type, str] = {
    str: "文字",
    bool: "true 或 false",
    int: "整数",
    list: "一列值",
    dict: "一组字段",
}
_T = TypeVar("_T")
_Word = TypeVar("_Word", bound=str)
_Record = TypeVar("_Record", bound="DataclassInstance")


class RuleError(ExplainedError):
    """A rule file that cannot be used; the messages name the file, the id and the field.

    A file that is wrong as a whole has neither id nor field.
    """

    def __init__(self, file: Path, rule: str, field: str, zh: str, en: str) -> None:
        # A shipped file goes by its name among the rules, a user's by its path.
        shown = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
        place = f"{shown.as_posix()}: [{rule}] {field}: " if rule else f"{shown.as_posix()}: "
        super().__init__(place + zh, place + en)


class Entry:
    """One table of a rule file whose fields are taken one by one; what is left over is an error."""

    def __init__(self, file: Path, values: Mapping[str, object], rule: str | None = None) -> None:
        self.file = file
        self._left = dict(values)
        self.rule = rule or str(
            self._left.get("id") or self._left.get("key") or self._left.get("rule") or "?"
        )

    def error(self, field: str, zh: str, en: str) -> RuleError:
        """Return the error to raise for this field."""
        return RuleError(self.file, self.rule, field, zh, en)

    def _take(self, field: str, kind: type[_T], default: _T | None) -> _T:
        value = self._left.pop(field, default)
        if value is None:
            raise self.error(field, "没有写", "missing")
        if not isinstance(value, kind):
            raise self.error(field, f"要是{_KINDS[kind]}", f"must be {kind.__name__}")
        return value

    def text(self, field: str, default: str | None = None) -> str:
        """Return a text that is not empty, unless the default allows it."""
        value = self._take(field, str, default)
        if not value and default is None:
            raise self.error(field, "是空的", "is empty")
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
                raise self.error(field, f"{name} 不是文字", f"{name} is no text")
        return dict(values)

    def choice(self, field: str, choices: tuple[_Word, ...], default: _Word | None = None) -> _Word:
        """Return a text that is one of the choices."""
        value = self.text(field, default)
        for choice in choices:
            if choice == value:
                return choice
        raise self.error(
            field,
            f"{value!r} 不可用，可以是 {'、'.join(filter(None, choices))}",
            f"{value!r} is none of {', '.join(filter(None, choices))}",
        )

    def perhaps(self, field: str, choices: tuple[_Word, ...]) -> _Word | None:
        """Return a text that is one of the choices; None where the field is not there."""
        return self.choice(field, choices) if field in self._left else None

    def texts(self, field: str, choices: Iterable[str]) -> tuple[str, ...]:
        """Return a list of texts, each one of the choices."""
        allowed = frozenset(choices)
        found = self._take(field, list, [])
        for value in found:
            if value not in allowed:
                raise self.error(
                    field,
                    f"{value!r} 不可用，可以是 {'、'.join(sorted(allowed))}",
                    f"{value!r} is none of {', '.join(sorted(allowed))}",
                )
        return tuple(found)

    def pattern(self, field: str, default: str | None = None) -> Pattern:
        """Return one regular expression, compiled."""
        return self.compiled(field, self.text(field, default))

    def patterns(self, field: str) -> tuple[Pattern, ...]:
        """Return a list of regular expressions, compiled."""
        return tuple(self.compiled(field, source) for source in self._take(field, list, []))

    def std_pattern(self, field: str) -> StdPattern:
        """Return one regular expression for the stdlib, which starts a match three times as fast.

        It knows no classes like Han; it is for what is matched around every number.
        """
        source = self.text(field)
        try:
            return re.compile(source)
        except re.error as error:
            raise self._no_pattern(field, source, error) from error

    def compiled(self, field: str, source: str) -> Pattern:
        """Return a regular expression that stands in a field, compiled."""
        try:
            return regex.compile(source)
        except (regex.error, TypeError) as error:
            raise self._no_pattern(field, source, error) from error

    def _no_pattern(self, field: str, source: str, error: Exception) -> RuleError:
        return self.error(
            field, f"{source!r} 不是正确的正则表达式（{error}）", f"{source!r}: {error}"
        )

    def words(self, field: str) -> tuple[str, ...]:
        """Return a list of texts; empty where the field is missing."""
        values = self._take(field, list, [])
        if not all(isinstance(value, str) and value for value in values):
            raise self.error(field, "要是一列文字", "must be a list of texts")
        return tuple(values)

    def lists(self, field: str) -> tuple[tuple[str, ...], ...]:
        """Return a list of lists of texts."""
        values = self._take(field, list, [])
        if not all(isinstance(v, list) and all(isinstance(t, str) for t in v) for v in values):
            raise self.error(field, "要是几列文字", "must be a list of lists of texts")
        return tuple(tuple(value) for value in values)

    def table(self, field: str) -> Entry:
        """Return a table inside this one."""
        return Entry(self.file, self._take(field, dict, None), field)

    def entries(self, field: str) -> list[Entry]:
        """Return the tables of an array of tables."""
        found = self._take(field, list, [])
        if not all(isinstance(values, dict) for values in found):
            raise self.error(field, f"要写成 [[{field}]]", f"must be written as [[{field}]]")
        return [Entry(self.file, values) for values in found]

    def done(self) -> None:
        """Raise if a field is left that nobody took: a misspelt name must not go unseen."""
        for field in self._left:
            raise self.error(field, "没有这个字段", "unknown field")


# How a field of a record is read, by what it is.
_READERS: dict[str, Callable[[Entry, str], object]] = {
    "Pattern": Entry.pattern,
    "StdPattern": Entry.std_pattern,
    "tuple[Pattern, ...]": Entry.patterns,
    "tuple[str, ...]": Entry.words,
    "frozenset[str]": lambda entry, name: frozenset(entry.words(name)),
    "str": Entry.text,
    "int": Entry.number,
    "bool": lambda entry, name: entry.flag(name, False),
}


def read_record(kind: type[_Record], entry: Entry, **made: object) -> _Record:
    """Return a dataclass whose fields stand in a table under their own names, but for those made.

    Nothing may be left over in the table: a RuleError names what is.
    """
    sorts = {field.name: str(field.type) for field in fields(kind) if field.name not in made}
    record = kind(**{name: _READERS[sort](entry, name) for name, sort in sorts.items()}, **made)
    entry.done()
    return record


def read_toml(file: Path) -> Entry:
    """Return the whole of a TOML file; raises RuleError where it is no TOML."""
    return parse_toml(file, read_text(file))


def read_text(file: Path) -> str:
    """Return the text of a rule file; raises RuleError where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(file, "", "", f"不能读取（{error}）", str(error)) from error


def parse_toml(file: Path, text: str) -> Entry:
    """Return the whole of a TOML file; raises RuleError where it is no TOML."""
    try:
        return Entry(file, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(file, "", "", f"不是正确的 TOML（{error}）", str(error)) from error
