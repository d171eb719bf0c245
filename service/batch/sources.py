"""What lies under the paths that a batch was given: files, folders, globs, and zip archives."""

from __future__ import annotations

import glob
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extractor.errors import TooLarge
from extractor.load import MAX_BYTES
from rules.terms import Lang
from service.batch.outcome import Failure, failure_of

# Folders hold other things too; what is named on the command line is read whatever it is called.
_SUFFIXES = {".pdf", ".docx", ".html", ".htm", ".xlsx", ".txt", ".md", ".zip"}
_IN = "!/"
_UTF8_NAME = 0x800
_SAID = {
    "zh": {
        "corrupt": "压缩包已损坏，请重新下载（{}）。",
        "encrypted": "压缩包内的文件加了密码或无法解开，请先解压（{}）。",
        "unreadable": "无法读取文件：{}。请检查路径和权限。",
    },
    "en": {
        "corrupt": "The archive is damaged; download it again ({}).",
        "encrypted": "The file in the archive has a password or cannot be unpacked ({}).",
        "unreadable": "The file cannot be read: {}. Check its path and permissions.",
    },
}


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one member of an archive; ``path`` names either."""

    path: str
    archive: str | None = None
    member: str | None = None

    @property
    def name(self) -> str:
        """The file name alone."""
        return self.path.replace("\\", "/").rpartition("/")[2]

    def read(self, lang: Lang = "zh") -> bytes | Failure:
        """Return the bytes, or why they cannot be had."""
        try:
            data = self._read()
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
            return _failure("corrupt", lang, error)
        except (NotImplementedError, RuntimeError) as error:
            return _failure("encrypted", lang, error)
        except OSError as error:
            return _failure("unreadable", lang, error.strerror or error)
        if len(data) > MAX_BYTES:
            return failure_of(TooLarge.above(MAX_BYTES // 1_000_000), lang)
        return data

    def _read(self) -> bytes:
        if self.archive is None or self.member is None:
            with open(self.path, "rb") as file:
                return file.read(MAX_BYTES + 1)
        with _opened(self.archive).open(self.member) as file:
            return file.read(MAX_BYTES + 1)


def sources(paths: Iterable[str]) -> Iterator[Source]:
    """Yield every file under the paths once, in order; raises FileNotFoundError for nothing."""
    seen: set[str] = set()
    for path in paths:
        for source in _under(path):
            if source.path not in seen:
                seen.add(source.path)
                yield source


def _under(path: str) -> Iterator[Source]:
    if Path(path).is_dir():
        yield from _in_folder(Path(path))
    elif Path(path).exists():
        yield from _in_file(Path(path))
    else:
        found = sorted(glob.glob(path, recursive=True))
        if not found:
            raise FileNotFoundError(path)
        for each in found:
            yield from _under(each)


def _in_folder(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.rglob("*")):
        # Word and WPS leave such files beside an open document.
        if path.suffix.lower() in _SUFFIXES and not path.name.startswith(("~$", ".")):
            yield from _in_file(path)


def _in_file(path: Path) -> Iterator[Source]:
    if path.is_dir():
        return
    path = path.absolute()
    if path.suffix.lower() == ".zip":
        yield from _in_archive(path)
    else:
        yield Source(str(path))


def _in_archive(path: Path) -> Iterator[Source]:
    """Yield the members; an archive that cannot be opened is one source, and fails as such."""
    try:
        members = _opened(str(path)).infolist()
    except (zipfile.BadZipFile, OSError):
        yield Source(str(path))
        return
    for member in members:
        name = _name(member)
        if not member.is_dir() and Path(name).suffix.lower() in _SUFFIXES:
            yield Source(f"{path}{_IN}{name}", str(path), member.filename)


def _failure(code: str, lang: Lang, detail: object) -> Failure:
    return Failure(code, _SAID[lang][code].format(detail), lasting=code != "unreadable")


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: Chinese Windows writes GB18030 and does not say so."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename


@lru_cache(maxsize=4)
def _opened(archive: str) -> zipfile.ZipFile:
    """Keep a few archives open: each opening reads the list of all members."""
    return zipfile.ZipFile(archive)
