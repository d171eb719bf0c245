"""What an account spends as 基本支出 and as 项目支出, and what 项目支出 is spent on: parts."""

from __future__ import annotations

import re

from extractor.model import Account

_PARTS = re.compile(r"其中|包括|（?含")
_FUNCTIONAL, _ECONOMIC = "2", "3"
_OF_ALL = re.compile(r"支出(?:预算)?(?:合计|总计|总额)?$")
# 按经济分类划分：… tells of everything again.
_ANEW = re.compile(r"按")
_WHOLE = "预算支出"


class PartsOfAccounts:
    """Knows whether a sentence goes on with the parts of the one account that it told last.

    教育支出10万元、住房保障支出5万元，其中：基本支出12万元 are parts of neither; behind a 类 and
    its 款 they are those of the 款.
    """

    def __init__(self) -> None:
        self._told: str | None = None
        self._of_several = False
        self._parted = False

    def enter(self, goes_on: bool) -> None:
        """Begin a sentence; one that opens with 其中 goes on with what the one before told."""
        if not goes_on:
            self._told, self._of_several, self._parted = None, False, False

    def tell(self, account: Account | None) -> None:
        """Note whose amount was told."""
        key = None if account is None else account.code or account.name
        if account is None or key is None or not _has_parts(account):
            self._told = None
        elif self._told is None or self._parted:
            self._told, self._of_several = key, False
        else:
            self._of_several = self._of_several or not key.startswith(self._told)
            self._told = key
        self._parted = False

    def go_on(self, words: str) -> bool:
        """Return whether an amount behind these words can be a part of the account."""
        if self._told is None or self._of_several:
            return False
        self._parted = self._parted or _PARTS.search(words) is not None
        return self._parted


class PartsOfProjects:
    """Knows what 项目支出 is spent on: 其中：工资福利支出1万元 is not what staff costs in all."""

    def __init__(self) -> None:
        self._told_at: int | None = None

    def tell(self, subject: str, at: int) -> None:
        """Note where 项目支出 was told; what spends otherwise ends its list."""
        if subject.endswith(("项目支出", "项目支出预算")):
            self._told_at = at
        elif self._told_at is not None and _OF_ALL.search(subject):
            self._told_at = None

    def hold(self, account: Account | None, text: str, at: int) -> bool:
        """Return whether an account told here in the text is a part of 项目支出."""
        if self._told_at is None or account is None or (account.code or "")[:1] != _ECONOMIC:
            return False
        opened = _PARTS.search(text, self._told_at, at)
        return opened is not None and _ANEW.search(text, opened.end(), at) is None


def _has_parts(account: Account) -> bool:
    """Return whether it is an account of the 功能分类, and not all that a fund spends: 223."""
    return (account.code or _FUNCTIONAL)[0] == _FUNCTIONAL and not account.name.endswith(_WHOLE)
