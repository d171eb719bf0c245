"""pdfminer's drawing operators → PageObjects, in one pass and without a tree of layout objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import atan2, degrees, inf, pi, remainder
from statistics import median

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream
from pdfminer.utils import Matrix, PathSegment, Rect, apply_matrix_rect, mult_matrix

from extractor.load.pdf.content.blanks import Glyphs, parted
from extractor.load.pdf.content.clips import EDGE, beyond, common, edge_inside, run_inside
from extractor.load.pdf.content.covered import Cover, uncovered
from extractor.load.pdf.content.glyphs import readable
from extractor.load.pdf.content.layers import Layers
from extractor.load.pdf.content.paths import (
    THIN,
    Line,
    Subpath,
    bounds,
    sides,
    subpaths,
    transformed,
)
from extractor.load.pdf.content.remarks import is_remark
from extractor.load.pdf.content.seals import Ink, ink_of, without_seals
from extractor.load.pdf.objects import BLANK, GAP, UNKNOWN, Box, PageObjects, Run, x_of

# Lines drawn this much aslant are meant to be straight.
_ASLANT = 1.0
# No matrix is exact: what is off by no more is level. What is off by more, in radians, lies askew.
_LEVEL, _TILTED = 1e-9, 5e-4
# Text rendering modes without ink, and ink that is too clear to be seen.
_NO_INK, _CLEAR = (3, 7), 0.05
# Nothing stands inside this clip.
_NOWHERE = (inf, inf, -inf, -inf)
_TINTS = frozenset({"Separation", "DeviceN", "Indexed", "Pattern"})
_WHITE = 0.99
# How far glyphs reach below their base line, in sizes: many fonts say 0, or what no glyph does, and
# the box of a number would then miss a part of it.
_DEEPEST, _SHALLOWEST = -0.22, -0.1


class PageDevice(PDFDevice):
    """Records what one page after the other draws; ``page`` gives the last one."""

    def __init__(self, resources: PDFResourceManager, layers: Layers) -> None:
        super().__init__(resources)
        self.layers = layers
        self.ctm: Matrix = (1, 0, 0, 1, 0, 0)
        self._number = 0
        # The same glyphs come again on every page.
        self._fonts: dict[PDFFont, dict[int, tuple[str, float]]] = {}
        self._begin((0, 0, 0, 0))

    def _begin(self, page: Box) -> None:
        self._clip = self._page = page
        self._clips: list[Box] = []
        self._figures: list[tuple[Matrix, Box, list[Box]]] = []
        self._runs: list[Run] = []
        self._edges: list[Box] = []
        self._fills: list[Box] = []
        self._covers: list[Cover] = []
        self._ink: Ink | None = None
        self._inks: dict[int, Ink] = {}
        self._aslant: list[tuple[Ink, int, Box]] = []
        self._images: list[Box] = []
        self._hidden: list[Run] = []
        self._cut: list[Run] = []
        self._tilts: list[float] = []
        self._unknown = 0

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """Begin a new page."""
        self._number += 1
        self._begin(apply_matrix_rect(ctm, page.cropbox))

    def hide(self) -> Box:
        """Let nothing show from here on; returns what ``show`` needs."""
        clip, self._clip = self._clip, _NOWHERE
        return clip

    def show(self, clip: Box) -> None:
        """Let show again what shows inside the clip."""
        self._clip = clip

    def begin_annotation(self) -> int:
        """Forget what the page did to the clip; returns what ``end_typed`` needs."""
        self._clip, self._clips = self._page, []
        return len(self._runs)

    def end_typed(self, begin: int) -> None:
        """Forget what was typed onto the page if it is a remark on it."""
        shown = uncovered(self._runs[:begin], self._covers)
        if is_remark(self._runs[begin:], shown, self._inks):
            del self._runs[begin:]

    def write(self, runs: Iterable[Run]) -> None:
        """Record text that no font draws."""
        self._runs.extend(runs)

    def page(self) -> PageObjects:
        """Return what the last page drew."""
        return PageObjects(
            self._number,
            self._page[2],
            self._page[3],
            without_seals(uncovered(self._runs, self._covers), self._inks, self._aslant),
            self._edges,
            self._images,
            self._hidden,
            self._cut,
            self._unknown,
            fills=self._fills,
        )

    @property
    def tilt(self) -> float:
        """How far most characters of the last page are off the level, in radians; mostly 0."""
        written = sum(len(run.text) for run in (*self._runs, *self._hidden))
        return median(self._tilts) if 2 * len(self._tilts) > written else 0.0

    def save(self) -> None:
        """Remember the clip."""
        self._clips.append(self._clip)

    def restore(self) -> None:
        """Return to the clip remembered last."""
        if self._clips:
            self._clip = self._clips.pop()

    def clip_to(self, path: Sequence[PathSegment]) -> None:
        """Clip what follows to the box of the path."""
        points = [(segment[-2], segment[-1]) for segment in path if len(segment) > 1]
        if points:
            self._clip = common(bounds(transformed(points, self.ctm)), self._clip)

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        """Enter a form or an image: what it draws is cut to its box."""
        self._figures.append((self.ctm, self._clip, self._clips))
        self._clips = []
        box = apply_matrix_rect(mult_matrix(matrix, self.ctm), bbox)
        self._clip = common(box, self._clip)

    def end_figure(self, name: str) -> None:
        """Leave a form or an image."""
        self.ctm, self._clip, self._clips = self._figures.pop()

    def render_image(self, name: str, stream: PDFStream) -> None:
        """Record the visible part of an image."""
        x0, y0, x1, y1 = self._clip
        if x1 > x0 and y1 > y0:
            self._images.append(self._clip)

    def paint_path(
        self,
        graphicstate: PDFGraphicState,
        stroke: bool,
        fill: bool,
        evenodd: bool,
        path: Sequence[PathSegment],
    ) -> None:
        """Record the straight lines of a path, and the areas that it fills."""
        pale = fill and _is_white(graphicstate.ncolor, graphicstate.ncs)
        faint = stroke and _is_white(graphicstate.scolor, graphicstate.scs)
        if pale and self._runs and not getattr(graphicstate, "sheer", False):
            self._cover(path, evenodd)
        seen = (fill and not pale) or (stroke and not faint)
        # White borders show on coloured cells.
        if not seen and not self._fills:
            return
        parts = list(subpaths(path, self.ctm))
        if (
            fill
            and evenodd
            and len(parts) == 2
            and (frame := list(sides(parts[0].corners, parts[1].corners)))
        ):
            parts = [Subpath([*line], True, [line]) for line in frame]
            stroke, faint = True, pale
        for corners, straight, lines in parts:
            if stroke and lines and not (faint and not self._is_painted(bounds(corners))):
                self._stroke(lines)
            elif fill and not (pale and not self._is_border(bounds(corners))):
                self._fill(bounds(corners), straight)

    def _cover(self, path: Sequence[PathSegment], evenodd: bool) -> None:
        """Record where white is drawn over what there is."""
        parts = list(subpaths(path, self.ctm))
        # Of several areas one can be a hole in another.
        for points, straight, _ in () if evenodd and len(parts) > 1 else parts:
            x0, top, x1, bottom = bounds(points)
            if straight and all(x in (x0, x1) and y in (top, bottom) for x, y in points):
                self._covers.append((len(self._runs), common((x0, top, x1, bottom), self._clip)))

    def _is_border(self, box: Box) -> bool:
        """Return whether white ink is a line on a coloured ground."""
        thin = min(box[2] - box[0], box[3] - box[1]) <= THIN
        return thin and self._is_painted(box)

    def _stroke(self, lines: Iterable[Line]) -> None:
        for (x0, y0), (x1, y1) in lines:
            across, down = abs(x1 - x0), abs(y1 - y0)
            if down <= _ASLANT < across:
                y = (y0 + y1) / 2
                self._edge((x0, y, x1, y) if x0 < x1 else (x1, y, x0, y))
            elif across <= _ASLANT < down:
                x = (x0 + x1) / 2
                self._edge((x, y0, x, y1) if y0 < y1 else (x, y1, x, y0))

    def _fill(self, area: Box, straight: bool) -> None:
        x0, top, x1, bottom = box = common(area, self._clip)
        width, height = x1 - x0, bottom - top
        if min(width, height) < 0:
            return
        # A dot is of a line that lies or stands: whichever the others beside it make.
        dot = width <= THIN and height <= THIN
        lies = dot or (straight and height <= THIN and height <= width)
        stands = dot or (straight and width <= THIN and not lies)
        if lies:
            y = (top + bottom) / 2
            self._edge((x0, y, x1, y))
        if stands:
            x = (x0 + x1) / 2
            self._edge((x, top, x, bottom))
        if not (lies or stands):
            self._fills.append(box)

    def _edge(self, edge: Box) -> None:
        """Record the part of an edge that the clip leaves."""
        seen = edge_inside(edge, self._clip)
        if seen:
            self._edges.append(seen)

    def render_string(
        self,
        textstate: PDFTextState,
        seq: PDFTextSeq,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> None:
        """Record a string as runs, and move on by its width."""
        font = textstate.font
        if font is None:
            return
        matrix = mult_matrix(textstate.matrix, self.ctm)
        white = _is_white(graphicstate.ncolor, ncs)
        self._ink = ink_of(graphicstate.ncolor, ncs)
        render = textstate.render
        if getattr(textstate, "alpha", 1.0) < _CLEAR:
            textstate.render = _NO_INK[0]
        draw = self._downwards if font.is_vertical() else self._across
        draw(textstate, seq, font, matrix, white)
        textstate.render = render

    # Every glyph of every page comes through here: calls would cost more than all that they do.
    def _across(  # noqa: C901
        self,
        state: PDFTextState,
        seq: PDFTextSeq,
        font: PDFFont,
        matrix: Matrix,
        white: bool,
    ) -> None:
        scaling = state.scaling * 0.01
        size = state.fontsize
        scale = size * scaling
        unit = 0.001 * scale
        charspace = state.charspace * scaling
        wordspace = 0 if font.is_multibyte() else state.wordspace * scaling
        low = min(max(font.get_descent(), _DEEPEST), _SHALLOWEST) * size + state.rise
        glyphs = self._fonts.setdefault(font, {})
        x, y = state.linematrix
        widest, narrow = GAP * abs(size), BLANK * abs(size)
        texts: list[str] = []
        lefts: list[float] = []
        rights: list[float] = []
        wide: list[int] = []
        behind = False
        for part in seq:
            if isinstance(part, bytes):
                for cid in font.decode(part):
                    if behind:
                        x += charspace
                    glyph = glyphs.get(cid) or self._glyph(font, glyphs, cid)
                    texts.append(glyph[0])
                    lefts.append(x)
                    x += glyph[1] * scale
                    rights.append(x)
                    if cid == 32 and wordspace:
                        x += wordspace
                    behind = True
            elif isinstance(part, int | float):
                moved = part * unit
                x -= moved
                behind = True
                if texts and not -narrow < moved < widest:
                    wide.append(len(texts))
                    if not -widest < moved < widest:
                        for row in parted((texts, lefts, rights), wide):
                            self._draw(state, row, y + low, matrix, white)
                        texts, lefts, rights, wide = [], [], [], []
        if wide:
            for row in parted((texts, lefts, rights), wide):
                self._draw(state, row, y + low, matrix, white)
        elif texts:
            self._draw(state, (texts, lefts, rights), y + low, matrix, white)
        state.linematrix = (x, y)

    def _glyph(
        self, font: PDFFont, glyphs: dict[int, tuple[str, float]], cid: int
    ) -> tuple[str, float]:
        """Return the characters and the width of a glyph, and remember them."""
        try:
            text = readable(font.to_unichr(cid))
        except PDFUnicodeNotDefined:
            text = UNKNOWN
        glyphs[cid] = (text, font.char_width(cid))
        return glyphs[cid]

    def _draw(
        self,
        state: PDFTextState,
        glyphs: Glyphs,
        low: float,
        matrix: Matrix,
        white: bool,
    ) -> None:
        """Record glyphs that stand in one row of text space."""
        texts, lefts, rights = glyphs
        a, b, c, d, e, f = matrix
        text = "".join(texts)
        if not text:
            return
        if len(text) != len(texts):
            lefts, rights = _for_each_character(texts, lefts, rights)
        if -_LEVEL < b < _LEVEL and a > 0 and d < 0:
            e += c * low
            self._record(
                state,
                Run(
                    text,
                    [a * x + e for x in lefts],
                    [a * x + e for x in rights],
                    d * (low + state.fontsize) + f,
                    d * low + f,
                ),
                white,
            )
            return
        turn = _turn(a, b)
        if turn is None:
            if self._ink:
                box = apply_matrix_rect(matrix, (lefts[0], low, rights[-1], low + state.fontsize))
                self._aslant.append((self._ink, round(degrees(atan2(b, a))), box))
            return
        off = remainder(atan2(b, a), pi / 2)
        if abs(off) > _TILTED:
            self._tilts.extend([off] * len(text))
        for character, left, right in zip(text, lefts, rights, strict=True):
            box = apply_matrix_rect(matrix, (left, low, right, low + state.fontsize))
            self._record(state, _glyph_run(character, box, turn), white)

    def _downwards(
        self,
        state: PDFTextState,
        seq: PDFTextSeq,
        font: PDFFont,
        matrix: Matrix,
        white: bool,
    ) -> None:
        """Record text that is written from top to bottom, glyph by glyph."""
        scaling = state.scaling * 0.01
        size = state.fontsize
        glyphs = self._fonts.setdefault(font, {})
        x, y = state.linematrix
        behind = False
        for part in seq:
            if isinstance(part, int | float):
                y -= part * 0.001 * size * scaling
                behind = True
            elif isinstance(part, bytes):
                for cid in font.decode(part):
                    y += state.charspace * scaling if behind else 0
                    text, width = glyphs.get(cid) or self._glyph(font, glyphs, cid)
                    advance = width * size * scaling
                    left, upper = _vertical_origin(font, cid, size)
                    upper += state.rise + y
                    box = (x - left, upper + advance, x - left + size, upper)
                    for character in text:
                        run = _glyph_run(character, apply_matrix_rect(matrix, box), 0)
                        self._record(state, run, white)
                    y += advance
                    behind = True
        state.linematrix = (x, y)

    def _record(self, state: PDFTextState, run: Run, white: bool) -> None:
        """Keep the characters that can be seen."""
        seen = run_inside(run, self._clip)
        if seen is None:
            left, _, right, _ = self._clip
            if left <= x_of(run) <= right and not white:
                self._cut.append(run)
        elif state.render in _NO_INK:
            self._hidden.append(seen)
        elif not white or self._is_painted((seen.lefts[0], seen.top, seen.rights[-1], seen.bottom)):
            self._runs.append(seen)
            if seen is not run:
                self._cut_aside(run)
            if self._ink:
                self._inks[id(seen)] = self._ink
            self._unknown += seen.text.count(UNKNOWN)

    def _cut_aside(self, run: Run) -> None:
        """Record what of a run stands beyond the page, if no clip hides it."""
        if (self._clip[0], self._clip[2]) == (self._page[0], self._page[2]):
            self._cut.extend(beyond(run, self._clip))

    def _is_painted(self, box: Box) -> bool:
        """Return whether something stands on a colour or on an image: white ink shows there."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(
            x0 - EDGE <= x <= x1 + EDGE and top - EDGE <= y <= bottom + EDGE
            for x0, top, x1, bottom in (*self._fills, *self._images)
        )


def _is_white(color: object, space: PDFColorSpace) -> bool:
    """Return whether ink of this colour leaves white paper white."""
    if space.name in _TINTS:
        return False
    if isinstance(color, int | float):
        return color >= _WHITE
    if not isinstance(color, tuple):
        return False
    if len(color) == 4:
        return all(isinstance(part, int | float) and part <= 1 - _WHITE for part in color)
    return all(isinstance(part, int | float) and part >= _WHITE for part in color)


def _turn(a: float, b: float) -> int | None:
    """Return the turn of a writing direction, None where it is aslant: stamps and watermarks."""
    if abs(b) <= abs(a) * 0.05:
        return 0 if a > 0 else 180
    if abs(a) <= abs(b) * 0.05:
        return 90 if b < 0 else 270
    return None


def _glyph_run(character: str, box: Box, turn: int) -> Run:
    return Run(character, [box[0]], [box[2]], box[1], box[3], turn)


def _vertical_origin(font: PDFFont, cid: int, size: float) -> tuple[float, float]:
    """Return how far left of the pen a glyph begins, and how far above it ends."""
    place = font.char_disp(cid)
    if not isinstance(place, tuple):
        return size * 0.5, size
    left, upper = place
    return size * 0.5 if left is None else left * size * 0.001, (1000 - upper) * size * 0.001


def _for_each_character(
    texts: list[str], lefts: list[float], rights: list[float]
) -> tuple[list[float], list[float]]:
    """Give every character of a glyph the glyph's place."""
    sizes = [len(text) for text in texts]
    return (
        [x for x, size in zip(lefts, sizes, strict=True) for _ in range(size)],
        [x for x, size in zip(rights, sizes, strict=True) for _ in range(size)],
    )
