"""The HTTP API as a client sees it: a real server, the contract, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import jsonschema
import pytest

from extractor import Report, extract
from service.store import Store
from tests.corpus import REPORTS
from tests.served import Served, served

SAMPLE = REPORTS["004"]
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("api") / "gouji.db") as running:
        yield running


@pytest.fixture(scope="module")
def client(service: Served) -> Iterator[httpx.Client]:
    with service.client() as client:
        yield client


@pytest.fixture(scope="module")
def uploaded(client: httpx.Client) -> httpx.Response:
    return post(client, SAMPLE)


@pytest.fixture(scope="module")
def report(uploaded: httpx.Response) -> str:
    return str(uploaded.json()["report"]["id"])


def post(client: httpx.Client, path: Path, name: str | None = None, **query: str) -> httpx.Response:
    files = {"file": (name or path.name, path.read_bytes(), "text/plain")}
    return client.post("/api/reports", files=files, params=query)


def code_of(response: httpx.Response) -> str:
    assert response.headers["content-type"] == PROBLEM, response.text
    problem = response.json()
    assert problem["status"] == response.status_code
    assert {"type", "title", "detail"} <= problem.keys()
    return str(problem["code"])


def told(report: Report) -> object:
    return json.loads(report.model_copy(update={"text": None}).model_dump_json())


# ---- the contract -------------------------------------------------------------------------------


def test_an_upload_is_answered_with_the_document(uploaded: httpx.Response) -> None:
    assert uploaded.status_code == 201
    report = extract(SAMPLE)
    assert uploaded.json() == told(report)
    assert uploaded.headers["location"] == f"/api/reports/{report.report.id}"


def test_a_report_is_kept_with_its_text(client: httpx.Client, report: str) -> None:
    short = client.get(f"/api/reports/{report}").json()
    assert short["text"] is None
    whole = client.get(f"/api/reports/{report}", params={"include": "text"}).json()
    span = whole["facts"][0]["span"]
    assert whole["text"][span["start"] : span["end"]] == span["text"]
    assert Report.model_validate(whole) == extract(SAMPLE)


def test_a_report_is_told_in_english_too(client: httpx.Client, report: str) -> None:
    query = {"lang": "en", "include": "text"}
    told = client.get(f"/api/reports/{report}", params=query).json()
    assert told == json.loads(extract(SAMPLE, lang="en").model_dump_json())


def test_reports_are_listed_and_filtered(client: httpx.Client, report: str) -> None:
    (line,) = client.get("/api/reports").json()["items"]
    errors = sum(finding.severity == "error" for finding in extract(SAMPLE).findings)
    assert (line["id"], line["fiscal_year"], line["errors"]) == (report, 2024, errors)
    for query, count in (
        ({"entity": "武昌区"}, 1),
        ({"entity": "洪山区"}, 0),
        ({"year": "2024"}, 1),
        ({"year": "2023"}, 0),
        ({"q": "机关运行经费"}, 1),
        ({"q": "没有这样的话"}, 0),
        ({"severity": "error"}, 1),
        ({"kind": "budget"}, 0),
    ):
        assert client.get("/api/reports", params=query).json()["total"] == count, query


def test_parts_come_page_by_page(client: httpx.Client, report: str) -> None:
    facts = extract(SAMPLE).facts
    first = client.get(f"/api/reports/{report}/facts", params={"size": 10}).json()
    second = client.get(f"/api/reports/{report}/facts", params={"size": 10, "page": 2}).json()
    ids = [fact["id"] for fact in first["items"] + second["items"]]
    assert ids == [fact.id for fact in facts[:20]]
    assert (first["total"], first["more"]) == (len(facts), True)
    nil = client.get(f"/api/reports/{report}/facts", params={"kind": "nil"}).json()["items"]
    assert {fact["kind"] for fact in nil} == {"nil"}
    tables = client.get(f"/api/reports/{report}/tables").json()["items"]
    assert tables[0]["id"] == "T01"


def test_findings_are_decided_and_the_decision_is_kept(client: httpx.Client, report: str) -> None:
    address = f"/api/reports/{report}/findings"
    found = client.get(address, params={"severity": "error"}).json()["items"]
    assert {finding["severity"] for finding in found} == {"error"}
    key = found[0]["key"]
    said = {"decision": "dismissed", "note": "四舍五入两次"}
    assert client.put(f"{address}/{key}/decision", json=said).json()["decision"] == "dismissed"
    # The same file again, and a new document: what people said stays.
    assert post(client, SAMPLE).status_code == 201
    (dismissed,) = client.get(address, params={"decision": "dismissed"}).json()["items"]
    assert dismissed["key"] == key
    assert dismissed["decision"]["note"] == "四舍五入两次"
    (across,) = client.get("/api/findings", params={"decision": "dismissed"}).json()["items"]
    assert (across["report"], across["key"]) == (report, key)
    assert client.put(f"{address}/{key}/decision", json={"decision": "open"}).status_code == 200


def test_a_deleted_report_is_gone(client: httpx.Client, service: Served) -> None:
    kept = post(client, SAMPLE, "kept.txt")
    text = SAMPLE.read_text(encoding="utf-8").replace("武昌", "汉南")
    sent = {"file": ("draft.txt", text.encode())}
    report = client.post("/api/reports", files=sent).json()["report"]["id"]
    with Store.open(service.db) as store:
        assert store.jobs.content(report) == text.encode()
    address = f"/api/reports/{report}"
    assert client.delete(address).status_code == 204
    for gone in (address, f"{address}/facts", f"{address}/findings", f"/reports/{report}"):
        assert code_of(client.get(gone)) == "not_found", gone
    assert code_of(client.delete(address)) == "not_found"
    assert report not in client.get("/api/reports").text
    with Store.open(service.db) as store:
        assert not store.jobs.content(report)
        assert store.jobs.content(kept.json()["report"]["id"])
    assert client.post("/api/reports", files=sent).status_code == 201
    assert client.delete(address).status_code == 204


def test_a_decision_on_nothing_is_not_found(client: httpx.Client, report: str) -> None:
    said = {"decision": "confirmed"}
    response = client.put(f"/api/reports/{report}/findings/none/decision", json=said)
    assert code_of(response) == "not_found"


def test_an_unknown_decision_is_refused(client: httpx.Client, report: str) -> None:
    said = {"decision": "maybe"}
    response = client.put(f"/api/reports/{report}/findings/x/decision", json=said)
    assert code_of(response) == "invalid_request"
    assert response.json()["errors"][0]["where"] == "body.decision"


def test_findings_over_all_reports_come_worst_first(client: httpx.Client, report: str) -> None:
    found = client.get("/api/findings", params={"size": 500}).json()
    assert found["total"] == len(extract(SAMPLE).findings)
    order = ["error", "warning", "info"]
    ranks = [order.index(finding["severity"]) for finding in found["items"]]
    assert ranks == sorted(ranks)


def test_who_asks_for_it_gets_a_job(client: httpx.Client) -> None:
    files = {"file": ("x.txt", REPORTS["001"].read_bytes())}
    response = client.post("/api/reports", files=files, headers={"Prefer": "respond-async"})
    assert response.status_code == 202
    job = response.json()
    assert response.headers["location"] == f"/api/jobs/{job['id']}"
    while job["state"] in ("queued", "running"):
        # On a busy machine it takes long, and whoever asks without a pause is refused.
        time.sleep(0.1)
        job = client.get(response.headers["location"]).json()
    assert job["state"] == "done"
    assert client.get(f"/api/reports/{job['report']}").status_code == 200


def test_what_is_known_already_is_not_sent_again(client: httpx.Client, report: str) -> None:
    own = f"/api/reports/{report}"
    parts = (own, f"{own}/facts", f"{own}/tables", f"{own}/findings", f"{own}/facts?format=csv")
    for address in ("/api/reports", "/api/findings", *parts, f"/reports/{report}"):
        tag = client.get(address).headers["etag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_another_answer_has_another_tag(client: httpx.Client, report: str) -> None:
    own = f"/api/reports/{report}"
    asked = [
        own,
        *(f"{own}?{query}" for query in ("lang=en", "include=text", "lang=en&include=text")),
        *(
            f"{own}/facts{query}"
            for query in ("", "?kind=nil", "?size=2", "?page=2", "?format=csv")
        ),
        *(f"{own}/findings{query}" for query in ("", "?severity=error", "?decision=open")),
        *(f"{own}/findings{query}" for query in ("?class=nil_statement", "?format=csv")),
        *(f"{own}/tables", f"{own}/tables?size=3"),
        *(f"/reports/{report}", f"/reports/{report}?lang=en"),
    ]
    tags = [client.get(address).headers["etag"] for address in asked]
    assert len(set(tags)) == len(asked)


def test_a_decision_makes_the_findings_new(client: httpx.Client, report: str) -> None:
    findings = f"/api/reports/{report}/findings"
    asked = (findings, f"/reports/{report}")
    before = [client.get(address).headers["etag"] for address in asked]
    key = client.get(findings).json()["items"][0]["key"]
    for note in ("一", "二"):
        client.put(f"{findings}/{key}/decision", json={"decision": "confirmed", "note": note})
        for address, tag in zip(asked, before, strict=True):
            answer = client.get(address, headers={"If-None-Match": tag})
            assert answer.status_code == 200
            assert note in answer.text
        before = [client.get(address).headers["etag"] for address in asked]
    client.put(f"{findings}/{key}/decision", json={"decision": "open"})


def test_severity_is_the_least_wherever_it_is_asked_for(client: httpx.Client, report: str) -> None:
    found = extract(SAMPLE).findings
    for least, allowed in (
        ("error", {"error"}),
        ("warning", {"error", "warning"}),
        ("info", {"error", "warning", "info"}),
    ):
        count = sum(finding.severity in allowed for finding in found)
        for address in (f"/api/reports/{report}/findings", "/api/findings"):
            query = {"severity": least, "entity": "武昌区"}
            assert client.get(address, params=query).json()["total"] == count, (address, least)
        listed = client.get("/api/reports", params={"severity": least, "entity": "武昌区"}).json()
        assert listed["total"] == (1 if count else 0)
    description = client.get("/openapi.json").json()["paths"]
    said = {
        parameter["description"]
        for path in ("/api/reports", "/api/findings", "/api/reports/{report}/findings")
        for parameter in description[path]["get"]["parameters"]
        if parameter["name"] == "severity"
    }
    assert said == {"At least so severe: `error`; `warning` and `error`; `info`: all."}


def test_findings_are_chosen_by_class(client: httpx.Client, report: str) -> None:
    found = extract(SAMPLE).findings
    address = f"/api/reports/{report}/findings"
    for chosen in ({found[0].check_class}, {finding.check_class for finding in found[:6]}):
        items = client.get(address, params={"class": sorted(chosen)}).json()["items"]
        ids = [finding.id for finding in found if finding.check_class in chosen]
        assert [item["id"] for item in items] == ids
        of_all = client.get("/api/findings", params={"class": sorted(chosen), "size": 500})
        assert {item["class"] for item in of_all.json()["items"]} == chosen


def test_the_description_of_the_api_names_every_route(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    report = "/api/reports/{report}"
    assert set(paths) >= {
        *("/api/reports", report, f"{report}/facts", f"{report}/tables", f"{report}/findings"),
        f"{report}/findings/{{key}}/decision",
        *("/api/findings", "/api/jobs/{job}", "/healthz", "/metrics"),
    }


def test_answers_are_what_the_description_says(client: httpx.Client, report: str) -> None:
    description = client.get("/openapi.json").json()
    for path in ("/api/reports", "/api/findings", "/api/reports/{report}/findings"):
        schema = description["paths"][path]["get"]["responses"]["200"]["content"]
        answer = client.get(path.format(report=report)).json()
        whole = {**schema["application/json"]["schema"], "components": description["components"]}
        jsonschema.validate(answer, whole)


def test_health_and_metrics(client: httpx.Client, report: str) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    page = client.get("/metrics").text
    assert 'gouji_requests_total{method="GET",route="/healthz",status="200"}' in page
    assert 'gouji_reports_total{code="ok"}' in page


# ---- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 422, "empty"),
        (b"hello", 422, "not_a_report"),
        (b"%PDF-1.7 nothing", 422, "corrupt"),
        (b"\x89PNG\r\n\x1a\n", 415, "unsupported_type"),
    ],
)
def test_a_bad_file_is_a_problem(client: httpx.Client, data: bytes, status: int, code: str) -> None:
    for lang in ("zh", "en"):
        response = client.post("/api/reports", files={"file": ("x", data)}, params={"lang": lang})
        assert (response.status_code, code_of(response)) == (status, code)
        assert response.json()["detail"].isascii() == (lang == "en")


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({"content-type": "application/json"}, b"{}", "not_multipart"),
        ({"content-type": "application/x-www-form-urlencoded"}, b"file=x", "not_multipart"),
        ({}, b"x", "not_multipart"),
        ({"content-type": "multipart/form-data"}, b"x", "bad_multipart"),
        ({"content-type": "multipart/form-data; boundary=b"}, b"nothing", "bad_multipart"),
        ({"content-type": "multipart/form-data; boundary=b"}, b"--b--\r\n", "bad_multipart"),
        (
            {"content-type": "multipart/form-data; boundary=b"},
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--b--\r\n',
            "bad_multipart",
        ),
    ],
)
def test_a_body_that_is_no_upload_is_a_problem(
    client: httpx.Client, headers: dict[str, str], body: bytes, code: str
) -> None:
    assert code_of(client.post("/api/reports", content=body, headers=headers)) == code


@pytest.mark.parametrize("names", [["file", "file"], ["tables"], ["tables", "file", "tables"]])
def test_other_files_than_a_report_and_its_tables_are_refused(
    client: httpx.Client, names: list[str]
) -> None:
    files = [(name, (name, b"a")) for name in names]
    assert code_of(client.post("/api/reports", files=files)) == "bad_multipart"


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "a\0b\x1b[31m.txt", "." * 999],
)
def test_a_name_with_folders_is_only_a_name(client: httpx.Client, name: str) -> None:
    source = post(client, REPORTS["002"], name).json()["report"]["source"]
    assert "/" not in source
    assert "\\" not in source
    assert source.isprintable()
    assert len(source) <= 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/reports/../../etc/passwd",
        "/api/reports/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/static/../__init__.py",
        "/static/%2e%2e/%2e%2e/cli.py",
        "/api/reports/' OR 1=1 --",
        "/api/jobs/x",
        "/nothing",
    ],
)
def test_a_path_leads_nowhere_else(client: httpx.Client, path: str) -> None:
    request = client.build_request("GET", client.base_url)
    request.url = request.url.copy_with(raw_path=path.replace(" ", "%20").encode())
    assert code_of(client.send(request)) == "not_found"


def test_the_wrong_method_is_a_problem(client: httpx.Client) -> None:
    assert code_of(client.delete("/api/reports")) == "method_not_allowed"


def test_wrong_parameters_are_named(client: httpx.Client) -> None:
    response = client.get("/api/reports", params={"page": 0, "severity": "bad"})
    assert code_of(response) == "invalid_request"
    wrong = {error["where"] for error in response.json()["errors"]}
    assert wrong == {"query.page", "query.severity"}


WRONG_QUERIES = (
    {"page": "one", "size": "501", "year": "1066"},
    {"page": "0", "size": "9" * 5000, "year": "二〇二四"},
    {"entity": "局" * 201, "severity": "bad", "kind": "", "class": "sums", "decision": "maybe"},
)
WRONG_DECISIONS = (
    b"{",
    b"",
    b"[]",
    b'"confirmed"',
    b"{}",
    b'{"decision": 1}',
    b'{"decision": "yes", "note": 1}',
    b'{"decision": "open", "note": "%b"}' % (b"x" * 4001),
)


def wrong_requests(client: httpx.Client, lang: str) -> Iterator[httpx.Response]:
    """Yield answers to requests that are wrong in each way that the description rules out."""
    for query in WRONG_QUERIES:
        yield client.get("/api/findings", params={**query, "lang": lang})
    yield client.get("/", params={"year": "1", "page": "x", "entity": "局" * 201, "lang": lang})
    for said in WRONG_DECISIONS:
        address = "/api/reports/x/findings/y/decision"
        kind = {"Content-Type": "application/json"}
        yield client.put(address, content=said, params={"lang": lang}, headers=kind)
        yield client.put(address, content=said, params={"lang": lang})


def test_wrong_parameters_are_told_in_the_language_asked_for(client: httpx.Client) -> None:
    for lang in ("zh", "en"):
        for response in wrong_requests(client, lang):
            assert code_of(response) == "invalid_request", response.request.content
            for each in response.json()["errors"]:
                assert is_chinese(each["message"]) == (lang == "zh"), each


def is_chinese(words: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in words)


def test_a_cell_of_a_spreadsheet_runs_no_command(client: httpx.Client) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    name = "=cmd|' ⁄C calc'!A1.txt"
    sent = {"file": (name, text.replace("武昌区机关事务服务中心", "@SUM(1)中心").encode())}
    report = client.post("/api/reports", files=sent).json()["report"]["id"]
    for part in ("facts", "findings"):
        page = client.get(f"/api/reports/{report}/{part}", params={"format": "csv"})
        assert page.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))
        assert rows[0]["source"].startswith("'=cmd")
        for row in rows:
            for value in row.values():
                assert value[:1] not in ("=", "+", "@", "\t", "\r")
                assert not value.startswith("-") or value.lstrip("-")[:1].isdigit()


def test_the_log_says_nothing_of_a_report(client: httpx.Client, service: Served) -> None:
    post(client, SAMPLE, "秘密的名字.txt")
    client.get("/api/reports", params={"q": "秘密的词"})
    log = service.log.read_text(encoding="utf-8")
    assert not any(word in log for word in ("秘密", "武昌", "财政拨款", "Traceback"))
    lines = [json.loads(line) for line in log.splitlines()[1:]]
    assert {"request", "job"} <= {line["event"] for line in lines}
    assert not [line for line in lines if line["event"] == "fault"]


def test_head_tells_what_get_would(client: httpx.Client, uploaded: httpx.Response) -> None:
    report = uploaded.json()["report"]["id"]
    for path in ("/healthz", "/", "/api/reports", f"/api/reports/{report}/facts", "/api/nothing"):
        got, head = client.get(path), client.head(path)
        assert head.status_code == got.status_code
        assert head.headers.get("etag") == got.headers.get("etag")
        assert head.headers["content-type"] == got.headers["content-type"]
        assert head.content == b""


def test_a_wrong_method_is_told_all_right_ones(client: httpx.Client) -> None:
    answer = client.put("/api/reports")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert client.post("/healthz").headers["allow"] == "GET, HEAD"
    assert client.patch("/api/reports/x").headers["allow"] == "DELETE, GET, HEAD"
