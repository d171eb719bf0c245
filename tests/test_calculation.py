"""Arithmetic in words: what is read, what is exact, what is a rounding, what cannot be read."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import extract_narrative
from extractor.checks.written import Unreadable, read_implied, read_written
from extractor.model import Check


def checked(text: str) -> Check:
    """Return the check of the only calculation in a passage."""
    (found,) = [
        one
        for one in extract_narrative(text, fiscal_year=2024).checks
        if one.check_class == "calculation"
    ]
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1763元/月*1人*12月=21156元", "21156"),
        ("277.3万元*12%=33.28万元", "332760"),
        ("（200元+300元）*5天=2500元", "2500"),
        ("2000元+500=2500元", "2500"),
        ("3万元+2=5万元", "50000"),
        ("120万元/4-3万元=27万元", "270000"),
        ("84批次+32批次=116批次", "116"),
        ("12元/人x300人X2次=7200元", "7200"),
        ("2.5万人次*4元=10万元", "100000"),
        ("200.44平方，5.59元/平方/月*12月=1.35万元", "13445.5152"),
    ],
)
def test_words_and_units_are_read(text: str, value: str) -> None:
    assert read_written(text).amount.value == Fraction(Decimal(value))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("文印费3000元/笔*30笔=90000元。", "pass"),
        ("文印费3000元/笔*30笔=9万元。", "pass"),
        ("文印费3000元/笔*30笔=90000。", "pass"),
        ("文印费40*50人*2次=0.4万元。", "pass"),
        ("文印费40元/人*21家*2人=0.17万元。", "rounding"),
        ("文印费7080元*1=0.7万元。", "rounding"),
        ("房租200.44平方，5.59元/平方/月*12月=1.35万元。", "rounding"),
        ("文印费280元/个*3个*63处=5.23万元。", "fail"),
        ("收入277.3万元*12%=33.276万元。", "pass"),
        ("收入277.3万元*12%=35.28万元。", "fail"),
        ("完成率7.5万元/7.8万元*100%=96.15%。", "rounding"),
        ("完成率7.5万元/7.8万元*100%=96.51%。", "fail"),
        ("接待84批次+32批次=116批次。", "pass"),
        ("接待84批次+32批次=126批次。", "fail"),
        ("补助（每人）3000元/0人=5元。", "unverifiable"),
    ],
)
def test_a_result_is_exact_rounded_wrong_or_cannot_be_told(text: str, status: str) -> None:
    assert checked(text).status == status


def test_what_cannot_be_read_is_named() -> None:
    found = checked("补助3000元/0人=5元。")
    assert found.operands[1].value is None
    assert "3000元/0人" in found.operands[1].ref


@pytest.mark.parametrize(
    ("text", "words"), [("=9元", "小了一万倍"), ("=900000000元", ""), ("=90000万元", "大了一万倍")]
)
def test_a_result_in_the_wrong_unit_is_an_error_that_says_so(text: str, words: str) -> None:
    (finding,) = extract_narrative(f"文印费3000元/笔*30笔{text}。").findings
    assert finding.severity == "error"
    assert words in finding.explanation


@pytest.mark.parametrize("text", ["12元/人", "3元*=", "（3元", "3元）", "3*4*"])
def test_no_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_written(text if text != "12元/人" else "元/人")


@pytest.mark.parametrize("text", ["8万（工资2200元/次、五险968元/月）", "8万"])
def test_prices_without_a_period_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_implied(text)


@given(
    st.integers(1, 9999),
    st.integers(1, 99),
    st.integers(1, 31),
    st.sampled_from(["*", "×", "x", "＊"]),
)
def test_an_exact_product_always_passes(price: int, people: int, days: int, sign: str) -> None:
    text = f"补助{price}元/人/天{sign}{people}人{sign}{days}天={price * people * days}元。"
    assert checked(text).status == "pass"


@given(st.text("0123456789.元万人天（）()*+-/xX÷=，。", max_size=60))
def test_any_arithmetic_gets_a_verdict(text: str) -> None:
    extract_narrative(f"经费{text}。")
