"""Bytes → Document: one module per format, chosen by what the bytes are, not by the name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from extractor.document import Document
from extractor.errors import EmptyInput, TooLarge, UnsupportedType
from extractor.load import isolation, plain

# No report comes near either; what is larger is refused before it is read.
MAX_BYTES = 200_000_000
MAX_TEXT_BYTES = 20_000_000

# First bytes of formats that are recognised in order to say what to do about them.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "DOCX/XLSX/ZIP"),
    (b"\xd0\xcf\x11\xe0", "DOC/XLS/WPS"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
)

# Readers of PDF look for its mark within this many bytes.
_PDF, _PDF_HEAD = b"%PDF-", 1024

LOADERS: dict[str, Callable[[bytes], Document]] = {
    "text/plain": plain.load,
    "application/pdf": partial(isolation.load, "application/pdf"),
}


def load(data: bytes) -> Document:
    """Return the document of these bytes; raises the InputError that fits."""
    if not data.strip(b"\0 \t\r\n\f\v\xef\xbb\xbf\xff\xfe"):
        raise EmptyInput("文件是空的。请确认上传的是完整的报告。", "The file is empty.")
    return LOADERS[media_type(data)](data)


def media_type(data: bytes) -> str:
    """Return the media type that the bytes show, whatever the file is called."""
    if _PDF in data[:_PDF_HEAD]:
        return "application/pdf"
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise UnsupportedType(
                f"暂不支持 {name} 文件。请将报告另存为 PDF 或纯文本（.txt，UTF-8）后重试。",
                f"{name} files are not supported. Save the report as PDF or text (.txt, UTF-8).",
            )
    if len(data) > MAX_TEXT_BYTES:
        raise TooLarge(
            f"文本文件超过 {MAX_TEXT_BYTES // 1_000_000} MB，不像一份报告。请确认文件。",
            f"The text file is above {MAX_TEXT_BYTES // 1_000_000} MB. Check that it is a report.",
        )
    return "text/plain"
