"""gouji 勾稽: facts out of 部门决算/预算公开 reports, and where a report contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.errors import InputError
from extractor.model import Report
from rules.loaders.files import RuleError

if TYPE_CHECKING:
    from extractor.pipeline import extract, extract_narrative

__all__ = ["InputError", "Report", "RuleError", "extract", "extract_narrative"]


def __getattr__(name: str) -> object:
    """Bring in the pipeline, and spaCy with it, when a report is to be read and not before."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from extractor import pipeline

    return getattr(pipeline, name)
