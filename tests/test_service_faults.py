"""The service under bad luck and bad will: killed, trickled at, flooded, handed poison."""

from __future__ import annotations

import json
import os
import random
import socket
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from extractor import InputError
from service.api.guard import Rates
from tests import pdf_objects as pdfs
from tests.corpus import REPORTS
from tests.hostile import HOSTILE
from tests.mutated import mutants
from tests.served import Served, free_port, gouji, served
from tests.test_isolation import SLOW

SAMPLE = REPORTS["004"].read_bytes()
# How many damaged files are posted; `make hostile` posts 2,000.
POSTED = int(os.environ.get("GOUJI_TEST_POSTED", "60"))
JOBS = 8
ASYNC = {"Prefer": "respond-async"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    limits = {
        "GOUJI_UPLOAD_MB": "2",
        "GOUJI_UPLOAD_SECONDS": "4",
        "GOUJI_HEADER_SECONDS": "1",
        "GOUJI_SECONDS": "5",
        "GOUJI_REQUESTS_PER_MINUTE": "1000000",
        "GOUJI_UPLOADS_PER_MINUTE": "1000000",
    }
    db = tmp_path_factory.mktemp("faults") / "gouji.db"
    with served(db, environment=limits) as running:
        yield running


@pytest.fixture(scope="module")
def client(service: Served) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


def raw(service: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", service.port), timeout=30)


def head(length: int | None = None) -> bytes:
    sized = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
    return (
        "POST /api/reports HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\n{sized}\r\n\r\n"
    ).encode()


OPENING = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'


def ended(connection: socket.socket, within: float) -> bytes:
    """Return what the service says until it closes the connection, which it must do in time."""
    connection.settimeout(within)
    said = b""
    try:
        while more := connection.recv(65536):
            said += more
    except ConnectionError:
        pass
    return said


# ---- no HTTP -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent", ["GET /api/reports?entity=机关 HTTP/1.1\r\n\r\n", "\u4f60好\r\n\r\n"]
)
def test_what_is_no_http_is_a_problem_like_any_other(service: Served, sent: str) -> None:
    with raw(service) as connection:
        connection.sendall(sent.encode())
        headers, _, body = ended(connection, 5).partition(b"\r\n\r\n")
    assert headers.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in headers
    assert json.loads(body)["code"] == "no_http"


# ---- slow and large -----------------------------------------------------------------------------


def test_a_body_above_the_limit_is_refused_unread(service: Served) -> None:
    with raw(service) as connection:
        connection.sendall(head(3_000_000))
        assert b" 413 " in connection.recv(65536)


def test_a_body_that_does_not_say_its_length_is_counted(service: Served) -> None:
    with raw(service) as connection:
        connection.sendall(head() + b"%x\r\n%b\r\n" % (len(OPENING), OPENING))
        try:
            for _ in range(40):
                connection.sendall(b"10000\r\n%b\r\n" % bytes(0x10000))
        except ConnectionError:
            pass
        assert b" 413 " in connection.recv(65536)


def test_a_body_that_trickles_ends(service: Served) -> None:
    with raw(service) as connection:
        connection.sendall(head(1000) + OPENING)
        for _ in range(10):
            time.sleep(0.5)
            try:
                connection.sendall(b"x")
            except ConnectionError:
                break
        said = ended(connection, 5)
    assert not said or b" 408 " in said


@pytest.mark.parametrize("sent", [b"", b"G", b"GET / HTTP/1.1\r\nHost: loc"])
def test_headers_that_trickle_end(service: Served, sent: bytes) -> None:
    with raw(service) as connection:
        connection.sendall(sent)
        began = time.monotonic()
        ended(connection, 10)
        assert time.monotonic() - began < 5


def test_slow_clients_keep_nobody_waiting(service: Served, client: httpx.Client) -> None:
    slow = [raw(service) for _ in range(60)]
    for connection in slow:
        connection.sendall(head(1000) + OPENING)
    began = time.monotonic()
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/reports").status_code == 200
    # Their time is not over yet: nobody waited for them.
    assert time.monotonic() - began < 3
    for connection in slow:
        connection.close()


def test_one_client_has_only_so_many_connections(tmp_path: Path) -> None:
    limits = {"GOUJI_CONNECTIONS_PER_CLIENT": "3", "GOUJI_HEADER_SECONDS": "600"}
    with served(tmp_path / "x.db", environment=limits) as service:
        held = [admitted(service) for _ in range(3)]
        with raw(service) as one_more:
            assert ended(one_more, 30) == b""
        # Another address is another client.
        with socket.create_connection(
            ("127.0.0.1", service.port), timeout=30, source_address=("127.0.0.2", 0)
        ) as other:
            assert status(other) == 200
        # Whoever leaves makes room.
        for connection in held:
            connection.close()
        admitted(service).close()


def test_the_service_has_only_so_many_connections(tmp_path: Path) -> None:
    with served(tmp_path / "x.db", environment={"GOUJI_CONNECTIONS": "2"}) as service:
        held = [admitted(service) for _ in range(2)]
        with raw(service) as another:
            another.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            headers, _, body = ended(another, 5).partition(b"\r\n\r\n")
        assert headers.startswith(b"HTTP/1.1 503 ")
        assert json.loads(body)["code"] == "crowded"
        for connection in held:
            connection.close()
        admitted(service).close()


def admitted(service: Served) -> socket.socket:
    """Return a connection that is served, once those that were closed are not counted any more."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        connection = raw(service)
        if status(connection) == 200:
            return connection
        connection.close()
    raise AssertionError("no connection is served")


def status(connection: socket.socket) -> int | None:
    """Return the status of an answer with a short body; None where the connection is closed."""
    answer = b""
    try:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while b"}" not in answer:
            more = connection.recv(65536)
            if not more:
                return None
            answer += more
    except ConnectionError:
        return None
    return int(answer.split()[1])


def test_one_client_has_only_so_many_requests(tmp_path: Path) -> None:
    # They grow back in 12 and in 60 seconds: no machine is so slow that none is ever too many.
    limits = {"GOUJI_REQUESTS_PER_MINUTE": "5", "GOUJI_UPLOADS_PER_MINUTE": "1"}
    with served(tmp_path / "x.db", environment=limits) as service:
        for address, ask in (("127.0.0.2", "POST"), ("127.0.0.3", "GET")):
            transport = httpx.HTTPTransport(local_address=address)
            with httpx.Client(base_url=service.url, transport=transport) as client:
                assert client.request(ask, "/api/reports").status_code in (200, 415)
                asked = [client.request(ask, "/api/reports") for _ in range(20)]
            refused = next(answer for answer in asked if answer.status_code == 429)
            assert refused.json()["code"] == "too_many_requests"
            assert int(refused.headers["retry-after"]) > 0


def test_requests_grow_back_evenly() -> None:
    now = 0.0
    rates = Rates(per_minute=2, clock=lambda: now)
    assert [rates.wait("a") for _ in range(3)] == [0, 0, 31]
    assert rates.wait("b") == 0
    now = 29.0
    assert rates.wait("a") == 1
    now = 30.0
    assert [rates.wait("a") for _ in range(2)] == [0, 31]
    now = 1e6
    assert [rates.wait("a") for _ in range(3)] == [0, 0, 31]


# ---- poison -------------------------------------------------------------------------------------


def test_a_file_that_hangs_its_parser_costs_one_worker(
    service: Served, client: httpx.Client
) -> None:
    slow = pdfs.file(pdfs.objects([[b"[" * 1_500_000]])) if len(SLOW) > 2_000_000 else SLOW
    job = client.post("/api/reports", files={"file": ("slow.pdf", slow)}, headers=ASYNC).json()
    began = time.monotonic()
    while client.post("/api/reports", files={"file": ("x.txt", SAMPLE)}).status_code != 201:
        assert time.monotonic() - began < 20
    for _ in range(300):
        state = client.get(f"/api/jobs/{job['id']}").json()
        if state["state"] == "failed":
            break
        time.sleep(0.1)
    assert state["code"] in ("too_large", "corrupt", "no_text")


def test_damaged_files_are_answered_and_leave_nothing_behind(
    service: Served, client: httpx.Client
) -> None:
    codes = set()
    for number, data in enumerate(mutants(random.Random(7), POSTED)):
        codes.add(_became(client, f"{number}", data))
    assert codes <= {"ok", *(error.code for error in InputError.__subclasses__())}
    assert {"ok", "corrupt", "unsupported_type"} <= codes
    for name in ("unknown password", "bomb", "noise", "reference to itself"):
        make, expected = HOSTILE[name]
        # What is readable is a page without a report.
        assert _became(client, name, make()) == (expected or "not_a_report"), name
    assert client.get("/healthz").status_code == 200
    # One for each processor reads, and one for every two of them makes pages.
    processors = os.cpu_count() or 1
    assert len(service.children()) <= processors + max(1, processors // 2)
    assert '"fault"' not in service.log.read_text(encoding="utf-8")


def _became(client: httpx.Client, name: str, data: bytes) -> str:
    """Return the code of the problem with a file, or ok."""
    response = client.post("/api/reports", files={"file": (name, data)})
    assert response.status_code in (201, 202, 413, 415, 422), (name, response.text)
    if response.status_code == 201:
        return "ok"
    said = response.json()
    while said.get("state") in ("queued", "running"):
        time.sleep(0.1)
        said = client.get(f"/api/jobs/{said['id']}").json()
    return str(said["code"] or "ok")


# ---- sudden ends --------------------------------------------------------------------------------


def test_a_stop_ends_every_process(tmp_path: Path) -> None:
    with served(tmp_path / "x.db") as service:
        workers: list[int] = []
        while not workers:
            workers = service.children()
        assert service.stop() == 0
        assert '"stopped"' in service.log.read_text(encoding="utf-8")
        deadline = time.monotonic() + 10
        while any(map(_is_alive, workers)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(map(_is_alive, workers))


def test_a_kill_in_the_middle_of_uploads_and_jobs_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    db, port, data = tmp_path / "x.db", free_port(), REPORTS["002"].read_bytes()
    with served(db, port=port) as service, service.client() as client, raw(service) as uploading:
        uploading.sendall(head(len(data) * 2) + OPENING + data)
        jobs = []
        for number in range(JOBS):
            sent = {"file": (f"{number}.txt", data + b"\n" * number)}
            jobs.append(client.post("/api/reports", files=sent, headers=ASYNC).json()["id"])
        service.kill()
    assert _counts(db)["done"] < JOBS
    with served(db, port=port) as service, service.client() as client:
        deadline = time.monotonic() + 60
        states = ["queued"]
        while set(states) != {"done"} and time.monotonic() < deadline:
            states = [client.get(f"/api/jobs/{job}").json()["state"] for job in jobs]
            time.sleep(0.1)
        assert states == ["done"] * JOBS
        lines = client.get("/api/reports").json()["items"]
        assert len({line["id"] for line in lines}) == len(lines) == JOBS
        assert len({(line["facts"], line["checks"]) for line in lines}) == 1
    assert _counts(db) == {"reports": JOBS, "jobs": JOBS, "done": JOBS}


def test_a_port_that_is_taken_is_told(service: Served, tmp_path: Path) -> None:
    done = gouji("serve", "--db", str(tmp_path / "x.db"), "--port", str(service.port))
    assert done.returncode == 2
    assert "地址已被占用" in done.stderr


def test_a_database_of_another_kind_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"no database at all" * 100)
    done = gouji("token", "list", "--db", str(tmp_path / "x.db"))
    assert done.returncode == 2
    assert "not_a_store" in done.stderr


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _counts(db: Path) -> dict[str, int]:
    with sqlite3.connect(db) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        asked = {
            "reports": "SELECT count(*) FROM reports",
            "jobs": "SELECT count(*) FROM jobs",
            "done": "SELECT count(*) FROM jobs WHERE state = 'done'",
        }
        return {name: connection.execute(sql).fetchone()[0] for name, sql in asked.items()}
