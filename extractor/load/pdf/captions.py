"""What stands over a table, told from its words: a title, a code, whose it is, in which unit."""

from __future__ import annotations

import regex

TITLE = regex.compile(r"\p{Han}表(?:[（(].*[）)])?\s*$")
CODE = regex.compile(r"(?:公开|预算)\s*(\d+)\s*表")
CODE_OR_UNIT = regex.compile(rf"单位\s*[：:]|{CODE.pattern}")


def is_caption(line: str) -> bool:
    """Return whether a line is a title, or holds a code, an owner or a unit.

    >>> is_caption("某某支出表（续）"), is_caption("公开 05 表"), is_caption("报表共 5 张")
    (True, True, False)
    """
    return bool(TITLE.search(line) or CODE_OR_UNIT.search(line))
