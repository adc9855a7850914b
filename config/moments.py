"""Times as people write them in `schedules.toml`: text in, checked value out.

A wrong value raises ValueError with what is wrong and what is expected.
"""

import re
from dataclasses import dataclass
from datetime import time, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=1)

WHEN_FORM = "daily at 09:00, monday and thursday at 09:00, or every 6 hours"
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_SPAN = re.compile(r"(?:([1-9][0-9]{0,3}) +)?(minute|hour|day)s?", re.ASCII)
_BETWEEN = re.compile(r"[,\s]+(?:and[,\s]+)?")


@dataclass(frozen=True, slots=True)
class OnDays:
    """Weekdays (Monday is 0) and a local time of day."""

    days: frozenset[int]
    at: time


When = OnDays | timedelta


def when(text: object) -> When:
    """Days with a time of day, or the interval after which it comes again."""
    words = " ".join(_text(text, WHEN_FORM).casefold().split())
    if words.startswith("every ") and (span := _SPAN.fullmatch(words.removeprefix("every "))):
        return _interval(_length(span))
    days, _, at = words.rpartition(" at ")
    if not days:
        raise _unlike(text, WHEN_FORM)
    try:
        meant = frozenset(range(7)) if days in {"daily", "every day"} else weekdays(days)
        return OnDays(meant, clock_time(at))
    except ValueError:
        raise _unlike(text, WHEN_FORM) from None


def _interval(length: timedelta) -> timedelta:
    if not SHORTEST <= length <= LONGEST:
        raise ValueError("is an interval of less than 5 minutes or more than a day")
    return length


def weekdays(text: object) -> frozenset[int]:
    """One or more weekdays, in full or by their first three letters."""
    expected = "weekdays such as monday, tuesday and friday"
    days = set()
    for word in _BETWEEN.split(_text(text, expected).strip().casefold()):
        number = next((n for n, day in enumerate(WEEKDAYS) if word in {day, day[:3]}), None)
        if number is None:
            raise _unlike(text, expected)
        days.add(number)
    return frozenset(days)


def clock_time(text: object) -> time:
    expected = "a time of day such as 09:00"
    match = _CLOCK.fullmatch(_text(text, expected).strip())
    if match is None:
        raise _unlike(text, expected)
    return time(int(match[1]), int(match[2]))


def hours(text: object) -> tuple[time, time]:
    """Two times of day, the second later or on the next day."""
    expected = "two times of day such as 21:00-07:00"
    begin, dash, end = _text(text, expected).replace("–", "-").partition("-")
    if not dash:
        raise _unlike(text, expected)
    try:
        between = clock_time(begin), clock_time(end)
    except ValueError:
        raise _unlike(text, expected) from None
    if between[0] == between[1]:
        raise ValueError(f"“{text}” begins and ends at the same time; expected {expected}")
    return between


def length(text: object) -> timedelta:
    expected = "a length of time such as 12 hours or 2 days"
    match = _SPAN.fullmatch(_text(text, expected).strip().casefold())
    if match is None:
        raise _unlike(text, expected)
    return _length(match)


def _length(match: re.Match[str]) -> timedelta:
    return UNITS[match[2]] * int(match[1] or 1)


def _text(value: object, expected: str) -> str:
    if not isinstance(value, str):
        raise _unlike(value, f"text in quotation marks: {expected}")
    return value


def _unlike(value: object, expected: str) -> ValueError:
    return ValueError(f"“{value}” cannot be read; expected {expected}")
