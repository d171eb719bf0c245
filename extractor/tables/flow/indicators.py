"""Rows of indicators: 一级指标, 二级指标, 三级指标, one to three values, and what they rest on.

The first two levels are fixed words; the basis (计划数据 …) ends a row. Between them stand the
name and the values, each perhaps broken: of all ways to part the fragments the one is taken that
puts like values side by side and breaks no cell where a new one plainly starts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, pairwise
from math import comb

from msgspec import Struct
from msgspec.structs import replace

from extractor.tables.flow.pieces import Cell, Piece, squeezed
from extractor.tables.flow.stream import Stream
from extractor.tables.flow.wrap import is_full, width
from rules.loaders.flow_forms import load_flow_forms

_VALUE_SIGNS = frozenset("≥≤><=≦≧0123456789")
_BESIDE = re.compile(r"[\u4e00-\u9fff]\s+[\u4e00-\u9fff]")
_MAX_FRAGMENTS, _MAX_WAYS = 14, 1_000
_LEVELS = ("goal", "level1", "level2")

Cells = tuple[tuple[int, Cell], ...]
Spans = dict[int, tuple[int, int]]


def indicator_rows(
    stream: Stream, roles: Sequence[str], start: int, end: int, apart: bool = False
) -> Iterator[tuple[Cells, Spans]]:
    """Yield the cells of every row, the fixed words with the number of rows that they span.

    ``apart`` says that every cell begins on a line of its own.
    """
    rows = _Reader(stream, roles, end, apart).read(start)
    for row, spans in zip(rows, _spans(rows, roles), strict=True):
        cells = (
            (column, Cell(tuple(field.pieces), field.undecided))
            for column, field in sorted(row.items())
        )
        yield tuple(cells), spans


def _spans(rows: Sequence[dict[int, _Field]], roles: Sequence[str]) -> list[Spans]:
    """Return how far each fixed word reaches down: to the next one of its level or above."""
    levels = [column for column, role in enumerate(roles) if role in _LEVELS]
    ends = dict.fromkeys(levels, len(rows))
    found: list[Spans] = []
    for at in range(len(rows) - 1, -1, -1):
        printed = [column for column in levels if column in rows[at]]
        found.append({column: (ends[column] - at, 1) for column in printed})
        if printed:
            # A new 一级指标 also ends the 二级指标 above it.
            ends.update((column, at) for column in levels if column >= printed[0])
    found.reverse()
    return found


class _Field:
    """The pieces of one cell; more may slip in from below a page break."""

    __slots__ = ("pieces", "undecided")

    def __init__(self, pieces: list[Piece], undecided: bool = False) -> None:
        self.pieces = pieces
        self.undecided = undecided


class _Fragment(Struct, frozen=True, gc=False):
    """Words between two blanks or line breaks, and what stands before them."""

    pieces: tuple[Piece, ...]
    text: str
    tight: bool
    beside: bool
    is_value: bool

    @property
    def opens(self) -> int:
        """The line that it opens, or -2."""
        return -2 if self.beside else self.pieces[0].line


class _Reader:
    def __init__(self, stream: Stream, roles: Sequence[str], end: int, apart: bool) -> None:
        self._stream = stream
        self._end = end
        self._apart = apart
        self._words = load_flow_forms().indicators
        self._column = {role: roles.index(role) for role in dict.fromkeys(roles)}
        self._values = [column for column, role in enumerate(roles) if role == "value"]
        self._rows: list[dict[int, _Field]] = []
        self._last: dict[str, _Field] = {}
        # Where the bases start, in order.
        self._bases: list[int] = []
        self._basis_width = 0

    def read(self, start: int) -> list[dict[int, _Field]]:
        """Return the rows, column → field."""
        if "basis" in self._column:
            self._bases = list(self._basis_starts(start))
            ends = (self._line_after(at)[1] for at in self._bases)
            self._basis_width = max(map(width, ends), default=0)
        at = start
        while at < self._end:
            row: dict[int, _Field] = {}
            at = self._read_levels(at, row)
            if at < self._end:
                at = self._read_rest(at, row)
            if row:
                self._rows.append(row)
        return self._rows

    # ---- fixed words ---------------------------------------------------------------------

    def _read_levels(self, at: int, row: dict[int, _Field]) -> int:
        while at < self._end and self._words.any.match(self._stream.text, at):
            following = self._tail(at) or self._level(at, row)
            if not following:
                break
            at = following
        return at

    def _tail(self, at: int) -> int:
        """Take up the rest of a fixed word that a page break cut, and return where it ends."""
        end = self._match(self._words.tail, at)
        if not end:
            return 0
        text = self._stream.text[at:end]
        role = "goal" if text.isdigit() else "level1"
        for name in (role, "level2"):
            torn = self._last.get(name)
            if torn is not None and not squeezed(torn.pieces).endswith(text):
                torn.pieces.extend(self._stream.cut(at, end))
                return end
        return 0

    def _level(self, at: int, row: dict[int, _Field]) -> int:
        role, end = self._level_at(at)
        if not end:
            return 0
        field = _Field(list(self._stream.cut(at, end)))
        column = self._column.get(role, 0)
        if column in row and self._is_valued(end):
            # 服务对象满意度指标 | 服务对象满意度 | ≥80%: the second one is the name.
            return 0
        if column in row:
            # Two words of one level before a row: the names of merged cells were pulled up.
            row[column].undecided = field.undecided = True
            self._rows.append(dict(row))
            row.clear()
        row[column] = field
        self._last[role] = field
        return end

    def _is_valued(self, at: int) -> bool:
        return at < self._end and self._stream.text[at] in _VALUE_SIGNS

    def _level_at(self, at: int) -> tuple[str, int]:
        end = self._match(self._words.goal, at)
        if end:
            return "goal", end
        first = self._match(self._words.level1, at)
        second = self._match(self._words.level2, at)
        if first and (not second or self._match(self._words.level2, first)):
            return "level1", first
        return ("level2", second) if second else ("", 0)

    def _match(self, pattern: re.Pattern[str], at: int) -> int:
        """Return where a fixed word ends that starts here and fills whole pieces, else 0."""
        match = pattern.match(self._stream.text, at, self._end)
        return match.end() if match and self._stream.is_start(match.end()) else 0

    # ---- name, values, basis -------------------------------------------------------------

    def _read_rest(self, at: int, row: dict[int, _Field]) -> int:
        if "basis" not in self._column:
            end = self._end_of_values(at)
            self._take(at, end, row)
            return end
        basis = self._next_basis(at)
        if basis is None:
            self._take_last(at, row)
            return self._end
        self._take(at, basis, row)
        end = self._basis_end(basis)
        row[self._column["basis"]] = _Field(list(self._stream.cut(basis, end)))
        return end

    def _basis_starts(self, start: int) -> Iterator[int]:
        stream, match = self._stream, self._words.basis.match
        first, last = stream.index(start), stream.index(self._end - 1)
        for place in stream.starts[first : last + 1]:
            if place >= start and match(stream.text, place, self._end):
                yield place

    def _next_basis(self, at: int) -> int | None:
        number = bisect_left(self._bases, at)
        return self._bases[number] if number < len(self._bases) else None

    def _line_after(self, at: int) -> tuple[int, str]:
        """Return where the printed line ends that holds this place, and its words from here."""
        end = self._stream.line_end(at, self._end)
        return end, self._stream.text[at:end]

    def _basis_end(self, start: int) -> int:
        """Return where the basis ends: behind its word, or behind the sentence that follows it."""
        match = self._words.basis.match(self._stream.text, start, self._end)
        assert match is not None, "a basis starts here"
        if self._stream.text[match.end() : match.end() + 1] != "：":
            return match.end()
        whole = self._sentence_end(match.end()) if self._stream.torn else 0
        if whole:
            return whole
        end, _ = self._line_after(match.end())
        text = self._stream.text[max(start, self._line_start(match.end())) : end]
        while end < self._end and not text.endswith("。"):
            following_end, following = self._line_after(end)
            if not is_full(text, following, self._basis_width):
                break
            if not self._is_prose(end, following_end):
                break
            end, text = following_end, following
        return end

    def _sentence_end(self, start: int) -> int:
        """Return where what follows a basis ends for certain, though no line says so, else 0.

        Each row ends with its basis: a fixed word before the next basis begins another row.
        """
        following = self._next_basis(start)
        limit = self._end if following is None else following
        first, last = self._stream.index(start), self._stream.index(limit - 1)
        for at in self._stream.starts[first + 1 : last + 1]:
            if self._level_at(at)[1]:
                return at
        return self._stream.text.find("。", start, limit) + 1

    def _line_start(self, at: int) -> int:
        number = self._stream.index(at)
        while not self._stream.pieces[number].first:
            number -= 1
        return self._stream.starts[number]

    def _is_prose(self, start: int, end: int) -> bool:
        """Return whether a line can go on with a sentence: it is no row with cells side by side."""
        pieces = self._stream.cut(start, end)
        if self._level_at(start)[1]:
            return False
        if any(self._words.basis.match(squeezed([piece])) for piece in pieces):
            return False
        return not _BESIDE.search(" ".join(piece.text for piece in pieces))

    def _end_of_values(self, at: int) -> int:
        """Return where a row without a basis ends: behind the line that brings its values."""
        place, named = at, False
        while place < self._end:
            if named and self._level_at(place)[1]:
                # A merged cell left the row without its last value.
                return place
            end, _ = self._line_after(place)
            count = len(self._fragments(at if self._apart else place, end))
            if count >= len(self._values) + (0 if named and not self._apart else 1):
                return end
            named = True
            place = end
        return self._end

    def _take_last(self, at: int, row: dict[int, _Field]) -> None:
        """Read a last row whose basis has no fixed word: it is what follows the line of values."""
        end = self._end_of_values(at)
        self._take(at, end, row)
        if end < self._end:
            row[self._column["basis"]] = _Field(list(self._stream.cut(end, self._end)))

    def _take(self, start: int, end: int, row: dict[int, _Field]) -> None:
        """Part name and values between two places of the stream."""
        fragments = self._fragments(start, end)
        if not fragments:
            return
        beside = self._beside(end)
        unruly = self._stream.torn and not any(each.is_value for each in fragments)
        unruly = unruly or self._apart
        named, groups = split_fragments(fragments, len(self._values), beside, unruly)
        row[self._column.get("name", 0)] = _Field(_pieces(named))
        # The value of the year itself is printed last, and seldom missing.
        columns = self._values[len(self._values) - len(groups) :]
        for column, group in zip(columns, groups, strict=True):
            row[column] = _Field(_pieces(group), len(groups) < len(self._values))

    def _beside(self, at: int) -> int:
        """Return the line on which a basis stands behind other words, else -1."""
        number = self._stream.index(at)
        if at >= self._end or self._stream.pieces[number].first:
            return -1
        return self._stream.pieces[number].line

    def _fragments(self, start: int, end: int) -> list[_Fragment]:
        stream = self._stream
        found: list[_Fragment] = []
        line = -1
        before = ""
        for piece, text in stream.words(start, end):
            beside = piece.line == line
            if beside and _is_unit(before, text):
                last = found.pop()
                found.append(replace(last, pieces=(*last.pieces, piece), text=last.text + text))
            else:
                tight = not beside and piece.line in stream.tight
                found.append(_Fragment((piece,), text, tight, beside, text[0] in _VALUE_SIGNS))
            line, before = piece.line, text
        return found


def _is_unit(before: str, text: str) -> bool:
    """Return whether a word is the unit of the number before it: `30` `例`."""
    return before[-1].isdigit() and ("\u4e00" <= text[0] <= "\u9fff" or text[0] == "%")


def _pieces(fragments: Sequence[_Fragment]) -> list[Piece]:
    return [piece for fragment in fragments for piece in fragment.pieces]


# ---- parting name and values -----------------------------------------------------------------

# What speaks for and against a way to part the fragments, weighed on the broken cells of real
# forms: like values side by side count most, for a row of targets mostly repeats itself.
_ALIKE, _IS_VALUE, _LAST_LINE = 6, 2, 4
_TIGHT_INSIDE, _BESIDE_INSIDE, _BESIDE_IN_NAME, _DIGIT_INSIDE, _VALUE_IN_NAME = 8, 8, 4, 1, 4
_LINE_BETWEEN, _LONE_WORDS, _STUMP, _MISSING = 1, 4, 3, 3


def split_fragments(
    fragments: Sequence[_Fragment], values: int, last_line: int = -1, unruly: bool = False
) -> tuple[Sequence[_Fragment], list[Sequence[_Fragment]]]:
    """Return the fragments of the name, and those of each value.

    ``last_line`` is the line that a basis shares with the last value. ``unruly`` rows have words
    for values and lines that tell nothing: each value is one fragment, unless all say the same.
    """
    count = len(fragments)
    first = max(count - values, 1)
    if unruly:
        cuts = _alike(fragments, values) or tuple(range(first, count))
    elif _is_plain(fragments, values, last_line) or _too_many(count, values):
        cuts = tuple(range(first, count))
    else:
        cuts = _best_cuts(fragments, values, last_line)
    groups = [fragments[a:b] for a, b in pairwise((*cuts, count))]
    return fragments[: cuts[0] if cuts else count], groups


def _alike(fragments: Sequence[_Fragment], values: int) -> tuple[int, ...]:
    """Return where values begin that all say the same, each perhaps broken; none if they do not.

    有一定提升 有一定提 升 有一定 提升
    """
    for last in range(len(fragments) - 1, 0, -1):
        word = _said(fragments[last:])
        cuts = [last]
        for start in range(last - 1, 0, -1):
            said = _said(fragments[start : cuts[0]])
            if said == word:
                cuts.insert(0, start)
            if len(cuts) == values:
                return tuple(cuts)
            if len(said) > len(word):
                break
    return ()


def _said(fragments: Sequence[_Fragment]) -> str:
    return "".join(fragment.text for fragment in fragments)


def _is_plain(fragments: Sequence[_Fragment], values: int, last_line: int) -> bool:
    """Return whether all values stand on the last line, as they do in most rows."""
    first = len(fragments) - values
    if first < 1 or any(not fragment.beside for fragment in fragments[first + 1 :]):
        return False
    opening = fragments[first]
    whole_line = not opening.beside and (opening.tight or opening.opens == last_line)
    return whole_line or first == 1


def _too_many(count: int, values: int) -> bool:
    """Return whether there are more ways to part the fragments than can be weighed."""
    ways = sum(comb(count - 1, printed) for printed in range(min(values, count - 1) + 1))
    return count > _MAX_FRAGMENTS or ways > _MAX_WAYS


def _best_cuts(fragments: Sequence[_Fragment], values: int, last_line: int) -> tuple[int, ...]:
    ways = _Ways(fragments, last_line)
    best: tuple[int, tuple[int, ...]] | None = None
    for count in range(min(values, len(fragments) - 1), -1, -1):
        missing = _MISSING * (values - count)
        for cuts in combinations(range(1, len(fragments)), count):
            score = ways.score(cuts) - missing
            if best is None or score > best[0]:
                best = score, cuts
    return best[1] if best else ()


class _Ways:
    """Weighs ways to part the fragments of one row; what each place adds is worked out once."""

    def __init__(self, fragments: Sequence[_Fragment], last_line: int) -> None:
        self._text = "".join(fragment.text for fragment in fragments)
        self._starts = [0, *accumulate(len(fragment.text) for fragment in fragments)]
        self._valued = [_inside(fragment, named=False) for fragment in fragments]
        named = (_inside(fragment, named=True) for fragment in fragments)
        # What the fragments up to a place cost as one name, and those from a place on as one value.
        self._as_name = [0, *accumulate(named)]
        self._as_value = [*accumulate(reversed(self._valued), initial=0)][::-1]
        self._opening = [_opening(fragment, last_line) for fragment in fragments]
        self._between = [
            not (fragment.tight or fragment.beside or fragment.opens == last_line)
            for fragment in fragments
        ]
        self._wordy = [not fragment.is_value for fragment in fragments]
        self._name_start = _inside(fragments[0], named=True)

    def score(self, cuts: tuple[int, ...]) -> int:
        """Return how well the cuts part the fragments."""
        if not cuts:
            return self._name_start - self._as_name[-1]
        score = self._name_start - self._as_name[cuts[0]] - self._as_value[cuts[0]]
        bounds = [self._starts[cut] for cut in cuts]
        bounds.append(len(self._text))
        texts = [self._text[start:end] for start, end in pairwise(bounds)]
        alike = [before == text for before, text in pairwise(texts)]
        score += _ALIKE * sum(alike)
        for number, cut in enumerate(cuts):
            score += self._opening[cut] + self._valued[cut]
            if self._between[cut]:
                lone = self._wordy[cut] and not any(alike[max(number - 1, 0) : number + 1])
                score -= _LONE_WORDS if lone else _LINE_BETWEEN
        return score


def _opening(fragment: _Fragment, last_line: int) -> int:
    """Return what speaks for a value that begins with this fragment."""
    score = _LAST_LINE if fragment.opens == last_line else 0
    if fragment.is_value:
        return score + _IS_VALUE
    return score - _STUMP if len(fragment.text) == 1 else score


def _inside(fragment: _Fragment, named: bool) -> int:
    """Return what speaks against a fragment going on with the cell before it."""
    if fragment.tight:
        return _TIGHT_INSIDE
    if named:
        return _VALUE_IN_NAME if fragment.is_value else _BESIDE_IN_NAME * fragment.beside
    if fragment.beside:
        return _DIGIT_INSIDE if fragment.text[0].isdigit() else _BESIDE_INSIDE
    return 0
