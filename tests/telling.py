"""What the sentences of one report share: its press, its money, and last year's money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from rules.loaders.accounts import load_accounts
from tests.press import PRIVATE, Press
from tests.table_looks import Amounts

Book = Mapping[str, Amounts]
# Of less than this a rounding moves a rate so far that nothing can be told from it.
TELLING = 100 * PRIVATE
#: The numbers of headings.
NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三")


@dataclass(frozen=True)
class WholeReport:
    """A report with marks for its numerals, and the press that prints them."""

    marked: str
    press: Press


@dataclass
class Story:
    """Tells true money in sentences."""

    press: Press
    book: Book
    year: int
    plan: str = ""
    prior: dict[int, int] = field(default_factory=dict)

    @property
    def random(self) -> Random:
        return self.press.random

    def pick(self, *words: str) -> str:
        return self.random.choice(words)

    def of(self, table: str, row: str, column: str = "amount") -> int:
        return self.book[table].get((row, column), 0)

    def leaves(self, table: str) -> dict[str, int]:
        """Return the 项 of a table that have money."""
        return self._accounts(table, 7)

    def classes(self, table: str) -> dict[str, int]:
        return self._accounts(table, 3)

    def _accounts(self, table: str, length: int) -> dict[str, int]:
        return {
            row.removeprefix("account:"): fen
            for (row, column), fen in self.book[table].items()
            if column == "total" and len(row) == len("account:") + length and fen
        }

    def share(self, part: int, whole: int, of: str = "") -> str:
        """Return `，占本年收入12.3%`, nothing where the whole has too few digits."""
        if whole < PRIVATE:
            return ""
        guarded = whole > TELLING
        return f"，占{of}{self.press.rate(Fraction(part, whole), guarded=guarded)}"

    def completion(self, outcome: int, budget: int, word: str) -> str:
        if budget < PRIVATE:
            return ""
        rate = self.press.rate(Fraction(outcome, budget), guarded=budget > TELLING)
        return f"，完成{word}{self.pick('的', '')}{rate}"

    def add_up_last_year(self, total: int, parts: Iterable[int]) -> None:
        """Make last year's total what its parts were then: their changes are told as well."""
        before = [self.prior.setdefault(part, last_year(self.random, part)) for part in parts]
        self.prior[total] = sum(before)

    def change(self, now: int, subject: str = "") -> str:
        """Return how an amount compares with last year's; what is as much now was so then."""
        prior = self.prior.setdefault(now, last_year(self.random, now))
        if prior == now:
            return f"较上年{self.plan}持平"
        base = self.pick(
            f"与{self.year - 1}年{self.plan or '度'}相比，",
            f"比{self.year - 1}年{self.plan or '度'}",
            f"较上年{self.plan}",
        )
        subject = subject if base.endswith("，") else ""
        verb, rate_verb = ("增加", "增长") if now > prior else ("减少", "下降")
        change = abs(now - prior)
        money = self.press.money(change, guarded=prior > TELLING, part_of=prior)
        told = f"{base}{subject}{verb}{money}"
        if prior > PRIVATE:
            rate = self.press.rate(Fraction(change, prior), guarded=prior > TELLING)
            told += f"，{rate_verb}{rate}"
        return told + self.pick("，主要原因是人员变动", "。主要原因是项目安排有调整")

    def with_shares(self, parts: Mapping[str, int], whole: int, of: str) -> str:
        """Return a list of parts, each with its share."""
        told = [
            f"{part}{self.press.money(fen)}{self.share(fen, whole, of)}"
            for part, fen in parts.items()
            if fen
        ]
        return self.pick("；", "，").join(told) + "。"


def last_year(random: Random, now: int) -> int:
    """Return last year's amount: the same, nothing, or another that is printed otherwise."""
    other = now * random.randint(40, 250) // 100 + random.randint(1, 99)
    if abs(other - now) < PRIVATE:
        return now
    return random.choice((other, other, other, now, 0 if now > PRIVATE else now))


def name(code: str) -> str:
    return load_accounts().names[code][0]


def path(code: str) -> str:
    return f"{name(code[:3])}（类）{name(code[:5])}（款）{name(code)}（项）"
