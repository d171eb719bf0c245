"""The rows of the small tables inside a form, each sort in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import regex
from msgspec import Struct

from extractor.tables.flow.indicators import indicator_rows
from extractor.tables.flow.pieces import Cell, Piece, lines_of, squeezed
from extractor.tables.flow.stream import Stream
from extractor.tables.flow.wrap import split_after, split_name, width
from rules.loaders.flow_forms import SmallTable, Word

_VALUE = regex.compile(r"[≥≤><=~约]*-?\d[\d，.]*(?:%|万元|万|元)?")
_KIND = regex.compile(r"\p{Han}*类\p{Han}*")
_WORDS = regex.compile(r"\p{Han}{2,}")
_ENDS_OPEN = regex.compile(r"[*/÷=+]$")
_OPENS_OPEN = regex.compile(r"[*/÷=+]|万?元")
# … and what follows on a number, which is no amount of a row then.
_COUNTED = regex.compile(r"[*/÷=+%％]|万?元(?:\P{Han}|$)")
# So many words of a header show whether each has its own line.
_FEWEST = 3
_TOTAL = regex.compile(r"[合总]计")
_OPEN_END = regex.compile(r"[，、,（(]$")
_NO_SPANS: Mapping[int, tuple[int, int]] = MappingProxyType({})
_LATER = "预"
# Without these columns the rows cannot be told apart.
_NEEDED = {
    "indicators": ("name", "value"),
    "texts": ("name", "text", "value"),
    "projects": ("name", "kind", "value", "text"),
    "amounts": ("value",),
    "purchases": ("name", "value"),
}
_ORDER = {"goal": 0, "level1": 1, "level2": 2, "name": 3, "value": 4, "over": 4, "basis": 5}


@dataclass(frozen=True, slots=True)
class HeadWord:
    """A printed word of a header with its place in the stream."""

    word: Word
    start: int
    end: int

    @property
    def role(self) -> str:
        """What stands below it."""
        return self.word.role


Words = list[HeadWord]


class FormRow(Struct, frozen=True, gc=False):
    """The cells of one row with their columns; ``spans`` (down, right) where not (1, 1).

    ``values`` are the columns that its amounts could stand in, where that is open.
    """

    cells: tuple[tuple[int, Cell], ...]
    spans: Mapping[int, tuple[int, int]] = _NO_SPANS
    values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a small table in order; ``over`` are headings over several of them."""

    roles: tuple[str, ...]
    heads: tuple[tuple[Piece, ...], ...]
    over: tuple[tuple[int, tuple[Piece, ...]], ...]

    def of(self, role: str) -> list[int]:
        """Return the columns of this role."""
        return [column for column, own in enumerate(self.roles) if own == role]

    def rows(self) -> Iterator[FormRow]:
        """Yield the header: what stands over several columns first."""
        for column, head in self.over:
            yield FormRow(((column, Cell(head)),))
        if any(self.heads):
            yield FormRow(tuple((column, Cell(head)) for column, head in enumerate(self.heads)))


def table_rows(
    stream: Stream, table: SmallTable, words: Words, start: int, end: int
) -> Iterator[FormRow]:
    """Yield the header and the rows of a small table; what fits no row is a cell of its own."""
    columns = _columns(stream, table, words)
    yield from columns.rows()
    apart = _is_apart(stream, columns, words, start, end)
    if start >= end:
        return
    if not set(_NEEDED.get(table.rows, ())) <= set(columns.roles):
        yield from _lines(stream, stream.cut(start, end))
    elif table.rows == "indicators":
        for cells, spans in indicator_rows(stream, columns.roles, start, end, apart):
            yield FormRow(cells, spans)
    elif table.rows == "texts":
        yield from _texts(stream, columns, stream.cut(start, end))
    elif table.rows == "projects":
        yield from _projects(stream, columns, stream.cut(start, end))
    elif table.rows == "amounts":
        read = _running_amounts if stream.torn or apart else _amounts
        yield from read(stream, table, columns, start, end)
    elif table.rows == "purchases":
        yield from _purchases(columns, stream.cut(start, end))
    else:
        yield from _lines(stream, stream.cut(start, end))


def _is_apart(stream: Stream, columns: Columns, words: Words, start: int, end: int) -> bool:
    """Return whether every cell stands on a line of its own, as tables do that were copied."""
    if len(words) < _FEWEST or "basis" in columns.roles:
        return False
    if not all(stream.opens_line(word.start) for word in words):
        return False
    lines = lines_of(stream.cut(start, end))
    return all(sum(map(_is_value, line)) < 2 for line in lines)


def _lines(stream: Stream, pieces: Sequence[Piece]) -> Iterator[FormRow]:
    """Yield every printed line as a row of one cell: nothing more is known.

    Only what a calculation needs stays together: `40/` / `人*2 人=80` / `元`. Where blanks stand
    for line breaks, a sentence has many of its own, and all is one cell.
    """
    if stream.torn:
        yield FormRow(((0, Cell(tuple(pieces))),))
        return
    whole: list[Piece] = []
    for line in lines_of(pieces):
        if whole and not (_ENDS_OPEN.search(whole[-1].text) or _OPENS_OPEN.match(line[0].text)):
            yield FormRow(((0, Cell(tuple(whole))),))
            whole = []
        whole.extend(line)
    if whole:
        yield FormRow(((0, Cell(tuple(whole))),))


def _columns(stream: Stream, table: SmallTable, words: Words) -> Columns:
    """Return the columns in their order on the page: reading order puts 预计当年 before 上年."""
    plain = [word for word in words if word.role not in ("rest", "over")]
    over = [word for word in words if word.role == "over"]
    if over and not any(word.role == "value" for word in plain):
        # 指标值 without small columns is itself the column of values.
        plain.append(over.pop(0))
    if table.rows == "indicators":
        plain.sort(key=lambda word: (_ORDER[word.role], _is_later(stream, word)))
    roles = ["value" if word.role == "over" else word.role for word in plain]
    heads = [stream.cut(word.start, word.end) for word in plain]
    if table.rows == "amounts":
        named = "name" in roles
        roles = ["group", *([] if named else ["name"]), *roles]
        heads = [(), *([] if named else [()]), *heads]
    for word in words:
        if word.role == "rest":
            # `一级 二级指标 …` / `指标`: the rest of the first word slipped below.
            torn = next((at for at, head in enumerate(heads) if len(squeezed(head)) == 2), 0)
            heads[torn] = (*heads[torn], *stream.cut(word.start, word.end))
    return Columns(tuple(roles), tuple(heads), tuple(_over(stream, over, plain, heads)))


def _is_later(stream: Stream, word: HeadWord) -> bool:
    return word.role == "value" and stream.text.startswith(_LATER, word.start)


def _over(
    stream: Stream, over: Words, plain: Words, heads: Sequence[tuple[Piece, ...]]
) -> Iterator[tuple[int, tuple[Piece, ...]]]:
    """Yield the headings over several columns, each above the first one printed after it."""
    shift = len(heads) - len(plain)
    for word in over:
        below = [
            at
            for at, other in enumerate(plain, start=shift)
            if other.role == "value" and other.start > word.start
        ]
        if below:
            yield min(below), stream.cut(word.start, word.end)


# ---- name, long text, amounts ----------------------------------------------------------------


def _texts(stream: Stream, columns: Columns, pieces: Sequence[Piece]) -> Iterator[FormRow]:
    """Yield rows that end with a line of amounts: 项目内容, 测算依据, 金额."""
    lines: list[list[Piece]] = []
    above: list[list[Piece]] = []
    pending: tuple[list[list[Piece]], list[list[Piece]], list[Piece]] | None = None
    printed = lines_of(pieces)
    for line, below in zip(printed, [*printed[1:], []], strict=True):
        # `5.59` / `元/平方米` is of the text, wherever its line ends.
        is_counted = below and _COUNTED.match(below[0].text)
        if not lines or is_counted or not all(piece.number for piece in line):
            lines.append(line)
            continue
        if pending is not None:
            above, lines = _goes_on(stream, pending[1], lines)
            yield _text_row(columns, pending[0], [*pending[1], *above], pending[2])
        name, text = _name_and_text(stream, lines)
        pending, lines = (name, text, line), []
    if pending is not None:
        above, lines = _goes_on(stream, pending[1], lines) if lines else ([], [])
        yield _text_row(columns, pending[0], [*pending[1], *above], pending[2])
    if lines:
        name, text = _name_and_text(stream, lines)
        yield _text_row(columns, name, text, [])


def _name_and_text(
    stream: Stream, lines: Sequence[list[Piece]]
) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """Part the lines of a row where they change from the narrow column to the wide one."""
    if not lines:
        return [], []
    name, beside = lines[0][:1], lines[0][1:]
    if len(lines) == 1 or (beside and _WORDS.fullmatch(name[0].text)):
        # Both begin on one line: below is only the longer one.
        return [name], [beside, *lines[1:]] if beside else []
    cut = split_name(_texts_of(stream, lines), _tight(stream, lines), torn=stream.torn)
    return list(lines[:cut]), list(lines[cut:])


def _texts_of(stream: Stream, lines: Sequence[list[Piece]]) -> list[str]:
    """Return the words of each line; where only widths part them, blanks take room too."""
    return [(" " if stream.torn else "").join(map(_ink, line)) for line in lines]


def _ink(piece: Piece) -> str:
    return squeezed([piece])


def _tight(stream: Stream, lines: Sequence[list[Piece]]) -> list[bool]:
    return [line[0].line in stream.tight for line in lines]


def _goes_on(
    stream: Stream, text: Sequence[list[Piece]], lines: list[list[Piece]]
) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """Return the first lines that still belong to a text that a page cut, and the others."""
    cut_short = bool(text) and _OPEN_END.search(squeezed(text[-1]))
    if not cut_short or not any(line[0].line in stream.pages for line in lines[:1]):
        return [], lines
    column = max(width(squeezed(line)) for line in text)
    count = split_after([squeezed(line) for line in lines], _tight(stream, lines), column)
    return lines[:count], lines[count:]


def _text_row(
    columns: Columns,
    name: Sequence[list[Piece]],
    text: Sequence[list[Piece]],
    amounts: Sequence[Piece],
) -> FormRow:
    cells = [(columns.of("name")[0], Cell(_flat(name)))]
    cells.append((columns.of("text")[0], Cell(_flat(text))))
    values = columns.of("value")
    cells.extend(_values(values, amounts))
    is_open = 0 < len(amounts) < len(values)
    return FormRow(
        tuple(sorted(cells, key=lambda cell: cell[0])), values=tuple(values) if is_open else ()
    )


def _flat(lines: Sequence[Sequence[Piece]]) -> tuple[Piece, ...]:
    return tuple(piece for line in lines for piece in line)


def _values(columns: Sequence[int], values: Sequence[Piece]) -> list[tuple[int, Cell]]:
    """Put values into columns from the left; where some are missing it is open which."""
    is_open = len(values) < len(columns)
    return [
        (column, Cell((value,), undecided=is_open))
        for column, value in zip(columns, values, strict=False)
    ]


# ---- projects: name, kind and amounts on one line, long text ---------------------------------


def _projects(stream: Stream, columns: Columns, pieces: Sequence[Piece]) -> Iterator[FormRow]:
    """Yield rows whose line of kind and amounts parts the name above from the text below."""
    lines = lines_of(pieces)
    anchors = [at for at, line in enumerate(lines) if _anchor(line) is not None]
    if not anchors:
        yield FormRow(((0, Cell(tuple(pieces))),))
        return
    above = lines[: anchors[0]]
    for at, following in zip(anchors, [*anchors[1:], len(lines)], strict=True):
        kind = _anchor(lines[at]) or 0
        between = lines[at + 1 : following]
        has_next = following < len(lines)
        named = has_next and _anchor(lines[following]) == 0
        text, names = _text_and_name(stream, between) if named else (between, [])
        yield _project_row(columns, above, lines[at], kind, text)
        above = names


def _anchor(line: Sequence[Piece]) -> int | None:
    """Return where the kind stands in a line that has kind and amounts, else None."""
    for at, piece in enumerate(line):
        following = line[at + 1] if at + 1 < len(line) else None
        if _KIND.fullmatch(squeezed([piece])) and following is not None and following.number:
            return at
    return None


def _text_and_name(
    stream: Stream, lines: Sequence[list[Piece]]
) -> tuple[list[list[Piece]], list[list[Piece]]]:
    if len(lines) < 2:
        return [], list(lines)
    texts, tight = _texts_of(stream, lines), _tight(stream, lines)
    cut = split_name(texts, tight, name_first=False, torn=stream.torn)
    return list(lines[:cut]), list(lines[cut:])


def _project_row(
    columns: Columns,
    above: Sequence[list[Piece]],
    line: Sequence[Piece],
    kind: int,
    text: Sequence[list[Piece]],
) -> FormRow:
    after = next((at for at in range(kind + 1, len(line)) if not line[at].number), len(line))
    cells = [
        (columns.of("name")[0], Cell((*_flat(above), *line[:kind]))),
        (columns.of("kind")[0], Cell((line[kind],))),
        *_values(columns.of("value"), line[kind + 1 : after]),
        (columns.of("text")[0], Cell((*line[after:], *_flat(text)))),
    ]
    return FormRow(tuple(sorted(cells, key=lambda cell: cell[0])))


# ---- names with values -----------------------------------------------------------------------


def _amounts(
    stream: Stream, table: SmallTable, columns: Columns, start: int, end: int
) -> Iterator[FormRow]:
    """Yield a row for each line of a name and its values; groups of rows have a name of theirs."""
    at = start
    above: list[Piece] = []
    while at < end:
        cells: list[tuple[int, Cell]] = []
        group = table.groups.match(stream.text, at)
        if group is not None and stream.is_start(group.end()):
            cells.append((0, Cell(stream.cut(at, group.end()))))
            at = group.end()
        line_end = stream.line_end(at, end) if at < end else end
        line = stream.cut(at, line_end)
        at = line_end
        names = [*above, *(piece for piece in line if not _is_value(piece))]
        printed = [piece for piece in line if _is_value(piece)]
        above = names if table.wraps and not printed and at < end else []
        if not above:
            cells.append((1, Cell(tuple(names))))
            cells.extend(_values(columns.of("value"), printed))
            yield FormRow(tuple(cells))


def _running_amounts(
    stream: Stream, table: SmallTable, columns: Columns, start: int, end: int
) -> Iterator[FormRow]:
    """Yield a row for each name with the values behind it, wherever its lines break."""
    rows: list[tuple[list[Piece], list[Piece], list[Piece]]] = [([], [], [])]
    at = start
    while at < end:
        match = table.groups.match(stream.text, at, end)
        if match is not None and stream.is_start(match.end()):
            rows.append((list(stream.cut(at, match.end())), [], []))
            at = match.end()
            continue
        piece = stream.pieces[stream.index(at)]
        _, names, printed = rows[-1]
        if _is_value(piece):
            printed.append(piece)
        elif printed or (names and _parts_names(stream, piece)):
            rows.append(([], [piece], []))
        else:
            names.append(piece)
        at = stream.starts[stream.index(at) + 1]
    for group, names, printed in rows:
        cells = [(0, Cell(tuple(group)))] if group else []
        if group or names or printed:
            named = (1, Cell(tuple(names)))
            yield FormRow((*cells, named, *_values(columns.of("value"), printed)))


def _parts_names(stream: Stream, piece: Piece) -> bool:
    """Return whether a name begins here: a line that was full may end within one."""
    return piece.first and (piece.line not in stream.fed or bool(_TOTAL.fullmatch(piece.text)))


def _is_value(piece: Piece) -> bool:
    return piece.number or _VALUE.fullmatch(squeezed([piece])) is not None


def _purchases(columns: Columns, pieces: Sequence[Piece]) -> Iterator[FormRow]:
    """Yield a row for each line: what is bought, how many, for how much."""
    quantity, amount = columns.of("value")[0], columns.of("value")[-1]
    for line in lines_of(pieces):
        last = len(line) - 1 if len(line) > 1 and line[-1].number else len(line)
        cells = [(columns.of("name")[0], Cell(tuple(line[:1])))]
        if line[1:last]:
            cells.append((quantity, Cell(tuple(line[1:last]))))
        if line[last:]:
            cells.append((amount, Cell(tuple(line[last:]))))
        yield FormRow(tuple(cells))
