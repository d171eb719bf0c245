"""Blanks that a string leaves white instead of printing them: TeX sets 8 8 as one string."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

# The glyphs of a string: what each reads as, and where it begins and ends.
Glyphs = tuple[list[str], list[float], list[float]]


def parted(glyphs: Glyphs, wide: Sequence[int]) -> Iterable[Glyphs]:
    """Return the glyphs without the blanks between them; ``wide`` are those with white in front.

    Between Chinese characters the blank is one of the glyphs. Where there is white between all
    digits and letters, or all characters, that stand together, they are spaced out.

    >>> places = [0.0] * 4
    >>> [texts for texts, _, _ in parted((list("88%a"), places, places), [1])]
    [['8'], ['8', '%', 'a']]
    >>> [texts for texts, _, _ in parted((list("2024"), places, places), [1, 2, 3])]
    [['2', '0', '2', '4']]
    >>> glyphs = list("名称单位"), [0.0, 10.0, 23.0, 33.0], [10.0, 20.0, 33.0, 43.0]
    >>> [texts for texts, _, _ in parted(glyphs, [2])]
    [['名', '称', ' ', '单', '位']]
    """
    texts, lefts, rights = glyphs
    gaps = dict.fromkeys(at for at in wide if at < len(texts))
    cuts = _blanks(texts, gaps, _is_latin)
    blanks = [at for at in _blanks(texts, gaps, _is_chinese) if rights[at - 1] < lefts[at]]
    if not (cuts or blanks):
        return (glyphs,)
    parts = [
        (texts[start:end], lefts[start:end], rights[start:end])
        for start, end in zip([0, *cuts], [*cuts, len(texts)], strict=True)
    ]
    for at in reversed(blanks):
        number = sum(cut <= at for cut in cuts)
        words, begins, ends = parts[number]
        place = at - [0, *cuts][number]
        words.insert(place, " ")
        begins.insert(place, rights[at - 1])
        ends.insert(place, lefts[at])
    return parts


def _blanks(
    texts: Sequence[str], gaps: dict[int, None], joins: Callable[[Sequence[str], int], bool]
) -> list[int]:
    """Return which of the gaps are between characters of one sort that others touch."""
    return [at for at in gaps if joins(texts, at) and _is_touched(texts, at, gaps, joins)]


def _is_latin(texts: Sequence[str], at: int) -> bool:
    """Return whether Latin characters stand on both sides of a gap."""
    return texts[at - 1].isascii() and texts[at].isascii() and " " not in (texts[at - 1], texts[at])


def _is_chinese(texts: Sequence[str], at: int) -> bool:
    """Return whether Chinese characters stand on both sides of a gap."""
    return all(not text.isascii() and text.isalpha() for text in (texts[at - 1], texts[at]))


def _is_touched(
    texts: Sequence[str],
    at: int,
    gaps: dict[int, None],
    joins: Callable[[Sequence[str], int], bool],
) -> bool:
    """Return whether any characters touch in those of one sort around a gap."""
    first = last = at
    while first > 1 and joins(texts, first - 1):
        first -= 1
    while last < len(texts) - 1 and joins(texts, last + 1):
        last += 1
    return any(between not in gaps for between in range(first, last + 1))
