"""What a reading speaks of: subject, account, fund, measure, period and base of comparison.

A subject is the words before the number in its own clause; where they are only a cue
(支出决算为), the subject of the clause before goes on.
"""

from __future__ import annotations

import re

import regex
from msgspec import Struct
from msgspec.structs import replace
from spacy.language import Language
from spacy.tokens import Doc

from extractor.model import Account, Measure
from extractor.narrative import draft
from extractor.narrative.draft import Meaning, Reading, Sentence, Skeleton, Stretch
from rules.loaders.wording import load_wording

# The stdlib starts a match three times as fast as the regex package, and lets go of no lock.
_SIGN = "\ue000-\ue005"
_BOUNDARY = re.compile(rf"[，。；：！？\n{_SIGN}]")
_QUANTITY = re.compile(rf"[{_SIGN}]")
_CLAUSE = re.compile(r"[，；：。]")
_PORTION = re.compile("占")
_LISTED = re.compile(r"[、和及与]")
_TOTAL_WORD = re.compile(r"(?:总计|合计|支出|收入|经费|预算|决算)$")
_NEXT_IN_LIST = re.compile(rf"[{_SIGN}][、，和及与]+$")
_COUNTED = re.compile(rf"[{_SIGN}][^，。；：、{_SIGN}]+[、和及]$")
# A plan can be held against what was spent: 比2023年执行数增加.
_SPENT = re.compile(r"决算|执行")
_PLAN_SIDES = frozenset({"收入", "支出"})
# The longest names of the classifications have 30 characters; a longer subject is a whole clause.
_LONGEST_ACCOUNT = 30
_LONGEST_SUBJECT = 60
# What these are about is what the words before them are about.
_ABOUT_OTHERS = frozenset({"share", "completion_rate", "level", "change", "change_rate"})
# 年初预算数10.00万元，决算数9.00万元，预决算差异率-10.00%.
_DIFFERENCE = "change_rate.difference"
_CHANGE_KINDS = frozenset({"change", "change_rate", "level"})
# 由85家增加到92家: how it changes is no thing counted.
_MOVES = re.compile(r"[增减提升降]")
# 1家参公单位的机关运行经费; 1家行政单位和1家…
_WHOSE = re.compile(r"[^、]{2,14}单位(?=的)|机关(?=财政拨款的)")
# 420件以上: a limit, and no thing counted.
_LIMIT = re.compile(r"^(?:以[上下内]|左右|上下)")
_PARTS = re.compile(r"其中|包括|（含")
_GOES_ON = re.compile(r"[，\s]*(?:其中|包括)")
_OPENS_LIST = re.compile(r"支出(?:预算|决算)?(?:的)?主要内容")
_COMPARES = re.compile(r"[，\s]*(?:与|较|比|同比|同|和)")
_COMPARED = re.compile(
    rf"(?:^|[，；。：])(?P<what>[^，。；：{_SIGN}]{{2,40}}?)[与较比同](?:上年度?|去年|上一年度?|20\d\d年度?)"
    rf"[^，。；：{_SIGN}]{{0,8}}?相?比较?，$"
)
_WHOLE_SIDE = re.compile(r"20\d\d年度?支出")
_PATH_SIGN = re.compile(r"[类款项]）|-|[23]\d{4}|（[25]\d\d）")
# 财政拨款|支出决算20万元: the cue takes a word of the name along.
_CUT_SHORT = re.compile(r"(?:拨款|(?:拨款|预算)(?:基本|项目)|(?:公共|基金|经营)预算)$")
# 公务接待费支出预算5万元，支出决算4万元: both are the same thing's.
_PLANNED = re.compile(r"(?<=[费护置])(?:支出)?预算$|(?<=拨款支出)预算$")
_WORDING = load_wording()
_SUBJECT, _MEASURE, _PERIOD = _WORDING.subject, _WORDING.measure, _WORDING.period


class _Head(Struct, frozen=True, gc=False):
    """What the text is about at this point."""

    subject: str = ""
    account: Account | None = None
    # Said in brackets or in passing: what comes after goes on about something else.
    aside: bool = False


class _Said(Struct, frozen=True, gc=False):
    """The latest year, and the measure by its own words, of the amounts of one sentence."""

    sentence: int = -1
    year: int | None = None
    measure: Measure | None = None
    # Said by the sentence before: 其中 opens this one.
    goes_on: bool = False


@Language.component(
    "gouji_context",
    assigns=["doc._.meanings"],
    requires=["doc._.readings", "doc._.sentences", "doc._.skeleton"],
)
def read_context(doc: Doc) -> Doc:
    """Leave one meaning for each reading."""
    doc._.meanings = tuple(_Context(doc).meanings())
    return doc


class _Context:
    """Walks the readings in text order and carries on what a clause leaves out."""

    def __init__(self, doc: Doc) -> None:
        self.stretch: Stretch = draft.stretch(doc)
        self.skeleton: Skeleton = draft.skeleton(doc)
        self.sentences: tuple[Sentence, ...] = draft.sentences(doc)
        self.readings: tuple[Reading, ...] = draft.readings(doc)
        self.head = _Head()
        self._paired: list[str] = []
        self._changed = _Head()
        self._said = _Said()
        # What the sentence before began with: `…20万元，其中……。比上年减少` goes back to it.
        self._opening = _Head()
        self._aside = _Head(aside=True)
        self._within = False
        self._next_sentence = 0
        # Whose money the accounts are that a sentence announces: 财政拨款支出主要内容如下.
        self._list_fund: str | None = None

    def meanings(self) -> list[Meaning]:
        """Return the meaning of each reading."""
        return [self._meaning(reading) for reading in self.readings]

    def _meaning(self, reading: Reading) -> Meaning:
        self._enter(reading.sentence)
        kind = reading.pattern.kind
        own = self._own(reading)
        if own.subject and not own.aside and kind not in _ABOUT_OTHERS:
            self.head = own
            self._opening = self._opening if self._opening.subject else own
        if own.subject and kind == "change":
            self._changed = own
        elif kind not in _CHANGE_KINDS:
            self._changed = _Head()
        about = own if own.subject else self.head
        if not about.subject:
            about = _Head(self.stretch.title)
        if kind in _CHANGE_KINDS and not own.subject and self._changed.subject:
            about = self._changed
        subject = about.subject
        measure = self._measure(reading, subject) if kind == "amount" else None
        if (
            subject.endswith("预算")
            and self.stretch.measure == "final"
            and _PLANNED.search(subject)
        ):
            subject = _PLANNED.sub("", subject)
            self.head = replace(self.head, subject=_PLANNED.sub("", self.head.subject))
        period = self._period(reading)
        if measure == "initial_budget" and self._is_own_plan(period):
            measure = "budget"
        if kind == "amount":
            self._note(reading, period, measure)
        base_period, base_measure = self._base(reading, period)
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
            direction=reading.pattern.direction if kind in _CHANGE_KINDS else None,  # type: ignore[arg-type]  # the loader names directions
            within=self._within,
        )

    def _enter(self, sentence: int) -> None:
        """Read what each sentence up to this one sets as the thing to speak of."""
        while self._next_sentence <= sentence:
            piece = self.sentences[self._next_sentence]
            text = self.skeleton.text[piece.start : piece.end]
            before = self._opening if self._next_sentence and self._lists(-1) else _Head()
            self._next_sentence += 1
            self._opening, self._aside = _Head(), _Head(aside=True)
            head = self._named(text)
            if head is None and before.subject and _COMPARES.match(text):
                head = before
            if "主要内容" in text and _OPENS_LIST.search(text):
                self._list_fund = self._worded_fund(text)
            self._within = _GOES_ON.match(text) is not None
            if self._within and self._said.sentence == self._next_sentence - 2:
                self._said = replace(self._said, sentence=self._next_sentence - 1, goes_on=True)
            if head is not None:
                self.head = head

    def _lists(self, step: int) -> bool:
        """Return whether the sentence so many before the next one lists parts of its subject."""
        piece = self.sentences[self._next_sentence + step]
        return _PARTS.search(self.skeleton.text, piece.start, piece.end) is not None

    def _named(self, text: str) -> _Head | None:
        path = self._path(text)
        if path is not None:
            return path
        bare = _SUBJECT.list_number.sub("", text)
        item = _SUBJECT.item_head.match(bare)
        # 法律援助项目绩效自评综述： says what it is about without a number before it as well.
        if item is None or (bare == text and not item[0].endswith("：")):
            item = _SUBJECT.title_head.match(bare) if bare != text else None
        return _Head(item["head"].strip("“”")) if item else None

    def _path(self, text: str) -> _Head | None:
        """Return the account that a path in the text leads to: X（类）Y（款）Z（项）."""
        path = _SUBJECT.account_path.search(text) if _PATH_SIGN.search(text) else None
        if path is None:
            return None
        if path["dash"]:
            names = path["dash"].split("-")
        else:
            levels = (path["class"], path["part"], path["item"])
            names = [_SUBJECT.list_number.sub("", level or "").strip("“”") for level in levels]
            while not names[-1]:
                names.pop()
        if path["code"]:
            return _Head(names[-1], self.stretch.book.coded(path["code"], names[-1]))
        return _Head(names[-1], self.stretch.book.path(names))

    def _left(self, reading: Reading) -> str:
        """Return the words of the clause up to where the pattern begins."""
        text = self.skeleton.text
        start = self.sentences[reading.sentence].start
        stop = reading.cue
        for match in _BOUNDARY.finditer(text, start, reading.at):
            if match.end() <= stop:
                start = match.end()
        return text[start:stop]

    def _own(self, reading: Reading) -> _Head:
        """Return what the clause itself names; an empty subject where it names nothing."""
        if reading.pattern.kind == "nil":
            return _Head(self._denied(reading.what), aside=True)
        left = self._left(reading)
        words = _bare(left.rpartition("（")[2] if left.count("（") > left.count("）") else left)
        if self._in_brackets(reading):
            return self._aside_of(reading, words)
        each = self._each(reading, left)
        if each:
            return _Head(each, self.stretch.book.single(each))
        path = self._path(left)
        if path is not None:
            return path
        words = self._trimmed(reading, words)
        if not words and reading.pattern.kind in _CHANGE_KINDS:
            words = self._compared_before(reading)
        words += self._cut_short(words, reading.cue)
        if words in _PLAN_SIDES and reading.pattern.measure in {"budget", "initial_budget"}:
            return _Head(f"{words}预算")
        if words in _SUBJECT.generic:
            return self._other_side(words, left)
        name = words.removesuffix("类支出") if words.endswith("类支出") else words
        name = name.removesuffix("科目").strip("“”") if name.endswith("科目") else name
        scored = _SUBJECT.scored.match(name)
        if scored is not None:
            self._name(scored["name"].strip("“”"))
            return _Head(name, aside=True)
        account = self._account(name) if len(name) < _LONGEST_ACCOUNT else None
        return _Head(name, account, aside=_SUBJECT.average.search(name) is not None)

    def _account(self, name: str) -> Account | None:
        """Return the 类 of this name; in a section on 基本支出 a 款 of the 经济分类 as well."""
        book = self.stretch.book
        found = book.single(name)
        return found or (book.economic(name) if self.stretch.topic == "basic" else None)

    def _cut_short(self, words: str, cue: int) -> str:
        """Return the end of a name that the cue took along: 财政拨款|支出决算, 收、支总|决算."""
        if self.skeleton.text.startswith("支出", cue) and _CUT_SHORT.search(words):
            return "支出"
        return "决算" if words.endswith("支总") else ""

    def _denied(self, words: str) -> str:
        """Return what there is none of: 此项支出 is what the section is about."""
        title = _SUBJECT.heading_end.sub("", self.stretch.title)
        return title if title and _SUBJECT.this.fullmatch(words) else words

    def _other_side(self, words: str, left: str) -> _Head:
        """Return what 支出 alone speaks of: behind 本年收入 it is 本年支出, else nothing new.

        （二）2023年支出10万元 begins with it: that is no one's 支出 but the whole.
        """
        said = self.head.subject
        if _WHOLE_SIDE.fullmatch(_SUBJECT.list_number.sub("", left)):
            return _Head(words)
        if "支出" in words and "收入" in said and "支出" not in said:
            return _Head(said.replace("收入", "支出"))
        return _Head()

    def _name(self, name: str) -> None:
        """Go on with what a score is the score of, where its words name it: not 该 or 本."""
        if len(name) > 1 and name not in _SUBJECT.generic:
            self.head = _Head(name)

    def _aside_of(self, reading: Reading, words: str) -> _Head:
        """Return what a bracket speaks of: …10万元（其中：购置费0万元，与上年持平）."""
        if reading.pattern.kind in _CHANGE_KINDS:
            words = _SUBJECT.closing.sub("", _PERIOD.base.sub("", words))
        inner = words.removeprefix("含").removeprefix("其中")
        if inner:
            named = f"{self.head.subject}（{inner}）"
            self._aside = _Head(named, self.head.account, aside=True)
            return self._aside
        return self._aside if reading.pattern.kind in _CHANGE_KINDS else _Head(aside=True)

    def _in_brackets(self, reading: Reading) -> bool:
        """Return whether the number stands in a bracket that its sentence opened before."""
        before = self.skeleton.text[self.sentences[reading.sentence].start : reading.cue]
        return before.count("（") > before.count("）")

    def _each(self, reading: Reading, left: str) -> str:
        """Return the name that 分别 pairs with this number, or "" where nothing is paired."""
        named = _SUBJECT.each.search(left + self.skeleton.text[reading.cue : reading.at])
        if named:
            names = _LISTED.split(_bare(named["names"]))
            word = _TOTAL_WORD.search(names[-1])
            self._paired = [
                name if word is None or _TOTAL_WORD.search(name) else name + word.group()
                for name in names
            ]
        elif self._paired and self._goes_on(reading) and not _bare(left):
            self._paired = self._paired[1:]
        else:
            self._paired = []
        return self._paired[0] if self._paired else ""

    def _goes_on(self, reading: Reading) -> bool:
        """Return whether only a comma or 和 stands between this number and the one before."""
        start = self.sentences[reading.sentence].start
        return _NEXT_IN_LIST.search(self.skeleton.text, start, reading.at) is not None

    def _trimmed(self, reading: Reading, words: str) -> str:
        """Return the words without what only compares, says the purpose, or names the entity."""
        base = self._base_amount(reading)
        if base is not None:
            words = base["what"]
        if base is not None or reading.pattern.kind in _CHANGE_KINDS:
            words = _SUBJECT.closing.sub("", _PERIOD.base.sub("", words))
        words = _SUBJECT.purpose.sub("", _SUBJECT.up_to_year.sub("", words))
        entity = self.stretch.frame.entity
        if entity and words.startswith(entity) and len(words) > len(entity) + 1:
            words = words.removeprefix(entity)
        if words in _SUBJECT.funding:
            words = self._clause_before(reading) + words
        elif words in _SUBJECT.totals:
            words = self._clause_before(reading, adjacent=True) + words
        words = words[-_LONGEST_SUBJECT:]
        if words.count("“") != words.count("”"):
            words = words.strip("“”")
        if reading.pattern.kind in {"count", "measurement"} and len(words) < _LONGEST_ACCOUNT:
            behind = self._following(reading)
            words = behind if behind and self._counted_before(reading) else words + behind
        return words

    def _counted_before(self, reading: Reading) -> bool:
        """Return whether the words before are counted by the number before: 1个局、2个中心."""
        start = self.sentences[reading.sentence].start
        return _COUNTED.search(self.skeleton.text, start, reading.cue) is not None

    def _clause_before(self, reading: Reading, *, adjacent: bool = False) -> str:
        """Return the last clause before that states no quantity: 开展整体支出绩效自评，资金…"""
        text = self.skeleton.text[self.sentences[reading.sentence].start : reading.cue]
        clauses = _CLAUSE.split(text)[:-1]
        if adjacent:
            clauses = clauses[-1:]
        for clause in reversed(clauses):
            if _PORTION.match(clause):
                # 评价项目6个，占项目总数的50%，涉及金额20万元: of some, not of what all do.
                return ""
            named = "" if _QUANTITY.search(clause) else _bare(clause)
            if named:
                return named
        return "" if adjacent or not _GOES_ON.match(text) else self._end_of_last(reading.sentence)

    def _compared_before(self, reading: Reading) -> str:
        """Return what the clause before compares: 收入支出总体与上年相比，增加…"""
        text = self.skeleton.text[self.sentences[reading.sentence].start : reading.cue]
        compared = _COMPARED.search(text)
        return _bare(compared["what"]) if compared else ""

    def _end_of_last(self, sentence: int) -> str:
        """Return the last clause of the sentence before: 开展绩效自评。其中，项目6个，涉及资金…"""
        piece = self.sentences[max(sentence - 1, 0)]
        text = self.skeleton.text[piece.start : piece.end]
        clause = _CLAUSE.split(text.rstrip("。；\n"))[-1]
        return "" if _QUANTITY.search(clause) else _bare(clause)

    def _following(self, reading: Reading) -> str:
        """Return the thing counted where it stands behind its number: 2名专业人才."""
        text = self.skeleton.text
        end = min(reading.at + 16, self.sentences[reading.sentence].end)
        behind = text[reading.at + 1 : end]
        stop = _BOUNDARY.search(behind)
        words = behind[: stop.start()] if stop else behind
        if _MOVES.match(words) or words.startswith("的"):
            return ""
        whose = _WHOSE.match(words)
        if whose:
            return whose[0]
        words = _LIMIT.sub("", words)
        if stop and words and _QUANTITY.match(stop[0]):
            words = words.rstrip("和及与")
        return (
            words.lstrip("的").partition("（")[0] if "、" not in words else words.partition("、")[0]
        )

    def _note(self, reading: Reading, period: str | None, measure: Measure | None) -> None:
        """Keep what this amount says of its year and measure for those that are told with it."""
        said = self._said if self._said.sentence == reading.sentence else _Said(reading.sentence)
        year = max(filter(None, (said.year, int(period) if period else None)), default=None)
        self._said = replace(said, year=year, measure=measure)

    def _measure(self, reading: Reading, subject: str) -> Measure:
        if reading.pattern.measure is None:
            if self._is_part(reading) and self._said.measure is not None:
                return self._said.measure
            if _MEASURE.plan.search(subject) and self.stretch.measure != "other":
                return "budget"
            if _MEASURE.evaluated.search(subject) and self.stretch.measure == "other":
                return "final"
            return self.stretch.measure if not _MEASURE.contract.search(subject) else "other"
        return reading.pattern.measure  # type: ignore[return-value]  # the loader names measures

    def _is_own_plan(self, period: str | None) -> bool:
        """Return whether this is the plan that the report itself makes: it has no later one."""
        return self.stretch.measure == "budget" and period == str(self.stretch.year)

    def _is_part(self, reading: Reading) -> bool:
        """Return whether it is told as a part of an amount before it in its sentence."""
        if self._said.sentence != reading.sentence:
            return False
        start = self.sentences[reading.sentence].start
        return _PARTS.search(self.skeleton.text, start, reading.cue) is not None

    def _fund(self, subject: str) -> str | None:
        topic = (self.stretch.topic or "").partition(".")[0]
        return self._worded_fund(subject) or _WORDING.topic_funds.get(topic)

    def _worded_fund(self, words: str) -> str | None:
        return next((fund for fund, pattern in _WORDING.funds if pattern.search(words)), None)

    def _period(self, reading: Reading) -> str | None:
        """Return the year that the sentence names before the number, else the stretch's."""
        piece = self.sentences[reading.sentence]
        before = self.skeleton.text[piece.start : reading.at]
        if _PERIOD.cumulative.search(before):
            return None
        if self.stretch.year and _PERIOD.to_current.search(before):
            return str(self.stretch.year)
        denied = reading.pattern.kind == "nil" and _PERIOD.denied_prior.search(before)
        if (denied or _PERIOD.from_prior.search(before)) and self.stretch.year:
            return str(self.stretch.year - 1)
        base = self._base_amount(reading)
        if base is not None and (base["year"] or self.stretch.year):
            return base["year"] or str((self.stretch.year or 0) - 1)
        if reading.pattern.kind in _CHANGE_KINDS:
            year = self._said.year if self._said.sentence >= reading.sentence - 1 else None
            year = year or self.stretch.year
            return str(year) if year else None
        named = _PERIOD.year.findall(_PERIOD.base_year.sub("", before)) if "20" in before else []
        if named:
            return str(named[-1])
        said = self._said if self._said.goes_on else None
        year = said.year if said and said.sentence == reading.sentence else self.stretch.year
        return str(year) if year else None

    def _base_amount(self, reading: Reading) -> regex.Match[str] | None:
        """Return the words before an amount that only says what is compared with: 比上年110万元."""
        if reading.pattern.kind != "amount":
            return None
        start = self.sentences[reading.sentence].start
        return _PERIOD.base_amount.search(self.skeleton.text[start : reading.at])

    def _base(self, reading: Reading, period: str | None) -> tuple[str | None, Measure | None]:
        """Return the year and the measure that a change is compared with."""
        if reading.pattern.kind not in _CHANGE_KINDS:
            return None, None
        if reading.pattern.id.startswith(_DIFFERENCE):
            return period, self._plan_told(reading)
        piece = self.sentences[reading.sentence]
        end = reading.at if reading.quantity else self._statement_end(reading)
        found = list(_PERIOD.compares.finditer(self.skeleton.text, piece.start, end))
        if not found and reading.sentence:
            found = list(
                _PERIOD.compares.finditer(
                    self.skeleton.text, self.sentences[reading.sentence - 1].start, piece.start
                )
            )
        plan: Measure = "budget" if self.stretch.measure == "budget" else "final"
        for match in reversed(found):
            if match["initial"] or match["plan"] == "年初预算":
                return period, "initial_budget"
            if match["plan"]:
                return period, "budget"
            what = match["what"] or ""
            told: Measure = "final" if _SPENT.search(what) else plan
            prior = str(int(period) - 1) if period else None
            planned = "预算" in what and not _SPENT.search(what)
            if match["year"]:
                return match["year"], "budget" if planned else told
            if match["prior"] or match["same"] or match["from"]:
                return prior, "budget" if planned else told
            if planned:
                return period, "budget"
        return None, None

    def _plan_told(self, reading: Reading) -> Measure:
        """Return which plan a rate of difference is against: the one that its sentence states."""
        start = self.sentences[reading.sentence].start
        return "initial_budget" if "年初" in self.skeleton.text[start : reading.at] else "budget"

    def _statement_end(self, reading: Reading) -> int:
        return reading.at + (reading.end - reading.start)


def _bare(words: str) -> str:
    """Return the words without list number, conjunction and date before, and cue words behind."""
    words = _SUBJECT.list_number.sub("", words)
    words = _SUBJECT.opening.sub("", words)
    return _SUBJECT.closing.sub("", words).strip("、 ")
