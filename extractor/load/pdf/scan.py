"""The picture of a page → its ruling lines and, by Tesseract, its characters with their places.

The only place that knows pypdfium2, Pillow and Tesseract; they come with the extra ``gouji[ocr]``,
Tesseract itself from the system. Lines are taken out of the picture before it is
read, because they get read as characters otherwise. The columns of a table are read one by one,
because Tesseract reads across them; and a cell that it is not sure of is read again by itself.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pypdfium2
import pytesseract
from PIL import Image

from extractor.load.pdf.grids import Field, Ruling, find_rulings
from extractor.load.pdf.objects import Box, PageObjects, Run, x_of, y_of

_LANGUAGE = "chi_sim"
# Tesseract reads Chinese of the usual sizes best at about this many dots an inch.
_DOTS = 300
_SCALE = _DOTS / 72
# What is darker is ink.
_INK = 150
# In points: no stroke of a character is as long; the shortest line between two others, and how near
# it comes to them; a line is no thicker; its soft edge.
_LONG, _SHORT, _NEAR, _THICK, _EDGE = 22.0, 8.0, 1.5, 3.0, 0.7
# In points: what its frame takes of a cell.
_FRAME = 1.2
# In dots: white around a column in the strip, and the height of the largest strip.
_MARGIN, _HIGHEST = 25, 20_000
# In dots: white around a cell that is read by itself; which one suits, only trying tells.
_MARGINS = (10, 30)
# Confidence, in percent: below this Tesseract guesses; from this on a cell is not read again.
_GUESS, _SURE = 20.0, 80.0
# For one picture.
_SECONDS = 120

# x0, y0, x1, y1 in dots.
Streak = tuple[int, int, int, int]
Picture = np.ndarray[Any, np.dtype[np.uint8]]


class Piece(NamedTuple):
    """A piece of a picture, and where it was, in dots."""

    left: int
    top: int
    picture: Picture


class Word(NamedTuple):
    """A word as read, and how sure of it Tesseract is, in percent."""

    run: Run
    sure: float


class OcrError(Exception):
    """Tesseract or its Chinese is not there, or did not answer; the message is one word for it."""


class Scans:
    """The pictures of the pages of one file."""

    def __init__(self, data: bytes) -> None:
        try:
            languages = pytesseract.get_languages()
        except pytesseract.TesseractNotFoundError as error:
            raise OcrError("tesseract") from error
        if _LANGUAGE not in languages:
            raise OcrError("chinese")
        # One page is too little for its threads, which get into each other's way.
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        self._file = pypdfium2.PdfDocument(data)

    def read(self, page: PageObjects) -> PageObjects:
        """Return the page with the lines and characters that its picture shows."""
        try:
            shown = self._file[page.number - 1].render(scale=_SCALE, grayscale=True)
            picture = np.array(shown.to_pil(), dtype=np.uint8)
            edges = _take_lines(picture)
            runs = [word.run for word in _words(picture, find_rulings(edges))]
        except (pypdfium2.PdfiumError, pytesseract.TesseractError, RuntimeError) as error:
            raise OcrError("picture") from error
        return replace(page, runs=runs, edges=edges, recognized=True)


# ---- lines ------------------------------------------------------------------------------------


def _take_lines(picture: Picture) -> list[Box]:
    """Return the lying and standing lines of a picture, and paint them over."""
    ink = picture < _INK
    lying = list(_streaks(ink, _LONG))
    turned = ((y0, x0, y1, x1) for x0, y0, x1, y1 in _streaks(ink.T, _SHORT))
    standing = [streak for streak in turned if _is_line(streak, lying)]
    edge = round(_EDGE * _SCALE)
    for x0, y0, x1, y1 in (*lying, *standing):
        picture[max(y0 - edge, 0) : y1 + edge, max(x0 - edge, 0) : x1 + edge] = 255
    return [
        *((x0 / _SCALE, _middle(y0, y1), x1 / _SCALE, _middle(y0, y1)) for x0, y0, x1, y1 in lying),
        *(
            (_middle(x0, x1), y0 / _SCALE, _middle(x0, x1), y1 / _SCALE)
            for x0, y0, x1, y1 in standing
        ),
    ]


def _middle(start: int, end: int) -> float:
    return (start + end) / 2 / _SCALE


def _is_line(standing: Streak, lying: Sequence[Streak]) -> bool:
    """Return whether a streak is too long for a stroke, or stands between two lying lines."""
    x0, y0, x1, y1 = standing
    near = _NEAR * _SCALE
    across = [s for s in lying if s[0] - near <= x1 and x0 <= s[2] + near]
    return y1 - y0 >= _LONG * _SCALE or all(
        any(s[1] - near <= end <= s[3] + near for s in across) for end in (y0, y1)
    )


def _streaks(ink: np.ndarray[Any, np.dtype[np.bool_]], least: float) -> Iterator[Streak]:
    """Yield the boxes of thin dark streaks, at least so many points long."""
    padded = np.zeros((ink.shape[0], ink.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = ink
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    long = ends - starts >= least * _SCALE
    growing: list[list[int]] = []
    for row, start, end in zip(
        rows[long].tolist(), starts[long].tolist(), ends[long].tolist(), strict=True
    ):
        above = next((s for s in growing if s[3] >= row and s[0] < end and start < s[2]), None)
        if above is not None:
            above[:] = [min(above[0], start), above[1], max(above[2], end), row + 1]
            continue
        yield from _thin(streak for streak in growing if streak[3] < row)
        growing = [streak for streak in growing if streak[3] >= row]
        growing.append([start, row, end, row + 1])
    yield from _thin(growing)


def _thin(streaks: Iterable[Sequence[int]]) -> Iterator[Streak]:
    """Yield what is a line, and no bar or picture."""
    for x0, y0, x1, y1 in streaks:
        if y1 - y0 <= _THICK * _SCALE:
            yield x0, y0, x1, y1


# ---- tables -----------------------------------------------------------------------------------


def _words(picture: Picture, rulings: Sequence[Ruling]) -> Iterator[Word]:
    """Yield the words of a page: the columns of tables, each by itself, then all the rest."""
    for ruling in rulings:
        cells = {field: _inside(ruling.box_of(field)) for field in ruling.fields}
        inked = {field: box for field, box in cells.items() if (_cut(picture, box) < _INK).any()}
        read: dict[int | None, list[Word]] = defaultdict(list)
        for word in _read_strips(list(_columns(picture, inked))):
            read[ruling.field_at(x_of(word.run), y_of(word.run))].append(word)
        for number, field in enumerate(ruling.fields):
            if field in inked:
                yield from _surest(picture, inked[field], read[number])
        for box in inked.values():
            _cut(picture, box)[:] = 255
    yield from _read(picture)


def _columns(picture: Picture, cells: dict[Field, Box]) -> Iterator[Piece]:
    """Yield the columns of a table, white between their cells; a merged cell is its own."""
    columns: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for field, box in cells.items():
        columns[field.column, field.row if field.column_span > 1 else -1].append(box)
    for boxes in columns.values():
        left, top = min(_dots(box)[0] for box in boxes), min(_dots(box)[1] for box in boxes)
        right, bottom = max(_dots(box)[2] for box in boxes), max(_dots(box)[3] for box in boxes)
        column = np.full((bottom - top, right - left), 255, dtype=np.uint8)
        for box in boxes:
            cell, (x0, y0, _, _) = _cut(picture, box), _dots(box)
            column[y0 - top :, x0 - left :][: cell.shape[0], : cell.shape[1]] = cell
        yield Piece(left, top, column)


def _surest(picture: Picture, box: Box, words: list[Word]) -> list[Word]:
    """Return what a cell holds; what is not sure is read again, by itself."""
    if _sureness(words) >= _SURE:
        return words
    ys, xs = np.nonzero(_cut(picture, box) < _INK)
    left, top, _, _ = _dots(box)
    x, y = int(xs.min()), int(ys.min())
    ink = _cut(picture, box)[y : int(ys.max()) + 1, x : int(xs.max()) + 1]
    readings = [words]
    for margin in _MARGINS:
        framed = np.pad(ink, margin, constant_values=255)
        right, down = (left + x - margin) / _SCALE, (top + y - margin) / _SCALE
        readings.append([_moved(word, right, down) for word in _read(framed)])
    return max(readings, key=_sureness)


def _sureness(words: Sequence[Word]) -> float:
    return min((word.sure for word in words), default=0.0)


def _inside(cell: Box) -> Box:
    """Return a cell without what its frame takes."""
    x0, top, x1, bottom = cell
    return max(x0 + _FRAME, 0), max(top + _FRAME, 0), x1 - _FRAME, bottom - _FRAME


def _dots(box: Box) -> tuple[int, int, int, int]:
    x0, top, x1, bottom = box
    return round(x0 * _SCALE), round(top * _SCALE), round(x1 * _SCALE), round(bottom * _SCALE)


def _cut(picture: Picture, box: Box) -> Picture:
    x0, top, x1, bottom = _dots(box)
    return picture[top:bottom, x0:x1]


# ---- Tesseract --------------------------------------------------------------------------------


def _read_strips(pieces: list[Piece]) -> Iterator[Word]:
    """Yield the words of all pieces, put one below the other as Tesseract takes them."""
    while pieces:
        starts = [0]
        for piece in pieces:
            end = starts[-1] + piece.picture.shape[0] + 2 * _MARGIN
            if end > _HIGHEST and len(starts) > 1:
                break
            starts.append(end)
        yield from _read_strip(pieces[: len(starts) - 1], starts)
        pieces = pieces[len(starts) - 1 :]


def _read_strip(pieces: Sequence[Piece], starts: Sequence[int]) -> Iterator[Word]:
    width = max(piece.picture.shape[1] for piece in pieces) + 2 * _MARGIN
    strip = np.full((starts[-1], width), 255, dtype=np.uint8)
    for start, piece in zip(starts, pieces, strict=False):
        height, breadth = piece.picture.shape
        strip[start + _MARGIN :, _MARGIN:][:height, :breadth] = piece.picture
    for word in _read(strip):
        middle = y_of(word.run) * _SCALE
        at = min(bisect_right(starts, middle), len(pieces)) - 1
        right, down = pieces[at].left - _MARGIN, pieces[at].top - starts[at] - _MARGIN
        yield _moved(word, right / _SCALE, down / _SCALE)


def _moved(word: Word, right: float, down: float) -> Word:
    return word._replace(run=word.run.shifted(right, down))


def _read(picture: Picture) -> Iterator[Word]:
    """Yield what Tesseract reads; the words of one line stand on one base line."""
    found = pytesseract.image_to_data(
        Image.fromarray(picture),
        lang=_LANGUAGE,
        config=f"--psm 6 --dpi {_DOTS}",
        output_type=pytesseract.Output.DICT,
        timeout=_SECONDS,
    )
    lines: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for index, text in enumerate(found["text"]):
        if text.strip() and float(found["conf"][index]) >= _GUESS:
            names = ("block_num", "par_num", "line_num")
            lines[tuple(found[name][index] for name in names)].append(index)
    for line in lines.values():
        top = min(found["top"][index] for index in line) / _SCALE
        bottom = max(found["top"][index] + found["height"][index] for index in line) / _SCALE
        for index in line:
            left, width = found["left"][index] / _SCALE, found["width"][index] / _SCALE
            run = _run(found["text"][index].strip(), left, width, top, bottom)
            yield Word(run, float(found["conf"][index]))


def _run(text: str, left: float, width: float, top: float, bottom: float) -> Run:
    """Return a word, each of its characters in an equal part of its place."""
    step = width / len(text)
    lefts = [left + step * index for index in range(len(text))]
    return Run(text, lefts, [one + step for one in lefts], top, bottom)
