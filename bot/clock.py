"""The one real clock, and the one for rehearsals."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, pause: timedelta) -> None:
        await asyncio.sleep(pause.total_seconds())


class RehearsedClock(SystemClock):
    """Runs `pace` times as fast as the real one since an instant they agree on, and can jump.

    Two processes with the same values agree with one another, also after a restart.
    """

    def __init__(self, pace: float = 1, since: datetime | None = None) -> None:
        self._pace = pace
        self._since = since or datetime.now(UTC)
        self._jumped = timedelta(0)

    def now(self) -> datetime:
        return self._since + (super().now() - self._since) * self._pace + self._jumped

    def monotonic(self) -> float:
        return super().monotonic() * self._pace

    async def sleep(self, pause: timedelta) -> None:
        await super().sleep(pause / self._pace)

    def jump(self, by: timedelta) -> None:
        """What setting the machine's clock does to the wall clock, and not to the monotonic."""
        self._jumped += by
