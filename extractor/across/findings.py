"""A cause of failed checks between reports as a finding, in words, with all reports quoted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from extractor.across.causes import marks_of
from extractor.across.side import Side
from extractor.findings.arithmetic import trimmed
from extractor.findings.causes import Cause
from extractor.findings.hints import Hints
from extractor.findings.wording import Wording
from extractor.model import Check, CrossEvidence, CrossFinding
from rules.loaders.messages import FIELDS, Message, Messages, load_messages
from rules.terms import SEVERITIES, Lang, Severity

# A sum of more units than this is not written out.
_MOST_TERMS = 8


def explain(
    causes: Iterable[Cause],
    severities: Mapping[str, Severity],
    reports_of: Mapping[str, Sequence[str]],
    opened: Callable[[str], Side],
    lang: Lang,
) -> Iterator[CrossFinding]:
    """Yield what a person should look at; ``reports_of`` a check, the tested one comes first."""
    messages = load_messages(lang)
    # Checks of the same reports follow each other, so that these are opened once.
    for cause in sorted(causes, key=lambda one: marks_of(one.check)):
        checks = (cause.check, *cause.consequences)
        reports = tuple(dict.fromkeys(one for check in checks for one in reports_of[check.id]))
        told = _Told(cause.check, [opened(report) for report in reports], messages)
        yield CrossFinding.trusted(
            {
                **{name: getattr(cause.check, name) for name in Check.model_fields},
                "severity": min((severities[check.id] for check in checks), key=SEVERITIES.index),
                "title": told.title,
                "explanation": told.explanation(cause),
                "evidence": tuple(told.quotes(cause.consequences)),
                "consequences": tuple(check.id for check in cause.consequences),
                "formula": None,
                "mend": None,
                "report": reports[0],
                "reports": reports,
            }
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

    def explanation(self, cause: Cause) -> str:
        """One sentence that a finance clerk understands."""
        words = self._messages.words
        sentence = self._message.sentence.format_map(dict.fromkeys(FIELDS, "") | self._fields())
        rounding = words["rounding"] if self._check.status == "rounding" else ""
        return f"{sentence}{rounding}{self._culprit(cause)}{words['sentence_end']}"

    def _culprit(self, cause: Cause) -> str:
        """Return which number is most likely wrong, where more than one check says so."""
        if not cause.consequences or cause.culprit is None or cause.value is None:
            return ""
        side, local = self._place(cause.culprit)
        value = self._wording(side).value(local, cause.value)
        return self._messages.words["culprit_of_reports"].format(
            name=self._name(cause.culprit), value=value
        )

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
            file=self._file(side),
            name=self._wording(side).name(local),
        )

    def _file(self, side: Side) -> str:
        """Return the file, where another report goes by the same unit, year and kind."""
        same = [other for other in self._sides.values() if _called(other) == _called(side)]
        if len(same) == 1:
            return ""
        return self._messages.words["of_file"].format(source=side.info.source)

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
        wording = self._wording(side)
        return wording.with_unit(trimmed(value), wording.unit(local))

    def quotes(self, consequences: Iterable[Check]) -> Iterator[CrossEvidence]:
        """Yield the places to look at, each with its report; those of the cause come first."""
        operands = (one for check in (self._check, *consequences) for one in check.operands)
        for ref in dict.fromkeys(operand.ref for operand in operands):
            side, local = self._place(ref)
            span, info = side.seen.span(local), side.info
            if span is not None:
                yield CrossEvidence(
                    ref=local,
                    span=span,
                    report=info.id,
                    source=info.source,
                    entity=info.entity,
                    fiscal_year=info.fiscal_year,
                    kind=info.kind,
                )


def _called(side: Side) -> tuple[str | None, int | None, str | None]:
    return side.info.entity, side.info.fiscal_year, side.info.kind
