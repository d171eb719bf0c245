"""The help of the commands: all of it in Chinese, or all of it in English."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from service.cli import app
from service.cli.chinese_help import in_chinese, load_help

PAGES = ("", "extract", "check", "rules", "evaluate", "batch", "across", "export", "serve")
PAGES += ("delete", "token", "token add", "token list", "token revoke")


def page_of(words: str, lang: str = "") -> str:
    return CliRunner().invoke(app, [*words.split(), "--help"], env={"GOUJI_LANG": lang}).stdout


def commands() -> Iterator[Any]:
    waiting: list[Any] = [typer.main.get_command(app)]
    while waiting:
        command = waiting.pop()
        waiting += getattr(command, "commands", {}).values()
        yield command


def english() -> Iterator[str]:
    """Yield every paragraph that the help has to say."""
    yield "Show this message and exit."
    for command in commands():
        texts = [command.help, command.epilog, *(one.help for one in command.params)]
        for text in filter(None, texts):
            for paragraph in inspect.cleandoc(text).split("\n\n"):
                if not paragraph.startswith("\b"):
                    yield " ".join(paragraph.split())


def test_every_paragraph_has_its_chinese_and_no_chinese_is_left_over() -> None:
    assert set(english()) == set(load_help())


@pytest.mark.parametrize("words", PAGES)
def test_a_page_of_help_is_in_one_language(words: str) -> None:
    chinese = page_of(words)
    assert chinese.startswith("用法：")
    assert "\n选项：\n" in chinese
    assert not [text for text in load_help() if text in chinese]
    assert not any(word in chinese for word in ("default", "required", "env var", "Options"))
    assert page_of(words, "en").startswith("Usage: ")


@pytest.mark.parametrize("columns", [50, 58, 78])
def test_no_line_of_chinese_is_wider_than_the_terminal(columns: int) -> None:
    for command in commands():
        context = command.context_class(command, info_name="gouji", terminal_width=columns)
        for line in command.get_help(context).splitlines():
            # Calls to copy are never broken, and a stop may stand out of its line.
            if not line.lstrip().startswith("gouji "):
                assert sum(1 if sign.isascii() else 2 for sign in line) <= columns + 2, line


def test_a_paragraph_that_a_list_cuts_short_is_whole_in_chinese() -> None:
    whole = "List the tokens: name, what each allows, when it was made and revoked."
    assert (
        in_chinese("List the tokens: name, what each allows, when it was made and...")
        == (load_help()[whole])
    )
