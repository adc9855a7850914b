"""Does what is due when it is due: looks at the rules, writes the slot down, has it done once.

Nothing is scheduled ahead: what is due follows from the rules and the clock at each look. So a
blocked loop, a changed time zone table or a clock that jumps makes a slot late, not lost.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.performing import Performing
from bot.telemetry import new_reference
from bot.timetable import Line
from duties.schedule import Slot, latest_slot, next_slot
from messages.clock import Clock
from storage import due
from storage.database import Connection, Database
from storage.due import Claimed, Pair

MOST_AT_ONCE = 8
LEASE = timedelta(minutes=1)
# The clock may have been set, and other processes write too: nothing sleeps longer than this.
LOOK_AGAIN = timedelta(seconds=30)
SHORTEST_REST = timedelta(seconds=1)
NONE_IN_SIGHT = timedelta(days=1)

log = structlog.get_logger()


class DueLoop:
    """Sets `letters_waiting` when something was done that may have written letters."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        performing: Performing,
        letters_waiting: asyncio.Event,
    ) -> None:
        self._database = database
        self._clock = clock
        self._performing = performing
        self._letters_waiting = letters_waiting
        self._timetable = performing.timetable
        self._since: Mapping[Pair, datetime] = {}
        self._coming: dict[Pair, datetime] = {}
        self._looked_at: datetime | None = None
        self._performed: dict[asyncio.Task[None], Claimed] = {}
        self._freed = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled; what is being done then is finished first."""
        try:
            while True:
                await self._rest(await self.look())
        finally:
            await self.finish()

    async def finish(self) -> None:
        """Wait until what has been begun is done."""
        while self._performed:
            await asyncio.wait(tuple(self._performed))

    async def look(self) -> datetime | None:
        """Begin what is due, and say when there is something to look for next. A database that
        fails is asked again."""
        try:
            await self._plan()
            await self._begin()
            ready_at = await self._database.read(due.next_ready_at)
        except Exception:
            log.exception("nothing is due as far as can be seen", reference=new_reference())
            return None
        coming = [*self._coming.values(), *([ready_at] if ready_at else [])]
        return min(coming, default=None)

    async def _plan(self) -> None:
        now = self._clock.now()
        if self._looked_at is None or now < self._looked_at:
            await self._watch(now)
        self._looked_at = now
        lines = [line for line in self._timetable.lines if self._coming.get(line.pair, now) <= now]
        if not lines:
            return
        # Calendars of many countries take a while to load.
        found = await asyncio.to_thread(look_up, lines, now)
        fallen = [(pair, slot) for pair, slot, _ in found if slot and self._is_owed(pair, slot)]
        if fallen:

            def plan(connection: Connection) -> None:
                for pair, slot in fallen:
                    due.plan(connection, pair, slot, now)

            await self._database.write(plan)
        for pair, _, coming in found:
            self._coming[pair] = coming.due_at if coming else now + NONE_IN_SIGHT

    async def _watch(self, now: datetime) -> None:
        """At the start, and when the clock was put back."""
        self._since = await self._database.write(
            lambda connection: due.watch(connection, self._timetable.pairs, now)
        )
        self._coming.clear()

    def _is_owed(self, pair: Pair, slot: Slot) -> bool:
        return slot.due_at > self._since[pair]

    async def _begin(self) -> None:
        held = tuple(self._performed.values())
        free = MOST_AT_ONCE - len(held)

        def claim(connection: Connection) -> tuple[Claimed, ...]:
            due.renew(connection, held, LEASE)
            return due.claim(connection, LEASE, free)

        for each in await self._database.write(claim):
            task = asyncio.create_task(self._performing.perform(each))
            self._performed[task] = each
            task.add_done_callback(partial(self._ended, each))

    def _ended(self, claimed: Claimed, task: asyncio.Task[None]) -> None:
        del self._performed[task]
        if not task.cancelled() and (error := task.exception()):
            log.error("duty not written down", exc_info=error, duty=claimed.duty)
        self._letters_waiting.set()
        self._freed.set()

    async def _rest(self, until: datetime | None) -> None:
        """Until then, or until something that was being done has ended."""
        pause = LOOK_AGAIN
        if until is not None and len(self._performed) < MOST_AT_ONCE:
            pause = min(LOOK_AGAIN, max(SHORTEST_REST, until - self._clock.now()))
        resting = asyncio.ensure_future(self._clock.sleep(pause))
        freed = asyncio.ensure_future(self._freed.wait())
        try:
            await asyncio.wait((resting, freed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            resting.cancel()
            freed.cancel()
        self._freed.clear()


def look_up(lines: Sequence[Line], now: datetime) -> list[tuple[Pair, Slot | None, Slot | None]]:
    """Of each line the newest slot that is due by now, and the one that comes next."""
    return [
        (
            line.pair,
            latest_slot(line.schedule, line.target, now),
            next_slot(line.schedule, line.target, now),
        )
        for line in lines
    ]
