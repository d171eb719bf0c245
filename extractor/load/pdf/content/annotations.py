"""What was filled in or typed onto a page after it was made: form fields, as they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, int_value, list_value, num_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, Rect, apply_matrix_rect, decode_text

from extractor.load.pdf.content.clips import in_order
from extractor.load.pdf.content.layers import Layers
from extractor.load.pdf.objects import Box, Run

# What is said about a page, as notes and marks are, is not said by it.
_SHOWN = frozenset({"Widget", "FreeText"})
# Flags: what is hidden, and what shows on paper only.
_UNSEEN = 0x02 | 0x20
# Points: what is filled into a field is shown no larger.
_TYPED = 10.0


def visible(page: PDFPage, layers: Layers) -> Iterator[Mapping[str, Any]]:
    """Yield the annotations of a page that are a part of what it says."""
    for each in list_value(page.annots or []):
        entry = dict_value(each)
        is_shown = literal_name(resolve1(entry.get("Subtype"))) in _SHOWN
        has_place = len(list_value(entry.get("Rect", []))) == 4
        hidden = int_value(entry.get("F", 0)) & _UNSEEN or layers.hide(entry.get("OC"))
        if is_shown and has_place and not hidden and not _is_signed(entry):
            yield entry


def _is_signed(annotation: Mapping[str, Any]) -> bool:
    """Return whether it is a signature: its seal says nothing of what lies below it."""
    fields = (annotation, dict_value(annotation.get("Parent", {})))
    return any(literal_name(resolve1(field.get("FT"))) == "Sig" for field in fields)


def is_typed(annotation: Mapping[str, Any]) -> bool:
    """Return whether it was typed anywhere onto the page, and not into a field."""
    return literal_name(resolve1(annotation.get("Subtype"))) == "FreeText"


def place_of(annotation: Mapping[str, Any]) -> Rect:
    """Return where an annotation stands on its page."""
    x0, y0, x1, y1 = _numbers(annotation.get("Rect"))
    return in_order((x0, y0, x1, y1))


def appearance(annotation: Mapping[str, Any]) -> PDFStream | None:
    """Return the form that an annotation shows as."""
    shown = resolve1(dict_value(annotation.get("AP", {})).get("N"))
    if isinstance(shown, dict):
        shown = resolve1(shown.get(literal_name(resolve1(annotation.get("AS")))))
    has_box = isinstance(shown, PDFStream) and len(list_value(shown.get("BBox", []))) == 4
    return shown if has_box else None


def placed(form: PDFStream, place: Rect) -> Matrix:
    """Return the matrix that brings the box of a form to its place."""
    own = form.get("Matrix")
    a, b, c, d, e, f = _numbers(own) if own else MATRIX_IDENTITY
    left, low, right, high = _numbers(form.get("BBox"))
    x0, y0, x1, y1 = apply_matrix_rect((a, b, c, d, e, f), (left, low, right, high))
    across = (place[2] - place[0]) / (x1 - x0) if x1 > x0 else 1.0
    up = (place[3] - place[1]) / (y1 - y0) if y1 > y0 else 1.0
    return (across, 0, 0, up, place[0] - across * x0, place[1] - up * y0)


def typed(annotation: Mapping[str, Any], box: Box) -> Iterator[Run]:
    """Yield what was filled into a field whose look is left to whoever shows it."""
    x0, top, _, bottom = box
    size = min(bottom - top, _TYPED)
    text = _value(annotation)
    if text and size > 0:
        widths = [size * (0.5 if character.isascii() else 1.0) for character in text]
        rights = [x0 + end for end in accumulate(widths)]
        middle = (top + bottom) / 2
        yield Run(text, [x0, *rights[:-1]], rights, middle - size / 2, middle + size / 2)


def _value(annotation: Mapping[str, Any]) -> str:
    for entry in (annotation, dict_value(annotation.get("Parent", {}))):
        value = resolve1(entry.get("V"))
        if isinstance(value, bytes):
            return " ".join(decode_text(value).split())
    return ""


def _numbers(array: object) -> list[float]:
    return [num_value(each) for each in list_value(array)]
