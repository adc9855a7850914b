"""What is due is done once: rather late than not, rather the newest than all of them."""

import asyncio
from datetime import time, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.jobs.due import LEASE, LOOK_AGAIN
from bot.performing import MOST_ATTEMPTS
from duties.quiet import QuietHours
from ministries.names import CountryNames
from tests.bot.desk import eventually
from tests.bot.due_desk import (
    MONDAY,
    Greeting,
    SetClock,
    due_desk,
    hourly,
    local,
    unit,
    weekly,
)
from tests.databases import writing

HOUR = timedelta(hours=1)


async def test_done_when_it_is_due_and_not_again(shipped_copy: Path, names: CountryNames) -> None:
    greeting = Greeting()
    async with due_desk(shipped_copy, names, greeting, weekly(MONDAY)) as kopdar:
        await kopdar.at("2026-11-20T12:00")
        await kopdar.at("2026-11-23T08:59")
        assert greeting.slots == []
        await kopdar.at("2026-11-23T09:00")
        await kopdar.at("2026-11-23T09:00")
        await kopdar.at("2026-11-29T09:00")
        assert greeting.slots == ["2026-11-23"]
        assert await kopdar.said() == ["due:greeting:home:2026-11-23:1"]
        assert await kopdar.states() == [("2026-11-23", "done")]


async def test_what_was_due_before_kopdar_knew_of_it_is_nobodys_debt(
    shipped_copy: Path, names: CountryNames
) -> None:
    greeting = Greeting()
    async with due_desk(shipped_copy, names, greeting, weekly(MONDAY)) as kopdar:
        await kopdar.at("2026-11-23T09:01")
    assert greeting.slots == []


async def test_each_target_by_its_own_clock(shipped_copy: Path, names: CountryNames) -> None:
    greeting = Greeting()
    units = (unit("jakarta"), unit("canberra", "Australia/Sydney", "AU"))
    async with due_desk(shipped_copy, names, greeting, weekly(MONDAY), *units) as kopdar:
        await kopdar.at("2026-11-20T12:00")
        await kopdar.at("2026-11-23T09:00", "Australia/Sydney")
        assert [each.target.name for each in greeting.occasions] == ["canberra"]
        await kopdar.at("2026-11-23T09:00")
        assert [each.target.name for each in greeting.occasions] == ["canberra", "jakarta"]


async def test_m12_three_weeks_down_is_one_letter_the_newest_and_it_says_so(
    shipped_copy: Path, names: CountryNames
) -> None:
    greeting = Greeting()
    async with due_desk(shipped_copy, names, greeting, weekly(MONDAY)) as kopdar:
        await kopdar.at("2026-11-20T12:00")
        await kopdar.at("2026-11-23T09:00")
    async with due_desk(shipped_copy, names, greeting, weekly(MONDAY)) as kopdar:
        await kopdar.at("2026-12-16T15:00")
        await kopdar.at("2026-12-16T15:01")
        assert greeting.slots == ["2026-11-23", "2026-12-14"]
        assert greeting.occasions[-1].lateness == timedelta(days=2, hours=6)
        assert len(await kopdar.said()) == 2
        pieces = [pieces for (pieces,) in await kopdar.rows("SELECT pieces FROM letters")]
    assert "late" not in pieces[0]
    assert "2026-12-14" in pieces[1]


async def test_what_waited_for_a_retry_gives_way_to_a_newer_slot(
    shipped_copy: Path, names: CountryNames
) -> None:
    greeting = Greeting(failures=1)
    async with due_desk(shipped_copy, names, greeting, weekly(MONDAY)) as kopdar:
        await kopdar.at("2026-11-20T12:00")
        with capture_logs():
            await kopdar.at("2026-11-23T09:00")
        await kopdar.at("2026-12-02T09:00")
        assert greeting.slots == ["2026-11-23", "2026-11-30"]
        assert await kopdar.states() == [("2026-11-23", "superseded"), ("2026-11-30", "done")]


async def test_too_late_to_be_of_use_is_dropped_where_the_rule_says_so(
    shipped_copy: Path, names: CountryNames
) -> None:
    greeting = Greeting()
    schedule = weekly(MONDAY, drop_after=HOUR)
    async with due_desk(shipped_copy, names, greeting, schedule) as kopdar:
        await kopdar.at("2026-11-20T12:00")
        await kopdar.at("2026-11-23T10:01")
        assert greeting.slots == []
        assert await kopdar.states() == [("2026-11-23", "dropped")]
        await kopdar.at("2026-11-30T10:00")
        assert greeting.slots == ["2026-11-30"]


async def test_late_work_waits_for_quiet_hours_to_end(
    shipped_copy: Path, names: CountryNames
) -> None:
    greeting = Greeting()
    night = QuietHours(time(21), time(7))
    async with due_desk(shipped_copy, names, greeting, weekly(MONDAY, quiet=night)) as kopdar:
        await kopdar.at("2026-11-20T12:00")
        await kopdar.at("2026-11-24T02:00")
        await kopdar.at("2026-11-24T06:59")
        assert greeting.slots == []
        await kopdar.at("2026-11-24T07:00")
        assert greeting.slots == ["2026-11-23"]


class TestM4TheClockJumps:
    @pytest.mark.parametrize("jump", [HOUR, -HOUR, timedelta(days=-1), timedelta(days=1)])
    @pytest.mark.parametrize("at", ["08:30", "09:00", "09:30"])
    async def test_a_daily_duty_is_neither_doubled_nor_left_out(
        self, shipped_copy: Path, names: CountryNames, jump: timedelta, at: str
    ) -> None:
        greeting = Greeting()
        async with due_desk(shipped_copy, names, greeting, weekly()) as kopdar:
            await kopdar.at("2026-11-21T12:00")
            await kopdar.at("2026-11-22T09:00")
            await kopdar.at(f"2026-11-23T{at}")
            astray = local(f"2026-11-23T{at}") + jump
            for minutes in range(0, 90, 15):
                kopdar.clock.set(astray + timedelta(minutes=minutes))
                await kopdar.loop.look()
                await kopdar.loop.finish()
            for moment in ("23T10:00", "24T08:59", "24T09:00", "25T09:00"):
                await kopdar.at(f"2026-11-{moment}")
            assert greeting.slots == sorted(set(greeting.slots))
            assert set(greeting.slots) == {f"2026-11-{day}" for day in (22, 23, 24, 25)}

    async def test_ten_years_ahead_and_back_goes_on_where_it_was(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        greeting = Greeting()
        async with due_desk(shipped_copy, names, greeting, weekly(MONDAY)) as kopdar:
            await kopdar.at("2026-11-20T12:00")
            await kopdar.at("2036-11-20T12:00")
            for day in ("2026-11-22", "2026-11-23", "2026-11-24", "2026-11-30"):
                await kopdar.at(f"{day}T09:00")
            assert greeting.slots == ["2036-11-17", "2026-11-23", "2026-11-30"]

    async def test_a_first_start_with_a_clock_ahead(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        greeting = Greeting()
        async with due_desk(shipped_copy, names, greeting, weekly(MONDAY)) as kopdar:
            await kopdar.at("2036-11-20T12:00")
            await kopdar.at("2026-11-20T12:00")
            await kopdar.at("2026-11-23T09:00")
            assert greeting.slots == ["2026-11-23"]

    async def test_back_by_an_hour_right_after_three_weeks_down(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        greeting = Greeting()
        async with due_desk(shipped_copy, names, greeting, weekly(MONDAY)) as kopdar:
            await kopdar.at("2026-11-20T12:00")
            await kopdar.at("2026-12-14T09:30")
            await kopdar.at("2026-12-14T08:30")
            await kopdar.at("2026-12-14T09:00")
            assert greeting.slots == ["2026-12-14"]

    async def test_an_interval_is_not_done_again_in_the_hour_that_comes_twice(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        greeting = Greeting()
        async with due_desk(shipped_copy, names, greeting, hourly()) as kopdar:
            for moment in ("11:30", "12:10", "13:10", "12:05", "13:05", "14:05"):
                await kopdar.at(f"2026-11-23T{moment}", "UTC")
            assert greeting.slots == [f"2026-11-23T{hour}:00:00Z" for hour in (12, 13, 14)]


class TestM6RulesChangeBetweenRuns:
    """Nothing is planned ahead, so a new zone table or a new time counts at once."""

    @pytest.mark.parametrize("later", ["08:00", "10:00"])
    async def test_a_slot_that_was_done_is_not_done_by_the_new_time(
        self, shipped_copy: Path, names: CountryNames, later: str
    ) -> None:
        greeting = Greeting()
        async with due_desk(shipped_copy, names, greeting, weekly()) as kopdar:
            await kopdar.at("2026-11-22T12:00")
            await kopdar.at("2026-11-23T09:00")
        async with due_desk(shipped_copy, names, greeting, weekly(at=later)) as kopdar:
            for moment in ("23T09:30", "23T11:00", "24T12:00"):
                await kopdar.at(f"2026-11-{moment}")
        assert greeting.slots == ["2026-11-23", "2026-11-24"]

    async def test_a_slot_that_moved_into_the_past_while_down_is_done_late(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        """The zone was Jakarta's until the new table made it Jayapura's, two hours earlier."""
        greeting = Greeting()
        async with due_desk(shipped_copy, names, greeting, weekly()) as kopdar:
            await kopdar.at("2026-11-22T12:00")
            await kopdar.at("2026-11-23T08:00")
        jayapura = unit(zone="Asia/Jayapura")
        async with due_desk(shipped_copy, names, greeting, weekly(), jayapura) as kopdar:
            await kopdar.at("2026-11-23T08:01")
            await kopdar.at("2026-11-23T09:00")
        assert greeting.slots == ["2026-11-23"]


async def test_a_duty_taken_out_and_put_back_begins_anew(
    shipped_copy: Path, names: CountryNames
) -> None:
    greeting = Greeting()
    jakarta, other = unit(), unit("other")
    async with due_desk(shipped_copy, names, greeting, weekly(), jakarta, other) as kopdar:
        await kopdar.at("2026-11-22T12:00")
    async with due_desk(shipped_copy, names, greeting, weekly(), jakarta) as kopdar:
        await kopdar.at("2026-11-23T12:00")
    async with due_desk(shipped_copy, names, greeting, weekly(), jakarta, other) as kopdar:
        await kopdar.at("2026-11-23T12:01")
        await kopdar.at("2026-11-24T12:00")
    done = [(each.target.name, each.slot.name) for each in greeting.occasions]
    # Two of one moment are done side by side.
    assert sorted(done) == [
        ("home", "2026-11-23"),
        ("home", "2026-11-24"),
        ("other", "2026-11-24"),
    ]


async def test_what_fails_is_tried_again_and_given_up_at_last(
    shipped_copy: Path, names: CountryNames
) -> None:
    greeting = Greeting(failures=MOST_ATTEMPTS)
    async with due_desk(shipped_copy, names, greeting, weekly()) as kopdar:
        await kopdar.at("2026-11-22T12:00")
        with capture_logs() as logs:
            for minute in range(60):
                await kopdar.at(f"2026-11-23T09:{minute:02}")
        assert len(greeting.occasions) == MOST_ATTEMPTS
        ((state, reference),) = await kopdar.rows("SELECT state, reference FROM due")
        assert state == "set_aside"
        assert [log["reference"] for log in logs if log["event"] == "duty failed"][-1] == reference
        assert await kopdar.said() == []


class TestLeases:
    async def test_what_a_dead_process_was_doing_is_done_by_the_next_after_its_lease(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        """The first never comes back from the act; the second is another process."""
        stuck, greeting = Greeting(holds=asyncio.Event()), Greeting()
        clock = SetClock()
        async with (
            due_desk(shipped_copy, names, stuck, weekly(), clock=clock) as first,
            due_desk(shipped_copy, names, greeting, weekly(), clock=clock) as second,
        ):
            await first.at("2026-11-22T12:00")
            clock.set(local("2026-11-23T09:00"))
            await first.loop.look()
            await eventually(lambda: len(stuck.occasions) == 1)
            await second.at("2026-11-23T09:00:59")
            assert greeting.slots == []
            await second.at("2026-11-23T09:01")
            assert greeting.slots == ["2026-11-23"]
            # F12: the first wakes up, and finds its lease lost.
            assert stuck.holds is not None
            stuck.holds.set()
            with capture_logs() as logs:
                await first.loop.finish()
            assert any("lease was lost" in log["event"] for log in logs)
            assert await second.said() == ["due:greeting:home:2026-11-23:1"]

    async def test_what_takes_long_is_kept_as_long_as_the_loop_lives(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        slow, greeting, clock = Greeting(holds=asyncio.Event()), Greeting(), SetClock()
        async with (
            due_desk(shipped_copy, names, slow, weekly(), clock=clock) as first,
            due_desk(shipped_copy, names, greeting, weekly(), clock=clock) as second,
        ):
            await first.at("2026-11-22T12:00")
            clock.set(local("2026-11-23T09:00"))
            for _ in range(6):
                await first.loop.look()
                await second.loop.look()
                clock.advance(LEASE / 2)
            assert slow.holds is not None
            slow.holds.set()
            await first.loop.finish()
            await second.loop.finish()
            assert (slow.slots, greeting.slots) == (["2026-11-23"], [])
            assert await first.states() == [("2026-11-23", "done")]


class TestTheLoop:
    async def test_it_wakes_when_the_next_thing_is_due_and_rings_for_the_letters(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        greeting = Greeting()
        async with due_desk(shipped_copy, names, greeting, weekly()) as kopdar:
            kopdar.clock.set(local("2026-11-23T08:59:50"))
            running = asyncio.create_task(kopdar.loop.run())
            await kopdar.clock.asleep_for(timedelta(seconds=10))
            kopdar.clock.advance(timedelta(seconds=10))
            await asyncio.wait_for(kopdar.letters_waiting.wait(), 10)
            assert greeting.slots == ["2026-11-23"]
            await kopdar.clock.asleep_for(LOOK_AGAIN)
            running.cancel()
            await asyncio.wait([running])

    async def test_m7_a_loop_that_was_blocked_does_late_what_fell_due_meanwhile(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        greeting = Greeting()
        async with due_desk(shipped_copy, names, greeting, weekly()) as kopdar:
            kopdar.clock.set(local("2026-11-23T08:59:55"))
            running = asyncio.create_task(kopdar.loop.run())
            await kopdar.clock.asleep_for(timedelta(seconds=5))
            kopdar.clock.advance(timedelta(seconds=25))
            await asyncio.wait_for(kopdar.letters_waiting.wait(), 10)
            assert [each.lateness for each in greeting.occasions] == [timedelta(seconds=20)]
            running.cancel()
            await asyncio.wait([running])

    async def test_a_database_that_fails_once_is_asked_again(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        greeting = Greeting()
        async with due_desk(shipped_copy, names, greeting, weekly()) as kopdar:
            await kopdar.at("2026-11-22T12:00")
            with writing(kopdar.database) as connection:
                connection.exec_driver_sql("ALTER TABLE due RENAME TO gone")
            with capture_logs() as logs:
                await kopdar.at("2026-11-23T09:00")
            assert logs
            assert logs[0]["log_level"] == "error"
            with writing(kopdar.database) as connection:
                connection.exec_driver_sql("ALTER TABLE gone RENAME TO due")
            await kopdar.at("2026-11-23T09:00:30")
            assert greeting.slots == ["2026-11-23"]

    async def test_stopping_lets_what_was_begun_be_finished(
        self, shipped_copy: Path, names: CountryNames
    ) -> None:
        greeting = Greeting(holds=asyncio.Event())
        async with due_desk(shipped_copy, names, greeting, weekly()) as kopdar:
            await kopdar.at("2026-11-22T12:00")
            kopdar.clock.set(local("2026-11-23T09:00"))
            running = asyncio.create_task(kopdar.loop.run())
            await eventually(lambda: len(greeting.occasions) == 1)
            running.cancel()
            assert greeting.holds is not None
            greeting.holds.set()
            await asyncio.wait([running])
            assert await kopdar.states() == [("2026-11-23", "done")]
