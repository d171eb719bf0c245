"""What the program says of the corpus is what was last read and committed."""

from __future__ import annotations

import json
from collections.abc import Callable

from extractor import Report
from tests.corpus import GOLDEN
from tests.golden import lines


def test_the_program_says_what_the_golden_file_says(
    read: Callable[[str], Report], name: str
) -> None:
    golden = (GOLDEN / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    today = list(lines(json.loads(read(name).model_dump_json())))
    assert today == golden, "run `make golden`, read `git diff corpus/golden`, explain it"


def test_what_leaves_the_house_is_what_its_model_says(
    read: Callable[[str], Report], name: str
) -> None:
    # Most parts are built without validation: `Model.trusted`.
    report = read(name)
    again = Report.model_validate_json(report.model_dump_json(by_alias=True))
    assert again == report.model_copy(update={"text": again.text})
