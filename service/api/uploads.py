"""Reads an upload: a report in a multipart body with its name, and its tables where they come."""

from __future__ import annotations

from dataclasses import dataclass

import regex
from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from service.api.problems import Problem

_FIELD, _TABLES = "file", "tables"
_FILES = ([_FIELD], [_FIELD, _TABLES])
_LONGEST_NAME = 200
# A field beside the files is not needed; a few do no harm.
_MOST_FIELDS, _LONGEST_FIELD = 8, 10_000
_NOT_PRINTED = regex.compile(r"[\p{C}\p{Zl}\p{Zp}]+")


@dataclass(frozen=True, slots=True)
class Received:
    """A report with its name without folders, and a second file with its tables; to be closed."""

    file: UploadFile
    filename: str
    tables: UploadFile | None

    async def close(self) -> None:
        """Let go of both."""
        await self.file.close()
        if self.tables is not None:
            await self.tables.close()


async def received(request: Request) -> Received:
    """Return the report in the body; raises a Problem where there is none, or more than one."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise Problem("not_multipart")
    try:
        form = await request.form(
            max_files=2, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD
        )
    except HTTPException:
        raise Problem("bad_multipart") from None
    sent = [(name, part) for name, part in form.multi_items() if isinstance(part, UploadFile)]
    if sorted(name for name, _ in sent) not in _FILES:
        await form.close()
        raise Problem("bad_multipart")
    files = dict(sent)
    return Received(files[_FIELD], _plain_name(files[_FIELD].filename or ""), files.get(_TABLES))


def _plain_name(name: str) -> str:
    """Return the last part of a path, short and printable: names are shown, never opened.

    >>> _plain_name("../../etc/passwd"), _plain_name("C:\\\\temp\\\\决算.pdf"), _plain_name("")
    ('passwd', '决算.pdf', '未命名')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = _NOT_PRINTED.sub("", last).strip(" .")
    return printable[-_LONGEST_NAME:] or "未命名"
