"""Content streams, and what is laid over them → the device, as far as it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import cos, sin
from typing import Any

from pdfminer.pdfinterp import PDFResourceManager, PDFStackT
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, dict_value, num_value, resolve1
from pdfminer.psparser import LIT, PSLiteral, literal_name
from pdfminer.utils import Matrix, apply_matrix_rect, mult_matrix

from extractor.load.pdf.content.annotations import (
    appearance,
    is_typed,
    place_of,
    placed,
    typed,
    visible,
)
from extractor.load.pdf.content.device import PageDevice
from extractor.load.pdf.content.stream import StreamInterpreter
from extractor.load.pdf.content.syntax import name
from extractor.load.pdf.objects import Box

# What an annotation is drawn with has no name of its own.
_ANNOTATION = "annotation"
# The mark of what is drawn in a layer, by its name among the resources.
_LAYER = re.compile(rb"/OC\s*/([^\s/\[\]<>()]+)\s*")


class PageInterpreter(StreamInterpreter):
    """The interpreter, with what it leaves out: clips, layers, clear ink and annotations."""

    device: PageDevice

    def __init__(self, rsrcmgr: PDFResourceManager, device: PageDevice) -> None:
        super().__init__(rsrcmgr, device)
        # For every part of the content that has a mark: the clip around it, if it does not show.
        self._marked: list[Box | None] = []

    def process_page(self, page: PDFPage, tilt: float = 0.0) -> None:
        """Draw the page onto the device, in points from the top left of its crop box.

        A scan can lie askew: it is drawn turned back by so many radians around its middle.
        """
        ctm = _page_matrix(page)
        self.device.begin_page(page, ctm)
        if tilt:
            ctm = mult_matrix(ctm, _turned_back(tilt, apply_matrix_rect(ctm, page.cropbox)))
        self.render_contents(page.resources, page.contents, ctm=ctm)
        for annotation in visible(page, self.device.layers):
            self._show_annotation(annotation, ctm)
        self.device.end_page(page)

    def _show_annotation(self, annotation: Mapping[str, Any], ctm: Matrix) -> None:
        """Draw what was filled into a field, or typed onto the page."""
        begin = self.device.begin_annotation()
        place, form = place_of(annotation), appearance(annotation)
        if form is None:
            self.device.write(typed(annotation, apply_matrix_rect(ctm, place)))
            return
        self.ctm = mult_matrix(placed(form, place), ctm)
        self.device.set_ctm(self.ctm)
        self.xobjmap[_ANNOTATION] = form
        self.do_Do(LIT(_ANNOTATION))
        if is_typed(annotation):
            self.device.end_typed(begin)

    def do_W(self) -> None:
        """Clip what follows to the box of the path."""
        self.device.clip_to(self.curpath)

    def do_W_a(self) -> None:
        """Clip what follows to the box of the path."""
        self.device.clip_to(self.curpath)

    def do_q(self) -> None:
        """Save the state, the clip too."""
        super().do_q()
        self.device.save()

    def do_Q(self) -> None:
        """Restore the state, the clip too."""
        if self.gstack:
            self.device.restore()
        super().do_Q()

    def do_Do(self, xobjid_arg: PDFStackT) -> None:
        """Paint an object, if it shows."""
        form = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if not (isinstance(form, PDFStream) and self.device.layers.hide(form.get("OC"))):
            super().do_Do(xobjid_arg)

    def named_state(self, operands: bytes) -> None:
        """Note how clear ink is."""
        self._note_state(name(operands))

    def do_gs(self, name: object) -> None:
        """Note how clear ink is."""
        if self._is_new():
            self._note_state(literal_name(name))

    def _note_state(self, key: str) -> None:
        states = dict_value(self.resources.get("ExtGState", {}))
        state = dict_value(states.get(key, {}))
        if "ca" in state:
            # pdfminer hands out copies of the graphics state that leave out what it does not know.
            self.textstate.__dict__["alpha"] = num_value(state["ca"])
        if "ca" in state or "BM" in state:
            self.graphicstate.__dict__["sheer"] = not _hides(state)

    def begin_marked(self, operands: bytes) -> None:
        """Hide what follows if it is drawn in a layer that is off."""
        found = _LAYER.fullmatch(operands) if self.device.layers.off else None
        self._begin_layer(found and found[1].decode("latin-1"))

    def do_BMC(self, tag: object) -> None:
        """Begin what shows in any case."""
        if self._is_new():
            self._begin_layer(None)

    def do_BDC(self, tag: object, props: object) -> None:
        """Hide what follows if it is drawn in a layer that is off."""
        if self._is_new():
            is_layer = literal_name(tag) == "OC" and isinstance(props, PSLiteral)
            self._begin_layer(literal_name(props) if is_layer else None)

    def _begin_layer(self, key: str | None) -> None:
        layer = dict_value(self.resources.get("Properties", {})).get(key) if key else None
        self._marked.append(self.device.hide() if self.device.layers.hide(layer) else None)

    def end_marked(self, operands: bytes) -> None:
        """Show again what is drawn behind a layer that is off."""
        clip = self._marked.pop() if self._marked else None
        if clip is not None:
            self.device.show(clip)

    def do_EMC(self) -> None:
        """Show again what is drawn behind a layer that is off."""
        if self._is_new():
            self.end_marked(b"")

    def _is_new(self) -> bool:
        """Return whether a command was not followed before pdfminer was told it again."""
        self._followed -= 1
        return self._followed < 0


def _hides(state: Mapping[str, Any]) -> bool:
    """Return whether what is painted in a state hides what is below it."""
    blend = resolve1(state.get("BM", LIT("Normal")))
    return num_value(state.get("ca", 1)) >= 1 and blend in (LIT("Normal"), LIT("Compatible"))


def _turned_back(tilt: float, page: Box) -> Matrix:
    """Return the turn around the middle of a page that undoes a tilt."""
    x, y = (page[0] + page[2]) / 2, (page[1] + page[3]) / 2
    along, across = cos(tilt), sin(tilt)
    return (
        *(along, -across, across, along),
        x - x * along - y * across,
        y + x * across - y * along,
    )


def _page_matrix(page: PDFPage) -> Matrix:
    """Return the way from the page's own space to points from the top left, as it is shown."""
    x0, y0, x1, y1 = page.cropbox
    if page.rotate == 90:
        return (0, 1, 1, 0, -y0, -x0)
    if page.rotate == 180:
        return (-1, 0, 0, 1, x1, -y0)
    if page.rotate == 270:
        return (0, -1, -1, 0, y1, x1)
    return (1, 0, 0, -1, -x0, y1)
