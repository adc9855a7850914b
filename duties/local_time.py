"""From a local date and time of day to the instant, also where clocks are put forward or back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC). A time that does not exist falls on the next valid minute, be it days
    later as in Apia in 2011; one that exists twice on the first of the two."""
    local = datetime.combine(day, at)
    if exists(local, zone):
        return local.replace(tzinfo=zone).astimezone(UTC)
    return _end_of_gap(local, zone)


def exists(local: datetime, zone: ZoneInfo) -> bool:
    """Whether clocks in the zone ever show this (naive) time."""
    aware = local.replace(tzinfo=zone)
    return aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local


def _end_of_gap(local: datetime, zone: ZoneInfo) -> datetime:
    """When clocks were put forward over this time: that instant they show the next valid minute.

    By the offset after the change the time would lie before it, by the one before it after it.
    """
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    offset_after = after.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // 2 // SECOND * SECOND
        if middle.astimezone(zone).utcoffset() == offset_after:
            after = middle
        else:
            before = middle
    return after
