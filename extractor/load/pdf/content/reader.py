"""PDF bytes → one PageObjects after the other; nothing of a page is kept when the next is read.

Here stands the guard around pdfminer: whatever it raises, the file or the page is damaged.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NoReturn

from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdfpage import PDFPage

from extractor.errors import CorruptInput, EncryptedInput, InputError, NoText, TooLarge
from extractor.load.limits import Limits
from extractor.load.pdf.content.bounded import BoundedDocument, Exhausted
from extractor.load.pdf.content.clips import in_order
from extractor.load.pdf.content.device import PageDevice
from extractor.load.pdf.content.interpreter import PageInterpreter
from extractor.load.pdf.content.layers import Layers
from extractor.load.pdf.content.stream import FontManager
from extractor.load.pdf.objects import PageObjects
from extractor.notices import Notice

# What it says about odd files is told by our warnings, or concerns nobody.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())

_USUAL = Limits()
_MEGA = 1_000_000
# Why a page was not read.
_TOO_LARGE, _DAMAGED = _UNREAD = ("page_too_large", "page_damaged")
# A page whose sides are not between these has no size that anything could be printed on; the
# upper one is the largest that the format allows.
_SIDES = (3.0, 14_400.0)
_BOUNDLESS = (0.0, 0.0, 14_400.0, 14_400.0)


def read_pages(data: bytes, limits: Limits = _USUAL) -> Iterator[PageObjects]:
    """Yield what each page draws; raises the InputError that fits."""
    document = _opened(data, limits)
    device = PageDevice(FontManager(), _layers(document))
    readable = unknown = number = 0
    unread: list[str] = []
    for number, page in enumerate(_pages(document, limits), start=1):
        objects = _drawn(page, number, device, limits)
        unread += [warning.code for warning in objects.warnings if warning.code in _UNREAD]
        unknown += objects.unknown
        readable += sum(len(run.text) for run in objects.runs) - objects.unknown
        yield objects
    if len(unread) == number:
        _refuse(unread)
    if unknown > readable:
        raise NoText(
            "PDF 的字体没有标明字形是什么字，无法读取。请用 Word/WPS 重新导出，或先做文字识别。",
            "The fonts of the PDF do not say what their glyphs mean. Export it again, or use OCR.",
        )


def _refuse(unread: Sequence[str]) -> NoReturn:
    """Raise the InputError for a file of which no page could be read."""
    if not unread:
        raise CorruptInput(
            "PDF 里没有页面，文件可能没有下载完整。请重新下载或重新导出。",
            "The PDF has no pages; it may be incomplete. Download or export it again.",
        )
    raise _input_error(Exhausted() if _TOO_LARGE in unread else Exception())


def _opened(data: bytes, limits: Limits) -> BoundedDocument:
    try:
        return BoundedDocument(data, limits.stream_mb * _MEGA)
    except PDFEncryptionError as error:
        raise EncryptedInput(
            "PDF 文件加了密码。请去掉密码后重新保存再试。",
            "The PDF needs a password. Save it without one and try again.",
        ) from error
    except Exception as error:
        raise _input_error(error) from error


def _layers(document: BoundedDocument) -> Layers:
    try:
        return Layers.of(document)
    except Exception as error:
        raise _input_error(error) from error


def _pages(document: BoundedDocument, limits: Limits) -> Iterator[PDFPage]:
    """Yield the pages; a page tree that leads nowhere ends the file."""
    pages = PDFPage.create_pages(document)
    for _ in range(limits.pages):
        try:
            page = next(pages)
        except StopIteration:
            return
        except Exception as error:
            raise _input_error(error) from error
        yield page
    raise TooLarge(
        f"PDF 超过 {limits.pages} 页的上限。请确认是否为一份报告，或拆分后重试。",
        f"The PDF has more than {limits.pages} pages. Check that it is one report, or split it.",
    )


def _drawn(page: PDFPage, number: int, device: PageDevice, limits: Limits) -> PageObjects:
    """Return what the page draws; nothing and a warning where it cannot be read."""
    warnings = _set_box(page, number)
    tilt = 0.0
    try:
        _draw(page, device, limits)
        if tilt := device.tilt:
            _draw(page, device, limits, tilt)
    except (InputError, MemoryError) as error:
        raise _input_error(error) from error
    except Exception as error:
        return _unread(page, number, isinstance(error, Exhausted))
    return replace(device.page(), number=number, tilt=tilt, warnings=warnings)


def _draw(page: PDFPage, device: PageDevice, limits: Limits, tilt: float = 0.0) -> None:
    interpreter = PageInterpreter(device.rsrcmgr, device)
    interpreter.allow(limits.page_mb * _MEGA)
    interpreter.process_page(page, tilt)


def _unread(page: PDFPage, number: int, exhausted: bool) -> PageObjects:
    """Return an empty page: half of a table would look like a wrong one."""
    x0, y0, x1, y1 = page.cropbox
    key = _TOO_LARGE if exhausted else _DAMAGED
    return PageObjects(number, x1 - x0, y1 - y0, [], [], [], [], [], 0, (Notice(key, number),))


def _set_box(page: PDFPage, number: int) -> tuple[Notice, ...]:
    """Give the page a box that can be: its crop box inside its media box, or else all there is."""
    media, crop = in_order(page.mediabox), in_order(page.cropbox)
    both = (
        *(max(media[0], crop[0]), max(media[1], crop[1])),
        *(min(media[2], crop[2]), min(media[3], crop[3])),
    )
    for box in (both, media, _BOUNDLESS):
        if all(_SIDES[0] <= side <= _SIDES[1] for side in (box[2] - box[0], box[3] - box[1])):
            page.mediabox = page.cropbox = box
            break
    if page.cropbox != _BOUNDLESS:
        return ()
    return (Notice("page_size", number),)


def _input_error(error: BaseException) -> InputError:
    """Return the InputError for what pdfminer raised about the whole file."""
    if isinstance(error, InputError):
        return error
    if isinstance(error, Exhausted | MemoryError):
        return TooLarge(
            "PDF 解压后的内容超出上限，不像一份报告。请重新导出后再试。",
            "The PDF holds more than its size shows, above the limit. Export it again.",
        )
    return CorruptInput(
        "PDF 文件已损坏，无法打开。请重新下载或重新导出。",
        "The PDF is damaged and cannot be opened. Download or export it again.",
    )
