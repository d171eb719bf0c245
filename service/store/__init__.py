"""The database: one SQLite file with every report, and the only place that knows SQL.

    with Store.open("gouji.db") as store:
        store.put(pack(extract("report.pdf"), Made(version("gouji"))))
        store.reports(ReportFilter(entity="国资", severity="error"), Page(1, 20))

A store may be shared between threads; each has a connection of its own. Whatever is wrong with
the file itself is a StoreError.
"""

from service.store._document import text_of, unpacked
from service.store._errors import StoreError
from service.store._files import SourceFile
from service.store._jobs import Job
from service.store._pack import Made, Packed, pack
from service.store._plain import TABLES, plain
from service.store._rows import (
    Comparison,
    FindingFilter,
    FindingRow,
    Listing,
    Page,
    Quotation,
    ReportFilter,
    ReportRow,
    SentenceRow,
)
from service.store._store import DECISIONS, VIEWS, Decision, Store
from service.store._tokens import SCOPES, Token

__all__ = [
    "DECISIONS",
    "SCOPES",
    "TABLES",
    "VIEWS",
    "Comparison",
    "Decision",
    "FindingFilter",
    "FindingRow",
    "Job",
    "Listing",
    "Made",
    "Packed",
    "Page",
    "Quotation",
    "ReportFilter",
    "ReportRow",
    "SentenceRow",
    "SourceFile",
    "Store",
    "StoreError",
    "Token",
    "pack",
    "plain",
    "text_of",
    "unpacked",
]
