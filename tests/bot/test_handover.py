"""An answer goes out by the lease that the commit which wrote it took: nobody looks for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from messages.delivery import Lane
from ministries.names import CountryNames
from tests.bot.desk import Inside, asked, eventually, inside, letter

DELIVERED = "SELECT count(*) FROM letters WHERE state = 'delivered'"
OWNERS = "SELECT key, owner IS NOT NULL, fencing FROM letters ORDER BY number"


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    async with inside(shipped_copy, names) as kopdar:
        yield kopdar


@asynccontextmanager
async def delivering(kopdar: Inside) -> AsyncIterator[None]:
    running = asyncio.create_task(kopdar.deliverer.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])


async def answered(kopdar: Inside, *keys: str) -> None:
    await kopdar.dispatcher.accept(tuple(asked(key) for key in keys))
    await kopdar.dispatcher.drain()


async def test_an_answer_is_leased_with_the_commit_that_writes_it(kopdar: Inside) -> None:
    await answered(kopdar, "a")
    assert await kopdar.rows(OWNERS) == [("a:answer", 1, 1)]
    assert not kopdar.letters_waiting.is_set()


async def test_it_goes_out_though_nobody_looks_into_the_outbox(kopdar: Inside) -> None:
    claims: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        claims.extend([statement] if "UPDATE letters SET owner" in statement else [])

    async with delivering(kopdar):
        await eventually(lambda: bool(kopdar.clock.pauses()))
        event.listen(Engine, "before_cursor_execute", note)
        try:
            for number, key in enumerate(("a", "b"), start=1):
                await answered(kopdar, key)
                await kopdar.until_rows(DELIVERED, [(number,)])
        finally:
            event.remove(Engine, "before_cursor_execute", note)
    assert len(claims) == 2, claims


async def test_what_was_there_before_goes_first(kopdar: Inside) -> None:
    await kopdar.write(letter("before"))
    await answered(kopdar, "a")
    assert await kopdar.rows(OWNERS) == [("before", 0, 0), ("a:answer", 0, 0)]
    assert kopdar.letters_waiting.is_set()
    await kopdar.deliverer.deliver_all()
    assert [piece["to"] for piece in kopdar.platform.sent] == ["before", "a"]


async def test_it_overtakes_what_can_wait(kopdar: Inside) -> None:
    await kopdar.write(letter("bulk", lane=Lane.BULK))
    await answered(kopdar, "a")
    assert await kopdar.rows(OWNERS) == [("bulk", 0, 0), ("a:answer", 1, 1)]
    await kopdar.deliverer.deliver_all()
    assert [piece["to"] for piece in kopdar.platform.sent] == ["a", "bulk"]


async def test_what_came_meanwhile_follows_as_soon_as_it_has_gone(kopdar: Inside) -> None:
    """No time passes: whoever was passed over is looked for again at once."""
    kopdar.platform.holds_sends = asyncio.Event()
    async with delivering(kopdar):
        await answered(kopdar, "a")
        await kopdar.until_rows("SELECT state FROM letters", [("sending",)])
        await answered(kopdar, "b")
        await eventually(lambda: not kopdar.letters_waiting.is_set())
        kopdar.platform.holds_sends.set()
        await eventually(lambda: len(kopdar.platform.sent) == 2)
    assert [piece["to"] for piece in kopdar.platform.sent] == ["a", "b"]


async def test_of_one_that_dies_with_it_the_next_takes_it_over(
    shipped_copy: Path, names: CountryNames
) -> None:
    async with inside(shipped_copy, names) as first:
        await answered(first, "a")
    async with inside(shipped_copy, names) as second:
        await second.deliverer.recover()
        await second.deliverer.deliver_all()
        assert [piece["to"] for piece in second.platform.sent] == ["a"]
        assert await second.rows(OWNERS) == [("a:answer", 0, 2)]
