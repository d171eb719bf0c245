"""What the program says about the corpus today, as lines that a reader can diff.

Facts go by their place in the text, not by their running number: one fact more is one line more.
``python -m tests.golden`` rewrites ``corpus/golden``; run as a script on files it prints JSON, so
that another version of the program can be asked the same (``tests/effect.py``).
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import extractor
from extractor import extract

CORPUS = Path(__file__).parents[1] / "corpus"
RUNS = 5


def lines(document: dict[str, Any]) -> Iterator[str]:
    """Yield the document of one report, one tab-separated line for each thing it says."""
    places = {fact["id"]: str(fact["span"]["start"]) for fact in document["facts"]}
    info = document["report"]
    yield _line("report", *(info[key] for key in ("kind", "entity", "fiscal_year", "unit")))
    for section in document["sections"]:
        yield _line(
            "section", _place(section), section["role"], section["number"], section["title"]
        )
    for table in document["tables"]:
        yield from _table(table)
    for fact in document["facts"]:
        yield _fact(fact, places)
    for link in document["links"]:
        yield _line("link", places[link["fact"]], link["cell"], link["relation"])
    yield from _checks(document["checks"], places)
    for finding in document["findings"]:
        yield _finding(finding, places)
    for duty in document["coverage"]["obligations"]:
        if duty["state"] != "passed":
            yield _line("duty", duty["id"], duty["state"], duty["why"])
    numerals = document["coverage"]["numerals"]
    unread = (span["text"] for span in numerals["unread"])
    yield _line("numerals", numerals["facts"], numerals["no_quantities"], *unread)
    for warning in document["warnings"]:
        yield _line("warning", warning["code"], warning["message"])


def _line(*fields: object) -> str:
    return "\t".join(" ".join(str("" if f is None else f).split()) for f in fields)


def _place(thing: dict[str, Any]) -> str:
    return f"{thing['span']['start']}-{thing['span']['end']}"


def _account(thing: dict[str, Any]) -> str:
    account = thing["account"]
    if not account:
        return ""
    return (
        f"{account['code'] or '?'} {account['name']}{' (inferred)' if account['inferred'] else ''}"
    )


def _table(table: dict[str, Any]) -> Iterator[str]:
    head = (table[key] for key in ("id", "kind", "code", "title", "unit"))
    yield _line("table", *head, _place(table))
    for cell in table["cells"]:
        # Blank amounts are implied by the rows; a blank text cell says nothing.
        if cell["text"]:
            row = (cell["row_header"], _account(cell), cell["row_key"])
            column = ("/".join(cell["column_header"]), cell["column_key"])
            yield _line("cell", cell["id"], *row, *column, cell["value"] or cell["text"])


def _fact(fact: dict[str, Any], places: dict[str, str]) -> str:
    value = (("≈" if fact["approximate"] else "") + fact["value"], fact["unit"], fact["measure"])
    about = (fact["subject"], _account(fact), fact["fund"], fact["period"])
    base = (fact["base_period"], fact["base_measure"], fact["direction"])
    related = (places.get(fact["of"] or ""), places.get(fact["whole"] or ""))
    reason = _place(fact["reason"]) if fact["reason"] else ""
    return _line(
        "fact", _place(fact), fact["kind"], *value, *about, *base, *related, reason, fact["rule"]
    )


def _operands(check: dict[str, Any], places: dict[str, str]) -> str:
    told = (f"{places.get(o['ref'], o['ref'])}={o['value']}" for o in check["operands"])
    return " ".join(told)


def _checks(checks: Iterable[dict[str, Any]], places: dict[str, str]) -> Iterator[str]:
    """Yield how often each rule passed, and every check that did not, whole."""
    passed: Counter[str] = Counter()
    rest = []
    for check in checks:
        if check["status"] == "pass":
            passed[check["rule"]] += 1
        else:
            head = (check[key] for key in ("status", "class", "rule", "actual", "expected"))
            rest.append(_line("check", *head, _operands(check, places)))
    yield from (_line("passed", rule, count) for rule, count in sorted(passed.items()))
    yield from rest


def _finding(finding: dict[str, Any], places: dict[str, str]) -> str:
    head = (finding[key] for key in ("severity", "class", "rule", "title", "explanation"))
    where = " ".join(str(piece["span"]["start"]) for piece in finding["evidence"])
    return _line("finding", *head, where, len(finding["consequences"]))


def read(path: Path) -> list[str]:
    """Return the lines of one report."""
    return list(lines(json.loads(extract(path).model_dump_json())))


def _timed(path: Path) -> dict[str, object]:
    """Return the lines of one report, and the seconds of the fastest of a few runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        extract(path)
        seconds.append(time.perf_counter() - start)
    return {"lines": read(path), "seconds": min(seconds)}


def main() -> None:
    """Rewrite the golden files, or print as JSON what is said of the files given."""
    if len(sys.argv) > 1:
        said = {Path(name).name: _timed(Path(name)) for name in sys.argv[1:]}
        print(json.dumps({"program": extractor.__file__, "reports": said}))
        return
    (CORPUS / "golden").mkdir(exist_ok=True)
    for path in sorted((CORPUS / "reports").glob("*.txt")):
        golden = CORPUS / "golden" / f"{path.name.partition('_')[0]}.tsv"
        golden.write_text("\n".join(read(path)) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
