"""Errors as RFC 9457 problems: the codes of the library, and those that only a service has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from extractor.errors import InputError
from rules.terms import Lang
from service.api.wrong_parameters import wrong_parameters
from service.store import StoreError

MEDIA_TYPE = "application/problem+json"
# What shows a problem to people: its status, what is wrong, and each wrong parameter.
ProblemPage = Callable[[Request, int, str, Sequence[Mapping[str, str]]], Response]
# What the file is refused for; all others are content that the service understood and cannot use.
_INPUT_STATUS = {"unsupported_type": 415, "too_large": 413}


class ProblemDocument(BaseModel):
    """Why a request was refused, and what to do about it."""

    type: str = Field(description="Name of the kind of problem, as a URI.")
    title: str = Field(description="The kind of problem in a few words.")
    status: int = Field(description="The status code of the answer.")
    code: str = Field(description="Stable name: too_large, not_a_report, not_found …")
    detail: str = Field(description="What is wrong, and what to do.")
    errors: list[dict[str, str]] | None = Field(
        default=None, description="Each wrong parameter: `where` and `message`."
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    status: int
    zh: str
    en: str


_KINDS: Mapping[str, _Kind] = {
    "unauthorized": _Kind(
        401, "需要访问令牌。请在 Authorization 中给出有效的令牌。", "Give a valid token."
    ),
    "forbidden": _Kind(403, "这个令牌没有此项权限。", "The token has no such right."),
    "cross_site": _Kind(
        403, "不接受其他网站的页面发来的修改请求。", "Changes asked for by other sites are refused."
    ),
    "not_found": _Kind(404, "没有这个地址、报告、问题或任务。", "There is no such thing here."),
    "method_not_allowed": _Kind(405, "这个地址不支持此方法。", "Not with this method."),
    "too_slow": _Kind(
        408, "上传太慢，已中断。请重新上传。", "The body came too slowly. Try again."
    ),
    "wrong_host": _Kind(
        421, "请用 localhost 或 127.0.0.1 访问。", "Ask for localhost or 127.0.0.1."
    ),
    "not_multipart": _Kind(
        415,
        "请以 multipart/form-data 上传，字段名为 file。",
        "Send multipart/form-data with the field `file`.",
    ),
    "bad_multipart": _Kind(
        400,
        "上传的内容不完整或格式不对：应有一个名为 file 的文件，另可有一个名为 tables 的文件。",
        "The body is broken: it must have one file in `file`, and may have another in `tables`.",
    ),
    "bad_request": _Kind(400, "请求的格式不对。", "The request is malformed."),
    "no_http": _Kind(
        400,
        "请求不符合 HTTP 格式。地址里的汉字要先编码，如 curl -G --data-urlencode entity=机关事务。",
        "This is no HTTP. Chinese in an address must be encoded: curl -G --data-urlencode.",
    ),
    "invalid_request": _Kind(422, "请求的参数不对。", "Some parameters are wrong."),
    "too_many_requests": _Kind(429, "请求太频繁，请稍后再试。", "Too many requests. Wait."),
    "crowded": _Kind(503, "连接太多，请稍后再试。", "Too many connections. Try later."),
    "busy": _Kind(503, "等待处理的报告太多，请稍后再试。", "Too many reports wait. Try later."),
    "internal_error": _Kind(500, "程序出错，已记录。", "A fault of the program; it was logged."),
}


class Problem(Exception):
    """A request that is refused, by the name of its kind."""

    def __init__(self, code: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.status = _KINDS[code].status
        self.headers = dict(headers or {})

    def message(self, lang: Lang) -> str:
        """Return what is wrong, in Chinese or English."""
        kind = _KINDS[self.code]
        return kind.zh if lang == "zh" else kind.en

    def response(self, lang: Lang = "zh") -> Response:
        """Return the answer."""
        return answer(self.status, self.code, self.message(lang), headers=self.headers)


def answer(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem as an answer."""
    document = {
        "type": f"urn:gouji:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors is not None:
        document["errors"] = list(errors)
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, status, dict(headers or {}), MEDIA_TYPE)


def input_status(code: str) -> int:
    """Return the status for the code of an InputError.

    >>> input_status("too_large"), input_status("corrupt")
    (413, 422)
    """
    return _INPUT_STATUS.get(code, 422)


def language(request: Request) -> Lang:
    """Return the language that the request asks for, Chinese unless it is English."""
    return "en" if request.query_params.get("lang") == "en" else "zh"


def install(app: FastAPI, page: ProblemPage) -> None:
    """Make every error of the app a problem: a document, or a page where a browser shows it."""
    app.state.problem_page = page
    app.add_exception_handler(StoreError, _store_error)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(InputError, _input_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)


def _told(
    request: Request,
    problem: Problem | InputError | StoreError,
    *,
    status: int,
    code: str = "",
    errors: Sequence[Mapping[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem as whoever asked can read it."""
    message = problem.message(language(request))
    if _is_shown_by_a_browser(request):
        page: ProblemPage = request.app.state.problem_page
        shown = page(request, status, message, errors or ())
        shown.headers.update(headers or {})
        return shown
    return answer(status, code or problem.code, message, errors=errors, headers=headers)


def _is_shown_by_a_browser(request: Request) -> bool:
    accepts = request.headers.get("accept", "")
    return "text/html" in accepts and not request.url.path.startswith("/api/")


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return _told(request, error, status=error.status, headers=error.headers)


def _input_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, InputError)
    return _told(request, error, status=input_status(error.code))


def _store_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, StoreError)
    wait = {"Retry-After": "30"}
    return _told(request, error, status=503, code=f"store_{error.code}", headers=wait)


def _gone(request: Request, error: Exception) -> Response:
    """Answer somebody who left in the middle of a body."""
    return _problem(request, Problem("bad_request"))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problem = Problem("invalid_request")
    wrong = wrong_parameters(error.errors(), language(request))
    return _told(request, problem, status=problem.status, errors=wrong)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    codes = {404: "not_found", 405: "method_not_allowed"}
    headers = {**(error.headers or {})}
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_allowed(request))
    return _problem(request, Problem(codes.get(error.status_code, "bad_request"), headers=headers))


def _allowed(request: Request) -> list[str]:
    """Return the methods that an address has on any of its routes: each knows only its own."""

    def is_allowed(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    # HEAD is GET without its body.
    methods = [method for method in ("DELETE", "GET", "POST", "PUT") if is_allowed(method)]
    return sorted([*methods, *(["HEAD"] if "GET" in methods else [])])
