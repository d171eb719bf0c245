"""What a person sees of a batch: how far it is, how fast, how long still, and how it went."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from rules.terms import Lang
from service.batch.run import Summary
from service.batch.sinks import Done
from service.store import Comparison


class _Rate(ProgressColumn):
    """Files in a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("–/s" if speed is None else f"{speed:.1f}/s")


@contextmanager
def progress(total: int) -> Iterator[Callable[[Done], None]]:
    """Show a bar on a terminal; give what to tell of each file that is settled."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)

        def tell(done: Done) -> None:
            name = done.path.replace("\\", "/").rpartition("/")[2]
            bar.update(task, advance=1, description=name[-30:])

        yield tell


_COMPARED = {
    "zh": "报告间的核对：{waiting} 份报告是新的或重新读取的，{stale} 处问题因此过时；"
    "请运行 gouji across",
    "en": "Between reports: {waiting} came or changed, {stale} findings are out of date; "
    "run gouji across",
}
_WORDS: dict[str, tuple[str, str, str]] = {
    "zh": (
        "{files} 个文件：读取 {read}，已有 {known}，失败 {failed}；"
        "{seconds:.1f} 秒，每秒 {rate:.1f} 份",
        "新读取的报告：错误 {error} 处，警告 {warning} 处，提示 {info} 处",
        "失败 {code}：{count}，如 {path}：{message}",
    ),
    "en": (
        "{files} files: {read} read, {known} known, {failed} failed; {seconds:.1f} s, {rate:.1f}/s",
        "New reports: {error} errors, {warning} warnings, {info} notes",
        "failed {code}: {count}, as {path}: {message}",
    ),
}


def summary_lines(summary: Summary, lang: Lang) -> Iterator[str]:
    """Yield how a run went, in words; of each kind of failure one example."""
    counts, findings, failed = _WORDS[lang]
    yield counts.format(
        files=summary.files,
        read=summary.read,
        known=summary.known,
        failed=summary.failed.total(),
        seconds=summary.seconds,
        rate=summary.read / summary.seconds if summary.seconds else 0,
    )
    if summary.read:
        found = summary.findings
        yield findings.format(error=found["error"], warning=found["warning"], info=found["info"])
    examples = {failure.code: (path, failure) for path, _, failure in reversed(summary.failures)}
    for code, (path, failure) in sorted(examples.items()):
        message = failure.message.strip().splitlines()[-1]
        count = summary.failed[code]
        yield failed.format(code=code, count=count, path=path, message=message)


def comparison_line(found: Comparison, lang: Lang) -> str:
    """Return what is to be known of findings between reports after a run."""
    return _COMPARED[lang].format(waiting=found.waiting, stale=found.stale)


def write_failures(summary: Summary, file: Path) -> None:
    """Write one line of JSON for each file that gave no report."""
    with file.open("w", encoding="utf-8", newline="\n") as out:
        for path, sha256, failure in sorted(summary.failures, key=lambda each: each[0]):
            line = {
                "path": path,
                "sha256": sha256 or None,
                "code": failure.code,
                "message": failure.message,
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
