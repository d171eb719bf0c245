"""Notice → warning: what could not be read, in the words of one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.model import Warning_
from extractor.notices import Detail, Notice, TableName
from rules.loaders.messages import Messages, load_messages
from rules.terms import Lang

# So many rows are named, the others counted.
_MOST_NAMED = 5


def told(notices: Iterable[Notice], lang: Lang) -> tuple[Warning_, ...]:
    """Return the warnings of a report."""
    telling = _Telling(load_messages(lang))
    return tuple(telling.warning(notice) for notice in notices)


@dataclass(frozen=True, slots=True)
class _Telling:
    messages: Messages

    def warning(self, notice: Notice) -> Warning_:
        details = {name: self._said(detail) for name, detail in notice.details.items()}
        message = self.messages.warnings[notice.key].format(page=notice.page, **details)
        page = notice.page
        if notice.beside:
            # The page of another file would be looked for in the report.
            message, page = self.messages.words["in_tables"].format(message=message), None
        return Warning_(code=notice.code, message=message, page=page, table=notice.table)

    def _said(self, detail: Detail) -> str:
        if isinstance(detail, TableName):
            return self._name(detail)
        if isinstance(detail, tuple):
            return self._list(detail)
        return str(detail)

    def _name(self, table: TableName) -> str:
        key = "table_with_id" if table.id else "table_of_forms"
        return self.messages.words[key].format(title=table.title, id=table.id)

    def _list(self, names: tuple[str, ...] | tuple[TableName, ...]) -> str:
        """Return names in a row: all tables, the first few rows."""
        quoted = [self._name(n) if isinstance(n, TableName) else f"“{n}”" for n in names]
        words = self.messages.words
        if any(isinstance(name, TableName) for name in names) or len(quoted) <= _MOST_NAMED:
            return words["list"].join(quoted)
        first = words["list"].join(quoted[:_MOST_NAMED])
        return words["more_rows"].format(rows=first, count=len(quoted))
