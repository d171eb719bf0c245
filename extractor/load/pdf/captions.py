"""What stands over a table, told from its words: a title, a code, whose it is, in which unit."""

from __future__ import annotations

import regex

# So many lines are over a table: its title, its number, whose it is, and in which unit.
OVER = 5
TITLE = regex.compile(r"\p{Han}表(?:[（(].*[）)])?\s*$")
CODE = regex.compile(r"(?:公开|预算)\s*(\d{1,3})\s*表")
CODE_OR_UNIT = regex.compile(rf"单位\s*[：:]|{CODE.pattern}")
# What ends the last line over a table.
UNIT = regex.compile(r"单位\s*[：:]\s*(?:人民币)?\s*[百千万亿]*元\W*$")
_LAST = regex.compile(rf"{CODE.pattern}\W*$|{UNIT.pattern}")


def is_last_caption(line: str) -> bool:
    """Return whether a line ends with a code, or a unit of money: below it is the table.

    >>> is_last_caption("部门：某某局  单位：万元"), is_last_caption("单位：万元 项目名称")
    (True, False)
    """
    return _LAST.search(line) is not None


def is_caption(line: str) -> bool:
    """Return whether a line is a title, or holds a code, an owner or a unit.

    >>> is_caption("某某支出表（续）"), is_caption("公开 05 表"), is_caption("报表共 5 张")
    (True, True, False)
    """
    return bool(TITLE.search(line) or CODE_OR_UNIT.search(line))
