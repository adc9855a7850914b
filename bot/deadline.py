"""The time that stopping may take, shared by all that have something to finish."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from messages.clock import Clock

# What runs Kopdar is promised ten seconds; the last one is for the process itself to end.
STOP_WITHIN = timedelta(seconds=9)


class Deadline:
    """Runs from `begin`, or from the first work that is to be done within it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._end: float | None = None

    def begin(self) -> None:
        if self._end is None:
            self._end = self._clock.monotonic() + STOP_WITHIN.total_seconds()

    async def within(self, work: Awaitable[Any], keeping: timedelta = timedelta(0)) -> bool:
        """Whether the work was done in what is left; it is cancelled where it was not.

        `keeping` is left to those who come after. Raises what the work raises.
        """
        doing = asyncio.ensure_future(work)
        resting = asyncio.ensure_future(self._clock.sleep(self._left(keeping)))
        try:
            await asyncio.wait((doing, resting), return_when=asyncio.FIRST_COMPLETED)
        finally:
            resting.cancel()
            is_done = doing.done()
            doing.cancel()
        if is_done:
            doing.result()
        return is_done

    def _left(self, keeping: timedelta) -> timedelta:
        self.begin()
        assert self._end is not None
        left = timedelta(seconds=self._end - self._clock.monotonic()) - keeping
        return max(timedelta(0), left)
