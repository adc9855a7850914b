"""How fast a platform may be called: its limits, and when the next call may leave. Pure.

Instants are seconds on a monotonic clock: setting the machine's clock changes nothing here.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta

# Of a limit this much is spent: clocks differ, and calls bunch up on their way.
SPENT = 0.93
# So many may leave together to make up for a timer that was late.
LATE = 2
# Beyond that many, what has long been free is forgotten.
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `calls` in any `period`. `at_once` may leave together after a quiet time, where the
    platform suffers it; the rest is spaced evenly."""

    calls: int
    period: timedelta
    at_once: int = 1

    @property
    def gap(self) -> float:
        """Seconds from one call to the next while there is no end of them."""
        spent = self.calls * SPENT
        if int(spent) + self.at_once > self.calls:
            spent = min(spent, max(self.calls - self.at_once, SPENT))
        return self.period.total_seconds() / spent

    @property
    def slack(self) -> float:
        """By how many seconds a call may come before its turn, to make up for one that came late,
        or to leave with others: a window of `period` still holds no more than `calls`."""
        spare = self.calls - int(self.calls * SPENT)
        return (max(self.at_once, min(spare, LATE)) - 1) * self.gap


Limits = Mapping[str, Limit]


class Pacer:
    """Spends the limits of one platform by even spacing, and keeps what has to wait waiting."""

    def __init__(self) -> None:
        self._turns: dict[str, float] = {}
        self._held_until: dict[Hashable, float] = {}

    def ready_at(self, limits: Limits, now: float) -> float:
        """The first instant, `now` or later, at which a call under these limits may leave."""
        turns = (self._turns.get(name, now) - limit.slack for name, limit in limits.items())
        return max((now, *turns))

    def reserve(self, limits: Limits, now: float) -> float:
        """Take the next turn under these limits; returns when it is."""
        at = self.ready_at(limits, now)
        for name, limit in limits.items():
            self._turns[name] = max(self._turns.get(name, at), at) + limit.gap
        if len(self._turns) > MOST_REMEMBERED:
            self._turns = {name: turn for name, turn in self._turns.items() if turn > now}
        return at

    def hold(self, what: Hashable, until: float) -> None:
        """Nothing of `what`, such as a chat or a lane, before that instant."""
        self._held_until[what] = max(until, self._held_until.get(what, until))

    def held_until(self, what: Hashable, now: float) -> float:
        """When `what` may go on: `now` where nothing holds it."""
        until = self._held_until.get(what, now)
        if until <= now:
            self._held_until.pop(what, None)
        return max(until, now)
