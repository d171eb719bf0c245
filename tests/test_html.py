"""The pages to mail: well-formed, self-contained, nothing left out, readable in every light."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import get_args

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from extractor.model import Fact, FactKind, Report, Span
from rules.terms import Lang
from service.outputs import CHECK_OUTPUTS, EXTRACT_OUTPUTS, Form
from service.outputs._marks import Close, Open, marked
from service.telling.places import tidy
from tests.corpus import ROOT
from tests.pages import Page, read_page
from tests.reports import TEXT, make_finding, make_report

TEMPLATES = ROOT / "service" / "outputs" / "templates"
_BLANKS = regex.compile(r"\s+")


def page_of(*reports: Report, lang: Lang = "zh", extract: bool = False) -> Page:
    out = io.StringIO()
    write = EXTRACT_OUTPUTS["html"] if extract else CHECK_OUTPUTS["html"]
    write(reports, out, Form(lang=lang, many=len(reports) > 1))
    return read_page(out.getvalue())


def bare(text: str) -> str:
    return _BLANKS.sub("", text)


@pytest.fixture(scope="module", params=["check", "extract"])
def page(request: pytest.FixtureRequest) -> Page:
    findings = [make_finding("error"), make_finding("info")]
    report = make_report(*findings).model_copy(update={"text": TEXT})
    return page_of(report, extract=request.param == "extract")


def test_a_page_of_every_report_is_well_formed(read: Callable[[str], Report], name: str) -> None:
    for extract in (False, True):
        page = page_of(read(name), extract=extract)
        assert page.problems == []
        assert len(page.ids) == len(set(page.ids))
        assert {target[1:] for target in page.targets} - set(page.ids) == set()


def test_a_page_asks_for_nothing_from_outside(read: Callable[[str], Report], name: str) -> None:
    for extract in (False, True):
        page = page_of(read(name), extract=extract)
        assert page.addresses == []
        assert not {"link", "img", "iframe", "object"} & set(page.tags)
    sources = [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.iterdir())]
    assert [one for one in sources if regex.search(r"https?:|@import|url\(|fetch\(", one)] == []


def test_every_piece_of_evidence_is_quoted_and_marked(
    read: Callable[[str], Report], name: str
) -> None:
    report = read(name)
    page = page_of(report)
    marks = {bare(mark) for mark in page.marks}
    quoted = {bare(piece.span.text) for one in report.findings for piece in one.evidence}
    assert quoted - {""} - marks == set()
    wanted = [one.explanation for one in report.findings]
    wanted += [one.formula for one in report.findings if one.formula]
    assert [one for one in wanted if one not in page.text] == []
    assert {f"r1-{one.key}" for one in report.findings} - set(page.ids) == set()


def test_every_duty_and_every_number_that_nothing_binds_is_listed(
    read: Callable[[str], Report],
) -> None:
    report = read("002")
    page = page_of(report)
    unchecked = set(report.coverage.facts.unchecked)
    wanted = [tidy(fact.span.text) for fact in report.facts if fact.id in unchecked]
    wanted += [one for duty in report.coverage.obligations for one in (duty.title, duty.why or "")]
    assert [one for one in wanted if one not in page.text] == []


def test_the_marked_text_is_the_whole_text(read: Callable[[str], Report], name: str) -> None:
    report = read(name)
    page = page_of(report, extract=True)
    # Not in the assertion: explaining how two long texts differ takes minutes.
    whole = bare((report.text or "").replace("→", "")) in bare(page.text.replace("→", ""))
    assert whole
    assert {f"r1-{fact.id}" for fact in report.facts} <= set(page.ids)
    assert {f"r1-{link.cell}" for link in report.links} <= set(page.ids)


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    assert page.headings[0] == 1
    assert all(
        next_ - this <= 1 for this, next_ in zip(page.headings, page.headings[1:], strict=False)
    )


def test_a_page_of_several_reports_tells_each_under_its_name() -> None:
    page = page_of(make_report(make_finding()), make_report(make_finding()))
    assert page.problems == []
    assert {"report-1", "report-2", "r1-abc", "r2-abc"} <= set(page.ids)


def test_a_page_has_landmarks_a_language_and_a_name(page: Page) -> None:
    assert {"header", "main", "footer", "title"} <= set(page.tags)
    assert "某某中心" in page.text


def test_a_clean_report_says_so() -> None:
    assert "没有发现需要处理的问题。" in page_of(make_report()).text


def test_a_page_speaks_english() -> None:
    assert "What ought to be checked" in page_of(make_report(make_finding()), lang="en").text


@pytest.mark.parametrize("extract", [False, True])
def test_no_text_of_a_report_becomes_markup(extract: bool) -> None:
    evil = "<script>alert(1)</script>"
    report = make_report(make_finding(explanation=evil), source=evil)
    out = io.StringIO()
    (EXTRACT_OUTPUTS if extract else CHECK_OUTPUTS)["html"]([report], out, Form())  # type: ignore[index]
    assert evil not in out.getvalue()
    assert out.getvalue().count("<script>") == 1


# ---- colours ----------------------------------------------------------------------------------


def _themes() -> dict[str, dict[str, str]]:
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    light, dark, paper = (
        dict(regex.findall(r"--([\w-]+): (#\w{6})", block))
        for block in regex.findall(r":root \{(.*?)\}", css, regex.DOTALL)
    )
    return {"light": light, "dark": light | dark, "print": light | paper}


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_every_text_stands_out_from_its_ground(name: str) -> None:
    theme = _themes()[name]
    grounds = {
        "text": [key for key in theme if key not in ("text", "muted", "line", "link", "good")]
        if name != "print"
        else ["page", "soft", "error-mark", "warning-mark", "info-mark"],
        "muted": ["page", "soft"],
        "link": ["page", "soft"],
        "error": ["page"],
        "warning": ["page"],
        "info": ["page"],
        "good": ["page"],
    }
    grounds["text"] = [k for k in grounds["text"] if k not in ("error", "warning", "info")]
    weak = {
        (text, ground): round(_contrast(theme[text], theme[ground]), 2)
        for text, keys in grounds.items()
        for ground in keys
        if _contrast(theme[text], theme[ground]) < 4.5
    }
    assert weak == {}


def test_no_rule_of_the_layout_catches_a_marked_number() -> None:
    """`.level` laid out headers, and put every 与上年持平 on a line of its own."""
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    selectors = [
        one.split()[0] for rule in regex.findall(r"([^{}]+)\{", css) for one in rule.split(",")
    ]
    assert {f".{kind}" for kind in get_args(FactKind)} & set(selectors) == set()


# ---- marks that nest and overlap --------------------------------------------------------------


def _fact(number: int, start: int, end: int, text: str) -> Fact:
    span = Span(start=start, end=end, text=text[start:end])
    fact = make_report().facts[0]
    return fact.model_copy(update={"id": f"F{number}", "span": span})


@given(
    st.text("abcdef", min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 19), st.integers(1, 20)), max_size=6),
)
def test_marks_nest_and_lose_no_text(text: str, places: list[tuple[int, int]]) -> None:
    spans = [(a, min(b, len(text))) for a, b in places if a < min(b, len(text))]
    facts = [_fact(n, start, end, text) for n, (start, end) in enumerate(spans)]
    open_: list[str] = []
    covered: dict[str, str] = {fact.id: "" for fact in facts}
    whole, begun = "", []
    for piece in marked(text, facts):
        if isinstance(piece, Open):
            open_.append(piece.fact.id)
            begun += [piece.fact.id] if piece.first else []
        elif isinstance(piece, Close):
            open_.pop()
        else:
            whole += piece
            for fact_id in open_:
                covered[fact_id] += piece
    assert (whole, open_) == (text, [])
    assert sorted(begun) == sorted(covered)
    assert covered == {fact.id: fact.span.text for fact in facts}
