"""The pages in a real browser: keys, filters, decisions, both places of a finding in sight."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from service.store import Store
from tests.corpus import REPORTS
from tests.served import Served, gouji, served
from tests.test_api import post

SAMPLE = REPORTS["004"]


# Milliseconds: what a page shows in the end may take long where many tests run at once.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def chromium() -> str:
    """Return the browser, installed where it is missing."""
    found = shutil.which("chromium")
    if found:
        return found
    if not shutil.which("apt-get") or os.geteuid() != 0:
        pytest.skip("Chromium is not installed, and cannot be")
    for words in (["update"], ["install", "--yes", "chromium", "fonts-noto-cjk"]):
        subprocess.run(["apt-get", "-qq", *words], check=True, capture_output=True)
    return shutil.which("chromium") or pytest.fail("no chromium after its installation")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Root, as in a container, may not have the browser's own sandbox.
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("browser") / "gouji.db") as running:
        yield running


@pytest.fixture
def page(browser: Browser, service: Served) -> Iterator[Page]:
    """Open a page that asks nobody but the service, and whose scripts do not fail."""
    asked: list[str] = []
    faults: list[str] = []
    page = browser.new_page(base_url=service.url, viewport={"width": 1280, "height": 800})
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert faults == []
    assert [url for url in asked if not url.startswith(service.url)] == []


@pytest.fixture(scope="module")
def report(service: Served) -> str:
    with service.client() as client:
        return str(post(client, SAMPLE).json()["report"]["id"])


@pytest.fixture
def review(page: Page, report: str) -> Page:
    page.goto(f"/reports/{report}")
    return page


def upload(page: Page, file: Path) -> None:
    """Upload a report as a person does, and land on its review page."""
    page.goto("/")
    page.set_input_files(".upload input[type=file]", file)
    page.wait_for_url("**/reports/*")


def here(page: Page) -> Locator:
    return page.locator(".finding.here")


def in_sight(page: Page, pane: str) -> bool:
    """Return whether the place that a pane is scrolled to lies inside the pane."""
    return bool(
        page.evaluate(
            """pane => {
              const frame = document.querySelector(`[data-pane=${pane}]`).getBoundingClientRect();
              const at = document.querySelector(`[data-pane=${pane}] .at`).getBoundingClientRect();
              return at.height > 0 && at.bottom > frame.top && at.top < frame.bottom
                && at.right > frame.left && at.left < frame.right;
            }""",
            pane,
        )
    )


def test_every_finding_is_shown_on_both_sides(review: Page) -> None:
    shown = review.locator(".finding").count()
    two = 0
    for number in range(1, shown + 1):
        finding = here(review)
        expect(finding.locator(".number")).to_have_text(f"{number}.")
        expect(finding).to_be_in_viewport()
        assert in_sight(review, "left"), number
        if review.locator("[data-pane=right]").is_visible():
            two += 1
            assert in_sight(review, "right"), number
        review.keyboard.press("j")
    assert two
    review.keyboard.press("k")
    expect(here(review).locator(".number")).to_have_text(f"{shown - 1}.")


def test_a_decision_by_keys_is_kept_and_leads_on(
    review: Page, report: str, service: Served
) -> None:
    key = here(review).get_attribute("id") or ""
    review.keyboard.press("n")
    review.keyboard.type("已与单位核实")
    review.keyboard.press("Enter")
    expect(here(review).locator(".decide output")).to_have_text("已保存")
    review.keyboard.press("Escape")
    review.keyboard.press("c")
    expect(review.locator(f"[id='{key}'] .decision")).to_have_text("已确认")
    expect(here(review)).not_to_have_id(key)
    with Store.open(service.db) as store:
        said = store.decisions(report)[key]
    assert (said.decision, said.note) == ("confirmed", "已与单位核实")
    review.reload()
    expect(review.locator(f"[id='{key}'] .decision")).to_have_text("已确认")


def test_findings_are_filtered_by_words_and_severity(review: Page) -> None:
    every = review.locator(".finding").count()
    review.keyboard.press("/")
    review.keyboard.type("基本支出")
    some = review.locator(".finding:visible")
    expect(review.locator(".tools output")).to_contain_text(str(every))
    assert 0 < some.count() < every
    for text in some.all_text_contents():
        assert "基本支出" in text
    review.fill(".tools [name=words]", "")
    review.uncheck(".tools [value=warning]")
    review.uncheck(".tools [value=info]")
    expect(review.locator(".finding.error:visible")).to_have_count(
        review.locator(".finding.error").count()
    )
    expect(review.locator(".finding.warning:visible")).to_have_count(0)


def test_a_report_is_deleted_after_a_question(page: Page, service: Served, tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(SAMPLE.read_text(encoding="utf-8").replace("武昌", "汉南"), encoding="utf-8")
    upload(page, draft)
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.click(".delete button")
    page.once("dialog", lambda dialog: dialog.accept())
    page.click(".delete button")
    page.wait_for_url(f"{service.url}/")
    assert "删除这份报告" in asked[0]
    expect(page.locator("table.reports")).not_to_contain_text("汉南")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_to_mail_filters_and_needs_no_network(
    browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    file = tmp_path / "findings.html"
    assert gouji("check", "--format", "html", "-o", str(file), str(SAMPLE)).returncode == 1
    page = browser.new_page(color_scheme=scheme)
    page.route("http*://**", lambda route: pytest.fail(f"it asks {route.request.url}"))
    page.goto(file.as_uri())
    every, some = page.locator(".finding").count(), page.locator(".finding:visible")
    page.fill("[name=words]", "基本支出")
    assert 0 < some.count() < every
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".finding.here")).to_be_in_viewport()
    page.fill("[name=words]", "")
    assert page.evaluate(CONTRAST) == [], "less than 4.5 : 1"
    page.close()


def test_a_file_that_is_none_is_told_in_its_place(page: Page, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    page.goto("/?lang=zh")
    page.set_input_files(".upload input[type=file]", broken)
    expect(page.locator(".upload output")).to_contain_text("没有成功")


def test_several_files_are_uploaded_one_after_another(page: Page, tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    drafts = [tmp_path / f"draft{number}.txt" for number in (1, 2)]
    for draft, name in zip(drafts, ("汉南", "新洲"), strict=True):
        draft.write_text(text.replace("武昌", name), encoding="utf-8")
    page.goto("/")
    page.set_input_files(".upload input[type=file]", drafts)
    for name in ("汉南", "新洲"):
        expect(page.locator("table.reports")).to_contain_text(name)


def test_times_are_those_of_the_reader(browser: Browser, service: Served, report: str) -> None:
    shown = []
    for zone in ("UTC", "Asia/Shanghai"):
        page = browser.new_page(base_url=service.url, timezone_id=zone)
        page.goto("/")
        time = page.locator(f"tr:has(a[href='/reports/{report}']) time")
        expect(time).not_to_contain_text("UTC")
        shown.append(datetime.strptime(time.inner_text(), "%Y-%m-%d %H:%M"))
        page.close()
    assert shown[1] - shown[0] == timedelta(hours=8)


def test_what_could_not_be_read_is_told_above_the_findings(page: Page, tmp_path: Path) -> None:
    alone = tmp_path / "narrative.txt"
    text = SAMPLE.read_text(encoding="utf-8")
    alone.write_text(text[text.rindex("第三部分") : text.rindex("第四部分")], encoding="utf-8")
    upload(page, alone)
    expect(page.locator(".findings > :first-child")).to_contain_text("没有找到任何公开报表")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_light_and_on_dark(
    page: Page, report: str, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in ("/", "/findings", "/docs", "/login", f"/reports/{report}"):
        page.goto(path)
        assert page.evaluate(CONTRAST) == [], f"{path}: less than 4.5 : 1"


# The contrast of WCAG 2.1 between each text and what lies behind it.
CONTRAST = """() => {
  const colour = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (c) => c.slice(0, 3)
    .map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const c = colour(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0.99) return c;
    }
    throw new Error("nothing lies behind the page");
  };
  const faint = new Set();
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility()) continue;
    const [a, b] = [light(colour(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.add(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
  }
  return [...faint];
}"""
