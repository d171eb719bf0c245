"""The pages of the service: whole, safe, and showing both sides of every finding."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from extractor import Report
from service.api.docs import EXAMPLES
from service.api.problems import MEDIA_TYPE
from service.review.document import Grid, Prose, ReviewedReport
from tests.corpus import REPORTS, text_of
from tests.pages import Page, read_page
from tests.served import Served, gouji, served
from tests.test_api import post

SAMPLE = REPORTS["004"]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("pages") / "gouji.db") as running:
        yield running


@pytest.fixture(scope="module")
def client(service: Served) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


@pytest.fixture(scope="module")
def report(client: httpx.Client) -> str:
    return str(post(client, SAMPLE).json()["report"]["id"])


def page_at(client: httpx.Client, address: str) -> Page:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = Page()
    page.feed(answer.text)
    page.close()
    assert page.problems == []
    # What the policy of the answer forbids is not there in the first place.
    assert "style" not in page.tags
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    assert " onclick=" not in answer.text
    assert all(a.startswith(("/", "?", "data:,")) for a in page.addresses), page.addresses
    return page


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["/", "/findings", "/reports/{report}", "/login", "/docs"])
def test_a_page_is_whole_and_needs_nothing_from_elsewhere(
    client: httpx.Client, report: str, path: str, lang: str
) -> None:
    page = page_at(client, f"{path.format(report=report)}?lang={lang}")
    shown = {"zh": "报告", "en": "Reports"}[lang]
    assert shown in page.text
    for address in page.addresses:
        if address.startswith("/static/"):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_side_of_every_finding_is_in_the_document(
    read: Callable[[str], Report], name: str
) -> None:
    reviewed = ReviewedReport(read(name))
    there: set[str] = set()
    for block in reviewed.blocks:
        if isinstance(block, Prose):
            there.update(place for piece in block.pieces for place in piece.places)
        else:
            there.add(block.place)
            there.update(cell.id for row in block.excerpt.rows for cell in row.cells if cell)
    for each in reviewed.findings:
        missing = [place for place in each.places if place not in there]
        # A table of which only the title is there has no cells to show: its words stand as text.
        without_cells = {table.id for table in read(name).tables if not table.cells}
        assert set(missing) <= without_cells, (each.finding.id, missing)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_nothing_of_the_text_is_left_out(read: Callable[[str], Report], name: str) -> None:
    shown = "".join(
        block.raw if isinstance(block, Grid) else "".join(piece.text for piece in block.pieces)
        for block in ReviewedReport(read(name)).blocks
    )
    assert "".join(shown.split()) == "".join(text_of(name).split())


def test_a_report_cannot_write_into_the_page(client: httpx.Client) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    sent = text.replace("武昌区机关事务服务中心", f"武昌{evil}中心").replace("行政运行", evil)
    files = {"file": (f"{evil}.txt", sent.encode())}
    report = client.post("/api/reports", files=files).json()["report"]["id"]
    note = {"decision": "confirmed", "note": evil}
    findings = client.get(f"/api/reports/{report}/findings").json()["items"]
    decision = f"/api/reports/{report}/findings/{findings[0]['key']}/decision"
    assert client.put(decision, json=note).status_code == 200
    for path in ("/", "/findings", f"/reports/{report}", f"/?q={evil}", f"/login?next={evil}"):
        answer = client.get(path)
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text


def test_lists_filter_and_turn_pages(client: httpx.Client, report: str) -> None:
    assert report in client.get("/?entity=武昌区&year=2024&severity=error&q=公用经费").text
    assert report not in client.get("/?year=2019").text
    assert report not in client.get("/findings?decision=dismissed").text
    assert "page=2" in client.get("/findings").text or "rel=" not in client.get("/findings").text


def test_the_review_page_says_what_was_decided(client: httpx.Client, report: str) -> None:
    key = client.get(f"/api/reports/{report}/findings").json()["items"][0]["key"]
    said = {"decision": "confirmed", "note": "已与单位核实"}
    client.put(f"/api/reports/{report}/findings/{key}/decision", json=said)
    page = client.get(f"/reports/{report}").text
    assert 'data-decision="confirmed"' in page
    assert "已与单位核实" in page


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有这个"), ("en", "no such thing")])
def test_an_old_link_leads_to_a_page_with_a_way_back(
    client: httpx.Client, lang: str, words: str
) -> None:
    for address in ("/reports/nothing", "/nothing"):
        answer = client.get(address, params={"lang": lang}, headers=BROWSER)
        page = read_page(answer.text)
        assert (answer.status_code, words in page.text) == (404, True)
        assert 'href="/' in answer.text
        assert client.get(address).headers["content-type"] == MEDIA_TYPE
    assert client.get("/api/nothing", headers=BROWSER).headers["content-type"] == MEDIA_TYPE


def test_a_wrong_address_of_a_list_is_told_on_a_page(client: httpx.Client) -> None:
    answer = client.get("/findings", params={"page": 0}, headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"][:9]) == (422, "text/html")
    assert "query.page: 不能小于 1。" in read_page(answer.text).text


def test_no_colour_alone_tells_how_bad_a_finding_is(client: httpx.Client, report: str) -> None:
    for address in ("/findings", f"/reports/{report}"):
        page = client.get(address).text
        shown = Counter(re.findall(r'<article class="finding (\w+)"', page))
        told = Counter(re.findall(r'<span class="badge (error|warning|info)">', page))
        assert shown
        assert told == shown


# ---- tokens in a browser ------------------------------------------------------------------------


def test_a_browser_logs_in_with_a_token(tmp_path: Path) -> None:
    db = tmp_path / "x.db"
    secret = gouji("token", "add", "a", "--scope", "read", "--db", str(db)).stdout.strip()
    with served(db) as service, service.client() as client:
        for path in ("/", "/findings", "/reports/x"):
            asked = client.get(path)
            assert (asked.status_code, asked.headers["location"][:7]) == (303, "/login?")
        wrong = client.post("/login", data={"token": "gouji_wrong"})
        assert (wrong.status_code, client.cookies) == (401, httpx.Cookies())
        right = client.post("/login", data={"token": secret, "next": "//evil.example/"})
        assert (right.status_code, right.headers["location"]) == (303, "/")
        kept = right.headers["set-cookie"].lower()
        assert "httponly" in kept
        assert "samesite=lax" in kept
        assert client.get("/").status_code == 200
        # It reads, and no more.
        assert client.post("/api/reports", files={"file": ("x", b"x")}).status_code == 403
        client.post("/logout")
        client.cookies.clear()
        assert client.get("/").status_code == 303


# ---- the description of the API -----------------------------------------------------------------


def test_every_route_has_an_example(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    routes = {(method, path) for path, methods in paths.items() for method in methods}
    assert routes == EXAMPLES.keys()


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples are for curl")
@pytest.mark.parametrize("route", sorted(EXAMPLES), ids=" ".join)
def test_every_example_runs(
    service: Served, client: httpx.Client, report: str, route: tuple[str, str], tmp_path: Path
) -> None:
    shutil.copy(SAMPLE, tmp_path / "report.txt")
    if route[0] == "delete":
        report = str(post(client, REPORTS["000"]).json()["report"]["id"])
    queued = client.post(
        "/api/reports",
        files={"file": ("report.txt", SAMPLE.read_bytes())},
        headers={"Prefer": "respond-async"},
    ).json()
    key = client.get(f"/api/reports/{report}/findings").json()["items"][0]["key"]
    command = EXAMPLES[route].format(base=service.url, report=report, key=key, job=queued["id"])
    assert command.replace(service.url, "").replace(report, "{report}")
    done = subprocess.run(
        command.replace("curl", "curl -sS --fail", 1),
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, (command, done.stderr)
    if "-o " not in command and route[0] != "delete" and route[1] != "/metrics":
        assert json.loads(done.stdout)
