"""Reads a page strictly: every element closed in its place, its text, its ids and references."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = frozenset({"meta", "br", "input", "hr", "link", "img"})


@dataclass
class Page(HTMLParser):
    """One page; ``problems`` is empty where it is well-formed."""

    problems: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._in_mark: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        known = dict(attrs)
        if known.get("id"):
            self.ids.append(known["id"] or "")
        for name in ("href", "src", "action", "srcset", "poster", "data"):
            if name in known:
                where = self.targets if (known[name] or "").startswith("#") else self.addresses
                where.append(known[name] or "")
        if tag[0] == "h" and tag[1:].isdecimal():
            self.headings.append(int(tag[1:]))
        if tag == "mark":
            self._in_mark.append(len(self.text))
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}> at {self.getpos()}")
        if tag == "mark":
            self.marks.append(self.text[self._in_mark.pop() :])

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in ("style", "script"):
            self.text += data


def read_page(source: str) -> Page:
    """Return the page; what is left open is a problem too."""
    page = Page()
    page.feed(source)
    page.close()
    page.problems += [f"<{tag}> is not closed" for tag in page._open]
    return page
