"""What cannot be made out is neither 0 nor the rest of its digits, and is told."""

from __future__ import annotations

import pytest

from extractor import Report, extract, extract_narrative
from extractor.errors import InputError, UnsupportedType
from extractor.load import load
from tests.corpus import text_of

TEXT = text_of("000")
KNOWN = {finding.key for finding in extract(TEXT.encode()).findings}


def read(old: str, new: str) -> Report:
    assert old in TEXT
    return extract(TEXT.replace(old, new, 1).encode())


def found(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings if finding.key not in KNOWN]


def codes(report: Report) -> list[tuple[str, str | None]]:
    return [(warning.code, warning.table) for warning in report.warnings]


@pytest.mark.parametrize("cell", ["5\ufffd7.22", "#REF!", "######", "12.3.4", "517.22?"])
def test_a_cell_that_cannot_be_read_is_not_blank(cell: str) -> None:
    """As 0 it would contradict its parts, the other tables and the narrative."""
    report = read("\t517.22", f"\t{cell}")
    assert found(report) == []
    assert ("cell_unreadable", "T01") in codes(report)
    rows = [w.message for w in report.warnings if w.code == "cell_unreadable"]
    assert "“本年收入合计”" in rows[0]


@pytest.mark.parametrize("cell", ["", "—", "无", "…"])
def test_a_cell_that_says_nothing_is_blank_still(cell: str) -> None:
    report = read("\t517.22", f"\t{cell}")
    assert "T01.income" in found(report)
    assert codes(report) == []


def test_the_rest_of_a_number_is_no_number() -> None:
    assert found(read("481.80 万元", "4\ufffd1.80 万元")) == []
    told = (
        "2024年度支出合计5\ufffd7.22万元，基本支出57.2\ufffd万元，"
        "项目支出4\ufffd,123.22万元，收入合计\ufffd57.22万元，上级补助收入7.00万元。"
    )
    assert [fact.value for fact in extract_narrative(told).facts] == ["7.00"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_with_a_damaged_byte_is_read_and_says_so(encoding: str) -> None:
    data = TEXT.encode(encoding)
    at = TEXT[: TEXT.index("主要职责")].encode(encoding)
    damaged = at + b"\xff" + data[len(at) + 1 :]
    report = extract(damaged)
    assert found(report) == []
    assert codes(report) == [("damaged_characters", None)]
    assert report.text == damaged.decode(encoding, errors="replace")
    (warning,) = extract(damaged, lang="en").warnings
    assert warning.message.startswith("Damaged characters in the file: ")


def test_a_text_cut_off_in_a_character_is_read() -> None:
    cut = TEXT[:-3].encode() + "完".encode()[:2]
    assert load(cut).text == TEXT[:-3] + "\ufffd"


@pytest.mark.parametrize("data", [bytes(range(128, 256)) * 20, TEXT.encode()[1:2000:2]])
def test_what_is_damaged_all_over_is_no_text(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        load(data)
    assert isinstance(caught.value, UnsupportedType)


def test_an_undamaged_text_has_no_such_warning() -> None:
    assert load(TEXT.encode()).warnings == ()
