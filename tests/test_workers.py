"""Whole reports are extracted in other processes: same document, and a lost process is an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from extractor import InputError, extract
from extractor.load.limits import Limits
from service.workers import Extractors, Upload
from tests.corpus import REPORTS
from tests.test_isolation import SLOW


@pytest.fixture
def extractors() -> Iterator[Extractors]:
    extractors = Extractors()
    yield extractors
    extractors.end()


def test_the_document_is_that_of_the_library(extractors: Extractors) -> None:
    data = REPORTS["001"].read_bytes()
    for lang in ("zh", "en"):
        told = extractors.extract(Upload(data, "001.txt", lang)).document
        report = extract(data, filename="001.txt", lang=lang)
        assert told.decode() == report.model_copy(update={"text": None}).model_dump_json()


def test_a_file_that_hangs_costs_one_worker(extractors: Extractors) -> None:
    with pytest.raises(InputError) as caught:
        extractors.extract(Upload(SLOW, "slow.pdf", limits=Limits(seconds=2)))
    assert caught.value.code == "too_large"
    assert extractors.extract(Upload(REPORTS["001"].read_bytes(), "001.txt"))


def test_what_is_no_report_is_told_with_its_code(extractors: Extractors) -> None:
    with pytest.raises(InputError) as caught:
        extractors.extract(Upload(b"hello", "hello.txt"))
    assert caught.value.code == "not_a_report"
