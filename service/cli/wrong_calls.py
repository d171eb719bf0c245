"""What is wrong with a call, in Chinese."""

from __future__ import annotations

import re

# What typer says, in English alone, and the same in Chinese; what is not here stays English.
_CHINESE = [
    (re.compile(english, re.DOTALL), chinese)
    for english, chinese in (
        (r"Missing (?:argument|option) '(.+)'\.", "缺少 {0}"),
        (r"Missing (?:argument|option) '(.+)'\. Choose from:\s+(.+)", "缺少 {0}，可以是 {1}"),
        (r"Missing command\.", "缺少命令"),
        (r"No such command '(.*)'\.", "没有 {0} 这个命令"),
        (r"No such command '(.*)'\. Did you mean (.+)\?", "没有 {0} 这个命令，是不是 {1}"),
        (r"No such option: (\S+)", "没有 {0} 这个选项"),
        (r"No such option: (\S+) \(Possible options: (.+)\)", "没有 {0} 这个选项，是不是 {1}"),
        (r"Option '(.+)' requires an argument\.", "{0} 后面要有一个值"),
        (r"Option '(.+)' does not take a value\.", "{0} 后面不能有值"),
        (r"Got unexpected extra argument\(s\) \((.+)\)", "不需要 {0}"),
        (
            r"Invalid value for '(.+?)'.*: '(.*)' is not one of (.+)\.",
            "{0} 不能是 {1}，可以是 {2}",
        ),
        (r"Invalid value for '(.+?)'.*: .* valid integer.*", "{0} 要是整数"),
        (r"Invalid value for '(.+?)'.*: .* greater than or equal to (\d+)", "{0} 不能小于 {1}"),
        (r"Invalid value for '(.+?)'.*: .* less than or equal to (\d+)", "{0} 不能大于 {1}"),
    )
]


def chinese(problem: str) -> str:
    """Return in Chinese what is wrong with a call.

    >>> chinese("Invalid value for '--lang': 'fr' is not one of 'zh', 'en'.")
    '--lang 不能是 fr，可以是 zh、en'
    """
    for english, said in _CHINESE:
        if found := english.fullmatch(problem):
            return said.format(*map(_plain, found.groups()))
    return problem


def _plain(words: str) -> str:
    return re.sub(r",\s+", "、", words.replace("'", ""))
