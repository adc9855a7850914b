"""One slot a local date, at a time that exists; nothing doubled, nothing left out (M5)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duties.calendar import Calendar
from duties.local_time import exists, instant_of
from duties.quiet import QuietHours
from duties.schedule import (
    EVERY_DAY,
    DayOff,
    DutyName,
    Every,
    OnDays,
    Schedule,
    Slot,
    latest_slot,
    next_slot,
)
from duties.target import Target, TargetName

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6

# Zone, a day just before the clocks change, and what was peculiar.
CHANGES = [
    ("Europe/Berlin", date(2026, 3, 27)),
    ("Europe/Berlin", date(2026, 10, 23)),
    ("America/New_York", date(2026, 3, 6)),
    ("America/New_York", date(2026, 10, 30)),
    ("Australia/Lord_Howe", date(2026, 4, 3)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 2)),
    ("Africa/Casablanca", date(2026, 2, 13)),  # back for Ramadan, and forth after it
    ("Africa/Casablanca", date(2026, 3, 20)),
    ("Africa/Cairo", date(2026, 4, 22)),  # midnight itself is missing
    ("Pacific/Apia", date(2011, 12, 28)),  # the 30th is missing
    ("Pacific/Apia", date(2011, 9, 22)),
]


def target(zone: str = "Asia/Jakarta", country: str = "ID", **more: object) -> Target:
    calendar = Calendar(country, **more)  # type: ignore[arg-type]
    return Target(TargetName("unit"), ZoneInfo(zone), calendar)


def on(
    *days: int,
    at: time = time(9),
    off: DayOff = DayOff.IGNORE,
    quiet: QuietHours | None = None,
) -> Schedule:
    rule = OnDays(frozenset(days) or EVERY_DAY, at)
    return Schedule(DutyName("test"), rule, on_day_off=off, quiet=quiet)


def every(interval: timedelta, **more: object) -> Schedule:
    return Schedule(DutyName("test"), Every(interval), **more)  # type: ignore[arg-type]


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def seen(schedule: Schedule, whom: Target, begin: datetime, end: datetime) -> list[Slot]:
    """What a loop that looks every quarter of an hour finds due, in its order."""
    found: list[Slot] = []
    now = begin
    while now <= end:
        slot = latest_slot(schedule, whom, now)
        if slot is not None and slot.due_at > begin and slot not in found:
            found.append(slot)
        now += HOUR / 4
    return found


def dates(found: list[Slot]) -> list[str]:
    return [slot.name for slot in found]


def days_that_exist(zone: str, first: date, count: int) -> list[date]:
    days = [first + DAY * number for number in range(count)]
    return [day for day in days if exists(datetime.combine(day, time(12)), ZoneInfo(zone))]


@pytest.mark.parametrize(("zone", "before"), CHANGES)
@pytest.mark.parametrize("hour", range(24))
def test_m5_every_hour_of_a_change_is_due_once_a_local_date(
    zone: str, before: date, hour: int
) -> None:
    schedule, whom = on(at=time(hour, 30 if hour % 2 else 0)), target(zone)
    begin = instant_of(before, time.min, ZoneInfo(zone)) - timedelta(minutes=1)
    end = instant_of(before + DAY * 5, time.min, ZoneInfo(zone)) - timedelta(minutes=1)
    found = seen(schedule, whom, begin, end)
    assert dates(found) == [day.isoformat() for day in days_that_exist(zone, before, 5)]
    shown = [slot.due_at.astimezone(whom.zone).date().isoformat() for slot in found]
    assert shown == dates(found)


@pytest.mark.parametrize(
    ("zone", "day", "meant", "instant"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00"),  # 03:00, not 03:30
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),  # the first of the two
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:30"),  # 02:30 there
        ("Africa/Cairo", "2026-04-24", "00:15", "2026-04-23T22:00"),  # 01:00 there
        ("Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T10:00"),  # the 31st begins
    ],
)
def test_m5_a_missing_time_falls_on_the_next_minute_and_a_double_one_on_the_first(
    zone: str, day: str, meant: str, instant: str
) -> None:
    found = instant_of(date.fromisoformat(day), time.fromisoformat(meant), ZoneInfo(zone))
    assert found == at(instant)


def test_m5_a_weekly_rule_does_not_lose_the_week_of_a_lost_day() -> None:
    apia = target("Pacific/Apia", "WS")
    found = seen(on(FRIDAY), apia, at("2011-12-22T00:00"), at("2012-01-09T00:00"))
    assert dates(found) == ["2011-12-23", "2011-12-30", "2012-01-06"]
    assert found[1].due_at == at("2011-12-30T10:00")


ZONES = st.sampled_from(sorted({zone for zone, _ in CHANGES} | {"Asia/Jakarta", "Asia/Kathmandu"}))
TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
DAYS = st.frozensets(st.integers(0, 6), min_size=1)
FIRST, LAST = datetime(2009, 1, 1), datetime(2031, 1, 1)  # noqa: DTZ001 -- hypothesis adds the zone
INSTANTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


@given(ZONES, TIMES, DAYS, INSTANTS, st.sampled_from(DayOff))
def test_what_comes_next_is_what_is_found_due_then(
    zone: str, moment: time, days: frozenset[int], now: datetime, off: DayOff
) -> None:
    schedule, whom = on(*days, at=moment, off=off), target(zone, "SA")
    coming = next_slot(schedule, whom, now)
    if coming is None:
        return
    assert coming.due_at > now
    found = latest_slot(schedule, whom, coming.due_at)
    assert found is not None
    assert found.due_at == coming.due_at
    before = latest_slot(schedule, whom, coming.due_at - timedelta(microseconds=1))
    assert before == latest_slot(schedule, whom, now)


@given(ZONES, TIMES, INSTANTS)
def test_every_instant_has_one_date_and_the_time_meant_or_the_next(
    zone: str, moment: time, now: datetime
) -> None:
    day = now.date()
    instant = instant_of(day, moment, ZoneInfo(zone))
    shown = instant.astimezone(ZoneInfo(zone))
    meant = datetime.combine(day, moment)
    assert shown.replace(tzinfo=None) >= meant
    assert (shown.replace(tzinfo=None) == meant) == exists(meant, ZoneInfo(zone))
    assert shown.fold == 0


@given(st.integers(5, 24 * 60), INSTANTS)
def test_intervals_are_counted_from_midnight_whenever_kopdar_was_started(
    minutes: int, now: datetime
) -> None:
    schedule = every(timedelta(minutes=minutes))
    found, coming = latest_slot(schedule, target(), now), next_slot(schedule, target(), now)
    assert found is not None
    assert coming is not None
    assert found.due_at <= now < coming.due_at
    assert coming.due_at - found.due_at == timedelta(minutes=minutes)
    assert latest_slot(schedule, target(), coming.due_at) == coming


def test_every_six_hours_is_called_by_its_instant() -> None:
    found = latest_slot(every(HOUR * 6), target(), at("2026-11-23T13:59"))
    assert found == Slot(found.name if found else "", at("2026-11-23T12:00"))  # type: ignore[arg-type]
    assert found.name == "2026-11-23T12:00:00Z"


def test_three_weeks_later_only_the_newest_is_due() -> None:
    found = latest_slot(on(MONDAY), target(), at("2026-11-25T00:00"))
    assert found == Slot(found.name if found else "", at("2026-11-23T02:00"))  # type: ignore[arg-type]
    assert found.name == "2026-11-23"


class TestDaysOff:
    """The second day of Christmas 2026 is a Saturday; Monday the 28th is worked in Jakarta."""

    def test_moved_to_the_next_working_day_and_called_by_its_own(self) -> None:
        found = next_slot(on(FRIDAY, off=DayOff.MOVE), target(), at("2026-12-24T12:00"))
        assert found is not None
        assert (found.name, found.due_at) == ("2026-12-25", at("2026-12-28T02:00"))

    def test_moved_is_not_forgotten_while_it_waits(self) -> None:
        found = next_slot(on(FRIDAY, off=DayOff.MOVE), target(), at("2026-12-27T12:00"))
        assert found is not None
        assert found.name == "2026-12-25"

    def test_moved_onto_a_day_that_has_its_own_is_one(self) -> None:
        schedule = on(FRIDAY, MONDAY, off=DayOff.MOVE)
        found = seen(schedule, target(), at("2026-12-22T00:00"), at("2026-12-30T00:00"))
        assert dates(found) == ["2026-12-28"]
        coming = next_slot(schedule, target(), at("2026-12-24T00:00"))
        assert coming == found[0]

    def test_skipped(self) -> None:
        schedule = on(FRIDAY, off=DayOff.SKIP)
        found = seen(schedule, target(), at("2026-12-15T00:00"), at("2027-01-09T00:00"))
        assert dates(found) == ["2026-12-18", "2027-01-08"]

    def test_an_interval_leaves_days_off_out(self) -> None:
        schedule = every(HOUR * 12, on_day_off=DayOff.SKIP)
        found = next_slot(schedule, target("UTC"), at("2026-12-24T12:00"))
        assert found is not None
        assert found.due_at == at("2026-12-28T00:00")

    def test_a_place_without_a_working_day_is_never_due(self) -> None:
        nowhere = target(week=frozenset())
        for off in (DayOff.SKIP, DayOff.MOVE):
            assert next_slot(on(off=off), nowhere, at("2026-12-24T12:00")) is None
            assert latest_slot(on(off=off), nowhere, at("2026-12-24T12:00")) is None


class TestQuietHours:
    NIGHT = QuietHours(time(21), time(7))
    NOON = QuietHours(time(12), time(13, 30))

    @pytest.mark.parametrize(
        ("now", "over"),
        [
            ("2026-11-23T20:59", "2026-11-23T20:59"),
            ("2026-11-23T21:00", "2026-11-24T07:00"),
            ("2026-11-24T00:00", "2026-11-24T07:00"),
            ("2026-11-24T06:59", "2026-11-24T07:00"),
            ("2026-11-24T07:00", "2026-11-24T07:00"),
        ],
    )
    def test_the_night_ends_in_the_morning(self, now: str, over: str) -> None:
        zone = "Asia/Jakarta"
        assert self.NIGHT.over_at(at(now, zone), ZoneInfo(zone)) == at(over, zone)

    def test_an_hour_within_the_day(self) -> None:
        zone = ZoneInfo("UTC")
        assert self.NOON.over_at(at("2026-11-23T12:10"), zone) == at("2026-11-23T13:30")
        assert self.NOON.over_at(at("2026-11-23T13:30"), zone) == at("2026-11-23T13:30")

    def test_a_time_pushed_into_the_quiet_by_a_change_waits(self) -> None:
        berlin = target("Europe/Berlin", "DE")
        schedule = on(SUNDAY, at=time(2, 30), quiet=QuietHours(time(3), time(7)))
        found = next_slot(schedule, berlin, at("2026-03-28T12:00"))
        assert found is not None
        assert (found.name, found.due_at) == ("2026-03-29", at("2026-03-29T05:00"))

    def test_an_interval_leaves_them_out(self) -> None:
        schedule = every(HOUR, quiet=self.NIGHT)
        found = next_slot(schedule, target("UTC"), at("2026-11-23T20:30"))
        assert found is not None
        assert found.due_at == at("2026-11-24T07:00")
