"""Line breaks that a conversion turned into blanks: where a form that became prose was broken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import regex

from extractor.document import Line

# A form printed as prose: one blank in so many characters is far more than prose has.
_LONG_LINE, _OFTEN = 25, 12
_ALONE = regex.compile(r"(?<=\S) (?=\S)")
# A blank before a unit is no break; 部门, 项目 and 日常 are no units.
_UNITS = (
    "(?:[年月万亿元份起辆套例篇批次台]|部(?!门)|项(?!目)|日(?!常)|人(?![员工均])|个(?!人)|名(?!称)"
    "|户(?!外)|家(?![庭具])|件|条(?!件)|场(?!所)|处(?![置理])|期(?!间))"
)
# What no amount is followed by but the next label of a form.
_LABELS = "项目(?:名称|代码|编码|类别|年度|负责人|主管部门|(?:执行|实施)单位)|联系电话|主管部门"
_BREAK = regex.compile(
    rf"""(?<![!-~])[ ](?![!-~])
       | (?<=[\d%])[ ](?=\p{{Han}}{{2}})(?!{_UNITS})
       | (?<=[\d\p{{Han}}])[ ](?=20\d\d[ ]?年)
       | (?<=[\d\p{{Han}}）。；])[ ](?=\d{{1,2}}[.、．]\p{{Han}})
       | (?<=[元。；），])[ ](?=\d+(?:\.\d+)?(?:[ ](?!{_UNITS})\p{{Han}}{{2}}|$))
       | (?<=[元。；）])[ ](?=\d+\.\d\d(?!{_UNITS})\p{{Han}}{{2}})
       | (?<=[元。；）][ ]\d+\.\d\d)(?!{_UNITS})(?=\p{{Han}}{{2}})
       | (?<=元)(?=\d+\.\d\d(?:[ ](?!{_UNITS})|$))
       | (?<=(?:代码|编码|电话))(?=\d) | (?<=\d)(?={_LABELS})
       | (?<=。)(?=\p{{Han}}) | (?<=表)(?=单位[：:])""",
    regex.VERBOSE,
)


def broken_again(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines, those that run on over many cells in their parts."""
    for line in lines:
        if _is_long(line):
            yield from at_blanks(line)
        else:
            yield line


def is_prose(lines: Sequence[Line]) -> bool:
    """Return whether most lines run on over many cells."""
    return 2 * sum(map(_is_long, lines)) > len(lines)


def _is_long(line: Line) -> bool:
    # Runs of blanks set columns apart.
    text = line.text
    blanks = text.count(" ") if "  " not in text else len(_ALONE.findall(text))
    return len(text) >= _LONG_LINE and blanks * _OFTEN >= len(text)


def at_blanks(line: Line) -> Iterator[Line]:
    """Yield the parts of a line between the blanks that can have been line breaks.

    >>> [part.text for part in at_blanks(Line(0, 18, "制作展 板 0.2 万元 0.2 办公费"))]
    ['制作展', '板 0.2 万元', '0.2', '办公费']
    """
    begin = 0
    for match in _BREAK.finditer(line.text):
        if begin < match.start():
            yield _part(line, begin, match.start())
        begin = match.end()
    if begin < len(line.text):
        yield _part(line, begin, len(line.text))


def runs_on(text: str, lines: Sequence[Line]) -> bool:
    """Return whether some of these lines are parts of one."""
    return any(text[before.end : line.start] == " " for before, line in pairwise(lines))


def _part(line: Line, begin: int, end: int) -> Line:
    return Line(line.start + begin, line.start + end, line.text[begin:end])
