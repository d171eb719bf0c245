"""DOCX: paragraphs, tables, text boxes and notes of a Word or WPS file, in reading order.

Tracked changes are taken as accepted; numbers that Word generates are written out; hidden text
is left out. python-docx opens the file; the walk is ours, since it must see what runs are in.
"""

from __future__ import annotations

import io
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.parser import parse_xml
from docx.parts.document import DocumentPart
from lxml.etree import LxmlError, QName, _Element

from extractor.document import Document
from extractor.errors import CorruptInput, UnsupportedType
from extractor.load import media
from extractor.load.blocks import Block, Held, Paragraph, Ruled, write
from extractor.load.docx_names import child, value, w
from extractor.load.docx_numbers import Numbering
from extractor.load.limits import Limits

_BROKEN = (
    AttributeError,
    KeyError,
    LxmlError,
    NotImplementedError,
    OSError,
    OpcError,
    UnicodeDecodeError,
    zipfile.BadZipFile,
    zlib.error,
)
# What is taken out of the text, with all that is in it.
_GONE = frozenset({"del", "moveFrom", "pPr", "rPr", "Fallback", "instrText", "delText", "trPr"})
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
# Where the planes beyond the first begin: none of their characters is a blank.
_FIRST_SIGN = 0x10000
# Check boxes and ticks of the symbol fonts that Word and WPS insert.
_SYMBOLS = {"F0FE": "☑", "F052": "☑", "F0FD": "☒", "F0A8": "□", "F0A3": "□", "F06F": "□"}


def load(data: bytes, _: Limits) -> Document:
    """Return the document of a DOCX file; raises the InputError that fits."""
    try:
        part = docx.Document(io.BytesIO(data)).part
        return write(_Reader(part).blocks(), media.DOCX)
    except ValueError as error:
        raise UnsupportedType(
            "这不是普通的 Word 文档（可能含宏或是模板）。请用 Word/WPS 另存为 .docx 后重试。",
            "Not a plain Word document (macros, a template?). Save it as .docx and try again.",
        ) from error
    except _BROKEN as error:
        raise CorruptInput(
            "Word 文档已损坏。请用 Word/WPS 打开修复后另存，再重试。",
            "The Word document is damaged. Open it in Word or WPS, save it and try again.",
        ) from error


def origins(part: DocumentPart) -> list[tuple[_Element, int] | None]:
    """Return for each character of the text the ``w:t`` that prints it, and its index there.

    None for what Word generates, for breaks and for notes. The loader itself is asked: it walks
    the same file once more, every character of which is now a sign of its own; blanks stay, so
    that nothing is trimmed otherwise.
    """
    signs: dict[str, tuple[_Element, int]] = {}
    printed = [(element, element.text or "") for element in part.element.body.iter(w("t"))]
    unused = map(chr, range(_FIRST_SIGN, sys.maxunicode + 1))
    try:
        for element, text in printed:
            own = {i: next(unused) for i, char in enumerate(text) if not char.isspace()}
            signs |= {sign: (element, i) for i, sign in own.items()}
            element.text = "".join(own.get(i, char) for i, char in enumerate(text))
        return [signs.get(char) for char in write(_Reader(part).blocks(), media.DOCX).text]
    finally:
        for element, text in printed:
            element.text = text


@dataclass(slots=True)
class _Inline:
    """The text of one paragraph so far, and what is anchored in it and stands behind it."""

    text: list[str] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Reader:
    """Walks the body of one file."""

    def __init__(self, part: DocumentPart) -> None:
        self._body: _Element = part.element.body
        styles = _related(part, RELATIONSHIP_TYPE.STYLES)
        self._numbering = Numbering(_related(part, RELATIONSHIP_TYPE.NUMBERING), styles)
        self._notes = {**_notes(part, RELATIONSHIP_TYPE.FOOTNOTES, "footnote")}
        self._notes |= _notes(part, RELATIONSHIP_TYPE.ENDNOTES, "endnote")
        # A paragraph whose mark was deleted goes on in the next.
        self._begun = ""

    def blocks(self) -> Iterator[Block]:
        """Yield the whole body."""
        yield from self._within(self._body)
        if self._begun:
            yield Paragraph(self._begun)

    def _within(self, parent: _Element) -> Iterator[Block]:
        for element in parent:
            match _local(element):
                case "p":
                    yield from self._paragraph(element)
                case "tbl":
                    yield from self._table(element)
                case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml":
                    yield from self._within(element)
                case "AlternateContent" | "Choice":
                    yield from self._within(element)

    # ---- paragraphs ---------------------------------------------------------------------------

    def _paragraph(self, element: _Element) -> Iterator[Block]:
        inline = _Inline()
        self._read(element, inline)
        properties = child(element, "pPr")
        text = self._begun + self._numbering.label(properties) + "".join(inline.text)
        mark = child(properties, "rPr")
        if mark is not None and child(mark, "del") is not None:
            self._begun = text
        else:
            self._begun = ""
            yield Paragraph(text)
        for box in inline.boxes:
            yield from self._within(box)
        for note in inline.notes:
            yield Paragraph(note)

    def _read(self, parent: _Element, inline: _Inline) -> None:
        """Take up what the runs of a paragraph print."""
        for element in parent:
            name = _local(element)
            if name == "t":
                inline.text.append(element.text or "")
            elif name == "r":
                if not _is_hidden(element):
                    self._read(element, inline)
            elif name in _BREAKS:
                inline.text.append(_BREAKS[name])
            elif name == "sym":
                inline.text.append(_SYMBOLS.get(str(element.get(w("char"))).upper(), ""))
            elif name == "txbxContent":
                inline.boxes.append(element)
            elif name in ("footnoteReference", "endnoteReference"):
                note = self._notes.get(f"{name.removesuffix('Reference')}{element.get(w('id'))}")
                inline.notes += [note] if note else []
            elif name not in _GONE:
                self._read(element, inline)

    # ---- tables -------------------------------------------------------------------------------

    def _table(self, table: _Element) -> Iterator[Block]:
        """Yield a table, and those that stand in its cells; a table of one cell is a frame."""
        rows = [row for row in _rows(table) if child(child(row, "trPr"), "del") is None]
        cells = [list(_cells(row)) for row in rows]
        if sum(map(len, cells)) == 1:
            yield from self._within(next(cell for row in cells for cell in row))
            return
        held, inner = self._held(rows, cells)
        if held:
            yield Ruled(tuple(held))
        yield from inner

    def _held(
        self, rows: list[_Element], cells: list[list[_Element]]
    ) -> tuple[list[Held], list[Block]]:
        """Return the cells with their spans, and the tables inside them."""
        found: dict[tuple[int, int], Held] = {}
        open_above: dict[int, tuple[int, int]] = {}
        inner: list[Block] = []
        for index, (row, printed) in enumerate(zip(rows, cells, strict=True)):
            column = int(value(child(child(row, "trPr"), "gridBefore")) or "0")
            for cell in printed:
                properties = child(cell, "tcPr")
                width = _width(properties)
                merge = child(properties, "vMerge")
                above = open_above.get(column)
                if merge is not None and value(merge) != "restart" and above is not None:
                    first = found[above]
                    found[above] = replace(first, row_span=index - first.row + 1)
                else:
                    text, nested = self._cell(cell)
                    inner += nested
                    found[index, column] = Held(index, column, text, 1, width)
                    open_above[column] = (index, column)
                    if merge is None:
                        open_above.pop(column)
                column += width
        return list(found.values()), inner

    def _cell(self, cell: _Element) -> tuple[str, list[Block]]:
        """Return the text of a cell, its paragraphs on lines of their own, and its tables."""
        texts: list[str] = []
        nested: list[Block] = []
        for block in self._within(cell):
            if isinstance(block, Paragraph):
                texts.append(block.text)
            else:
                nested.append(block)
        return "\n".join(text for text in texts if text.strip()), nested


def _rows(table: _Element) -> Iterator[_Element]:
    """Yield the rows of a table, those in content controls too, none of inner tables."""
    for element in table:
        name = _local(element)
        if name == "tr":
            yield element
        elif name in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _rows(element)


def _cells(row: _Element) -> Iterator[_Element]:
    for element in row:
        name = _local(element)
        if name == "tc":
            yield element
        elif name in ("sdt", "sdtContent", "customXml"):
            yield from _cells(element)


def _width(properties: _Element | None) -> int:
    text = value(child(properties, "gridSpan")) or "1"
    return min(max(int(text), 1), 64) if text.isdecimal() and len(text) < 4 else 1


def _is_hidden(run: _Element) -> bool:
    hidden = child(child(run, "rPr"), "vanish")
    return hidden is not None and value(hidden) not in ("0", "false", "off")


def _local(element: _Element) -> str:
    """Return the name of an element without its namespace; comments have none."""
    return QName(element).localname if isinstance(element.tag, str) else ""


def _related(part: DocumentPart, kind: str) -> _Element | None:
    """Return the root of a part that belongs to the document, None where it has none."""
    found = (r for r in part.rels.values() if r.reltype == kind and not r.is_external)
    relation = next(found, None)
    return parse_xml(relation.target_part.blob) if relation else None


def _notes(part: DocumentPart, kind: str, name: str) -> dict[str, str]:
    """Return the text of each foot- or endnote by its kind and id; separators are none."""
    root = _related(part, kind)
    if root is None:
        return {}
    return {
        f"{name}{note.get(w('id'))}": "".join(t.text or "" for t in note.iter(w("t")))
        for note in root.iterfind(w(name))
        if note.get(w("type")) is None
    }
