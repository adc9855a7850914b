"""Takes letters from the outbox and sends them on their way: one at a time a chat, each at its
turn, answers before what can wait. What happens to one letter is in `courier`.

Letters are claimed ahead, a few seconds' worth. Whoever commits letters sets `letters_waiting`;
besides, the outbox is looked into every second for what has become due, what another process
wrote, and what one that fell silent left behind.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.deadline import Deadline
from bot.jobs.courier import AHEAD, Courier
from bot.jobs.notices import TRY_CLOSED_AFTER, Notices
from bot.jobs.owner import is_dead
from bot.jobs.traffic import Traffic
from bot.patience import patiently
from bot.telemetry import new_reference
from messages.clock import Clock
from messages.delivery import Claimed, Lane
from messages.request import ChatId, PlatformName
from platforms.contract import Platform
from storage import closed_chats, leases
from storage.closed_chats import ClosedChat
from storage.database import Connection, Database
from storage.turns import LEASE

# Bulk leaves room: a platform that takes its time must not keep an answer waiting for a place.
MOST_IN_FLIGHT = 32
MOST_BULK_IN_FLIGHT = 24
# Claimed ahead for each platform: two seconds' worth, so that a look every second is enough.
MOST_CLAIMED = 64
FEW = 16
LOOK_AGAIN = timedelta(seconds=1)
RENEW_AFTER = LEASE / 3
# What has to wait longer than that waits in the outbox.
WORTH_HOLDING = timedelta(seconds=5)
FOR_CLOSING = timedelta(seconds=2)

log = structlog.get_logger()

_Way = tuple[PlatformName, ChatId]


class Deliverer:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        platforms: Mapping[PlatformName, Platform],
        letters_waiting: asyncio.Event,
        deadline: Deadline,
        owner: str,
        courier: Courier,
        traffic: Traffic,
        notices: Notices,
        only_chat: ChatId | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._platforms = tuple(platforms)
        self._letters_waiting = letters_waiting
        self._deadline = deadline
        self._owner = owner
        self._courier = courier
        self._traffic = traffic
        self._notices = notices
        self._only_chat = only_chat
        self._claimed: dict[int, Claimed] = {}
        self._leaving: dict[_Way, tuple[Claimed, asyncio.Task[None]]] = {}
        self._claiming = asyncio.Lock()
        self._stir = asyncio.Event()
        # Of those that were handed over: how often others had been looked for by then.
        self._alone: dict[int, int] = {}
        self._claims = 0
        self._ended = 0
        self._look_at = self._renew_at = clock.monotonic()

    async def recover(self) -> None:
        """Take over at once from those who surely live no more. What could not leave because of
        a token is tried again: a start is when a new one is read."""
        doubted = self._clock.now() - TRY_CLOSED_AFTER

        def take_over(connection: Connection) -> int:
            for platform in self._platforms:
                closed_chats.try_platform(connection, platform, doubted)
            return leases.release_dead(connection, partial(is_dead, ours=self._owner))

        count = await patiently(self._clock, partial(self._database.write, take_over))
        if count:
            log.warning("letters taken over from a dead process", count=count)

    async def run(self) -> None:
        """Deliver until cancelled; sends under way are then waited for, not cancelled."""
        try:
            while True:
                await self._look()
                await self._rest_until(self._start_ready())
        finally:
            self._courier.is_stopping = True
            await self._deadline.within(self._close(), keeping=FOR_CLOSING)

    def take(self, claimed: Claimed) -> None:
        """An answer that was leased to us by the commit that wrote it: nothing of its chat waits
        before it, or then waited behind it."""
        self._claimed[claimed.number] = claimed
        self._alone[claimed.number] = self._claims
        self._stir.set()

    def wake(self) -> None:
        """Letters were committed: whoever has no `letters_waiting` to set says so here."""
        self._letters_waiting.set()

    async def deliver_all(self) -> None:
        """Deliver everything that can go now, and return; what we cannot send stays waiting."""
        while True:
            ended = self._ended
            await self._claim(is_look=True)
            next_at = self._start_ready()
            if self._leaving:
                await asyncio.wait(self._tasks(), return_when=asyncio.FIRST_COMPLETED)
            elif next_at is not None:
                await self._clock.sleep(timedelta(seconds=next_at - self._clock.monotonic()))
            elif ended == self._ended:
                # Had one ended while we looked, the next of its chat would not have been seen.
                return

    async def _look(self) -> None:
        """A database that cannot be read now is asked again at the next look."""
        is_look = self._clock.monotonic() >= self._look_at
        if not is_look and not self._letters_waiting.is_set():
            return
        try:
            await self._claim(is_look)
        except Exception:
            log.exception("outbox not read")

    async def _claim(self, is_look: bool) -> None:
        """Take what may leave soon; at a look also what somebody left who fell silent."""
        async with self._claiming:
            self._letters_waiting.clear()
            if is_look:
                self._look_at = self._clock.monotonic() + LOOK_AGAIN.total_seconds()
            taken = await patiently(self._clock, partial(self._take, is_look))
            self._claimed |= {each.number: each for each in taken}
            self._claims += 1

    async def _take(self, is_look: bool) -> list[Claimed]:
        wanted, began = tuple(self._wanted()), self._clock.monotonic()
        in_hand = self._in_hand()
        renewed = in_hand if is_look and began >= self._renew_at else []

        def write(connection: Connection) -> tuple[list[Claimed], tuple[ClosedChat, ...] | None]:
            taken: list[Claimed] = []
            # First of all: when the database was out of reach for longer than a lease, what is in
            # our own hands must not look as if somebody had fallen silent over it.
            leases.renew(connection, self._owner, renewed)
            for platform, lanes, room in wanted:
                taken += leases.claim(
                    connection, self._owner, platform, room, lanes, self._only_chat
                )
            if not is_look:
                return taken, None
            taken += leases.take_over(
                connection, self._owner, self._platforms, self._only_chat, in_hand
            )
            return taken, closed_chats.all_of(connection, self._platforms)

        taken, closed = await self._database.write(write)
        if renewed:
            self._renew_at = began + RENEW_AFTER.total_seconds()
        if closed is not None:
            self._notices.know(closed)
        return taken

    def _in_hand(self) -> list[int]:
        return [*self._claimed, *(claimed.number for claimed, _ in self._leaving.values())]

    def _wanted(self) -> Iterable[tuple[PlatformName, tuple[Lane, ...], int]]:
        """For which platform, in which lanes, how many more. There is always room for answers."""
        held = Counter(
            each.letter.chat.platform for each in self._claimed.values() if is_bulk(each)
        )
        for platform in self._platforms:
            lanes, room = self._traffic.open_lanes(platform), MOST_CLAIMED - held[platform]
            if room <= 0:
                lanes, room = tuple(lane for lane in lanes if lane is not Lane.BULK), MOST_CLAIMED
            if lanes:
                yield platform, lanes, room

    def _start_ready(self) -> float | None:
        """Send off all whose turn has come; when the next one's comes (monotonic), if any's."""
        now, next_at = self._clock.monotonic(), None
        passed = set(self._leaving)
        bulk = sum(is_bulk(claimed) for claimed, _ in self._leaving.values())
        for claimed in sorted(self._claimed.values(), key=turn):
            way = way_of(claimed)
            if len(self._leaving) >= MOST_IN_FLIGHT:
                break
            if way in passed or (is_bulk(claimed) and bulk >= MOST_BULK_IN_FLIGHT):
                continue
            passed.add(way)
            ready_at = self._ready_at(claimed, now)
            if now + AHEAD.total_seconds() < ready_at <= now + WORTH_HOLDING.total_seconds():
                next_at = ready_at if next_at is None else min(next_at, ready_at)
                continue
            bulk += is_bulk(claimed)
            self._leave(claimed, self._errand(claimed, ready_at, now))
        return next_at

    def _ready_at(self, claimed: Claimed, now: float) -> float:
        is_call = not claimed.is_lost and self._shut(claimed) is None
        return self._traffic.ready_at(claimed.letter) if is_call else now

    def _errand(self, claimed: Claimed, ready_at: float, now: float) -> Coroutine[Any, Any, None]:
        if claimed.is_lost:
            return self._courier.settle(claimed)
        if (closed := self._shut(claimed)) is not None:
            return self._courier.park(claimed, closed.reason)
        if ready_at > now + WORTH_HOLDING.total_seconds():
            return self._courier.put_back(claimed, timedelta(seconds=ready_at - now))
        return self._courier.deliver(claimed, self._traffic.reserve(claimed.letter))

    def _shut(self, claimed: Claimed) -> ClosedChat | None:
        """Who asks is answered all the same: somebody must be there."""
        is_answer = claimed.letter.lane is Lane.ANSWER
        return None if is_answer else self._notices.closed(claimed.letter.chat)

    def _leave(self, claimed: Claimed, errand: Coroutine[Any, Any, None]) -> None:
        self._claimed.pop(claimed.number, None)
        task = asyncio.create_task(errand)
        self._leaving[way_of(claimed)] = claimed, task
        task.add_done_callback(partial(self._left, claimed))

    def _left(self, claimed: Claimed, done: asyncio.Task[None]) -> None:
        del self._leaving[way_of(claimed)]
        self._ended += 1
        self._stir.set()
        was_alone = self._alone.pop(claimed.number, None) == self._claims
        if not done.cancelled() and (error := done.exception()):
            log.error("delivery failed", exc_info=error, reference=new_reference())
            self._leave(claimed, self._set_down(claimed))
        elif not was_alone and (not is_bulk(claimed) or len(self._claimed) < FEW):
            # Others of its chat may have been passed over while this one was under way.
            self._letters_waiting.set()

    async def _set_down(self, claimed: Claimed) -> None:
        """After a fault of ours nothing of its chat is tried at once: it would fail at once."""
        try:
            await self._courier.put_back(claimed, LOOK_AGAIN)
        except Exception:
            log.exception("not given back", letter=claimed.letter.key)
            await self._clock.sleep(LOOK_AGAIN)

    async def _rest_until(self, next_at: float | None) -> None:
        """Until something may leave, something was written, or it is time to look."""
        at = self._look_at if next_at is None else min(self._look_at, next_at)
        pause = timedelta(seconds=max(0.0, at - self._clock.monotonic()))
        written, stirred, timed = (
            asyncio.ensure_future(waiting)
            for waiting in (
                self._letters_waiting.wait(),
                self._stir.wait(),
                self._clock.sleep(pause),
            )
        )
        try:
            await asyncio.wait((written, stirred, timed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (written, stirred, timed):
                task.cancel()
        self._stir.clear()

    async def _close(self) -> None:
        """Wait for what is under way; what is not begun is given back for the next start."""
        if self._leaving:
            await asyncio.wait(self._tasks())
        await self._database.write(lambda connection: leases.release(connection, self._owner))

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [task for _, task in self._leaving.values()]


def way_of(claimed: Claimed) -> _Way:
    return claimed.letter.chat.platform, claimed.letter.chat.id


def is_bulk(claimed: Claimed) -> bool:
    return claimed.letter.lane is Lane.BULK


def turn(claimed: Claimed) -> tuple[bool, str, int]:
    """What has to be found out comes first: its chat waits for it."""
    return not claimed.is_lost, *leases.turn(claimed)
