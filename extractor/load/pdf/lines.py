"""Runs → words → printed lines: what stands side by side is one line, on whatever base lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from math import inf
from operator import attrgetter
from typing import NamedTuple, TypeVar

from extractor.load.pdf.objects import Box, Run, left_of, y_of
from extractor.load.pdf.places import Extent, merged

# Parts of the font's size. Glyphs that stand no farther apart are one word …
_TOUCH = 0.2
# … which may overlap a little; two alike that overlap more are one, printed twice to look bold.
_OVERLAP = 0.3
_SLANT = 2.7
# Where so many runs begin so far on others, words are those whose runs meet as they are drawn.
_MIXED, _OVER, _MEETS = 3, 0.1, 0.01
# A wider gap is a blank, but not between single digits or letters, which may be spaced out as far.
_SPACED = 0.3
# So many runs, or more, evenly apart are one line that is spread out.
_SPREAD, _EVEN = 4, 0.15
# Sizes: so much white between its characters sets a line apart from others.
_STRETCHED = 0.1
# Points: what is of one size differs by no more.
SAME_SIZE = 0.5
# The first Chinese character.
HAN = "\u4e00"
# What stands farther apart says two things: an owner on the left and a unit on the right.
SIDES_GAP = 4.0
# So many blanks push apart what stands on either side.
_BLANKS = "   "
_WORDS = re.compile(r"\S+(?: {1,2}\S+)*")
# A number that is printed as one string each; others are made of more, or of single characters.
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
# An amount is printed with its decimals.
_AMOUNT = re.compile(r"-?\d[\d,]*\.\d+")
_TWO_PLACES = re.compile(r"-?\d{1,3}(?:,\d{3})*\.\d\d")
_TOUCHING = re.compile(rf"(?:{_TWO_PLACES.pattern}){{2,}}")
# Points: a line that is farther inside a word goes through it.
_INSIDE = 1.0
# Points: words that begin alike do so.
_ALIKE = 0.1
# Where a line stands, and from where to where.
_Standing = tuple[float, float, float]


class Printed(NamedTuple):
    """One printed line, or the part of it that says one thing; every character has its place.

    ``size`` is that of most of its characters: what is set on two base lines is higher than that.
    ``spaced`` says that a blank is printed behind it, ``spread`` that there is white between all
    characters, because the line is justified and had room for more; ``cut`` that the edge of its
    page cuts it, and the next line is its rest. ``foot`` is the bottom of the last line of
    what was torn over several.
    """

    text: str
    lefts: list[float]
    rights: list[float]
    top: float
    bottom: float
    size: float
    page: int
    spaced: bool = False
    spread: bool = False
    cut: bool = False
    foot: float = 0.0

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.lefts[0]

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.rights[-1]


_Placed = TypeVar("_Placed", Run, Printed)


def words_of(runs: Iterable[Run], edges: Iterable[Box] = ()) -> list[Run]:
    """Return the runs joined where one goes on with the other; printed blanks stay inside.

    Numbers that touch over a standing line are in two cells, of which one is too narrow; so is an
    amount behind a name.
    """
    standing = sorted((x0, top, bottom) for x0, top, x1, bottom in edges if x0 == x1)
    rows: dict[tuple[int, int], list[Run]] = defaultdict(list)
    for run in _once(list(runs)):
        for part in _parted(run) if _BLANKS in run.text else (run,):
            rows[round(part.top * 4), round(part.bottom * 4)].append(part)
    words: list[Run] = []
    for drawn in rows.values():
        row = sorted(drawn, key=left_of)
        if _are_mixed(row):
            row = sorted(_chained(drawn), key=left_of)
        for word in _joined(row, standing):
            if "." in word.text:
                words.extend(_amounts(word))
            elif not word.text.isspace():
                words.append(word)
    return list(_cells_apart(words, standing)) if standing else words


def _cells_apart(words: Sequence[Run], standing: Sequence[_Standing]) -> Iterator[Run]:
    """Yield the words, cut where the one in the next cell begins right behind a line.

    Others begin there as well, and no other two characters of the word are so far apart.
    """
    lefts = sorted(word.lefts[0] for word in words)
    drawn = merged(((top, bottom) for _, top, bottom in standing), _INSIDE)
    for word in words:
        begin = 0
        for at in _behind_lines(word, standing, drawn):
            x = word.lefts[at]
            gaps = [left - right for right, left in zip(word.rights, word.lefts[1:], strict=False)]
            own = gaps.pop(at - 1)
            others = bisect_right(lefts, x + _ALIKE) - bisect_right(lefts, x - _ALIKE)
            if others > 1 and own > max(gaps, default=0.0) + _ALIKE:
                yield cut(word, begin, at)
                begin = at
        yield cut(word, begin, len(word.text)) if begin else word


def _behind_lines(
    word: Run, standing: Sequence[_Standing], drawn: Sequence[Extent]
) -> Iterator[int]:
    """Yield which characters of a word are the first ones behind lines that go through it."""
    middle, behind = y_of(word), 0
    if not any(top <= middle <= bottom for top, bottom in drawn):
        return
    for x in _through(standing, word.lefts[0], word.rights[-1], middle):
        at = bisect_right(word.lefts, x)
        if behind < at < len(word.lefts):
            yield at
            behind = at


def _through(
    standing: Sequence[_Standing], left: float, right: float, middle: float
) -> Iterator[float]:
    """Yield where lines go through what is printed from left to right."""
    first = bisect_right(standing, (left + _INSIDE,))
    for x, top, bottom in islice(standing, first, None):
        if x >= right - _INSIDE:
            return
        if top <= middle <= bottom:
            yield x


def _are_mixed(row: Sequence[Run]) -> bool:
    """Return whether so many runs begin on others that one word is printed over another."""
    if len(row) < 2 * _MIXED:
        return False
    over = _OVER * row[0].size
    return sum(b.lefts[0] < a.rights[-1] - over for a, b in pairwise(row)) >= _MIXED


def _chained(row: Sequence[Run]) -> Iterator[Run]:
    """Yield the words of runs in the order they are drawn in: each begins where the last ends."""
    chain: list[Run] = []
    for run in row:
        if chain and abs(run.lefts[0] - chain[-1].rights[-1]) > _MEETS * run.size:
            yield _word(chain)
            chain = []
        chain.append(run)
    if chain:
        yield _word(chain)


def _amounts(word: Run) -> Iterator[Run]:
    """Yield the amounts that touch, for their columns are too narrow: else there is one point."""
    if word.text.count(".") == 1 or not _TOUCHING.fullmatch(word.text):
        yield word
        return
    for found in _TWO_PLACES.finditer(word.text):
        amount = cut(word, *found.span())
        ends = min(amount.rights[-1], *word.lefts[found.end() :][:1], inf)
        yield amount._replace(rights=[*amount.rights[:-1], ends])


def _once(runs: Sequence[Run]) -> Sequence[Run]:
    """Return the runs without those that are drawn again a little off: bold, or a shadow."""
    # What is near another in both directions is so along a slant, on which few others are.
    slant = sorted((r.text, r.lefts[0] + _SLANT * r.top, at) for at, r in enumerate(runs))
    again: set[int] = set()
    for before, (text, place, at) in enumerate(slant[1:]):
        off = _OVERLAP * runs[at].size
        while slant[before][0] == text and place - slant[before][1] < (1 + _SLANT) * off:
            other = slant[before][2]
            if other not in again and _is_near(runs[at], runs[other], off):
                again.add(max(at, other))
            before -= 1
            if before < 0:
                break
    return [run for at, run in enumerate(runs) if at not in again] if again else runs


def _is_near(run: Run, other: Run, off: float) -> bool:
    return abs(run.lefts[0] - other.lefts[0]) < off and abs(run.top - other.top) < off


def _parted(run: Run) -> Iterable[Run]:
    """Yield the words of a run that holds several blanks in a row."""
    for match in _WORDS.finditer(run.text):
        yield cut(run, *match.span())


def cut(run: Run, start: int, end: int) -> Run:
    """Return some of the characters of a run."""
    return run._replace(
        text=run.text[start:end], lefts=run.lefts[start:end], rights=run.rights[start:end]
    )


def _joined(row: list[Run], standing: Sequence[_Standing]) -> Iterable[Run]:
    """Yield the words of runs that stand on one base line, from left to right."""
    size = row[0].bottom - row[0].top
    parts: list[Run] = []
    end = 0.0
    for run in row:
        if parts and not -_OVERLAP * size < run.lefts[0] - end < _TOUCH * size:
            yield from _words(parts, standing)
            parts = []
        parts.append(run)
        end = run.rights[-1]
    if parts:
        yield from _words(parts, standing)


def _words(parts: list[Run], standing: Sequence[_Standing]) -> Iterable[Run]:
    """Yield the word that parts are, or the words and numbers of cells that lines part."""
    numbers = len(parts) > 1 and all(_NUMBER.fullmatch(part.text) for part in parts)
    if numbers and all(_are_parted(*pair, standing) for pair in pairwise(parts)):
        yield from parts
        return
    begin = 0
    for at, (before, part) in enumerate(pairwise(parts), start=1):
        if _is_amount_beside(before, part) and _are_parted(before, part, standing):
            yield _word(parts[begin:at])
            begin = at
    yield _word(parts[begin:])


def _is_amount_beside(before: Run, part: Run) -> bool:
    """Return whether an amount stands behind another, or behind words."""
    if "." not in part.text or not _AMOUNT.fullmatch(part.text):
        return False
    return before.text[-1:] >= HAN or _AMOUNT.match(before.text) is not None


def _are_parted(first: Run, second: Run, standing: Sequence[_Standing]) -> bool:
    """Return whether a line stands between the beginning of a number and the end of the next."""
    return any(True for _ in _through(standing, first.lefts[0], second.rights[-1], y_of(first)))


def _word(parts: list[Run]) -> Run:
    if len(parts) == 1:
        return parts[0]
    lefts: list[float] = []
    rights: list[float] = []
    for part in parts:
        lefts += part.lefts
        rights += part.rights
    return parts[0]._replace(
        text="".join([part.text for part in parts]), lefts=lefts, rights=rights
    )


def lines_of(words: Sequence[Run], page: int, sides: float = SIDES_GAP) -> list[Printed]:
    """Return the printed lines from top to bottom; a gap of so many sizes parts a line in two."""
    if len(words) == 1:
        return [_line(words, page)]
    lines: list[Printed] = []
    for row in rows_of(words):
        lines.extend(_split(row, page, sides))
    return lines


def rows_of(words: Sequence[_Placed]) -> list[list[_Placed]]:
    """Return the words that stand side by side, from top to bottom.

    Digits and Chinese can be set on two base lines and in two sizes: what overlaps by half of the
    lower one stands in one row.
    """
    rows: list[list[_Placed]] = []
    top = bottom = 0.0
    for word in sorted(words, key=_middle):
        overlap = min(bottom, word.bottom) - max(top, word.top)
        if rows and 2 * overlap >= min(bottom - top, word.bottom - word.top):
            rows[-1].append(word)
            continue
        rows.append([word])
        top, bottom = word.top, word.bottom
    return rows


def _middle(word: Run | Printed) -> float:
    return word.top + word.bottom


def _split(row: list[Run], page: int, sides: float) -> Iterable[Printed]:
    row.sort(key=left_of)
    if is_spread(row):
        return [_line(row, page)._replace(spread=True)]
    parts: list[list[Run]] = [[row[0]]]
    for before, word in pairwise(row):
        size = max(before.bottom - before.top, word.bottom - word.top)
        if word.lefts[0] - before.rights[-1] > sides * size:
            parts.append([])
        parts[-1].append(word)
    if len(parts) > 1 and all(len(part) == 1 and len(part[0].text) == 1 for part in parts):
        # A title spaced out over the page.
        parts = [row]
    return [_line(part, page) for part in parts]


def is_spread(row: Sequence[Run]) -> bool:
    """Return whether single characters, with words and blanks, stand evenly apart in a line."""
    if len(row) < _SPREAD or not all(len(w.text) == 1 or w.text.isascii() for w in row):
        return False
    alone = [len(word.text) == 1 and word.text >= HAN for word in row]
    gaps = [(b.lefts[0] - a.rights[-1]) / a.size for a, b in pairwise(row)]
    even = [gap for gap, *both in zip(gaps, alone, alone[1:], strict=False) if all(both)]
    if 2 * sum(alone) <= len(row) or not even:
        return False
    least, most = min(even), max(even)
    # A blank has as much white on both sides.
    fits = least - _EVEN < min(gaps) and max(gaps) < 2 * most + 1
    return fits and least > _TOUCH and most - least < _EVEN


def _line(words: Sequence[Run], page: int) -> Printed:
    first = words[0]
    texts: list[str] = [first.text]
    lefts = list(first.lefts)
    rights = list(first.rights)
    for before, word in pairwise(words):
        if _is_apart(before, word):
            texts.append(" ")
            lefts.append(rights[-1])
            rights.append(max(word.lefts[0], rights[-1]))
        texts.append(word.text)
        lefts += word.lefts
        rights += word.rights
    top = min(map(attrgetter("top"), words))
    bottom = max(map(attrgetter("bottom"), words))
    foot = max(map(attrgetter("foot"), words))
    line = Printed("".join(texts), lefts, rights, top, bottom, _size(words), page, foot=foot)
    return _trimmed(line)


def _size(words: Sequence[Run]) -> float:
    """Return the size of most of the characters."""
    if len(words) == 1:
        return words[0].size
    sizes: dict[float, int] = defaultdict(int)
    for word in words:
        sizes[word.size] += len(word.text)
    return max(sizes, key=sizes.__getitem__)


def _trimmed(line: Printed) -> Printed:
    """Return the line without blanks at its ends."""
    text = line.text
    if not text[0].isspace() and not text[-1].isspace():
        return line
    ink = text.strip()
    begin = text.index(ink)
    end = begin + len(ink)
    lefts, rights = line.lefts[begin:end], line.rights[begin:end]
    if not ink or lefts[0] >= rights[-1]:
        # Other words are printed over the blanks.
        return line
    return line._replace(text=ink, lefts=lefts, rights=rights, spaced=text[-1] == " ")


def beside(line: Printed, other: Printed) -> Printed:
    """Return two parts of a line as one, with a blank between them."""
    return line._replace(
        text=f"{line.text} {other.text}",
        lefts=[*line.lefts, line.x1, *other.lefts],
        rights=[*line.rights, other.x0, *other.rights],
        top=min(line.top, other.top),
        bottom=max(line.bottom, other.bottom),
        spaced=other.spaced,
    )


def part_of(cell: Printed, start: int, end: int | None = None) -> Printed:
    """Return some of the characters of a line, without a blank at either end."""
    begin = start + int(cell.text[start] == " ")
    last = len(cell.text) if end is None else end - int(cell.text[end - 1] == " ")
    return cell._replace(
        text=cell.text[begin:last], lefts=cell.lefts[begin:last], rights=cell.rights[begin:last]
    )


def _is_apart(before: Run, word: Run) -> bool:
    """Return whether a blank stands between two words of a line that prints none."""
    last, first = before.text[-1], word.text[0]
    if " " in (last, first):
        return False
    gap = word.lefts[0] - before.rights[-1]
    size = min(before.bottom - before.top, word.bottom - word.top)
    spaced = len(before.text) == len(word.text) == 1 and is_latin(last) and is_latin(first)
    return gap > (_SPACED if spaced else _TOUCH) * size


def is_latin(character: str) -> bool:
    """Return whether it is a letter or a digit of those that are written in words."""
    return character.isascii() and character.isalnum()


def is_letter(character: str) -> bool:
    """Return whether it is one of A to Z."""
    return character.isascii() and character.isalpha()


def is_stretched(cell: Printed) -> bool:
    """Return whether there is white between all characters: a line that fills its cell."""
    places = zip(cell.text, cell.lefts, cell.rights, strict=True)
    ink = [(left, right) for character, left, right in places if character != " "]
    gaps = [after[0] - before[1] for before, after in pairwise(ink)]
    return bool(gaps) and min(gaps) > _STRETCHED * cell.size
