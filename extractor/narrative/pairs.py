"""The names that 分别为 and 各为 pair with the numbers behind them."""

from __future__ import annotations

import re

_LISTED = re.compile(r"[、和及与]")
_TOTAL_WORD = re.compile(r"(?:总计|合计|支出|收入|经费|预算|决算)$")
_SIDES = re.compile(
    r"(?P<whose>.*?)(?P<one>收入?|支出?)、(?P<other>支出?|收入?)(?P<what>.*[总合]计|总额|)"
)


def names_of(words: str) -> list[str]:
    """Return the listed names, each with the word that they share.

    >>> names_of("人员和公用经费"), names_of("财政拨款收、支总计")
    (['人员经费', '公用经费'], ['财政拨款收入总计', '财政拨款支出总计'])
    """
    names = _both_sides(_LISTED.split(words))
    word = _TOTAL_WORD.search(names[-1])
    return [
        name if word is None or _TOTAL_WORD.search(name) else name + word.group() for name in names
    ]


def _both_sides(names: list[str]) -> list[str]:
    """Return 财政拨款收入、支出总计 as two names, each with what it shares with the other."""
    both = _SIDES.fullmatch("、".join(names)) if len(names) == 2 else None
    if both is None:
        return names
    sides = ("收入" if both[side][0] == "收" else "支出" for side in ("one", "other"))
    return [f"{both['whose']}{side}{both['what']}" for side in sides]
