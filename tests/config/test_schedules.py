"""`schedules.toml` as people write it, and what they are told where it cannot be understood."""

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import moments
from config.moments import OnDays
from config.schedules import (
    HOME,
    DaysEntry,
    OnDayOff,
    ScheduleEntry,
    TargetEntry,
    load_schedules,
)
from config.settings import SCHEDULES, WrongSettings

Write = Callable[[str], Path]

WHOLE = """
[[target]]
name = "riyadh"
zone = "asia/riyadh"
country = "sa"
working_days = "sunday, monday, tue, wednesday and thursday"
government_days = true

[[days]]
country = "ID"
closed = [2027-03-12, 2027-03-13]
open = 2027-03-14

[[schedule]]
duty = "digest"
when = "Monday and thursday at 9:05"
targets = ["home", "riyadh"]
on_day_off = "next working day"
quiet = "21:00-07:00"
drop_after = "2 days"

[[schedule]]
duty = "watch"
when = "every 6 hours"
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(text: str) -> Path:
        path = tmp_path / "schedules.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return file


def faults(path: Path) -> tuple[str, ...]:
    with pytest.raises(WrongSettings) as wrong:
        load_schedules(path)
    assert all("\n" not in fault for fault in wrong.value.faults)
    return wrong.value.faults


def test_everything_that_can_be_said(write: Write) -> None:
    said = load_schedules(write(WHOLE))
    assert said.targets == (
        TargetEntry(HOME),
        TargetEntry(
            "riyadh",
            ZoneInfo("Asia/Riyadh"),
            "SA",
            frozenset({6, 0, 1, 2, 3}),
            government_days=True,
        ),
    )
    assert said.days == (
        DaysEntry(
            "ID",
            opened=frozenset({date(2027, 3, 14)}),
            closed=frozenset({date(2027, 3, 12), date(2027, 3, 13)}),
        ),
    )
    assert said.schedules == (
        ScheduleEntry(
            "digest",
            OnDays(frozenset({0, 3}), time(9, 5)),
            ("home", "riyadh"),
            OnDayOff.NEXT_WORKING_DAY,
            (time(21), time(7)),
            timedelta(days=2),
        ),
        ScheduleEntry("watch", timedelta(hours=6)),
    )


def test_what_is_shipped_can_be_read() -> None:
    assert [schedule.duty for schedule in load_schedules(SCHEDULES).schedules] == [
        "forget",
        "edition",
    ]


def test_its_examples_can_be_read_too(write: Write) -> None:
    """Whoever takes the mark off the example of a comment gets what it says."""
    lines = SCHEDULES.read_text(encoding="utf-8").splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("#   [[days]]"))
    example = [line.removeprefix("#   ") for line in lines[begin:] if line.startswith("#   ")]
    assert load_schedules(write("\n".join(example))).days[0].closed == {date(2027, 3, 12)}


def test_an_empty_file_is_no_schedule(write: Write) -> None:
    assert load_schedules(write("")).schedules == ()


def test_the_home_can_be_given_a_week_of_its_own(write: Write) -> None:
    said = load_schedules(write('[[target]]\nname = "home"\nworking_days = "mon, tue"'))
    assert said.targets == (TargetEntry(HOME, week=frozenset({0, 1})),)


def test_all_faults_at_once_by_the_name_of_the_entry(write: Write) -> None:
    text = """
    [[target]]
    name = "Riyadh"
    zone = "Mars"
    [[schedule]]
    dut = "forget"
    when = "evry day"
    targets = ["nowhere"]
    [[schedule]]
    duty = "digest"
    when = "daily at 22:00"
    quiet = "21:00-07:00"
    on_day_off = "maybe"
    [[sched]]
    """
    assert faults(write(text)) == (
        "schedules.toml, target “Riyadh”: name “Riyadh” is no name; expected small letters, digits "
        "and hyphens",
        "schedules.toml, target “Riyadh”: zone is not a time zone; expected an IANA name such as "
        "Asia/Jakarta",
        "schedules.toml, schedule number 1: duty is missing",
        "schedules.toml, schedule number 1: when “evry day” cannot be read; expected daily at "
        "09:00, monday and thursday at 09:00, or every 6 hours",
        "schedules.toml, schedule number 1: dut means nothing here; did you mean duty?",
        "schedules.toml, schedule number 1: there is no target “nowhere”; expected one of: home",
        "schedules.toml, schedule “digest”: on_day_off “maybe” is none of the choices; expected "
        "anyway, skip or next working day",
        "schedules.toml, schedule “digest”: 22:00 lies in its own quiet hours",
        "schedules.toml, the file: sched means nothing here; did you mean schedule?",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[schedule]]\nduty = "a"\nwhen = "daily at 1:00"\n' * 2, "“a for home”: is there twice"),
        ('[[target]]\nname = "a"\n' * 2, "target “a”: is there twice"),
        (
            '[[days]]\ncountry = "ID"\nopen = 2027-01-01\nclosed = 2027-01-01',
            "both open and closed",
        ),
        ('[[days]]\ncountry = "XX"', "country is not a country code"),
        ('[[days]]\ncountry = "ID"\nopen = "1 May"', "open are no dates"),
        ("target = 3", "target is no list of entries"),
        ('[[target]]\nname = "a"\ngovernment_days = "yes"', "“yes” is neither true nor false"),
        ('[[schedule]]\nduty = "a"\nwhen = "every 2 minutes"', "less than 5 minutes"),
        ('[[schedule]]\nduty = "a"\nwhen = "every 3 days"', "more than a day"),
        ('[[schedule]]\nduty = "a"\nwhen = "monday at noon"', "cannot be read"),
        ('[[schedule]]\nduty = "a"\nwhen = "daily at 1:00"\ntargets = []', "no list of names"),
        ('[[schedule]]\nduty = "a"\nwhen = "daily at 1:00"\nquiet = "7:00"', "two times of day"),
        ('[[schedule]]\nduty = "a"\nwhen = "daily at 1:00"\nquiet = "7:00-7:00"', "the same time"),
        ('[[schedule]]\nduty = "a"\nwhen = "daily at 1:00"\ndrop_after = 3', "in quotation marks"),
        (
            '[[schedule]]\nduty = "a"\nwhen = "every hour"\non_day_off = "next working day"',
            "is not moved to another day",
        ),
        ("duty = ", "schedules.toml cannot be read"),
    ],
)
def test_each_fault_is_a_sentence(write: Write, text: str, fault: str) -> None:
    assert any(fault in each for each in faults(write(text)))


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    assert "cannot be read" in faults(tmp_path / "none.toml")[0]
    (tmp_path / "latin.toml").write_bytes("é".encode("latin-1"))
    assert "not in UTF-8" in faults(tmp_path / "latin.toml")[0]


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    sentences = []
    for read in (moments.when, moments.weekdays, moments.clock_time, moments.hours, moments.length):
        try:
            read(text)
        except ValueError as wrong:
            sentences.append(str(wrong))
    assert all(sentences)
