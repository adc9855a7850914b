"""A thread that looks whether the event loop turns, and writes down where it stands if not.

A blocked loop answers nobody and renews nothing; what blocked it is only to be seen from outside.
"""

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

BLOCKED_AFTER = timedelta(seconds=2)
LOOKS_A_LIMIT = 4

log = structlog.get_logger()


@asynccontextmanager
async def watching_loop(blocked_after: timedelta = BLOCKED_AFTER) -> AsyncIterator[None]:
    """Tell once for each time that the loop of the caller stands still for so long, where; and
    when it goes on."""
    loop_watch = LoopWatch(blocked_after)
    beating = asyncio.create_task(loop_watch.beat())
    loop_watch.start()
    try:
        yield
    finally:
        loop_watch.end()
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)


class LoopWatch(threading.Thread):
    """Made and started in the thread of the loop."""

    def __init__(self, blocked_after: timedelta) -> None:
        super().__init__(name="loop watch", daemon=True)
        self._limit = blocked_after.total_seconds()
        self._pause = self._limit / LOOKS_A_LIMIT
        self._watched = threading.get_ident()
        self._turned_at = time.monotonic()
        self._blocked_since: float | None = None
        self._ended = threading.Event()

    async def beat(self) -> None:
        while True:
            self._turned_at = time.monotonic()
            # The real time, whatever a test says: it is the real loop that stands still.
            await asyncio.sleep(self._pause)

    def run(self) -> None:
        while not self._ended.wait(self._pause):
            self._look()

    def end(self) -> None:
        self._ended.set()

    def _look(self) -> None:
        turned_at = self._turned_at
        stands = time.monotonic() - turned_at
        if self._blocked_since is not None and turned_at > self._blocked_since:
            log.warning("event loop goes on", stood=round(turned_at - self._blocked_since, 1))
            self._blocked_since = None
        if stands > self._limit and self._blocked_since is None:
            self._blocked_since = turned_at
            frame = sys._current_frames().get(self._watched)
            stack = "".join(traceback.format_stack(frame)) if frame else ""
            log.error("event loop stands still", stands=round(stands, 1), stack=stack)
