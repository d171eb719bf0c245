"""The pages for people: reports, findings, one report under review, and who may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from extractor.errors import TooLarge
from rules.terms import SEVERITIES
from service.api.access import COOKIE, Person, person_who, secret_of
from service.api.answers import PageNumber, tagged
from service.api.library import Library
from service.api.problems import Problem, language
from service.api.reports import row_and_decisions
from service.renderers import ReviewPage
from service.review.page import filled
from service.store import DECISIONS, FindingFilter, Listing, Page, ReportFilter, Store

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_PAGE_SIZE = 50
_MOST_BETWEEN = 500
_WEEK = 7 * 24 * 3600
_STATIC: Mapping[str, tuple[str, str]] = {
    "page.css": ("service.outputs", "templates/page.css"),
    "review.css": ("service.review", "static/review.css"),
    "review.js": ("service.review", "static/review.js"),
    "upload.js": ("service.review", "static/upload.js"),
    "docs.js": ("service.review", "static/docs.js"),
}
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_HTML = "text/html; charset=utf-8"
Text = Annotated[str, Query(max_length=200)]
# An empty choice of a form comes as an empty word.
Year = Annotated[str, Query(pattern="^([0-9]{4})?$")]


@router.get("/static/{name}")
def static(name: str) -> Response:
    """Return a style sheet or a script of the pages."""
    if name not in _STATIC:
        raise Problem("not_found")
    package, path = _STATIC[name]
    body = files(package).joinpath(path).read_bytes()
    return Response(
        body, headers={"Cache-Control": "no-cache"}, media_type=_TYPES[name.rpartition(".")[2]]
    )


@router.get("/")
def reports_page(
    request: Request,
    entity: Text = "",
    year: Year = "",
    q: Text = "",
    severity: Text = "",
    page: PageNumber = 1,
) -> Response:
    """List the reports, with an upload."""
    if (person := _reader(request)) is None:
        return _to_login(request)
    wanted = ReportFilter(entity or None, _year(year), None, q or None, _one(severity, SEVERITIES))
    store: Store = request.app.state.store
    most = request.app.state.settings.limits.upload_mb
    found = store.reports(wanted, Page(page, _PAGE_SIZE))
    return _page(
        request,
        "reports.html.j2",
        person,
        wanted=wanted,
        found=found,
        most_mb=most,
        too_large=TooLarge.above(most).message(language(request)),
        **_around(request, found),
    )


@router.get("/findings")
def findings_page(
    request: Request,
    entity: Text = "",
    year: Year = "",
    severity: Text = "",
    decision: Text = "",
    page: PageNumber = 1,
) -> Response:
    """List the findings of all reports, the worst first."""
    if (person := _reader(request)) is None:
        return _to_login(request)
    wanted = FindingFilter(
        entity or None,
        _year(year),
        severity=_one(severity, SEVERITIES),
        decision=_one(decision, DECISIONS),
    )
    store: Store = request.app.state.store
    found = store.findings(wanted, Page(page, _PAGE_SIZE))
    return _page(
        request,
        "findings_of_all.html.j2",
        person,
        wanted=wanted,
        found=found,
        compared=store.comparison(),
        **_around(request, found),
    )


@router.get("/reports/{report}")
async def review_page(request: Request, report: str) -> Response:
    """Show one report beside its findings, to decide on them."""
    person = await run_in_threadpool(_reader, request)
    if person is None:
        return _to_login(request)
    row, said = await run_in_threadpool(row_and_decisions, request, report)
    lang = language(request)
    library: Library = request.app.state.library
    store: Store = request.app.state.store
    between = await run_in_threadpool(
        store.findings, FindingFilter(between=report), Page(1, _MOST_BETWEEN)
    )
    compared = await run_in_threadpool(store.comparison)
    # Where all is well no page is another because a report came.
    behind = compared if compared.behind else None
    what = ReviewPage(
        lang, tuple(said.values()), between.items, behind, logged_in=bool(person.name)
    )
    tag = library.tag(row, what)
    return await tagged(request, tag, _HTML, lambda: library.get(row, what, lang))


# ---- tokens in a browser ------------------------------------------------------------------------


@router.get("/login")
def login_page(request: Request, next: Text = "/") -> Response:
    """Ask for a token."""
    return _page(request, "login.html.j2", None, next=_own(next), failed=False)


@router.post("/login")
def log_in(
    request: Request,
    token: Annotated[str, Form(max_length=200)] = "",
    next: Annotated[str, Form(max_length=200)] = "/",
) -> Response:
    """Keep a good token in a cookie that no script sees and no other site sends."""
    try:
        person_who(request, "read", token)
    except Problem:
        page = _page(request, "login.html.j2", None, next=_own(next), failed=True)
        page.status_code = 401
        return page
    answer = RedirectResponse(_own(next), 303)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=_WEEK,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/logout")
def log_out() -> Response:
    """Forget the token."""
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


def _reader(request: Request) -> Person | None:
    try:
        return person_who(request, "read", secret_of(request, None))
    except Problem:
        return None


def _to_login(request: Request) -> Response:
    query = {"next": request.url.path} | ({"lang": "en"} if language(request) == "en" else {})
    return RedirectResponse(f"/login?{urlencode(query)}", 303)


def _own(address: str) -> str:
    """Return the address if it is a path of this service, else its front page.

    >>> _own("/findings"), _own("//evil.example"), _own("https://evil.example"), _own("/\\\\evil")
    ('/findings', '/', '/', '/')
    """
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() else "/"


# ---- what pages share ---------------------------------------------------------------------------


def page_of_people(request: Request, template: str, **values: Any) -> HTMLResponse:
    """Return a page that everybody may see."""
    return _page(request, template, None, **values)


def _page(request: Request, template: str, person: Person | None, **values: Any) -> HTMLResponse:
    logged_in = bool(person and person.name)
    return HTMLResponse(filled(template, language(request), logged_in=logged_in, **values))


def problem_page(
    request: Request, status: int, told: str, errors: Sequence[Mapping[str, str]]
) -> Response:
    """Return a problem as a page with a way back: whoever follows an old link reads no JSON."""
    page = page_of_people(request, "problem.html.j2", told=told, errors=errors)
    page.status_code = status
    return page


def _year(given: str) -> int | None:
    return int(given) if given else None


def _one(given: str, allowed: Sequence[str]) -> str | None:
    """Return a choice of a form; what is none of them is no choice."""
    return given if given in allowed else None


def _around(request: Request, found: Listing[Any]) -> dict[str, str]:
    """Return the addresses of the pages before and after, where there are such."""
    number = found.page.number

    def at(page: int) -> str:
        return f"?{urlencode({**request.query_params, 'page': str(page)})}"

    return {
        "before": at(number - 1) if number > 1 else "",
        "after": at(number + 1) if found.more else "",
    }
