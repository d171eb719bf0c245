"""Every numeral of the narrative: a fact, no quantity, or said not to be understood."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractor import Report, extract_narrative
from extractor.model import Numerals
from tests.corpus import REPORTS


def told(text: str) -> tuple[int, int, list[str]]:
    """Return how many numerals of a passage are facts and no quantities, and the others."""
    numerals = extract_narrative(text, fiscal_year=2024).coverage.numerals
    assert isinstance(numerals, Numerals)
    return numerals.facts, numerals.no_quantities, [span.text for span in numerals.unread]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年支出决算7.04万元，比2023年增加1万元。", (2, 2, [])),
        # A year, a list number, an ordinal, a threshold and a document number.
        ("（1）2024年第3期培训班，100万元以上设备2台（武财绩〔2021〕546号）。", (1, 5, [])),
        # A unit that no rule names is a gap, and is told.
        ("全年巡河37弯，出动无人机12架次。", (1, 0, ["37"])),
        ("项目类型：1、经常性项目2、延续性项目3、其他项目", (0, 3, [])),
        # What does not number on is no list number.
        ("巡河2弯、护林5湾，绿化7坡、8岭", (0, 0, ["2", "5", "7", "8"])),
        ("3000元/笔*30笔=90000元", (1, 0, [])),
    ],
)
def test_every_numeral_is_accounted_for(text: str, expected: tuple[int, int, list[str]]) -> None:
    assert told(text) == expected


def test_a_number_that_is_not_understood_is_a_warning_that_quotes_it() -> None:
    text = "全年巡河37弯，出动无人机12架次。"
    (warning,) = extract_narrative(text, fiscal_year=2024).warnings
    assert warning.code == "numerals_not_read"
    assert warning.message == "正文有1个数字没有读懂，没有核对：“全年巡河37弯，出动无人机1”。"
    (warning,) = extract_narrative(text, fiscal_year=2024, lang="en").warnings
    assert "not understood, and so not checked: 1" in warning.message


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_next_to_nothing_of_a_real_report_stays_unread(
    read: Callable[[str], Report], name: str
) -> None:
    report = read(name)
    numerals = report.coverage.numerals
    assert numerals is not None
    assert numerals.facts == sum(1 for fact in report.facts if fact.kind not in ("nil", "level"))
    # What is left stands in forms whose lines are torn: 7消防演习经费, 2023项目支出.
    assert len(numerals.unread) <= (4 if name == "003" else 0)
