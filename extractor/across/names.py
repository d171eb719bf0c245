"""Names of units: 江汉区国资局 is 武汉市江汉区人民政府国有资产监督管理局."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from extractor.text import squeeze
from rules.loaders.across import NameRules, load_across_rules


@dataclass(frozen=True, slots=True)
class Name:
    """What of a unit's name tells it apart; ``own`` says that it is the 本级 of a department."""

    places: tuple[str, ...]
    core: str
    own: bool


@lru_cache(maxsize=65536)
def read_name(printed: str) -> Name:
    """Return the places of a name, outermost first, and what is left of it, in full.

    >>> read_name("江汉区国资局").core
    '国有资产监督管理局'
    >>> read_name("武汉市江汉区人民政府国有资产监督管理局").places
    ('武汉市', '江汉区')
    """
    rules = load_across_rules().names
    rest = rules.lead.sub("", squeeze(printed))
    own = rules.own.search(rest) is not None
    rest = rules.bracket.sub("", rules.own.sub("", rest))
    places = []
    while match := rules.place.match(rest):
        places.append(match.group())
        rest = rest[match.end() :]
    return Name(tuple(places), _in_full(rules.government.sub("", rest), rules), own)


def _in_full(core: str, rules: NameRules) -> str:
    for short, full in rules.short.items():
        kind = rules.kinds.get(core.removeprefix(short))
        if kind is not None and core.startswith(short):
            return full + kind
    return core


def is_same(one: Name, other: Name) -> bool | None:
    """Return whether two names are of one unit; None where that is not sure.

    The fewer places must be the innermost of the more: 江汉区 is 武汉市江汉区, 武汉市 is not.
    """
    if one.core != other.core or not one.core:
        return False
    few, many = sorted((one.places, other.places), key=len)
    if few == many:
        return True
    if not few:
        return None
    return many[-len(few) :] == few
