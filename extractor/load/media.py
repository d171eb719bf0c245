"""What the first bytes of a file say it is, whatever the file is called."""

from __future__ import annotations

import regex

from extractor.errors import EncryptedInput, UnsupportedType
from extractor.load import archive

TEXT = "text/plain"
PDF = "application/pdf"
HTML = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# The module that reads each media type but text, in a process of its own.
FOREIGN = {
    PDF: "extractor.load.pdf",
    DOCX: "extractor.load.docx",
    HTML: "extractor.load.html",
    XLSX: "extractor.load.xlsx",
}

# Readers of PDF look for its mark within so many bytes.
_PDF, _PDF_HEAD = b"%PDF-", 1024
_ZIP = b"PK\x03\x04"
# What a zip file holds tells what it is.
_ZIPPED = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
# The container of old Office files, and of new ones with a password.
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Formats that are recognised in order to say what to do about them.
_REFUSED = (
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
)
_SNIFFED = 2048
_OPENS_HTML = regex.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|table|div)\b",
    regex.IGNORECASE | regex.DOTALL,
)


def media_type(data: bytes) -> str:
    """Return the media type; raises UnsupportedType, which says how to convert, for others."""
    if _PDF in data[:_PDF_HEAD]:
        return PDF
    if data.startswith(_ZIP):
        return _zipped(data)
    if data.startswith(_OLE):
        raise _ole(data)
    for magic, name in _REFUSED:
        if data.startswith(magic):
            raise UnsupportedType(
                f"不支持 {name} 文件。请改用 PDF、.docx、.html、.xlsx 或文本格式的报告。",
                f"{name} files are not supported. Give it as PDF, .docx, .html, .xlsx or text.",
            )
    return HTML if _OPENS_HTML.match(data[:_SNIFFED]) else TEXT


def _zipped(data: bytes) -> str:
    names = archive.names_in(data)
    for name, found in _ZIPPED:
        if name in names:
            return found
    raise UnsupportedType(
        "这是压缩包，不是一份报告。请解压后提交其中的报告文件。",
        "This is an archive, not a report. Unpack it and give the report in it.",
    )


def _ole(data: bytes) -> UnsupportedType | EncryptedInput:
    if _OLE_ENCRYPTED in data:
        return EncryptedInput(
            "文件加了密码。请去掉密码后重试。", "The file has a password. Remove it and try again."
        )
    return UnsupportedType(
        "这是旧版 .doc/.xls 或 WPS 文件。请用 Word/WPS 打开，另存为 .docx（表格为 .xlsx）后重试。",
        "An old .doc, .xls or WPS file. Open it in Word or WPS, save it as .docx or .xlsx.",
    )
