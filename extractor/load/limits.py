"""What a file may cost. Each limit can be set by an environment variable, read when it is used."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from rules.terms import ExplainedError


class BadLimit(ExplainedError, ValueError):
    """A variable that sets a limit to what is no whole number."""

    def __init__(self, variable: str, value: str) -> None:
        english = f"{variable} must be a whole number, not {value!r}"
        super().__init__(f"{variable} 要是整数，不能是 {value!r}", english)


class Bounds:
    """Base of the dataclasses whose fields are whole numbers that the environment may set."""

    __slots__ = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Return what the variables set; raises BadLimit for what is no number."""
        values: dict[str, int] = {}
        for field in fields(cls):  # type: ignore[arg-type]  # every subclass is a dataclass
            variable = f"GOUJI_{field.name.upper()}"
            value = environment.get(variable, "").strip()
            if value and not value.isdecimal():
                raise BadLimit(variable, value)
            if value:
                values[field.name] = int(value)
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Limits(Bounds):
    """The bounds within which a foreign parser runs; the variable is ``GOUJI_`` and the name.

    >>> Limits.from_environment({"GOUJI_SECONDS": "5"}).seconds
    5
    """

    # Time for one file, reading and layout; a page of a report takes ten milliseconds.
    seconds: int = 120
    # Memory of the process that reads; a report of sixty pages takes a tenth of it.
    memory_mb: int = 2048
    # One stream after decompression: the largest that honest files have are embedded fonts.
    stream_mb: int = 64
    # What is executed for one page, forms included; a printed page has tens of kilobytes.
    page_mb: int = 8
    pages: int = 5000
    # How many files are read at the same time; 0: as many as there are processors.
    workers: int = 0
    # Time for reading pages that are only images, by OCR; 0: they are not read.
    ocr_seconds: int = 0
    # 0: read in the calling process, where a hang or a crash of the parser is the caller's too.
    isolate: int = 1
