"""What the official outline asks for and the report does not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extractor.checks import verdict
from extractor.checks._words import first_line
from extractor.checks.asked import meaning, reading_of
from extractor.checks.rule import Made, check, made
from extractor.document import lacks_pages
from extractor.evidence import Evidence
from extractor.model import Fact, Section, Span
from extractor.readings import Reading
from extractor.text import squeeze
from extractor.views import TableView
from rules.loaders.outline import Disclosure, Outline, load_outline
from rules.loaders.tables import TableRule, load_tables

# A passage or a cutting is no report: so many tables and parts of the outline make one.
_ENOUGH_TABLES = 5
_ENOUGH_PARTS = 4
# The outcome stands so near behind its budget, and its explanation is not longer than this.
_BESIDE = 80
_LONGEST_ITEM = 600
_LONGEST_TITLE = 80


def _is_whole(seen: Evidence, outline: Outline) -> bool:
    if lacks_pages(seen.warnings):
        # What is not there can stand on a page that was not read.
        return False
    parts = [part for part in outline.parts if any(map(seen.sections_on, part.topics))]
    tables = [table for table in outline.tables(seen.frame.fiscal_year) if table in seen.views]
    return len(parts) >= _ENOUGH_PARTS and len(tables) >= _ENOUGH_TABLES


# ---- 章节与表 ----------------------------------------------------------------------------------


@check("completeness")
def parts_of_the_outline(seen: Evidence) -> Iterator[Made]:
    """情况说明逐项写明提纲要求的部分。"""
    outline = load_outline(seen.kind)
    if not _is_whole(seen, outline):
        return
    narrative = [section for section in seen.sections if _is_outermost_narrative(seen, section)]
    if not narrative:
        return
    told = squeeze("".join(section.span.text for section in narrative))
    for part in outline.parts_of(seen.frame.fiscal_year):
        there = any(map(seen.sections_on, part.topics)) or bool(part.words.search(told))
        found = verdict.of_words(there, part.title)
        quotes = () if there else [first_line(seen, narrative[0].span)]
        yield made("outline.part", part.id, found, quotes)


def _is_outermost_narrative(seen: Evidence, section: Section) -> bool:
    above = seen.section_by_id.get(section.parent or "")
    return section.role == "narrative" and (above is None or above.role != "narrative")


@check("completeness")
def tables_of_the_outline(seen: Evidence) -> Iterator[Made]:
    """提纲要求的表都有；预算有国有资本经营预算支出的，有国有资本经营预算支出表。"""
    outline = load_outline(seen.kind)
    if not _is_whole(seen, outline):
        return
    first = min(seen.tables, key=lambda table: table.span.start)
    asked = outline.tables(seen.frame.fiscal_year)
    for rule in load_tables(seen.kind):
        money = _called_for_by(seen, rule.id)
        if rule.id not in asked and money is None:
            continue
        there = rule.id in seen.views or _is_titled(seen, rule, first.span.start)
        operands = () if there or money is None else (money,)
        found = verdict.of_words(there, f"《{rule.title}》", operands=operands)
        quotes = () if there else [first_line(seen, first.span)]
        yield made("outline.table", rule.id, found, quotes)


def _is_titled(seen: Evidence, rule: TableRule, first: int) -> bool:
    """Return whether the title stands there alone: a table that could not be read."""
    lines = (squeeze(line) for line in seen.text[first:].splitlines() if len(line) < _LONGEST_TITLE)
    return any(line.endswith("表") and any(t.search(line) for t in rule.titles) for line in lines)


def _called_for_by(seen: Evidence, table: str) -> Reading | None:
    """Return the money of a plan for which the outline has a table of its own."""
    summary = seen.views.get("T04")
    if seen.kind != "budget" or table != "T11" or summary is None:
        return None
    money = summary.reading("income:capital", "amount")
    return money if money is not None and money.value else None


@check("completeness")
def notes_under_empty_tables(seen: Evidence) -> Iterator[Made]:
    """没有数据的表，下面说明没有这项收支。"""
    outline = load_outline(seen.kind)
    starts = sorted(table.span.start for table in seen.tables)
    for table in outline.noted if _is_whole(seen, outline) else ():
        view = seen.views.get(table)
        if view is None or view.damaged or not view.empty:
            continue
        found = verdict.of_words(bool(outline.note.search(_below(seen, view, starts))), table)
        # Some places say it in the narrative alone.
        nils = seen.figures.under(outline.noted[table])
        rule = "outline.note.elsewhere" if any(f.kind == "nil" for f in nils) else "outline.note"
        title = first_line(seen, view.table.span)
        yield made(rule if found.status == "fail" else "outline.note", table, found, [title])


def _below(seen: Evidence, view: TableView, starts: Iterable[int]) -> str:
    """Return the words from a table's last row to the next table or section."""
    begin = view.table.span.end
    following = [*starts, *(section.span.start for section in seen.sections), len(seen.text)]
    end = min(start for start in following if start >= begin)
    # The note can stand inside the grid of the table.
    return seen.text[view.table.span.start + len(view.table.title) : end].replace("无形", "")


# ---- 原因 --------------------------------------------------------------------------------------


@check("completeness")
def reasons_of_items(seen: Evidence) -> Iterator[Made]:
    """科目的支出决算与年初预算不同的，说明原因；持平的不必。"""
    outline = load_outline(seen.kind)
    if seen.kind != "final_accounts" or not _is_whole(seen, outline):
        return
    for fact in seen.facts:
        if fact.kind != "amount" or fact.measure != "final" or fact.account is None:
            continue
        budget = seen.figures.same(fact, "initial_budget", fact.period)
        now, planned = reading_of(seen, fact), reading_of(seen, budget)
        if budget is None or now is None or planned is None or not _stand_together(budget, fact):
            continue
        if now.value == planned.value:
            continue
        told = fact.reason is not None or bool(outline.reason.search(_item(seen, fact, outline)))
        if told or not _is_told_in_parts(seen, fact):
            found = verdict.of_words(told, fact.account.name, operands=[planned, now])
            yield made("outline.reason", meaning(seen, [fact]), found)


def _is_told_in_parts(seen: Evidence, fact: Fact) -> bool:
    """Return whether the section goes on with the plans of the accounts below: each has reasons."""
    code = fact.account.code if fact.account else None
    return code is not None and any(
        other.account is not None
        and other.section == fact.section
        and other.measure == "initial_budget"
        and (other.account.code or "").startswith(code)
        and other.account.code != code
        for other in seen.figures.under(seen.topic(fact))
    )


def _stand_together(budget: Fact, outcome: Fact) -> bool:
    return 0 < outcome.span.start - budget.span.end < _BESIDE


def _item(seen: Evidence, fact: Fact, outline: Outline) -> str:
    """Return what is said of an item behind its outcome."""
    rest = seen.text[fact.span.end : fact.span.end + _LONGEST_ITEM]
    end = outline.item_end.search(rest)
    return squeeze(rest[: end.start()] if end else rest)


@check("completeness")
def reasons_of_changes(seen: Evidence) -> Iterator[Made]:
    """收入、支出与上年相比有增减的，说明原因。"""
    outline = load_outline(seen.kind)
    for topic in outline.explained if _is_whole(seen, outline) else ():
        for section in seen.sections_on(topic):
            change = _first_change(seen, section)
            if change is not None:
                told = bool(outline.reason.search(seen.folded(section).text))
                found = verdict.of_words(
                    told,
                    change.subject,
                    operands=[reading for one in (change,) if (reading := seen.reading(one.id))],
                )
                yield made("outline.reason.change", meaning(seen, [change]), found)


def _first_change(seen: Evidence, section: Section) -> Fact | None:
    """Return the first change against last year in a section that is not 0."""
    for fact in seen.facts:
        if (
            fact.kind == "change"
            and section.span.start <= fact.span.start < section.span.end
            and fact.base_period not in (None, seen.year)
            and fact.value.strip("-0.")
        ):
            return fact
    return None


# ---- “三公”经费 --------------------------------------------------------------------------------


@check("completeness")
def three_public_disclosed(seen: Evidence) -> Iterator[Made]:
    """“三公”经费逐项说明；有支出的写明团组、人次、保有量、批次。"""
    outline = load_outline(seen.kind)
    sections = seen.sections_on("three_public")
    if not sections or not _is_whole(seen, outline):
        return
    told = "".join(seen.folded(section).text for section in sections)
    denied = any(
        fact.kind == "nil" and outline.denied.search(squeeze(fact.subject))
        for fact in seen.figures.under("three_public")
    )
    for item in outline.disclosures:
        there = denied or item.words.search(told) is not None
        found = verdict.of_words(there, item.item)
        others = [each for each in outline.disclosures if each is not item]
        quotes = (
            ()
            if there
            else [first_line(seen, sections[0].span), *_last_told(seen, sections, others)]
        )
        yield made("outline.item", item.item, found, quotes)
        if there and seen.kind == "final_accounts":
            about = "".join(_passages(told, item, others))
            yield from _details(seen, sections[0], item, about)


def _last_told(
    seen: Evidence, sections: Sequence[Section], items: Sequence[Disclosure]
) -> Iterator[Span]:
    """Yield the beginning of the last line that tells of other items: behind it one is missing."""
    begin, end = sections[0].span.start, sections[-1].span.end
    last = max(
        (m.start() for i in items for m in i.words.finditer(seen.text, begin, end)), default=0
    )
    if last:
        start = seen.text.rfind("\n", begin, last) + 1
        line = seen.text[start:end].partition("\n")[0][:_LONGEST_TITLE].rstrip()
        yield seen.quote(start, start + len(line))


def _passages(told: str, item: Disclosure, others: Sequence[Disclosure]) -> Iterator[str]:
    """Yield what follows each mention of an item, as far as the mention of another."""
    for mention in item.words.finditer(told):
        ends = (other.words.search(told, mention.end()) for other in others)
        yield told[mention.start() : min((e.start() for e in ends if e), default=len(told))]


def _details(seen: Evidence, section: Section, item: Disclosure, told: str) -> Iterator[Made]:
    view = seen.views.get("T09")
    spent = view.reading("total", item.column) if view else None
    if spent is None or not spent.value:
        return
    missing = [each for each in item.details if not each.search(told)]
    found = verdict.of_words(not missing, item.item, operands=[spent] if missing else ())
    yield made(
        "outline.detail", item.item, found, [first_line(seen, section.span)] if missing else ()
    )
