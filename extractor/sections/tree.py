"""Headings → the tree of sections, each with its role and its topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from msgspec.structs import replace

from extractor.document import LEVELS, Document, Heading
from extractor.model import Section, SectionRole
from extractor.sections.headings import VIEW
from rules.loaders.sections import load_sections

_OF_WHOLE_REPORT = regex.compile(r"(?:部门|单位)(?:决算|预算)|(?:决算|预算)情况说明$")


def to_tree(document: Document, headings: Sequence[Heading]) -> Iterator[Section]:
    """Yield the sections in text order, each with its parent; rows of tables are none."""
    kept = _outside_tables(headings)
    open_: list[Section] = []
    for index, (heading, end) in enumerate(zip(kept, _ends(kept, len(document.text)), strict=True)):
        while open_ and open_[-1].level >= heading.level:
            open_.pop()
        parent = open_[-1] if open_ else None
        role = _role(heading.title, parent.role if parent else None)
        section = Section(
            id=f"S{index + 1}",
            parent=parent.id if parent else None,
            number=heading.number,
            title=heading.title,
            level=heading.level,
            role=role,
            topic=_topic(heading, role, parent.topic if parent else None),
            span=document.span(heading.start, end),
        )
        open_.append(section)
        yield section


def _topic(heading: Heading, role: SectionRole, above: str | None) -> str | None:
    """Return what the heading reports on, else what the section above it does."""
    topic = _own_topic(heading, role) or _view_of(above, heading.title)
    # （一）财政拨款支出决算总体情况 under 一般公共预算财政拨款支出.
    return above if topic is None or (topic == "fiscal_expenditure" and above) else topic


def _view_of(above: str | None, title: str) -> str | None:
    """Return what 总体情况, 结构情况 or 具体情况 speaks of in a section on the 一般公共预算."""
    if above != "general_budget" or not VIEW.fullmatch(title):
        return None
    return load_sections().topic(f"一般公共预算{title}")


def _own_topic(heading: Heading, role: SectionRole) -> str | None:
    """Return what the heading reports on; a part that explains everything has no topic."""
    if role not in {"narrative", "work_review"}:
        return None
    of_whole = heading.level == LEVELS["part"] and _OF_WHOLE_REPORT.search(heading.title)
    if of_whole and "三公" not in heading.title:
        return None
    return load_sections().topic(heading.title)


def _role(title: str, inherited: SectionRole | None) -> SectionRole:
    """Return the role: under tables, a glossary or attachments every heading keeps that role."""
    own = load_sections().role(title)
    if inherited in {"tables", "glossary", "attachment", "overview"}:
        return inherited
    if inherited == "narrative" and own in {"tables", "overview", "narrative"}:
        return "narrative"
    return own or inherited or "narrative"


def _ends(headings: Sequence[Heading], length: int) -> list[int]:
    """Return where each section ends: at the next heading of its level or above."""
    ends = [length] * len(headings)
    open_: list[int] = []
    for index, heading in enumerate(headings):
        while open_ and headings[open_[-1]].level >= heading.level:
            ends[open_.pop()] = heading.start
        open_.append(index)
    return ends


def _outside_tables(headings: Sequence[Heading]) -> list[Heading]:
    """Drop the numbered rows of tables: a heading among tables names a table."""
    rules = load_sections()
    kept: list[Heading] = []
    among_tables, lifted = 0, False
    for heading in headings:
        role = rules.role(heading.title)
        lifted = lifted or (among_tables == 1 and _opens_part(heading, role))
        if lifted and heading.level == LEVELS["chapter"]:
            heading = replace(heading, level=1)
        if heading.level <= among_tables:
            among_tables = 0
        if among_tables and role not in {"tables", "attachment"}:
            continue
        if not among_tables and role == "tables" and heading.level < 3:
            among_tables = heading.level
        kept.append(heading)
    return kept


def _opens_part(heading: Heading, role: str | None) -> bool:
    """Return whether a part begins behind tables whose titles stand a level above it.

    Where parts are numbered 一、二、三, a title without a number seems to be one of them.
    """
    ends = heading.title.endswith(("情况说明", "名词解释"))
    return heading.level == LEVELS["chapter"] and role in ("narrative", "glossary") and ends
