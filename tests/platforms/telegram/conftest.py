"""A bot at a Bot API server on a loopback socket, with a clock that never makes anyone wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from typing import Any

import httpx
import pytest

from messages.request import Inbound
from messages.wording import Wording
from platforms.telegram.api import BotApi
from platforms.telegram.platform import TelegramPlatform
from platforms.telegram.poller import Poller
from tests.platforms.bot_api import BotApiServer

KNOWN = frozenset({"rank", "top", "help", "start"})
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class QuickClock:
    """Time passes only by sleeping, and sleeping takes no time; `pauses` are those asked for."""

    elapsed: timedelta = timedelta()
    pauses: list[timedelta] = field(default_factory=list)
    _slept: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> datetime:
        return NOON + self.elapsed

    def monotonic(self) -> float:
        return self.elapsed.total_seconds()

    async def sleep(self, pause: timedelta) -> None:
        self.pauses.append(pause)
        self.elapsed += pause
        self._slept.set()
        await asyncio.sleep(0)

    async def slept(self, times: int) -> None:
        """Wait until somebody has slept this often."""
        async with asyncio.timeout(10):
            while len(self.pauses) < times:
                self._slept.clear()
                await self._slept.wait()


@dataclass
class Inbox:
    """What was committed, batch by batch; `failures` are raised first, one a batch."""

    batches: asyncio.Queue[list[Inbound]] = field(default_factory=asyncio.Queue)
    failures: list[Exception] = field(default_factory=list)

    async def accept(self, batch: object) -> None:
        if self.failures:
            raise self.failures.pop(0)
        assert isinstance(batch, list)
        self.batches.put_nowait(batch)

    async def next_batch(self) -> list[Inbound]:
        async with asyncio.timeout(10):
            return await self.batches.get()


@pytest.fixture
async def api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def english() -> Wording:
    return Wording("en", NullTranslations(), {"ID": "Indonesia", "KR": "South Korea"})


@pytest.fixture
async def platform(api: BotApiServer, clock: QuickClock) -> AsyncIterator[TelegramPlatform]:
    telegram = TelegramPlatform(api.token, api.url, clock, KNOWN)
    yield telegram
    await telegram.close()


@asynccontextmanager
async def listening(receiver: TelegramPlatform | Poller, accept: Any) -> AsyncIterator[None]:
    """The receiver at work, and still at work at the end."""
    work = receiver.run if isinstance(receiver, Poller) else receiver.listen
    task = asyncio.create_task(work(accept))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def connected(api: BotApiServer) -> AsyncIterator[BotApi]:
    """Calls to the server, without a platform round them."""
    calls = BotApi(api.token, api.url, 2, None, httpx.create_ssl_context())
    yield calls
    await calls.close()
