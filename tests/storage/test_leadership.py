"""One leader at a time, known by a number that only grows."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import leadership
from storage.database import Database
from storage.leadership import LEASE
from tests.bot.desk import TestClock
from tests.databases import reading, writing


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
async def database(tmp_path: Path, clock: TestClock) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{tmp_path / 'k.sqlite'}", now=clock.now)
    yield opened
    await opened.close()


async def take(database: Database, owner: str, dead: str = "") -> int | None:
    with writing(database) as connection:
        return leadership.take(connection, owner, lambda each: each == dead)


async def renew(database: Database, fencing: int) -> bool:
    with writing(database) as connection:
        return leadership.renew(connection, fencing)


async def leads(database: Database, fencing: int) -> bool:
    with reading(database) as connection:
        return leadership.leads(connection, fencing)


async def test_the_first_leads_until_its_lease_is_over(
    database: Database, clock: TestClock
) -> None:
    assert await take(database, "first") == 1
    assert await take(database, "second") is None
    clock.advance(LEASE - timedelta(microseconds=1))
    assert await take(database, "second") is None
    clock.advance(timedelta(microseconds=1))
    assert await take(database, "second") == 2
    assert not await renew(database, 1)
    assert not await leads(database, 1)
    assert await leads(database, 2)


async def test_a_lease_is_renewed_even_late_while_nobody_took_it(
    database: Database, clock: TestClock
) -> None:
    await take(database, "first")
    for pause in (LEASE / 2, LEASE * 3):
        clock.advance(pause)
        assert await renew(database, 1)
        assert await take(database, "second") is None


async def test_the_dead_and_those_who_left_are_not_waited_for(database: Database) -> None:
    await take(database, "first")
    assert await take(database, "second", dead="first") == 2
    with writing(database) as connection:
        assert not leadership.release(connection, 1)
        assert leadership.release(connection, 2)
    assert await take(database, "third") == 3


async def test_m4_a_clock_set_back_a_day_leaves_nobody_leading_for_a_day(
    database: Database, clock: TestClock
) -> None:
    await take(database, "first")
    clock.advance(-timedelta(days=1))
    assert await take(database, "second") == 2
    assert not await renew(database, 1)


async def test_m4_a_clock_set_forward_may_change_the_leader_but_never_makes_two(
    database: Database, clock: TestClock
) -> None:
    await take(database, "first")
    clock.advance(timedelta(days=3650))
    assert await take(database, "second") == 2
    assert [await leads(database, number) for number in (1, 2)] == [False, True]


async def test_without_a_clock_of_ours_sqlite_has_its_own(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite:///{tmp_path / 'own.sqlite'}")
    assert await take(database, "first") == 1
    assert await take(database, "second") is None
    with reading(database) as connection:
        asked = connection.exec_driver_sql("SELECT in_seconds(0), in_seconds(60)")
        now, later = map(str, asked.one())
    assert now < later
    assert len(now) == len("2026-11-23 09:00:00.000000")
    await database.close()
