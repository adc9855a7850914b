"""What is due when, for whom: `schedules.toml`, with all its faults told at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from config import moments, shapes
from config.entry import Entry
from config.moments import OnDays, When
from config.settings import WrongSettings

# The target that is always there: the ministry, by the settings' own zone and country.
HOME = "home"
UNREAD: When = timedelta(days=1)


class OnDayOff(StrEnum):
    """What a weekend or a holiday of the target does to what falls on it."""

    ANYWAY = "anyway"
    SKIP = "skip"
    NEXT_WORKING_DAY = "next working day"


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """Zone and country are those of the settings where they are None; `week` are the working
    weekdays (Monday is 0), None: those of the country."""

    name: str
    zone: ZoneInfo | None = None
    country: str | None = None
    week: frozenset[int] | None = None
    government_days: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleEntry:
    """`quiet` are local times; `drop_after`: not done any more when it is later than that."""

    duty: str
    when: When
    targets: tuple[str, ...] = (HOME,)
    on_day_off: OnDayOff = OnDayOff.ANYWAY
    quiet: tuple[time, time] | None = None
    drop_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class DaysEntry:
    """Days that are worked, or not, other than the calendar of the country says."""

    country: str
    opened: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Schedules:
    schedules: tuple[ScheduleEntry, ...] = ()
    targets: tuple[TargetEntry, ...] = (TargetEntry(HOME),)
    days: tuple[DaysEntry, ...] = ()


def load_schedules(path: Path) -> Schedules:
    """Raises WrongSettings with every fault of the file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise WrongSettings((f"{path} cannot be read; expected a text file",)) from None
    except UnicodeDecodeError:
        raise WrongSettings((f"{path} is not in UTF-8; save it as UTF-8",)) from None
    try:
        file = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise WrongSettings((f"{path.name} cannot be read: {wrong}",)) from None
    faults: list[str] = []
    schedules = _schedules(file, faults)
    if faults:
        raise WrongSettings(tuple(f"{path.name}, {fault}" for fault in faults))
    return schedules


def _schedules(file: Mapping[str, object], faults: list[str]) -> Schedules:
    whole = Entry("the file", file, faults)
    targets = tuple(map(_target, _entries(whole, "target", "name", faults)))
    days = tuple(map(_days, _entries(whole, "days", "country", faults)))
    if HOME not in {target.name for target in targets}:
        targets = (TargetEntry(HOME), *targets)
    _refuse_twice("target", [target.name for target in targets], faults)
    _refuse_twice("days", [entry.country for entry in days], faults)
    named = tuple(target.name for target in targets if target.name)
    schedules = tuple(
        _schedule(entry, named) for entry in _entries(whole, "schedule", "duty", faults)
    )
    pairs = [f"{each.duty} for {name}" for each in schedules for name in each.targets]
    _refuse_twice("schedule", pairs, faults)
    whole.close()
    return Schedules(schedules, targets, days)


def _entries(whole: Entry, kind: str, key: str, faults: list[str]) -> list[Entry]:
    """The tables of a kind, each called by its name, or by its place where it has none."""

    def read(listed: object) -> list[Entry]:
        if not isinstance(listed, list) or not all(isinstance(keys, dict) for keys in listed):
            raise ValueError(f"is no list of entries; each begins with [[{kind}]]")
        entries = []
        for place, keys in enumerate(listed, start=1):
            name = keys.get(key)
            called = f"{kind} “{name}”" if isinstance(name, str) else f"{kind} number {place}"
            entries.append(Entry(called, keys, faults))
        return entries

    return whole.take(kind, read, [])


def _refuse_twice(kind: str, names: list[str], faults: list[str]) -> None:
    twice = dict.fromkeys(name for name in names if name and names.count(name) > 1)
    faults.extend(f"{kind} “{name}”: is there twice" for name in twice)


def _target(entry: Entry) -> TargetEntry:
    target = TargetEntry(
        name=entry.take("name", _word, "", needed=True),
        zone=entry.take("zone", _zone, None),
        country=entry.take("country", _country, None),
        week=entry.take("working_days", moments.weekdays, None),
        government_days=entry.take("government_days", _truth, False),
    )
    entry.close()
    return target


def _days(entry: Entry) -> DaysEntry:
    days = DaysEntry(
        country=entry.take("country", _country, None, needed=True) or "",
        opened=entry.take("open", _dates, frozenset()),
        closed=entry.take("closed", _dates, frozenset()),
    )
    if days.opened & days.closed:
        entry.fault("a day is both open and closed")
    entry.close()
    return days


def _schedule(entry: Entry, targets: tuple[str, ...]) -> ScheduleEntry:
    schedule = ScheduleEntry(
        duty=entry.take("duty", _word, "", needed=True),
        when=entry.take("when", moments.when, UNREAD, needed=True),
        targets=entry.take("targets", _words, (HOME,)),
        on_day_off=entry.take("on_day_off", _on_day_off, OnDayOff.ANYWAY),
        quiet=entry.take("quiet", moments.hours, None),
        drop_after=entry.take("drop_after", moments.length, None),
    )
    entry.close()
    for name in schedule.targets:
        if name not in targets:
            entry.fault(f"there is no target “{name}”; expected one of: {', '.join(targets)}")
    _refuse_contradictions(entry, schedule)
    return schedule


def _refuse_contradictions(entry: Entry, schedule: ScheduleEntry) -> None:
    match schedule.when:
        case OnDays(at=at) if schedule.quiet is not None and _is_quiet(at, schedule.quiet):
            entry.fault(f"{at:%H:%M} lies in its own quiet hours")
        case timedelta() if schedule.on_day_off is OnDayOff.NEXT_WORKING_DAY:
            entry.fault("what comes at intervals is not moved to another day; skip it there")


def _is_quiet(at: time, quiet: tuple[time, time]) -> bool:
    begin, end = quiet
    return begin <= at < end if begin <= end else at >= begin or at < end


def _word(value: object) -> str:
    if not isinstance(value, str) or not shapes.CODE.fullmatch(value):
        raise ValueError(f"“{value}” is no name; expected small letters, digits and hyphens")
    return value


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError('is no list of names; expected for example ["home"]')
    return tuple(map(_word, value))


def _zone(value: object) -> ZoneInfo | None:
    return shapes.time_zone(str(value))


def _country(value: object) -> str | None:
    return shapes.country_code(str(value))


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"“{value}” is neither true nor false")
    return value


def _dates(value: object) -> frozenset[date]:
    days = value if isinstance(value, list) else [value]
    if not all(isinstance(day, date) and not isinstance(day, datetime) for day in days):
        raise ValueError("are no dates; expected for example [2026-12-24, 2026-12-31]")
    return frozenset(days)


def _on_day_off(value: object) -> OnDayOff:
    names = tuple(OnDayOff)
    if value not in names:
        raise ValueError(f"“{value}” is none of the choices; expected {shapes.one_of(names)}")
    return OnDayOff(str(value))
