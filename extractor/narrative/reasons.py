"""Stated causes: where they begin (主要原因), how far they go, which changes they explain."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex
from spacy.language import Language
from spacy.tokens import Doc

from extractor.narrative import draft
from extractor.narrative.draft import CHANGE_KINDS, Cause, Meaning, Reading
from rules.loaders.wording import load_wording
from rules.terms import PLANS

_WORDS = load_wording().causes
# The names of one report come again and again: so many are kept.
_KNOWN = 4096
# Each item of 三公 takes up to four sentences.
_RECENT = 4
# What a sentence tells for itself: a cause behind it is of no sentence before.
_OF_ITS_OWN = frozenset({"completion_rate", "amount"})
_Item = tuple[int, Reading, Meaning]


@Language.component(
    "gouji_reasons",
    assigns=["doc._.causes"],
    requires=["doc._.readings", "doc._.meanings", "doc._.sentences"],
)
def find_reasons(doc: Doc) -> Doc:
    """Leave the causes that explain at least one reading."""
    draft.put(doc, "causes", tuple(cause for cause in _causes(doc) if cause.explains))
    return doc


def _causes(doc: Doc) -> list[Cause]:
    skeleton = draft.skeleton(doc)
    found: list[Cause] = []
    told: set[int] = set()
    if not draft.readings(doc) or not _WORDS.starts.search(skeleton.text):
        return found
    for index, sentence in enumerate(draft.sentences(doc)):
        for cue in _cues(skeleton.text, sentence.start, sentence.end):
            if found and skeleton.back[cue.start()] < found[-1].end:
                continue
            if _WORDS.heads.search(cue["of"] or ""):
                continue
            end = _end(skeleton.text, cue.end(), sentence.end)
            if end <= cue.end():
                continue
            explains = tuple(i for i in _explained(doc, index, cue) if i not in told)
            told.update(explains)
            found.append(Cause(skeleton.back[cue.end()], skeleton.back[end], explains))
    return found


def _cues(text: str, start: int, end: int) -> Iterator[regex.Match[str]]:
    """Yield where causes begin; looked for only around a word that can begin one."""
    while word := _WORDS.starts.search(text, start, end):
        cue = _WORDS.cue.search(text, max(start, word.start() - _WORDS.reach), end)
        if cue is None:
            return
        yield cue
        start = cue.end()


def _end(text: str, start: int, stop: int) -> int:
    """Return where the cause ends: at the sentence's end, or where a new item states its budget."""
    end = stop
    semicolon = text.find("；", start, stop)
    if semicolon >= 0 and (
        _WORDS.states.search(text, semicolon, stop)
        or _WORDS.next_item.match(text, semicolon + 1, stop)
    ):
        end = semicolon
    stock = _WORDS.stock.search(text, start, end) if text.find("保有", start, end) > 0 else None
    if stock is not None:
        end = stock.start()
    change = _WORDS.next_change.search(text, start, end) if "原因" in text[start:end] else None
    if change is not None:
        end = change.start()
    while end > start and text[end - 1] in "。；！？，：\n":
        end -= 1
    return end


def _explained(doc: Doc, sentence: int, cue: regex.Match[str]) -> tuple[int, ...]:
    """Return the readings that the cause is about, by the words in front of its cue."""
    every = list(
        zip(range(len(draft.readings(doc))), draft.readings(doc), draft.meanings(doc), strict=True)
    )
    before = [item for item in every if item[1].at < cue.end()]
    words = cue["of"] or ""
    here = [item for item in before if item[1].sentence == sentence]
    last = [item for item in before if item[1].sentence == sentence - 1]
    recent = [item for item in before if sentence - _RECENT <= item[1].sentence]
    named = _named(words, recent) if _WORDS.moves.search(words) else ()
    if "预算" in words and not _WORDS.about_prior.search(words.partition("预算")[0]):
        subject = recent[-1][2].subject if recent else ""
        return _about_budget([item for item in recent if item[2].subject == subject])
    if named:
        return named
    if _WORDS.prior_year.search(words):
        return _changes(recent, words)
    changes = _changes(here, words)
    if not changes and not any(item[1].pattern.kind in _OF_ITS_OWN for item in here):
        changes = _changes(last, words)
    if changes or cue["bare"]:
        return changes
    return _about_budget(here) or _about_budget(last)


def _named(words: str, items: list[_Item]) -> tuple[int, ...]:
    """Return the changes of what the words name: “三公”经费支出决算减少的.

    Between the total and this cause the changes of its parts may have been told.
    """
    name = _loose(words)
    keys = [_loose(meaning.subject) for _, _, meaning in items]
    named = max((key for key in keys if len(key) > 1), key=name.rfind, default="")
    if named not in name:
        return ()
    return _changes([item for item, key in zip(items, keys, strict=True) if key == named], words)


@lru_cache(maxsize=_KNOWN)
def _loose(name: str) -> str:
    return _WORDS.loose.sub("", name)


def _changes(items: list[_Item], words: str) -> tuple[int, ...]:
    """Return the changes of the last thing that was said to change, as these words call them.

    Since last year, where they name it; and what moved alone, where they say that it did.
    """
    prior = _WORDS.prior_year.search(words) is not None
    chosen = [
        (i, reading.pattern.kind, m.subject)
        for i, reading, m in items
        if reading.pattern.kind in CHANGE_KINDS
        and not (prior and m.base_measure in PLANS and m.base_period == m.period)
    ]
    if not chosen:
        return ()
    told = [(i, kind) for i, kind, subject in chosen if subject == chosen[-1][2]]
    moved = [i for i, kind in told if kind != "level"] if _WORDS.moves.search(words) else []
    return tuple(moved or (i for i, _ in told))


def _about_budget(items: list[_Item]) -> tuple[int, ...]:
    """Return the last completion rate and 持平, or where none is printed the last outcome."""
    levels = [
        i for i, reading, m in items if reading.pattern.kind == "level" and m.base_measure in PLANS
    ]
    rates = [i for i, reading, _ in items if reading.pattern.kind == "completion_rate"]
    outcomes = [i for i, r, m in items if r.pattern.kind == "amount" and m.measure == "final"]
    return tuple(sorted({*rates[-1:], *levels[-1:]} or set(outcomes[-1:])))
