"""The table of contents of a report: where it stands, and what it lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex
from msgspec import Struct

from extractor.document import LEVELS, Document, Heading, Line
from extractor.text import MARKS, squeeze

_CONTENTS = regex.compile(r"目录|目次|contents", regex.IGNORECASE)
LEADER = regex.compile(r"[.．…·\-—_\s]{2,}\d{0,3}$|\s\d{1,3}$")
# So many lines at most stand before it, so many characters in its title.
_FRONT = 400
_LONGEST = 60
# So many characters of an entry and of its heading are the same.
_ALIKE = 6


class Contents(Struct, frozen=True, gc=False):
    """Where a table of contents begins, its title ends, and it ends itself; 0, 0, 0: there is none.

    It seems to end with its title where nothing tells its entries from headings.
    """

    start: int = 0
    title_end: int = 0
    end: int = 0

    @property
    def has_open_end(self) -> bool:
        """Whether entries can stand behind its title that were not told from headings."""
        return 0 < self.title_end == self.end

    def lists(self, heading: Heading) -> bool:
        """Return whether the heading is one of its entries."""
        return self.start <= heading.start < self.end


def find_contents(document: Document, headings: Sequence[Heading]) -> Contents:
    """Return the table of contents: from 目录 to where its first entry recurs."""
    title = next(filter(_is_contents, document.lines[:_FRONT]), None)
    if title is None:
        return Contents()
    listed = [heading for heading in headings if heading.start > title.start]
    again = _recurs(listed[0], listed[1:]) if listed else None
    return Contents(title.start, title.end, again.start if again else title.end)


def _is_contents(line: Line) -> bool:
    return (
        len(line.text) < _LONGEST
        and _CONTENTS.fullmatch(squeeze(line.text).strip(MARKS)) is not None
    )


def _recurs(first: Heading, others: Sequence[Heading]) -> Heading | None:
    """Return the heading that the first entry stands for; None where that is not certain.

    Without 第…部分 the numbering restarts often: there the title itself must come again.
    """
    again = next((h for h in others if (h.level, h.number) == (first.level, first.number)), None)
    if again is None or first.level == LEVELS["part"]:
        return again
    if first.level == LEVELS["clause"]:
        return None
    return next((h for h in others if h.title[:_ALIKE] == first.title[:_ALIKE]), None)


def without_entries(
    document: Document, headings: Iterable[Heading], contents: Contents
) -> list[Heading]:
    """Return the headings that no table of contents lists; entries can have leaders anywhere."""
    return [
        heading
        for heading in headings
        if not contents.lists(heading) and not _is_entry(document.text[heading.start : heading.end])
    ]


def _is_entry(line: str) -> bool:
    """Return whether a line ends as an entry of a table of contents; a sentence may end in 12."""
    return LEADER.search(line) is not None and "。" not in line
