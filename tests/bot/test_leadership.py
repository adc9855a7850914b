"""Who serves: what a process does while it may not, and when it may no longer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.dispatcher import Dispatcher
from bot.leadership import LOOK_EVERY, RENEW_EVERY, Leadership, NotLeading
from ministries.names import CountryNames
from storage.database import Database
from storage.leadership import LEASE
from tests.bot.desk import TestClock, asked, eventually, inside
from tests.databases import writing

FIRST, SECOND = "elsewhere/1/a", "elsewhere/2/b"


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
async def database(shipped_copy: Path, clock: TestClock) -> AsyncIterator[Database]:
    opened = await Database.open(f"sqlite:///{shipped_copy}", now=clock.now)
    yield opened
    await opened.close()


@asynccontextmanager
async def running(leadership: Leadership) -> AsyncIterator[asyncio.Task[None]]:
    """Waits for its turn, and keeps it."""

    async def lead() -> None:
        await leadership.attain()
        await leadership.keep()

    task = asyncio.create_task(lead())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_f11_the_second_waits_loudly_and_takes_over_when_the_first_has_gone(
    database: Database, clock: TestClock
) -> None:
    first, second = Leadership(database, clock, FIRST), Leadership(database, clock, SECOND)
    with capture_logs() as logs:
        async with running(first), running(second):
            await eventually(lambda: first.is_held)
            await clock.asleep_for(LOOK_EVERY)
            assert not second.is_held
            await first.release()
            clock.advance(LOOK_EVERY)
            await eventually(lambda: second.is_held)
    (said,) = [each for each in logs if each["event"].startswith("standing by")]
    assert (said["log_level"], said["leader"]) == ("warning", "elsewhere/1")


async def test_f12_a_leader_that_slept_through_its_lease_notices(
    database: Database, clock: TestClock
) -> None:
    first, second = Leadership(database, clock, FIRST), Leadership(database, clock, SECOND)
    async with running(first) as leading:
        await clock.asleep_for(RENEW_EVERY)
        # Stopped by the kernel: everybody's time goes on but the first one's.
        clock.passed += LEASE
        async with running(second):
            await eventually(lambda: second.is_held)
            with writing(database) as connection:
                with pytest.raises(NotLeading):
                    first.prove(connection)
                second.prove(connection)
            with capture_logs() as logs:
                clock.advance(RENEW_EVERY)
                await asyncio.wait_for(leading, 5)
            assert not first.is_held
            assert second.is_held
    assert [each["log_level"] for each in logs] == ["error"]


async def test_who_no_longer_leads_stores_nothing_and_starts_nothing(
    shipped_copy: Path, names: CountryNames
) -> None:
    async with inside(shipped_copy, names) as kopdar:
        first = Leadership(kopdar.database, kopdar.clock, FIRST)
        await first.attain()
        fenced = Dispatcher(kopdar.dispatcher._answering, fence=first.prove)
        await fenced.accept((asked("while it leads"),))
        await fenced.drain()
        kopdar.clock.passed += LEASE
        await Leadership(kopdar.database, kopdar.clock, SECOND).attain()
        with pytest.raises(NotLeading):
            await fenced.accept((asked("afterwards"),))
        await fenced.drain()
        assert await kopdar.rows("SELECT key, state FROM inbox") == [("while it leads", "done")]


async def test_a_database_that_cannot_be_written_is_tried_again(
    database: Database, clock: TestClock, tmp_path: Path
) -> None:
    leadership = Leadership(database, clock, FIRST)
    async with running(leadership):
        await clock.asleep_for(RENEW_EVERY)
        proven = leadership.proven_at
        with writing(database) as connection:
            connection.exec_driver_sql("ALTER TABLE leaders RENAME TO hidden")
        with capture_logs() as logs:
            clock.advance(RENEW_EVERY)
            await eventually(lambda: bool(logs))
            await clock.asleep_for(RENEW_EVERY)
        assert leadership.is_held
        assert leadership.proven_at == proven
        with writing(database) as connection:
            connection.exec_driver_sql("ALTER TABLE hidden RENAME TO leaders")
        clock.advance(RENEW_EVERY)
        await eventually(lambda: leadership.proven_at != proven)
