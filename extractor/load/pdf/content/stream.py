"""pdfminer's interpreter with a faster way to read content streams.

pdfminer's own parser looks at every byte of an operand in Python; that is most of its time. Here a
command is one match of one expression, and what only concerns the look of lines (caps, dashes,
widths) is passed over. Resources, fonts, the state and the arithmetic stay pdfminer's, and at the
first thing that is unusual its parser takes over where the stream stands, so that the device is
told the same; ``tests/test_pdf_stream.py`` holds both side by side.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFTextState
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, stream_value
from pdfminer.psparser import LIT
from pdfminer.utils import MATRIX_IDENTITY, mult_matrix

from extractor.load.pdf.content.bounded import Exhausted
from extractor.load.pdf.content.glyphs import forget_guesses
from extractor.load.pdf.content.syntax import (
    UnusualContent,
    commands,
    from_command,
    name,
    numbers,
    string,
    strings_and_numbers,
)

# An empty form costs something too: a few of them, each painting the next, are millions.
_EACH_FORM = 1_000

# The format asks of readers that they keep 28 states.
_DEEPEST = 10_000

_State = TypeVar("_State", PDFTextState, PDFGraphicState)


class StreamInterpreter(PDFPageInterpreter):
    """Tells the device what pdfminer's interpreter tells it.

    A graphics state is never changed once it was handed out: whoever changes one copies it first.
    """

    def __init__(self, rsrcmgr: PDFResourceManager, device: PDFDevice) -> None:
        super().__init__(rsrcmgr, device)
        self._left = [sys.maxsize]
        # How many commands that were followed pdfminer is told again.
        self._followed = 0

    def allow(self, limit: int) -> None:
        """Execute no more bytes than this, those of forms as often as they are painted."""
        self._left = [limit]

    def subinterp(self) -> PDFPageInterpreter:
        """Return the interpreter of a form, which takes from the same allowance."""
        form = super().subinterp()
        if isinstance(form, StreamInterpreter):
            form._left = self._left
        return form

    def _spend(self, parts: Sequence[bytes]) -> None:
        """Take from the allowance; raises Exhausted where it is used up."""
        self._left[0] -= sum(map(len, parts)) + _EACH_FORM
        if self._left[0] < 0:
            raise Exhausted

    def init_resources(self, resources: dict[object, object]) -> None:
        """Prepare the resources; a font only when it is used."""
        found = dict_value(resources)
        super().init_resources({key: found[key] for key in found if key != "Font"})
        self.resources = resources
        self.fontmap = _Fonts(self.rsrcmgr, dict_value(found.get("Font")))

    def execute(self, streams: Sequence[object]) -> None:
        """Execute the streams as one."""
        running = [stream_value(each) for each in streams]
        running = [each for each in running if each.objid not in (None, *self.parent_stream_ids)]
        self.stream_ids = {each.objid for each in running if each.objid is not None}
        parts = [each.get_data() for each in running]
        self._spend(parts)
        # At its end a stream ends a token, but not one of which nothing has been read yet.
        if any(part.endswith((b"(", b"\\")) for part in parts[:-1]):
            super().execute(running)
            return
        for count, (operands, operator) in enumerate(commands(b"\n".join(parts))):
            command = _COMMANDS.get(operator)
            try:
                if command is None:
                    raise UnusualContent
                command(self, operands)
            except UnusualContent:
                self._execute_slowly(parts, count)
                return

    def _execute_slowly(self, parts: Sequence[bytes], count: int) -> None:
        """Leave what follows the first commands to pdfminer.

        It executes the ignored ones again, for the operands that they did not take.
        """
        data = b"\n".join(parts)
        done = islice(commands(data), count)
        told = [words for words in done if _COMMANDS[words[1]] in _TOLD_AGAIN]
        self._followed = sum(operator in _NOTED for _, operator in told)
        again = b"\n".join(map(b" ".join, told))
        self.graphicstate = _copy(self.graphicstate)
        pieces = [again, *from_command(parts, count)]
        # pdfminer must go on knowing the numbers of the streams that are being executed.
        numbered = sorted(self.stream_ids)
        pieces += [b""] * (len(numbered) - len(pieces))
        streams = [PDFStream({}, piece) for piece in pieces]
        for index, stream in enumerate(streams):
            stream.set_objid(numbered[index % len(numbered)], 0)
        super().execute(streams)

    def named_state(self, operands: bytes) -> None:
        """Take up what a named state sets."""

    def begin_marked(self, operands: bytes) -> None:
        """Begin a part of the content that has a mark."""

    def end_marked(self, operands: bytes) -> None:
        """End that part."""

    def do_q(self) -> None:
        """Save the state."""
        if len(self.gstack) >= _DEEPEST:
            raise Exhausted
        self.gstack.append((self.ctm, _copy(self.textstate), _copy(self.graphicstate)))

    def _set(self, **values: object) -> None:
        """Change the graphics state by changing a copy."""
        state = _copy(self.graphicstate)
        state.__dict__.update(values)
        self.graphicstate = state

    def _concatenate(self, operands: bytes) -> None:
        a, b, c, d, e, f = numbers(operands, 6)
        self.ctm = mult_matrix((a, b, c, d, e, f), self.ctm)
        self.device.set_ctm(self.ctm)

    def _fill_gray(self, operands: bytes) -> None:
        (gray,) = numbers(operands, 1)
        self._set(ncolor=gray, ncs=self.csmap["DeviceGray"])

    def _fill_rgb(self, operands: bytes) -> None:
        self._set(ncolor=tuple(numbers(operands, 3)), ncs=self.csmap["DeviceRGB"])

    def _fill_cmyk(self, operands: bytes) -> None:
        self._set(ncolor=tuple(numbers(operands, 4)), ncs=self.csmap["DeviceCMYK"])

    def _fill_space(self, operands: bytes) -> None:
        self._set(ncs=self.csmap.get(name(operands), self.graphicstate.ncs))

    def _fill_colour(self, operands: bytes) -> None:
        self._set(ncolor=_colour(operands, self.graphicstate.ncs))

    def _stroke_gray(self, operands: bytes) -> None:
        (gray,) = numbers(operands, 1)
        self._set(scolor=gray, scs=self.csmap["DeviceGray"])

    def _stroke_rgb(self, operands: bytes) -> None:
        self._set(scolor=tuple(numbers(operands, 3)), scs=self.csmap["DeviceRGB"])

    def _stroke_cmyk(self, operands: bytes) -> None:
        self._set(scolor=tuple(numbers(operands, 4)), scs=self.csmap["DeviceCMYK"])

    def _stroke_space(self, operands: bytes) -> None:
        self._set(scs=self.csmap.get(name(operands), self.graphicstate.scs))

    def _stroke_colour(self, operands: bytes) -> None:
        self._set(scolor=_colour(operands, self.graphicstate.scs))

    def _begin_text(self, operands: bytes) -> None:
        _none(operands)
        state = self.textstate
        state.matrix, state.linematrix = MATRIX_IDENTITY, (0, 0)

    def _char_space(self, operands: bytes) -> None:
        (self.textstate.charspace,) = numbers(operands, 1)

    def _word_space(self, operands: bytes) -> None:
        (self.textstate.wordspace,) = numbers(operands, 1)

    def _scaling(self, operands: bytes) -> None:
        (self.textstate.scaling,) = numbers(operands, 1)

    def _leading(self, operands: bytes) -> None:
        (leading,) = numbers(operands, 1)
        self.textstate.leading = -leading

    def _rise(self, operands: bytes) -> None:
        (self.textstate.rise,) = numbers(operands, 1)

    def _render(self, operands: bytes) -> None:
        (render,) = numbers(operands, 1)
        self.textstate.render = int(render)

    def _font(self, operands: bytes) -> None:
        words = operands.split()
        if len(words) != 2:
            raise UnusualContent
        key, (size,) = name(words[0]), numbers(words[1], 1)
        font = self.fontmap.get(key)
        if font is None:
            raise UnusualContent
        self.textstate.font, self.textstate.fontsize = font, size

    def _move(self, operands: bytes) -> None:
        x, y = numbers(operands, 2)
        state = self.textstate
        a, b, c, d, e, f = state.matrix
        state.matrix = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)
        state.linematrix = (0, 0)

    def _move_and_lead(self, operands: bytes) -> None:
        _, leading = numbers(operands, 2)
        self._move(operands)
        self.textstate.leading = leading

    def _matrix(self, operands: bytes) -> None:
        a, b, c, d, e, f = numbers(operands, 6)
        state = self.textstate
        state.matrix, state.linematrix = (a, b, c, d, e, f), (0, 0)

    def _show(self, operands: bytes) -> None:
        self._show_items([string(operands)])

    def _show_on_next_line(self, operands: bytes) -> None:
        text = string(operands)
        self.do_T_a()
        self._show_items([text])

    def _show_spaced(self, operands: bytes) -> None:
        self._show_items(strings_and_numbers(operands))

    def _show_items(self, items: Sequence[bytes | float]) -> None:
        if self.textstate.font is not None:
            state = self.graphicstate
            self.device.render_string(self.textstate, items, state.ncs, state)

    def _start(self, operands: bytes) -> None:
        x, y = numbers(operands, 2)
        self.curpath.append(("m", x, y))

    def _line(self, operands: bytes) -> None:
        x, y = numbers(operands, 2)
        self.curpath.append(("l", x, y))

    def _curve(self, operands: bytes) -> None:
        x1, y1, x2, y2, x3, y3 = numbers(operands, 6)
        self.curpath.append(("c", x1, y1, x2, y2, x3, y3))

    def _curve_from_here(self, operands: bytes) -> None:
        x2, y2, x3, y3 = numbers(operands, 4)
        self.curpath.append(("v", x2, y2, x3, y3))

    def _curve_to_end(self, operands: bytes) -> None:
        x1, y1, x3, y3 = numbers(operands, 4)
        self.curpath.append(("y", x1, y1, x3, y3))

    def _rectangle(self, operands: bytes) -> None:
        x, y, width, height = numbers(operands, 4)
        right, top = x + width, y + height
        self.curpath += [("m", x, y), ("l", right, y), ("l", right, top), ("l", x, top), ("h",)]

    def _paint_object(self, operands: bytes) -> None:
        self.do_Do(LIT(name(operands)))

    def _ignore(self, _: bytes) -> None:
        """Pass over what concerns the look alone."""


class FontManager(PDFResourceManager):
    """Builds every font once, without what its codes would only mean in another."""

    def __init__(self) -> None:
        super().__init__()
        self._built: dict[object, PDFFont] = {}

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """Return the font of this number."""
        font = self._built.get(objid)
        if font is None:
            font = super().get_font(objid, spec)
            forget_guesses(font, spec)
            if objid:
                self._built[objid] = font
        return font


class _Fonts(dict[object, PDFFont]):
    """The fonts of some resources by name, each built when it is first asked for."""

    def __init__(self, manager: PDFResourceManager, specifications: Mapping[Any, Any]) -> None:
        super().__init__()
        self._manager = manager
        self._specifications = specifications

    def __missing__(self, key: object) -> PDFFont:
        specification = self._specifications[key]
        number = specification.objid if isinstance(specification, PDFObjRef) else None
        font = self[key] = self._manager.get_font(number, dict_value(specification))
        return font

    def get(self, key: object, default: Any = None) -> Any:
        """Return the font of this name, built if need be."""
        return self[key] if key in self._specifications else default


def _copy(state: _State) -> _State:
    """Return a state with the same values, without setting each of them twice."""
    copied = object.__new__(type(state))
    copied.__dict__.update(state.__dict__)
    return copied


def _colour(operands: bytes, space: PDFColorSpace) -> object:
    """Return the colour in the space; patterns, and what the space does not fit, are unusual."""
    if space.name == "Pattern" or space.ncomponents not in (1, 3, 4):
        raise UnusualContent
    values = numbers(operands, space.ncomponents)
    return values[0] if len(values) == 1 else tuple(values)


def _none(operands: bytes) -> None:
    if operands:
        raise UnusualContent


def _without_operands(method: str) -> Callable[[StreamInterpreter, bytes], None]:
    """Return the command that calls one of pdfminer's own methods."""

    def command(interpreter: StreamInterpreter, operands: bytes) -> None:
        if operands:
            raise UnusualContent
        getattr(interpreter, method)()

    return command


_COMMANDS: dict[bytes, Callable[[StreamInterpreter, bytes], None]] = {
    b"cm": StreamInterpreter._concatenate,
    b"g": StreamInterpreter._fill_gray,
    b"rg": StreamInterpreter._fill_rgb,
    b"k": StreamInterpreter._fill_cmyk,
    b"cs": StreamInterpreter._fill_space,
    b"sc": StreamInterpreter._fill_colour,
    b"scn": StreamInterpreter._fill_colour,
    b"G": StreamInterpreter._stroke_gray,
    b"RG": StreamInterpreter._stroke_rgb,
    b"K": StreamInterpreter._stroke_cmyk,
    b"CS": StreamInterpreter._stroke_space,
    b"SC": StreamInterpreter._stroke_colour,
    b"SCN": StreamInterpreter._stroke_colour,
    b"BT": StreamInterpreter._begin_text,
    b"Tc": StreamInterpreter._char_space,
    b"Tw": StreamInterpreter._word_space,
    b"Tz": StreamInterpreter._scaling,
    b"TL": StreamInterpreter._leading,
    b"Ts": StreamInterpreter._rise,
    b"Tr": StreamInterpreter._render,
    b"Tf": StreamInterpreter._font,
    b"Td": StreamInterpreter._move,
    b"TD": StreamInterpreter._move_and_lead,
    b"Tm": StreamInterpreter._matrix,
    b"Tj": StreamInterpreter._show,
    b"'": StreamInterpreter._show_on_next_line,
    b"TJ": StreamInterpreter._show_spaced,
    b"m": StreamInterpreter._start,
    b"l": StreamInterpreter._line,
    b"c": StreamInterpreter._curve,
    b"v": StreamInterpreter._curve_from_here,
    b"y": StreamInterpreter._curve_to_end,
    b"re": StreamInterpreter._rectangle,
    b"Do": StreamInterpreter._paint_object,
    b"T*": _without_operands("do_T_a"),
    b"f*": _without_operands("do_f_a"),
    b"B*": _without_operands("do_B_a"),
    b"b*": _without_operands("do_b_a"),
    b"W*": _without_operands("do_W_a"),
}
_COMMANDS |= {word.encode(): _without_operands(f"do_{word}") for word in "qQhSsfBbnW"}
# The look of lines and shadings: nothing that is recorded.
_COMMANDS |= dict.fromkeys(b"ET w J j M d i ri sh MP DP BX EX".split(), StreamInterpreter._ignore)
# What others may take note of: pdfminer does nothing with it.
_NOTED: dict[bytes, Callable[[StreamInterpreter, bytes], None]] = {
    b"gs": lambda interpreter, operands: interpreter.named_state(operands),
    b"BMC": lambda interpreter, operands: interpreter.begin_marked(operands),
    b"BDC": lambda interpreter, operands: interpreter.begin_marked(operands),
    b"EMC": lambda interpreter, operands: interpreter.end_marked(operands),
}
_COMMANDS |= _NOTED
_TOLD_AGAIN = {StreamInterpreter._ignore, *_NOTED.values()}
