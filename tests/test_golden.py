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
