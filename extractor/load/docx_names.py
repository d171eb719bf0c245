"""Names of WordprocessingML, and the look-ups that reading it takes."""

from __future__ import annotations

from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def w(name: str) -> str:
    """Return the name of a WordprocessingML element or attribute."""
    return _W + name


def child(element: _Element | None, name: str) -> _Element | None:
    """Return the first child of this name, None where there is none."""
    return element.find(_W + name) if element is not None else None


def value(element: _Element | None) -> str | None:
    """Return the ``w:val`` of an element, None where there is none."""
    if element is None:
        return None
    found = element.get(_W + "val")
    return str(found) if found is not None else None
