"""Working days of a place: its weekend, its public holidays, and what people say differs."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Protocol

# The longest run of days off known is under a month; a calendar without a working day in this
# time is a mistake, and nothing is moved by it.
LONGEST_BREAK = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked in a country (ISO 3166-1 alpha-2).

    `week` are the unit's own working weekdays (Monday is 0); None: those of the country.
    `keeps_government_days`: closed on days that only offices of the state are off, such as
    Indonesia's collective leave. `opened` and `closed` are days that differ from all this: many
    holidays depend on the moon, and a government may decree one within a week.
    """

    country: str
    week: frozenset[int] | None = None
    keeps_government_days: bool = False
    opened: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        if day in self.opened:
            return True
        if day in self.closed:
            return False
        law = days_of(self.country, self.keeps_government_days, day.year)
        if self.week is None:
            return law.is_working_day(day)
        return day.weekday() in self.week and law.get(day) is None

    def holiday(self, day: date) -> str | None:
        """What the day is called in the country's own language, where it is a holiday."""
        return days_of(self.country, self.keeps_government_days, day.year).get(day)

    def next_working(self, day: date) -> date | None:
        """The first working day after this one; None where there is none in sight."""
        for ahead in range(1, LONGEST_BREAK.days + 1):
            later = day + timedelta(days=ahead)
            if self.is_working(later):
                return later
        return None


class DaysOfYear(Protocol):
    """What is asked of the library; one country, one year, never changed once made."""

    def is_working_day(self, key: date) -> bool: ...

    def get(self, key: date) -> str | None: ...


def is_known(country: str) -> bool:
    """Whether there is a calendar of this country."""
    try:
        days_of(country, False, 2000)
    except NotImplementedError:
        return False
    return True


@cache
def days_of(country: str, with_government_days: bool, year: int) -> DaysOfYear:
    """Raises NotImplementedError for a country that the library does not know."""
    # Takes 50 ms to load, and only a rule that asks for working days needs it.
    import holidays

    kinds = holidays.country_holidays(country).supported_categories
    wanted = ["public"]
    if with_government_days and "government" in kinds:
        wanted.append("government")
    days: DaysOfYear = holidays.country_holidays(
        country, years=year, expand=False, categories=tuple(wanted)
    )
    return days
