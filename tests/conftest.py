"""Fixtures that tests share, and how hard hypothesis tries."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, settings

from extractor import Report, extract
from tests.corpus import REPORTS

# Whoever works in English runs the same tests.
os.environ.pop("GOUJI_LANG", None)
# The time of one example is the time of one report; a deadline would only make tests flicker.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples for everybody who runs the tests; a hunt tries others, and more of them.
settings.register_profile("same", patient, max_examples=25, derandomize=True)
settings.register_profile("hunt", patient, max_examples=150)
settings.load_profile(os.environ.get("GOUJI_TEST_PROFILE", "same"))


@cache
def _read(name: str) -> Report:
    return extract(REPORTS[name])


@pytest.fixture(scope="session")
def read() -> Callable[[str], Report]:
    """Return what the program says about a report of the corpus: ``read("004")``, read once."""
    return _read


@pytest.fixture(params=sorted(REPORTS))
def name(request: pytest.FixtureRequest) -> str:
    """Each report of the corpus in turn, by number."""
    return str(request.param)
