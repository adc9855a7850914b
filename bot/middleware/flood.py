"""At most so many requests a minute from one account: beyond that one sentence, then silence.

Pure: the instant is handed in. Who asks how often is kept in memory; a restart forgives.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

WINDOW = timedelta(minutes=1)
# Whoever asked longest ago is forgotten first.
MOST_KNOWN = 10_000


class Verdict(Enum):
    """`TOO_MANY` is the one to be told so; `SILENCE` comes after it."""

    FREE = auto()
    TOO_MANY = auto()
    SILENCE = auto()


@dataclass(slots=True)
class _Window:
    """`ends` in seconds of the clock that is handed in."""

    ends: float
    asked: int = 0
    is_told: bool = False


class FloodLimit:
    """`limit` requests a minute; 0: as many as one likes.

    Who exceeds it is left without answers for a minute, whatever they send, and told so once at
    its beginning.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    def judge(self, who: str, now: float) -> Verdict:
        """Count a request of an account at an instant, in seconds of a monotonic clock."""
        if not self.limit:
            return Verdict.FREE
        window = self._window(who, now)
        window.asked += 1
        if window.asked <= self.limit:
            return Verdict.FREE
        if window.asked > self.limit + 1:
            return Verdict.SILENCE
        window.ends = now + WINDOW.total_seconds()
        return Verdict.TOO_MANY

    def told(self, who: str) -> None:
        """The one sentence can no longer be lost."""
        window = self._windows.get(who)
        if window is not None and window.asked > self.limit:
            window.is_told = True

    def not_told(self, who: str) -> None:
        """There was no place to say it: the next one is told."""
        window = self._windows.get(who)
        if window is not None:
            window.asked = min(window.asked, self.limit)

    def refuses(self, who: str, now: float) -> bool:
        """Whether an account was told that it gets no answer, and the minute is not over."""
        window = self._windows.get(who)
        return window is not None and window.is_told and now < window.ends

    def _window(self, who: str, now: float) -> _Window:
        window = self._windows.get(who)
        if window is None or window.ends <= now:
            window = self._windows[who] = _Window(now + WINDOW.total_seconds())
        self._windows.move_to_end(who)
        while len(self._windows) > MOST_KNOWN:
            self._windows.popitem(last=False)
        return window
