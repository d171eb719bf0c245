"""The rules as a person finds them: every entry of the rule files and every check, by id."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path
from typing import Any

import regex

from rules.loaders.files import ROOT

_CHECKS = "extractor/checks"
_EXAMPLES = "examples"
# An entry begins with `[[pattern]]`, `[[relations]]` … and ends where the next table begins.
_HEADER = regex.compile(r"^\[\[?\w+\]\]?(?=\s*(?:#|$))", regex.MULTILINE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One rule: where it stands, why it is there, and its own words."""

    id: str
    source: str
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a rule file, as it is written there."""

    source: str
    fields: dict[str, Any]
    text: str

    @property
    def name(self) -> tuple[str, str]:
        """What a user's entry replaces: the same family of rules, the same name."""
        family, _, file = self.source.partition("/")[2].partition("/")
        family = family if family != "messages" else file
        fields = self.fields
        known = fields.get("id") or fields.get("rule")
        return (family, known) if known else (self.source, self.text)


def catalogue(own: Path | None = None) -> Iterator[str]:
    """Yield one line for each rule, those of the user's folder among them."""
    listed = _listed(_entries(own))
    widths = max(len(rule.id) for rule in listed), max(len(rule.source) for rule in listed)
    for rule in listed:
        yield f"{rule.id:<{widths[0]}}  {rule.source:<{widths[1]}}  {rule.why}"


def definition(rule_id: str, own: Path | None = None) -> str | None:
    """Return all that makes the rule: its entries, the check's norm, its sentences, its severity.

    None where no rule has this id.
    """
    entries = _entries(own)
    found = [rule for rule in _listed(entries) if rule.id == rule_id]
    if not found:
        return None
    pieces = {f"# {rule.source}\n{rule.text}" for rule in found}
    told = [f"# {entry.source}\n{entry.text}" for entry in _about(rule_id, entries)]
    return "\n\n".join([*sorted(pieces - set(told)), *told])


def _entries(own: Path | None) -> list[Entry]:
    """Return the user's entries, which go first, and all of ours that they do not replace."""
    shipped = [one for file in _rule_files(ROOT) for one in _entries_of(file, "rules", ROOT)]
    if own is None:
        return shipped
    mine = [one for file in _rule_files(own) for one in _entries_of(file, own.name, own)]
    changed = {one.name for one in mine}
    return [*mine, *(one for one in shipped if one.name not in changed)]


def _rule_files(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*.toml"))
    # What a bureau may write is shipped as an example, and applies to nobody.
    return [file for file in files if file.relative_to(folder).parts[0] != _EXAMPLES]


def _entries_of(file: Path, shown: str, folder: Path) -> Iterator[Entry]:
    """Yield the file itself where it has an id, then its entries."""
    source = f"{shown}/{file.relative_to(folder).as_posix()}"
    whole = file.read_text(encoding="utf-8")
    fields = tomllib.loads(whole)
    if "id" in fields:
        yield Entry(source, fields, whole.strip())
    starts = [match.start() for match in _HEADER.finditer(whole)]
    for start, end in pairwise([*starts, len(whole)]):
        piece = whole[start:end]
        if piece.startswith("[["):
            ((entry,),) = tomllib.loads(piece).values()
            yield Entry(source, entry, _without_next_comment(piece))


def _without_next_comment(piece: str) -> str:
    """Return the entry without the comment lines before the next one."""
    lines = piece.rstrip().splitlines()
    while lines and (lines[-1].startswith("#") or not lines[-1]):
        lines.pop()
    return "\n".join(lines)


def _listed(entries: Iterable[Entry]) -> list[Listed]:
    """Return the checks that are functions, and the rules that the entries define."""
    found = [*_checks(), *_defined(entries)]
    known = {rule.id for rule in found}
    return [*found, *(rule for rule in _told(entries) if rule.id not in known)]


def _defined(entries: Iterable[Entry]) -> Iterator[Listed]:
    """Yield the entries with an id and a reason; others only name pieces of a layout."""
    for entry in entries:
        fields = entry.fields
        if "id" in fields and "why" in fields:
            # A link makes a check of its own name: narrative against table.
            prefix = "link." if "/links/" in entry.source else ""
            yield Listed(prefix + fields["id"], entry.source, fields["why"], entry.text)


def _told(entries: Iterable[Entry]) -> Iterator[Listed]:
    """Yield the comparisons that are known by their message: functions make them, not data."""
    for entry in entries:
        rule = entry.fields.get("rule", "*")
        if entry.source.endswith("/messages/zh.toml") and not regex.search(r"[*?]", rule):
            yield Listed(rule, entry.source, entry.fields["title"], entry.text)


def _checks() -> Iterator[Listed]:
    # Imported here: the checks come with the whole program.
    from extractor.checks import CHECKS

    for rule in CHECKS:
        module = rule.run.__module__.rpartition(".")[2]
        name, source = f"{module}.{rule.run.__name__}", f"{_CHECKS}/{module}.py"
        yield Listed(name, source, rule.norm, inspect.getsource(rule.run).rstrip())


def _about(rule_id: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the first message in each language and the first severity that fit the rule."""
    seen = set()
    for entry in entries:
        fits = fnmatchcase(rule_id, entry.fields.get("rule", ""))
        file = entry.source.partition("/")[2]
        if fits and file not in seen:
            seen.add(file)
            yield entry
