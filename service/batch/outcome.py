"""What becomes of one file: the rows of its report, or why there is none."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from extractor import InputError
from rules.terms import Lang
from service.store import Made, Packed, pack


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file gave no report: a code of ``InputError``, ``unreadable`` or ``internal``.

    ``lasting`` says that another run would find the same: what took too long, or took the process
    down, may do better on another day.
    """

    code: str
    message: str
    lasting: bool = True


Outcome = Packed | Failure


def outcome_of(data: bytes, name: str, made: Made, rules: Path | None = None) -> Outcome:
    """Read one report; a pure function, which every engine maps over the files."""
    # Not where outcomes are only handed on and written.
    from extractor import extract

    try:
        return pack(extract(data, filename=name, rules=rules, lang=made.lang), made)
    except InputError as error:
        return failure_of(error, made.lang)
    except MemoryError:
        raise
    except Exception:
        # One file must not end the run for all others; the list of failures shows the place.
        return Failure("internal", traceback.format_exc(limit=-3), lasting=False)


def failure_of(error: InputError, lang: Lang, *, lasting: bool = True) -> Failure:
    """Return what a file did wrong."""
    return Failure(error.code, error.message(lang), lasting)
