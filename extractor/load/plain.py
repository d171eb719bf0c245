"""Text and Markdown: bytes → Document, tables as tab-separated or ``|`` rows."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex
from msgspec import Struct

from extractor.document import Document, Grid, GridCell, lines_of
from extractor.errors import CorruptInput, NoText, TooLarge, UnsupportedType
from extractor.load import media
from extractor.text import DAMAGED

# No report comes near it.
MAX_BYTES = 20_000_000

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Of so many characters one may be damaged.
_SOUND = 500
_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_RULE_SIGNS = "--"
_RULE_ROW = re.compile(r"[\s|:+\-—=]*-{2,}[\s|:+\-—=]*")
# `编制单位：某某局\t\t金额单位：元`
_OWNER_OR_UNIT = regex.compile(
    r"(?:\s*\p{Han}{0,6}(?:单位|部门|名称|日期)(?:[（(]\p{Han}{1,4}[）)])?\s*[：:]|(?:公开|预算)\s*\d+\s*表$)"
)


def load(data: bytes) -> Document:
    """Decode the bytes and find the grids; raises the InputError that fits."""
    if len(data) > MAX_BYTES:
        raise TooLarge(
            f"文本文件超过 {MAX_BYTES // 1_000_000} MB，不像一份报告。请确认文件。",
            f"The text file is above {MAX_BYTES // 1_000_000} MB. Check that it is a report.",
        )
    return load_text(decode(data))


def load_text(text: str) -> Document:
    """Find the lines and grids of a decoded text; raises NoText where there is none."""
    lines = tuple(lines_of(text))
    if not lines:
        raise NoText(
            "文件里没有任何文字。请确认文件已保存完整，或改用含文字的版本。",
            "The file holds no text. Save it again, or use a version that has text.",
        )
    return Document(text=text, media_type=media.TEXT, lines=lines, grids=tuple(_grids(text)))


def decode(data: bytes) -> str:
    """Return the text of UTF-8, UTF-16 or GB18030 bytes, the byte-order mark dropped."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise CorruptInput(
                    f"文件标明是 {encoding.upper()} 编码，但内容已损坏。请另存为 UTF-8 后重试。",
                    f"The file is marked as {encoding.upper()} and is damaged. Save it as UTF-8.",
                ) from error
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    mended = min(_mended(data), key=lambda text: text.count(DAMAGED), default=None)
    if mended is not None:
        return mended
    raise UnsupportedType(
        "这不是 gouji 支持的格式。请提供 PDF、.docx、.html、.xlsx 或文本文件。",
        "Not a format gouji reads. Give PDF, .docx, .html, .xlsx or text.",
    )


def _mended(data: bytes) -> Iterator[str]:
    """Yield the texts that lack a few characters: a byte went wrong, or the end is cut off."""
    for encoding in _candidates(data):
        text = data.decode(encoding, errors="replace")
        if text.count(DAMAGED) <= len(text) // _SOUND and _is_text(text):
            yield text


def _candidates(data: bytes) -> Iterator[str]:
    """Yield the encodings to try: UTF-16 without a mark shows by its many zero bytes."""
    head = data[:4096]
    if head.count(0) > len(head) // 8:
        zeros_first = head[0::2].count(0) > head[1::2].count(0)
        yield "utf-16-be" if zeros_first else "utf-16-le"
        return
    yield "utf-8"
    yield "gb18030"
    # Chinese text in UTF-16 has few zero bytes; its line feeds still show.
    if b"\n\x00" in head or b"\x00\n" in head:
        yield "utf-16-le"
        yield "utf-16-be"


def _is_text(text: str) -> bool:
    """Return whether the decoded characters are ones that a report prints."""
    sample = text[:20_000]
    return len(_CONTROL.findall(sample)) <= len(sample) // 200


class _Printed(Struct, frozen=True, gc=False):
    """One line of the file, how many line feeds stand before it, and what parts its cells."""

    start: int
    text: str
    feeds: int
    separator: str | None


def _printed(text: str) -> Iterator[_Printed]:
    """Yield the lines that are not empty."""
    end = 0
    for match in _LINE.finditer(text):
        line, start = match.group(), match.start()
        yield _Printed(start, line, text.count("\n", end, start), _separator(line))
        end = match.end()


def _grids(text: str) -> Iterator[Grid]:
    """Yield runs of rows that have a tab or bars; any other printed line ends a run."""
    rows: list[tuple[GridCell, ...]] = []
    start = end = 0
    lines = list(_printed(text))
    usual = _usual_gap(lines)
    for line in lines:
        if _RULE_SIGNS in line.text and _RULE_ROW.fullmatch(line.text):
            continue
        if rows and (line.separator is None or line.feeds > usual):
            if not _is_caption(rows):
                yield Grid(tuple(rows), start, end)
            rows = []
        if line.separator is None:
            continue
        if not rows:
            start = line.start
        end = line.start + len(line.text)
        rows.append(tuple(_cells(line.text, line.separator, line.start, len(rows))))
    if rows and not _is_caption(rows):
        yield Grid(tuple(rows), start, end)


def _is_caption(rows: Sequence[tuple[GridCell, ...]]) -> bool:
    """Return whether a lone row is the line of owner and unit above a table."""
    if len(rows) > 1:
        return False
    return all(_OWNER_OR_UNIT.match(cell.text) for cell in rows[0] if cell.text)


def _usual_gap(lines: Sequence[_Printed]) -> int:
    """Return how many line feeds stand between rows: double-spaced files have blank lines."""
    gaps = Counter(
        line.feeds for before, line in pairwise(lines) if before.separator and line.separator
    )
    return max(gaps.most_common(1)[0][0], 1) if gaps else 1


def _separator(line: str) -> str | None:
    if "\t" in line:
        return "\t"
    if "|" not in line:
        return None
    stripped = line.strip()
    return (
        "|" if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 2 else None
    )


def _cells(line: str, separator: str, offset: int, row: int) -> Iterator[GridCell]:
    begin, stop = 0, len(line)
    if separator == "|":
        begin, stop = line.index("|") + 1, line.rindex("|")
    for column, piece in enumerate(line[begin:stop].split(separator)):
        ink = piece.strip()
        start = offset + begin + (piece.index(ink) if ink else 0)
        yield GridCell(row, column, start, start + len(ink), ink)
        begin += len(piece) + 1
