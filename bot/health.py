"""Whether the process lives, and whether it can do its work: what watchers are told over HTTP."""

from collections.abc import Iterable
from datetime import timedelta

from bot.leadership import Leadership
from bot.web import Page
from messages.clock import Clock
from platforms.contract import HttpAnswer, RemotePlatform

# A long poll takes 25 s and a silent connection 40 s at most: three of them gone by is no delay.
FRESH = timedelta(seconds=90)

ALIVE = HttpAnswer(200, "alive\n")
READY = HttpAnswer(200, "ready\n")
STARTING = "starting"
STANDING_BY = "standing by: another Kopdar serves this database"


class Health:
    """`/healthz`: an answer at all says that the event loop turns. `/readyz`: why not, if not."""

    def __init__(
        self, clock: Clock, platforms: Iterable[RemotePlatform], leadership: Leadership
    ) -> None:
        self._clock = clock
        self._platforms = tuple(platforms)
        self._leadership = leadership

    @property
    def pages(self) -> dict[str, Page]:
        return {"/healthz": self.alive, "/readyz": self.ready}

    async def alive(self) -> HttpAnswer:
        return ALIVE

    async def ready(self) -> HttpAnswer:
        reasons = self.reasons()
        return HttpAnswer(503, "".join(f"{each}\n" for each in reasons)) if reasons else READY

    def reasons(self) -> list[str]:
        """What keeps Kopdar from its work; nothing where it is ready."""
        if not self._leadership.is_held:
            return [STANDING_BY if self._leadership.is_standing_by else STARTING]
        now = self._clock.monotonic()
        reasons = [unwritten(self._leadership.proven_at, now)]
        reasons += [unheard(each.name, each.heard_at, now) for each in self._platforms]
        return [reason for reason in reasons if reason]


def unwritten(proven_at: float | None, now: float) -> str | None:
    """Whether the database has been written as it should: the leadership is, every few seconds."""
    silence = timedelta(seconds=now - (proven_at or 0))
    if proven_at is not None and silence < FRESH:
        return None
    return f"database: not written for {silence.total_seconds():.0f} s"


def unheard(platform: str, heard_at: float | None, now: float) -> str | None:
    """Why nothing can be coming in from a platform, if so; instants of a monotonic clock."""
    if heard_at is None:
        return f"{platform}: not connected yet"
    silence = timedelta(seconds=now - heard_at)
    if silence < FRESH:
        return None
    return f"{platform}: no sign of life for {silence.total_seconds():.0f} s"
