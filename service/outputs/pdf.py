"""A copy of a PDF with a highlight over both sides of every finding, the explanation as its note.

Only annotations are added: pages, fonts and content streams stay as they are. Each highlight
brings its own appearance, so that every viewer shows the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from service.outputs._form import Unfit
from service.outputs._notes import AUTHOR, Note, notes_of

if TYPE_CHECKING:
    import pikepdf

    from extractor.model import Report
    from service.outputs._form import Form

PDF = "application/pdf"
# The colours of the page and of the terminal: red, amber, blue, light enough to read through.
_COLORS = {"error": (1.0, 0.55, 0.52), "warning": (1.0, 0.85, 0.42), "info": (0.68, 0.83, 1.0)}
_PRINTED = 4
_EDGE = 1.0

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How a page is shown: the part of its own space that is seen, and how far it is turned."""

    x0: float
    y0: float
    x1: float
    y1: float
    turn: int

    def own(self, box: Sequence[float]) -> _Box:
        """Return a box in points from the top left, as shown, in the page's own space."""
        left, top, right, bottom = box
        if self.turn == 90:
            return self.x0 + top, self.y0 + left, self.x0 + bottom, self.y0 + right
        if self.turn == 180:
            return self.x1 - right, self.y0 + top, self.x1 - left, self.y0 + bottom
        if self.turn == 270:
            return self.x1 - bottom, self.y1 - right, self.x1 - top, self.y1 - left
        return self.x0 + left, self.y1 - bottom, self.x0 + right, self.y1 - top


def mark(report: Report, data: bytes, form: Form) -> bytes:
    """Return the PDF with the findings of its report in it; raises Unfit for other files."""
    if report.report.media_type != PDF:
        raise Unfit(
            "--format pdf 在 PDF 上作标注，这份文件不是 PDF。Word 文件请用 docx，其他请用 html。",
            "--format pdf marks a PDF, and this file is none. Use docx for Word files, else html.",
        )
    # Imported here: only this output needs it.
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            if len(file.pages) != report.report.pages:
                raise Unfit(*_TOO_DAMAGED)
            for note in notes_of(report, form):
                _add(file, note)
            out = io.BytesIO()
            # What is compressed stays as it is: no bomb goes off in passing it on.
            untouched = pikepdf.StreamDecodeLevel.none
            file.save(out, deterministic_id=True, stream_decode_level=untouched)
    except pikepdf.PdfError as error:
        raise Unfit(*_TOO_DAMAGED) from error
    return out.getvalue()


_TOO_DAMAGED = (
    "PDF 已损坏，无法在上面作标注。请用阅读器打开后另存，再重试；或用 --format html。",
    "The PDF is too damaged to be marked. Open it, save it and try again; or use --format html.",
)


def _add(file: pikepdf.Pdf, note: Note) -> None:
    import pikepdf

    span = note.span
    if span.page is None or not span.boxes:
        return
    page = file.pages[span.page - 1]
    sheet = _sheet(page)
    boxes = [sheet.own(box) for box in (span.boxes if note.whole else span.boxes[:1])]
    around = _around(boxes)
    annotation = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Highlight,
        Rect=_numbers(around),
        QuadPoints=_numbers(number for box in boxes for number in _corners(box)),
        C=_numbers(_COLORS[note.severity]),
        F=_PRINTED,
        T=pikepdf.String(AUTHOR),
        Contents=pikepdf.String("\n\n".join(note.texts)),
        NM=pikepdf.String(f"{AUTHOR}-{span.start}-{span.end}"),
        AP=pikepdf.Dictionary(N=_appearance(file, boxes, around, note.severity)),
    )
    known = page.obj.get("/Annots")
    # A list that several pages share must not carry the notes of one to the others.
    kept = list(known) if isinstance(known, pikepdf.Array) else []
    page.obj.Annots = pikepdf.Array([*kept, file.make_indirect(annotation)])


def _appearance(
    file: pikepdf.Pdf, boxes: Sequence[_Box], around: _Box, severity: str
) -> pikepdf.Stream:
    """Return what a viewer paints: the boxes, multiplied with what stands below them."""
    import pikepdf

    red, green, blue = _COLORS[severity]
    drawn = [f"/M gs {red} {green} {blue} rg"]
    for x0, y0, x1, y1 in boxes:
        drawn.append(f"{x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f")
    stream = file.make_stream("\n".join(drawn).encode())
    stream.Type = pikepdf.Name.XObject
    stream.Subtype = pikepdf.Name.Form
    stream.BBox = _numbers(around)
    multiply = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, BM=pikepdf.Name.Multiply)
    stream.Resources = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(M=multiply))
    stream.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency)
    return stream


def _sheet(page: pikepdf.Page) -> _Sheet:
    """Return how a page is shown, as the reader of PDF sees it: crop box inside media box."""
    media, crop = _upright(page.mediabox), _upright(page.cropbox)
    x0, y0 = max(media[0], crop[0]), max(media[1], crop[1])
    x1, y1 = min(media[2], crop[2]), min(media[3], crop[3])
    if x1 <= x0 or y1 <= y0:
        x0, y0, x1, y1 = media
    return _Sheet(x0, y0, x1, y1, page.rotation % 360)


def _upright(box: pikepdf.Array) -> _Box:
    x0, y0, x1, y1 = (float(side) for side in box.as_list())
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _around(boxes: Sequence[_Box]) -> _Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts) - _EDGE, min(bottoms) - _EDGE, max(rights) + _EDGE, max(tops) + _EDGE


def _corners(box: _Box) -> tuple[float, ...]:
    """Return the corners as viewers want them: upper left, upper right, lower left, lower right."""
    x0, y0, x1, y1 = box
    return x0, y1, x1, y1, x0, y0, x1, y0


def _numbers(values: Iterable[float]) -> pikepdf.Array:
    import pikepdf

    return pikepdf.Array([Decimal(f"{value:.2f}") for value in values])
