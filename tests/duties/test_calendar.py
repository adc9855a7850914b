"""Working days by the law of the place, and by what people say differs from it."""

from datetime import date

import pytest

from duties.calendar import Calendar, is_known

# In a week of November 2026 with no holiday in any of these countries: Monday the 9th to Sunday.
WEEKENDS = [
    ("ID", "sat sun"),
    ("AE", "sat sun"),
    ("SA", "fri sat"),
    ("EG", "fri sat"),
    ("BN", "fri sun"),
    ("IR", "fri"),
    ("IL", "fri sat"),
]
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize(("country", "off"), WEEKENDS)
def test_the_weekend_is_that_of_the_country(country: str, off: str) -> None:
    calendar = Calendar(country)
    found = [WEEK[n] for n in range(7) if not calendar.is_working(date(2026, 11, 9 + n))]
    assert " ".join(found) == off


def test_a_holiday_is_off_and_has_a_name() -> None:
    independence = date(2026, 8, 17)
    assert not Calendar("ID").is_working(independence)
    assert Calendar("ID").holiday(independence)
    assert Calendar("MY").is_working(independence)
    assert Calendar("MY").holiday(independence) is None


def test_collective_leave_is_kept_by_offices_of_the_state_alone() -> None:
    christmas_eve = date(2026, 12, 24)
    assert Calendar("ID").is_working(christmas_eve)
    assert not Calendar("ID", keeps_government_days=True).is_working(christmas_eve)


def test_a_country_that_works_a_weekend_instead_works_it() -> None:
    """China made up for its spring festival of 2025 on Sunday, 26 January."""
    assert Calendar("CN").is_working(date(2025, 1, 26))


def test_a_unit_has_its_own_week_and_the_holidays_of_the_place() -> None:
    embassy = Calendar("SA", week=frozenset({0, 1, 2, 3, 6}))
    assert embassy.is_working(date(2026, 11, 8))
    assert not embassy.is_working(date(2026, 11, 13))
    assert not embassy.is_working(date(2026, 9, 23))


def test_what_people_say_goes_before_the_law() -> None:
    decreed, worked = date(2026, 11, 25), date(2026, 8, 17)
    calendar = Calendar("ID", closed=frozenset({decreed}), opened=frozenset({worked}))
    assert not calendar.is_working(decreed)
    assert calendar.is_working(worked)


def test_the_next_working_day() -> None:
    assert Calendar("ID").next_working(date(2026, 12, 25)) == date(2026, 12, 28)
    assert Calendar("ID", week=frozenset()).next_working(date(2026, 12, 25)) is None


def test_what_has_no_calendar_is_said() -> None:
    assert is_known("ID")
    assert not is_known("EU")
