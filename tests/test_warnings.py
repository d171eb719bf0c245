"""What could not be read is said in the language asked for, whoever noticed it."""

from __future__ import annotations

import ast
import io
import string
from pathlib import Path

import openpyxl
import pytest
import regex

from extractor import Report, extract
from extractor.findings import told
from extractor.notices import Detail, Notice, TableName
from rules.loaders.files import RuleError, parse_toml
from rules.loaders.messages import WARNINGS, _warnings, load_messages
from rules.terms import LANGUAGES
from tests.corpus import REPORTS
from tests.pdf import Page
from tests.test_ocr import PICTURE, report

EXTRACTOR = Path(__file__).parents[1] / "extractor"
DETAILS: dict[str, Detail] = {
    "table": TableName("支出决算表", "T03"),
    "tables": (TableName("收入决算表", "T02"), TableName("项目清单")),
    "rows": tuple(f"第{n}行" for n in range(7)),
    "sheet": "底稿",
    "columns": 200,
    "count": 3,
    "last": 9,
}
# Names stay Chinese, in quotation marks.
NAMES = regex.compile(r"《[^》]*》|“[^”]*”")


def in_english(report: Report) -> list[str]:
    """Return what the warnings say in Chinese beside names; there must be a warning."""
    assert report.warnings
    bare = (NAMES.sub("", warning.message) for warning in report.warnings)
    return [message for message in bare if regex.search(r"\p{Han}|[，。：；（）]", message)]


def noticed() -> set[str]:
    """Return the key of every notice that the program makes under a fixed one."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in EXTRACTOR.rglob("*.py"))
    calls = (n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Call))
    made = [n for n in calls if isinstance(n.func, ast.Name) and n.func.id == "Notice"]
    keys = [call.args[0].value for call in made if isinstance(call.args[0], ast.Constant)]
    return {key for key in keys if isinstance(key, str)}


def test_every_notice_has_a_sentence_and_no_sentence_is_without_a_notice() -> None:
    assert noticed() - WARNINGS.keys() == set()
    source = "".join(path.read_text(encoding="utf-8") for path in EXTRACTOR.rglob("*.py"))
    # A key that is put together ends in a word of its own: OcrError("chinese").
    words = {word for word in regex.findall(r'"([\w.]+)"', source)}
    assert [key for key in WARNINGS if words.isdisjoint({key, key.partition(".")[2]})] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", WARNINGS)
def test_every_sentence_tells_every_detail(key: str, language: str) -> None:
    template = load_messages(language).warnings[key]
    fields = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    assert fields - {"page"} == WARNINGS[key]
    details = {name: DETAILS.get(name, 20) for name in WARNINGS[key]}
    (warning,) = told([Notice(key, 4, details)], language)
    assert "{" not in warning.message
    assert (warning.code, warning.page) == (key.partition(".")[0], 4)
    assert warning.table == ("T03" if "table" in WARNINGS[key] else None)


def test_the_first_of_many_rows_are_named() -> None:
    details = {"table": TableName("项目申报表"), "rows": tuple("甲乙丙丁戊己庚")}
    chinese, english = (
        told([Notice("column_undecided.form", None, details)], language)[0]
        for language in LANGUAGES
    )
    assert "《项目申报表》中“甲”、“乙”、“丙”、“丁”、“戊”等 7 行的数字" in chinese.message
    assert "“甲”, “乙”, “丙”, “丁”, “戊” … 7 rows" in english.message
    assert chinese.table is None


@pytest.mark.parametrize("seed", ["002", "003"])
def test_torn_tables_are_told_in_english(seed: str) -> None:
    assert in_english(extract(REPORTS[seed], lang="en")) == []


def test_a_passage_without_tables_is_told_in_english() -> None:
    passage = "支出决算为100万元，其中：基本支出60万元，项目支出40万元，一般公共预算财政拨款。"
    read = extract(passage.encode(), lang="en")
    assert in_english(read) == []
    assert "《收入支出决算总表》 (T01), " in read.warnings[0].message


def test_pages_without_text_are_told_in_english() -> None:
    pages = Page().raw(PICTURE), Page().raw(PICTURE).raw("3 Tr").text(50, 100, "支出5万元")
    read = extract(report(*pages), lang="en")
    assert {w.code for w in read.warnings} >= {"page_without_text", "page_recognized"}
    assert in_english(read) == []
    assert in_english(extract(report(*pages))) != []


def test_hidden_sheets_are_told_in_english() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["一般公共预算财政拨款支出决算表", "基本支出", "项目支出"])
    book.create_sheet("底稿").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    messages = [w.message for w in extract(stream.getvalue(), lang="en").warnings]
    assert "The worksheet “底稿” is hidden and was not read." in messages


def test_a_sentence_that_is_missing_or_tells_what_is_not_known_is_an_error() -> None:
    lines = [f"{key!r} = 'page {{page}}'" for key in WARNINGS]
    file = Path("zh.toml")
    with pytest.raises(RuleError, match=r"page_size.*没有写"):
        _warnings(parse_toml(file, "\n".join(line for line in lines if "page_size" not in line)))
    with pytest.raises(RuleError, match="不能用 name"):
        _warnings(parse_toml(file, "\n".join(lines).replace("{page}", "{name}")))
    with pytest.raises(RuleError, match="surplus"):
        _warnings(parse_toml(file, "\n".join([*lines, "surplus = ''"])))
