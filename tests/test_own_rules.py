"""A user's folder of rules: what it adds and overrides, what is wrong with it, and no traces."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor import Report, RuleError, extract, extract_narrative
from extractor.own_rules import open_rules
from rules.loaders.sets import SHIPPED, using
from rules.loaders.tables import load_tables
from service.cli import app
from tests import render
from tests.corpus import REPORTS

EXAMPLE = Path(__file__).parents[1] / "rules" / "examples" / "bureau"
PAID_OUT = "2024年街道环境整治经费累计拨付到位36.50万元。"
RELATION = '[[relations]]\nid = "T05.own"\nwhy = "x"\nover = "rows"\nequation = "{}"\n'
PATTERN = """rank = 1
[[pattern]]
id = "own"
kind = "amount"
why = "x"
needs = ["拨付"]
regex = '''{regex}'''
examples = [{{ text = "拨付36.50万元。", value = "{value}", unit = "万元" }}]
counterexamples = ["{counterexample}"]
"""
VALUE = "拨付(?<value>(?&amount))"


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Return what makes a folder of rules from texts by relative path."""

    def make(texts: dict[str, str]) -> Path:
        for relative, text in texts.items():
            file = tmp_path / "own" / relative
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path / "own"

    return make


def severities(report: Report, rule: str) -> set[str]:
    """Return how bad the findings of a rule are."""
    return {finding.severity for finding in report.findings if finding.rule == rule}


# ---- the worked example of the README ---------------------------------------------------------


def test_the_extra_check_of_the_example_is_made_and_passes() -> None:
    made = [c for c in extract(REPORTS["000"], rules=EXAMPLE).checks if c.rule == "bureau.public"]
    assert [(check.status, check.check_class) for check in made] == [("pass", "table_table")]
    assert all(check.rule != "bureau.public" for check in extract(REPORTS["000"]).checks)


@pytest.mark.parametrize(
    ("when", "asked"),
    [
        ("T06 has public_total", True),
        ("T06 lacks public_total", False),
        ("T06 lacks account:31299", True),
        ("T06 has account:31299", False),
    ],
)
def test_a_condition_on_a_table_decides_whether_a_relation_is_asked_for(
    folder: Callable[[dict[str, str]], Path], when: str, asked: bool
) -> None:
    own = folder({})
    shutil.copytree(EXAMPLE, own)
    across = own / "tables/final_accounts/across.toml"
    source = across.read_text(encoding="utf-8")
    across.write_text(f'{source.rstrip()}\nwhen = "{when}"\n', "utf-8")
    checks = extract(REPORTS["000"], rules=own).checks
    assert any(check.rule == "bureau.public" for check in checks) is asked


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_extra_check_of_the_example_fails_in_its_own_words(
    folder: Callable[[dict[str, str]], Path], lang: str
) -> None:
    own = folder({})
    shutil.copytree(EXAMPLE, own)
    across = own / "tables/final_accounts/across.toml"
    source = across.read_text(encoding="utf-8")
    across.write_text(source.replace("<= T06/public_total", ">= T06/public_total"), "utf-8")
    report = extract(REPORTS["000"], rules=own, lang=lang)
    (found,) = [finding for finding in report.findings if finding.rule == "bureau.public"]
    assert found.severity == "warning"
    assert {"zh": "本局规定", "en": "bureau's rule"}[lang] in found.explanation
    assert len(found.evidence) == 2


def test_a_severity_of_the_user_holds_for_that_call_alone() -> None:
    before, own, after = (extract(REPORTS["000"], rules=r) for r in (None, EXAMPLE, None))
    assert severities(before, "share") == severities(after, "share") == {"error"}
    assert severities(own, "share") == {"warning"}
    assert before == after


def test_an_extra_pattern_reads_what_the_shipped_ones_take_for_another_amount() -> None:
    shipped, own = (extract_narrative(PAID_OUT, rules=r).facts for r in (None, EXAMPLE))
    assert [(fact.rule, fact.measure) for fact in own] == [("amount.district.paid_out", "final")]
    assert [fact.rule for fact in shipped] != [fact.rule for fact in own]


# ---- every family of rules --------------------------------------------------------------------


def test_a_severity_can_be_changed_for_everything(
    folder: Callable[[dict[str, str]], Path],
) -> None:
    own = folder({"severity.toml": '[[severity]]\nrule = "*"\nseverity = "info"\nwhy = "x"\n'})
    wrong = REPORTS["000"].read_bytes().replace("517.22 万元".encode(), "618.33 万元".encode())
    found = [severities(extract(wrong, rules=r), "link.expenditure.total") for r in (None, own)]
    assert found == [{"error"}, {"info"}]
    assert {finding.severity for finding in extract(wrong, rules=own).findings} == {"info"}


def test_a_message_is_replaced(folder: Callable[[dict[str, str]], Path]) -> None:
    message = (
        '[[message]]\nrule = "share"\ntitle = "本局：占比"\nsentence = "{what}应为{recomputed}"\n'
    )
    own = folder({"messages/zh.toml": message})
    titles = {f.title for f in extract(REPORTS["000"], rules=own).findings if f.rule == "share"}
    assert titles == {"本局：占比"}


def test_a_relation_of_the_same_id_replaces_the_shipped_one(
    folder: Callable[[dict[str, str]], Path],
) -> None:
    text = RELATION.replace("T05.own", "T05.across").format("total = basic")
    own = folder({"tables/final_accounts/general_budget_expenditure.toml": text})
    shipped, changed = (extract(REPORTS["000"], rules=r) for r in (None, own))
    assert {c.status for c in shipped.checks if c.rule == "T05.across"} == {"pass"}
    assert "fail" in {c.status for c in changed.checks if c.rule == "T05.across"}


def test_a_column_of_a_district_gets_its_meaning(
    folder: Callable[[dict[str, str]], Path],
) -> None:
    text = "[[columns]]\nkey = \"project\"\nnames = ['专项安排$']\n"
    own = folder({"tables/final_accounts/general_budget_expenditure.toml": text})
    page = render.as_html("000").decode("gb18030")
    start = page.index("公开&nbsp;05&nbsp;表")
    data = (page[:start] + page[start:].replace("项目支出", "专项安排", 1)).encode("gb18030")
    made = [
        [check.rule for check in extract(data, rules=r).checks].count("T05.across")
        for r in (None, own)
    ]
    assert made[0] == 0 < made[1]


def test_a_sum_of_the_user_is_made(folder: Callable[[dict[str, str]], Path]) -> None:
    text = """[[sum]]
id = "sum.own.meetings"
why = "两费 = 会议费 + 培训费"
topics = ["overall"]
whole = '^两费'
required = ['^会议费', '^培训费']
"""
    passage = "两费支出决算为12.00万元，其中：会议费支出决算为5.00万元，培训费支出决算为8.00万元。"
    own = folder({"sums/final_accounts.toml": text})
    found = {(c.rule, c.status) for c in extract_narrative(passage, rules=own).checks}
    assert ("sum.own.meetings", "fail") in found


def test_a_duty_of_the_user_is_accounted_for(folder: Callable[[dict[str, str]], Path]) -> None:
    text = """[[obligation]]
id = "own.share"
reports = ["final_accounts"]
class = "narrative_arithmetic"
why = "本局：占比"
english = "Shares"
rules = ["share"]
"""
    own = folder({"obligations.toml": text})
    duties = extract(REPORTS["000"], rules=own).coverage.obligations
    assert [duty.state for duty in duties if duty.id == "own.share"] == ["failed"]
    assert len(duties) == len(extract(REPORTS["000"]).coverage.obligations) + 1


def test_a_link_of_the_user_goes_before_the_shipped_ones(
    folder: Callable[[dict[str, str]], Path],
) -> None:
    text = """[[link]]
id = "own.total"
why = "本局：支出总计"
subject = '总计'
example = "收支总计"
cells = ["T01/grand_expenditure/amount"]
"""
    own = folder({"links/final_accounts.toml": text})
    rules = {check.rule for check in extract(REPORTS["000"], rules=own).checks}
    assert "link.own.total" in rules


# ---- what is wrong is named by file, id and field ---------------------------------------------

BROKEN = {
    "no TOML": ("severity.toml", "[[severity]\n", "severity.toml: "),
    "no such file": ("fragments.toml", "", "fragments.toml: no rules go by this name"),
    "fixed file": ("narrative/wording.toml", "", "wording.toml: no rules go by this name"),
    "misspelt field": (
        "severity.toml",
        '[[severity]]\nrule = "share"\nseverity = "info"\nwhy = "x"\nsince = "2024"\n',
        "severity.toml: [share] since: unknown field",
    ),
    "unknown severity": (
        "severity.toml",
        '[[severity]]\nrule = "share"\nseverity = "fatal"\nwhy = "x"\n',
        "severity.toml: [share] severity: 'fatal' is none of error, warning, info",
    ),
    "unknown check": (
        "severity.toml",
        '[[severity]]\nrule = "shar"\nseverity = "info"\nwhy = "x"\n',
        "severity.toml: [shar] rule: no check goes by this name",
    ),
    "said twice": (
        "severity.toml",
        '[[severity]]\nrule = "share"\nseverity = "info"\nwhy = "x"\n' * 2,
        "severity.toml: [share] severity: used twice",
    ),
    "no array": ("severity.toml", "severity = ['x']\n", "must be written as [[severity]]"),
    "unknown word of a sentence": (
        "messages/zh.toml",
        '[[message]]\nrule = "share"\ntitle = "x"\nsentence = "{amount}"\n',
        "messages/zh.toml: [share] sentence: amount is no field of a sentence",
    ),
    "torn sentence": (
        "messages/zh.toml",
        '[[message]]\nrule = "share"\ntitle = "x"\nsentence = "{what"\n',
        "messages/zh.toml: [share] sentence:",
    ),
    "no English norm": (
        "messages/en.toml",
        '[[message]]\nrule = "share"\ntitle = "x"\nsentence = "y"\n',
        "messages/en.toml: [share] norm: missing",
    ),
    "no such column": (
        "tables/final_accounts/general_budget_expenditure.toml",
        RELATION.format("total = basics"),
        "general_budget_expenditure.toml: [?] T05.own: there is no column basics",
    ),
    "no equation": (
        "tables/final_accounts/general_budget_expenditure.toml",
        RELATION.format("total"),
        "general_budget_expenditure.toml: [T05.own] equation: 'total' needs one of =, <=, >=",
    ),
    "no such row": (
        "tables/final_accounts/across.toml",
        '[[equal]]\nid = "T05-T03.x"\nwhy = "x"\nequation = "T05/totl/total = T03/total/total"\n',
        "across.toml: [T05-T03.x] equation: T05 has no row totl",
    ),
    "no such condition": (
        "tables/final_accounts/general_budget_expenditure.toml",
        RELATION.format("total = basic") + 'when = "sometimes"\n',
        "[T05.own] when: 'sometimes' is no condition",
    ),
    "a condition on no row": (
        "tables/final_accounts/general_budget_expenditure.toml",
        RELATION.format("total = basic") + 'when = "has basics"\n',
        "[?] T05.own when: 'has basics' names no row or column that is declared",
    ),
    "a condition on another table": (
        "tables/final_accounts/general_budget_expenditure.toml",
        RELATION.format("total = basic") + 'when = "T01 has income:general"\n',
        "[?] T05.own when: 'T01 has income:general' names no row or column that is declared",
    ),
    "a condition on no table": (
        "tables/final_accounts/across.toml",
        '[[equal]]\nid = "T05-T03.x"\nwhy = "x"\nequation = "T05/total/total = T03/total/total"\n'
        'when = "has basic"\n',
        "across.toml: [T05-T03.x] when: 'has basic' names no row or column that is declared",
    ),
    "a check without a message": (
        "tables/budget/across.toml",
        '[[equal]]\nid = "own"\nwhy = "x"\nequation = "T05/total/total = T05/total/basic"\n',
        "across.toml: [own] id: messages/zh.toml has no message for it",
    ),
    "an expression that is none": (
        "narrative/own.toml",
        PATTERN.format(regex="(?<value>", value="36.50", counterexample="没有"),
        "own.toml: [own] regex:",
    ),
    "an unknown fragment": (
        "narrative/own.toml",
        PATTERN.format(regex="(?<value>(?&sum_of_money))", value="36.50", counterexample="没有"),
        "own.toml: [own] regex: no fragment is called sum_of_money",
    ),
    "an example that is not found": (
        "narrative/own.toml",
        PATTERN.format(regex=VALUE, value="63.50", counterexample="没有"),
        "own.toml: [own] examples: it finds 36.50万元 in",
    ),
    "a counterexample that is found": (
        "narrative/own.toml",
        PATTERN.format(regex=VALUE, value="36.50", counterexample="已拨付7.00万元。"),
        "own.toml: [own] counterexamples: it finds something in",
    ),
    "a measure that is none": (
        "narrative/own.toml",
        PATTERN.format(regex=VALUE, value="36.50", counterexample="没有") + 'measure = "spent"\n',
        "own.toml: [own] measure: 'spent' is none of final, initial_budget, budget, other",
    ),
    "a direction that is none": (
        "narrative/own.toml",
        PATTERN.format(regex=VALUE, value="36.50", counterexample="没有") + 'direction = "up"\n',
        "own.toml: [own] direction: 'up' is none of increase, decrease, unchanged",
    ),
    "no rank": ("narrative/own.toml", "", "own.toml: [?] rank: missing"),
}


@pytest.mark.parametrize(("relative", "text", "told"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_is_named_by_file_id_and_field(
    folder: Callable[[dict[str, str]], Path], relative: str, text: str, told: str
) -> None:
    own = folder({relative: text})
    with pytest.raises(RuleError) as caught:
        extract(REPORTS["000"], rules=own)
    english, chinese = caught.value.message("en"), caught.value.message()
    assert told in english
    assert all(one.startswith(f"{(own / relative).as_posix()}: ") for one in (english, chinese))
    assert not chinese.isascii()


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"/nowhere: 没有这个文件夹$"):
        extract(REPORTS["000"], rules=tmp_path / "nowhere")


@pytest.mark.parametrize("command", ["check", "extract"])
def test_the_command_line_says_so_and_ends_with_2(
    folder: Callable[[dict[str, str]], Path], command: str
) -> None:
    relative, text, told = BROKEN["unknown severity"]
    own = folder({relative: text})
    result = CliRunner().invoke(
        app, [command, "--lang", "en", "--rules", str(own), str(REPORTS["000"])]
    )
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_the_list_of_rules_has_those_of_the_user() -> None:
    result = CliRunner().invoke(app, ["rules", "--rules", str(EXAMPLE), "bureau.public"])
    assert result.exit_code == 0
    assert "bureau/tables/final_accounts/across.toml" in result.stdout
    assert "bureau/messages/en.toml" in result.stdout


# ---- no traces --------------------------------------------------------------------------------


def test_a_folder_is_read_again_when_it_changed_and_only_then(
    folder: Callable[[dict[str, str]], Path],
) -> None:
    entry = '[[severity]]\nrule = "share"\nseverity = "{}"\nwhy = "x"\n'
    own = folder({"severity.toml": entry.format("info")})
    first = open_rules(own)
    assert open_rules(own) is first
    folder({"severity.toml": entry.format("warning")})
    assert severities(extract(REPORTS["000"], rules=own), "share") == {"warning"}
    assert open_rules(None) is SHIPPED


def test_threads_go_by_their_own_rules() -> None:
    wishes = [None, EXAMPLE] * 4
    with ThreadPoolExecutor(max_workers=4) as pool:
        found = pool.map(lambda rules: extract_narrative(PAID_OUT, rules=rules).facts, wishes)
    own = [fact.rule == "amount.district.paid_out" for (fact,) in found]
    assert own == [False, True] * 4


def test_a_title_of_a_district_is_added_to_those_of_the_table(
    folder: Callable[[dict[str, str]], Path],
) -> None:
    own = folder({"tables/final_accounts/three_public.toml": "titles = ['三项经费一览表']\n"})
    with using(open_rules(own)):
        (table,) = [one for one in load_tables("final_accounts") if one.kind == "three_public"]
    (shipped,) = [one for one in load_tables("final_accounts") if one.kind == "three_public"]
    assert [title.pattern for title in table.titles[:-1]] == [t.pattern for t in shipped.titles]
    assert table.titles[-1].search("2024年三项经费一览表")


def test_a_table_of_a_district_is_read_and_its_columns_add_up(
    folder: Callable[[dict[str, str]], Path],
) -> None:
    text = """id = "T12"
kind = "meeting_fees"
title = "会议费培训费支出表"
why = "本局要求的附表"
layout = "single_row"
required = false
titles = ['会议费.*培训费支出表']
columns = [
  { key = "total", names = ['^合计$'] },
  { key = "meetings", names = ['会议费$'] },
  { key = "training", names = ['培训费$'] },
]
rows = [{ key = "total", names = ['^$'] }]

[[relations]]
id = "T12.across"
why = "合计 = 会议费 + 培训费"
over = "rows"
equation = "total = meetings + training"
"""
    own = folder({"tables/final_accounts/meeting_fees.toml": text})
    page = render.as_html("000").decode("gb18030")
    extra = (
        "<p>2024年度会议费、培训费支出表</p><p>单位：万元</p><table border=1>"
        "<tr><td>合计</td><td>会议费</td><td>培训费</td></tr>"
        "<tr><td>9.00</td><td>5.00</td><td>3.00</td></tr></table>"
    )
    at = page.index("第三部分", page.index("公开&nbsp;09&nbsp;表"))
    at = page.rindex("<p", 0, at)
    data = (page[:at] + extra + page[at:]).encode("gb18030")
    report = extract(data, rules=own)
    assert "T12" in {table.id for table in report.tables}
    assert {check.status for check in report.checks if check.rule == "T12.across"} == {"fail"}
