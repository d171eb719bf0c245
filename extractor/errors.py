"""What an input can do wrong, one class per code of the output contract.

    InputError
    ├── UnsupportedType   unsupported_type  not a format that gouji reads
    ├── EmptyInput        empty             no bytes, or nothing but blanks
    ├── EncryptedInput    encrypted         needs a password
    ├── CorruptInput      corrupt           the format is known, the bytes are damaged
    ├── TooLarge          too_large         above the limit of its format
    ├── NoText            no_text           readable, but without a single character of text
    └── NotAReport        not_a_report      text, but no budget or final-accounts disclosure

The message is for the person who has the file: it says what to do. It is written in both
languages where it is raised, because only that place knows what is wrong.
"""

from __future__ import annotations

from typing import ClassVar

from rules.terms import ExplainedError


class InputError(ExplainedError):
    """Base of everything that a caller's file can cause; ``code`` is stable, the text is not."""

    code: ClassVar[str] = "input_error"

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str]]:
        """Let the error travel between processes with both messages."""
        return type(self), (self.message("zh"), self.message("en"))


class UnsupportedType(InputError):
    """The bytes are of a format that gouji does not read."""

    code = "unsupported_type"


class EmptyInput(InputError):
    """There is nothing in the file."""

    code = "empty"


class EncryptedInput(InputError):
    """The file needs a password."""

    code = "encrypted"


class CorruptInput(InputError):
    """The format is recognised and its content is damaged."""

    code = "corrupt"


class TooLarge(InputError):
    """The file is above the size that its format allows."""

    code = "too_large"

    @classmethod
    def above(cls, megabytes: int) -> TooLarge:
        """Return the error of a file that is larger than this."""
        return cls(
            f"文件超过 {megabytes} MB 的上限。请确认是否为一份报告，或拆分后重试。",
            f"The file is above {megabytes} MB. Check that it is one report, or split it.",
        )


class NoText(InputError):
    """The file opens, and holds no text."""

    code = "no_text"


class NotAReport(InputError):
    """The text is not a 部门决算公开 or 部门预算公开."""

    code = "not_a_report"
