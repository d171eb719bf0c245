"""Stated causes: where they begin (主要原因), how far they go, which changes they explain."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex
from spacy.language import Language
from spacy.tokens import Doc

from extractor.narrative import draft
from extractor.narrative.draft import CHANGE_KINDS, PLANS, Cause, Meaning, Reading

# So many characters before a cue can say what it is the cause of.
_LONGEST_EFFECT = 40
_CUE = regex.compile(
    rf"(?P<of>[^，。；：\n]{{0,{_LONGEST_EFFECT}}}?)"
    r"(?:主要)?原因(?:如下|主要)?(?:(?:是|为|系|：|在于|因为|由于)+|(?=[一二]是))"
    r"|(?P<bare>主要(?:是(?:因为|由于|因)?|由于|因|系)(?!用于|包括|为了|负责|从事|承担))：?"
    # 由于年初预算数为0，无法计算百分比 says why there is no rate.
    rf"|(?P<because>(?<=[，。；]|年度|今年|本年)(?:原因(?:是|：)|(?:由于|因为)(?![^，。；]{{0,20}}，无法计算)))"
)
# What every cue holds: 主要 alone is in half of all sentences.
_STARTS = regex.compile(
    r"原因(?:如下|主要)?(?:是|为|系|：|在于|因为|由于|[一二]是)|主要(?:是|由于|因|系)|由于|因为"
)
_ABOUT_PRIOR = regex.compile(r"上年|去年|同期|20\d\d年|增加|减少|增长|下降|上升|降低|变动|变化")
# `发现的问题及原因：` heads a part of its own, it explains no number.
_HEADS = regex.compile(r"问题|偏差")
_STATES = regex.compile(r"(?<![增减少追加了][^，。；]{0,12})预算(?:数)?(?:为|是|\ue000)")
# What goes on with a number of its own behind a semicolon: 其中…, 公务接待费5万元，比上年减少….
_NEXT_ITEM = regex.compile(
    r"其中|(?:与|比|较)(?:上年|去年|20\d\d年|年初预算|预算)[^，。；]{0,12}[增减升降持无]"
    r"|(?![一二三四五六七八九]是|\d)[^，。；：\ue000-\ue005]{2,30}"
    r"(?:\ue000(?:（[^（）。；\ue000]{1,20}）)?"
    r"(?:[，（]?[^，。；]{0,8}?(?:与|比|较|同比|其中|占|完成|[增减下][加少长降])|，[^，。；]{0,6}原因)"
    r"|\ue000（[^，。；：）\ue000]{2,20}\ue000"
    r"|(?:预算|决算)数(?:与|比|较)(?:上年|去年|20\d\d年)"
    r"|(?:与|比|较)(?:年初预算|预算|上年|去年|20\d\d年)[^，。；]{0,6}(?:无增减|无变化|持平|一致))"
)
# What two mentions of a thing differ in, and whose 三公 it is: 某某局2024年度“三公”经费支出决算数.
_LOOSE = regex.compile(r"[“”的数]|支出|决算|预算|^.*(?=三公)")
# …厉行节约，与上年相比减少1.84万元，减少的主要原因是…, 公务用车购置费0万元，主要原因是…: what
# has a cause of its own.
_NEXT_CHANGE = regex.compile(
    r"，(?:(?:与|较|比)(?:上年|去年|20\d\d年)[^。；]{0,30}[\ue000\ue001]|"
    r"(?:(?![增减升降])[^，。；：\ue000-\ue005]){2,20}[费出]\ue000)[^。；]*?原因(?:是|为|：)"
)
# …维修减少，年末公务用车保有2辆: what there is at the end of a year is no cause.
_STOCK = regex.compile(r"，(?:年末|期末|截[至止]20\d\d年)[^，。；]{0,16}保有")
# The names of one report come again and again: so many are kept.
_KNOWN = 4096
_MOVES = regex.compile(r"[增减升降]")
_PRIOR_YEAR = regex.compile(r"上年|去年|同期|20\d\d年")
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
    if not draft.readings(doc) or not _STARTS.search(skeleton.text):
        return found
    for index, sentence in enumerate(draft.sentences(doc)):
        for cue in _cues(skeleton.text, sentence.start, sentence.end):
            if found and skeleton.back[cue.start()] < found[-1].end:
                continue
            if _HEADS.search(cue["of"] or ""):
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
    while word := _STARTS.search(text, start, end):
        cue = _CUE.search(text, max(start, word.start() - _LONGEST_EFFECT), end)
        if cue is None:
            return
        yield cue
        start = cue.end()


def _end(text: str, start: int, stop: int) -> int:
    """Return where the cause ends: at the sentence's end, or where a new item states its budget."""
    end = stop
    semicolon = text.find("；", start, stop)
    if semicolon >= 0 and (
        _STATES.search(text, semicolon, stop) or _NEXT_ITEM.match(text, semicolon + 1, stop)
    ):
        end = semicolon
    stock = _STOCK.search(text, start, end) if text.find("保有", start, end) > 0 else None
    if stock is not None:
        end = stock.start()
    change = _NEXT_CHANGE.search(text, start, end) if "原因" in text[start:end] else None
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
    named = _named(words, recent) if _MOVES.search(words) else ()
    if "预算" in words and not _ABOUT_PRIOR.search(words.partition("预算")[0]):
        subject = recent[-1][2].subject if recent else ""
        return _about_budget([item for item in recent if item[2].subject == subject])
    if named:
        return named
    if _PRIOR_YEAR.search(words):
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
    return _LOOSE.sub("", name)


def _changes(items: list[_Item], words: str) -> tuple[int, ...]:
    """Return the changes of the last thing that was said to change, as these words call them.

    Since last year, where they name it; and what moved alone, where they say that it did.
    """
    prior = _PRIOR_YEAR.search(words) is not None
    chosen = [
        (i, reading.pattern.kind, m.subject)
        for i, reading, m in items
        if reading.pattern.kind in CHANGE_KINDS
        and not (prior and m.base_measure in PLANS and m.base_period == m.period)
    ]
    if not chosen:
        return ()
    told = [(i, kind) for i, kind, subject in chosen if subject == chosen[-1][2]]
    moved = [i for i, kind in told if kind != "level"] if _MOVES.search(words) else []
    return tuple(moved or (i for i, _ in told))


def _about_budget(items: list[_Item]) -> tuple[int, ...]:
    """Return the last completion rate and 持平, or where none is printed the last outcome."""
    levels = [
        i for i, reading, m in items if reading.pattern.kind == "level" and m.base_measure in PLANS
    ]
    rates = [i for i, reading, _ in items if reading.pattern.kind == "completion_rate"]
    outcomes = [i for i, r, m in items if r.pattern.kind == "amount" and m.measure == "final"]
    return tuple(sorted({*rates[-1:], *levels[-1:]} or set(outcomes[-1:])))
