"""What the components of the narrative pipeline hand to each other, and where a Doc keeps it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, TypeVar, cast

from msgspec import Struct
from spacy.tokens import Doc

from extractor.frame import Frame
from extractor.model import Account, Direction, Measure
from extractor.narrative.accounts import AccountNames
from extractor.text import Folded
from rules.loaders.narrative import Pattern

# Offsets into one folded text, or into the document.
Place = tuple[int, int]
Family = Literal["amount", "rate", "count", "measurement", "bare", "calculation"]
# The kinds of patterns that compare with another year or plan.
CHANGE_KINDS = frozenset({"change", "change_rate", "level"})


class Stretch(Struct, frozen=True, gc=False):
    """Text that is read in one go: the paragraphs of one section, or one cell of a table."""

    folded: Folded
    section: str | None
    topic: str | None
    frame: Frame
    book: AccountNames
    # The year that a sentence means when it names none; None where it speaks of no year.
    year: int | None
    # What a money amount is when its words do not say.
    measure: Measure
    # Whether it says what ought to be: a goal that nothing shall happen is no statement that
    # nothing did.
    planned: bool = False
    # What it is about where no words say so: the heading, or the label of the cell.
    title: str = ""


class Quantity(Struct, frozen=True, gc=False):
    """One numeral with its unit; offsets are into the folded text."""

    start: int
    end: int
    family: Family
    value: Decimal
    unit: str | None
    approximate: bool


class Skeleton(Struct, frozen=True, gc=False):
    """The folded text with one sign for each quantity; ``back[i]`` is where sign i stood."""

    text: str
    back: tuple[int, ...]
    # Position in ``text`` of each quantity, in order.
    at: tuple[int, ...]


class Sentence(Struct, frozen=True, gc=False):
    """A sentence of the skeleton."""

    start: int
    end: int


class Reading(Struct, frozen=True, gc=False):
    """What a pattern makes of one quantity (or of words without one).

    ``cue`` is where the pattern begins in the skeleton, ``at`` where its quantity or statement
    stands; ``start`` and ``end`` are offsets into the folded text.
    """

    pattern: Pattern
    sentence: int
    cue: int
    at: int
    start: int
    end: int
    quantity: Quantity | None
    whole: str
    what: str
    # Which of the numbers it is that one verb lists (分别下降12%和8%), and of how many.
    turn: int = 0
    turns: int = 1


class Meaning(Struct, frozen=True, gc=False):
    """What a reading speaks of; ``own`` is the subject that its own clause names.

    ``aside`` says that it stands in a bracket, ``within`` that its sentence lists parts of the one
    before: 其中：….
    """

    subject: str
    own: str
    aside: bool
    account: Account | None
    fund: str | None
    measure: Measure | None
    period: str | None
    base_period: str | None
    base_measure: Measure | None
    direction: Direction | None
    within: bool


class Cause(Struct, frozen=True, gc=False):
    """A stated cause and the readings that it explains; offsets into the folded text."""

    start: int
    end: int
    explains: tuple[int, ...]


class Found(Struct, frozen=True, gc=False):
    """One reading with all that was made of it, before it has an id."""

    reading: Reading
    meaning: Meaning
    cause: Cause | None
    stretch: Stretch
    start: int
    end: int

    @property
    def kind(self) -> str:
        """The kind of fact it will be."""
        return self.reading.pattern.kind

    def follows(self, other: Found) -> bool:
        """Return whether both stand in one sentence."""
        return self.stretch is other.stretch and self.reading.sentence == other.reading.sentence


_T = TypeVar("_T")
ATTRIBUTES = (
    *("stretch", "quantities", "no_quantities", "skeleton"),
    *("sentences", "readings", "meanings", "causes"),
)
for _name in ATTRIBUTES:
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


def _key(name: str) -> tuple[str, str, None, None]:
    """Return where spaCy keeps ``doc._.name``; asked for that, it looks for getters first."""
    return "._.", name, None, None


def _data(doc: Doc) -> dict[object, object]:
    return cast(dict[object, object], doc.user_data)


def put(doc: Doc, name: str, value: object) -> None:
    """Leave something for the components that follow, as ``doc._.name``."""
    _data(doc)[_key(name)] = value


def get(doc: Doc, name: str, kind: type[_T]) -> _T:
    """Return what an earlier component left; raises TypeError where it did not run."""
    value = _data(doc).get(_key(name))
    if not isinstance(value, kind):
        raise TypeError(f"doc._.{name} is {type(value).__name__}, no {kind.__name__}")
    return value


def stretch(doc: Doc) -> Stretch:
    """Return the text that the Doc was made from, with what is known about it."""
    return get(doc, "stretch", Stretch)


def skeleton(doc: Doc) -> Skeleton:
    """Return the text with its quantities as signs."""
    return get(doc, "skeleton", Skeleton)


def quantities(doc: Doc) -> tuple[Quantity, ...]:
    """Return the quantities in text order."""
    return cast(tuple[Quantity, ...], get(doc, "quantities", tuple))


def no_quantities(doc: Doc) -> tuple[Place, ...]:
    """Return where numerals stand that are no quantities: years, list numbers, thresholds."""
    return cast(tuple[Place, ...], get(doc, "no_quantities", tuple))


def sentences(doc: Doc) -> tuple[Sentence, ...]:
    """Return the sentences in text order."""
    return cast(tuple[Sentence, ...], get(doc, "sentences", tuple))


def readings(doc: Doc) -> tuple[Reading, ...]:
    """Return the readings in text order."""
    return cast(tuple[Reading, ...], get(doc, "readings", tuple))


def meanings(doc: Doc) -> tuple[Meaning, ...]:
    """Return the meaning of each reading."""
    return cast(tuple[Meaning, ...], get(doc, "meanings", tuple))


def causes(doc: Doc) -> tuple[Cause, ...]:
    """Return the stated causes in text order."""
    return cast(tuple[Cause, ...], get(doc, "causes", tuple))
