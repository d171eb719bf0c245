"""A wrong number is seen: a fixed sample of what ``make mutate`` tries."""

from __future__ import annotations

import pytest

from tests.mutation.__main__ import known_survivors, run, sample, survivor
from tests.mutation.mutants import KINDS

SAMPLE = 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_number_or_word_raises_an_error_that_covers_it(name: str, kind: str) -> None:
    outcomes = [run(name, mutant) for mutant in sample(name, kind, SAMPLE)]
    assert not [outcome.crash for outcome in outcomes if outcome.crash]
    survivors = {survivor(outcome) for outcome in outcomes if outcome.survives}
    assert survivors <= known_survivors().keys(), (
        "a mutant that nothing noticed: read it, mend the checks"
    )
    assert outcomes


def test_every_number_that_nothing_guards_says_why() -> None:
    assert [mutant for mutant, why in known_survivors().items() if not why] == []
