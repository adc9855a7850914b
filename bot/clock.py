"""The one real clock."""

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
