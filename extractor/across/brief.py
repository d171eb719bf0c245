"""What relates a report to others, apart from all of its numbers: little enough to keep of each."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from extractor.across.names import Name, read_name
from extractor.across.side import Side
from extractor.across.units import Units
from extractor.model import Report, ReportInfo, ReportKind
from extractor.text import squeeze
from rules.loaders.across import load_across_rules

# So much of the beginning says which version of a report it is.
_TITLE = 400


@dataclass(frozen=True, slots=True)
class Brief:
    """Whose a report is, of what, and of which units it speaks.

    ``own`` says that it is what a unit has alone, without those below it; of two files of one
    report, that with the greater ``size``, more tables, then more text, is the fuller.
    """

    info: ReportInfo
    own: bool
    units: Units
    size: tuple[int, int]

    @property
    def id(self) -> str:
        """The id of the report."""
        return self.info.id

    @property
    def entity(self) -> str:
        """The unit that reports, as it calls itself."""
        return self.info.entity or ""

    @property
    def kind(self) -> ReportKind | None:
        """Outcome or plan."""
        return self.info.kind

    @property
    def year(self) -> int | None:
        """The year that is reported."""
        return self.info.fiscal_year

    @property
    def name(self) -> Name:
        """What tells the unit from others."""
        return read_name(self.entity)


_JSON = TypeAdapter(Brief)


def brief_of(side: Side) -> Brief:
    """Return what relates a report to others."""
    entity = side.info.entity or ""
    own = read_name(entity).own or _is_unit_version(side.seen.text, entity)
    return Brief(side.info, own, side.units, (len(side.seen.tables), len(side.seen.text)))


def kept_brief(report: Report) -> str:
    """Return the same as JSON, to be kept beside the report."""
    return _JSON.dump_json(brief_of(Side(report))).decode()


def read_brief(kept: str) -> Brief:
    """Return what was kept."""
    return _JSON.validate_json(kept)


def _is_unit_version(text: str, entity: str) -> bool:
    """Return whether the title says that this is what the unit alone has: 单位决算."""
    rules = load_across_rules()
    title = squeeze(text[:_TITLE])
    behind = title.partition(squeeze(entity))[2] if entity else ""
    if rules.names.own.match(behind):
        return True
    said = rules.title.search(title)
    return said is not None and said["unit"] is not None
