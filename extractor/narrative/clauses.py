"""The words around a reading: its clause, the clauses before it, the thing behind its number."""

from __future__ import annotations

import re

import regex

from extractor.narrative.draft import Reading, Sentence, Skeleton
from rules.loaders.wording import load_wording

# The stdlib starts a match three times as fast as the regex package, and lets go of no lock.
_SIGN = "\ue000-\ue005"
_BOUNDARY = re.compile(rf"[，。；：！？\n{_SIGN}]")
_QUANTITY = re.compile(rf"[{_SIGN}]")
_CLAUSE = re.compile(r"[，；：。]")
_BRACKET = re.compile("（[^（）]*）")
_TOLD = frozenset({"amount", "count", "measurement"})
_QUOTED = re.compile("“([^“”]+)”")
_LONGEST_THING = 15
_SUBJECT, _PERIOD, _WORDS = load_wording().subject, load_wording().period, load_wording().clauses
Match = regex.Match[str]


def bare(words: str) -> str:
    """Return the words without list number, conjunction and date before, and cue words behind.

    A name that stands in quotation marks as a whole is the name: 1.“教育支出”16万元.
    """
    words = _SUBJECT.list_number.sub("", words)
    words = _SUBJECT.opening.sub("", words)
    words = _SUBJECT.closing.sub("", words).strip("、 ")
    quoted = _QUOTED.fullmatch(words)
    return quoted[1] if quoted else words


class Clauses:
    """Looks around in one stretch, where a sign stands for each quantity; it carries on nothing."""

    __slots__ = ("_sentences", "text")

    def __init__(self, skeleton: Skeleton, sentences: tuple[Sentence, ...]) -> None:
        self.text = skeleton.text
        self._sentences = sentences

    def start(self, sentence: int) -> int:
        """Return where the sentence begins."""
        return self._sentences[sentence].start

    def sentence(self, sentence: int) -> str:
        """Return the whole sentence."""
        piece = self._sentences[sentence]
        return self.text[piece.start : piece.end]

    def to_cue(self, reading: Reading) -> str:
        """Return the sentence up to where the pattern of the reading begins."""
        return self.text[self._sentences[reading.sentence].start : reading.cue]

    def to_number(self, reading: Reading) -> str:
        """Return the sentence up to the number (or the statement) of the reading."""
        return self.text[self._sentences[reading.sentence].start : reading.at]

    @staticmethod
    def numbers(words: str) -> int:
        """Return how many numbers stand in some words."""
        return len(_QUANTITY.findall(words))

    def since_last_number(self, reading: Reading) -> str:
        """Return the words of the sentence between the number before and this one."""
        return _QUANTITY.split(self.to_cue(reading))[-1]

    def own(self, reading: Reading) -> str:
        """Return the words of the clause up to where the pattern begins."""
        start, stop = self._sentences[reading.sentence].start, reading.cue
        for match in _BOUNDARY.finditer(self.text, start, reading.at):
            if match.end() <= stop:
                start = match.end()
        return self.text[start:stop]

    def titled(self, reading: Reading, own: str) -> str:
        """Return the name right before its own words and a colon: 公务接待费：支出5万元."""
        begin = reading.cue - len(own)
        if self.text[begin - 1 : begin] != "：":
            return ""
        before = self.text[self._sentences[reading.sentence].start : begin - 1]
        clause = _CLAUSE.split(before)[-1]
        return "" if _WORDS.announces.search(clause) else _words_alone(clause)

    def compares(self, sentence: int) -> bool:
        """Return whether the sentence begins with what it compares with: 与上年相比，…."""
        return _WORDS.compares.match(self.sentence(sentence)) is not None

    def lists_parts(self, sentence: int) -> bool:
        """Return whether the sentence lists parts of its subject.

        人员经费10万元，主要包括：基本工资。 lists names: it is still 人员经费 that it tells of.
        """
        _, *rest = _WORDS.parts.split(self.sentence(sentence))
        return bool(rest) and _QUANTITY.search(rest[-1]) is not None

    def goes_on(self, sentence: int) -> bool:
        """Return whether the sentence lists parts of the one before: 其中：…."""
        piece = self._sentences[sentence]
        return _WORDS.goes_on.match(self.text, piece.start, piece.end) is not None

    def is_compared_with(self, reading: Reading) -> bool:
        """Return whether something is held against it: 比预算15万元减少, 完成预算15万元的60%."""
        before = self.text[max(0, reading.cue - 2) : reading.cue]
        return _WORDS.held.search(before) is not None

    def is_left_behind(self, reading: Reading) -> bool:
        """Return whether it is the first of two: 由10万元降至8万元."""
        if _WORDS.onwards.match(self.text, reading.at + 1) is None:
            return False
        return _WORDS.left_from.search(self.to_number(reading)) is not None

    def goes_back(self, reading: Reading) -> bool:
        """Return whether it compares the whole again: …50万元，其中…；较上年增加20万元."""
        before, semicolon, after = self.to_cue(reading).rpartition("；")
        if not semicolon or _WORDS.compares.match(after) is None:
            return False
        _, *rest = _WORDS.parts.split(before)
        return bool(rest) and _QUANTITY.search(rest[-1]) is not None

    def opens_list(self, reading: Reading) -> bool:
        """Return whether parts are listed from this number on: 其中：燃料费20万元."""
        at = self.text.rfind("其中", self._sentences[reading.sentence].start, reading.cue)
        return at >= 0 and _QUANTITY.search(self.text, at, reading.cue) is None

    def compares_list(self, reading: Reading) -> bool:
        """Return whether it compares, behind parts that do not: 其中燃料费…，维修费…，比上年减少.

        Then it is the whole that it compares.
        """
        before, comma, after = self.to_cue(reading).rpartition("，")
        if not comma or _WORDS.compares.match(after) is None:
            return False
        _, *rest = _WORDS.parts.split(_BRACKET.sub("", before))
        end = self._sentences[reading.sentence].end
        if not rest or _WORDS.another_part.search(self.text, reading.at + 1, end):
            return False
        return _WORDS.compared_part.search(rest[-1]) is None

    def is_part(self, reading: Reading) -> bool:
        """Return whether parts are listed in the sentence before the number."""
        start = self._sentences[reading.sentence].start
        return _WORDS.parts.search(self.text, start, reading.cue) is not None

    def lists_plans(self, reading: Reading) -> bool:
        """Return whether the parts that its sentence lists are told with their plans."""
        *_, parts = _WORDS.parts.split(self.sentence(reading.sentence))
        return "预算" in parts and _WORDS.plan_beside.search(parts) is not None

    def in_brackets(self, reading: Reading) -> bool:
        """Return whether the number stands in a bracket that its sentence opened before."""
        before = self.to_cue(reading)
        return before.count("（") > before.count("）")

    def next_in_list(self, reading: Reading) -> bool:
        """Return whether only a comma or 和 stands between this number and the one before."""
        start = self._sentences[reading.sentence].start
        return _WORDS.next_in_list.search(self.text, start, reading.at) is not None

    def another_follows(self, reading: Reading) -> bool:
        """Return whether the next number is listed right behind this one."""
        return _WORDS.listed_next.match(self.text, reading.at + 1) is not None

    def goes_on_with(self, reading: Reading, words: re.Pattern[str]) -> bool:
        """Return whether these words stand right behind the number."""
        return words.match(self.text, reading.at + 1) is not None

    def before(self, reading: Reading) -> str:
        """Return the last clause before that states no quantity: 开展整体支出绩效自评，资金…"""
        text = self.to_cue(reading)
        for clause in reversed(_CLAUSE.split(text)[:-1]):
            if _WORDS.portion.match(clause):
                # 评价项目6个，占项目总数的50%，涉及金额20万元: of some, not of what all do.
                return ""
            named = _words_alone(clause)
            if named:
                return named
        goes_on = reading.sentence and _WORDS.goes_on.match(text)
        return self._end_of(reading.sentence - 1) if goes_on else ""

    def adjacent(self, reading: Reading) -> str:
        """Return the clause right before, where it states no quantity."""
        clauses = _CLAUSE.split(self.to_cue(reading))
        clause = clauses[-2] if len(clauses) > 1 else ""
        return "" if _WORDS.portion.match(clause) else _words_alone(clause)

    def _end_of(self, sentence: int) -> str:
        """Return the last clause of the sentence: 开展绩效自评。其中，项目6个，涉及资金…"""
        return _words_alone(_CLAUSE.split(self.sentence(sentence).rstrip("。；\n"))[-1])

    def base_amount(self, reading: Reading) -> Match | None:
        """Return the words before a number that only says what is compared with: 比上年110万元."""
        if reading.pattern.kind not in _TOLD:
            return None
        return _PERIOD.base_amount.search(self.to_number(reading))

    def compared(self, reading: Reading) -> str:
        """Return what the clause before compares: 收入支出总体与上年相比，增加…"""
        compared = _WORDS.compared.search(self.to_cue(reading))
        return bare(compared["what"]) if compared else ""

    def counted_before(self, reading: Reading) -> bool:
        """Return whether the words before are counted by the number before: 1个局、2个中心."""
        start = self._sentences[reading.sentence].start
        return _WORDS.counted.search(self.text, start, reading.cue) is not None

    def counted(self, reading: Reading) -> str:
        """Return the thing counted where it stands behind its number: 2名专业人才."""
        start = reading.at + 1
        end = min(start + _LONGEST_THING, self._sentences[reading.sentence].end)
        behind = self.text[start:end]
        stop = _BOUNDARY.search(behind)
        words = behind[: stop.start()] if stop else behind
        if _WORDS.moves.match(words) or words.startswith("的"):
            return ""
        whose = _WORDS.whose.match(words)
        if whose:
            return whose[0]
        words = _WORDS.limit.sub("", words).partition("/")[0]
        if stop and _QUANTITY.match(stop[0]):
            words = words.rstrip("和及与")
        return words.lstrip("的").partition("、" if "、" in words else "（")[0]


def _words_alone(clause: str) -> str:
    """Return the bare words of a clause; "" where it states a quantity."""
    return "" if _QUANTITY.search(clause) else bare(clause)
