"""Which duty is due when for whom: the registry and `schedules.toml` brought together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches

from config.moments import OnDays as OnDaysEntry
from config.schedules import OnDayOff, ScheduleEntry, Schedules, TargetEntry
from config.settings import Settings, WrongSettings
from duties.calendar import Calendar, is_known
from duties.quiet import QuietHours
from duties.schedule import DayOff, DutyName, Every, OnDays, Schedule
from duties.target import Target, TargetName
from handlers.duties.duty import Duty
from storage.due import Pair

DAYS_OFF = {
    OnDayOff.ANYWAY: DayOff.IGNORE,
    OnDayOff.SKIP: DayOff.SKIP,
    OnDayOff.NEXT_WORKING_DAY: DayOff.MOVE,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One duty for one target."""

    duty: Duty
    schedule: Schedule
    target: Target

    @property
    def pair(self) -> Pair:
        return self.duty.name, self.target.name


@dataclass(frozen=True, slots=True)
class Timetable:
    lines: tuple[Line, ...] = ()
    _by_pair: dict[Pair, Line] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_pair", {line.pair: line for line in self.lines})

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(self._by_pair)

    def find(self, pair: Pair) -> Line | None:
        return self._by_pair.get(pair)


def build_timetable(settings: Settings, schedules: Schedules, duties: Sequence[Duty]) -> Timetable:
    """Raises WrongSettings for what the file alone cannot know: duties and calendars there are."""
    by_name = {duty.name: duty for duty in duties}
    targets = {entry.name: _target(entry, settings, schedules) for entry in schedules.targets}
    faults: list[str] = []
    lines = []
    for entry in schedules.schedules:
        duty = by_name.get(DutyName(entry.duty))
        if duty is None:
            faults.append(_no_such_duty(entry.duty, tuple(by_name)))
            continue
        schedule = _schedule(entry)
        lines += [Line(duty, schedule, targets[name]) for name in entry.targets]
    faults += _without_calendar(lines)
    if faults:
        raise WrongSettings(tuple(faults))
    return Timetable(tuple(lines))


def _no_such_duty(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"schedule “{name}”: there is no such duty{hint}"


def _without_calendar(lines: Sequence[Line]) -> list[str]:
    """A rule that asks for working days needs a country whose holidays are known."""
    asked = [line for line in lines if line.schedule.on_day_off is not DayOff.IGNORE]
    countries = dict.fromkeys(line.target.calendar.country for line in asked)
    return [
        f"schedules: no holidays are known for the country {country}; set on_day_off to anyway, "
        "or name another country for the target"
        for country in countries
        if not is_known(country)
    ]


def _target(entry: TargetEntry, settings: Settings, schedules: Schedules) -> Target:
    country = entry.country or settings.home_country
    days = next((days for days in schedules.days if days.country == country), None)
    return Target(
        name=TargetName(entry.name),
        zone=entry.zone or settings.timezone,
        calendar=Calendar(
            country=country,
            week=entry.week,
            keeps_government_days=entry.government_days,
            opened=days.opened if days else frozenset(),
            closed=days.closed if days else frozenset(),
        ),
    )


def _schedule(entry: ScheduleEntry) -> Schedule:
    match entry.when:
        case OnDaysEntry(days, at):
            rule: OnDays | Every = OnDays(days, at)
        case timedelta() as interval:
            rule = Every(interval)
    return Schedule(
        duty=DutyName(entry.duty),
        rule=rule,
        on_day_off=DAYS_OFF[entry.on_day_off],
        quiet=QuietHours(*entry.quiet) if entry.quiet else None,
        drop_after=entry.drop_after,
    )
