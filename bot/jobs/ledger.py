"""The Deliverer's pen: what happens to many letters at once is written in one transaction.

While one transaction is under way the next ones gather, so that a rush costs a few commits and
a single letter waits for nobody.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.patience import patiently
from messages.clock import Clock
from messages.delivery import Claimed, pause_before_attempt
from storage import leases
from storage.database import BusyDatabase, Connection, Database
from storage.leases import Entry

log = structlog.get_logger()

Result = TypeVar("Result")
_Beginning = tuple[Claimed, asyncio.Future[bool]]
_Recording = tuple[Entry, asyncio.Future[None]]


class Ledger:
    """Writes for one owner. Busy databases are waited for, however long that takes."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._beginning: list[_Beginning] = []
        self._recording: list[_Recording] = []
        self._writing: asyncio.Task[None] | None = None

    async def begin(self, claimed: Claimed) -> bool:
        """From now on it counts as being sent; False: the lease is lost, and it must not be.

        Raises what the database raises, if it is not just busy.
        """
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._beginning.append((claimed, done))
        self._write()
        return await done

    async def record(self, entry: Entry) -> None:
        """Write down what became of it; nothing is written where the lease is lost.

        Raises what the database raises, if it is not just busy.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._recording.append((entry, done))
        self._write()
        await done

    async def put_back(self, claimed: Claimed, wait: timedelta) -> None:
        """It is anybody's again, after that time; nothing changes where it is being sent."""

        def put_back(connection: Connection) -> None:
            leases.put_back(connection, self._owner, claimed, wait)

        await patiently(self._clock, partial(self._database.write, put_back))

    async def rewrite(self, claimed: Claimed) -> None:
        """Its pieces are laid out anew."""

        def rewrite(connection: Connection) -> None:
            leases.rewrite(connection, self._owner, claimed)

        await patiently(self._clock, partial(self._database.write, rewrite))

    def _write(self) -> None:
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        try:
            while self._beginning or self._recording:
                beginning, self._beginning = self._beginning, []
                recording, self._recording = self._recording, []
                await self._write_batch(beginning, recording)
        finally:
            self._writing = None

    async def _write_batch(
        self, beginning: Sequence[_Beginning], recording: Sequence[_Recording]
    ) -> None:
        attempt = 1
        while True:
            try:
                begun = await self._commit(beginning, recording)
            except BusyDatabase as busy:
                pause = pause_before_attempt(attempt)
                log.warning("busy database", reason=str(busy), again_in=pause.total_seconds())
                await self._clock.sleep(pause)
                attempt += 1
            except Exception as error:
                await self._one_by_one(beginning, recording, error)
                return
            else:
                break
        for claimed, may_begin in beginning:
            settle(may_begin, claimed.number in begun)
        for _, done in recording:
            settle(done, None)

    async def _commit(
        self, beginning: Sequence[_Beginning], recording: Sequence[_Recording]
    ) -> frozenset[int]:
        claims = [claimed for claimed, _ in beginning]
        entries = [entry for entry, _ in recording]

        def write(connection: Connection) -> tuple[int, frozenset[int]]:
            written = leases.record(connection, self._owner, entries) if entries else 0
            begun = leases.begin(connection, self._owner, claims) if claims else frozenset()
            return written, begun

        written, begun = await self._database.write(write)
        if written < len(entries):
            log.warning("a lease was lost while sending", letters=len(entries) - written)
        return begun

    async def _one_by_one(
        self,
        beginning: Sequence[_Beginning],
        recording: Sequence[_Recording],
        error: Exception,
    ) -> None:
        """What one letter brings about is no other's fault."""
        if len(beginning) + len(recording) == 1:
            for _, may_begin in beginning:
                fail(may_begin, error)
            for _, done in recording:
                fail(done, error)
            return
        for one in recording:
            await self._write_batch((), (one,))
        for other in beginning:
            await self._write_batch((other,), ())


def settle(future: "asyncio.Future[Result]", result: Result) -> None:
    """Unless whoever waited has gone."""
    if not future.done():
        future.set_result(result)


def fail(future: "asyncio.Future[Result]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
