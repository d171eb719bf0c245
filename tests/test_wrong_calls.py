"""Calls that cannot be understood, the language of what has no `--lang`, and closed pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from tests.corpus import ROOT

SCRIPT = "from service.cli import main; main()"

WRONG = {
    "nosuch": "没有 nosuch 这个命令；用法见 gouji --help",
    "chek": "没有 chek 这个命令，是不是 check；用法见 gouji --help",
    "--nosuch": "没有 --nosuch 这个选项；用法见 gouji --help",
    "check": "缺少 FILE；用法见 gouji check --help",
    "check --tabels x": "没有 --tabels 这个选项，是不是 --tables；用法见 gouji check --help",
    "check --lang fr x": "--lang 不能是 fr，可以是 zh、en；用法见 gouji check --help",
    "check --format": "--format 后面要有一个值；用法见 gouji check --help",
    "check --ocr=yes x": "--ocr 后面不能有值；用法见 gouji check --help",
    "check --tables a --min-severity x y": "--min-severity 不能是 x，可以是 error、warning、info；"
    "用法见 gouji check --help",
    "evaluate a b": "不需要 b；用法见 gouji evaluate --help",
    "export": "缺少 WHAT，可以是 findings、facts、amounts、cells、reports；"
    "用法见 gouji export --help",
    "export facts": "缺少 -o / --output；用法见 gouji export --help",
    "batch --workers x y": "--workers 要是整数；用法见 gouji batch --help",
    "batch --workers -1 y": "--workers 不能小于 0；用法见 gouji batch --help",
    "serve --port 65536": "--port 不能大于 65535；用法见 gouji serve --help",
    "token": "缺少命令；用法见 gouji token --help",
    "token add": "缺少 NAME；用法见 gouji token add --help",
    "token add --scope all x": "--scope 不能是 all，可以是 read、write、review；"
    "用法见 gouji token add --help",
}


def run(words: str, **env: str) -> Result:
    return CliRunner().invoke(app, words.split(), env={"GOUJI_LANG": "", **env})


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_call_is_told_in_chinese(words: str) -> None:
    result = run(words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"gouji: {WRONG[words]}\n"


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        (
            "check .",
            ".: 这是目录；gouji batch 读整个目录",
            ".: a folder; gouji batch reads all that is in it",
        ),
        (
            "evaluate nowhere",
            "没有带标注的语料：缺少 nowhere/labels/*.mismatches.jsonl",
            "no labelled corpus: nowhere/labels/*.mismatches.jsonl is missing",
        ),
    ],
)
def test_a_wrong_path_is_told_in_the_language_of_the_call(
    words: str, chinese: str, english: str
) -> None:
    assert run(words).stderr == f"gouji: {chinese}\n"
    assert run(words, GOUJI_LANG="en").stderr == f"gouji: {english}\n"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("check --lang en --nosuch", ""),
        ("check --lang=en --nosuch", ""),
        ("check --nosuch", "en"),
    ],
)
def test_a_wrong_call_is_told_in_the_language_asked_for(words: str, language: str) -> None:
    stderr = run(words, GOUJI_LANG=language).stderr
    assert stderr.startswith("gouji: No such option: --nosuch")
    assert stderr.endswith(" See gouji check --help\n")


def test_the_option_counts_more_than_the_environment() -> None:
    assert "没有 --nosuch" in run("check --lang zh --nosuch", GOUJI_LANG="en").stderr


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [
        ("rules no.such", "没有叫 no.such 的规则", "no rule is called no.such"),
        ("evaluate no/such", "没有带标注的语料", "no labelled corpus"),
        ("export facts -o x.doc", "文件名的结尾可以是 .csv", "its name can end with .csv"),
        ("export facts -o x.csv --db no.db", "没有这个数据库", "no such database"),
        ("token list --db no.db", "没有这个数据库", "no such database"),
        ("token revoke me --db no.db", "没有这个数据库", "no such database"),
        ("across --db no.db", "没有这个数据库", "no such database"),
        ("check no.txt", "没有这个文件或目录", "No such file"),
    ],
)
def test_the_environment_chooses_the_language(words: str, chinese: str, english: str) -> None:
    spoken = [run(words), run(words, GOUJI_LANG="en")]
    assert chinese in spoken[0].stderr
    assert english in spoken[1].stderr
    assert [one.exit_code for one in spoken] == [2, 2]
    assert not Path("no.db").exists()


def test_gouji_alone_shows_its_help() -> None:
    result = run("")
    assert result.exit_code == 2
    assert "命令：" in result.stderr


def test_a_token_is_named_once(tmp_path: Path) -> None:
    again = f"token add me --db {tmp_path / 'x.db'}"
    assert run(again).exit_code == 0
    assert run(again).stderr == "gouji: 已经有叫 me 的令牌\n"


@pytest.mark.skipif(os.name == "nt", reason="pipes of Windows break in another way")
@pytest.mark.parametrize("words", ["rules", "--help", "nosuch", "check no.txt"])
def test_a_closed_pipe_ends_a_command_without_a_word(words: str) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-c", SCRIPT, *words.split()]
    # What is said on stderr goes into the same closed pipe: `2>&1 | head`.
    stderr = theirs if "no" in words else subprocess.PIPE
    done = subprocess.run(command, cwd=ROOT, stdout=theirs, stderr=stderr, timeout=60)
    os.close(theirs)
    assert done.returncode == 141
    assert not done.stderr
