"""What the whole report is about: kind, entity, fiscal year and unit of amounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Document
from extractor.model import ReportKind, Section
from extractor.text import MARKS, narrow, squeeze
from rules.loaders.frame import load_frame

# So many lines at most stand on it.
_TITLE_PAGE = 12
_WORDS = load_frame()


@dataclass(frozen=True, slots=True)
class Frame:
    """The facts about the report that every later stage reads its numbers by."""

    kind: ReportKind | None
    entity: str | None
    fiscal_year: int | None
    unit: str | None


def find_frame(document: Document, sections: Sequence[Section]) -> Frame:
    """Read kind, entity, fiscal year and unit from title page, headings and tables together."""
    kind = _kind(document, sections)
    return Frame(
        kind=kind,
        entity=_entity(document, sections),
        fiscal_year=_fiscal_year(document, sections, kind),
        unit=_unit(document),
    )


def _kind(document: Document, sections: Sequence[Section]) -> ReportKind | None:
    """Return what the title page and the headings speak of: 决算 or 预算."""
    votes: Counter[str] = Counter()
    for line in document.lines[:_TITLE_PAGE]:
        text = squeeze(line.text)
        plans = 5 * text.count("预算公开") + 5 * text.count("部门预算") + 2 * text.count("单位预算")
        votes.update(final_accounts=5 * text.count("决算"), budget=plans)
    for section in sections:
        weight, title = 3 if section.level == 1 else 1, section.title
        plans = "预算" in title and "决算" not in title and "公共预算" not in title
        votes.update(final_accounts=weight * ("决算" in title), budget=weight * plans)
    for line in document.lines:
        if len(line.text) < 40 and line.text.endswith("表"):
            text = squeeze(line.text)
            outcome = "决算" in text
            votes.update(final_accounts=outcome, budget="预算" in text and not outcome)
    if not votes.total():
        return None
    return "final_accounts" if votes["final_accounts"] >= votes["budget"] else "budget"


def _fiscal_year(
    document: Document, sections: Sequence[Section], kind: ReportKind | None
) -> int | None:
    """Return the year that titles name; a plan is often published with last year's figures."""
    votes: Counter[int] = Counter()
    word = "预算" if kind == "budget" else "决算"
    for line in document.lines[:_TITLE_PAGE]:
        if word in line.text:
            votes.update({int(y): 4 for y in _WORDS.year.findall(narrow(line.text))})
    for section in sections:
        votes.update({int(y): 2 for y in _WORDS.year.findall(section.title)})
    for line in document.lines:
        if len(line.text) < 60 and word in line.text:
            votes.update(int(y) for y in _WORDS.year.findall(narrow(line.text))[:1])
    if not votes:
        votes.update(int(y) for y in _WORDS.year.findall(narrow(document.text[:20_000])))
    return max(votes, key=lambda year: (votes[year], year)) if votes else None


def _entity(document: Document, sections: Sequence[Section]) -> str | None:
    """Return the name that title page, part headings and table captions agree on."""
    votes: Counter[str] = Counter()
    head = [squeeze(line.text).strip(MARKS) for line in document.lines[:_TITLE_PAGE]]
    for index, text in enumerate(head):
        for candidate in (text, "".join(head[index : index + 2])):
            match = _WORDS.title.match(candidate)
            if match:
                votes[_bare(match["entity"])] += 3
        votes[_bare(text)] += 2
    for section in sections:
        match = _WORDS.of_entity.match(section.title)
        if section.level == 1 and match:
            votes[_bare(match["entity"])] += 4
    for name in _captions(document):
        votes[_bare(name)] += 1
    named = {name: n for name, n in votes.items() if _WORDS.ends_like_entity.search(name) and n > 0}
    return max(named, key=lambda name: (named[name], len(name)), default=None)


def _captions(document: Document) -> Iterator[str]:
    for line in document.lines:
        if len(line.text) < 80 and ("：" in line.text or ":" in line.text):
            match = _WORDS.caption.match(line.text)
            if match:
                yield squeeze(match["entity"])


def _bare(name: str) -> str:
    """Return the name without 年度, 汇总 and the words of a title around it."""
    name = _WORDS.around_name.sub("", _WORDS.before_name.sub("", name))
    return name.removesuffix("部门").removesuffix("单位")


def _unit(document: Document) -> str | None:
    units: Counter[str] = Counter()
    for line in document.lines:
        if "单位" in line.text and len(line.text) < 80:
            match = _WORDS.unit.search(squeeze(line.text))
            if match:
                units[match["unit"]] += 1
    return max(units, key=lambda unit: units[unit]) if units else None
