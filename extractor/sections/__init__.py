"""Document → section tree with roles and topics."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from extractor.document import LEVELS, Document, Heading
from extractor.model import Section
from extractor.sections.contents import LEADER, Contents, find_contents, without_entries
from extractor.sections.headings import find_numbered, find_plain
from extractor.sections.tree import to_tree
from rules.loaders.sections import load_sections


class Outline(Struct, frozen=True):
    """The sections of a report, and what its table of contents lists."""

    sections: tuple[Section, ...]
    contents: tuple[Heading, ...]


def find_sections(document: Document) -> tuple[Section, ...]:
    """Return the tree in text order; a table of contents and its entries are not sections."""
    return find_outline(document).sections


def find_outline(document: Document) -> Outline:
    """Return the sections, and apart from them the entries of a table of contents."""
    numbered = list(find_numbered(document))
    contents = find_contents(document, numbered)
    headings = without_entries(document, numbered, contents)
    entries = set(numbered).difference(headings)
    listed = (replace(h, title=LEADER.sub("", h.title)) for h in numbered if h in entries)
    parts = [heading for heading in headings if heading.level == LEVELS["part"]]
    if parts:
        headings = [*headings, *_title_of_tables(document, parts)]
    else:
        headings = _with_plain(document, headings, contents)
    headings.sort(key=lambda heading: heading.start)
    return Outline(tuple(to_tree(document, headings)), tuple(listed))


def _with_plain(document: Document, headings: list[Heading], contents: Contents) -> list[Heading]:
    """Return the headings with those that some places print without 第…部分 or any number."""
    plain = list(find_plain(document))
    if not plain:
        return headings
    if contents.has_open_end:
        # Its entries stand between its title and the first part.
        behind = (each.start for each in plain if each.start > contents.end)
        contents = replace(contents, end=next(behind, contents.end))
        headings = [each for each in headings if not contents.lists(each)]
    return [*headings, *plain]


def _title_of_tables(document: Document, parts: list[Heading]) -> Iterator[Heading]:
    """Yield the title of the tables where the parts have numbers, and it alone lost its own.

    Tables in the midst of what explains them are no part: behind theirs the explanation begins.
    """
    role = load_sections().role
    if any(role(part.title) == "tables" for part in parts):
        return
    for title in find_plain(document):
        following = next((part for part in parts if part.start > title.start), None)
        if role(title.title) == "tables" and following and role(following.title) == "narrative":
            yield title
            return
