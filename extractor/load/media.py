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
_PICTURE = regex.compile(
    rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|II\*\0|MM\0\*|RIFF.{4}WEBP", regex.DOTALL
)
_ARCHIVE = regex.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b")
# A page as browsers save it in one file is a mail.
_MHTML = regex.compile(
    rb"[\w-]+:.{0,1500}?^MIME-Version:|MIME-Version:", regex.DOTALL | regex.MULTILINE
)
_OFD, _OPEN_DOCUMENT = "OFD.xml", "content.xml"
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
    if (refused := _refused(data)) is not None:
        raise refused
    return HTML if _OPENS_HTML.match(data[:_SNIFFED]) else TEXT


def _refused(data: bytes) -> UnsupportedType | None:
    if _PICTURE.match(data):
        return UnsupportedType(
            "这是图片。请把全部页面存成一个 PDF，再用 --ocr 识别；最好改用报告的原文件。",
            "A picture. Put all pages into one PDF and read it with --ocr, or give the original.",
        )
    if _ARCHIVE.match(data):
        return _archive()
    if data.startswith(b"{\\rtf"):
        return UnsupportedType(
            "这是 RTF 文件。请用 Word/WPS 打开，另存为 .docx 后重试。",
            "An RTF file. Open it in Word or WPS and save it as .docx.",
        )
    if _MHTML.match(data[:_SNIFFED]):
        return UnsupportedType(
            "这是浏览器存成单个文件的网页（.mht、.mhtml）。"
            "请在浏览器里打开，另存为“网页，仅 HTML”，或打印成 PDF 后重试。",
            "A web page saved as one file. Open it in a browser, save its HTML or print a PDF.",
        )
    return None


def _zipped(data: bytes) -> str:
    names = archive.names_in(data)
    for name, found in _ZIPPED:
        if name in names:
            return found
    if _OFD in names:
        raise UnsupportedType(
            "这是 OFD 文件。请用 OFD 阅读器打开，导出或打印成 PDF 后重试。",
            "An OFD file. Open it in an OFD reader, and export or print it as PDF.",
        )
    if _OPEN_DOCUMENT in names:
        raise UnsupportedType(
            "这是 OpenDocument 文件（.odt、.ods）。请另存为 .docx（表格为 .xlsx）后重试。",
            "An OpenDocument file (.odt, .ods). Save it as .docx or .xlsx.",
        )
    raise _archive()


def _archive() -> UnsupportedType:
    return UnsupportedType(
        "这是压缩包，不是一份报告。请解压后提交其中的报告文件；"
        "zip 里的许多份报告，可用 gouji batch 一起读取。",
        "This is an archive, not a report. Unpack it and give the report in it; gouji batch reads "
        "all reports of a zip file.",
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
