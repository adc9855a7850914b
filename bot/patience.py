"""A busy database is no failure: what it kept from being done is done later."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from messages.clock import Clock
from messages.delivery import pause_before_attempt
from storage.database import BusyDatabase

Result = TypeVar("Result")

log = structlog.get_logger()


def quietly() -> None:
    """Nobody is told that it takes longer."""


async def patiently(
    clock: Clock, work: Callable[[], Awaitable[Result]], when_busy: Callable[[], None] = quietly
) -> Result:
    """Do the work from its beginning, again after a growing pause while the database is busy;
    `when_busy` is called before each pause.

    Every other error is the caller's. The work must leave nothing behind when it fails.
    """
    attempt = 1
    while True:
        try:
            return await work()
        except BusyDatabase as busy:
            pause = pause_before_attempt(attempt)
            log.warning("busy database", reason=str(busy), again_in=pause.total_seconds())
            when_busy()
            await clock.sleep(pause)
            attempt += 1
