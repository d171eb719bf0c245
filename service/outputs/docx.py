"""A copy of a Word file with a comment on both sides of every finding.

Runs are split where a quotation begins or ends; nothing else of the text is touched.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from service.outputs._form import Unfit
from service.outputs._notes import AUTHOR, Note, notes_of

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

    from extractor.model import Report
    from service.outputs._form import Form

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# A character: the element that prints it, and its index there.
_Origin = tuple["_Element", int]


@dataclass(frozen=True, slots=True)
class _Place:
    """The first and the last character that a comment stands on."""

    note: Note
    first: _Origin
    last: _Origin


def mark(report: Report, data: bytes, form: Form) -> bytes:
    """Return the Word file with the findings of its report in it; raises Unfit for other files."""
    if report.report.media_type != DOCX:
        raise Unfit(
            "--format docx 在 .docx 上作批注，这份文件不是。PDF 请用 pdf，其他请用 html。",
            "--format docx comments a .docx file, and this is none. Use pdf for PDF, else html.",
        )
    # Imported here: only this output needs them.
    import docx

    from extractor.load.docx import origins

    document = docx.Document(io.BytesIO(data))
    known = origins(document.part)
    places = [place for note in notes_of(report, form) for place in _placed(note, known)]
    runs = _split(places)
    for place in places:
        _comment(document, place, runs)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _placed(note: Note, known: Sequence[_Origin | None]) -> Iterable[_Place]:
    """Yield where a note stands; a blank cell and a generated number go to the words before."""
    start, end = note.span.start, note.span.end
    if not note.whole:
        end = start + len(note.span.text.partition("\n")[0])
    if end > len(known):
        return
    printed = [origin for origin in known[start:end] if origin is not None]
    if not printed:
        printed = [origin for origin in known[:start] if origin is not None][-1:]
    if printed:
        yield _Place(note, printed[0], printed[-1])


# ---- runs -------------------------------------------------------------------------------------


class _Runs:
    """The elements that each text was split into, by the index at which each begins."""

    def __init__(self) -> None:
        self._pieces: dict[_Element, dict[int, _Element]] = {}

    def split(self, element: _Element, indexes: Iterable[int]) -> None:
        """Let a run begin at each of these characters of an element."""
        found = self._pieces[element] = {0: element}
        # From the end: what stands before stays in the element.
        for index in sorted(indexes, reverse=True):
            found[index] = _cut(element, index)

    def of(self, origin: _Origin) -> _Element:
        """Return the run that prints a character; for a text box the run that it hangs on."""
        element, index = origin
        pieces = self._pieces[element]
        run = _run_of(pieces[max(start for start in pieces if start <= index)])
        box = next(run.iterancestors(f"{_W}txbxContent"), None)
        while box is not None:
            run = _run_of(box)
            box = next(run.iterancestors(f"{_W}txbxContent"), None)
        return run


def _split(places: Iterable[_Place]) -> _Runs:
    """Split the runs so that every place begins and ends with one."""
    cuts: dict[_Element, set[int]] = {}
    for place in places:
        cuts.setdefault(place.first[0], set()).add(place.first[1])
        cuts.setdefault(place.last[0], set()).add(place.last[1] + 1)
    runs = _Runs()
    for element, indexes in cuts.items():
        runs.split(element, indexes)
    return runs


def _cut(element: _Element, index: int) -> _Element:
    """Move what a run prints from here on into a new run, formatted the same.

    Returns the element that begins here.
    """
    run, text = _run_of(element), element.text or ""
    moved = list(element.itersiblings())
    rest = element
    if index == 0:
        moved.insert(0, element)
    elif index < len(text):
        rest = deepcopy(element)
        element.text, rest.text = text[:index], text[index:]
        for one in (element, rest):
            one.set(_SPACE, "preserve")
        moved.insert(0, rest)
    properties = run.find(f"{_W}rPr")
    stays = [one for one in run if one is not properties and one not in moved]
    if moved and stays:
        new = run.makeelement(run.tag, {str(k): str(v) for k, v in run.attrib.items()})
        new.extend([*([deepcopy(properties)] if properties is not None else []), *moved])
        run.addnext(new)
    return rest


def _run_of(element: _Element) -> _Element:
    return next(element.iterancestors(f"{_W}r"))


def _comment(document: Document, place: _Place, runs: _Runs) -> None:
    from docx.text.run import Run

    ends = [Run(runs.of(origin), document) for origin in (place.first, place.last)]  # type: ignore[arg-type]  # any element of the body
    comment = document.add_comment(
        ends, text="\n\n".join(place.note.texts), author=AUTHOR, initials="勾"
    )
    # The same report gives the same file: no clock.
    del comment._comment_elm.attrib[f"{_W}date"]
