"""A user's folder of rules as the commands that keep reports use it: tried, marked, held."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path


def reading_version(rules: Path | None) -> str:
    """Return what tells apart reports that were read by other programs or other rules.

    Raises RuleError or OSError where there are no such rules, or wrong ones.
    """
    if rules is None:
        return version("gouji")
    # Trying rules takes the whole pipeline.
    from extractor.own_rules import open_rules

    open_rules(rules)
    return f"{version('gouji')}+{_digest(rules)}"


@contextmanager
def held(rules: Path | None) -> Iterator[Path | None]:
    """Lend a copy of the rules for as long as the block: what is edited meanwhile is not read."""
    if rules is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="gouji-rules-") as folder:
        yield Path(shutil.copytree(rules, Path(folder) / rules.resolve().name))


def _digest(rules: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(rules.rglob("*")):
        if file.is_file():
            digest.update(str(file.relative_to(rules)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
