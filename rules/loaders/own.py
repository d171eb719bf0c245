"""A user's folder of rules over the shipped ones: read whole, and tried before it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from pathlib import Path

import regex

from rules.loaders.across import load_across_rules
from rules.loaders.checks import load_checks
from rules.loaders.files import RuleError, read_text
from rules.loaders.forms import load_forms
from rules.loaders.links import load_links
from rules.loaders.messages import load_messages, load_own_severities, own_messages
from rules.loaders.narrative import FIXED, load_narrative
from rules.loaders.nil_statements import load_nil_statements
from rules.loaders.obligations import own_obligations
from rules.loaders.sets import RuleSet, using
from rules.loaders.sums import load_sums
from rules.loaders.tables import REPORT_KINDS, load_across, load_tables
from rules.terms import LANGUAGES

_KINDS = "|".join(REPORT_KINDS)
# The files that a user can lay over the shipped ones.
_FILES = regex.compile(
    rf"narrative/(?!(?:{'|'.join(sorted(FIXED))})\.)[^/]+\.toml|tables/(?:{_KINDS})/[^/]+\.toml"
    rf"|(?:links|sums)/(?:{_KINDS})\.toml|messages/(?:{'|'.join(LANGUAGES)})\.toml"
    r"|severity\.toml|obligations\.toml"
)
_CHOICES = (
    "narrative/NAME.toml, tables/KIND/NAME.toml, links/KIND.toml, sums/KIND.toml, "
    "messages/zh.toml, messages/en.toml, severity.toml, obligations.toml "
    f"(KIND: {', '.join(REPORT_KINDS)})"
)


def load_folder(folder: Path) -> RuleSet:
    """Return the rules with those of the folder over them; raises RuleError where they are wrong.

    A folder that has not changed gives the same set again.
    """
    if not folder.is_dir():
        raise RuleError(folder, "", "", "没有这个文件夹", "there is no such folder")
    texts = {_relative(folder, file): read_text(file) for file in sorted(folder.rglob("*.toml"))}
    return _checked(folder, tuple(texts.items()))


def _relative(folder: Path, file: Path) -> str:
    relative = file.relative_to(folder).as_posix()
    if not _FILES.fullmatch(relative):
        raise RuleError(
            file,
            "",
            "",
            f"没有叫这个名字的规则文件，这里可以有：{_CHOICES}",
            f"no rules go by this name; what can be here: {_CHOICES}",
        )
    return relative


@lru_cache(maxsize=16)
def _checked(folder: Path, texts: tuple[tuple[str, str], ...]) -> RuleSet:
    rules = RuleSet(folder, dict(texts))
    with using(rules):
        load_narrative()
        known = dict.fromkeys(load_checks(), "")
        known |= {rule.id: "" for rule in load_nil_statements().rules}
        known |= {rule.id: "" for rule in load_forms().across}
        known |= {rule.id: "" for rule in load_across_rules().identities}
        for kind in REPORT_KINDS:
            known |= dict(_checks_of_data(kind))
        _require_messages(folder, known)
        _require_known(folder, known)
    return rules


def _checks_of_data(kind: str) -> Iterator[tuple[str, str]]:
    """Yield the names under which the relations of one kind of report fail, and their files."""
    sums = load_sums(kind)
    ids = map(attrgetter("id"), chain(sums.sums, sums.weighted, sums.within))
    for name in ids:
        yield name, f"sums/{kind}.toml"
        yield f"{name}.partial", f"sums/{kind}.toml"
    for link in load_links(kind).rules:
        yield f"link.{link.id}", f"links/{kind}.toml"
    for equal in load_across(kind):
        yield equal.id, f"tables/{kind}/across.toml"
    for table in load_tables(kind):
        yield from ((one.id, f"tables/{kind}/{table.kind}.toml") for one in table.relations)


def _require_messages(folder: Path, known: Mapping[str, str]) -> None:
    """Raise where a check of the user would fail without a word."""
    for rule, source in known.items():
        for language in LANGUAGES:
            if load_messages(language).find(rule) is None:
                file = f"messages/{language}.toml"
                english = f"{file} has no message for it"
                raise RuleError(folder / source, rule, "id", f"{file} 里没有它的句子", english)


def _require_known(folder: Path, known: Iterable[str]) -> None:
    """Raise where the user speaks of a check that there is not: a misspelt name does nothing."""
    said = [(f"messages/{lang}.toml", one.rule) for lang in LANGUAGES for one in own_messages(lang)]
    said += [("severity.toml", one.rule) for one in load_own_severities()]
    duties = own_obligations().values()
    said += [("obligations.toml", rule) for duty in duties for rule in duty.rules]
    for source, rule in said:
        if not any(fnmatchcase(name, rule) for name in known):
            raise RuleError(
                folder / source, rule, "rule", "没有叫这个名字的核对", "no check goes by this name"
            )
