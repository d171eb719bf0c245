"""Zip containers (DOCX, XLSX): how large what is inside may be before it is unpacked."""

from __future__ import annotations

import io
import zipfile

from extractor.errors import CorruptInput, EncryptedInput, TooLarge

# A report of a hundred pages unpacks to some 10 MB; pictures come on top.
_MOST_BYTES = 300_000_000
_MOST_MEMBERS = 10_000
_ENCRYPTED = 0x1


def names_in(data: bytes) -> frozenset[str]:
    """Return what a zip file holds; raises where it is broken, locked or would unpack too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise CorruptInput(
            "文件不完整或已损坏（压缩包打不开）。请重新下载，或用 Word/WPS 打开后另存一份。",
            "The file is cut short or damaged. Download it again, or save it anew in Word or WPS.",
        ) from error
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise EncryptedInput(
            "文件加了密码。请去掉密码后重试。", "The file has a password. Remove it and try again."
        )
    size = sum(member.file_size for member in members)
    if size > _MOST_BYTES or len(members) > _MOST_MEMBERS:
        raise TooLarge(
            f"文件解压后超过 {_MOST_BYTES // 1_000_000} MB，不像一份报告。请确认文件。",
            f"The file unpacks to more than {_MOST_BYTES // 1_000_000} MB. Check it.",
        )
    return frozenset(member.filename for member in members)
