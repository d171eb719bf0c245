"""PDF: what each page draws → text in reading order, ruled tables, and the place of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

import regex

from extractor.document import Document
from extractor.errors import NoText
from extractor.load.limits import Limits
from extractor.load.pdf.abreast import abreast
from extractor.load.pdf.breaks import adjoined, continued, with_line
from extractor.load.pdf.captions import OVER, is_caption, is_last_caption
from extractor.load.pdf.content.reader import read_pages
from extractor.load.pdf.cut import cut_aside, cut_words
from extractor.load.pdf.furniture import without_furniture
from extractor.load.pdf.garbled import told_garbled
from extractor.load.pdf.gutters import in_columns
from extractor.load.pdf.joints import Words
from extractor.load.pdf.line_numbers import without_line_numbers
from extractor.load.pdf.lines import Printed
from extractor.load.pdf.objects import PageObjects, y_of
from extractor.load.pdf.pages import Block, Content, content_of, upright
from extractor.load.pdf.paragraphs import Margins
from extractor.load.pdf.recognition import with_text
from extractor.load.pdf.sheets import pages_of
from extractor.load.pdf.tables import HEADER, Ruled
from extractor.load.pdf.unruled.aligned import Aligned, is_header, is_table, is_total
from extractor.load.pdf.unruled.columns import ruled, ruled_as
from extractor.load.pdf.unruled.values import AMOUNT
from extractor.load.pdf.writer import Writer
from extractor.notices import Notice

# No more lines stand between a header and its rows, or are a row that is not in a table.
_BELOW = 3
_PAUSE = regex.compile(r"[，。；：]")


def load(data: bytes, limits: Limits | None = None) -> Document:
    """Return the document of a PDF file; raises the InputError that fits."""
    limits = limits or Limits.from_environment()
    return assemble(with_text(read_pages(data, limits), data, limits))


def assemble(objects: Iterable[PageObjects]) -> Document:
    """Return the document that the pages make; no more than their words and cells is kept."""
    read: list[Content] = []
    for page in in_columns(without_line_numbers(pages_of(map(upright, objects)))):
        read.append(content_of(page, read[-1].header if read else ()))
    sheets = {page.number: page.sheet for page in read}
    if not any(map(_says, chain.from_iterable(page.blocks for page in read))):
        raise NoText(
            "PDF 里没有任何文字，可能是扫描件。请改用由 Word/WPS 导出的 PDF；"
            "或安装 gouji[ocr] 和 Tesseract 中文语言包，用 --ocr 识别。",
            "The PDF holds no text; it may be a scan. Use one exported from Word or WPS, "
            "or install gouji[ocr] and Tesseract with chi_sim and read it with --ocr.",
        )
    tables: list[Ruled] = []
    pages = abreast(without_furniture(read))
    printed = (block for page in pages for block in page.blocks if isinstance(block, Printed))
    writer = Writer(Margins.of(pages), Words(printed))
    for run in _doubted(_runs(pages)):
        if isinstance(run, Ruled):
            writer.table(run)
            if run.aligned or run.doubted:
                tables.append(run)
        else:
            writer.paragraphs(run)
    cut = chain(cut_words(read), cut_aside(pages))
    of_tables = chain(_without_lines(tables, sheets), _without_rows(tables, sheets))
    document = writer.document(pages, [*_warnings(read), *cut, *of_tables])
    garbled = told_garbled(document.text)
    return replace(document, warnings=(*document.warnings, garbled)) if garbled else document


def _says(block: Block) -> bool:
    """Return whether anything is printed in a block: a table can be all lines."""
    return not isinstance(block, Ruled) or any(held.lines for row in block.rows for held in row)


def _runs(pages: Sequence[Content]) -> Iterator[Ruled | list[Printed]]:
    """Yield tables, whole over page breaks, and the lines that stand between them."""
    lines: list[Printed] = []
    # Of the pages that a table goes over, the first has the header that others may repeat, with
    # the lines over it.
    table: Ruled | None = None
    head: Ruled | None = None
    over: list[str] = []
    for block in _in_columns(_unrepeated(block for page in pages for block in page.blocks)):
        longer = _longer(table, lines, block)
        if longer is not None:
            table = longer
            continue
        if table is not None and head is not None and _ends(block, table, head, lines, over):
            yield table
            table = None
        if isinstance(block, Printed):
            lines.append(block)
            continue
        more: Ruled | None = block
        met = _met(table, block, head) if table is not None and head is not None else None
        if met is None:
            head = block
        else:
            table, more = met
        if more is None:
            lines = []
            continue
        if table is not None:
            yield table
        over = [line.text for line in lines[-OVER:] if line.page == more.page]
        if lines:
            yield lines
            head, lines = more, []
        table = more
    if table is not None:
        yield table
    if lines:
        yield lines


def _doubted(runs: Iterable[Ruled | list[Printed]]) -> Iterator[Ruled | list[Printed]]:
    """Yield the runs, a header without a row in doubt where its rows can be what is below it."""
    ahead = [*runs, [], []]
    for at, run in enumerate(ahead[:-2]):
        if isinstance(run, Ruled) and run.is_header and _can_be_rows(*ahead[at + 1 : at + 3]):
            run = replace(run, doubted=not run.aligned)
        yield run


def _can_be_rows(below: Ruled | Sequence[Printed], behind: Ruled | Sequence[Printed]) -> bool:
    """Return whether rows follow: those of a table without a caption, or a line of amounts."""
    if isinstance(below, Ruled):
        return True
    texts = [line.text for line in below[: _BELOW + 1]]
    if any(map(is_caption, texts)):
        return False
    words = [text for text in texts if not _PAUSE.search(text)]
    table = isinstance(behind, Ruled) and len(words) == len(texts) <= _BELOW
    first = "".join(line.text for line in below if _are_level(line, below[0]))
    rows = [*words, *([] if _PAUSE.search(first) else [first])]
    return table or any(len(AMOUNT.findall(text)) > 1 for text in rows)


def _are_level(line: Printed, other: Printed) -> bool:
    """Return whether two lines stand side by side."""
    return line.page == other.page and line.top < y_of(other) < line.bottom


def _longer(table: Ruled | None, lines: Sequence[Printed], block: Ruled | Printed) -> Ruled | None:
    """Return the table with a line that its last row goes on in, None for any other."""
    if table is None or lines or not isinstance(block, Printed):
        return None
    return with_line(table, block)


def _ends(
    block: Ruled | Printed,
    table: Ruled,
    head: Ruled,
    lines: Sequence[Printed],
    over: Sequence[str],
) -> bool:
    """Return whether a table goes on neither in a block behind it, and lines, nor behind them."""
    if isinstance(block, Printed):
        return block.page != table.page + 1 or len(lines) == OVER
    return not _are_repeated(lines, over, head)


def _met(table: Ruled, more: Ruled, head: Ruled) -> tuple[Ruled, Ruled | None] | None:
    """Return two tables, as one where they are one; None where they are far from each other."""
    if more.page == table.page + 1:
        return continued(table, more, head)
    both = adjoined(table, more) if more.page == table.page else None
    return (both, None) if both else None


def _are_repeated(lines: Sequence[Printed], over: Sequence[str], head: Ruled) -> bool:
    """Return whether lines say the same as those over a header, or as these and its first row."""
    said = [line.text for line in lines]
    above = [[*over], [*over, *_first_row(head)]]
    return any(said == told[len(told) - len(said) :] for told in above)


def _first_row(table: Ruled) -> list[str]:
    return [line.text for held in table.rows[0] for line in held.lines]


def _unrepeated(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks without lines that a page repeats of those over a table without lines."""
    kept: list[Block] = []
    over: list[str] = []
    lines: list[Printed] = []
    for block in blocks:
        if isinstance(block, Printed):
            lines.append(block)
            continue
        last = kept[-1] if kept else None
        said = [line.text for line in lines]
        if not (_begins_alike(last, block) and lines and said == over[-len(said) :]):
            kept += lines
            over = said
        kept.append(block)
        lines = []
    return [*kept, *lines]


def _begins_alike(table: Block | None, more: Block) -> bool:
    """Return whether a table without lines goes on with words of its header on the next page."""
    if not (isinstance(table, Aligned) and isinstance(more, Aligned) and table.sure):
        return False
    heads = {cell.text for row in table.rows[:HEADER] for cell in row}
    return more.page == table.page + 1 and heads.issuperset(cell.text for cell in more.rows[0])


def _in_columns(blocks: Sequence[Block]) -> Iterator[Ruled | Printed]:
    """Yield the blocks, tables without lines in the columns that all their pages show together."""
    together: list[Aligned] = []
    # The table that the page before ends with, and what is printed last.
    before: Ruled | None = None
    over = ""
    for block in blocks:
        if together and isinstance(block, Printed) and is_total(block.text):
            # An empty table can have this row alone on the next page.
            block = Aligned(block.page, block.top, [[block]], sure=False, lines=[block])
        if together and not (isinstance(block, Aligned) and block.page == together[-1].page + 1):
            beside = [before, block if isinstance(block, Ruled) else None]
            captioned = isinstance(block, Printed) and is_last_caption(over)
            for settled in _settled(together, beside, captioned):
                yield settled
                before = settled if isinstance(settled, Ruled) else None
            together = []
        if isinstance(block, Aligned):
            together.append(block)
            continue
        yield block
        if isinstance(block, Ruled):
            before = block
        else:
            over = block.text
            if before is not None and over not in _first_row(before):
                before = None
    yield from _settled(together, [before], is_last_caption(over))


def _settled(
    parts: Sequence[Aligned], beside: Sequence[Ruled | None], captioned: bool
) -> Iterator[Ruled | Printed]:
    """Yield the parts of a table, or mere lines where none of them, nor all together, is one.

    A table on the page before them, or behind them, can have the same header, and lines. One
    without a row is but a header, with a caption over it and words below.
    """
    for other in beside:
        if parts and other and other.page in (parts[0].page - 1, parts[-1].page + 1):
            more = ruled_as(other, parts)
            if more:
                yield from more
                return
    rows = [row for part in parts for row in part.rows]
    if any(p.sure for p in parts) or is_table(rows) or (captioned and is_header(rows)):
        yield from ruled(parts)
    else:
        yield from chain.from_iterable(part.lines for part in parts)


def _without_lines(tables: Iterable[Ruled], sheets: Mapping[int, int]) -> Iterator[Notice]:
    """Yield one warning for the pages behind each other whose columns were told from words."""
    runs: list[tuple[int, int]] = []
    for table in (table for table in tables if table.aligned):
        first, last = (sheets[page] for page in (_first_page(table), table.page))
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = runs[-1][0], last
        else:
            runs.append((first, last))
    for first, last in runs:
        if first == last:
            yield Notice("table_without_lines", first)
        else:
            yield Notice("table_without_lines.pages", first, {"last": last})


def _without_rows(tables: Iterable[Ruled], sheets: Mapping[int, int]) -> Iterator[Notice]:
    """Yield a warning for each page with a header whose rows nobody can tell."""
    for page in dict.fromkeys(sheets[table.page] for table in tables if table.doubted):
        yield Notice("table_without_rows", page)


def _first_page(table: Ruled) -> int:
    return next(held.page for row in table.rows for held in row)


def _warnings(pages: Sequence[Content]) -> Iterator[Notice]:
    """Yield what could not be read: damaged pages, pages of images, glyphs without a meaning."""
    for page in pages:
        yield from page.warnings
        if page.unknown:
            yield Notice("unreadable_characters", page.sheet, {"count": page.unknown})
        if page.pictured and not page.recognized:
            yield Notice("page_without_text", page.sheet)
        if page.recognized:
            yield Notice("page_recognized", page.sheet)
