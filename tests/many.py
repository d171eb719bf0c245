"""Any number of reports out of the few of the corpus: ``python -m tests.many 1000 FOLDER``.

A variant has another entity, another year, and all its money times a whole number: what agreed
to the last digit still agrees, what agreed by rounding contradicts itself now. In some a number
is wrong as well. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from extractor import extract

CORPUS = sorted((Path(__file__).parents[1] / "corpus" / "reports").glob("*.txt"))
_MONEY = {"元", "万元", "亿元"}
# Text made from PDF tears numbers apart.
_NUMBER = re.compile(r"\d(?:[\d.,]|\s+(?=[\d.,]))*")
_NO_DIGIT = re.compile(r"[^\d.]")
_YEAR = re.compile(r"(?<!\d)20[12]\d(?!\d)")
_CITIES = ("武汉", "长沙", "成都", "昆明", "合肥", "南昌", "济南", "郑州", "西安", "福州")
_DISTRICTS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_BODIES = ("教育", "民政", "水务", "园林", "档案", "统计", "审计", "医疗保障", "应急管理", "体育")
_KINDS = ("局", "服务中心", "管理所", "监测站", "发展中心")
# One in so many variants has a wrong number.
_WRONG = 3


@dataclass(frozen=True, slots=True)
class _Base:
    """A report of the corpus, and where its money stands."""

    text: str
    entity: str
    money: tuple[tuple[int, int], ...]


@cache
def _base(number: int) -> _Base:
    report = extract(CORPUS[number])
    text = report.text or ""
    facts = (fact for fact in report.facts if fact.kind != "calculation")
    spans = [fact.span for fact in facts if fact.unit in _MONEY]
    spans += [
        cell.span
        for table in report.tables
        for cell in table.cells
        if cell.unit in _MONEY and cell.value is not None and cell.text
    ]
    places = set()
    for span in spans:
        number = _NUMBER.search(text, span.start, span.end)
        if number:
            places.add(number.span())
    entity = report.report.entity
    assert entity
    return _Base(text, entity, tuple(sorted(places)))


def variant(seed: int, base: int | None = None) -> str:
    """Return one report; ``base`` picks the report of the corpus that it is made of."""
    chance = random.Random(seed)
    chosen = _base(base if base is not None else seed % len(CORPUS))
    factor = chance.randint(2, 60)
    wrong = chance.choice(chosen.money) if chance.randrange(_WRONG) == 0 else None
    pieces, at = [], 0
    for start, end in chosen.money:
        value = Decimal(_NO_DIGIT.sub("", chosen.text[start:end])) * factor
        if (start, end) == wrong:
            value += 1
        pieces += [chosen.text[at:start], f"{value:f}"]
        at = end
    text = "".join((*pieces, chosen.text[at:]))
    shift = chance.randint(-4, 1)
    text = _YEAR.sub(lambda year: str(int(year.group()) + shift), text)
    printed = r"\s*".join(map(re.escape, chosen.entity))
    return re.sub(printed, _entity(chance), text)


def _entity(chance: random.Random) -> str:
    district = "".join(chance.choices(_DISTRICTS, k=2))
    return f"{chance.choice(_CITIES)}市{district}区{chance.choice(_BODIES)}{chance.choice(_KINDS)}"


def write(count: int, folder: Path, seed: int = 0) -> Iterator[Path]:
    """Write so many reports into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / f"{seed}-{number:06}.txt"
        path.write_text(variant(seed * 1_000_000 + number), encoding="utf-8", newline="\n")
        yield path


def main() -> None:
    """Write the reports that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    print(sum(1 for _ in write(wanted.count, wanted.folder, wanted.seed)))


if __name__ == "__main__":
    main()
