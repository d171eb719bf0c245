"""Pages that are pictures: the text layer that a scanner put behind them, or OCR.

What either says was never seen by anybody; such pages are marked all the way to the findings.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from extractor.load.limits import Limits
from extractor.load.pdf.objects import PageObjects
from extractor.notices import Notice

if TYPE_CHECKING:
    from extractor.load.pdf.scan import Scans

# An image that takes this part of a page is what the page shows, if there are no more characters
# than a page number, a date and a stamp have.
_LARGE, _FEW = 0.5, 40
# So many filled shapes on a page without a character are its characters, drawn as outlines.
_SHAPES = 40
# What `gouji[ocr]` installs.
_PACKAGES = ("PIL", "pypdfium2", "pytesseract")


def with_text(pages: Iterable[PageObjects], data: bytes, limits: Limits) -> Iterator[PageObjects]:
    """Yield the pages; one without visible text gets what is hidden behind it, or OCR finds."""
    ocr = _Ocr(data, limits) if limits.ocr_seconds else None
    for page in pages:
        if not is_picture(page):
            yield page
        elif page.hidden:
            yield replace(page, runs=page.hidden, recognized=True)
        elif ocr is not None:
            yield ocr.read(page)
        else:
            yield page


def is_picture(page: PageObjects) -> bool:
    """Return whether an image is all that a page shows, but for a stamp or a page number.

    Text that was made into outlines is no more than an image either.
    """
    large = any(
        (x1 - x0) * (y1 - y0) > _LARGE * page.width * page.height for x0, y0, x1, y1 in page.images
    )
    few = sum(len(run.text) for run in page.runs) < _FEW
    return few if large else not page.runs and (len(page.images) > 0 or len(page.fills) > _SHAPES)


class _Ocr:
    """Reads pages until the time is up; what is missing for it is a warning on every page."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._end = time.monotonic() + limits.ocr_seconds
        self._scans: Scans | None = None

    def read(self, page: PageObjects) -> PageObjects:
        """Return the page as OCR reads it; as it is, with a warning, where OCR cannot."""
        if time.monotonic() > self._end:
            return _unread(page, "ocr_timeout")
        if any(importlib.util.find_spec(name) is None for name in _PACKAGES):
            return _unread(page, "ocr_unavailable.packages")
        # Here, because what it needs is an extra.
        from extractor.load.pdf.scan import OcrError, Scans

        try:
            if self._scans is None:
                self._scans = Scans(self._data)
            return self._scans.read(page)
        except OcrError as error:
            return _unread(page, f"ocr_unavailable.{error}")


def _unread(page: PageObjects, key: str) -> PageObjects:
    return replace(page, warnings=(*page.warnings, Notice(key, page.number)))
