"""Receives updates: a batch is committed before the next poll confirms it.

python-telegram-bot's own updater confirms first: what it had fetched dies with the process.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from messages.clock import Clock
from platforms.contract import Accept
from platforms.telegram.api import BotApi
from platforms.telegram.failure import AnswerLost, CallFailed, TokenRefused, TooMany, WebhookSet
from platforms.telegram.inbound import READ_UPDATES, Me, Reader, highest_update

log = logging.getLogger(__name__)

LONG_POLL = timedelta(seconds=25)
# How much longer than the long poll an answer may take before the connection counts as dead.
GRACE = timedelta(seconds=15)
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)
SHORTEST_ROUND = timedelta(milliseconds=100)
# Telegram keeps updates for a day, and after a silent week starts its numbering anew at random.
FORGET_OFFSET_AFTER = timedelta(days=1)


@dataclass(slots=True)
class Backoff:
    """Pauses between failures in a row: 1 s, 2 s, 4 s … 30 s."""

    failures: int = 0

    def next_pause(self) -> timedelta:
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(self.failures, 16)))
        self.failures += 1
        return pause

    def reset(self) -> None:
        self.failures = 0


class Poller:
    """Asks for updates until cancelled; whatever fails is logged and waited out."""

    def __init__(
        self,
        api: BotApi,
        clock: Clock,
        known_commands: frozenset[str],
        long_poll: timedelta = LONG_POLL,
        grace: timedelta = GRACE,
    ) -> None:
        self._api = api
        self._clock = clock
        self._known_commands = known_commands
        self._long_poll = long_poll
        self._grace = grace
        self._backoff = Backoff()
        self._offset: int | None = None
        self._heard_at = clock.monotonic()

    async def run(self, accept: Accept) -> None:
        """Hand every batch to `accept`; never returns, ends only when cancelled."""
        me = await self._introduce()
        await self._drop_webhook()
        log.info("listening on Telegram as @%s", me.username)
        reader = Reader(me, self._known_commands)
        while True:
            updates = await self._fetch()
            if await self._commit(updates, reader, accept):
                await self._confirm_by_next_poll(updates)

    async def _introduce(self) -> Me:
        while True:
            try:
                return who_answers(await self._insist("getMe", {}))
            except AnswerLost as failure:
                await self._wait_out("getMe", failure)

    async def _drop_webhook(self) -> None:
        """No update comes by polling while a webhook is set; those that wait are kept.

        A refusal passes: some servers know no webhooks, and where one is left, polling tells.
        """
        try:
            await self._call_within("deleteWebhook", {"drop_pending_updates": False}, self._grace)
        except TokenRefused:
            # The token was taken by getMe: what was not found is the method.
            log.warning("the Telegram server has no deleteWebhook; polling all the same")
        except CallFailed as failure:
            log.warning("Telegram deleteWebhook failed: %s; polling all the same", failure)

    async def _fetch(self) -> list[Any]:
        """The next batch: at least one update, since a long poll without any is just repeated."""
        while True:
            asked_at = self._clock.monotonic()
            updates = await self._insist("getUpdates", self._next_poll(), self._long_poll)
            if not isinstance(updates, list):
                await self._wait_out("getUpdates", AnswerLost("the answer is no list of updates"))
            elif updates:
                return updates
            else:
                self._backoff.reset()
                await self._breathe(asked_at)

    async def _breathe(self, asked_at: float) -> None:
        """A server that does not hold the poll open must not be asked a thousand times a second."""
        if self._clock.monotonic() - asked_at < SHORTEST_ROUND.total_seconds():
            await self._clock.sleep(SHORTEST_ROUND)

    def _next_poll(self) -> dict[str, Any]:
        silence = timedelta(seconds=self._clock.monotonic() - self._heard_at)
        if silence > FORGET_OFFSET_AFTER:
            self._offset = None
        poll = {
            "timeout": int(self._long_poll.total_seconds()),
            "allowed_updates": list(READ_UPDATES),
        }
        return poll if self._offset is None else {**poll, "offset": self._offset}

    async def _commit(self, updates: list[Any], reader: Reader, accept: Accept) -> bool:
        """Whether the batch is safe; if not, the same updates will come again."""
        now = self._clock.now()
        read = [reader.read(update, now) for update in updates]
        batch = [inbound for inbound in read if inbound is not None]
        try:
            if batch:
                await accept(batch)
        except Exception:  # a full disk must not end the listening
            pause = self._backoff.next_pause()
            log.exception("updates could not be stored; asking again in %s", pause)
            await self._clock.sleep(pause)
            return False
        return True

    async def _confirm_by_next_poll(self, updates: list[Any]) -> None:
        self._heard_at = self._clock.monotonic()
        highest = highest_update(updates)
        if highest is None:
            # Nothing to confirm them by: they would come again at once, and for ever.
            await self._wait_out("getUpdates", AnswerLost("no update has a number"))
        else:
            self._offset = highest + 1
            self._backoff.reset()

    async def _insist(
        self, method: str, parameters: dict[str, Any], held_open: timedelta = timedelta()
    ) -> Any:
        """The call's result, however long the server is away."""
        while True:
            try:
                return await self._call_within(method, parameters, held_open + self._grace)
            except CallFailed as failure:
                await self._wait_out(method, failure)
                if isinstance(failure, WebhookSet):
                    await self._drop_webhook()

    async def _call_within(self, method: str, parameters: dict[str, Any], within: timedelta) -> Any:
        seconds = within.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                return await self._api.call(method, parameters, answer_within=seconds)
        except TimeoutError:
            await self._api.reconnect()
            raise AnswerLost(f"no answer within {seconds:.0f} s") from None

    async def _wait_out(self, method: str, failure: CallFailed) -> None:
        if isinstance(failure, TokenRefused):
            log.error("%s; trying again in %s", failure, LONGEST_PAUSE)
            await self._clock.sleep(LONGEST_PAUSE)
            return
        pause = self._backoff.next_pause()
        if isinstance(failure, TooMany):
            pause = failure.retry_after
        log.warning("Telegram %s failed: %s; trying again in %s", method, failure, pause)
        await self._clock.sleep(pause)


def who_answers(user: Any) -> Me:
    """The bot itself, from the answer to getMe."""
    match user:
        case {"id": int(number), "username": str(username)}:
            return Me(number, username)
        case _:
            raise AnswerLost("getMe named no bot")
