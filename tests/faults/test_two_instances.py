"""Two processes on one token and one database: one serves, the other waits (rows F11 and F12)."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.faults.kopdar import LOOK_EVERY, Kopdar
from tests.faults.world import World
from tests.platforms.doorway import free_port, knocking

# The lease of half a minute passes in three seconds.
PACE = 10


@pytest.fixture
def pace() -> str:
    return f"{PACE}@{time.time():.0f}"


@asynccontextmanager
async def watched(kopdar: Kopdar, pace: str) -> AsyncIterator["Watched"]:
    port = free_port()
    await kopdar.start(pace=pace, KOPDAR_HTTP_PORT=str(port))
    try:
        yield Watched(kopdar, port)
    finally:
        await kopdar.kill()


class Watched:
    def __init__(self, kopdar: Kopdar, port: int) -> None:
        self.kopdar = kopdar
        self._port = port

    async def says(self) -> str:
        async with knocking(self._port) as door:
            return (await door.get("/readyz"))[1]

    async def until_leading(self) -> None:
        """At this pace a long poll takes longer than a sign of life may: ready it never is."""
        async with asyncio.timeout(60):
            while (await self.says()).startswith(("standing by", "starting")):  # noqa: ASYNC110  # asked as by a watcher
                await asyncio.sleep(LOOK_EVERY)

    async def stop(self) -> None:
        self.kopdar.signal(signal.SIGTERM)
        assert await self.kopdar.ended() == 0

    @property
    def log(self) -> str:
        return self.kopdar.log.read_text() if self.kopdar.log.exists() else ""


async def ask_some(world: World) -> None:
    for _ in range(3):
        await world.ask_on_telegram()
        await world.ask_on_slack()


async def test_f11_one_leads_and_the_other_waits_loudly_and_takes_over(
    world: World, pace: str
) -> None:
    async with watched(world.kopdar, pace) as first:
        await first.until_leading()
        async with watched(world.kopdar.twin(world.folder / "second.log"), pace) as second:
            await world.until(lambda: "standing by" in second.log)
            assert await second.says() == "standing by: another Kopdar serves this database\n"
            await ask_some(world)
            await world.until_settled()
            assert "answered" not in second.log
            await first.stop()
            await second.until_leading()
            await ask_some(world)
            await world.until_settled()
            assert "answered" in second.log
            await second.stop()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (12, [])


async def test_f11_a_killed_leader_need_not_be_waited_for(world: World, pace: str) -> None:
    async with watched(world.kopdar, pace) as first:
        await first.until_leading()
        async with watched(world.kopdar.twin(world.folder / "second.log"), pace) as second:
            await world.until(lambda: "standing by" in second.log)
            await first.kopdar.kill()
            await ask_some(world)
            await world.until_settled()
            await second.stop()
    assert world.verdict().is_kept


async def test_f12_a_leader_that_was_stopped_goes_on_as_one_that_waits(
    world: World, pace: str
) -> None:
    async with watched(world.kopdar, pace) as first:
        await first.until_leading()
        async with watched(world.kopdar.twin(world.folder / "second.log"), pace) as second:
            await world.until(lambda: "standing by" in second.log)
            await world.stop_between_writes()
            await ask_some(world)
            await second.until_leading()
            await world.until_settled()
            first.kopdar.signal(signal.SIGCONT)
            await ask_some(world)
            await world.until(lambda: "another Kopdar has taken over" in first.log)
            await world.until(lambda: "standing by" in first.log)
            await ask_some(world)
            await world.until_settled()
            await second.stop()
            await first.until_leading()
            await ask_some(world)
            await world.until_settled()
            await first.stop()
    verdict = world.verdict()
    assert verdict.is_kept
    assert (verdict.answered, verdict.unknown) == (24, [])
