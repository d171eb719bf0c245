"""A failed check between reports as a finding: whose numbers, in words, with both quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.across.side import Side
from extractor.findings.hints import Hints
from extractor.findings.severity import severity_of
from extractor.findings.wording import Wording
from extractor.model import Check, CrossEvidence, CrossFinding
from extractor.numbers import places
from rules._messages import FIELDS, Message, Messages, load_messages

# A sum of more units than this is not written out.
_MOST_TERMS = 8


def explain(check: Check, sides: Sequence[Side], lang: str) -> Iterator[CrossFinding]:
    """Yield the finding, where the check is one that a person should look at."""
    if check.status not in ("fail", "rounding"):
        return
    told = _Told(check, sides, load_messages(lang))
    yield CrossFinding.trusted(
        **{name: getattr(check, name) for name in Check.model_fields},
        severity=severity_of(check, sides[0].seen, ()),
        title=told.title,
        explanation=told.explanation,
        evidence=tuple(told.quotes()),
        consequences=(),
        formula=None,
        mend=None,
        report=sides[0].info.id,
    )


class _Told:
    """One check in the words of one language."""

    def __init__(self, check: Check, sides: Sequence[Side], messages: Messages) -> None:
        self._check = check
        self._sides = {side.mark: side for side in sides}
        self._messages = messages
        self._message: Message = messages.of(check.rule)

    def _place(self, ref: str) -> tuple[Side, str]:
        mark, _, local = ref.partition(":")
        return self._sides[mark], local

    @property
    def title(self) -> str:
        """A few words on what is wrong."""
        title = self._message.title
        if self._check.status == "rounding":
            return self._messages.words["rounding_title"].format(title=title)
        return title

    @property
    def explanation(self) -> str:
        """One sentence that a finance clerk understands."""
        words = self._messages.words
        sentence = self._message.sentence.format_map(dict.fromkeys(FIELDS, "") | self._fields())
        rounding = words["rounding"] if self._check.status == "rounding" else ""
        return f"{sentence}{rounding}{words['sentence_end']}"

    def _fields(self) -> dict[str, str]:
        check = self._check
        refs = [operand.ref for operand in check.operands]
        first, rest = refs[0], refs[1:]
        return {
            "what": self._name(first),
            "actual": self._number(first),
            "other": self._name(rest[0]),
            "other_value": self._number(rest[0]),
            "current": self._both(rest[0]),
            "change": self._number(rest[-1]),
            "prior": self._both(rest[-1]),
            "expected": self._value(first, check.expected),
            "difference": self._value(first, (check.difference or "").lstrip("-")),
            "sum": self._sum(rest),
        }

    def _sum(self, refs: Sequence[str]) -> str:
        shown = " + ".join(map(self._number, refs[:_MOST_TERMS]))
        return f"{shown} + …" if len(refs) > _MOST_TERMS else shown

    def _wording(self, side: Side) -> Wording:
        return Wording(side.seen, self._messages, Hints(side.seen, {}, ()))

    def _name(self, ref: str) -> str:
        side, local = self._place(ref)
        return self._messages.words[f"of_{side.seen.kind}"].format(
            entity=side.info.entity or side.info.source,
            year=side.info.fiscal_year or "?",
            name=self._wording(side).name(local),
        )

    def _number(self, ref: str) -> str:
        side, local = self._place(ref)
        return self._wording(side).number(local)

    def _both(self, ref: str) -> str:
        return f"{self._name(ref)} {self._number(ref)}"

    def _value(self, ref: str, value: str | None) -> str:
        """Return a recomputed value in the unit of a number, without zeros that say nothing."""
        if not value:
            return ""
        side, local = self._place(ref)
        shown = Decimal(value)
        while places(str(shown)) > 2 and str(shown).endswith("0"):
            shown = Decimal(str(shown)[:-1])
        unit = self._wording(side).unit(local)
        gap = "" if unit in ("", "%") else self._messages.words["unit_gap"]
        return f"{shown:f}{gap}{unit}"

    def quotes(self) -> Iterator[CrossEvidence]:
        """Yield the places to look at, each with its report."""
        for operand in self._check.operands:
            side, local = self._place(operand.ref)
            span = side.seen.span(local)
            if span is not None:
                yield CrossEvidence(
                    ref=local, span=span, report=side.info.id, source=side.info.source
                )
