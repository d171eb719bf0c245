"""The reports of the corpus, for every test that reads real ones."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
GOLDEN = CORPUS / "golden"
REPORTS: dict[str, Path] = {
    path.name.partition("_")[0]: path for path in sorted((CORPUS / "reports").glob("*.txt"))
}
# The same reports as PDF, laid out anew from their text: ``seed003.lo.pdf`` is 003.
PDFS: dict[str, Path] = {
    path.name.removeprefix("seed").partition(".")[0]: path
    for path in sorted((CORPUS / "reports").glob("*.pdf"))
}


def text_of(name: str) -> str:
    """Return the decoded text of a report, newlines as they stand."""
    return REPORTS[name].read_bytes().decode("utf-8")
