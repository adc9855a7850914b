"""When a duty is due: a weekly, daily or interval rule, as it falls for one target.

Nothing of it is stored, so a changed rule, zone table or calendar counts from the next look on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from duties.calendar import LONGEST_BREAK
from duties.local_time import instant_of
from duties.quiet import QuietHours
from duties.target import Target

DutyName = NewType("DutyName", str)
SlotName = NewType("SlotName", str)

EVERY_DAY = frozenset(range(7))
DAY = timedelta(days=1)
# How far is looked for a slot: a yearly rule does not exist, and moved days lie within a break.
HORIZON = LONGEST_BREAK + timedelta(days=7)
MIDNIGHT = datetime(1970, 1, 1, tzinfo=UTC)


class DayOff(StrEnum):
    """What a weekend or a holiday of the target does to a slot that falls on it."""

    IGNORE = "ignore"
    SKIP = "skip"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class OnDays:
    """On these weekdays (Monday is 0) at a local time of day; daily is all seven."""

    days: frozenset[int]
    at: time


@dataclass(frozen=True, slots=True)
class Every:
    """Again after each interval, counted from midnight UTC: every 6 hours is 00, 06, 12, 18."""

    interval: timedelta


@dataclass(frozen=True, slots=True)
class Schedule:
    """`drop_after`: not done any more when it is later than that; None: done however late."""

    duty: DutyName
    rule: OnDays | Every
    on_day_off: DayOff = DayOff.IGNORE
    quiet: QuietHours | None = None
    drop_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """`name` is the local date by the rule, or the planned instant of an interval: a slot stays
    the same when it is moved to another time or day. `due_at` is an aware UTC instant."""

    name: SlotName
    due_at: datetime


def latest_slot(schedule: Schedule, target: Target, now: datetime) -> Slot | None:
    """The newest slot that is due by now; those before it are not made up for."""
    match schedule.rule:
        case OnDays() as rule:
            today = now.astimezone(target.zone).date()
            days = (today + DAY - DAY * back for back in range(HORIZON.days))
            slots = _on_days(schedule, rule, target, days)
        case Every(interval):
            slots = _at_instants(schedule, target, _last_multiple(now, interval), -interval)
    return next((slot for slot in slots if slot.due_at <= now), None)


def next_slot(schedule: Schedule, target: Target, now: datetime) -> Slot | None:
    """The first slot that is due after now; None where none is in sight."""
    match schedule.rule:
        case OnDays() as rule:
            today = now.astimezone(target.zone).date()
            # A slot of some days ago may have been moved to tomorrow.
            back = LONGEST_BREAK if schedule.on_day_off is DayOff.MOVE else DAY
            length = (back + HORIZON).days
            days = (today - back + DAY * ahead for ahead in range(length))
            slots = _on_days(schedule, rule, target, days)
        case Every(interval):
            first = _last_multiple(now, interval) + interval
            slots = _at_instants(schedule, target, first, interval)
    return next((slot for slot in slots if slot.due_at > now), None)


def _on_days(
    schedule: Schedule, rule: OnDays, target: Target, days: Iterator[date]
) -> Iterator[Slot]:
    for day in days:
        if day.weekday() not in rule.days:
            continue
        due_at = _due_on(schedule, rule, target, day)
        if due_at is not None:
            yield Slot(SlotName(day.isoformat()), due_at)


def _due_on(schedule: Schedule, rule: OnDays, target: Target, day: date) -> datetime | None:
    """When the slot of that day is due; None where it is skipped, or where it would come on top
    of the slot that another day has anyway."""
    meant: date | None = day
    if schedule.on_day_off is not DayOff.IGNORE and not target.calendar.is_working(day):
        moves = schedule.on_day_off is DayOff.MOVE
        meant = target.calendar.next_working(day) if moves else None
    if meant is None or (meant != day and meant.weekday() in rule.days):
        return None
    due_at = instant_of(meant, rule.at, target.zone)
    first_minute = instant_of(meant, time.min, target.zone).astimezone(target.zone)
    # A zone that changes sides of the date line leaves out a day.
    if first_minute.date() != meant and first_minute.weekday() in rule.days:
        return None
    return schedule.quiet.over_at(due_at, target.zone) if schedule.quiet else due_at


def _at_instants(
    schedule: Schedule, target: Target, first: datetime, step: timedelta
) -> Iterator[Slot]:
    """What falls into quiet hours, or on a day off that is skipped, is left out."""
    at = first
    while abs(at - first) < HORIZON:
        local = at.astimezone(target.zone)
        is_quiet = schedule.quiet is not None and schedule.quiet.holds(local.time())
        is_off = schedule.on_day_off is not DayOff.IGNORE and not target.calendar.is_working(
            local.date()
        )
        if not is_quiet and not is_off:
            yield Slot(SlotName(at.strftime("%Y-%m-%dT%H:%M:%SZ")), at)
        at += step


def _last_multiple(now: datetime, interval: timedelta) -> datetime:
    return now - (now - MIDNIGHT) % interval
