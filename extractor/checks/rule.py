"""@check: a generator of comparisons that quotes its norm; what it yields becomes a Check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from msgspec import Struct

from extractor.checks.verdict import Verdict
from extractor.evidence import Evidence
from extractor.model import Check, CheckClass, Span
from rules.loaders.checks import load_checks
from rules.loaders.messages import load_messages
from rules.terms import Lang


class Made(Struct, frozen=True, gc=False):
    """One comparison before it has a number: rule, what it compared, and how that came out.

    ``meaning`` names the operands by what they are; decisions of people hang on its hash.
    """

    rule: str
    meaning: str
    message: str
    verdict: Verdict
    quotes: tuple[Span, ...] = ()


def made(rule: str, meaning: str, verdict: Verdict, quotes: Iterable[Span] = ()) -> Made:
    """Return a comparison of one of the checks that rules/checks.toml names."""
    return Made(rule, meaning, load_checks()[rule].why, verdict, tuple(quotes))


Run = Callable[[Evidence], Iterator[Made]]


@dataclass(frozen=True, slots=True)
class CheckRule:
    """A check function with the class of the output contract that its comparisons belong to."""

    check_class: CheckClass
    norm: str
    run: Run


def check(check_class: CheckClass) -> Callable[[Run], CheckRule]:
    """Mark a generator as the check of a class; its docstring must quote the norm."""

    def mark(run: Run) -> CheckRule:
        norm = (run.__doc__ or "").strip()
        if not norm:
            raise TypeError(f"{run.__name__} quotes no norm")
        return CheckRule(check_class, norm, run)

    return mark


class Numbering:
    """Turns comparisons into checks as they leave the house: numbered, each with its own key."""

    def __init__(self, lang: Lang) -> None:
        self._norm = _norms_in(lang)
        self._taken = 0
        self._keys: Counter[str] = Counter()

    def check(self, one: Made, check_class: CheckClass) -> Check:
        """Return the next comparison as a check."""
        self._taken += 1
        verdict = one.verdict
        return Check.trusted(
            {
                "id": f"K{self._taken}",
                "key": self._own_key(one, check_class),
                "rule": one.rule,
                "check_class": check_class,
                "status": verdict.status,
                "message": self._norm(one),
                "expression": verdict.expression,
                "expected": verdict.expected,
                "actual": verdict.actual,
                "difference": verdict.difference,
                "tolerance": verdict.tolerance,
                "operands": verdict.operands,
                "quotes": one.quotes,
            }
        )

    def _own_key(self, one: Made, check_class: CheckClass) -> str:
        """Return the hash that stays the same when the report is read again, or printed anew.

        The same sentence in two sections means the same: the second is told by its number.
        """
        text = f"{one.rule}|{check_class}|{one.meaning}"
        key = blake2b(text.encode(), digest_size=8).hexdigest()
        self._keys[key] += 1
        return key if self._keys[key] == 1 else f"{key}-{self._keys[key]}"


def _norms_in(lang: Lang) -> Callable[[Made], str]:
    """Return what says, in a language, what a comparison tests; the rules say it in Chinese."""
    if lang == "zh":
        return lambda one: one.message
    messages = load_messages(lang)
    return lambda one: messages.of(one.rule).norm
