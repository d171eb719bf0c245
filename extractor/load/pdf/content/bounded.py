"""pdfminer's document, made safe against what is written to exhaust it.

Streams are decompressed up to a limit and not kept; a chain of references, or of tables of
objects, that leads back into itself ends.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.lzw import LZWDecoder
from pdfminer.pdfdocument import PDFBaseXRef, PDFDocument
from pdfminer.pdfexceptions import PDFNotImplementedError, PDFObjectNotFound
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_LZW_DECODE,
    LITERALS_RUNLENGTH_DECODE,
    PDFObjRef,
    PDFStream,
    int_value,
)
from pdfminer.psparser import PSKeyword
from pdfminer.utils import apply_png_predictor, apply_tiff_predictor

# pdfminer undoes a predictor number by number, in lists: eight bytes of memory for each.
_PREDICTED_SHARE = 8


class Exhausted(Exception):
    """More than an honest file holds."""


class BoundedDocument(PDFDocument):
    """A document of bytes, opened with the empty password."""

    def __init__(self, data: bytes, stream_bytes: int) -> None:
        self._tables: set[int] = set()
        super().__init__(_Parser(data, stream_bytes))
        # Page labels are not shown, and their tree may be damaged.
        self.catalog.pop("PageLabels", None)

    def read_xref_from(self, parser: PDFParser, start: int, xrefs: list[PDFBaseXRef]) -> None:
        """Read the tables of objects, each once."""
        if start not in self._tables:
            self._tables.add(start)
            super().read_xref_from(parser, start, xrefs)

    def getobj(self, objid: int) -> object:
        """Return an object, following references to references to their end."""
        seen = {objid}
        found = super().getobj(objid)
        while isinstance(found, PDFObjRef):
            if found.objid in seen:
                raise PDFObjectNotFound(objid)
            seen.add(found.objid)
            found = super().getobj(found.objid)
        return found


class _Parser(PDFParser):
    def __init__(self, data: bytes, stream_bytes: int) -> None:
        super().__init__(BytesIO(data))
        self._stream_bytes = stream_bytes

    def do_keyword(self, pos: int, token: PSKeyword) -> None:
        super().do_keyword(pos, token)
        if token is self.KEYWORD_STREAM and self.curstack:
            place, made = self.curstack[-1]
            if isinstance(made, PDFStream):
                self.curstack[-1] = place, BoundedStream(made, self._stream_bytes)


class BoundedStream(PDFStream):
    """A stream that is decoded anew whenever it is asked for, up to a limit."""

    def __init__(self, stream: PDFStream, limit: int) -> None:
        super().__init__(stream.attrs, stream.rawdata or b"", stream.decipher)
        self._limit = limit

    def get_data(self) -> bytes:
        """Return the decoded bytes; raises Exhausted where they are more than the limit."""
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        for decoder, parameters in self.get_filters():
            data = self._predicted(self._decoded(data, decoder), parameters)
        return data

    def _decoded(self, data: bytes, decoder: object) -> bytes:
        """Return the data without one filter; images keep theirs, for they are not looked at."""
        for names, decode in _DECODERS:
            if decoder in names:
                return decode(data, self._limit)
        raise PDFNotImplementedError(f"filter {decoder!r}")

    def _predicted(self, data: bytes, parameters: Any) -> bytes:
        kind = int_value(parameters.get("Predictor", 1)) if isinstance(parameters, dict) else 1
        if kind == 1:
            return data
        if len(data) > self._limit // _PREDICTED_SHARE:
            raise Exhausted
        shape = (("Colors", 1), ("Columns", 1), ("BitsPerComponent", 8))
        colors, columns, bits = (int_value(parameters.get(key, usual)) for key, usual in shape)
        if kind == 2:
            return apply_tiff_predictor(colors, columns, bits, data)
        return apply_png_predictor(kind, colors, columns, bits, data)


def _inflated(data: bytes, limit: int) -> bytes:
    """Return what is compressed; of a stream that was cut all that there is, as pdfminer does."""
    inflater = zlib.decompressobj()
    try:
        found = inflater.decompress(data[:-3], limit + 1)
    except zlib.error:
        return b""
    if len(found) > limit:
        raise Exhausted
    try:
        return found + inflater.decompress(inflater.unconsumed_tail + data[-3:], limit + 1)
    except zlib.error:
        return found


def _from_lzw(data: bytes, limit: int) -> bytes:
    return _joined(LZWDecoder(BytesIO(data)).run(), limit)


def _from_runs(data: bytes, limit: int) -> bytes:
    return _joined(_runs(data), limit)


def _runs(data: bytes) -> Iterable[bytes]:
    place = 0
    while place < len(data) and data[place] != 128:
        length = data[place]
        if length < 128:
            yield data[place + 1 : place + 2 + length]
            place += length + 2
        else:
            yield data[place + 1 : place + 2] * (257 - length)
            place += 2


def _joined(pieces: Iterable[bytes], limit: int) -> bytes:
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > limit:
            raise Exhausted
    return bytes(found)


def _from_ascii85(data: bytes, limit: int) -> bytes:
    # A single z stands for four bytes.
    return _joined((ascii85decode(data),), limit)


def _from_hex(data: bytes, _: int) -> bytes:
    return asciihexdecode(data)


_DECODERS: tuple[tuple[tuple[object, ...], Callable[[bytes, int], bytes]], ...] = (
    (LITERALS_FLATE_DECODE, _inflated),
    (LITERALS_LZW_DECODE, _from_lzw),
    (LITERALS_RUNLENGTH_DECODE, _from_runs),
    (LITERALS_ASCII85_DECODE, _from_ascii85),
    (LITERALS_ASCIIHEX_DECODE, _from_hex),
)
