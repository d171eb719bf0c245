"""What the text is about at each point: the subject of a clause, and its account.

A subject is the words before the number in its own clause; where they are only a cue
(支出决算为), the subject of the clause before goes on.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from extractor.model import Account
from extractor.narrative.clauses import Clauses, Match, bare
from extractor.narrative.draft import CHANGE_KINDS, Reading, Stretch
from extractor.narrative.pairs import names_of
from extractor.narrative.spending import PartsOfAccounts, PartsOfProjects
from rules.loaders.wording import load_wording
from rules.terms import PLANS

_COUNTS = frozenset({"count", "measurement"})
# The longest names of the classifications have 30 characters; a longer subject is a whole clause.
_LONGEST_ACCOUNT = 30
_LONGEST_SUBJECT = 60
# What these are about is what the words before them are about.
_ABOUT_OTHERS = CHANGE_KINDS | {"share", "completion_rate"}
# A list has so many parts.
_FEWEST_PARTS = 2
_SUBJECT, _PERIOD, _WORDS = load_wording().subject, load_wording().period, load_wording().heads


class Head(Struct, frozen=True, gc=False):
    """What the text is about at one point; an empty subject where the words name nothing."""

    subject: str = ""
    account: Account | None = None
    # Said in brackets or in passing: what comes after goes on about something else.
    aside: bool = False


_IN_PASSING = Head(aside=True)


class Heads:
    """Walks the readings in text order and carries on what a clause leaves out."""

    def __init__(self, clauses: Clauses, stretch: Stretch) -> None:
        self._clauses = clauses
        self._stretch = stretch
        self._head = Head()
        # The sentence that the head was told in.
        self._told = -1
        self._title = Head(stretch.title)
        # Whether its sentence began with what it speaks of.
        self._announces = False
        # What the sentence before began with: `…20万元，其中……。比上年减少` goes back to it.
        self._opening: Head | None = None
        # Whose parts the sentence lists: …80万元，其中：燃料费20万元，维修费60万元.
        self._listed_of, self._listed = Head(), 0
        self._parts = PartsOfAccounts()
        self._projects = PartsOfProjects()
        # What the bracket that is open is about.
        self._aside = _IN_PASSING
        # What the changes told last are about, while only changes follow.
        self._changed = Head()
        # The names that 分别 pairs with numbers, from the latest on.
        self._paired: list[str] = []

    def enter(self, sentence: int) -> None:
        """Read what the sentence sets as the thing to speak of."""
        text = self._clauses.sentence(sentence)
        head = self._announced(text)
        self._announces = head is not None
        if head is None and self._opening is not None and self._clauses.compares(sentence):
            head = self._opening if self._clauses.lists_parts(sentence - 1) else None
        goes_on = self._clauses.goes_on(sentence)
        # 其中：… tells of parts: the whole is still what the sentence before began with.
        self._opening, self._aside = self._opening if goes_on else None, _IN_PASSING
        self._parts.enter(goes_on)
        if head is not None:
            self._head = head

    def _announced(self, text: str) -> Head | None:
        path = self._path(text)
        if path is not None:
            return path
        words = _SUBJECT.list_number.sub("", text)
        item = _SUBJECT.item_head.match(words)
        # 法律援助项目绩效自评综述： says what it is about without a number before it as well.
        if item is None or (words == text and not item[0].endswith("：")):
            item = _SUBJECT.title_head.match(words) if words != text else None
        return Head(item["head"].strip("“”")) if item else None

    def about(self, reading: Reading, own: Head) -> Head:
        """Return what the reading is about, whose own clause names this, and go on from there."""
        about = self._carried_on(reading, own)
        if reading.pattern.kind == "amount" and not own.aside:
            self._parts.tell(about.account)
            if about.account is None:
                self._projects.tell(about.subject, reading.at)
        return about

    def _carried_on(self, reading: Reading, own: Head) -> Head:
        kind = reading.pattern.kind
        alone = not own.subject and kind == "amount"
        if alone and self._changed.subject and self._clauses.compares(reading.sentence):
            # 收支总体比上年减少5万元。与年初预算相比，年初预算数60万元，决算数55万元.
            self._head = self._changed
        if own.subject and not own.aside and kind not in _ABOUT_OTHERS:
            if self._clauses.opens_list(reading):
                whole = self._head if self._told == reading.sentence else Head()
                self._listed_of, self._listed = whole, 0
            self._listed += 1
            self._head, self._told = own, reading.sentence
        if self._opening is None and kind not in _ABOUT_OTHERS and not own.aside:
            self._opening = self._head
        if own.subject and kind in CHANGE_KINDS:
            # What a bracket tells of is not what goes on behind it.
            self._changed = Head() if own.aside else own
        elif kind not in CHANGE_KINDS:
            self._changed = Head()
        if own.subject:
            return own
        if self._opening is not None and self._clauses.goes_back(reading):
            self._head = self._opening
        elif self._ends_a_list(reading):
            self._head, self._listed = self._listed_of, 0
        elif kind in CHANGE_KINDS and self._changed.subject:
            return self._changed
        return self._head if self._head.subject else self._title

    def _ends_a_list(self, reading: Reading) -> bool:
        """Return whether it compares the whole whose parts, two at least, were listed before."""
        listed = self._listed >= _FEWEST_PARTS and self._listed_of.subject
        return bool(listed) and self._clauses.compares_list(reading)

    def without_plan(self, subject: str) -> str:
        """Return the subject without a plan that its name ends with, and go on without it."""
        if not _WORDS.planned.search(subject):
            return subject
        self._head = replace(self._head, subject=_WORDS.planned.sub("", self._head.subject))
        return _WORDS.planned.sub("", subject)

    def own(self, reading: Reading, base: Match | None) -> Head:
        """Return what the clause itself names; an empty subject where it names nothing.

        ``base`` is what ``Clauses.base_amount`` finds before it.
        """
        if reading.pattern.kind == "nil":
            return Head(self._denied(reading.what), aside=True)
        left = self._clauses.own(reading)
        words = bare(left.rpartition("（")[2] if left.count("（") > left.count("）") else left)
        if self._clauses.in_brackets(reading):
            return self._in_brackets(reading, words)
        self._aside = _IN_PASSING
        each = self._each(reading, left)
        if each:
            return Head(each, self._stretch.book.single(each))
        path = self._path(left)
        if path is not None:
            return path
        words = self._trimmed(reading, words, base)
        if not words and reading.pattern.kind in CHANGE_KINDS:
            words = self._clauses.compared(reading)
        return self._worded(reading, left, words + self._cut_short(words, reading.cue))

    def _worded(self, reading: Reading, left: str, words: str) -> Head:
        """Return what these words name, which are what is left of its own clause."""
        if words in _WORDS.planned_sides and reading.pattern.measure in PLANS:
            return Head(f"{words}预算")
        if self._is_of_account(reading, words):
            return Head(f"{self._head.subject}（{words}）", aside=True)
        if not self._announces and (not words or words in _SUBJECT.generic):
            titled = self._clauses.titled(reading, left)
            if titled:
                return self._path(titled) or self._named(titled)
        if words in _SUBJECT.generic:
            return self._other_side(words, left)
        if words == _WORDS.staff and self._clauses.goes_on_with(reading, _WORDS.without_aid):
            return Head(_WORDS.staff_alone)
        named = self._named(self._with_whose(words) if reading.sentence == self._told else words)
        if self._projects.hold(named.account, self._clauses.text, reading.cue):
            return Head(f"项目支出（{named.subject}）", aside=named.aside)
        return named

    def _with_whose(self, words: str) -> str:
        """Return one side with whose it is, as its sentence says of the other.

        财政拨款本年收入10万元，本年支出8万元: 财政拨款本年支出.
        """
        said, other = self._head.subject, words.replace("支出", "收入", 1)
        if other == words or len(said) <= len(words) or not said.endswith(other):
            return words
        return said.removesuffix(other) + words

    def _is_of_account(self, reading: Reading, name: str) -> bool:
        """Return whether an amount is what the account before it spends in this way."""
        if name not in _SUBJECT.parts or reading.pattern.kind != "amount":
            return False
        return self._parts.go_on(self._clauses.since_last_number(reading))

    def _named(self, words: str) -> Head:
        """Return what these words name, with the account of that name."""
        name = words.removesuffix("类支出") if words.endswith("类支出") else words
        name = name.removesuffix("科目").strip("“”") if name.endswith("科目") else name
        scored = _SUBJECT.scored.match(name)
        if scored is not None:
            self._score(scored["name"].strip("“”"))
            return Head(name, aside=True)
        account = self._account(name) if len(name) < _LONGEST_ACCOUNT else None
        return Head(name, account, aside=_SUBJECT.average.search(name) is not None)

    def _score(self, name: str) -> None:
        """Go on with what a score is the score of, where its words name it: not 该 or 本."""
        if len(name) > 1 and name not in _SUBJECT.generic:
            self._head = Head(name)

    def _account(self, name: str) -> Account | None:
        """Return the 类 of this name; in a section on 基本支出 a 款 of the 经济分类 as well."""
        book = self._stretch.book
        if self._stretch.frame.kind == "budget":
            # 工资福利支出预算90万元: the plan of the account.
            name = name.removesuffix("预算")
        found = book.single(name)
        return found or (book.economic(name) if self._stretch.topic == "basic" else None)

    def _path(self, text: str) -> Head | None:
        """Return the account that a path in the text leads to: X（类）Y（款）Z（项）."""
        path = _SUBJECT.account_path.search(text) if _WORDS.path_sign.search(text) else None
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
            return Head(names[-1], self._stretch.book.coded(path["code"], names[-1]))
        return Head(names[-1], self._stretch.book.path(names))

    def _cut_short(self, words: str, cue: int) -> str:
        """Return the end of a name that the cue took along: 财政拨款|支出决算, 收、支总|决算."""
        if self._clauses.text.startswith("支出", cue) and _WORDS.cut_short.search(words):
            return "支出"
        if self._clauses.text.startswith("预算", cue) and _WORDS.fund_cut_short.search(words):
            return "预算"
        return "决算" if words.endswith("支总") else ""

    def _denied(self, words: str) -> str:
        """Return what there is none of: 此项支出 is what the section is about."""
        title = _SUBJECT.heading_end.sub("", self._stretch.title)
        return title if title and _SUBJECT.this.fullmatch(words) else words

    def _other_side(self, words: str, left: str) -> Head:
        """Return what 支出 alone speaks of: behind 本年收入 it is 本年支出, else nothing new.

        （二）2023年支出10万元, 本单位支出为10万元: that is no one's 支出 but the whole.
        """
        said = self._head.subject
        if _WORDS.whole_side.fullmatch(_SUBJECT.list_number.sub("", left)):
            return Head(words)
        if _WORDS.carried.search(said):
            # 基金收入50万元；年初结转10万元；支出55万元: the other side of what it began with.
            said = self._opening.subject if self._opening is not None else ""
            if "收入" not in said:
                return Head(words)
        # 收入总计…，支出总计…。收入增加5万元。支出增加6万元: of what was compared last.
        for one in (self._changed.subject, said):
            if "支出" in words and "收入" in one and "支出" not in one:
                return Head(one.replace("收入", "支出"))
        return Head()

    def _in_brackets(self, reading: Reading, words: str) -> Head:
        """Return what a bracket speaks of: …10万元（其中：购置费0万元，与上年持平）."""
        about_others = reading.pattern.kind in _ABOUT_OTHERS
        inner = _uncompared(words) if reading.pattern.kind in CHANGE_KINDS else words
        inner = inner.removeprefix("含").removeprefix("其中")
        if inner:
            named = f"{self._head.subject}（{inner}）"
            # Part of the account is not the account.
            self._aside = Head(named, aside=True)
            return self._aside
        return self._aside if about_others else _IN_PASSING

    def _each(self, reading: Reading, left: str) -> str:
        """Return the name that 分别 pairs with this number, or "" where nothing is paired."""
        named = _SUBJECT.each.search(left + self._clauses.text[reading.cue : reading.at])
        if named and not (named["same"] and not self._clauses.another_follows(reading)):
            self._paired = names_of(bare(named["names"]))
        elif self._paired and self._clauses.next_in_list(reading) and not bare(left):
            self._paired = self._paired[1:]
        else:
            self._paired = []
        return self._paired[0] if self._paired else ""

    def _trimmed(self, reading: Reading, words: str, base: Match | None) -> str:
        """Return the words without what only compares, says the purpose, or names the entity."""
        if base is not None:
            words = _uncompared(base["what"])
        elif reading.pattern.kind in CHANGE_KINDS:
            words = _uncompared(words)
        words = _SUBJECT.purpose.sub("", _SUBJECT.up_to_year.sub("", words))
        words = _SUBJECT.alias.sub(r"\g<name>", words) if "（" in words else words
        entity = self._stretch.frame.entity
        if entity and words.startswith(entity) and len(words) > len(entity) + 1:
            words = words.removeprefix(entity)
        if words in _SUBJECT.funding:
            words = self._clauses.before(reading) + words
        elif words in _SUBJECT.totals:
            named = self._clauses.adjacent(reading)
            # 因公出国团组3个，总计8人次: of those that the count before is of.
            words = named + words if named or reading.pattern.kind not in _COUNTS else ""
        words = words[-_LONGEST_SUBJECT:]
        if words.count("“") != words.count("”"):
            words = words.strip("“”")
        if reading.pattern.kind in _COUNTS and len(words) < _LONGEST_ACCOUNT:
            return self._with_counted(reading, words)
        return words

    def _with_counted(self, reading: Reading, words: str) -> str:
        """Return the words with the thing counted behind the number."""
        behind = self._clauses.counted(reading)
        return behind if behind and self._clauses.counted_before(reading) else words + behind


def _uncompared(words: str) -> str:
    """Return the words without what a change is compared with behind them: 人员经费|较上年."""
    left = _SUBJECT.closing.sub("", _PERIOD.base.sub("", words))
    return "" if _WORDS.only_compares.fullmatch(left) else left
