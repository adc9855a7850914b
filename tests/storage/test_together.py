"""Group commit: shared by all, failing alone, told after the commit, and true after a crash."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.exc import IntegrityError

from storage.database import CLOSING_TIME, BusyDatabase, Database
from storage.schema import accounts, people, pictures
from storage.sqlite import open_file
from tests.storage import process
from tests.storage.test_database import HOLD_THE_LOCK

Write = Callable[[Connection], int]

TELL_WHAT_IS_COMMITTED = (
    process.DIE_AFTER
    + """
import asyncio, sys
from storage.database import Database
from storage.schema import people

async def main():
    database = await Database.open(sys.argv[1])

    async def one(number):
        def work(connection):
            connection.execute(people.insert(), {"id": number})
        await database.write(work)
        print(number, flush=True)

    for first in range(1, 1000, 10):
        await asyncio.gather(*(one(first + n) for n in range(10)))

asyncio.run(main())
"""
)


def adds(number: int) -> Write:
    def work(connection: Connection) -> int:
        connection.execute(people.insert(), {"id": number})
        return number

    return work


def stumbles(connection: Connection) -> int:
    connection.execute(people.insert(), {"id": 1_000})
    raise ZeroDivisionError


async def known(database: Database) -> list[int]:
    return await database.read(
        lambda connection: list(connection.execute(select(people.c.id)).scalars())
    )


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
        told = await asyncio.gather(*(database.write(adds(n)) for n in range(1, 31)))
    assert told == list(range(1, 31)) == await known(database)
    assert len(commits) == 1


async def test_who_comes_during_a_commit_is_in_the_next(database: Database) -> None:
    async def in_turns(first: int) -> None:
        for number in range(first, first + 5):
            await database.write(adds(number))

    await asyncio.gather(*(in_turns(first) for first in range(10, 100, 10)))
    assert len(await known(database)) == 45


async def test_one_that_fails_fails_alone(database: Database) -> None:
    told = await asyncio.gather(
        database.write(adds(1)),
        database.write(stumbles),
        database.write(adds(1)),
        database.write(adds(2)),
        return_exceptions=True,
    )
    assert told[0] == 1
    assert isinstance(told[1], ZeroDivisionError)
    assert isinstance(told[2], IntegrityError)
    assert told[3] == 2
    assert await known(database) == [1, 2]


async def test_the_same_work_is_done_once_for_all_who_wait(database: Database) -> None:
    calls: list[Sequence[int]] = []

    def add_each(connection: Connection, numbers: Sequence[int]) -> Sequence[int]:
        calls.append(numbers)
        connection.execute(people.insert(), [{"id": number} for number in numbers])
        return [-number for number in numbers]

    told = await asyncio.gather(*(database.write_for(n, add_each) for n in range(1, 6)))
    assert told == [-1, -2, -3, -4, -5]
    assert calls == [[1, 2, 3, 4, 5]]
    again = (database.write_for(n, add_each) for n in (6, 3, 7))
    told = await asyncio.gather(*again, return_exceptions=True)  # type: ignore[assignment]
    assert [told[0], type(told[1]), told[2]] == [-6, IntegrityError, -7]
    assert calls[1:] == [[6, 3, 7], [6], [3], [7]]
    assert await known(database) == [1, 2, 3, 4, 5, 6, 7]


async def test_a_commit_that_fails_fails_all(database: Database) -> None:
    def promise_what_is_not_kept(connection: Connection) -> int:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.execute(
            accounts.insert(), {"platform": "x", "account": "1", "person": 9, "name": ""}
        )
        return 0

    told = await asyncio.gather(
        database.write(adds(1)),
        database.write(promise_what_is_not_kept),
        database.write(adds(2)),
        return_exceptions=True,
    )
    assert [type(each) for each in told] == [IntegrityError] * 3
    assert await known(database) == []
    assert await database.write(adds(3)) == 3


async def test_a_full_disk_fails_all_and_the_next_go_on_when_there_is_room(
    database: Database,
) -> None:
    def fill(connection: Connection) -> int:
        connection.execute(pictures.insert(), {"digest": "x", "png": bytes(10_000_000)})
        return 0

    def limit(connection: Connection) -> None:
        used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={used + 20}")

    await database.write(limit)
    told = await asyncio.gather(
        database.write(adds(1)), database.write(fill), return_exceptions=True
    )
    assert [type(each) for each in told] == [BusyDatabase] * 2
    assert await known(database) == []
    assert await database.write(adds(2)) == 2
    await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=1000000"))
    assert await database.write(fill) == 0
    assert await known(database) == [2]


async def test_all_are_told_that_the_database_is_busy_after_one_wait(tmp_path: Path) -> None:
    path = tmp_path / "kopdar.sqlite"
    database = await Database.open(f"sqlite:///{path}", timedelta(milliseconds=50))
    with process.start(HOLD_THE_LOCK, str(path)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told = await asyncio.gather(
            *(database.write(adds(n)) for n in range(1, 6)), return_exceptions=True
        )
        assert [type(each) for each in told] == [BusyDatabase] * 5
        holder.kill()
    assert await database.write(adds(7)) == 7
    assert await known(database) == [7]
    await database.close()


class Slow:
    """Work that is under way until it is let go."""

    def __init__(self, error: Exception | None = None) -> None:
        self._began, self._go_on = threading.Event(), threading.Event()
        self._error = error

    def __call__(self, connection: Connection) -> int:
        connection.execute(people.insert(), {"id": 1})
        self._began.set()
        assert self._go_on.wait(timeout=30)
        if self._error is not None:
            raise self._error
        return 1

    async def has_begun(self) -> None:
        assert await asyncio.to_thread(self._began.wait, 30)

    def go_on(self) -> None:
        self._go_on.set()


async def test_one_cancelled_before_its_turn_takes_its_work_back(database: Database) -> None:
    slow = Slow()
    first = asyncio.create_task(database.write(slow))
    await slow.has_begun()
    second = asyncio.create_task(database.write(adds(2)))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    slow.go_on()
    assert await first == 1
    assert await known(database) == [1]


async def test_one_cancelled_just_before_its_turn_does_not_hold_up_the_closing(
    database: Database,
) -> None:
    slow = Slow()
    first = asyncio.create_task(database.write(slow))
    await slow.has_begun()
    second = asyncio.create_task(database.write(adds(2)))
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    slow.go_on()
    # The event loop hears of the first one's end before it hears of this.
    time.sleep(0.1)  # noqa: ASYNC251  # nothing else may run meanwhile
    second.cancel()
    async with asyncio.timeout(CLOSING_TIME.total_seconds() / 2):
        await closing
    assert await first == 1
    assert second.cancelled()


async def test_one_cancelled_in_its_turn_learns_what_became_of_it(database: Database) -> None:
    slow = Slow()
    learnt: list[int] = []

    async def caller() -> None:
        learnt.append(await database.write(slow))
        await asyncio.sleep(60)

    one = asyncio.create_task(caller())
    await slow.has_begun()
    other = asyncio.create_task(database.write(adds(2)))
    one.cancel()
    await asyncio.sleep(0)
    slow.go_on()
    with pytest.raises(asyncio.CancelledError):
        await one
    assert learnt == [1]
    assert await other == 2
    assert await known(database) == [1, 2]


async def test_one_cancelled_whose_work_fails_learns_both(database: Database) -> None:
    slow = Slow(ZeroDivisionError())
    learnt: list[Exception] = []

    async def caller() -> None:
        try:
            await database.write(slow)
        except ZeroDivisionError as error:
            learnt.append(error)
        await asyncio.sleep(60)

    one = asyncio.create_task(caller())
    await slow.has_begun()
    one.cancel()
    await asyncio.sleep(0)
    slow.go_on()
    with pytest.raises(asyncio.CancelledError):
        await one
    assert len(learnt) == 1
    assert await known(database) == []


async def test_a_deadline_around_it_ends_with_the_outcome(database: Database) -> None:
    slow = Slow()
    learnt: list[int] = []

    async def caller() -> None:
        async with asyncio.timeout(0.01):
            learnt.append(await database.write(slow))
            await asyncio.sleep(60)

    one = asyncio.create_task(caller())
    await slow.has_begun()
    await asyncio.sleep(0.02)
    slow.go_on()
    with pytest.raises(TimeoutError):
        await one
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
    await database.write(lambda connection: connection.execute(people.delete()))
    callers: list[asyncio.Task[int]] = []
    for number, (kind, ticks) in enumerate(plan, start=1):
        work = stumbles if kind == "stumbles" else adds(1 if kind == "repeats" else number)
        callers.append(asyncio.create_task(database.write(work)))
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
