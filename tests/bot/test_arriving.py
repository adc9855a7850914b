"""What several bring at the same time is stored at once, and each learns what became of theirs."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import StatementError
from structlog.testing import capture_logs

from messages.request import Request
from ministries.names import CountryNames
from storage.database import BusyDatabase, Connection
from tests.bot.desk import NOW, Inside, asked, inside
from tests.databases import held

KEYS = "SELECT key FROM inbox ORDER BY number"


class Slow:
    """Work that lasts until the test lets it end; what is handed over with it waits for it."""

    def __init__(self) -> None:
        self._begun = threading.Event()
        self._may_end = threading.Event()

    def __call__(self, connection: Connection) -> None:
        self._begun.set()
        assert self._may_end.wait(10)

    async def has_begun(self) -> None:
        assert await asyncio.to_thread(self._begun.wait, 10)

    def go_on(self) -> None:
        self._may_end.set()


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    with capture_logs():
        async with inside(shipped_copy, names) as kopdar:
            yield kopdar


def poison() -> Request:
    """No database takes an instant of which nobody knows when it was."""
    return replace(asked("poison"), received_at=NOW.replace(tzinfo=None))


async def accept(kopdar: Inside, *requests: Request) -> list[BaseException | None]:
    """Each brought by somebody else."""
    bringing = (kopdar.dispatcher.accept((request,)) for request in requests)
    told = await asyncio.gather(*bringing, return_exceptions=True)
    await kopdar.dispatcher.drain()
    return told


async def test_what_cannot_be_stored_keeps_nobody_elses_from_it(kopdar: Inside) -> None:
    told = await accept(kopdar, asked("a"), asked("b"), poison(), asked("c"))
    assert [type(each) for each in told] == [type(None), type(None), StatementError, type(None)]
    assert await kopdar.rows(KEYS) == [("a",), ("b",), ("c",)]
    assert await kopdar.rows("SELECT count(*) FROM letters") == [(3,)]


async def test_what_two_bring_at_once_is_answered_once(kopdar: Inside) -> None:
    assert await accept(kopdar, asked("a"), asked("a"), asked("b")) == [None, None, None]
    assert await kopdar.rows("SELECT key FROM letters") == [("a:answer",), ("b:answer",)]


async def test_a_busy_database_is_told_to_all(kopdar: Inside, shipped_copy: Path) -> None:
    with held(shipped_copy):
        told = await accept(kopdar, asked("a"), asked("b"), asked("c"))
    assert [type(each) for each in told] == [BusyDatabase] * 3
    assert await kopdar.rows(KEYS) == []


async def test_what_is_stored_is_taken_up_though_who_brought_it_has_gone(kopdar: Inside) -> None:
    slow = Slow()
    holding = asyncio.create_task(kopdar.database.write(slow))
    bringing = [asyncio.create_task(kopdar.dispatcher.accept((asked(key),))) for key in "ab"]
    await slow.has_begun()
    bringing[0].cancel()
    draining = asyncio.create_task(kopdar.dispatcher.drain())
    await asyncio.sleep(0)
    slow.go_on()
    told = await asyncio.gather(*bringing, holding, return_exceptions=True)
    assert [type(each) for each in told] == [asyncio.CancelledError, type(None), type(None)]
    await draining
    # Stored is stored: the repeat of it will be known as one.
    assert await kopdar.rows("SELECT key FROM letters") == [("a:answer",), ("b:answer",)]


async def test_what_is_taken_back_before_it_is_stored_is_not_there(kopdar: Inside) -> None:
    slow = Slow()
    holding = asyncio.create_task(kopdar.database.write(slow))
    await slow.has_begun()
    bringing = asyncio.create_task(kopdar.dispatcher.accept((asked("a"),)))
    await asyncio.sleep(0)
    bringing.cancel()
    await asyncio.sleep(0)
    slow.go_on()
    with pytest.raises(asyncio.CancelledError):
        await bringing
    await holding
    await kopdar.dispatcher.drain()
    assert await kopdar.rows(KEYS) == []
