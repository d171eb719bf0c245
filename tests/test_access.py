"""Who may ask the service for what: no other site, no other name, nobody without a token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.served import gouji, served
from tests.test_api import code_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    db = tmp_path_factory.mktemp("access") / "gouji.db"
    with served(db) as service, service.client() as client:
        yield client


def test_no_other_site_changes_anything(client: httpx.Client) -> None:
    for headers in (
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        response = client.post("/api/reports", files={"file": ("x", b"x")}, headers=headers)
        assert (response.status_code, code_of(response)) == (403, "cross_site")
        assert "access-control-allow-origin" not in response.headers


def test_no_other_name_of_this_machine_is_served(client: httpx.Client) -> None:
    response = client.get("/api/reports", headers={"Host": "attacker.example"})
    assert (response.status_code, code_of(response)) == (421, "wrong_host")


def test_a_host_that_is_none_is_a_problem(client: httpx.Client) -> None:
    for host in ("[::1", "[", "[x]"):
        response = client.get("/healthz", headers={"Host": host})
        assert (response.status_code, code_of(response)) == (400, "bad_request"), host


def test_a_browser_is_told_what_it_may_not_do(client: httpx.Client) -> None:
    for address in ("/api/reports", "/healthz", "/nothing"):
        headers = client.get(address).headers
        assert "unsafe-inline" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers


# ---- tokens -------------------------------------------------------------------------------------


def test_off_loopback_nothing_starts_without_a_token(tmp_path: Path) -> None:
    done = gouji("serve", "--db", str(tmp_path / "x.db"), "--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 2
    assert "gouji token add" in done.stderr


def test_off_loopback_nobody_without_a_token_does_anything(tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    secrets = {
        scope: gouji("token", "add", scope, "--scope", scope, "--db", str(db)).stdout.strip()
        for scope in ("read", "write", "review")
    }
    assert secrets["read"].encode() not in db.read_bytes()
    asked = [
        ("read", "GET", "/api/reports", 200),
        ("read", "GET", "/api/findings", 200),
        ("read", "GET", "/api/jobs/x", 404),
        ("read", "GET", "/metrics", 200),
        ("write", "POST", "/api/reports", 415),
        ("write", "DELETE", "/api/reports/x", 404),
        ("review", "PUT", "/api/reports/x/findings/y/decision", 404),
    ]
    with served(db, "--host", "0.0.0.0") as service, service.client() as client:
        assert client.get("/healthz").status_code == 200
        for scope, method, path, status in asked:
            body = {"json": {"decision": "open"}} if method == "PUT" else {}
            nobody = client.request(method, path, **body)
            assert (nobody.status_code, code_of(nobody)) == (401, "unauthorized"), path
            for given, secret in (*secrets.items(), ("wrong", "gouji_x")):
                headers = {"Authorization": f"Bearer {secret}"}
                response = client.request(method, path, headers=headers, **body)
                allowed = status if given == scope else 403 if given in secrets else 401
                assert response.status_code == allowed, (given, path)
        gouji("token", "revoke", "read", "--db", str(db))
        headers = {"Authorization": f"Bearer {secrets['read']}"}
        assert client.get("/api/reports", headers=headers).status_code == 401
    listed = gouji("token", "list", "--db", str(db)).stdout.splitlines()
    assert [line.split("\t")[0] for line in listed] == ["read", "write", "review"]
    assert "已停用" in listed[0]


def test_a_token_closes_loopback_too(tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    gouji("token", "add", "a", "--db", str(db))
    with served(db) as service, service.client() as client:
        assert client.get("/api/reports").status_code == 401
