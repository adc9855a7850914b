"""Takes letters from the outbox to their platforms: one at a time a chat, sends never cancelled.

The platform says what became of a call; here it is decided what follows. Only what surely was
not sent is tried again. Pacing and leases join here.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

import structlog

from bot.crashpoint import Point, reached
from bot.deadline import Deadline
from bot.patience import patiently
from bot.telemetry import new_reference
from messages.clock import Clock
from messages.delivery import (
    Delivered,
    Lane,
    Letter,
    Moved,
    NotSent,
    Piece,
    Refused,
    SendOutcome,
    Throttled,
    Uncertain,
    pause_before_attempt,
)
from messages.request import ChatId, PlatformName
from platforms.contract import Platform
from storage import moved_chats, outbox, pictures
from storage.database import Database

MOST_IN_FLIGHT = 16
LOOK_AGAIN = timedelta(seconds=1)
FOR_CLOSING = timedelta(seconds=2)
# A letter is given up when it failed this often and is this old: a short outage takes no answer
# away, and a letter that waited while Kopdar was down is not lost to one failure.
MOST_FAILURES = 12
WORTH_SENDING = {Lane.ANSWER: timedelta(hours=1), Lane.BULK: timedelta(days=1)}
LONGEST_WAIT = timedelta(days=1)

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
        only_chat: ChatId | None = None,
    ) -> None:
        self._only_chat = only_chat
        self._database = database
        self._clock = clock
        self._platforms = platforms
        self._letters_waiting = letters_waiting
        self._deadline = deadline
        self._sending: dict[_Way, asyncio.Task[None]] = {}
        self._blocked_until: dict[_Way, datetime] = {}
        self._ended = 0

    async def recover(self) -> None:
        """What a dead process left half sent may have arrived: it becomes unknown, not resent."""
        async with self._database.write() as connection:
            count = await outbox.abandoned(connection, tuple(self._platforms))
        if count:
            log.warning("letters of unknown fate from an earlier run", count=count)

    async def run(self) -> None:
        """Deliver until cancelled; sends under way are then waited for, not cancelled."""
        try:
            while True:
                await self._look()
                await self._next_reason_to_look()
        finally:
            if self._sending:
                under_way = asyncio.wait(tuple(self._sending.values()))
                await self._deadline.within(under_way, keeping=FOR_CLOSING)

    async def deliver_all(self) -> None:
        """Deliver everything that can go now, and return; what we cannot send stays waiting."""
        while True:
            ended = self._ended
            await self._send_waiting()
            if self._sending:
                await asyncio.wait(self._sending.values())
            elif ended == self._ended:
                # Had a send ended while we looked, the next of its chat would not have been seen.
                return

    async def _look(self) -> None:
        """A database that cannot be read now is asked again at the next look."""
        try:
            await self._send_waiting()
        except Exception:
            log.exception("outbox not read")

    async def _next_reason_to_look(self) -> None:
        """A new letter, a chat that became free (both set the event), or the time."""
        looking = asyncio.ensure_future(self._letters_waiting.wait())
        resting = asyncio.ensure_future(self._clock.sleep(LOOK_AGAIN))
        _, idle = await asyncio.wait((looking, resting), return_when=asyncio.FIRST_COMPLETED)
        for task in idle:
            task.cancel()
        self._letters_waiting.clear()

    async def _send_waiting(self) -> int:
        free = MOST_IN_FLIGHT - len(self._sending)
        if free <= 0:
            return 0
        async with self._database.read() as connection:
            letters = await outbox.waiting(
                connection,
                tuple(self._platforms),
                self._clock.now(),
                limit=MOST_IN_FLIGHT * 2,
                only_chat=self._only_chat,
            )
        begun = 0
        for letter in letters:
            way = (letter.chat.platform, letter.chat.id)
            if begun == free or not self._is_free(way):
                continue
            begun += 1
            task = asyncio.create_task(self._deliver(letter))
            self._sending[way] = task
            task.add_done_callback(partial(self._freed, way))
        return begun

    def _is_free(self, way: _Way) -> bool:
        blocked_until = self._blocked_until.get(way)
        if blocked_until is not None and blocked_until <= self._clock.now():
            del self._blocked_until[way]
            blocked_until = None
        return way not in self._sending and blocked_until is None

    def _freed(self, way: _Way, done: asyncio.Task[None]) -> None:
        """After a fault of ours nothing is looked for at once: it would fail again at once."""
        del self._sending[way]
        self._ended += 1
        if not done.cancelled() and (error := done.exception()):
            self._blocked_until[way] = self._clock.now() + LOOK_AGAIN
            log.error("delivery failed", exc_info=error, reference=new_reference())
        else:
            self._letters_waiting.set()

    async def _deliver(self, letter: Letter) -> None:
        # Read before it is claimed: a letter that cannot be read must stay waiting.
        drawn = [await self._png(piece.picture) for piece in letter.pieces]
        if not await patiently(self._clock, partial(self._claim, letter)):
            return
        await reached(Point.CLAIMED)
        for number in range(letter.sent, len(letter.pieces)):
            outcome = await self._send(letter, letter.pieces[number], drawn[number])
            await reached(Point.SENT)
            if isinstance(outcome, Delivered):
                ids = (*letter.message_ids, outcome.message_id)
                letter = replace(letter, sent=number + 1, message_ids=ids)
            await self._mark(letter, outcome)
            await reached(Point.RECORDED)
            if not isinstance(outcome, Delivered):
                log.warning("not delivered", letter=letter.key, outcome=type(outcome).__name__)
                return

    async def _claim(self, letter: Letter) -> bool:
        async with self._database.write() as connection:
            return await outbox.start_sending(connection, letter.key)

    async def _send(self, letter: Letter, piece: Piece, png: bytes | None) -> SendOutcome:
        try:
            return await self._platforms[letter.chat.platform].send(letter.chat, piece, png)
        except Exception:
            reference = new_reference()
            log.exception("a send broke off", letter=letter.key, reference=reference)
            return Uncertain(f"a fault of ours, {reference}")

    async def _png(self, digest: str | None) -> bytes | None:
        if digest is None:
            return None
        async with self._database.read() as connection:
            return await pictures.get(connection, digest)

    async def _mark(self, letter: Letter, outcome: SendOutcome) -> None:
        """Record what became of a piece, however long the database takes: without that the
        letter would hold up its chat, and a restart would not know that it went out."""
        attempt = 1
        while True:
            try:
                return await self._write_outcome(letter, outcome)
            except Exception:
                log.exception("outcome not recorded", letter=letter.key, attempt=attempt)
                await self._clock.sleep(pause_before_attempt(attempt))
                attempt += 1

    async def _write_outcome(self, letter: Letter, outcome: SendOutcome) -> None:
        now = self._clock.now()
        failures = letter.attempts + 1
        is_old = now - letter.created_at >= WORTH_SENDING[letter.lane]
        async with self._database.write() as connection:
            match outcome:
                case Delivered() if letter.sent < len(letter.pieces):
                    await outbox.piece_sent(connection, letter.key, letter.message_ids)
                case Delivered():
                    await outbox.delivered(connection, letter.key, letter.message_ids)
                case NotSent(reason) if is_old and failures >= MOST_FAILURES:
                    await outbox.refused(connection, letter.key, reason)
                case NotSent(reason):
                    pause = pause_before_attempt(failures)
                    await outbox.wait_until(connection, letter.key, now + pause, reason)
                case Refused(reason):
                    await outbox.refused(connection, letter.key, reason)
                case Throttled(retry_after):
                    again = now + min(retry_after, LONGEST_WAIT)
                    await outbox.put_off(connection, letter.key, again, "throttled")
                case Moved(chat):
                    await moved_chats.move(
                        connection, letter.chat.platform, letter.chat.id, chat.id
                    )
                    await outbox.put_off(connection, letter.key, now, "moved")
                case Uncertain(reason):
                    await outbox.uncertain(connection, letter.key, reason)
                case _:
                    assert_never(outcome)
