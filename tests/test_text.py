"""Folding keeps the place of every character it keeps, and changes no value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text import fold, fold_pieces, narrow, portions, squeeze
from tests.strategies import jumbles


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("收入 1, 115. 55 万 元,下降2 %。", "收入1,115.55万元，下降2%。"),
        ("支出 4, 368. 79 万元 0. 8 万元", "支出4,368.79万元0.8万元"),
        ("6. 2024 年 100% 20 次", "6. 2024年100% 20次"),
        ("1, 877. 49", "1,877.49"),
        ("１，１１５．５５万元", "1,115.55万元"),
        ("**三是定期** <p>a</p> 5<10", "三是定期a 5<10"),
        ('项目 <input checked="" type="checkbox"/> 是', "项目是"),
        ("（一） 收 支", "（一）收支"),
        ("10 8 户", "10 8户"),
    ],
)
def test_a_printed_text_folds_to(printed: str, folded: str) -> None:
    assert fold(printed).text == folded


def test_lines_that_end_and_begin_with_digits_stay_two_numbers() -> None:
    text = "合计 91.35\n2025 年"
    assert fold_pieces(text, [(0, 8), (9, 15)]).text == "合计91.35 2025年"


@given(jumbles | st.text(max_size=200))
def test_every_kept_character_stands_where_it_came_from(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    for char, at in zip(folded.text, folded.origin, strict=True):
        source = narrow(text[at])
        # A blank that separates stands where a blank, or the last sign of a markup, was dropped.
        dropped = len(squeeze(text[: at + 1])) <= len(squeeze(text[:at]))
        parted = char == " " and (source.isspace() or dropped)
        assert char == source or parted or (char, source) == (",", "，")


@given(jumbles)
def test_folding_again_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert squeeze(once) == squeeze(fold(once).text)


def test_a_piece_without_characters_has_no_place() -> None:
    with pytest.raises(ValueError, match="no place"):
        fold("金额").place(1, 1)


@given(jumbles, st.integers(1, 40))
def test_portions_leave_out_nothing_and_are_no_longer_than_asked(text: str, longest: int) -> None:
    found = list(portions(text, 0, len(text), longest))
    assert "".join(text[start:end] for start, end in found) == text
    assert all(end - start <= longest for start, end in found)


def test_a_portion_cuts_no_number() -> None:
    text = "支出1,234.56万元" * 9
    assert all(
        text[start - 1] not in "0123456789,." for start, _ in list(portions(text, 0, 99, 17))[1:]
    )
