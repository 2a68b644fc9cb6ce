"""Terms in months, and in Dutch working days: Monday to Friday, but for what the law frees.

The free days are those of the Algemene termijnenwet, article 3: sections 1 and 2. They come from
the `holidays` library, whose `public` category knows 5 May only once in five years: `optional`
adds it.
The days are fixed in a table, so that a ruleset keeps its calendar when the library changes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import holidays

FIRST_YEAR, LAST_YEAR = 2015, 2035


class CalendarError(ValueError):
    """A date outside the years that the calendar knows."""


@cache
def legal_free_days() -> frozenset[date]:
    """The free days of all years that the calendar knows."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return frozenset(
        holidays.country_holidays("NL", years=years, categories=("public", "optional"))
    )


def as_text(free_days: Iterable[date]) -> str:
    """The free days as lines of text, for hashing and storing."""
    return "\n".join(day.isoformat() for day in sorted(free_days))


def from_text(text: str) -> frozenset[date]:
    """The free days that `as_text` wrote."""
    return frozenset(date.fromisoformat(line) for line in text.split())


def add_working_days(day: date, count: int, free_days: frozenset[date]) -> date:
    """The last day of a term of `count` working days that begins on the day after `day`.

    Raises CalendarError where the term leaves the years of the table.
    """
    while count:
        day += timedelta(days=1)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise CalendarError(f"{day.year} valt buiten de kalender")
        count -= day.weekday() < 5 and day not in free_days
    return day


def add_months(day: date, count: int) -> date:
    """The last day of a term of `count` months that begins on the day after `day`.

    That is the day with the same number; a month that has no such day ends the term on its last.
    Raises CalendarError where the term leaves the years that a date can have.
    """
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    if year > date.max.year:
        raise CalendarError(f"{year} valt buiten de kalender")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
