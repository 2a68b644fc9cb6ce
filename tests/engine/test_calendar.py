"""Working days are as the law says, each year, and as another library says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import holidays
import pytest
from workalendar.europe import Netherlands

from engine import calendar
from engine.calendar import CalendarError, add_working_days, as_text, from_text, legal_free_days

FREE = legal_free_days()
OTHER = Netherlands()


@pytest.mark.parametrize(
    ("day", "wanted", "why"),
    [
        (date(2018, 5, 9), date(2018, 5, 15), "Hemelvaart on the 10th, then a weekend"),
        (date(2018, 12, 21), date(2018, 12, 28), "a weekend and both days of Christmas"),
        (date(2025, 4, 17), date(2025, 4, 24), "Good Friday, Easter and its Monday"),
        (date(2026, 5, 1), date(2026, 5, 7), "5 May counts in every year"),
    ],
)
def test_three_working_days_later(day: date, wanted: date, why: str) -> None:
    assert add_working_days(day, 3, FREE) == wanted, why


def days(first: int, last: int) -> Iterator[date]:
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += timedelta(days=1)


def test_the_free_days_of_all_years_are_those_of_another_library() -> None:
    years = range(calendar.FIRST_YEAR, calendar.LAST_YEAR + 1)
    assert {day for year in years for day, _ in OTHER.holidays(year)} == FREE


@pytest.mark.parametrize("year", range(2018, 2031))
def test_a_term_from_any_day_ends_where_another_library_ends_it(year: int) -> None:
    for start in days(year, year):
        for count in (1, 3, 5, 10):
            assert add_working_days(start, count, FREE) == OTHER.add_working_days(start, count)


def test_without_the_optional_days_a_library_forgets_the_fifth_of_may() -> None:
    public = holidays.country_holidays("NL", years=range(2018, 2031), categories=("public",))
    missed = {day for day in FREE if 2018 <= day.year <= 2030} - {*public}
    assert missed == {date(year, 5, 5) for year in range(2018, 2031) if year % 5}


def test_a_term_never_ends_on_a_free_day() -> None:
    for start in days(2024, 2026):
        for count in (1, 2, 3, 5, 10):
            end = add_working_days(start, count, FREE)
            assert end.weekday() < 5
            assert end not in FREE


def test_liberation_day_is_free_in_every_year() -> None:
    assert all(date(year, 5, 5) in FREE for year in range(2015, 2036))


def test_kings_day_is_never_on_a_sunday() -> None:
    assert date(2025, 4, 26) in FREE
    assert date(2025, 4, 27) not in FREE


def test_no_working_days_is_the_day_itself() -> None:
    assert add_working_days(date(2021, 1, 2), 0, FREE) == date(2021, 1, 2)


def test_outside_the_years_of_the_table_there_is_no_answer() -> None:
    with pytest.raises(CalendarError):
        add_working_days(date(calendar.LAST_YEAR, 12, 31), 1, FREE)
    with pytest.raises(CalendarError):
        add_working_days(date(calendar.FIRST_YEAR - 2, 1, 1), 1, FREE)


def test_the_calendar_of_a_ruleset_is_read_back_as_it_was_written() -> None:
    assert from_text(as_text(FREE)) == FREE
