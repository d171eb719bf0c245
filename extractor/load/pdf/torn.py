"""Amounts, codes and numbers of lines that their cells are too narrow for: 44 / .5 / 9 is 44.59.

What can be pieces of numbers, and stands below each other without other words between, is of one
column. Its pieces are read from the top as amounts, as numbers that count on or as codes: all of
them as one of these, or none is torn. Last, the rows tell: what stands beside the rest of a number
is such a rest, too, or words of the same row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from extractor.load.pdf.lines import rows_of
from extractor.load.pdf.objects import Box, Run, left_of, right_of, x_of, y_of
from extractor.load.pdf.unruled.values import counts_columns, is_number

# What can be a line of a number or a code, what can begin an amount, and whole ones: they have
# two decimals.
_PIECE = regex.compile(r"-?[\dA-Z,.]+%?")
_BEGUN = regex.compile(r"-?\d[\d,]*(?:,\d{0,3}|\.\d?)")
AMOUNT = regex.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d")
# One between whites can have one decimal, or none.
_SHORT = regex.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d)?")
_WHOLE = regex.compile(r"-?\d+")
# A number of a line has no more digits.
LINE_NUMBER = regex.compile(r"\d{1,3}")
_TAIL = regex.compile(r"(?:\d{0,3}(?:,\d{3})*\.)?\d{1,2}")
_CODE = regex.compile(r"\d{5,7}|[\dA-Z]{8,}")
_ACCOUNT = regex.compile(r"[235]\d\d(?:\d\d){0,2}")
# Points: what stands on one side, or in the middle, of a cell is no farther off.
_OFF = 1.0
# Points: what has less room than this has none.
_SPARE = 0.1
# Sizes: so far the next line of a cell is below.
_NEXT = 2.0
# Rows are so many times as far apart as the lines of a cell.
_APART = 1.1
# A column has words on its left, on its right and in its middle.
_SETTINGS = 3
# So many numbers that count on are numbers of lines.
_COUNTED = 3
# A line of a code has so many digits, and codes of so many stand in no order.
_LINE, _LONG = 3, 8

_Pieces = list[Run]


@dataclass(slots=True)
class _Column:
    """Pieces below each other with no other words between them."""

    x0: float
    x1: float
    pieces: _Pieces = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Chain:
    """Pieces of one number, and whether more white is above and below these than between them."""

    pieces: _Pieces
    column: _Column
    is_apart: bool


def with_whole_words(words: Sequence[Run], edges: Iterable[Box] = ()) -> Sequence[Run]:
    """Return the words, those that go on in the next lines of their cells as one.

    A row below has numbers of its own: none of a line may be but the rest of another.
    """
    if sum(map(_is_piece, words)) < 2:
        return words
    gaps, counting = _gaps(words), _counting(words)
    lying = [edge for edge in edges if edge[1] == edge[3]]
    chains = [
        chain
        for column in _columns(words)
        for chain in _chains(column, gaps, counting)
        if not any(_is_parted(*pair, lying) for pair in pairwise(chain.pieces))
    ]
    whole = [chain.pieces for chain in _certain(chains, words)] if chains else []
    first = {id(pieces[0]): _joined(pieces) for pieces in whole}
    rests = {id(piece) for pieces in whole for piece in pieces[1:]}
    return [first.get(id(word), word) for word in words if id(word) not in rests]


def _is_piece(word: Run) -> bool:
    return _PIECE.fullmatch(word.text.strip()) is not None


def _gaps(words: Sequence[Run]) -> list[tuple[float, float]]:
    """Return how far words stand below others that begin as they do, by where they stand."""
    ordered = sorted((round(word.lefts[0]), word.top) for word in words)
    return sorted(
        (other, other - top)
        for (left, top), (same, other) in pairwise(ordered)
        if left == same and other > top
    )


def _counting(words: Sequence[Run]) -> set[int]:
    """Return the words that count columns: what stands below them is no rest of theirs."""
    if not any(word.text.strip() == "1" for word in words):
        return set()
    found: set[int] = set()
    for line in rows_of(words):
        numbers = [word for word in line if is_number(word.text.strip())]
        if counts_columns([word.text.strip() for word in numbers]):
            found.update(map(id, numbers))
    return found


def _columns(words: Sequence[Run]) -> list[_Column]:
    """Return the pieces that stand below each other with no other words between them."""
    found: list[_Column] = []
    open_columns: list[_Column] = []
    for word in sorted(words, key=lambda word: word.top):
        x0, x1 = word.lefts[0], word.rights[-1]
        over = [column for column in open_columns if column.x0 < x1 and x0 < column.x1]
        if _is_piece(word):
            if len(over) == 1:
                (column,) = over
                column.x0, column.x1 = min(x0, column.x0), max(x1, column.x1)
                column.pieces.append(word)
                continue
            found.append(_Column(x0, x1, [word]))
            open_columns.append(found[-1])
        for column in over:
            open_columns.remove(column)
    return [column for column in found if len(column.pieces) > 1]


def _chains(
    column: _Column, gaps: Sequence[tuple[float, float]], counting: Collection[int]
) -> Iterator[_Chain]:
    """Yield what is torn of a column: what stands on no side with most of it is looked at alone.

    That is of another table, counts columns, or is set otherwise: codes on the left, numbers on
    the right.
    """
    pieces = column.pieces
    for _ in range(_SETTINGS):
        runs = _runs(pieces, gaps, counting) if len(pieces) > 1 else []
        several = [piece for run in runs if len(run) > 1 for piece in run]
        if not several:
            return
        aligned = max(
            ([p for p in pieces if abs(side(p) - at) < _OFF] for side, at in _sides(several)),
            key=len,
        )
        if len(aligned) > 1:
            yield from _torn(aligned, column, gaps, counting)
        taken = set(map(id, aligned))
        pieces = [piece for piece in pieces if id(piece) not in taken]


def _torn(
    pieces: _Pieces, column: _Column, gaps: Sequence[tuple[float, float]], counting: Collection[int]
) -> Iterator[_Chain]:
    """Yield what is torn of some pieces, nothing where one of their numbers cannot be told."""
    runs = _runs(pieces, gaps, counting)
    has_signs = any(sign in piece.text for piece in pieces for sign in ".,")
    widest = max(_width(piece) for piece in pieces)
    chains = _amounts(runs) if has_signs else _counted(runs) or _codes(runs, widest)
    torn = [chain for chain in chains if len(chain) > 1]
    if not all(_is_full(*pair, widest) for chain in torn for pair in pairwise(chain)):
        return
    for at, chain in enumerate(chains):
        if len(chain) > 1:
            pitch = _APART * (chain[-1].top - chain[0].top) / (len(chain) - 1)
            white = [chain[0].top - before[-1].top for before in chains[:at][-1:]]
            white += [after[0].top - chain[-1].top for after in chains[at + 1 : at + 2]]
            yield _Chain(chain, column, min(white, default=0.0) > pitch)


def _runs(
    pieces: _Pieces, gaps: Sequence[tuple[float, float]], counting: Collection[int]
) -> list[_Pieces]:
    """Return together what stands as near below each other as the lines of a cell do."""
    off = [below.top - piece.top for piece, below in pairwise(pieces)]
    near = min((each for each in off if each > _OFF), default=_OFF)
    first, last = pieces[0].top, pieces[-1].top
    inside = gaps[bisect_right(gaps, (first, 1e9)) : bisect_right(gaps, (last, 1e9))]
    # Letters are set in lines of their own height, and in no amount.
    lettered = any(map(str.isalpha, "".join(piece.text for piece in pieces)))
    pitch = near if lettered else min([near, *(gap for _, gap in inside if gap > _OFF)])
    runs = [[pieces[0]]]
    for piece, below in pairwise(pieces):
        gap = below.top - piece.top
        if id(piece) in counting or not _OFF < gap <= min(_APART * pitch, _NEXT * piece.size):
            runs.append([])
        runs[-1].append(below)
    return runs


def _sides(pieces: _Pieces) -> Iterator[tuple[Callable[[Run], float], float]]:
    """Yield the sides of cells, and their middle, and where most pieces stand there."""
    for side in (left_of, right_of, x_of):
        yield side, Counter(round(side(piece), 1) for piece in pieces).most_common(1)[0][0]


def _width(piece: Run) -> float:
    return piece.rights[-1] - piece.lefts[0]


def _amounts(runs: Sequence[_Pieces]) -> list[_Pieces]:
    """Return the pieces of each amount of a column, nothing where some are of none.

    What a page break cuts off need be no whole one.
    """
    found: list[_Pieces] = []
    for at, run in enumerate(runs):
        chains, rest = _closed(run)
        if any(len(chain) > 1 and not _BEGUN.fullmatch(chain[0].text) for chain in chains[1:]):
            return []
        if rest:
            text = _said(rest)
            first, last = at == 0, at == len(runs) - 1
            short = _SHORT if len(runs) > 1 else _WHOLE
            alone = not chains and short.fullmatch(text)
            cut = last and AMOUNT.fullmatch(text, partial=True)
            tail = first and not chains and _TAIL.fullmatch(text)
            # Digits without a sign are one number where others of the column are torn.
            is_one = len(rest) == 1 or _has_point(rest)
            if cut:
                is_one = is_one or any(len(chain) > 1 for chain in found)
            if not (is_one and (alone or cut or tail)):
                return []
            chains.append(rest)
        found += chains
    torn = [chain for chain in found if len(chain) > 1]
    begun = all(_BEGUN.fullmatch(chain[0].text) for chain in torn)
    return found if begun or any(map(_has_point, torn)) else []


def _has_point(chain: _Pieces) -> bool:
    """Return whether a line begins or ends with a sign, as no number does."""
    return any(piece.text[0] in ".," or piece.text[-1] in ".," for piece in chain)


def _closed(run: _Pieces) -> tuple[list[_Pieces], _Pieces]:
    """Return the pieces of each whole amount, one behind the other, and those of none."""
    chains: list[_Pieces] = []
    begun: _Pieces = []
    for piece in run:
        begun.append(piece)
        if AMOUNT.fullmatch(_said(begun)):
            chains.append(begun)
            begun = []
    return chains, begun


def _counted(runs: Sequence[_Pieces]) -> list[_Pieces]:
    """Return the pieces of numbers that count on, nothing where they do not."""
    said = [_said(run) for run in runs]
    if len(said) < _COUNTED or not all(LINE_NUMBER.fullmatch(text) for text in said):
        return []
    numbers = range(int(said[1]) - 1, int(said[1]) + len(said) - 1)
    first, *others = map(str, numbers)
    if first.endswith(said[0]) and said[1:-1] == others[:-1] and others[-1].startswith(said[-1]):
        return list(runs)
    return []


def _codes(runs: Sequence[_Pieces], widest: float) -> list[_Pieces]:
    """Return the pieces of codes, nothing where some are of none, or are not in their order."""
    runs = [code for run in runs for code in _ended(run, widest)]
    several = [run for run in runs if len(run) > 1]
    whole = [run for run in several if _CODE.fullmatch(_said(run))]
    # What a page break cuts off need be no whole one.
    ends = (runs[0], runs[-1]) if len(runs) > 1 else ()
    said = [_said(run) for run in whole]
    if (
        not whole
        or not all(run in whole or run in ends for run in several)
        or min(len(run[0].text) for run in several) < _LINE
        or any(len(run[0].text) == len(run[-1].text) == _LINE for run in several)
        or any(one > other for one, other in pairwise(said) if len(other) < _LONG > len(one))
        or any(
            _is_next(*pair) for run in whole if len(_said(run)) >= _LONG for pair in pairwise(run)
        )
    ):
        return []
    return list(runs)


def _ended(run: _Pieces, widest: float) -> Iterator[_Pieces]:
    """Yield the pieces of each code of some without white between them: a shorter one ends it.

    So does the rest of one that a page cut, which is shorter than the first line of the next. A
    line can lack a letter that is wider than a digit.
    """
    code: _Pieces = []
    for piece in run:
        longest = max(len(code[0].text), len(piece.text)) if code else 0
        if code and len(code[-1].text) < longest and not _is_full(code[-1], piece, widest):
            yield code
            code = []
        code.append(piece)
    if code:
        yield code


def _is_next(above: Run, below: Run) -> bool:
    """Return whether what stands below a code is the next one, or the code of an account."""
    size = len(above.text)
    # Codes of few digits that follow each other differ in their last one; zeros are no code.
    level = min(_LINE, size - _LINE)
    alike = size == len(below.text) and above.text[:-level] == below.text[:-level]
    is_account = _ACCOUNT.fullmatch(below.text) is not None
    are_codes = is_account and (size >= _LONG or _ACCOUNT.fullmatch(above.text) is not None)
    return are_codes or (alike and above.text.strip("0") != "")


def _is_full(piece: Run, below: Run, widest: float) -> bool:
    """Return whether a line had no room for the next digit in a column that is so wide."""
    digit = next((at for at, c in enumerate(below.text) if c.isalnum()), len(below.text) - 1)
    return _width(piece) + below.rights[digit] - below.lefts[0] > widest + _SPARE


def _certain(chains: list[_Chain], words: Sequence[Run]) -> list[_Chain]:
    """Return the chains whose rests stand beside nothing but others, or words of the same row.

    Words are of the row of a number that white tells, or another one of its column, and of a code
    beside a number.
    """
    lines = rows_of(words)
    at = {id(word): number for number, line in enumerate(lines) for word in line}
    while True:
        rests = {id(piece): chain for chain in chains for piece in chain.pieces[1:]}
        alone = {
            id(chain)
            for chain in chains
            if _BEGUN.fullmatch(chain.pieces[0].text)
            and all(_is_piece(word) for piece in chain.pieces[1:] for word in lines[at[id(piece)]])
        }
        torn = {id(chain.column) for chain in chains if chain.is_apart or id(chain) in alone}
        level = {
            at[id(chain.pieces[0])]
            for chain in chains
            if id(chain.column) in torn or _is_beside(chain, lines[at[id(chain.pieces[0])]])
        }
        wrong: set[int] = set()
        for line in lines:
            held = [rests[id(word)] for word in line if id(word) in rests]
            own = sum(map(_is_piece, line))
            for chain in held:
                if own > len(held) or at[id(chain.pieces[0])] not in level:
                    wrong.add(id(chain))
        if not wrong:
            return chains
        chains = [chain for chain in chains if id(chain) not in wrong]


def _is_beside(chain: _Chain, line: Sequence[Run]) -> bool:
    """Return whether a code stands beside a number of its row."""
    return _CODE.fullmatch(_said(chain.pieces)) is not None and sum(map(_is_piece, line)) > 1


def _is_parted(piece: Run, below: Run, lying: Sequence[Box]) -> bool:
    """Return whether a line is drawn between two pieces."""
    x, top, bottom = x_of(piece), y_of(piece), y_of(below)
    return any(x0 < x < x1 and top < y < bottom for x0, y, x1, _ in lying)


def _said(pieces: Sequence[Run]) -> str:
    return "".join(piece.text.strip() for piece in pieces)


def _joined(chain: Sequence[Run]) -> Run:
    return chain[0]._replace(
        text="".join(piece.text for piece in chain),
        lefts=[left for piece in chain for left in piece.lefts],
        rights=[right for piece in chain for right in piece.rights],
        foot=chain[-1].bottom,
    )
