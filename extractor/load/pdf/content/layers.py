"""Layers of a file: which of them are off, so that what is drawn in them does not show."""

from __future__ import annotations

from dataclasses import dataclass

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, dict_value, list_value, resolve1
from pdfminer.psparser import literal_name


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of a file that are off, by the numbers of their objects."""

    off: frozenset[int]

    @classmethod
    def of(cls, document: PDFDocument) -> Layers:
        """Return those that are off when the file is opened."""
        properties = dict_value(document.catalog.get("OCProperties", {}))
        usual = dict_value(properties.get("D", {}))
        off = _numbers(usual.get("OFF"))
        if literal_name(resolve1(usual.get("BaseState"))) == "OFF":
            off |= _numbers(properties.get("OCGs")) - _numbers(usual.get("ON"))
        return cls(frozenset(off))

    def hide(self, layer: object) -> bool:
        """Return whether what is drawn in a layer, or for several ones, does not show."""
        if not self.off or layer is None:
            return False
        if isinstance(layer, PDFObjRef) and layer.objid in self.off:
            return True
        several = dict_value(layer)
        groups = several.get("OCGs")
        numbers = _numbers(groups if isinstance(resolve1(groups), list) else [groups])
        needs_all = literal_name(resolve1(several.get("P"))) == "AllOn"
        return bool(numbers & self.off) if needs_all else bool(numbers) and numbers <= self.off


def _numbers(layers: object) -> set[int]:
    found = list_value(layers) if layers else []
    return {each.objid for each in found if isinstance(each, PDFObjRef)}
