"""PDF bytes → one PageObjects after the other; nothing of a page is kept when the next is read."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from extractor.errors import CorruptInput, EncryptedInput
from extractor.load.pdf.device import PageDevice, PageInterpreter
from extractor.load.pdf.objects import PageObjects


def read_pages(data: bytes) -> Iterator[PageObjects]:
    """Yield what each page draws; raises the InputError that fits."""
    document = _opened(data)
    resources = PDFResourceManager()
    device = PageDevice(resources)
    interpreter = PageInterpreter(resources, device)
    for page in PDFPage.create_pages(document):
        interpreter.process_page(page)
        yield device.page()


def _opened(data: bytes) -> PDFDocument:
    try:
        return PDFDocument(PDFParser(BytesIO(data)))
    except PDFPasswordIncorrect as error:
        raise EncryptedInput(
            "PDF 文件加了密码。请去掉密码后重新保存再试。",
            "The PDF needs a password. Save it without one and try again.",
        ) from error
    except PDFException as error:
        raise CorruptInput(
            "PDF 文件已损坏，无法打开。请重新下载或重新导出。",
            "The PDF is damaged and cannot be opened. Download or export it again.",
        ) from error
