"""Calls that receiving depends on: each with a deadline, and however often it takes."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from messages.clock import Clock
from platforms.telegram.api import BotApi
from platforms.telegram.failure import (
    AnotherPoller,
    AnswerLost,
    CallFailed,
    TokenRefused,
    TooMany,
)
from platforms.telegram.inbound import Me

log = logging.getLogger(__name__)

# How much longer than it is held open an answer may take before the connection counts as dead.
GRACE = timedelta(seconds=15)
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)


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


class Persistence:
    """One receiver's calls, and the pauses between those that fail."""

    def __init__(self, api: BotApi, clock: Clock, grace: timedelta = GRACE) -> None:
        self._api = api
        self._clock = clock
        self._grace = grace
        self.backoff = Backoff()

    async def call(
        self, method: str, parameters: dict[str, Any], held_open: timedelta = timedelta()
    ) -> Any:
        """The call's result; raises `CallFailed`, also where none came in time."""
        seconds = (held_open + self._grace).total_seconds()
        try:
            async with asyncio.timeout(seconds):
                return await self._api.call(method, parameters, answer_within=seconds)
        except TimeoutError:
            await self._reconnect()
            raise AnswerLost(f"no answer within {seconds:.0f} s") from None

    async def insist(self, method: str, parameters: dict[str, Any]) -> Any:
        """The call's result, however long the server is away."""
        while True:
            try:
                return await self.call(method, parameters)
            except CallFailed as failure:
                await self.wait_out(method, failure)

    async def introduce(self) -> Me:
        """Who Kopdar is, however long that takes."""
        while True:
            try:
                return who_answers(await self.insist("getMe", {}))
            except AnswerLost as failure:
                await self.wait_out("getMe", failure)

    async def wait_out(self, method: str, failure: CallFailed) -> None:
        if isinstance(failure, TokenRefused):
            log.error("%s; trying again in %s", failure, LONGEST_PAUSE)
            await self._clock.sleep(LONGEST_PAUSE)
            return
        pause = self.backoff.next_pause()
        if isinstance(failure, TooMany):
            pause = failure.retry_after
        if isinstance(failure, AnotherPoller):
            log.error("%s; trying again in %s", failure, pause)
        else:
            log.warning("Telegram %s failed: %s; trying again in %s", method, failure, pause)
        await self._clock.sleep(pause)

    async def _reconnect(self) -> None:
        try:
            async with asyncio.timeout(self._grace.total_seconds()):
                await self._api.reconnect()
        except TimeoutError:
            log.warning("a dead connection to Telegram could not be closed in time")


def who_answers(user: Any) -> Me:
    """The bot itself, from the answer to getMe."""
    match user:
        case {"id": int(number), "username": str(username)}:
            return Me(number, username)
        case _:
            raise AnswerLost("getMe named no bot")
