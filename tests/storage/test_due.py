"""Slots as rows: one each, one holder at a time, and the newest kept for what is asked of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from duties.schedule import DutyName, Slot, SlotName
from duties.target import TargetName
from storage import due
from storage.database import Database
from storage.due import DueState, Pair
from tests.databases import reading, writing
from tests.storage.said import NOW

HOUR, LEASE = timedelta(hours=1), timedelta(minutes=1)
CLOCK = [NOW]
PAIR: Pair = (DutyName("digest"), TargetName("home"))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """With a clock that says what the test wants."""
    url = f"sqlite:///{tmp_path}/kopdar.sqlite"
    opened = await Database.open(url, now=lambda: CLOCK[0])
    yield opened
    await opened.close()


def slot(hours: int = 0) -> Slot:
    return Slot(SlotName(f"slot {hours}"), NOW + HOUR * hours)


async def planned(database: Database, *slots: Slot) -> list[bool]:
    with writing(database) as connection:
        return [due.plan(connection, PAIR, each, NOW + HOUR * 9) for each in slots]


async def claimed(database: Database, at: timedelta = timedelta(0)) -> list[due.Claimed]:
    CLOCK[0] = NOW + at
    with writing(database) as connection:
        return list(due.claim(connection, LEASE, 9))


async def states(database: Database) -> list[str]:
    with reading(database) as connection:
        found = connection.exec_driver_sql("SELECT state FROM due ORDER BY due_at")
        return [state for (state,) in found]


async def test_planning_the_same_slot_twice_is_harmless(database: Database) -> None:
    assert await planned(database, slot(), slot()) == [True, False]
    (held,) = await claimed(database)
    assert await planned(database, slot()) == [False]
    with writing(database) as connection:
        assert due.end(connection, held, DueState.DONE, NOW)
    assert await planned(database, slot()) == [False]
    assert await claimed(database) == []


async def test_a_newer_slot_takes_the_place_of_one_that_waits_and_an_older_is_not_made_up_for(
    database: Database,
) -> None:
    assert await planned(database, slot(1), slot(3), slot(2)) == [True, True, False]
    assert await states(database) == ["superseded", "waiting"]


async def test_one_holder_at_a_time_and_the_one_before_writes_nothing(database: Database) -> None:
    await planned(database, slot())
    (first,) = await claimed(database)
    assert await claimed(database) == []
    assert await claimed(database, LEASE - timedelta(seconds=1)) == []
    (second,) = await claimed(database, LEASE)
    assert (second.fence, second.attempts) == (first.fence + 1, 2)
    with writing(database) as connection:
        due.renew(connection, [first], LEASE)
        assert not due.end(connection, first, DueState.DONE, NOW)
        assert not due.put_off(connection, first, NOW, "K7F-2QX")
        assert not due.hold(connection, first, NOW)
        assert due.end(connection, second, DueState.DONE, NOW)
        assert not due.end(connection, second, DueState.DONE, NOW)


async def test_m4_a_lease_from_before_the_clock_was_set_back_holds_nobody_up(
    database: Database,
) -> None:
    await planned(database, slot(-48))
    (first,) = await claimed(database)
    (second,) = await claimed(database, timedelta(days=-1))
    assert second.fence == first.fence + 1


async def test_m4_what_was_put_off_by_a_clock_ahead_is_tried_at_once(database: Database) -> None:
    await planned(database, slot(-48))
    (held,) = await claimed(database)
    with writing(database) as connection:
        due.put_off(connection, held, NOW + HOUR, "K7F-2QX")
    assert await claimed(database) == []
    with writing(database) as connection:
        due.watch(connection, [PAIR], NOW - HOUR)
    assert len(await claimed(database, -HOUR)) == 1


@pytest.mark.parametrize("age", [timedelta(days=29), timedelta(days=31)])
async def test_what_ended_is_forgotten_but_the_newest(database: Database, age: timedelta) -> None:
    for hours in range(3):
        await planned(database, slot(hours))
        (held,) = await claimed(database, HOUR * hours)
        with writing(database) as connection:
            due.end(connection, held, DueState.DONE, NOW + HOUR * hours)
    with writing(database) as connection:
        gone = due.forget_ended(connection, NOW + HOUR * 3 + age - timedelta(days=30))
    assert gone == (2 if age > timedelta(days=30) else 0)
    with reading(database) as connection:
        assert due.last_ended(connection)[PAIR].slot == slot(2)
