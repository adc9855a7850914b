"""Receives updates: a batch is committed before the next poll confirms it.

python-telegram-bot's own updater confirms first: what it had fetched dies with the process.
"""

import logging
from datetime import timedelta
from typing import Any

from messages.clock import Clock
from platforms.telegram.api import BotApi
from platforms.telegram.failure import AnswerLost, CallFailed, TokenRefused, WebhookSet
from platforms.telegram.inbound import READ_UPDATES, Reader, Take, highest_update
from platforms.telegram.persistence import GRACE, Persistence

log = logging.getLogger(__name__)

LONG_POLL = timedelta(seconds=25)
SHORTEST_ROUND = timedelta(milliseconds=100)
# Polls that bring something at once, one after the other, each cost more than the few updates they
# bring. A breath later there are more of them, and meanwhile others are answered.
AT_ONCE = timedelta(milliseconds=10)
BREATH = timedelta(milliseconds=5)
# Telegram keeps updates for a day, and after a silent week starts its numbering anew at random.
FORGET_OFFSET_AFTER = timedelta(days=1)


class Poller:
    """Asks for updates until cancelled; whatever fails is logged and waited out.

    `heard_at` is the clock's `monotonic` at the last call that was answered as it should be.
    """

    def __init__(
        self,
        api: BotApi,
        clock: Clock,
        known_commands: frozenset[str],
        long_poll: timedelta = LONG_POLL,
        grace: timedelta = GRACE,
    ) -> None:
        self._clock = clock
        self._known_commands = known_commands
        self._long_poll = long_poll
        self._calls = Persistence(api, clock, grace)
        self._offset: int | None = None
        self._at_once = 0
        self._confirmed_at = clock.monotonic()
        self.heard_at: float | None = None

    async def run(self, accept: Take) -> None:
        """Hand every batch to `accept`; never returns, ends only when cancelled."""
        me = await self._calls.introduce()
        # The first poll may well be held open until somebody says something.
        self.heard_at = self._clock.monotonic()
        log.info("listening on Telegram as @%s", me.username)
        reader = Reader(me, self._known_commands)
        while True:
            updates = await self._fetch()
            if await self._commit(updates, reader, accept):
                await self._confirm_by_next_poll(updates)

    async def _fetch(self) -> list[Any]:
        """The next batch: at least one update, since a long poll without any is just repeated."""
        while True:
            asked_at = self._clock.monotonic()
            updates = await self._poll()
            took = timedelta(seconds=self._clock.monotonic() - asked_at)
            if not isinstance(updates, list):
                lost = AnswerLost("the answer is no list of updates")
                await self._calls.wait_out("getUpdates", lost)
                continue
            self.heard_at = self._clock.monotonic()
            if updates:
                self._at_once = self._at_once + 1 if took < AT_ONCE else 0
                return updates
            self._calls.backoff.reset()
            # A server that does not hold the poll open must not be asked a thousand times a second.
            if took < SHORTEST_ROUND:
                await self._clock.sleep(SHORTEST_ROUND)

    async def _poll(self) -> Any:
        while True:
            try:
                return await self._calls.call("getUpdates", self._next_poll(), self._long_poll)
            except CallFailed as failure:
                await self._calls.wait_out("getUpdates", failure)
                if isinstance(failure, WebhookSet):
                    await self._drop_webhook()

    async def _drop_webhook(self) -> None:
        """No update comes by polling while a webhook is set; those that wait are kept.

        Not asked for before a poll was refused for it: mostly none is set, and some servers know
        no webhooks. A refusal passes: where one is left, the next poll tells.
        """
        try:
            await self._calls.call("deleteWebhook", {"drop_pending_updates": False})
        except TokenRefused:
            # The token was taken by getMe: what was not found is the method.
            log.warning("the Telegram server has no deleteWebhook; polling all the same")
        except CallFailed as failure:
            log.warning("Telegram deleteWebhook failed: %s; polling all the same", failure)

    def _next_poll(self) -> dict[str, Any]:
        silence = timedelta(seconds=self._clock.monotonic() - self._confirmed_at)
        if silence > FORGET_OFFSET_AFTER:
            self._offset = None
        poll = {
            "timeout": int(self._long_poll.total_seconds()),
            "allowed_updates": list(READ_UPDATES),
        }
        return poll if self._offset is None else {**poll, "offset": self._offset}

    async def _commit(self, updates: list[Any], reader: Reader, accept: Take) -> bool:
        """Whether the batch is safe; if not, the same updates will come again."""
        now = self._clock.now()
        read = [reader.read(update, now) for update in updates]
        batch = [inbound for inbound in read if inbound is not None]
        try:
            if batch:
                await accept(batch)
        except Exception:  # a full disk must not end the listening
            self._at_once = 0
            pause = self._calls.backoff.next_pause()
            log.exception("updates could not be stored; asking again in %s", pause)
            await self._clock.sleep(pause)
            return False
        return True

    async def _confirm_by_next_poll(self, updates: list[Any]) -> None:
        self._confirmed_at = self._clock.monotonic()
        highest = highest_update(updates)
        if highest is None:
            # Nothing to confirm them by: they would come again at once, and for ever.
            await self._calls.wait_out("getUpdates", AnswerLost("no update has a number"))
        else:
            self._offset = highest + 1
            self._calls.backoff.reset()
            if self._at_once > 1:
                await self._clock.sleep(BREATH)
