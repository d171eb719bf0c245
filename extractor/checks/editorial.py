"""Wordings that must not be printed: placeholders, template remarks, doubled words, wrong names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import regex

from extractor.checks import verdict
from extractor.checks._repeats import Repeat, doubled, repeated_over
from extractor.checks._words import one_or_all, outermost, running_text, wrong_words
from extractor.checks.asked import meaning
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact, Section, SectionRole, Span, Table
from extractor.numbers import places
from extractor.readings import MONEY_DECIMALS
from extractor.text import Folded
from rules.loaders.accounts import load_accounts
from rules.loaders.editorial import Doubled, Theme, Wording, load_editorial

# Words that stand twice, and clauses that stand before a sign and behind it.
_WORDS, _CLAUSES = range(2, 13), range(6, 31)
_BETWEEN_CLAUSES = "，、：；"
_ITEM = re.compile(r"（\d*项）")
_NAME, _LONGEST_NAME = re.compile(r"[^，。；：（）、\s]{2,}$"), 30
# What is said of an account, as far as the next one.
_LONGEST_EXPLANATION = 200
_AROUND = 6
_ROLES: tuple[SectionRole, ...] = ("narrative", "glossary")
_LONG = 4
_YEAR = re.compile(r"(?:19|20)\d\d$")
# Below the text stand pictures and their captions; rows of a table have tabs.
# 项目承担单位：某某局 is a field, no sentence.
_CAPTION = regex.compile(
    r"[（(]?(?:图|表|附|注|备注|单位)|.*(?:[图表]$|\t)|[^，。；：]{2,12}(?<![是为])：[^，。；]*$"
)
# A sentence, and no title, that ends with a word.
_UNENDED = regex.compile(r"(?:[，；：无为是]|没有).*\p{Han}(?<!说明|情况|简介)$")
_LONGEST_END = 40
_SIGN = re.compile(r"\s*(?:[，。；、）]|$)", re.MULTILINE)


# ---- 没有填写、没有删去 --------------------------------------------------------------------


@check("editorial")
def wordings(seen: Evidence) -> Iterator[Made]:
    """没有留下待填写的空、模板的提示、重复的标点。"""
    places: dict[str, list[Folded]] = {role: running_text(seen, role) for role in _ROLES}
    for rule in load_editorial().wordings:
        found = chain(
            _in_text(seen, rule) if rule.where == "text" else (),
            _in_folded(seen, rule, places.get(rule.where, ())),
            _in_cells(seen) if rule.id == "editorial.placeholder" else (),
        )
        yield from one_or_all(seen, rule.id, found)


def _in_text(seen: Evidence, rule: Wording) -> Iterator[Made]:
    for start, end in _matches(rule, seen.text):
        yield wrong_words(seen, rule.id, start, end)


def _in_cells(seen: Evidence) -> Iterator[Made]:
    """Yield the targets and results of forms that are the name of their column."""
    template = load_editorial().template_cell
    for table in seen.tables:
        for cell in () if table.is_official else table.cells:
            asked = cell.column_key in ("target", "result") and cell.row_header
            # A row without an indicator is the header, once more.
            if asked and template.fullmatch(cell.text):
                yield wrong_words(seen, "editorial.placeholder", cell.span.start, cell.span.end)


def _in_folded(seen: Evidence, rule: Wording, pieces: Sequence[Folded]) -> Iterator[Made]:
    for folded in pieces:
        for start, end in _matches(rule, folded.text):
            yield wrong_words(seen, rule.id, *folded.place(start, end))


def _matches(rule: Wording, text: str) -> Iterator[tuple[int, int]]:
    if rule.words and not any(word in text for word in rule.words):
        return
    for match in rule.pattern.finditer(text):
        start, end = match.span()
        if not rule.unless.search(text, max(0, start - _AROUND), end + _AROUND):
            yield start, end


# ---- 重复的字词 ------------------------------------------------------------------------------


@check("editorial")
def doubled_words(seen: Evidence) -> Iterator[Made]:
    """字词没有重复。"""
    places = list(_doubled_in_report(seen))
    words = load_editorial().doubled
    for rule, strong in (("editorial.doubled", True), ("editorial.doubled.word", False)):
        found = ((s, e) for s, e, unit in places if _is_strong(unit, words) is strong)
        yield from one_or_all(seen, rule, (wrong_words(seen, rule, *place) for place in found))


def _doubled_in_report(seen: Evidence) -> Iterator[tuple[int, int, str]]:
    """Yield where words stand twice: in running text over line breaks, elsewhere in one line."""
    begin = 0
    for section in outermost(seen):
        yield from _doubled_in_lines(seen.text, begin, section.span.start)
        folded = seen.folded(section)
        for twice in _doubled_in(folded.text):
            first, end = folded.place(*twice.first)
            if _in_grid(seen, first):
                # 项目|决算数|项目|决算数: the header of two halves.
                continue
            # A heading and the sentence below it may begin alike.
            if "\n" not in seen.text[end - 1 : folded.origin[twice.first[1]]]:
                yield first, folded.origin[twice.end - 1] + 1, twice.unit
        begin = section.span.end
    yield from _doubled_in_lines(seen.text, begin, len(seen.text))


def _in_grid(seen: Evidence, place: int) -> bool:
    grids = seen.document.grids if seen.document else ()
    return any(grid.start <= place < grid.end for grid in grids)


def _doubled_in_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for twice in _doubled_in(text[start:end]):
        yield start + twice.start, start + twice.end, twice.unit


def _doubled_in(text: str) -> Iterator[Repeat]:
    rules = load_editorial().doubled
    for twice in doubled(text, _WORDS):
        if not _is_legitimate(text, twice, rules):
            yield twice
    yield from repeated_over(text, _BETWEEN_CLAUSES, _CLAUSES)


def _is_strong(unit: str, rules: Doubled) -> bool:
    """Return whether words are long, or of a sort that is never doubled on purpose."""
    return len(unit) >= _LONG or unit in rules.never or unit in rules.names


def _is_legitimate(text: str, twice: Repeat, rules: Doubled) -> bool:
    """Return whether two words meet that only look like one word twice."""
    unit = twice.unit
    if len(set(unit)) == 1 or unit[0] in "一二三四五六七八九十逐" or unit in rules.always:
        return True
    if unit in load_accounts().codes:
        return True
    tail = unit[-2:]
    return tail in rules.names and rules.before.match(text, twice.end) is not None


# ---- 没有写完的句子 --------------------------------------------------------------------------


@check("editorial")
def unended_sentences(seen: Evidence) -> Iterator[Made]:
    """情况说明的每一部分都以句号结束。"""
    inner = {section.parent for section in seen.sections}
    leaves = [s for s in seen.sections if s.role == "narrative" and s.id not in inner]
    ends = [end for section in leaves if (end := _end_of(section)) is not None]
    fails = [
        wrong_words(seen, "editorial.unended", *end)
        for end in ends
        if _UNENDED.search(seen.text[slice(*end)])
    ]
    # Where many parts end like that, it is how the report is written, or its lines are cut.
    if len(fails) * 4 < len(ends):
        yield from one_or_all(seen, "editorial.unended", fails)


def _end_of(section: Section) -> tuple[int, int] | None:
    """Return the end of the last line of text of a section, below its heading."""
    _, *lines = section.span.text.split("\n")
    start = section.span.end + 1
    for line in reversed(lines):
        start -= len(line) + 1
        words = line.strip()
        if words and not _CAPTION.match(words):
            end = start + len(line.rstrip())
            return end - min(len(words), _LONGEST_END), end
    return None


# ---- 数的写法 --------------------------------------------------------------------------------


@check("editorial")
def numbers_without_a_unit(seen: Evidence) -> Iterator[Made]:
    """金额、比率写明单位：增长13.95%，占76.23%。"""
    sections = {section.id for section in seen.sections if section.role == "narrative"}
    bare = [
        fact
        for fact in seen.facts
        if fact.unit is None and fact.section in sections and _needs_a_unit(seen, fact)
    ]
    # Where most amounts have none, a heading says the unit for all.
    if len(bare) * 2 < sum(fact.kind == "amount" for fact in seen.facts):
        fails = (_bare_number(seen, fact) for fact in bare)
        yield from one_or_all(seen, "editorial.unit", fails)


def _needs_a_unit(seen: Evidence, fact: Fact) -> bool:
    """Return whether a number says how much, and not which year or that there is nothing."""
    return (
        fact.kind in ("amount", "change", "change_rate", "share", "completion_rate")
        and bool(fact.value.strip("-0."))
        and not _YEAR.match(fact.span.text)
        and _SIGN.match(seen.text, fact.span.end) is not None
    )


def _bare_number(seen: Evidence, fact: Fact) -> Made:
    right = (seen.frame.unit or "万元") if fact.kind in ("amount", "change") else "%"
    found = verdict.of_words(False, fact.span.text, right)
    return made("editorial.unit", meaning(seen, [fact]), found, [fact.span])


@check("editorial")
def decimals(seen: Evidence) -> Iterator[Made]:
    """金额最多两位小数；整张表都多于两位的，是这张表的写法。"""
    fails = [
        _long_number(fact.id, fact.span)
        for fact in seen.facts
        if fact.kind in ("amount", "change")
        and fact.unit in ("元", "万元")
        and places(fact.value) > MONEY_DECIMALS
    ]
    for table in seen.tables:
        if table.is_official:
            fails += _long_cells(table)
    if len(fails) * 2 < sum(fact.kind == "amount" for fact in seen.facts):
        yield from one_or_all(seen, "editorial.decimals", fails)


def _long_cells(table: Table) -> Iterator[Made]:
    printed = [cell for cell in table.cells if cell.value]
    found = [cell for cell in printed if places(cell.value or "") > MONEY_DECIMALS]
    if len(found) * 2 < len(printed):
        yield from (_long_number(cell.id, cell.span) for cell in found)


def _long_number(ref: str, span: Span) -> Made:
    return made("editorial.decimals", ref, verdict.of_words(False, span.text), [span])


# ---- 科目的名称与说明 ------------------------------------------------------------------------


@check("editorial")
def accounts_in_other_words(seen: Evidence) -> Iterator[Made]:
    """科目用自己的话说明，不用别的科目的话。"""
    pieces = [seen.folded(section) for section in seen.sections_on("general_budget")]
    fails = [one for p in [*pieces, *running_text(seen, "glossary")] for one in _misplaced(seen, p)]
    yield from one_or_all(seen, "editorial.explained", fails)


def _misplaced(seen: Evidence, folded: Folded) -> Iterator[Made]:
    items = list(_items(folded.text))
    for (name, start, end), following in zip(items, [*items[1:], None], strict=False):
        stop = following[1] if following else len(folded.text)
        words = folded.text[end : min(stop, end + _LONGEST_EXPLANATION)]
        theme = next((t for t in load_editorial().themes if t.account.search(name)), None)
        alien = _alien(theme, words) if theme else None
        if alien is not None:
            quotes = [
                seen.quote(*folded.place(start, start + len(name))),
                seen.quote(*folded.place(end + alien.start(), end + alien.end())),
            ]
            found = verdict.of_words(False, name, alien.group())
            yield made("editorial.explained", name, found, quotes)


def _items(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the names of the 项 that a text names, where each begins, and where its （项） ends."""
    for level in _ITEM.finditer(text):
        name = _NAME.search(text[max(0, level.start() - _LONGEST_NAME) : level.start()])
        if name is not None:
            yield name.group(), level.start() - len(name.group()), level.end()


def _alien(theme: Theme, words: str) -> regex.Match[str] | None:
    """Return the words of another account where none of the account's own stand."""
    if theme.words.search(words):
        return None
    others = (other.own.search(words) for other in load_editorial().themes if other is not theme)
    return next((match for match in others if match), None)


@check("editorial")
def former_names(seen: Evidence) -> Iterator[Made]:
    """科目用当年的名称。"""
    year = seen.frame.fiscal_year
    fails = []
    texts = [folded for role in _ROLES for folded in running_text(seen, role)]
    for former in load_editorial().formers if year else ():
        for folded in texts:
            at = folded.text.find(former.name) if year and year >= former.since else -1
            if at >= 0:
                place = folded.place(at, at + len(former.name))
                fails.append(wrong_words(seen, "editorial.former", *place, former.today))
    yield from one_or_all(seen, "editorial.former", fails)
