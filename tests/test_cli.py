"""The command line: exit codes, messages, streams; with the runner and as a real process."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from extractor.errors import NotAReport
from extractor.model import Report
from service.cli import app
from service.cli.files import whole
from tests.corpus import PDFS, REPORTS, ROOT, text_of
from tests.reports import make_finding, make_report

COMMANDS = ("extract", "check", "rules", "evaluate")
DEMO = str(REPORTS["004"])
Run = Callable[..., Any]


@pytest.fixture
def run() -> Run:
    runner = CliRunner()
    return lambda *words: runner.invoke(app, [str(word) for word in words])


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Path]:
    """Make a file of which the program says what the test wants: findings, or an exception."""
    answers: dict[str, Report | Exception] = {}

    def extract(
        source: Path,
        *,
        filename: str | None = None,
        tables: Path | None = None,
        rules: Path | None = None,
        lang: str = "zh",
        ocr: bool = False,
    ) -> Report:
        if not source.exists():
            raise FileNotFoundError(2, "No such file or directory", str(source))
        answer = answers[source.name]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def add(name: str, answer: Report | Exception) -> Path:
        answers[name] = answer
        (tmp_path / name).write_text("x", encoding="utf-8")
        return tmp_path / name

    monkeypatch.setattr("extractor.extract", extract)
    return add


def process(*words: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a user does."""
    script = "from service.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=ROOT,
        env=os.environ | env,
        capture_output=True,
        timeout=120,
    )


NOT_A_REPORT = NotAReport("这不是决算公开。请换一个文件。", "This is no report. Use another file.")


@pytest.mark.parametrize(
    ("severity", "code"), [("error", 1), ("warning", 0), ("info", 0), (None, 0)]
)
def test_the_exit_code_of_check_says_whether_there_are_errors(
    run: Run, said: Callable[..., Path], severity: str | None, code: int
) -> None:
    findings = [make_finding(severity)] if severity else []
    assert run("check", said("a.txt", make_report(*findings))).exit_code == code


def test_the_least_severity_does_not_change_the_exit_code(
    run: Run, said: Callable[..., Path]
) -> None:
    file = said("a.txt", make_report(make_finding("warning")))
    assert run("check", "--min-severity", "error", file).exit_code == 0


def test_bad_input_beats_findings_and_the_other_files_are_still_checked(
    run: Run, said: Callable[..., Path]
) -> None:
    bad = said("bad.txt", NOT_A_REPORT)
    good = said("good.txt", make_report(make_finding()))
    result = run("check", bad, good)
    assert result.exit_code == 2
    assert "说明与表不一致" in result.stdout
    assert result.stderr == f"gouji: {bad}: 这不是决算公开。请换一个文件。 [not_a_report]\n"


def test_messages_follow_the_language(run: Run, said: Callable[..., Path]) -> None:
    result = run("check", "--lang", "en", said("bad.txt", NOT_A_REPORT))
    assert "This is no report. Use another file." in result.stderr


@pytest.mark.parametrize("command", ["extract", "check"])
def test_an_unknown_file_is_bad_input_without_a_traceback(run: Run, command: str) -> None:
    result = run(command, "no/such/file.txt")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "gouji: no/such/file.txt: 没有这个文件或目录\n"


def test_a_folder_is_bad_input(run: Run, tmp_path: Path) -> None:
    result = run("check", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("words", [("check", str(PDFS["000"])), ("serve",)])
def test_a_limit_that_is_no_number_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("GOUJI_SECONDS", "GOUJI_UPLOAD_MB"):
        monkeypatch.setenv(variable, "soon")
    monkeypatch.setenv("GOUJI_LANG", lang)
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith({"zh": "要是整数，不能是 'soon'\n", "en": "not 'soon'\n"}[lang])


def test_output_goes_to_the_file_alone(run: Run, said: Callable[..., Path], tmp_path: Path) -> None:
    out = tmp_path / "findings.txt"
    result = run("check", said("a.txt", make_report(make_finding())), "-o", out)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "说明与表不一致" in out.read_text(encoding="utf-8")


def test_nothing_is_written_where_nothing_could_be_read(
    run: Run, said: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    assert run("extract", said("bad.txt", NOT_A_REPORT), "-o", out).exit_code == 2
    assert not out.exists()


def test_an_output_that_cannot_be_written_is_told(
    run: Run, said: Callable[..., Path], tmp_path: Path
) -> None:
    result = run("extract", said("a.txt", make_report()), "-o", tmp_path / "no" / "out.json")
    assert result.exit_code == 2
    assert "没有这个文件或目录" in result.stderr
    out = tmp_path / "no" / "out.json"
    english = run("extract", "--lang", "en", said("b.txt", make_report()), "-o", out)
    assert "No such file or directory" in english.stderr


def test_an_output_without_a_folder_is_told_before_the_work(run: Run, tmp_path: Path) -> None:
    missing, db = tmp_path / "no" / "failures.jsonl", tmp_path / "new.db"
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    result = run("batch", tmp_path, "--db", db, "--failures", missing)
    assert (result.exit_code, db.exists()) == (2, False)
    assert result.stderr == f"gouji: {tmp_path / 'no'}: 没有这个文件或目录\n"
    inside = tmp_path / "a.txt" / "out.json"
    assert "不是目录" in run("extract", tmp_path / "none.txt", "-o", inside).stderr


def fill_the_disk(path: Path) -> None:
    path.write_text("a half", encoding="utf-8")
    raise OSError(errno.ENOSPC, "No space left on device")


def test_an_output_is_written_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")
    with pytest.raises(typer.Exit), whole(out, "zh") as half:
        fill_the_disk(half)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("out.json", "old")]
    link = tmp_path / "link.json"
    link.symlink_to(out)
    with whole(link, "zh") as half:
        half.write_text("new", encoding="utf-8")
    assert (link.is_symlink(), out.read_text(encoding="utf-8")) == (True, "new")


def test_an_output_can_be_a_pipe(run: Run, said: Callable[..., Path], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reading:
        read = reading.submit(pipe.read_text, encoding="utf-8")
        run("extract", said("a.txt", make_report()), "-o", pipe)
        assert json.loads(read.result(10))["schema"] == "gouji/1"
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    "words",
    [
        "check a.pdf --format pdf -o a.pdf",
        "extract b.txt a.pdf -o ./b.txt",
        "check a.pdf --tables b.txt -o b.txt",
        "across --db a.db -o a.db",
        "export facts --db b.csv -o b.csv",
        "batch b.txt --db new.db --failures b.txt",
        "batch b.txt --db a.db --failures a.db",
    ],
)
def test_no_output_takes_the_place_of_an_input(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.pdf", "b.txt", "a.db", "b.csv"):
        Path(name).write_text(name, encoding="utf-8")
    result = run(*words.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(": 输出会覆盖这个文件；请换一个文件名\n")
    assert all(Path(n).read_text(encoding="utf-8") == n for n in ("a.pdf", "b.txt", "a.db"))


def test_extract_of_one_file_is_a_document_of_several_an_array(
    run: Run, said: Callable[..., Path]
) -> None:
    file = said("a.txt", make_report())
    assert json.loads(run("extract", file).stdout)["schema"] == "gouji/1"
    assert len(json.loads(run("extract", file, file).stdout)) == 2


def test_extract_does_not_fail_for_findings(run: Run, said: Callable[..., Path]) -> None:
    assert run("extract", said("a.txt", make_report(make_finding()))).exit_code == 0


def test_an_unknown_rule_is_bad_input(run: Run) -> None:
    result = run("rules", "no.such.rule")
    assert result.exit_code == 2
    assert "no.such.rule" in result.stderr


def test_evaluate_without_labels_is_bad_input(run: Run, tmp_path: Path) -> None:
    result = run("evaluate", tmp_path)
    assert result.exit_code == 2
    assert "没有带标注的语料" in result.stderr


def test_the_version_is_printed(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout[:6]) == (0, "gouji ")


@pytest.mark.parametrize("words", [(), ("check",), ("extract",), ("rules",), ("evaluate",)])
def test_help_starts_without_spacy(words: tuple[str, ...]) -> None:
    script = (
        "import sys\nfrom service.cli import main\n"
        f"sys.argv = ['gouji', *{list(words)!r}, '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in ('spacy', 'numpy', 'extractor', 'rich') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "用法：gouji" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_examples(run: Run, command: str) -> None:
    page = run(command, "--help").stdout
    assert "例如：" in page
    assert f"gouji {command}" in page


def test_check_of_the_demo_report_as_a_process() -> None:
    done = process("check", DEMO, LC_ALL="C", PYTHONIOENCODING="ascii")
    page = done.stdout.decode("utf-8")
    assert done.returncode == 1, done.stderr.decode()
    assert "武昌区机关事务服务中心" in page
    assert "\x1b" not in page
    assert done.stderr == b""
    assert page.splitlines()[-2].startswith("错误 ")
    assert page.splitlines()[-1].startswith("应检查 ")


def test_check_in_english_as_a_process() -> None:
    page = process("check", "--lang", "en", DEMO).stdout.decode("utf-8")
    assert "checks:" in page.splitlines()[-2]
    assert "duties:" in page.splitlines()[-1]


def test_extract_as_a_process_is_the_document() -> None:
    done = process("extract", "--include", "text", DEMO)
    document = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert document["report"]["source"] == DEMO
    assert document["text"] == text_of("004")
    for fact in document["facts"]:
        place = fact["span"]
        assert document["text"][place["start"] : place["end"]] == place["text"]


def test_json_of_check_and_of_extract_is_the_same_document() -> None:
    checked = process("check", "--format", "json", DEMO)
    extracted = process("extract", DEMO)
    assert json.loads(checked.stdout) == json.loads(extracted.stdout)
    assert (checked.returncode, extracted.returncode) == (1, 0)


def test_csv_of_extract_has_a_row_for_each_fact() -> None:
    page = process("extract", "--format", "csv", DEMO).stdout
    assert page.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(page.decode("utf-8-sig"))))
    facts = json.loads(process("extract", DEMO).stdout)["facts"]
    assert [row["id"] for row in rows] == [fact["id"] for fact in facts]


def test_two_runs_say_the_same() -> None:
    assert process("extract", DEMO).stdout == process("extract", DEMO).stdout


def test_several_files_with_one_that_is_no_report(tmp_path: Path) -> None:
    novel = tmp_path / "novel.txt"
    novel.write_text("却说那日天色已晚，行人渐稀。\n" * 50, encoding="utf-8")
    done = process("check", str(novel), DEMO)
    assert done.returncode == 2
    assert "武昌区机关事务服务中心" in done.stdout.decode("utf-8")
    assert "[not_a_report]" in done.stderr.decode("utf-8")
    assert "Traceback" not in done.stderr.decode("utf-8")


def on_terminal(*words: str, **env: str) -> str:
    """Run the command line with its streams on a terminal; return what it shows."""
    pty: Any = pytest.importorskip("pty", reason="only systems with pseudo-terminals")
    ours, theirs = pty.openpty()
    script = "from service.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", script, *words],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        | {"TERM": "xterm-256color"}
        | env,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ) as running:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux says so when the other end is closed.
                break
            if not piece:
                break
            shown += piece
        running.wait()
    os.close(ours)
    return shown.decode("utf-8")


def test_a_terminal_gets_colour() -> None:
    page = on_terminal("check", DEMO)
    assert "\x1b[1;31m" in page
    assert "【" not in page.replace("【（", "")


def test_no_color_is_honoured() -> None:
    assert "\x1b[" not in on_terminal("check", DEMO, NO_COLOR="1")


def test_progress_is_shown_on_a_terminal_where_there_are_several_files() -> None:
    assert "[2/2] " in on_terminal("check", DEMO, DEMO)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_the_output_is_told_in_a_line() -> None:
    for words in (["check", str(REPORTS["000"])], ["rules"], ["--help"]):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [sys.executable, "-c", "from service.cli import main; main()", *words],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert (done.returncode, done.stderr) == (2, "gouji: 磁盘空间不足\n")
