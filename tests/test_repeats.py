"""Words that stand twice are found where a regular expression finds them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from extractor.checks._repeats import doubled, repeated_over

# Few letters, so that they repeat; 𠮷 is two units of UTF-16, and outside of what is compared.
_TEXTS = st.text("支出决算，、。12a\n𠮷\ud800", max_size=60)
_WORDS = re.compile(r"([\u4e00-\u9fff]{2,5}?)\1")
_CLAUSES = re.compile(r"([\u4e00-\u9fff0-9]{2,6})[，、]\1")


@given(_TEXTS)
def test_doubled_words_are_those_of_the_expression(text: str) -> None:
    """The shortest unit at the first place, none overlapping."""
    found = [(each.start, each.end, each.unit) for each in doubled(text, range(2, 6))]
    assert found == [(*match.span(), match[1]) for match in _WORDS.finditer(text)]


@given(_TEXTS)
def test_repeated_clauses_are_those_of_the_expression(text: str) -> None:
    """The longest unit at the first place, with one of the signs between."""
    found = [(each.start, each.end, each.unit) for each in repeated_over(text, "，、", range(2, 7))]
    assert found == [(*match.span(), match[1]) for match in _CLAUSES.finditer(text)]


def test_a_text_shorter_than_any_unit_has_no_repetition() -> None:
    """Also the empty one."""
    assert not list(doubled("支出", range(2, 13)))
    assert not list(doubled("", range(2, 13)))
