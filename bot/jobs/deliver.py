"""Takes letters from the outbox to their platforms: one at a time a chat, sends never cancelled.

The platform says what became of a call; here it is decided what follows. Only what surely was
not sent is tried again. Pacing and leases join here.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import assert_never

import structlog

from bot.telemetry import new_reference
from messages.clock import Clock
from messages.delivery import (
    Delivered,
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
from storage import outbox, pictures
from storage.database import Database

MOST_IN_FLIGHT = 16
MOST_ATTEMPTS = 12
LOOK_AGAIN = timedelta(seconds=1)
FINISH_WITHIN = timedelta(seconds=4)

log = structlog.get_logger()

_Lane = tuple[PlatformName, ChatId]


class Deliverer:
    def __init__(
        self,
        database: Database,
        clock: Clock,
        platforms: Mapping[PlatformName, Platform],
        letters_waiting: asyncio.Event,
        only_chat: ChatId | None = None,
    ) -> None:
        self._only_chat = only_chat
        self._database = database
        self._clock = clock
        self._platforms = platforms
        self._letters_waiting = letters_waiting
        self._sending: dict[_Lane, asyncio.Task[None]] = {}

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
                await asyncio.wait(self._sending.values(), timeout=FINISH_WITHIN.total_seconds())

    async def deliver_all(self) -> None:
        """Deliver everything that can go now, and return."""
        while await self._send_waiting() or self._sending:
            await asyncio.wait(self._sending.values())

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
            lane = (letter.chat.platform, letter.chat.id)
            if lane in self._sending or begun == free:
                continue
            begun += 1
            task = asyncio.create_task(self._deliver(letter))
            self._sending[lane] = task
            task.add_done_callback(partial(self._freed, lane))
        return begun

    def _freed(self, lane: _Lane, done: asyncio.Task[None]) -> None:
        del self._sending[lane]
        self._letters_waiting.set()
        if not done.cancelled() and (error := done.exception()):
            log.error("delivery failed", exc_info=error)

    async def _deliver(self, letter: Letter) -> None:
        # Read before it is claimed: a letter that cannot be read must stay waiting.
        drawn = [await self._png(piece.picture) for piece in letter.pieces]
        async with self._database.write() as connection:
            if not await outbox.start_sending(connection, letter.key):
                return
        for number in range(letter.sent, len(letter.pieces)):
            outcome = await self._send(letter, letter.pieces[number], drawn[number])
            await self._mark(letter, number, outcome)
            if not isinstance(outcome, Delivered):
                log.warning("not delivered", letter=letter.key, outcome=type(outcome).__name__)
                return

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

    async def _mark(self, letter: Letter, number: int, outcome: SendOutcome) -> None:
        """Record what became of a piece, however long the database takes: without that the
        letter would hold up its chat, and a restart would not know that it went out."""
        attempt = 1
        while True:
            try:
                return await self._write_outcome(letter, number, outcome)
            except Exception:
                log.exception("outcome not recorded", letter=letter.key, attempt=attempt)
                await self._clock.sleep(pause_before_attempt(attempt))
                attempt += 1

    async def _write_outcome(self, letter: Letter, number: int, outcome: SendOutcome) -> None:
        now = self._clock.now()
        attempts = letter.attempts + 1
        async with self._database.write() as connection:
            match outcome:
                case Delivered() if number + 1 < len(letter.pieces):
                    await outbox.piece_sent(connection, letter.key, number + 1)
                case Delivered():
                    await outbox.delivered(connection, letter.key)
                case NotSent(reason) if attempts < MOST_ATTEMPTS:
                    pause = pause_before_attempt(attempts)
                    await outbox.wait_until(connection, letter.key, now + pause, reason)
                case NotSent(reason) | Refused(reason):
                    await outbox.refused(connection, letter.key, reason)
                case Throttled(retry_after):
                    await outbox.wait_until(connection, letter.key, now + retry_after, "throttled")
                case Moved(chat):
                    await outbox.move_chat(
                        connection, letter.chat.platform, letter.chat.id, chat.id
                    )
                    await outbox.wait_until(connection, letter.key, now, "moved")
                case Uncertain(reason):
                    await outbox.uncertain(connection, letter.key, reason)
                case _:
                    assert_never(outcome)
