"""Row M2: who waits for a database that cannot be used hears of it once, then gets an answer."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from structlog.testing import capture_logs

from bot.delay import LONG, SPACING, TOLD_AGAIN_AFTER
from bot.middleware.late import WORTH_ANSWERING
from messages.delivery import pause_before_attempt
from messages.request import Request
from ministries.names import CountryNames
from storage.database import READERS, BusyDatabase
from tests.bot.desk import NOW, Inside, asked, eventually, inside
from tests.databases import held

BEGINNINGS = ("Your answer takes longer", "Jawaban untuk Anda tertunda")


@pytest.fixture
async def kopdar(shipped_copy: Path, names: CountryNames) -> AsyncIterator[Inside]:
    # Unseen, because a traceback laid out for a terminal takes longer than all else here.
    with capture_logs():
        async with inside(shipped_copy, names) as kopdar:
            yield kopdar


async def bring_in_vain(kopdar: Inside, *requests: Request) -> None:
    with pytest.raises(BusyDatabase):
        await kopdar.dispatcher.accept(requests)


def told(kopdar: Inside) -> list[str]:
    """To which questions it was said."""
    return [sent["to"] for sent in kopdar.platform.sent if sent["said"][0].startswith(BEGINNINGS)]


async def fail(kopdar: Inside, attempts: Iterable[int]) -> None:
    """The attempts of these numbers come to nothing, and the pauses after them pass."""
    for attempt in attempts:
        await kopdar.clock.asleep_for(pause_before_attempt(attempt))
        kopdar.clock.advance(pause_before_attempt(attempt))


async def test_a_question_that_is_in_and_not_answered(kopdar: Inside, shipped_copy: Path) -> None:
    """Told once, while it waits, and answered after that."""
    await kopdar.dispatcher.accept((asked("first", language="id"),))
    with held(shipped_copy):
        await fail(kopdar, attempts=(1, 2))
        assert told(kopdar) == []
        await fail(kopdar, attempts=(3, 4, 5))
        assert told(kopdar) == ["first"]
    await kopdar.dispatcher.drain()
    assert [each["language"] for each in kopdar.platform.sent] == ["id"]
    assert await kopdar.rows("SELECT state FROM inbox") == [("done",)]


async def test_a_question_that_cannot_even_be_stored(kopdar: Inside, shipped_copy: Path) -> None:
    """The platform brings it again and again; that it takes longer is said once."""
    with held(shipped_copy):
        await bring_in_vain(kopdar, asked("first"))
        kopdar.clock.advance(LONG)
        assert told(kopdar) == []
        for _ in range(5):
            await bring_in_vain(kopdar, asked("first"), asked("second"))
            kopdar.clock.advance(LONG)
        await eventually(lambda: told(kopdar) == ["first"])
        kopdar.clock.advance(TOLD_AGAIN_AFTER)
        await bring_in_vain(kopdar, asked("second"))
        await eventually(lambda: told(kopdar) == ["first", "second"])
    await kopdar.dispatcher.accept((asked("first"), asked("second")))
    await kopdar.dispatcher.drain()
    assert await kopdar.rows("SELECT state FROM inbox") == [("done",), ("done",)]


async def test_each_who_waits_is_told_and_nobody_who_does_not(
    kopdar: Inside, shipped_copy: Path
) -> None:
    """Not who asked nothing, nor who asked so long ago that nobody waits for it any more."""
    long_ago = NOW - WORTH_ANSWERING - LONG
    waiting = (
        asked("one", chat="1"),
        asked("other", chat="2"),
        replace(asked("talk", chat="3", command=""), plain="Good morning"),
        replace(asked("old", chat="4"), asked_at=long_ago),
    )
    with held(shipped_copy):
        await bring_in_vain(kopdar, *waiting)
        kopdar.clock.advance(LONG)
        await bring_in_vain(kopdar, *waiting)
        await eventually(lambda: told(kopdar) == ["one"])
        await kopdar.clock.asleep_for(SPACING)
        kopdar.clock.advance(SPACING)
        await eventually(lambda: told(kopdar) == ["one", "other"])
        await kopdar.clock.asleep_for(SPACING)
        kopdar.clock.advance(SPACING)
        await eventually(lambda: not kopdar.clock.asleep)
    assert told(kopdar) == ["one", "other"]


async def test_it_is_said_without_the_database(
    kopdar: Inside, shipped_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where reading hangs, too, the language is the one that came with the question."""
    monkeypatch.setattr("bot.delay.LOOKED_UP_WITHIN", timedelta(milliseconds=10))
    disk_works = Event()
    hanging = [
        asyncio.create_task(kopdar.database.read(lambda _: disk_works.wait()))
        for _ in range(READERS)
    ]
    with held(shipped_copy):
        await bring_in_vain(kopdar, asked("first", language="id"))
        kopdar.clock.advance(LONG)
        await bring_in_vain(kopdar, asked("first", language="id"))
        await eventually(lambda: [each["language"] for each in kopdar.platform.sent] == ["id"])
    disk_works.set()
    await asyncio.gather(*hanging)


async def test_who_was_answered_meanwhile_is_not_told_any_more(
    kopdar: Inside, shipped_copy: Path
) -> None:
    """One after the other is told; where the platform takes its time, the answer may be sooner."""
    both = (asked("first", chat="1"), asked("second", chat="2"))
    kopdar.platform.holds_sends = asyncio.Event()
    with held(shipped_copy):
        await bring_in_vain(kopdar, *both)
        kopdar.clock.advance(LONG)
        await bring_in_vain(kopdar, *both)
    await kopdar.dispatcher.accept(both)
    await kopdar.dispatcher.drain()
    kopdar.platform.holds_sends.set()
    await kopdar.clock.asleep_for(SPACING)
    kopdar.clock.advance(SPACING)
    await eventually(lambda: not kopdar.clock.asleep or len(told(kopdar)) > 1)
    assert told(kopdar) == ["first"]
