"""Accounts printed with a code and a name, in tables and in the text: both are of one account."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checks import verdict
from extractor.checks._words import one_or_all, running_text
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Span
from rules.loaders.accounts import load_accounts, loose
from rules.loaders.editorial import load_editorial
from rules.loaders.wording import load_wording

_CODE = re.compile(r"(?<![\d.,])2\d{4}(?:\d\d)?(?![\d.,])")
_ENDS = re.compile(r"[，。；：\n]")


@check("editorial")
def names_and_codes(seen: Evidence) -> Iterator[Made]:
    """科目的名称与编码是同一个科目。"""
    if (seen.frame.fiscal_year or 0) < load_editorial().codes_since:
        return
    rows = _rows(seen)
    fails = [_misnamed(*key, span) for key, span in rows.items() if _is_other(*key)]
    # Where many names belong to other codes, the columns were misread.
    if len(fails) * 4 < max(len(rows), 1):
        told = (_misnamed(*key, span) for key, span in _told(seen) if _is_other(*key))
        yield from one_or_all(seen, "editorial.code", [*fails, *told])


def _rows(seen: Evidence) -> dict[tuple[str, str], Span]:
    """Return the accounts that the official tables print with their codes."""
    rows: dict[tuple[str, str], Span] = {}
    for table in (table for table in seen.tables if table.is_official):
        account = None
        for cell in table.cells:
            # The cells of a row share their account.
            if cell.account is account or cell.account is None:
                continue
            account = cell.account
            if not account.inferred:
                rows.setdefault((account.code or "", account.name), cell.span)
    return rows


def _told(seen: Evidence) -> Iterator[tuple[tuple[str, str], Span]]:
    """Yield the accounts that sentences name with their codes: 2080505-机关事业单位…缴费支出."""
    path = load_wording().subject.account_path
    for folded in running_text(seen):
        for clause in _clauses(folded.text):
            for match in path.finditer(folded.text, *clause):
                if match["code"] and match["item"]:
                    place = folded.place(*match.span())
                    yield (match["code"], match["item"]), seen.quote(*place)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield the clauses that have a code."""
    done = 0
    for code in _CODE.finditer(text):
        if code.start() >= done:
            begin = max(text.rfind(sign, done, code.start()) for sign in "，。；：\n") + 1
            end = _ENDS.search(text, code.end())
            done = end.start() if end else len(text)
            yield begin, done


def _is_other(code: str, name: str) -> bool:
    """Return whether the classification has the code with another name, and the name elsewhere."""
    known = load_accounts()
    if code not in known.names:
        return False
    codes = known.loose.get(loose(name), ())
    return (
        bool(codes)
        and code not in codes
        and all(loose(n) != loose(name) for n in known.names[code])
    )


def _misnamed(code: str, name: str, span: Span) -> Made:
    found = verdict.of_words(False, f"{code}{name}", load_accounts().names[code][0])
    return made("editorial.code", code, found, [span])
