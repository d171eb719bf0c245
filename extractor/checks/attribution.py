"""Who, which year, which level and which project: names that contradict the rest of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain

import regex

from extractor.checks import verdict
from extractor.checks._words import first_line, one_or_all, running_text, wrong_words
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.model import Fact, Span, Table
from extractor.text import fold, narrow, squeeze
from extractor.views import name_of
from rules.loaders.attribution import load_attribution
from rules.loaders.links import MEASURE_OF

_YEAR = regex.compile(r"20\d\d(?=年)")
_COMPARED = regex.compile(r"[与比较同]\s*(?P<year>20\d\d)\s*年(?!\s*(?:年?[初末底中]|\d))")
# Sections whose every change is told since last year.
_COMPARING = frozenset(
    {"overall", "income", "expenditure", "fiscal_overall", "basic", "three_public"}
    | {"general_budget", "general_budget.overall", "general_budget.detail", "government_fund"}
)
_SELDOM = 4
_DENIED = regex.compile(r"政府性基金|国有资本经营|三公")
_DATE = regex.compile(r"截[至止]|年\d{1,2}月")
_SENTENCE = regex.compile(r"[。；]")
_BEFORE = 60
# Where a name stands is looked up where it is wrong.
_Place = Callable[[], Span]
# Above a table stand its title, its number, its owner and its unit.
_CAPTION = 120
# Names that begin and end alike, and differ by so much, are meant to be one.
_HEAD, _TAIL, _SHORTEST, _OFF = 6, 2, 8, 2
# So many numbers in common show that two tables have one unit.
_ENOUGH = 3


# ---- 年度 ------------------------------------------------------------------------------------


@check("attribution")
def years_of_headings(seen: Evidence) -> Iterator[Made]:
    """标题、报表名称写的是报告的年度。"""
    rules = load_attribution().year
    fails: list[Made] = []
    for title in _titles(seen) if seen.year else ():
        words = squeeze(title.text)
        years = _YEAR.findall(words)
        if (
            years
            and seen.year not in years
            and rules.heading.search(words)
            and not rules.unless.search(words)
            and not _is_outcome_before(seen, words, years[0])
        ):
            right = words.replace(years[0], seen.year or "")
            place = title.start, title.end
            fails.append(wrong_words(seen, "attribution.year", *place, right, f"{seen.year}年"))
    yield from one_or_all(seen, "attribution.year", fails)


def _is_outcome_before(seen: Evidence, title: str, year: str) -> bool:
    """Return whether a plan tells here what was spent the year before: 2021年三公经费决算情况."""
    return seen.kind == "budget" and "决算" in title and int(year) == int(seen.year or 0) - 1


def _titles(seen: Evidence) -> Iterator[Span]:
    """Yield the headings of the parts that report on money, and the titles of official tables."""
    for section in seen.sections:
        # （三）国有资产占用情况。截至2024年12月31日…: the sentence behind a heading is none.
        named = section.role in ("narrative", "tables") and _YEAR.search(section.title)
        if named and section.topic != "work_review":
            yield first_line(seen, section.span)
    for table in seen.tables:
        if table.is_official and table.title:
            yield first_line(seen, table.span)


@check("attribution")
def years_of_amounts(seen: Evidence) -> Iterator[Made]:
    """写着别的年度的数，不是报表里本年的数。"""
    fails = [made for _, made in _amounts_of_other_years(seen)]
    yield from one_or_all(seen, "attribution.year.amount", fails)


def _amounts_of_other_years(seen: Evidence) -> Iterator[tuple[Fact, Made]]:
    """Yield the amounts of another year that the tables have for this one."""
    own = {(seen.subject(f), f.value) for f in seen.facts if f.period == seen.year}
    for fact in seen.facts:
        if _is_of_another_year(seen, fact) and (seen.subject(fact), fact.value) not in own:
            for one in _same_as_now(seen, fact):
                yield fact, one


@check("attribution")
def years_of_statements(seen: Evidence) -> Iterator[Made]:
    """写明没有的，说的是报告的年度。"""
    fails = [
        wrong_words(
            seen,
            "attribution.year.statement",
            fact.span.start,
            fact.span.end,
            seen.year,
            f"{seen.year}年",
        )
        for fact in seen.facts
        if fact.kind == "nil"
        and fact.period not in (None, seen.year)
        and _is_of_tables(seen, fact)
        and _names_year(seen, fact)
    ]
    yield from one_or_all(seen, "attribution.year.statement", fails)


@check("attribution")
def years_of_days(seen: Evidence) -> Iterator[Made]:
    """决算里年末的日期、自评的年度是报告的年度，不是照抄上一年的。"""
    found = list(_days_of_last_year(seen)) if seen.kind == "final_accounts" and seen.year else []
    told = [fact.span.start for fact, _ in _amounts_of_other_years(seen)] if found else []
    fails = (
        wrong_words(seen, "attribution.year.day", start, end, right, f"{seen.year}年")
        for start, end, right in found
        # An amount of that year is told as such.
        if not any(end <= at < end + _BEFORE for at in told)
    )
    yield from one_or_all(seen, "attribution.year.day", fails)


def _days_of_last_year(seen: Evidence) -> Iterator[tuple[int, int, str]]:
    """Yield the places of such words with the year before, and what ought to stand there."""
    last = str(int(seen.year or 0) - 1)
    for folded in running_text(seen):
        if last not in folded.text:
            continue
        for match in chain(*(p.finditer(folded.text) for p in load_attribution().year.stale)):
            if match["year"] == last:
                yield *folded.place(*match.span()), match[0].replace(last, seen.year or "", 1)


@check("attribution")
def years_of_comparisons(seen: Evidence) -> Iterator[Made]:
    """本年的数与上年比，不与本年自己比，也不与更早的年度比。"""
    found: dict[int, Made] = {}
    for fact in [*_since_itself(seen), *_since_long_ago(seen)]:
        start = max(0, fact.span.start - _BEFORE)
        said = [*_COMPARED.finditer(seen.text, start, fact.span.end)]
        if said and said[-1]["year"] == fact.base_period:
            begin, end = said[-1].span("year")
            right = str(int(seen.year or 0) - 1)
            found[begin] = wrong_words(seen, "attribution.year.base", begin, end, right)
    yield from one_or_all(seen, "attribution.year.base", found.values())


def _since_itself(seen: Evidence) -> list[Fact]:
    """Return what is compared with the report's own year: a plan with plans, outcomes with such."""
    own = (seen.year, MEASURE_OF[seen.kind])
    return [
        fact
        for fact in seen.facts
        if (fact.base_period, fact.base_measure) == own
        and fact.period == seen.year
        and _reports(seen, fact)
    ]


def _since_long_ago(seen: Evidence) -> list[Fact]:
    """Return the few changes of money since an earlier year than all others are told since."""
    told = [
        fact
        for fact in seen.facts
        if fact.kind in ("change", "change_rate")
        and fact.base_period
        and fact.period == seen.year
        and seen.topic(fact) in _COMPARING
    ]
    last = str(int(seen.year) - 1) if seen.year else ""
    # What is told since last year, too, is compared with an earlier one on purpose.
    both = {fact.of for fact in told if fact.base_period == last}
    earlier = [f for f in told if (f.base_period or "") < last and f.of not in both]
    return earlier if len(earlier) * _SELDOM <= len(told) else []


def _reports(seen: Evidence, fact: Fact) -> bool:
    """Return whether it stands below a table, or in a part of the narrative on money."""
    section = seen.section_by_id.get(fact.section or "")
    return section is not None and section.role in ("narrative", "tables")


def _is_of_tables(seen: Evidence, fact: Fact) -> bool:
    """Return whether it denies what a table would show, and not what there was on a day."""
    if not _reports(seen, fact) or not _DENIED.search(seen.subject(fact)):
        return False
    before = squeeze(seen.text[max(0, fact.span.start - _BEFORE) : fact.span.start])
    return _DATE.search(before) is None


def _is_of_another_year(seen: Evidence, fact: Fact) -> bool:
    return (
        fact.kind == "amount"
        and fact.period not in (None, seen.year)
        and fact.measure in ("final", "budget")
        and bool(fact.value.strip("-0."))
        and _reports(seen, fact)
        and _names_year(seen, fact)
    )


def _names_year(seen: Evidence, fact: Fact) -> bool:
    """Return whether the sentence itself says before the amount which year it is of."""
    before = squeeze(seen.text[max(0, fact.span.start - _BEFORE) : fact.span.start])
    return set(_YEAR.findall(_SENTENCE.split(before)[-1])) == {fact.period}


def _same_as_now(seen: Evidence, fact: Fact) -> Iterator[Made]:
    rule, told = seen.rule_of_words(fact.subject, seen.topic(fact)), reading_of(seen, fact)
    for address in rule.cells if rule and rule.relation == "equals" and told else ():
        for cell in seen.views.cells_at(address, fact):
            now = seen.reading(cell.id)
            if told and now and now.value == told.value:
                found = verdict.of_words(False, fact.period or "", seen.year, [told, now])
                yield made("attribution.year.amount", meaning(seen, [fact]), found)
                return


# ---- 单位名称 --------------------------------------------------------------------------------


@check("attribution")
def names_in_captions(seen: Evidence) -> Iterator[Made]:
    """表头、标题写的单位就是报告的单位。"""
    entity = seen.frame.entity
    named = [*_captions(seen), *_named_headings(seen)] if entity else []
    others = [span for span in named if not _is_same(span.text, entity or "")]
    # Where most of them disagree, the report is about several units.
    if len(others) * 2 <= len(named):
        fails = (
            wrong_words(seen, "attribution.entity", span.start, span.end, entity) for span in others
        )
        yield from one_or_all(seen, "attribution.entity", fails)


def _captions(seen: Evidence) -> Iterator[Span]:
    pattern = load_attribution().entity.caption
    end = 0
    for table in sorted(seen.tables, key=lambda table: table.span.start):
        if table.is_official and table.cells:
            start = max(end, table.span.start - _CAPTION)
            stop = min(table.cells[0].span.start, start + 3 * _CAPTION)
            match = pattern.search(narrow(seen.text[start:stop]))
            if match:
                yield seen.quote(start + match.start("name"), start + match.end("name"))
        end = table.span.end


def _named_headings(seen: Evidence) -> Iterator[Span]:
    pattern = load_attribution().entity.heading
    for section in seen.sections:
        if section.role in ("narrative", "tables", "overview") and section.level < 3:
            match = pattern.search(section.title)
            place = section.span.text.find(match["name"]) if match else -1
            if match and 0 <= place < _CAPTION:
                start = section.span.start + place
                yield seen.quote(start, start + len(match["name"]))


def _is_same(name: str, entity: str) -> bool:
    """Return whether a name is the entity's: whole, with more around it, or shortened."""
    bare = load_attribution().entity.bare
    one, other = bare.sub("", squeeze(name)), bare.sub("", squeeze(entity))
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    return all(letter in letters for letter in short)


@check("attribution")
def names_in_sentences(seen: Evidence) -> Iterator[Made]:
    """情况说明里以单位名称开头的句子，说的是报告的单位。"""
    rules, entity = load_attribution().entity, seen.frame.entity
    known = "".join(folded.text for folded in running_text(seen, "overview"))
    fails = []
    for folded in running_text(seen) if entity else ():
        for match in rules.opening.finditer(folded.text):
            name = match["name"]
            ours = rules.ours.search(name) or name in known or _is_same(name, entity or "")
            if not ours and not any(_is_same(name, unit) for unit in _unit_names(seen)):
                place = folded.place(*match.span("name"))
                fails.append(wrong_words(seen, "attribution.entity.sentence", *place, entity))
    yield from one_or_all(seen, "attribution.entity.sentence", fails)


def _unit_names(seen: Evidence) -> list[str]:
    """Return the names of the units that the tables list."""
    found = {
        name_of(cell): None
        for table in seen.tables
        for cell in table.cells
        if cell.row_key is not None and cell.row_key.startswith("unit:")
    }
    return list(found)


@check("attribution")
def names_nearly_alike(seen: Evidence) -> Iterator[Made]:
    """一个单位只有一种名称。"""
    known = list(dict.fromkeys([*filter(None, [seen.frame.entity]), *_unit_names(seen)]))
    fails: dict[str, Made] = {}
    for folded in [*running_text(seen, "overview"), *running_text(seen)]:
        for name in (name for name in known if len(name) >= _SHORTEST):
            for start, end in _variants(folded.text, name, known):
                if _is_told_as_sign(folded.text, start):
                    continue
                words = folded.text[start:end]
                place = folded.place(start, end)
                fails.setdefault(words, wrong_words(seen, "attribution.name", *place, name))
    yield from one_or_all(seen, "attribution.name", fails.values())


def _is_told_as_sign(text: str, start: int) -> bool:
    """Return whether the sentence so far says that the unit goes by other names as well."""
    opening = text.rfind("。", 0, start) + 1
    return load_attribution().entity.signs.search(text, opening, start) is not None


def _variants(text: str, name: str, known: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = text.find(name[:_HEAD])
    while start >= 0:
        if not text.startswith(tuple(known), start):
            for length in range(len(name) - _OFF, len(name) + _OFF + 1):
                words = text[start : start + length]
                if words.endswith(name[-_TAIL:]) and _is_nearly(words, name):
                    yield start, start + length
                    break
        start = text.find(name[:_HEAD], start + 1)


def _is_nearly(one: str, other: str) -> bool:
    """Return whether one name is the other with a word of two characters more or less."""
    short, long = sorted((one, other), key=len)
    pairs = enumerate(zip(short, long, strict=False))
    head = next((i for i, (a, b) in pairs if a != b), len(short))
    return head < len(short) < len(long) and long.endswith(short[head:])


# ---- 财政级次 --------------------------------------------------------------------------------


@check("attribution")
def levels_of_government(seen: Evidence) -> Iterator[Made]:
    """说明里的“某级财政”就是本单位的一级。"""
    rules, entity = load_attribution().level, seen.frame.entity or ""
    levels = next((levels for place, levels in rules.places if place.search(entity)), ())
    told: dict[bool, list[Span]] = {True: [], False: []}
    for folded in [*running_text(seen), *running_text(seen, "glossary")] if levels else ():
        for match in rules.words.finditer(folded.text):
            place = folded.place(match.start("level"), match.end())
            told[match["level"] in levels].append(seen.quote(*place))
    if levels:
        wrong, right = told[False], told[True]
        words = "、".join(dict.fromkeys(squeeze(quote.text) for quote in wrong)) or levels[0]
        found = verdict.of_words(not wrong, words, levels[0])
        yield made("attribution.level", "", found, [*wrong, *right[:1]] if wrong else [])


# ---- 金额单位 --------------------------------------------------------------------------------


@check("attribution")
def units_of_tables(seen: Evidence) -> Iterator[Made]:
    """各表写的金额单位一致；写了别的单位的，数字也随之不同。"""
    tables = [t for t in seen.tables if t.is_official and t.unit and _printed(t)]
    units = Counter(table.unit for table in tables)
    fails = []
    for table in tables if len(units) > 1 else ():
        usual = next(unit for unit, _ in units.most_common())
        others = {n for one in tables if one.unit == usual for n in _printed(one)}
        same = _printed(table) & others
        if table.unit != usual and len(same) >= _ENOUGH and len(same) * 2 > len(_printed(table)):
            fails.append(_wrong_unit(seen, table, usual or ""))
    yield from one_or_all(seen, "attribution.unit", fails)


def _printed(table: Table) -> set[str]:
    values = (cell.value for cell in table.cells if cell.value and cell.value.strip("-0."))
    return {value.rstrip("0").rstrip(".") if "." in value else value for value in values}


def _wrong_unit(seen: Evidence, table: Table, usual: str) -> Made:
    title = seen.quote(table.span.start, table.span.start + len(table.title))
    view = seen.views.get(table.id)
    readings = (one for line in view.lines for one in line.readings.values()) if view else ()
    found = verdict.of_words(False, table.unit or "", usual, list(readings)[:1])
    return made("attribution.unit", table.id, found, [title])


# ---- 项目名称 --------------------------------------------------------------------------------


@check("attribution")
def project_names(seen: Evidence) -> Iterator[Made]:
    """同一个项目只有一种名称。"""
    by_pattern: dict[str, str] = {}
    fails: dict[tuple[str, str], Made] = {}
    places: dict[str, _Place] = {}
    for name, place in _project_names(seen):
        places.setdefault(name, place)
    for name in places:
        for pattern in (f"{name[:i]}_{name[i + 1 :]}" for i in range(len(name))):
            other = by_pattern.setdefault(pattern, name)
            if other != name and not _are_two(name, other):
                found = verdict.of_words(False, name, other)
                both = [places[name](), places[other]()]
                one = made("attribution.project", f"{other}|{name}", found, both)
                fails.setdefault((other, name), one)
    yield from one_or_all(seen, "attribution.project", fails.values())


def _are_two(name: str, other: str) -> bool:
    """Return whether two names of one length differ in what numbers or parts two projects."""
    twins = load_attribution().project.twins
    pairs = (pair for pair in zip(name, other, strict=True) if pair[0] != pair[1])
    return all(twins.match(a) and twins.match(b) for a, b in pairs)


def _project_names(seen: Evidence) -> Iterator[tuple[str, _Place]]:
    rules = load_attribution().project
    for words, place in (*_names_of_forms(seen), *_names_in_text(seen)):
        name = rules.bare.sub("", squeeze(words)).removeprefix(seen.frame.entity or "\0")
        if len(name) >= _SHORTEST - 1 and not any(letter.isdigit() for letter in name):
            yield name, place


def _with_subject(seen: Evidence, fact: Fact) -> Span:
    """Return the place of a number together with the name before it."""
    before = fold(seen.text, max(0, fact.span.start - _BEFORE), fact.span.start)
    at = before.text.rfind(squeeze(fact.subject))
    return seen.quote(before.origin[at] if at >= 0 else fact.span.start, fact.span.end)


def _names_of_forms(seen: Evidence) -> Iterator[tuple[str, _Place]]:
    for form in seen.forms:
        cells = form.single.get("name", ())
        if cells:
            yield cells[0].text, partial(getattr, cells[0], "span")


def _names_in_text(seen: Evidence) -> Iterator[tuple[str, _Place]]:
    rules = load_attribution().project
    for fact in seen.facts:
        if fact.kind == "amount" and fact.account is None and rules.subject.search(fact.subject):
            yield fact.subject, partial(_with_subject, seen, fact)
    for section in seen.sections:
        for match in rules.names.finditer(section.title):
            yield match["name"], partial(first_line, seen, section.span)
    for folded in running_text(seen):
        for match in rules.names.finditer(folded.text):
            yield match["name"], partial(seen.quote, *folded.place(*match.span("name")))
