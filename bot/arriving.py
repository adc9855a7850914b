"""Committing what came in: whoever brings something while others do shares one statement."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from messages.request import Inbound, Request
from storage.database import BusyDatabase

Store = Callable[[Sequence[Inbound]], Awaitable[tuple[Request, ...]]]


class Batch:
    """What is brought before the storing begins, and what is then told to all who brought it."""

    def __init__(self) -> None:
        self.inbound: list[Inbound] = []
        self.bringers = 0
        self.stored: asyncio.Task[tuple[Request, ...]] | None = None


class Arriving:
    """`store` commits and returns what is new, to be handed to `take_up`."""

    def __init__(self, store: Store, take_up: Callable[[Sequence[Request]], None]) -> None:
        self._store = store
        self._take_up = take_up
        self._open: Batch | None = None
        self._storing: set[asyncio.Task[tuple[Request, ...]]] = set()
        self._turn = asyncio.Lock()

    async def bring(self, inbound: Sequence[Inbound]) -> None:
        """Returns when it can no longer be lost. Raises what kept it from being stored; one
        that cannot be stored keeps nobody else's from it."""
        batch = self._open
        if batch is None:
            batch = self._open = Batch()
            batch.stored = asyncio.create_task(self._store_batch(batch))
            self._storing.add(batch.stored)
            batch.stored.add_done_callback(self._ended)
        batch.inbound.extend(inbound)
        batch.bringers += 1
        assert batch.stored is not None
        try:
            # Whoever is cancelled leaves the others their batch, and what is stored is taken up.
            await asyncio.shield(batch.stored)
        except BusyDatabase:
            raise
        except Exception:
            if batch.bringers == 1:
                raise
            self._take_up(await self._store(inbound))

    async def settle(self) -> None:
        """Returns when nothing is being stored."""
        while self._storing:
            await asyncio.wait(self._storing)

    async def _store_batch(self, batch: Batch) -> tuple[Request, ...]:
        async with self._turn:
            self._open = None
            return await self._store(batch.inbound)

    def _ended(self, stored: asyncio.Task[tuple[Request, ...]]) -> None:
        """Take up what is stored, even where all who brought it were cancelled meanwhile."""
        self._storing.discard(stored)
        if not stored.cancelled() and stored.exception() is None:
            self._take_up(stored.result())
