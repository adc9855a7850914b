"""What several bring at the same time is stored at once, and each learns what became of theirs."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.arriving import Arriving
from messages.request import Inbound, Request
from storage.database import BusyDatabase
from tests.bot.desk import asked


class Shelf:
    """Stores when the test lets it, all but what is poison; `failing` fails everything."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.stored: list[list[str]] = []
        self.taken_up: list[str] = []
        self.failing: Exception | None = None

    async def store(self, inbound: Sequence[Inbound]) -> tuple[Request, ...]:
        await self.open.wait()
        if self.failing:
            raise self.failing
        keys = [each.key for each in inbound]
        self.stored.append([str(key) for key in keys])
        if "poison" in keys:
            raise ValueError("a row that no database takes")
        return tuple(each for each in inbound if isinstance(each, Request))

    def take_up(self, requests: Sequence[Request]) -> None:
        self.taken_up += [str(request.key) for request in requests]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def arriving(shelf: Shelf) -> Arriving:
    return Arriving(shelf.store, shelf.take_up)


async def brought(arriving: Arriving, *keys: str) -> list[asyncio.Task[None]]:
    """All of them under way, the first already being stored."""
    tasks = []
    for key in keys:
        tasks.append(asyncio.create_task(arriving.bring((asked(key),))))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return tasks


async def test_who_comes_while_others_are_stored_shares_the_next_statement(
    arriving: Arriving, shelf: Shelf
) -> None:
    tasks = await brought(arriving, "a", "b", "c", "d")
    assert not any(task.done() for task in tasks)
    shelf.open.set()
    await asyncio.gather(*tasks)
    assert shelf.stored == [["a"], ["b", "c", "d"]]
    assert shelf.taken_up == ["a", "b", "c", "d"]


async def test_what_cannot_be_stored_keeps_nobody_elses_from_it(
    arriving: Arriving, shelf: Shelf
) -> None:
    tasks = await brought(arriving, "a", "b", "poison", "c")
    shelf.open.set()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in told] == [type(None), type(None), ValueError, type(None)]
    assert shelf.taken_up == ["a", "b", "c"]


async def test_a_busy_database_is_told_to_all_after_one_try(
    arriving: Arriving, shelf: Shelf
) -> None:
    shelf.failing = BusyDatabase("held")
    tasks = await brought(arriving, "a", "b", "c")
    shelf.open.set()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in told] == [BusyDatabase] * 3
    assert shelf.taken_up == []


async def test_one_who_is_cancelled_takes_nothing_from_the_others(
    arriving: Arriving, shelf: Shelf
) -> None:
    tasks = await brought(arriving, "a", "b", "c")
    tasks[1].cancel()
    shelf.open.set()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in told] == [type(None), asyncio.CancelledError, type(None)]
    # Stored is stored: the repeat of it will be known as one.
    assert shelf.taken_up == ["a", "b", "c"]


async def test_what_is_stored_after_all_were_cancelled_is_taken_up(
    arriving: Arriving, shelf: Shelf
) -> None:
    (task,) = await brought(arriving, "a")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    shelf.open.set()
    await arriving.settle()
    assert shelf.taken_up == ["a"]
