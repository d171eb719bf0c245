"""Reads an upload: one file of a multipart body, with the name it came under."""

from __future__ import annotations

from dataclasses import dataclass

import regex
from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from service.api.problems import Problem

_FIELD = "file"
_LONGEST_NAME = 200
# A field beside the file is not needed; a few do no harm.
_MOST_FIELDS, _LONGEST_FIELD = 8, 10_000
_NOT_PRINTED = regex.compile(r"[\p{C}\p{Zl}\p{Zp}]+")


@dataclass(frozen=True, slots=True)
class Received:
    """A file, to be closed, and its name without folders."""

    file: UploadFile
    filename: str


async def received(request: Request) -> Received:
    """Return the file of the body; raises a Problem where there is not exactly one."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise Problem("not_multipart")
    try:
        form = await request.form(
            max_files=1, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD
        )
    except HTTPException:
        raise Problem("bad_multipart") from None
    file = form.get(_FIELD)
    if not isinstance(file, UploadFile):
        await form.close()
        raise Problem("bad_multipart")
    return Received(file, _plain_name(file.filename or ""))


def _plain_name(name: str) -> str:
    """Return the last part of a path, short and printable: names are shown, never opened.

    >>> _plain_name("../../etc/passwd"), _plain_name("C:\\\\temp\\\\决算.pdf"), _plain_name("")
    ('passwd', '决算.pdf', '未命名')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = _NOT_PRINTED.sub("", last).strip(" .")
    return printable[-_LONGEST_NAME:] or "未命名"
