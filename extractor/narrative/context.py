"""What a reading speaks of: subject, account, fund, measure, period and base of comparison."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from extractor.narrative import draft
from extractor.narrative.clauses import Clauses
from extractor.narrative.draft import CHANGE_KINDS, Meaning, Reading
from extractor.narrative.heads import Heads
from extractor.narrative.periods import Periods
from rules.loaders.wording import load_wording

_OPENS_LIST = re.compile(r"支出(?:预算|决算)?(?:的)?主要内容")
_WORDING = load_wording()


@Language.component(
    "gouji_context",
    assigns=["doc._.meanings"],
    requires=["doc._.readings", "doc._.sentences", "doc._.skeleton"],
)
def read_context(doc: Doc) -> Doc:
    """Leave one meaning for each reading."""
    context = _Context(doc)
    draft.put(doc, "meanings", tuple(map(context.meaning, draft.readings(doc))))
    return doc


class _Context:
    """Walks the readings in text order, sentence by sentence."""

    def __init__(self, doc: Doc) -> None:
        stretch = draft.stretch(doc)
        self._clauses = Clauses(draft.skeleton(doc), draft.sentences(doc))
        self._heads = Heads(self._clauses, stretch)
        self._periods = Periods(self._clauses, stretch)
        self._reports_outcome = stretch.measure == "final"
        self._topic_fund = _WORDING.topic_funds.get((stretch.topic or "").partition(".")[0])
        # Whose money the accounts are that a sentence announces: 财政拨款支出主要内容如下.
        self._list_fund: str | None = None
        self._within = False
        self._next_sentence = 0

    def meaning(self, reading: Reading) -> Meaning:
        """Return the meaning of the next reading in text order."""
        while self._next_sentence <= reading.sentence:
            self._enter(self._next_sentence)
            self._next_sentence += 1
        kind = reading.pattern.kind
        base = self._clauses.base_amount(reading)
        own = self._heads.own(reading, base)
        about = self._heads.about(reading, own)
        subject, period = about.subject, self._periods.period(reading, base)
        measure = None
        if kind == "amount":
            measure = self._periods.measure(reading, subject, period)
        if self._reports_outcome and subject.endswith("预算"):
            subject = self._heads.without_plan(subject)
        base_period, base_measure = self._periods.base(reading, period)
        return Meaning(
            subject=f"{subject}占{reading.whole}" if kind == "share" else subject,
            own=own.subject,
            aside=own.aside,
            account=about.account,
            fund=self._fund(subject) or (self._list_fund if about.account else None),
            measure=measure,
            period=period,
            base_period=base_period,
            base_measure=base_measure,
            direction=reading.pattern.direction if kind in CHANGE_KINDS else None,
            within=self._within,
        )

    def _enter(self, sentence: int) -> None:
        """Read what the sentence sets for its own readings and those behind."""
        self._heads.enter(sentence)
        self._within = self._clauses.goes_on(sentence)
        if self._within:
            self._periods.go_on(sentence)
        text = self._clauses.sentence(sentence)
        if "主要内容" in text and _OPENS_LIST.search(text):
            self._list_fund = _worded_fund(text)

    def _fund(self, subject: str) -> str | None:
        return _worded_fund(subject) or self._topic_fund


def _worded_fund(words: str) -> str | None:
    return next((fund for fund, pattern in _WORDING.funds if pattern.search(words)), None)
