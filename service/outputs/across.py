"""What reports say against each other, as text, JSON or CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, TextIO

from rules.terms import SEVERITIES, Lang
from service.outputs.csv import quoted, sheet
from service.telling.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.model import Check, CrossEvidence, CrossFinding, CrossReport, ReportInfo

AcrossFormat = Literal["text", "json", "csv"]
# A department's sum is not read unit by unit; the rest is in the JSON document.
_MOST_PLACES = 6
# So much of a report's id is told to people.
_MARK = 12
_COLUMNS = (
    *("severity", "title", "explanation", "actual", "expected", "difference", "tolerance"),
    *("entity_1", "fiscal_year_1", "kind_1", "source_1", "report_1", "ref_1", "text_1"),
    *("entity_2", "fiscal_year_2", "kind_2", "source_2", "report_2", "ref_2", "text_2"),
    *("more_places", "consequences", "rule", "key", "report"),
)
_RELATIONS = {
    "zh": {
        "year": "上下年度",
        "plan": "预算与决算",
        "version": "部门版与单位版",
        "units": "部门与所属单位",
        "row": "部门分单位的表与单位",
        "units.missing": "部门与所属单位（不全）",
        "unbound": "有关联，无等式",
        "unsure": "可能是同一单位",
        "twice": "同一报告有两份，内容不同",
        "copy": "同一报告的几个文件",
    },
    "en": {
        "year": "two years",
        "plan": "plan and outcome",
        "version": "department and unit version",
        "units": "department and its units",
        "row": "table by unit and unit",
        "units.missing": "department and some of its units",
        "unbound": "related, no identity",
        "unsure": "perhaps one unit",
        "twice": "one report twice, not the same",
        "copy": "files of one report",
    },
}
_WORDS = {
    "zh": {
        "head": "{reports} 份报告相互关联：{relations}",
        "none": "没有相互关联的报告",
        "unverifiable": "无法核对",
        "lacks": "缺：{names}",
        "copies": "内容相同的文件只核对一个",
        "instead": "用 {used}，不再用 {others}",
        "counts": "核对 {checks} 项：一致 {passed}，错误 {error}，警告 {warning}，提示 {info}，"
        "无法核对 {unverifiable}",
        "list": "、",
    },
    "en": {
        "head": "{reports} reports belong together: {relations}",
        "none": "no reports belong together",
        "unverifiable": "not checkable",
        "lacks": "missing: {names}",
        "copies": "Of files that say the same, one is compared",
        "instead": "{used}, in place of {others}",
        "counts": "{checks} checks: {passed} passed, {error} errors, {warning} warnings, "
        "{info} notes, {unverifiable} not checkable",
        "list": ", ",
    },
}


def write_text(document: CrossReport, out: TextIO, lang: Lang) -> None:
    """Write findings, what could not be compared and why, and a count at the end."""
    for line in _lines(document, lang):
        out.write(f"{line}\n")


def write_json(document: CrossReport, out: TextIO, lang: Lang) -> None:
    """Write the whole document."""
    out.write(document.model_dump_json(by_alias=True, indent=2))
    out.write("\n")


def write_csv(document: CrossReport, out: TextIO, lang: Lang) -> None:
    """Write one row for each finding."""
    rows = sheet(out, _COLUMNS)
    for finding in document.findings:
        rows.writerow({name: quoted(str(value)) for name, value in _row(finding, lang).items()})


ACROSS_OUTPUTS: dict[AcrossFormat, Callable[[CrossReport, TextIO, Lang], None]] = {
    "text": write_text,
    "json": write_json,
    "csv": write_csv,
}


def _lines(document: CrossReport, lang: Lang) -> Iterator[str]:
    words = _WORDS[lang]
    kinds = Counter(relation.kind for relation in document.relations)
    told = [f"{_RELATIONS[lang][kind]} {count}" for kind, count in kinds.items()]
    head = words["head"] if told else words["none"]
    yield head.format(reports=len(document.reports), relations=words["list"].join(told))
    for severity in SEVERITIES:
        group = [finding for finding in document.findings if finding.severity == severity]
        if group:
            yield from ("", f"{WORDS[lang].severities[severity]} {len(group)}")
        for finding in group:
            yield from _finding(finding, lang)
    yield from _unverifiable(document, lang)
    yield from _copies(document, lang)
    yield from ("", _counts(document, lang))


def _finding(finding: CrossFinding, lang: Lang) -> Iterator[str]:
    yield f"- {finding.title}"
    yield f"  {finding.explanation}"
    for piece in finding.evidence[:_MOST_PLACES]:
        yield f"    {_place(piece, lang)}: 【{_quoted(piece)}】"
    if len(finding.evidence) > _MOST_PLACES:
        more = len(finding.evidence) - _MOST_PLACES
        yield f"    {WORDS[lang].more_places.format(count=more, form='csv')}"
    if finding.consequences:
        yield f"    {WORDS[lang].consequences.format(count=len(finding.consequences))}"
    yield f"    {finding.rule} {finding.key}"


def _place(piece: CrossEvidence, lang: Lang) -> str:
    """Return where a quotation stands: whose report, of which year and kind, and the cell."""
    kind = WORDS[lang].kinds[piece.kind]
    mark = piece.report[:_MARK]
    told = (piece.entity, piece.fiscal_year, kind, piece.source, f"[{mark}]", piece.ref)
    return " ".join(str(each) for each in told if each)


def _quoted(piece: CrossEvidence) -> str:
    return "".join(piece.span.text.split())


def _copies(document: CrossReport, lang: Lang) -> Iterator[str]:
    """Yield which file was compared where several say the same."""
    sources = {info.id: info.source for info in document.reports}
    words = _WORDS[lang]
    found = [relation.reports for relation in document.relations if relation.kind == "copy"]
    if found:
        yield from ("", f"{words['copies']} {len(found)}")
    for used, *others in found:
        told = words["list"].join(sources[other] for other in others)
        yield f"- {words['instead'].format(used=sources[used], others=told)}"


def _unverifiable(document: CrossReport, lang: Lang) -> Iterator[str]:
    """Yield what could not be compared: which reports, and why."""
    infos = {info.id[:_MARK]: info for info in document.reports}
    found = [check for check in document.checks if check.status == "unverifiable"]
    if found:
        yield from ("", f"{_WORDS[lang]['unverifiable']} {len(found)}")
    for check in found:
        yield f"- {check.message}"
        yield from _operands(check, infos, lang)


def _operands(check: Check, infos: dict[str, ReportInfo], lang: Lang) -> Iterator[str]:
    lacking = []
    for operand in check.operands:
        mark, _, place = operand.ref.partition(":")
        info = infos.get(mark)
        if info is None:
            lacking.append(operand.ref)
            continue
        kind = WORDS[lang].kinds[info.kind]
        yield f"    {info.entity} {info.fiscal_year} {kind} {info.source} {place}".rstrip()
    if lacking:
        yield f"    {_WORDS[lang]['lacks'].format(names=_WORDS[lang]['list'].join(lacking))}"


def _counts(document: CrossReport, lang: Lang) -> str:
    states = Counter(check.status for check in document.checks)
    worst: Counter[str] = Counter(finding.severity for finding in document.findings)
    return _WORDS[lang]["counts"].format(
        checks=len(document.checks),
        passed=states["pass"],
        unverifiable=states["unverifiable"],
        **{severity: worst[severity] for severity in SEVERITIES},
    )


def _row(finding: CrossFinding, lang: Lang) -> dict[str, object]:
    row: dict[str, object] = {
        name: getattr(finding, name) or "" for name in _COLUMNS if hasattr(finding, name)
    }
    for number, piece in enumerate(finding.evidence[:2], start=1):
        for name in ("entity", "fiscal_year", "kind", "source", "report", "ref"):
            row[f"{name}_{number}"] = getattr(piece, name) or ""
        row[f"text_{number}"] = _quoted(piece)
    more = [f"{_place(piece, lang)}: {_quoted(piece)}" for piece in finding.evidence[2:]]
    return row | {"more_places": "; ".join(more), "consequences": " ".join(finding.consequences)}
