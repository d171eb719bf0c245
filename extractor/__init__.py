"""gouji 勾稽: facts out of 部门决算/预算公开 reports, and where a report contradicts itself."""

from extractor.errors import InputError
from extractor.model import Report
from extractor.pipeline import extract, extract_narrative
from rules import RuleError

__all__ = ["InputError", "Report", "RuleError", "extract", "extract_narrative"]
