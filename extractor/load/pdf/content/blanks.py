"""Blanks that a string leaves white instead of printing them: TeX sets 8 8 as one string."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# The glyphs of a string: what each reads as, and where it begins and ends.
Glyphs = tuple[list[str], list[float], list[float]]


def parted(glyphs: Glyphs, wide: Sequence[int]) -> Iterable[Glyphs]:
    """Return the glyphs without the blanks between them; ``wide`` are those with white in front.

    Where there is white between all digits and letters that stand together, they are spaced out.

    >>> places = [0.0] * 4
    >>> [texts for texts, _, _ in parted((list("88%a"), places, places), [1])]
    [['8'], ['8', '%', 'a']]
    >>> [texts for texts, _, _ in parted((list("2024"), places, places), [1, 2, 3])]
    [['2', '0', '2', '4']]
    """
    cuts = _blanks(glyphs[0], wide)
    if not cuts:
        return (glyphs,)
    texts, lefts, rights = glyphs
    parts = map(slice, [0, *cuts], [*cuts, len(texts)])
    return [(texts[part], lefts[part], rights[part]) for part in parts]


def _blanks(texts: Sequence[str], wide: Sequence[int]) -> list[int]:
    """Return which of the wide gaps are between Latin characters that others touch."""
    gaps = dict.fromkeys(at for at in wide if at < len(texts))
    return [at for at in gaps if _is_latin(texts, at) and _is_touched(texts, at, gaps)]


def _is_latin(texts: Sequence[str], at: int) -> bool:
    """Return whether Latin characters stand on both sides of a gap."""
    return texts[at - 1].isascii() and texts[at].isascii() and " " not in (texts[at - 1], texts[at])


def _is_touched(texts: Sequence[str], at: int, gaps: dict[int, None]) -> bool:
    """Return whether any characters touch in the Latin ones around a gap."""
    first = last = at
    while first > 1 and _is_latin(texts, first - 1):
        first -= 1
    while last < len(texts) - 1 and _is_latin(texts, last + 1):
        last += 1
    return any(between not in gaps for between in range(first, last + 1))
