"""Where one cell ends and the next begins, told by how lines wrap in narrow columns.

A line of a wrapped cell is full: the next word would not have fitted. Only its last line is not,
and one that ends a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

# What is not torn at the end of a line: runs of digits, signs and letters, and what they open with.
_UNBROKEN = regex.compile(r"[（(“]?(?:[0-9A-Za-z.,*=+%/]+|.)[，。；：、）]?", regex.DOTALL)
_SENTENCE_END = ("。", "；")
_SENTENCE = regex.compile(r"[。；：=]")
# Nor has a name an amount, or a bracket that closes behind it.
_PROSE = regex.compile(r"[。；：=]|\d[\d.]*\s*万?元|[（(][^）)]*$")
# A name of more lines is none, and no page cuts off more of a text.
_MOST_LINES = 24
# Of fewer lines none has the usual width.
_SOME_LINES = 3
# What weighs how much, against one unit of room left in a line: a line that stands closer than
# usual to the one above shows another cell; names take few lines and are no sentences; a
# calculation often begins with the name of what it is about.
_TIGHT, _NAME_LINE, _SENTENCE_IN_NAME, _SAME_WORDS = 6, 2, 6, 5


def width(text: str) -> int:
    """Return how wide the text prints: two for a Chinese character, one for a letter.

    >>> width("费用5万元")
    9
    """
    return len(text.encode("gbk", "replace"))


def is_full(line: str, following: str, column: int) -> bool:
    """Return whether the line goes on below: the next word did not fit into the column."""
    return width(line) + _first_word(following) >= column


def _first_word(line: str) -> int:
    match = _UNBROKEN.match(line)
    return width(match.group()) if match else 0


class _Wrapped:
    """Lines with their widths, measured once."""

    def __init__(self, lines: Sequence[str], torn: bool = False) -> None:
        self.lines = lines
        self._torn = torn
        self._widths = [width(line) for line in lines]
        # How much a line takes with the word that would come next; a sentence may end anywhere.
        self._needs = [
            10_000 if line.endswith(_SENTENCE_END) else own + _first_word(following)
            for line, own, following in zip(lines, self._widths, lines[1:], strict=False)
        ]

    def room(self, start: int, end: int, column: int = 0) -> int:
        """Return how much room these lines leave, taken as one cell."""
        if end - start < 2:
            return 0
        column = column or self._column(start, end)
        return sum(column - need + 1 for need in self._needs[start : end - 1] if need <= column)

    def _column(self, start: int, end: int) -> int:
        """Return how wide the column is: where some lines are two, that of most of them."""
        widths = self._widths[start:end]
        if not self._torn or end - start < _SOME_LINES:
            return max(widths)
        counts = Counter(widths[:-1])
        return max(counts, key=lambda own: (counts[own], own))


def split_name(
    lines: Sequence[str], tight: Sequence[bool], name_first: bool = True, torn: bool = False
) -> int:
    """Return where to cut lines into the cell of a name and that of a text, or text and name.

    ``tight[i]`` says that line i stands close to the one above it, ``torn`` that some line breaks
    are not known.

    >>> split_name(["聘请第三方服务机构", "费用", "聘请第三", "方服务机", "构费用"], [False] * 5)
    2
    """
    return _best_cut(lines, tight, name_first, torn)[1]


def split_after(lines: Sequence[str], tight: Sequence[bool], column: int) -> int:
    """Return how many lines still belong to a text above of this width; a new row follows."""
    wrapped = _Wrapped(lines)
    scores = [
        (wrapped.room(0, count, column) + _best_cut(lines[count:], tight[count:], True)[0], count)
        for count in range(min(len(lines) - 1, _MOST_LINES))
    ]
    return min(scores)[1]


def _best_cut(
    lines: Sequence[str], tight: Sequence[bool], name_first: bool, torn: bool = False
) -> tuple[int, int]:
    """Return the lowest cost of a cut, and the cut."""
    wrapped = _Wrapped(lines, torn)
    count = len(lines)
    best: tuple[int, int] | None = None
    # Where lines are torn their widths tell little against a sign that no name has.
    sentence = _SENTENCE_IN_NAME * (_MOST_LINES if torn else 1)
    prose = _PROSE if torn else _SENTENCE
    cuts = range(1, min(count, _MOST_LINES)) if name_first else range(1, count)[-_MOST_LINES:]
    for cut in cuts:
        named = (0, cut) if name_first else (cut, count)
        cost = wrapped.room(0, cut) + wrapped.room(cut, count) - _TIGHT * tight[cut]
        # Behind a text that ends no sentence only the width of the lines tells: the longest name.
        cost += _NAME_LINE * (cut - 1) if name_first else 0
        if best is not None and cost - _SAME_WORDS >= best[0]:
            continue
        name = "".join(lines[named[0] : named[1]])
        cost += sentence * bool(prose.search(name))
        cost -= _SAME_WORDS * (name_first and "".join(lines[cut:]).startswith(name))
        if best is None or cost < best[0]:
            best = cost, cut
    return best if best is not None else (0, count)
