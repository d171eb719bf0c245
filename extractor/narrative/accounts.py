"""The accounts that the narrative can name: those of the report's own tables, then all others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.model import Account, Table
from extractor.text import squeeze
from rules.loaders.accounts import load_accounts, loose


@dataclass(frozen=True, slots=True)
class AccountNames:
    """Names → codes, the report's own first."""

    names: Mapping[str, str]
    codes: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, tables: Sequence[Table]) -> AccountNames:
        """Collect the accounts of the official tables of one report."""
        names: dict[str, str] = {}
        for table in tables:
            if table.is_official:
                for cell in table.cells:
                    account = cell.account
                    if account is not None and account.code and account.code not in names:
                        names[account.code] = account.name
        codes: dict[str, list[str]] = {}
        for code, name in names.items():
            exact = squeeze(name)
            for key in dict.fromkeys((exact, loose(exact))):
                codes.setdefault(key, []).append(code)
        return cls(names, {key: tuple(found) for key, found in codes.items()})

    def single(self, name: str, *, lengths: Iterable[int] = (3,)) -> Account | None:
        """Return the account of this name with a code of one of these lengths, or None."""
        for code in self._candidates(name):
            if len(code) in lengths:
                return self._account(code, name)
        return None

    def economic(self, name: str) -> Account | None:
        """Return the 款 of the 经济分类 with this name, where the report has it: 30201 办公费."""
        for code in self.codes.get(squeeze(name), ()):
            if len(code) == 5 and code.startswith("3"):
                return self._account(code, name)
        return None

    def path(self, parts: Sequence[str]) -> Account | None:
        """Return the account that a path 类, 款, 项 leads to; without a code where none fits.

        A level above that is not named is empty: then the account is one of the report's own.
        """
        if not parts:
            return None
        length = 1 + 2 * len(parts) if len(parts) < 4 else 7
        found = [code for code in dict.fromkeys(self._candidates(parts[-1])) if len(code) == length]
        if not any(parts[:-1]):
            found = [code for code in found if code in self.names] or found
        above = [self._candidates(name) if name else [] for name in parts[:-1]]
        best = max(found, key=lambda code: _fits(code, above), default=None)
        if best is None or (len(found) > 1 and not _fits(best, above)):
            return Account.trusted({"code": None, "name": parts[-1], "inferred": True})
        return self._account(best, parts[-1])

    def coded(self, code: str, name: str) -> Account:
        """Return the account whose code the text prints itself."""
        return self._account(code, name)

    def _candidates(self, name: str) -> list[str]:
        exact, near = squeeze(name), loose(squeeze(name))
        national = load_accounts()
        return [
            *self.codes.get(exact, ()),
            *self.codes.get(near, ()),
            *national.codes.get(exact, ()),
            *national.codes.get(exact + "支出", ()),
        ]

    def _account(self, code: str, name: str) -> Account:
        return Account.trusted({"code": code, "name": name, "inferred": code not in self.names})


def _fits(code: str, above: Sequence[Sequence[str]]) -> int:
    """Return how many of the levels above, each with the codes of its name, a code is under."""
    return sum(code[:length] in codes for length, codes in zip((3, 5), above, strict=False))
