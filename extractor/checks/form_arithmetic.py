"""Relations inside one performance form: rates, scores, points, totals, parts of a budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from extractor.checks import verdict
from extractor.checks.rule import Made, check, made
from extractor.evidence import Evidence
from extractor.form_rows import FormLine, is_total
from extractor.form_views import FormView
from extractor.model import Cell
from extractor.readings import Reading
from extractor.text import squeeze

_BUDGETS = ("budget", "initial_budget")
_PARTS = ("funds:fiscal", "funds:carried", "funds:other")
_MONEY = ("initial_budget", "budget", "final")
_TOTAL = "合计"
_YEARS = ("amount_of_year", "last_year", "two_years_ago", "year")
_DETAILS = ("own_level", "upper_level", "other_funds")
_HUNDRED = Decimal(100)
_LOST = "a row that was not read"
# Points that add up to 100, and weights that add up to the total, prove that no row is missing;
# for the total of the scores only the weights do.
_PROOFS = frozenset({"form.hundred", "form.weights.total"})
_ROWS = frozenset({"form.weights.total"})
_TOTALS = frozenset({"form.total", "form.total.partial"})


@check("table_arithmetic")
def execution_of_forms(seen: Evidence) -> Iterator[Made]:
    """执行率 = 执行数 ÷ 预算数；得分 = 分值 × 执行率；资金总额 = 各来源之和。"""
    for form in seen.forms:
        lines = form.part("execution")
        for line in lines:
            yield from _rate(form, line)
            yield from _rate_score(form, line)
        yield from _sources_of_execution(form, lines)
        yield from _overall(form, lines)


def _rate(form: FormView, line: FormLine) -> Iterator[Made]:
    rate, final = form.number(line, "rate"), form.number(line, "final")
    budget = next(filter(None, (form.number(line, key) for key in _BUDGETS)), None)
    if rate is None or final is None or budget is None or not budget.value:
        return
    yield made("form.rate", _meaning(form, line.name), verdict.of_share(rate, final, budget))


def _rate_score(form: FormView, line: FormLine) -> Iterator[Made]:
    """Compare the score of a line with its weight, as the form's own formula says."""
    score, rate = form.number(line, "score"), form.number(line, "rate")
    stated = form.read_points(form.rate_points)
    weight = stated or form.number(line, "weight")
    if score is None or rate is None or weight is None or rate.value > _HUNDRED:
        return
    rule = "form.score" if stated else "form.score.weight"
    found = verdict.of_weighted(score, [(rate, weight)])
    yield made(rule, _meaning(form, line.name), found)


def _sources_of_execution(form: FormView, lines: Sequence[FormLine]) -> Iterator[Made]:
    total = next((line for line in lines if is_total(line) and line.key != "overall"), None)
    parts = [line for line in lines if line.key in _PARTS]
    if total is None or not parts:
        return
    for key in _MONEY:
        whole = form.number(total, key)
        pieces = [reading for line in parts if (reading := form.number(line, key))]
        if whole is not None and pieces:
            found = verdict.of_sum(whole, [(1, piece) for piece in pieces])
            rule = "form.funds" if len(parts) == len(_PARTS) else "form.funds.partial"
            yield made(rule, _meaning(form, key), found)


def _overall(form: FormView, lines: Sequence[FormLine]) -> Iterator[Made]:
    basic, project = form.one("basic"), form.one("project")
    overall = next((line for line in lines if line.key in ("overall", "funds")), None)
    if basic is None or project is None or not form.is_overall:
        return
    stages = [form.one("funds")] if overall is None else _stages(form, overall)
    total = basic.value + project.value
    printed = [stage for stage in stages if stage is not None]
    whole = next((one for one in printed if one.value == total), next(iter(printed), None))
    if whole is not None:
        found = verdict.of_sum(whole, [(1, basic), (1, project)])
        yield made("form.overall", _meaning(form), found)


def _stages(form: FormView, overall: FormLine) -> list[Reading | None]:
    return [form.number(overall, key) for key in ("final", *_BUDGETS)]


@check("table_arithmetic")
def scores_of_forms(seen: Evidence) -> Iterator[Made]:
    """各项得分之和 = 总分；一组指标的得分不超过它的分值；各组分值合计 100 分。"""
    for form in seen.forms:
        found = [one for line in form.lines for one in _score_and_weight(form, line)]
        found += [*_points(form), *_hundred(form), *_total_score(form)]
        yield from _believed(found) if _is_flowing(seen, form) else found


def _is_flowing(seen: Evidence, form: FormView) -> bool:
    """Return whether the rows of a form were told from words alone."""
    return seen.document is not None and seen.document.is_flowing(form.table.span)


def _believed(found: Sequence[Made]) -> Iterator[Made]:
    """Yield the comparisons of a form whose rows were told from words alone.

    What fails there is more likely misread, unless the form proves that all its rows were read.
    """
    proved = {one.rule for one in found if one.verdict.status == "pass"}
    for one in found:
        certain = proved & (_ROWS if one.rule in _TOTALS else _PROOFS)
        yield one if certain else replace(one, verdict=one.verdict.unless(_LOST))


def _score_and_weight(form: FormView, line: FormLine) -> Iterator[Made]:
    score, weight = form.number(line, "score"), form.number(line, "weight")
    if score is not None and weight is not None:
        found = verdict.of_sum(score, [(1, weight)], "<=")
        yield made("form.score.most", _meaning(form, line.name), found)


def _points(form: FormView) -> Iterator[Made]:
    for group in form.points:
        worth = form.read_points(group.cell)
        scores = _readings(form, group.cells("score"))
        weights = _readings(form, group.cells("weight"))
        if worth is not None and scores:
            found = verdict.of_sum(worth, [(1, score) for score in scores], ">=")
            yield made("form.points", _meaning(form, group.name), found)
        if worth is not None and len(weights) == len(group.lines) > 0:
            found = verdict.of_sum(worth, [(1, weight) for weight in weights])
            yield made("form.weights", _meaning(form, group.name), found)


def _hundred(form: FormView) -> Iterator[Made]:
    """Compare the points of all groups with 100, where every score belongs to one of them."""
    groups = [group for group in form.points if group.level == 0 and group.lines]
    grouped = {id(line) for group in groups for line in group.lines}
    scored = [line for line in form.lines if "score" in line.cells or line.part == "indicators"]
    worths = [reading for group in groups if (reading := form.read_points(group.cell))]
    if len(worths) > 1 and scored and all(id(line) in grouped for line in scored):
        yield made("form.hundred", _meaning(form), verdict.of_whole(worths))


def _total_score(form: FormView) -> Iterator[Made]:
    totals = [reading for cell in form.total_scores() if (reading := form.read(cell))]
    stated = [reading for ref in form.stated_scores() if (reading := form.reading(ref))]
    lines = [line for line in form.lines if "score" in line.cells]
    scores = [reading for line in lines if (reading := form.number(line, "score"))]
    partial = _lacks_scores(form)
    for total in [*totals[-1:], *stated]:
        if len(scores) > 1:
            found = verdict.of_sum(total, [(1, score) for score in scores])
            rule = "form.total.partial" if partial else "form.total"
            yield made(rule, _meaning(form, "总分"), found)
    weights = [reading for line in form.lines if (reading := form.number(line, "weight"))]
    if len(totals) > 1 and len(weights) > 1:
        found = verdict.of_sum(totals[0], [(1, weight) for weight in weights])
        yield made("form.weights.total", _meaning(form, "总分"), found)


def _lacks_scores(form: FormView) -> bool:
    """Return whether an indicator has no score: it shares one, or its score was lost."""
    return any("score" not in line.cells for line in form.part("indicators"))


@check("table_arithmetic")
def budgets_of_forms(seen: Evidence) -> Iterator[Made]:
    """申报表：收支构成、占比、资金来源、支出明细与项目预算一致；项目总预算不小于当年预算。"""
    for form in seen.forms:
        flowing = _is_flowing(seen, form)
        for one in (*_composition(form), *_project_budget(form)):
            lost = flowing and _lacks_amounts(form, one.rule)
            yield replace(one, verdict=one.verdict.unless(_LOST)) if lost else one
        yield from _listed_projects(form)
        yield from _funds(form)
        yield from _purchases(form)


def _lacks_amounts(form: FormView, rule: str) -> bool:
    """Return whether a row of a small table lacks what others have: it may be lost."""
    if rule == "form.details":
        lines = (line for line in form.part("details") if line.name != _TOTAL)
        return not all(_detail(form, line) for line in lines)
    counts = {sum(key in line.cells for key in _YEARS) for line in form.part("composition")}
    return rule == "form.composition" and len(counts - {0}) > 1


def _composition(form: FormView) -> Iterator[Made]:
    """Compare the rows above each 合计 with it, in every column of money, and their shares."""
    rows: list[FormLine] = []
    for line in form.part("composition"):
        if line.name != _TOTAL:
            rows.append(line)
            continue
        for key in _YEARS:
            total = form.number(line, key)
            parts = [reading for row in rows if (reading := form.number(row, key))]
            if total is not None and parts:
                found = verdict.of_sum(total, [(1, part) for part in parts])
                yield made("form.composition", _meaning(form, rows[0].name, key), found)
        yield from _shares(form, rows, line)
        rows = []


def _shares(form: FormView, rows: Sequence[FormLine], total: FormLine) -> Iterator[Made]:
    whole = form.number(total, "amount_of_year")
    shares = [reading for row in rows if (reading := form.number(row, "share"))]
    for row in rows:
        share, part = form.number(row, "share"), form.number(row, "amount_of_year")
        if share is not None and part is not None and whole is not None and whole.value:
            found = verdict.of_share(share, part, whole)
            yield made("form.share", _meaning(form, row.name), found)
    if len(shares) > 1 and len(shares) == len(rows):
        yield made("form.share.whole", _meaning(form, rows[0].name), verdict.of_whole(shares))


def _listed_projects(form: FormView) -> Iterator[Made]:
    """Compare the listed projects of a kind with the row of that kind: 特定目标类项目支出.

    Where a name ends its line, its last character can stand right before the kind.
    """
    kinds: dict[str, list[Reading]] = {}
    printed = [form.kind_of(line) for line in form.part("projects")]
    for line, kind in zip(form.part("projects"), printed, strict=True):
        reading = form.number(line, "amount_of_year")
        if kind and reading is not None:
            kinds.setdefault(kind[1:] if kind[1:] in printed else kind, []).append(reading)
    for line in form.part("composition"):
        parts = next((found for kind, found in kinds.items() if line.name.startswith(kind)), None)
        total = form.number(line, "amount_of_year")
        if parts and total is not None:
            found = verdict.of_sum(total, [(1, part) for part in parts])
            yield made("form.listed", _meaning(form, line.name), found)


def _project_budget(form: FormView) -> Iterator[Made]:
    year, whole = form.one("year_budget"), form.one("whole_budget")
    if year is not None and whole is not None:
        yield made("form.whole_budget", _meaning(form), verdict.of_sum(whole, [(1, year)], ">="))
    sources = form.part("sources")
    total = next((line for line in sources if line.name.endswith(_TOTAL)), None)
    stated = form.number(total, "amount_of_year") if total else None
    if stated is not None and year is not None:
        yield made("form.year_budget", _meaning(form), verdict.of_same(stated, year))
    if stated is not None and total is not None:
        parts = [line for line in sources if line is not total]
        readings = [reading for line in parts if (reading := form.number(line, "amount_of_year"))]
        blank = stated.value and not any(reading.value for reading in readings)
        if readings:
            found = verdict.of_sum(stated, [(1, reading) for reading in readings])
            rule = "form.sources.blank" if blank else "form.sources"
            yield made(rule, _meaning(form), found)
    yield from _details(form, stated or year)


def _funds(form: FormView) -> Iterator[Made]:
    """Compare 年度资金总额 with what stands beside each source, in forms without columns."""
    total = form.one("funds") if form.one("funds:fiscal") is not None else None
    parts = [reading for key in _PARTS if (reading := form.one(key)) is not None]
    if total is not None and parts:
        found = verdict.of_sum(total, [(1, part) for part in parts])
        rule = "form.funds" if len(parts) == len(_PARTS) else "form.funds.partial"
        yield made(rule, _meaning(form, "funds"), found)


def _details(form: FormView, budget: Reading | None) -> Iterator[Made]:
    """Compare all detail lines with the budget: in which column they stand does not matter."""
    amounts = [reading for line in form.part("details") for reading in _detail(form, line)]
    if budget is not None and amounts:
        found = verdict.of_sum(budget, [(1, amount) for amount in amounts])
        yield made("form.details", _meaning(form), found)


def _detail(form: FormView, line: FormLine) -> list[Reading]:
    if line.name == _TOTAL:
        return []
    cells = [line.cells[key] for key in _DETAILS if key in line.cells]
    return _readings(form, [*cells, *line.undecided])


def _purchases(form: FormView) -> Iterator[Made]:
    """Compare a purchase with the detail line whose calculation names all its quantities."""
    for line in form.part("purchases"):
        amount = form.number(line, "amount")
        detail = form.detail_of(line)
        if amount is None or detail is None:
            continue
        parts = [(1, reading) for reading in _detail(form, detail)]
        if parts:
            found = verdict.of_sum(amount, parts, "<=")
            yield made("form.purchase", _meaning(form, line.name), found)


def _readings(form: FormView, cells: Iterable[Cell]) -> list[Reading]:
    return [reading for cell in cells if (reading := form.read(cell)) is not None]


def _meaning(form: FormView, *names: str) -> str:
    parts = (form.project or form.organisation or form.table.title, *names)
    return "|".join(squeeze(part) for part in parts)
