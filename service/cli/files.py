"""The files that commands write: whole or not at all, and never in the place of an input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rules.terms import Lang
from service.cli.console import either, fail, fail_to_use


def spare(output: Path | None, inputs: Iterable[Path | None], lang: Lang) -> None:
    """End before the work where an output has no folder, or is what it would be made from."""
    if output is None:
        return
    try:
        os.stat(os.path.join(output.parent, "."))
    except OSError as error:
        fail_to_use(output.parent, error, lang)
    if output.exists() and any(one and one.exists() and output.samefile(one) for one in inputs):
        english = "the output would replace it; choose another name"
        fail(f"{output}: {either(lang, '输出会覆盖这个文件；请换一个文件名', english)}")


@contextmanager
def whole(output: Path, lang: Lang) -> Iterator[Path]:
    """Give the path to write to, a file beside the output that takes its place at the end.

    Whatever happens before, a full disk or a kill, leaves the output as it was. What cannot be
    written ends the command.
    """
    try:
        if output.exists() and not output.is_file():
            # A pipe, a device: nothing can take its place.
            yield output
            return
        target = output.resolve()
        half = target.with_name(f".{target.name}.half")
        try:
            yield half
            os.replace(half, target)
        finally:
            with suppress(OSError):
                half.unlink()
    except OSError as error:
        fail_to_use(output, error, lang)
