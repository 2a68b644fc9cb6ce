"""Which outcomes a listing or a count is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Table


@dataclass(frozen=True, slots=True)
class Chosen:
    """Outcomes by their own properties; what is None lets all through, both days included."""

    decision: str | None = None
    region: str | None = None
    verdict: str | None = None
    case_number: str | None = None
    first_day: date | None = None
    last_day: date | None = None

    def where(self, table: Table) -> Iterator[ColumnElement[bool]]:
        """The conditions on a table that has these properties as columns."""
        columns = table.c
        for name in ("decision", "region", "verdict", "case_number"):
            if (wanted := getattr(self, name)) is not None:
                yield columns[name] == wanted
        if self.first_day:
            yield columns.reference_date >= self.first_day
        if self.last_day:
            yield columns.reference_date <= self.last_day


def in_year(year: int, decision: str | None = None, region: str | None = None) -> Chosen:
    """The outcomes with a reference date in a calendar year."""
    return Chosen(decision, region, first_day=date(year, 1, 1), last_day=date(year, 12, 31))
