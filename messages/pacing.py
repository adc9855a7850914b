"""How fast a platform may be called: its limits, and when the next call may leave. Pure.

Instants are seconds on a monotonic clock: setting the machine's clock changes nothing here.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import timedelta

# Of a limit this much is spent: clocks differ, and calls bunch up on their way.
SPENT = 0.93
# Who was late, by so many seconds at most, makes up for it at this share of the limit.
MAKING_UP = 0.96
LATE = 1.0
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
    def least_gap(self) -> float:
        """Two calls are never closer, whoever was late, unless they may leave together."""
        if self.at_once > 1:
            return 0.0
        return self.period.total_seconds() / (self.calls * MAKING_UP)

    @property
    def slack(self) -> float:
        """By how many seconds a call may come before its turn, to leave with others."""
        return (self.at_once - 1) * self.gap


Limits = Mapping[str, Limit]


class Pacer:
    """Spends the limits of one platform by even spacing, and keeps what has to wait waiting."""

    def __init__(self) -> None:
        # When the next call's turn is, and when the last one left.
        self._turns: dict[str, tuple[float, float]] = {}
        self._held_until: dict[Hashable, float] = {}

    def ready_at(self, limits: Limits, now: float) -> float:
        """The first instant, `now` or later, at which a call under these limits may leave."""
        ready = now
        for name, limit in limits.items():
            if name in self._turns:
                turn, last = self._turns[name]
                ready = max(ready, turn - limit.slack, last + limit.least_gap)
        return ready

    def reserve(self, limits: Limits, now: float) -> float:
        """Take the next turn under these limits; returns when it is."""
        at = self.ready_at(limits, now)
        for name, limit in limits.items():
            turn, _ = self._turns.get(name, (at, at))
            # Turns that were missed by a little are made up for; after a quiet time they are not.
            if at - turn > LATE or limit.at_once > 1:
                turn = max(turn, at)
            self._turns[name] = turn + limit.gap, at
        if len(self._turns) > MOST_REMEMBERED:
            self._turns = {name: turn for name, turn in self._turns.items() if turn[0] > now}
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
