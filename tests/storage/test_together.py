"""Group commit: shared by all, failing alone, told after the commit, and true after a crash."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import BusyDatabase, Database
from storage.driver import open_file
from storage.schema import accounts, people, pictures
from tests.storage import process
from tests.storage.test_database import HOLD_THE_LOCK

Write = Callable[[AsyncConnection], Awaitable[int]]

TELL_WHAT_IS_COMMITTED = (
    process.DIE_AFTER
    + """
import asyncio, sys
from storage.database import Database
from storage.schema import people

async def main():
    database = await Database.open(sys.argv[1])

    async def one(number):
        async def work(connection):
            await connection.execute(people.insert(), {"id": number})
        await database.write_together(work)
        print(number, flush=True)

    for first in range(1, 1000, 10):
        await asyncio.gather(*(one(first + n) for n in range(10)))

asyncio.run(main())
"""
)


def adds(number: int) -> Write:
    async def work(connection: AsyncConnection) -> int:
        await connection.execute(people.insert(), {"id": number})
        return number

    return work


async def stumbles(connection: AsyncConnection) -> int:
    await connection.execute(people.insert(), {"id": 1_000})
    raise ZeroDivisionError


async def known(database: Database) -> list[int]:
    async with database.read() as connection:
        return list((await connection.execute(select(people.c.id))).scalars())


@contextmanager
def counted_commits() -> Iterator[list[object]]:
    commits: list[object] = []

    def count(connection: object) -> None:
        commits.append(connection)

    event.listen(Engine, "commit", count)
    try:
        yield commits
    finally:
        event.remove(Engine, "commit", count)


async def test_what_waits_together_is_committed_together(database: Database) -> None:
    with counted_commits() as commits:
        told = await asyncio.gather(*(database.write_together(adds(n)) for n in range(1, 31)))
    assert told == list(range(1, 31)) == await known(database)
    assert len(commits) == 1


async def test_who_comes_during_a_commit_is_in_the_next(database: Database) -> None:
    async def in_turns(first: int) -> None:
        for number in range(first, first + 5):
            await database.write_together(adds(number))

    await asyncio.gather(*(in_turns(first) for first in range(10, 100, 10)))
    assert len(await known(database)) == 45


async def test_one_that_fails_fails_alone(database: Database) -> None:
    told = await asyncio.gather(
        database.write_together(adds(1)),
        database.write_together(stumbles),
        database.write_together(adds(1)),
        database.write_together(adds(2)),
        return_exceptions=True,
    )
    assert told[0] == 1
    assert isinstance(told[1], ZeroDivisionError)
    assert isinstance(told[2], IntegrityError)
    assert told[3] == 2
    assert await known(database) == [1, 2]


async def test_a_commit_that_fails_fails_all(database: Database) -> None:
    async def promise_what_is_not_kept(connection: AsyncConnection) -> int:
        await connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        await connection.execute(
            accounts.insert(), {"platform": "x", "account": "1", "person": 9, "name": ""}
        )
        return 0

    told = await asyncio.gather(
        database.write_together(adds(1)),
        database.write_together(promise_what_is_not_kept),
        database.write_together(adds(2)),
        return_exceptions=True,
    )
    assert [type(each) for each in told] == [IntegrityError] * 3
    assert await known(database) == []
    assert await database.write_together(adds(3)) == 3


async def test_a_full_disk_fails_all_and_the_next_go_on_when_there_is_room(
    database: Database,
) -> None:
    async def fill(connection: AsyncConnection) -> int:
        await connection.execute(pictures.insert(), {"digest": "x", "png": bytes(10_000_000)})
        return 0

    async with database.write() as connection:
        used = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={used + 20}")
    told = await asyncio.gather(
        database.write_together(adds(1)), database.write_together(fill), return_exceptions=True
    )
    assert [type(each) for each in told] == [BusyDatabase] * 2
    assert await known(database) == []
    assert await database.write_together(adds(2)) == 2
    async with database.write() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert await database.write_together(fill) == 0
    assert await known(database) == [2]


async def test_all_are_told_that_the_database_is_busy_after_one_wait(tmp_path: Path) -> None:
    path = tmp_path / "kopdar.sqlite"
    database = await Database.open(f"sqlite+aiosqlite:///{path}", timedelta(milliseconds=50))
    with process.start(HOLD_THE_LOCK, str(path)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told = await asyncio.gather(
            *(database.write_together(adds(n)) for n in range(1, 6)), return_exceptions=True
        )
        assert [type(each) for each in told] == [BusyDatabase] * 5
        holder.kill()
    assert await database.write_together(adds(7)) == 7
    assert await known(database) == [7]
    await database.close()


async def test_one_cancelled_before_its_turn_takes_its_work_back(database: Database) -> None:
    async with database.write():
        first = asyncio.create_task(database.write_together(adds(1)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # the first is being committed now, and waits for us
        second = asyncio.create_task(database.write_together(adds(2)))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
    assert await first == 1
    assert await known(database) == [1]


async def test_one_cancelled_in_its_turn_learns_what_became_of_it(database: Database) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()
    learnt: list[int] = []

    async def slow(connection: AsyncConnection) -> int:
        await connection.execute(people.insert(), {"id": 1})
        began.set()
        await go_on.wait()
        return 1

    async def caller() -> None:
        learnt.append(await database.write_together(slow))
        await asyncio.sleep(60)

    one = asyncio.create_task(caller())
    await began.wait()
    other = asyncio.create_task(database.write_together(adds(2)))
    one.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await one
    assert learnt == [1]
    assert await other == 2
    assert await known(database) == [1, 2]


async def test_a_deadline_around_it_ends_with_the_outcome(database: Database) -> None:
    async def slow(connection: AsyncConnection) -> int:
        await connection.execute(people.insert(), {"id": 1})
        await asyncio.sleep(0.02)
        return 1

    learnt: list[int] = []

    async def caller() -> None:
        async with asyncio.timeout(0.01):
            learnt.append(await database.write_together(slow))
            await asyncio.sleep(60)

    with pytest.raises(TimeoutError):
        await caller()
    assert learnt == [1]
    assert await known(database) == [1]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.sampled_from(["adds", "stumbles", "repeats", "cancelled"]), st.integers(0, 3)),
        max_size=30,
    )
)
async def test_whoever_was_told_so_is_there_and_nobody_else(
    database: Database, plan: list[tuple[str, int]]
) -> None:
    async with database.write() as connection:
        await connection.execute(people.delete())
    callers: list[asyncio.Task[int]] = []
    for number, (kind, ticks) in enumerate(plan, start=1):
        work = stumbles if kind == "stumbles" else adds(1 if kind == "repeats" else number)
        callers.append(asyncio.create_task(database.write_together(work)))
        for _ in range(ticks):
            await asyncio.sleep(0)
        if kind == "cancelled":
            callers[-1].cancel()
    told = await asyncio.gather(*callers, return_exceptions=True)
    present = await known(database)
    promised = [each for each in told if isinstance(each, int)]
    assert set(promised) <= set(present)
    # A cancelled one may be there: its task was told before the cancellation was.
    cancelled = {n for n, (kind, _) in enumerate(plan, start=1) if kind == "cancelled"}
    assert set(present) - set(promised) <= cancelled


@pytest.mark.parametrize("seed", range(4))
async def test_what_was_told_to_be_committed_survives_a_kill(
    database: Database, url: str, seed: int
) -> None:
    after = Random(seed).randrange(20, 300)
    died = await asyncio.to_thread(process.run, TELL_WHAT_IS_COMMITTED, url, str(after))
    assert died.returncode == -9, died.stderr
    told = [int(line) for line in died.stdout.split()]
    with closing(open_file(database.path, timedelta(seconds=1), None)) as connection:
        present = {number for (number,) in connection.execute("SELECT id FROM people")}
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert set(told) <= present
    # Whole transactions of those that waited together, or nothing of them.
    assert len(present) % 10 == 0
