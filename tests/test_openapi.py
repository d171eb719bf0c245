"""Requests made from the description of the API: never a fault, always what is described."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service.api.docs import EXAMPLES
from tests.corpus import REPORTS
from tests.served import Served, gouji, served

_SECRETS: dict[Path, str] = {}
REQUESTS = 40 if os.environ.get("CI") else 12


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    limits = {
        "GOUJI_REQUESTS_PER_MINUTE": "1000000",
        "GOUJI_UPLOADS_PER_MINUTE": "1000000",
        "GOUJI_UPLOAD_MB": "1",
    }
    db = tmp_path_factory.mktemp("openapi") / "gouji.db"
    with served(db, environment=limits) as running, running.client(**known(db)) as client:
        client.post("/api/reports", files={"file": ("x.txt", REPORTS["002"].read_bytes())})
        yield running


def known(db: Path) -> dict[str, str]:
    """Return the headers of somebody who may do anything."""
    if not _SECRETS.get(db):
        scopes = [word for scope in ("read", "write", "review") for word in ("--scope", scope)]
        done = gouji("token", "add", "all", *scopes, "--db", str(db))
        _SECRETS[db] = done.stdout.strip()
    return {"Authorization": f"Bearer {_SECRETS[db]}"}


@pytest.fixture(scope="module")
def described(service: Served) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{service.url}/openapi.json")


@pytest.fixture(scope="module")
def there(service: Served) -> dict[str, str]:
    """Return the path parameters of what is there: nobody guesses them."""
    with service.client(**known(service.db)) as client:
        (finding, *_) = client.get("/api/findings").json()["items"]
        files = {"file": ("x.txt", b"no report")}
        asked = client.post("/api/reports", files=files, headers={"Prefer": "respond-async"})
    return {"report": finding["report"], "key": finding["key"], "job": asked.json()["id"]}


@pytest.mark.parametrize(("method", "path"), sorted(EXAMPLES), ids=" ".join)
def test_no_request_is_a_fault(
    service: Served,
    described: schemathesis.BaseSchema,
    there: dict[str, str],
    method: str,
    path: str,
) -> None:
    @given(case=described[path][method].as_strategy(), is_there=st.booleans())
    @settings(max_examples=REQUESTS, deadline=None, suppress_health_check=list(HealthCheck))
    def asked(case: schemathesis.Case, is_there: bool) -> None:
        if is_there:
            case.path_parameters |= {name: there[name] for name in case.path_parameters}
        response = case.call(headers=known(service.db))
        assert response.status_code < 500, response.text
        # A file of any bytes is a request in order, and hardly ever a report.
        case.validate_response(response, excluded_checks=[positive_data_acceptance])

    asked()
    assert '"fault"' not in service.log.read_text(encoding="utf-8")
