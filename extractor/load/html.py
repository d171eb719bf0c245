"""HTML: the article of a web page, its tables with their spans, without menus and scripts.

selectolax parses, since its parser takes any nesting and any broken markup; nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex
from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractor.document import Document
from extractor.errors import TooLarge
from extractor.load import media
from extractor.load.blocks import Block, Held, Paragraph, Ruled, write
from extractor.load.limits import Limits
from extractor.load.plain import decode

_MOST_BYTES = 20_000_000
_MOST_CELLS = 200_000
_MOST_SPAN = 64
_SNIFFED = 2048
_CHARSET = regex.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", regex.IGNORECASE)
_CHINESE_SETS = frozenset({"gb2312", "gbk", "gb18030", "gb-2312", "x-gbk"})
# fmt: off
_DROPPED = frozenset({
    "area", "aside", "audio", "button", "canvas", "footer", "form", "head", "iframe", "input",
    "map", "nav", "noscript", "object", "script", "select", "style", "svg", "template",
    "textarea", "video",
})
# What stands on lines of its own.
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
# fmt: on
# A child with this much of the words of its parent is where the article is.
_MOST_OF_IT = 0.85
# A block with so many links, and so few words outside them, is a menu.
_MENU_LINKS, _MENU_WORDS = 4, 0.3
_MENUS = frozenset({"ul", "ol", "div", "section"})
_SPACES = regex.compile(r"[ \t\r\n\f]+")
_TITLE_NAMES = ("ArticleTitle", "articletitle", "og:title")


def load(data: bytes, _: Limits) -> Document:
    """Return the document of a web page; raises the InputError that fits."""
    if len(data) > _MOST_BYTES:
        raise TooLarge(
            f"网页文件超过 {_MOST_BYTES // 1_000_000} MB，不像一份报告。请确认文件。",
            f"The page is above {_MOST_BYTES // 1_000_000} MB. Check that it is a report.",
        )
    tree = LexborHTMLParser(_decoded(data))
    root = tree.body or tree.root
    blocks = _Page(root).article() if root is not None else []
    title = _title(tree)
    if "算" in title and not _holds(blocks, title):
        blocks.insert(0, Paragraph(title))
    return write(blocks, media.HTML)


def _decoded(data: bytes) -> str:
    """Return the text in the character set that the page names, where it fits, else as it looks."""
    named = _CHARSET.search(data[:_SNIFFED])
    charset = named[1].decode("ascii").lower() if named else ""
    if charset in _CHINESE_SETS:
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return decode(data)


def _title(tree: LexborHTMLParser) -> str:
    """Return the title that the page gives its article."""
    for name in _TITLE_NAMES:
        for key in ("name", "property"):
            found = tree.css_first(f'meta[{key}="{name}"]')
            content = found.attributes.get("content") if found else None
            if content and content.strip():
                return content.strip()
    heading = tree.css_first("h1") or tree.css_first("title")
    return _SPACES.sub(" ", heading.text()).strip() if heading else ""


def _holds(blocks: list[Block], title: str) -> bool:
    wanted = "".join(title.split())
    return any(
        isinstance(block, Paragraph) and wanted in "".join(block.text.split()) for block in blocks
    )


class _Page:
    """The words of every element, counted once, and the walk over them."""

    def __init__(self, root: LexborNode) -> None:
        self._root = root
        self._sizes: dict[int, _Size] = {}
        self._measure(root)

    def article(self) -> list[Block]:
        """Return the blocks of the innermost element that holds nearly all words."""
        node = self._root
        while (inner := self._main_child(node)) is not None:
            node = inner
        return list(self._blocks(node))

    def _main_child(self, node: LexborNode) -> LexborNode | None:
        inner = max(_elements(node), key=self._words, default=None)
        if inner is None or inner.tag not in _BLOCKS:
            return None
        if inner.tag == "table" and not _is_layout(inner):
            return None
        return inner if self._words(inner) >= _MOST_OF_IT * max(1, self._words(node)) else None

    # ---- how many words, and how many of them links -------------------------------------------

    def _measure(self, root: LexborNode) -> None:
        """Count the words of every element; no recursion: pages nest thousands deep."""
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        while stack:
            node, entered = stack.pop()
            if node.is_text_node:
                length = len("".join((node.text_content or "").split()))
                self._sizes[node.mem_id] = _Size(length)
            elif entered:
                self._sizes[node.mem_id] = self._sum(node)
            elif node.tag not in _DROPPED:
                stack.append((node, True))
                stack.extend((child, False) for child in _nodes(node))

    def _sum(self, node: LexborNode) -> _Size:
        inner = [self._size(child) for child in _nodes(node)]
        printed = sum(size.printed for size in inner)
        if node.tag == "a":
            return _Size(printed, printed, 1)
        return _Size(printed, sum(size.linked for size in inner), sum(size.links for size in inner))

    def _size(self, node: LexborNode) -> _Size:
        return self._sizes.get(node.mem_id, _NOTHING)

    def _words(self, node: LexborNode) -> int:
        size = self._size(node)
        return size.printed - size.linked

    def _is_menu(self, node: LexborNode) -> bool:
        size = self._size(node)
        return size.links >= _MENU_LINKS and self._words(node) < _MENU_WORDS * size.printed

    # ---- blocks -------------------------------------------------------------------------------

    def _blocks(self, root: LexborNode) -> Iterator[Block]:
        """Yield the paragraphs and tables below an element."""
        flow = _Flow()
        # An element to enter, or (None) the end of a block.
        stack: list[LexborNode | None] = [root]
        while stack:
            node = stack.pop()
            if node is None:
                yield from flow.end()
            elif node.is_text_node:
                flow.parts.append(node.text_content or "")
            elif node.tag == "br":
                flow.parts.append("\v")
            elif node.tag not in _DROPPED and not (node.tag in _MENUS and self._is_menu(node)):
                if node.tag in _BLOCKS:
                    yield from flow.end()
                if node.tag == "table" and not _is_layout(node):
                    yield from self._table(node)
                    continue
                stack.extend([None] if node.tag in _BLOCKS else [])
                stack.extend(reversed(list(_nodes(node))))
        yield from flow.end()

    def _table(self, table: LexborNode) -> Iterator[Block]:
        caption = table.css_first("caption")
        if caption is not None:
            yield Paragraph(self._text(caption))
        held: list[Held] = []
        # Places that a cell of a row above covers.
        taken: set[tuple[int, int]] = set()
        for index, row in enumerate(table.css("tr")):
            column = 0
            for cell in _elements(row):
                if cell.tag not in ("td", "th") or len(held) >= _MOST_CELLS:
                    continue
                while (index, column) in taken:
                    column += 1
                rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
                held.append(Held(index, column, self._text(cell), rows, columns))
                taken.update(
                    (index + down, column + right)
                    for down in range(1, rows)
                    for right in range(columns)
                )
                column += columns
        if held:
            yield Ruled(tuple(held))

    def _text(self, cell: LexborNode) -> str:
        """Return the text of a cell, its paragraphs on lines of their own."""
        return "\n".join(block.text for block in self._blocks(cell) if isinstance(block, Paragraph))


@dataclass(frozen=True, slots=True)
class _Size:
    """How many signs an element prints, how many of them in links, and in how many links."""

    printed: int = 0
    linked: int = 0
    links: int = 0


_NOTHING = _Size()


@dataclass(slots=True)
class _Flow:
    """Running text that no block has ended yet; a vertical tab stands for a line break."""

    parts: list[str] = field(default_factory=list)

    def end(self) -> Iterator[Block]:
        """Yield the paragraph so far, if it prints anything."""
        lines = "".join(self.parts).split("\v")
        self.parts.clear()
        text = "\n".join(_SPACES.sub(" ", line).strip(" ") for line in lines)
        if text.strip():
            yield Paragraph(text.strip("\n"))


def _nodes(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _elements(node: LexborNode) -> Iterator[LexborNode]:
    return (child for child in _nodes(node) if child.is_element_node)


def _is_layout(table: LexborNode) -> bool:
    """Return whether a table only places things: it holds other tables, or has one cell."""
    # The parser counts an element among those below it.
    if any(inner.mem_id != table.mem_id for inner in table.css("table")):
        return True
    return len(table.css("td, th")) <= 1


def _span(cell: LexborNode, name: str) -> int:
    text = (cell.attributes.get(name) or "1").strip()
    plain = text.isascii() and text.isdecimal() and len(text) < 6
    return min(max(int(text), 1), _MOST_SPAN) if plain else 1
